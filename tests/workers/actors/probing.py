"""A child that tries what is forbidden and says what came of it: a plug-in for the tests of the walls."""

import ctypes
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from extractors.reading.files.signatures import HEIC
from extractors.reading.intake import Limits
from extractors.reading.pictures.pages import Picture
from pipeline.errors import BadFile
from tests.extractors.reading.heics import UPRIGHT
from workers.room.frames import Gone, Kind, receive, send
from workers.room.sandbox import FONTS, Walls, enter
from workers.room.wire import packed, unpacked

_VFORK, _SHARED_MEMORY = 0x4000, 0x100


def prepare() -> None:
    """What is loaded late must be there before the walls are."""
    _heic("")


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:
    """Answers a probe's name and argument with what happened: `done`, or the error's name."""
    memory, cpu, threads = (int(options[name]) for name in ("memory", "cpu", "threads"))
    enter(Walls(memory=memory, cpu_seconds=cpu, files=64, readable=FONTS, threads=threads), parent)
    while True:
        try:
            asked = unpacked(receive(channel)[1])
        except Gone:
            return
        send(channel, Kind.FACTS, packed({"outcome": _outcome(PROBES[str(asked["probe"])], str(asked["with"]))}))


def _outcome(probe: Callable[[str], object], argument: str) -> str:
    try:
        probe(argument)
    except (OSError, MemoryError, ValueError, RuntimeError, subprocess.SubprocessError) as error:
        return type(error).__name__
    except BadFile as error:
        return error.code
    return "done"


def _call(number_x86: int, number_arm: int, *arguments: object) -> None:
    """A system call by its number; raises OSError when it is refused."""
    number = number_x86 if os.uname().machine == "x86_64" else number_arm
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(ctypes.c_long(number), *arguments) < 0:
        raise OSError(ctypes.get_errno(), "refused")


def _write(path: str) -> None:
    Path(path).write_bytes(b"x")


def _connect(family: int, address: Any) -> None:
    with socket.socket(family) as there:
        there.connect(address)


def _many_files(_: str) -> None:
    kept = [os.dup(0) for _ in range(1_000)]
    raise AssertionError(len(kept))


def _spin(_: str) -> None:
    while True:
        pass


def _gigabyte(_: str) -> None:
    file = os.memfd_create("x")
    os.write(file, b"x" * 1024)


def _double_fork(_: str) -> None:
    if os.fork() == 0:
        time.sleep(600)


def _vfork(_: str) -> None:
    """ARM has no call of this name: there it is a clone with these marks."""
    if os.uname().machine == "x86_64":
        _call(58, 58)
    else:
        _clone(f"{_VFORK | _SHARED_MEMORY:x}")


def _clone(marks: str) -> None:
    """The call itself, with the marks in hexadecimal: who comes out of it as another process leaves at once."""
    _call(56, 220, int(marks, 16) | signal.SIGCHLD, 0, 0, 0, 0)


def _foreign_clone(_: str) -> None:
    """By the second numbering of x86_64; ARM has no such thing, and no call of this number."""
    _call(0x40000000 + 56, 0x40000000 + 220, int(signal.SIGCHLD), 0, 0, 0, 0)


def _clone3(_: str) -> None:
    _call(435, 435, struct.pack("11Q", 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, 0, 0, 0), 88)


def _thread(_: str) -> None:
    _in_threads(1, lambda: None)


def _eight_threads(_: str) -> None:
    _in_threads(8, lambda: bytearray(1024**2))


def _thread_that_forks(_: str) -> None:
    _in_threads(1, os.fork)


def _in_threads(count: int, work: Callable[[], object]) -> None:
    """Raises what the first of them raised."""
    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(work) for _ in range(count)]:
            done.result()


def _heic(_: str) -> None:
    Picture(UPRIGHT, HEIC, Limits()).image(1)


def _more_limits(_: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


PROBES: dict[str, Callable[[str], object]] = {
    "read": lambda path: Path(path).read_bytes(),
    "list": lambda path: os.listdir(path),  # noqa: PTH208 - the call itself is the probe
    "write": _write,
    "socket": lambda family: socket.socket(int(family)),
    "pair": lambda _: socket.socketpair(),
    "connect": lambda port: _connect(socket.AF_INET, ("127.0.0.1", int(port))),
    "connect local": lambda path: _connect(socket.AF_UNIX, path),
    "exec": lambda program: os.execv(program, [program, "-c", "exit 0"]),  # noqa: S606
    "run": lambda program: subprocess.run([program, "-c", "exit 0"], check=False),
    "fork": _double_fork,
    "vfork": _vfork,
    "clone": _clone,
    "foreign clone": _foreign_clone,
    "clone3": _clone3,
    "thread": _thread,
    "eight threads": _eight_threads,
    "thread that forks": _thread_that_forks,
    "heic": _heic,
    "kill": lambda pid: os.kill(int(pid), 0),
    "ptrace": lambda pid: _call(101, 117, 16, int(pid), 0, 0),
    "unshare": lambda _: _call(272, 97, 0x10000000),
    "mount": lambda _: _call(165, 40, b"none", b"/tmp", b"tmpfs", 0, 0),
    "bpf": lambda _: _call(321, 280, 0, 0, 0),
    "io_uring": lambda _: _call(425, 425, 8, 0),
    "userfaultfd": lambda _: _call(323, 282, 0),
    "keyctl": lambda _: _call(250, 219, 0, 0, 0),
    "memory file": _gigabyte,
    "root": lambda _: os.setuid(0),
    "allocate": lambda size: bytearray(int(size)),
    "files": _many_files,
    "spin": _spin,
    "sleep": lambda _: time.sleep(600),
    "abort": lambda _: os.abort(),
    "raise limits": _more_limits,
    "signal self": lambda _: os.kill(os.getpid(), signal.SIGUSR1),
    "fonts": lambda _: os.listdir(next(folder for folder in FONTS if Path(folder).is_dir())),  # noqa: PTH208
    "environment": lambda _: None if len(os.environ) < 10 else sys.exit(9),
}
