"""A supervisor of one tiny program that writes down when it starts: it dies at once, finishes when told, or stays."""

import os
import signal
import sys
import time
from pathlib import Path

from workers.supervisor import Program, Supervisor


def tiny(way: str) -> None:
    with Path("starts").open("a", encoding="ascii") as starts:
        starts.write(f"{os.getpid()} {time.monotonic()}\n")
    if way == "die":
        return
    signal.signal(signal.SIGTERM, signal.SIG_IGN if way == "stay" else finish)
    while True:
        time.sleep(1)


def finish(*_: object) -> None:
    time.sleep(0.3)
    Path("finished").touch()
    sys.exit(0)


def died(pid: int) -> None:
    with Path("died").open("a", encoding="ascii") as deaths:
        deaths.write(f"{pid}\n")


if __name__ == "__main__":
    if len(sys.argv) == 2:
        tiny(sys.argv[1])
    else:
        command = (sys.executable, "-m", "tests.workers.actors.supervising", sys.argv[1])
        program = Program(name="tiny", command=command, environment=dict(os.environ), died=died)
        sys.exit(Supervisor([program], float(sys.argv[2])).run())
