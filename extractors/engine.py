"""What an OCR engine is: a plug-in that spells out one line of text, and may find the lines of a page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]  # height x width x 3, RGB, upright
Corners = NDArray[np.float32]  # 4 x 2: x, y in pixels, in reading order from the text's top left


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a reader makes of one strip: `stops` are fractions of the strip's width, one pair per character."""

    text: str
    stops: tuple[tuple[float, float], ...]
    scores: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """Mean probability of the characters; 0 when nothing was read."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0


class LineReader(Protocol):
    """Reads one strip: a picture of a single line, lying flat."""

    def spell(self, strip: Image) -> Spelling: ...


class LineFinder(Protocol):
    """Finds the lines of a page, at most `MOST_LINES` of them, the surest kept."""

    def find(self, image: Image) -> tuple[Corners, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """A plug-in: one file in `extractors/engines/` defines `ENGINE`.

    `reader` and `finder` load what they need and raise WrongUse, naming what is missing and what to do; `finder` is
    None where the engine cannot find lines. `version` names program and model, for the record.
    """

    name: str
    version: Callable[[], str]
    reader: Callable[[], LineReader]
    finder: Callable[[], LineFinder] | None = None
