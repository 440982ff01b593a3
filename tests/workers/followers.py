"""Readers that follow hints, as small words for tests: one in a thread that notes what it does, or one in a process."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.evidence import EvidenceId
from workers.rounds.hints import RedisHints
from workers.rounds.rq_reader import HintedReader

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Desk:
    """Stands in for the database: `read` notes what was asked for, and gives from `waiting` when nothing was."""

    begun: list[EvidenceId] = field(default_factory=list)
    waiting: list[EvidenceId] = field(default_factory=list)
    alarms: list[tuple[str, str]] = field(default_factory=list)
    seconds: float = 0.0
    trouble: Exception | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def read(self, wanted: EvidenceId | None) -> bool:
        if wanted is not None and self.trouble:
            raise self.trouble
        if wanted is None and not self.waiting:
            return False
        self.begun.append(wanted or self.waiting.pop(0))
        time.sleep(self.seconds)
        return True

    def alarm(self, job: str, reason: str) -> None:
        self.alarms.append((job, reason))


@contextmanager
def following(url: str, desk: Desk, name: str = "thread") -> Iterator[threading.Thread]:
    """The reader follows in a thread of its own, and has ended afterwards."""
    reader = HintedReader([RedisHints.at(url).queue], name, desk.read, desk.alarm)
    thread = threading.Thread(target=reader.follow, args=(desk.stop,))
    thread.start()
    try:
        yield thread
    finally:
        desk.stop.set()
        thread.join(20)
        assert not thread.is_alive()


def process(url: str, notes: Path, seconds: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.workers.actors.following", url, str(notes), str(seconds)]
    return subprocess.Popen(command, cwd=ROOT)


def lines(notes: Path) -> list[str]:
    return notes.read_text("utf-8").splitlines() if notes.exists() else []


def until(true: Callable[[], object], seconds: float = 10.0) -> None:
    """Waits; fails when it does not become true in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)
