"""Keeps programs running: starts them, starts them again when they die, and ends them in order."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

_TICK = 0.05
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0
_HEALTHY = 60.0  # seconds alive after which a death is a new story
_WRONG_USE = 2  # the exit status of a program that was called or set up wrongly
_OBEYED = (0, -signal.SIGTERM)  # how a program may end that was told to
_log = logging.getLogger("proofdesk.supervisor")

Died = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """One program to keep running; `died` hears the process id of every process of it that ended by itself.

    `environment` leads Python to our rooms, as ours does. `died` is called in a thread of its own and may take its
    time; what it raises is told and changes nothing.
    """

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
    proved: bool = False  # it has lived long enough to be known to be set up rightly


@dataclass(slots=True)
class Supervisor:
    """`drain_seconds`: how long programs get to end after SIGTERM before they are killed."""

    programs: Sequence[Program]
    drain_seconds: float
    _told: list[int] = field(default_factory=list)
    _reports: list[threading.Thread] = field(default_factory=list)

    def run(self) -> int:
        """Until SIGTERM or SIGINT, a second of which ends everything at once; call it in the main thread.

        Exit status 0 after an orderly end, 1 when a program had to be killed, 2 when one says that it was set up
        wrongly before it ever lived for a minute: starting it again would mend nothing. Other deaths never end this;
        what they wait for, such as a database, may come back. Whatever ends this process, the programs end with it.
        """
        kept = [_Kept(program) for program in self.programs]
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._tell)
        reading, writing = os.pipe()  # nobody writes: it is closed when we end
        wrong = False
        while not self._told and not wrong:
            wrong = any([self._found_wrong(one, reading) for one in kept])  # noqa: C419 - each is looked after
            time.sleep(_TICK)
        in_order = self._drained([one for one in kept if one.process])
        for report in self._reports:
            report.join(self.drain_seconds)
        os.close(reading)
        os.close(writing)
        return _WRONG_USE if wrong else 0 if in_order else 1

    def _tell(self, number: int, _: FrameType | None) -> None:
        self._told.append(number)

    def _found_wrong(self, one: _Kept, pipe: int) -> bool:
        """Looks after one program; whether there is no point in going on."""
        now = time.monotonic()
        if one.process is None:
            if now >= one.due:
                one.process, one.started = _started(one.program, pipe), now
            return False
        status = one.process.poll()
        one.proved = one.proved or now - one.started > _HEALTHY
        if status is None:
            return False
        one.pause = _FIRST_PAUSE if now - one.started > _HEALTHY else one.pause
        one.due = now + one.pause
        one.pause = min(2 * one.pause, _LONGEST_PAUSE)
        self._bury(one, status)
        return status == _WRONG_USE and not one.proved

    def _bury(self, one: _Kept, status: int) -> None:
        if one.process is None:
            return
        pid, one.process = one.process.pid, None
        _log.error("program died", extra={"program": one.program.name, "pid": pid, "status": status})
        self._reports[:] = [each for each in self._reports if each.is_alive()]
        self._reports.append(threading.Thread(target=_report, args=(one.program, pid), daemon=True))
        self._reports[-1].start()

    def _drained(self, kept: Sequence[_Kept]) -> bool:
        """Whether all ended by themselves in time."""
        _log.info("stopping", extra={"programs": len(kept)})
        for process in _living(kept):
            process.terminate()
        end = time.monotonic() + self.drain_seconds
        while _living(kept) and time.monotonic() < end and len(self._told) < 2:
            time.sleep(_TICK)
        stubborn = _living(kept)
        for process in stubborn:
            process.kill()
        for one in kept:
            if one.process and (status := one.process.wait()) not in _OBEYED:
                self._bury(one, status)
        if stubborn:
            _log.error("killed what did not end in time", extra={"pids": [process.pid for process in stubborn]})
        return not stubborn


def _living(kept: Iterable[_Kept]) -> list[subprocess.Popen[bytes]]:
    return [one.process for one in kept if one.process and one.process.poll() is None]


def _report(program: Program, pid: int) -> None:
    try:
        program.died(pid)
    except Exception:  # noqa: BLE001 - whoever listens must not end the programs
        _log.exception("death not reported", extra={"program": program.name, "pid": pid})


def _started(program: Program, pipe: int) -> subprocess.Popen[bytes] | None:
    """None when the system has no room for a process now."""
    leash = (sys.executable, "-P", "-m", "workers.rounds.leash", str(os.getpid()), str(pipe))
    try:
        process = subprocess.Popen(  # noqa: S603 - our own command lines
            (*leash, *program.command),
            env=dict(program.environment),
            stdin=subprocess.DEVNULL,
            pass_fds=(pipe,),
            start_new_session=True,  # Ctrl-C on the terminal is for us alone
        )
    except OSError as error:
        _log.error("program not started", extra={"program": program.name, "because": error.strerror})
        return None
    _log.info("program started", extra={"program": program.name, "pid": process.pid})
    return process
