"""The Linux calls that Python does not offer: prctl, Landlock, seccomp."""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from functools import cache

LINUX = sys.platform == "linux"

_SET_PDEATHSIG, _SET_DUMPABLE, _SET_SECCOMP, _SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_MODE_FILTER = 2
_SIGKILL = 9
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446  # the same on every architecture
_LANDLOCK_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3


class Denied(OSError):
    """The kernel refused a wall it should have built: the child must not go on."""


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def prctl(option: int, value: int, pointer: int = 0) -> None:
    """Raises Denied when the kernel refuses."""
    libc = _libc()
    longs = [ctypes.c_ulong(number) for number in (value, pointer, 0, 0)]
    if libc.prctl(ctypes.c_int(option), *longs) != 0:
        raise Denied(ctypes.get_errno(), f"prctl {option}")


def die_with_parent(parent: int) -> None:
    """From now on this process is killed when its parent ends; call it again after changing the user."""
    if LINUX:
        prctl(_SET_PDEATHSIG, _SIGKILL)
    if os.getppid() != parent:
        os._exit(0)


def no_new_privileges() -> None:
    prctl(_SET_NO_NEW_PRIVS, 1)


def not_dumpable() -> None:
    """No core file, no ptrace and no /proc entries for others of the same user."""
    prctl(_SET_DUMPABLE, 0)


def install_filter(program: bytes) -> None:
    """`program`: packed sock_filter instructions, 8 bytes each."""
    count = len(program) // 8
    held = ctypes.create_string_buffer(program, len(program))
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", count, ctypes.addressof(held)))
    prctl(_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.addressof(head))


def landlock_version() -> int:
    """The ABI the kernel offers; 0 where there is none."""
    if not LINUX:
        return 0
    return max(0, int(_libc().syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1))))


class Landlock:
    """A rule set made while paths can still be opened, laid on the process later (kernel documentation, landlock)."""

    def __init__(self, version: int, readable: Iterable[str]) -> None:
        files = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
        network = 0b11 if version >= 4 else 0  # bind and connect by TCP
        scopes = 0b11 if version >= 6 else 0  # abstract sockets and signals stay inside
        attributes = struct.pack("=QQQ", files, network, scopes)[: 8 if version < 4 else 16 if version < 6 else 24]
        self._rules = _called(_LANDLOCK_CREATE, ctypes.c_char_p(attributes), ctypes.c_size_t(len(attributes)), 0)
        for path in readable:
            self._allow(path)

    def _allow(self, path: str) -> None:
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return  # what cannot be opened needs no permission
        rule = struct.pack("=Qi", _READ_FILE | _READ_DIR, place)
        _called(_LANDLOCK_ADD, self._rules, _LANDLOCK_PATH_BENEATH, ctypes.c_char_p(rule), 0)
        os.close(place)

    def enter(self) -> None:
        """For this process and for good; needs no_new_privileges."""
        _called(_LANDLOCK_RESTRICT, self._rules, 0)
        os.close(self._rules)


def _called(number: int, *arguments: object) -> int:
    answer = int(_libc().syscall(ctypes.c_long(number), *arguments))
    if answer < 0:
        raise Denied(ctypes.get_errno(), f"system call {number}")
    return answer
