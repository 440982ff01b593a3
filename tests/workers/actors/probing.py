"""A child that tries what is forbidden and says what came of it: a plug-in for the tests of the walls."""

import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from workers.room.frames import Gone, Kind, receive, send
from workers.room.sandbox import FONTS, Walls, enter
from workers.room.wire import packed, unpacked


def prepare() -> None:
    pass


def serve(channel: socket.socket, files: tuple[int, ...], options: Mapping[str, Any], parent: int) -> None:
    """Answers a probe's name and argument with what happened: `done`, or the error's name."""
    enter(Walls(memory=int(options["memory"]), cpu_seconds=int(options["cpu"]), files=64, readable=FONTS), parent)
    while True:
        try:
            asked = unpacked(receive(channel)[1])
        except Gone:
            return
        send(channel, Kind.FACTS, packed({"outcome": _outcome(PROBES[str(asked["probe"])], str(asked["with"]))}))


def _outcome(probe: Callable[[str], object], argument: str) -> str:
    try:
        probe(argument)
    except (OSError, MemoryError, ValueError, subprocess.SubprocessError) as error:
        return type(error).__name__
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
