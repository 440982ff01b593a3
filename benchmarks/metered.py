"""Readers and finders that ask their model once for the same pixels, and charge whoever asks what that had cost."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from extractors.engine import Corners, Image, LineFinder, LineReader, Spelling

T = TypeVar("T")


@dataclass(slots=True)
class Meter:
    """Processor seconds: `charged` for what was asked, `inside` what was truly spent on answering, remembering too."""

    charged: float = 0.0
    inside: float = 0.0

    def ask(self, known: dict[bytes, tuple[T, float]], image: Image, work: Callable[[Image], T]) -> T:
        began = time.process_time()
        key = hashlib.blake2b(repr(image.shape).encode() + image.tobytes(), digest_size=16).digest()
        if key not in known:
            before = time.process_time()
            answer = work(image)
            known[key] = answer, time.process_time() - before
        answer, cost = known[key]
        self.charged += cost
        self.inside += time.process_time() - began
        return answer

    def measured(self, work: Callable[[], T]) -> tuple[T, float]:
        """What `work` gives, and its processor seconds as if every model had been asked anew."""
        charged, inside, began = self.charged, self.inside, time.process_time()
        found = work()
        own = time.process_time() - began - (self.inside - inside)
        return found, own + self.charged - charged


@dataclass(frozen=True, slots=True)
class MeteredReader:
    reader: LineReader
    meter: Meter
    _known: dict[bytes, tuple[Spelling, float]] = field(default_factory=dict)

    def spell(self, strip: Image) -> Spelling:
        return self.meter.ask(self._known, strip, self.reader.spell)

    def forget(self) -> None:
        """What was read of a page is asked for no more once its turn is over."""
        self._known.clear()


@dataclass(frozen=True, slots=True)
class MeteredFinder:
    finder: LineFinder
    meter: Meter
    _known: dict[bytes, tuple[tuple[Corners, ...], float]] = field(default_factory=dict)

    def find(self, image: Image) -> tuple[Corners, ...]:
        return self.meter.ask(self._known, image, self.finder.find)

    def forget(self) -> None:
        self._known.clear()
