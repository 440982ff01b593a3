"""Runs a program that must not outlive its parent: `python -m workers.rounds.leash PARENT PIPE PROGRAM …` becomes it.

The process keeps its number, so it can be signalled and waited for as if there were nothing in between. Doing this in
a program of its own, not between fork and exec, keeps it safe in a parent with threads.
"""

import os
import select
import signal
import sys

from workers.room.kernel import LINUX, die_with_parent

_LOOK = 1.0  # seconds between two looks whether the program still lives
NOT_FOUND = 127  # exit status where the program cannot be run, as shells have it


def main(argv: list[str]) -> int:
    """Returns only when the program cannot be run. `PIPE`: a descriptor that is closed when the parent ends."""
    parent, pipe, command = int(argv[0]), int(argv[1]), argv[2:]
    if LINUX:
        os.close(pipe)
        die_with_parent(parent)
    else:
        watch(pipe)
    try:
        os.execvp(command[0], command)  # noqa: S606 - our own command lines
    except OSError as error:
        sys.stderr.write(f"{command[0]} cannot be run ({error.strerror}).\n")
        return NOT_FOUND


def watch(pipe: int) -> None:
    """For systems whose kernel does not do it: a second process kills this one when nobody holds the pipe any more."""
    program = os.getpid()
    if os.fork():
        os.close(pipe)
        return
    os.setsid()
    for stream in (0, 1, 2):
        os.close(stream)
    try:
        while os.getppid() == program:
            if select.select([pipe], [], [], _LOOK)[0] and os.getppid() == program:
                os.kill(program, signal.SIGKILL)
                break
    finally:
        os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
