"""How far a run has come, told on standard error."""

import shutil
import time
from collections.abc import Callable
from typing import Protocol, TextIO

from app.showing.safe import cut, visible, width

Clock = Callable[[], float]


class Progress(Protocol):
    """`tick` is called often with how many are done; `note` once per answer; `clear` before anything is printed."""

    def tick(self, done: int) -> None: ...

    def note(self, name: str, said: str) -> None: ...

    def clear(self) -> None: ...


class Bar:
    """One line of a terminal, drawn over again: how many are done, and about how long the rest takes."""

    def __init__(self, stream: TextIO, total: int, clock: Clock = time.monotonic) -> None:
        self._stream, self._total, self._clock = stream, total, clock
        self._began = clock()
        self._shown = ""

    def tick(self, done: int) -> None:
        line = self._line(done)
        if line != self._shown:
            self._stream.write("\r" + line + " " * max(0, width(self._shown) - width(line)))
            self._stream.flush()
            self._shown = line

    def note(self, name: str, said: str) -> None:
        """The bar tells how many; names are for plain lines."""

    def clear(self) -> None:
        if self._shown:
            self._stream.write("\r" + " " * width(self._shown) + "\r")
            self._stream.flush()
            self._shown = ""

    def _line(self, done: int) -> str:
        room = 24
        full = room * done // max(1, self._total)
        spent = self._clock() - self._began
        left = f"about {clock_face(spent / done * (self._total - done))} left" if done else "starting"
        line = f"[{'█' * full}{'░' * (room - full)}] {done}/{self._total} · {clock_face(spent)} · {left}"
        return cut(line, shutil.get_terminal_size().columns - 1)


class Lines:
    """One plain line per document, for logs and pipes."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream, self._total, self._told = stream, total, 0

    def tick(self, done: int) -> None:
        """Nothing moves in a log."""

    def note(self, name: str, said: str) -> None:
        self._told += 1
        self._stream.write(f"{self._told}/{self._total} {visible(name)}: {said}\n")
        self._stream.flush()

    def clear(self) -> None:
        """Nothing was drawn."""


def progress_on(stream: TextIO, total: int) -> Progress:
    return Bar(stream, total) if stream.isatty() else Lines(stream, total)


def clock_face(seconds: float) -> str:
    """`0:07`, `12:34`, `1:02:03`."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
