"""Keeps programs running: starts them, starts them again when they die, and ends them in order."""

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

from workers.kernel import die_with_parent

_TICK = 0.05
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0
_HEALTHY = 60.0  # seconds alive after which a death is a new story
_log = logging.getLogger("proofdesk.supervisor")

Died = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One program to keep running; `died` hears the process id of every process of it that ended by itself."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    died: Died = lambda pid: None  # noqa: ARG005


@dataclass(slots=True)
class _Kept:
    """A program, its process while it runs, and when it may be started again."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = _FIRST_PAUSE
    due: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """`drain_seconds`: how long programs get to end after SIGTERM before they are killed."""

    programs: Sequence[Program]
    drain_seconds: float
    _stopping: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Until SIGTERM or SIGINT, a second of which ends everything at once. Exit status 0 after an orderly end.

        Whatever ends this process, the programs end with it (Linux).
        """
        kept = [_Kept(program) for program in self.programs]
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)
        while not self._stopping.is_set():
            for one in kept:
                self._look_after(one)
            self._stopping.wait(_TICK)
        return self._drained(kept)

    def _told(self, number: int, _: FrameType | None) -> None:
        if self._stopping.is_set():
            raise KeyboardInterrupt
        _log.info("stopping", extra={"signal": signal.Signals(number).name})
        self._stopping.set()

    def _look_after(self, one: _Kept) -> None:
        now = time.monotonic()
        if one.process is None:
            if now >= one.due:
                one.process, one.started = _started(one.program), now
            return
        status = one.process.poll()
        if status is None:
            return
        pid, one.process = one.process.pid, None
        one.pause = _FIRST_PAUSE if now - one.started > _HEALTHY else min(2 * one.pause, _LONGEST_PAUSE)
        one.due = now + one.pause
        _log.error("program died", extra={"program": one.program.name, "pid": pid, "status": status})
        one.program.died(pid)

    def _drained(self, kept: Sequence[_Kept]) -> int:
        living = [one.process for one in kept if one.process]
        try:
            for process in living:
                process.terminate()
            end = time.monotonic() + self.drain_seconds
            for process in living:
                process.wait(max(0.0, end - time.monotonic()))
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            _log.error("killed what did not end in time")
            for process in living:
                process.kill()
                process.wait()
            return 1
        return 0


def _started(program: Program) -> subprocess.Popen[bytes]:
    parent = os.getpid()
    process = subprocess.Popen(  # noqa: S603 - our own command lines
        program.command,
        env=dict(program.environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C on the terminal is for us alone
        preexec_fn=lambda: die_with_parent(parent),
    )
    _log.info("program started", extra={"program": program.name, "pid": process.pid})
    return process
