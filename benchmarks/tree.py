"""What this process and all it started have used, as the Linux kernel counts it."""

import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import WrongUse

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds() -> float:
    """User and system seconds of this process, its living descendants and all they have outlived."""
    return sum(_spent(pid) for pid in (os.getpid(), *descendants()))


def peak_memory() -> int:
    """Bytes of the largest resident set any living descendant has had."""
    return max((_status(pid, "VmHWM:") for pid in descendants()), default=0)


def cpu_seconds_of(pid: int) -> float:
    """User and system seconds of process `pid`, its living descendants and all they have outlived."""
    return sum(_spent(one) for one in (pid, *descendants(pid)))


def resident(pid: int) -> tuple[tuple[int, str, int], ...]:
    """Process id, program and bytes in memory of `pid` and all below it; what they share counts once for each."""
    return tuple((one, _program(one), _status(one, "VmRSS:")) for one in (pid, *descendants(pid)))


def descendants(pid: int = 0) -> tuple[int, ...]:
    """Every living process below `pid`, or below this one.

    Raises WrongUse where the kernel keeps no /proc.
    """
    if not (_PROC / "self/stat").exists():
        raise WrongUse("Speed is measured from /proc, which only Linux has; run this benchmark there.")
    parents = dict(_parents())
    found: list[int] = []
    edge = {pid or os.getpid()}
    while edge:
        edge = {one for one, parent in parents.items() if parent in edge}
        found += sorted(edge)
    return tuple(found)


def _parents() -> Iterator[tuple[int, int]]:
    for folder in _PROC.iterdir():
        if folder.name.isdecimal() and (stat := _stat(int(folder.name))):
            yield int(folder.name), int(stat[1])


def _spent(pid: int) -> float:
    stat = _stat(pid)
    return sum(map(int, stat[11:15])) / _TICKS if stat else 0.0


def _stat(pid: int) -> list[str]:
    """The fields after the process's name (proc(5): state is the first, ppid the second, utime the twelfth)."""
    try:
        return (_PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:  # it ended while we looked
        return []


def _program(pid: int) -> str:
    """The word after our module: `serve`, `reader`, or the module itself where no word of ours follows."""
    try:
        words = (_PROC / str(pid) / "cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return "gone"
    if "-m" not in words:
        return Path(words[0]).name
    module, *rest = words[words.index("-m") + 1 :]
    return rest[0] if module == "app.cli" else module.rpartition(".")[2]


def _status(pid: int, row: str) -> int:
    """Bytes of one row of proc(5)'s status file."""
    try:
        lines = (_PROC / str(pid) / "status").read_text(errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith(row)), 0)
