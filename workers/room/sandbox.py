"""The walls around a child that reads what strangers sent."""

import os
import resource
import sysconfig
from dataclasses import dataclass
from functools import cache

from workers.room import kernel
from workers.room.denied_calls import numbers, program
from workers.settings import Tier

NOBODY = 65_534
MOST_THREADS = (
    4_096  # of one user together: a machine bears them, and a child that begins threads without end stops there
)
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts", "/Library/Fonts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Walls:
    """What one child may use: address space in bytes, processor seconds (0: no end), files, readable folders.

    `threads`: more are not begun once the child's user has this many, here and elsewhere; 0: none are.
    """

    memory: int
    cpu_seconds: int
    files: int
    readable: tuple[str, ...]
    threads: int = 0


@cache
def sandbox_tier() -> Tier:
    """FULL: Landlock, seccomp and limits; PARTIAL: one of the two and limits; LIMITS: resource limits only."""
    found = (kernel.landlock_version() > 0, kernel.LINUX and numbers() is not None)
    return Tier.FULL if all(found) else Tier.PARTIAL if any(found) else Tier.LIMITS


@cache
def code_folders() -> tuple[str, ...]:
    """Where Python finds code that is only loaded when needed."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    return tuple(dict.fromkeys(sysconfig.get_path(name) for name in names))


def enter(walls: Walls, parent: int) -> None:
    """Build every wall this system offers around the running process, for good.

    `parent`: the process this one must not outlive. Raises OSError when the system refuses a wall it offers: the
    child must then leave.
    """
    version, known = kernel.landlock_version(), numbers() if kernel.LINUX else None
    ground = kernel.Landlock(version, walls.readable) if version else None
    _set_limits(walls)
    _become_nobody()
    # For Linux a thread is a process too: only where the filter tells them apart may the limit let one begin.
    _set(resource.RLIMIT_NPROC, walls.threads if known else 0)
    kernel.die_with_parent(parent)
    if not kernel.LINUX:
        return
    kernel.no_new_privileges()
    kernel.not_dumpable()
    if ground:
        ground.enter()
    if known:
        kernel.install_filter(program(known, os.getpid()))


def allow_cpu(seconds: int) -> None:
    """From now on this process may work for `seconds` more; the kernel ends it then, C code included."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


def _set_limits(walls: Walls) -> None:
    _set(resource.RLIMIT_CORE, 0)
    _set(resource.RLIMIT_FSIZE, 0)
    _set(resource.RLIMIT_NOFILE, walls.files)
    _set(resource.RLIMIT_AS, walls.memory)
    if walls.cpu_seconds:
        _set(resource.RLIMIT_CPU, walls.cpu_seconds)


def _set(limit: int, most: int) -> None:
    hard = resource.getrlimit(limit)[1]
    most = most if hard < 0 else min(most, hard)
    try:
        resource.setrlimit(limit, (most, most))
    except (ValueError, OSError):
        if kernel.LINUX:
            raise
        # macOS refuses some limits outright; the tier says so


def _become_nobody() -> None:
    if os.geteuid() != 0:
        return
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
