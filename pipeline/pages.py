"""What a reader saw: words and lines with their place, on pages, in a document."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.alike.prints import Print
from pipeline.alterations import Sign
from pipeline.geometry import Box, Quad, Sides
from pipeline.grids import Grid


class Source(StrEnum):
    """How a page's lines came to be."""

    TEXT_LAYER = "text-layer"
    OCR = "ocr"
    STRUCTURED = "structured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A stretch of a line without white space."""

    text: str
    box: Box
    confidence: float
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A stretch of text in one reading direction, as one reader read it.

    `stops` holds for every character of `text` where it starts and ends, as fractions of the quad along the reading
    direction; `scores` the reader's probability (0–1) of every character. Both are as long as `text`.
    """

    text: str
    quad: Quad
    stops: tuple[tuple[float, float], ...]
    scores: tuple[float, ...]
    reader: str

    def __post_init__(self) -> None:
        if not len(self.text) == len(self.stops) == len(self.scores):
            raise ValueError("a line needs a place and a score for every character")

    @property
    def box(self) -> Box:
        return self.quad.box

    @property
    def confidence(self) -> float:
        """Mean probability of the characters; 0 for an empty line."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0

    def cut(self, start: int, end: int) -> Quad:
        """The place of characters `start` to `end` (exclusive)."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no characters {start}:{end} in a line of {len(self.text)}")
        return self.quad.part(self.stops[start][0], self.stops[end - 1][1])

    def cut_sides(self, start: int, end: int) -> Sides:
        """What `cut(start, end).box` has for sides."""
        return self.quad.part_sides(self.stops[start][0], self.stops[end - 1][1])

    def lowest(self, start: int, end: int) -> float:
        """The smallest character probability between `start` and `end`."""
        return min(self.scores[start:end], default=0.0)

    @property
    def words(self) -> tuple[Word, ...]:
        """The line split at white space."""
        found = []
        for match in re.finditer(r"\S+", self.text):
            scores = self.scores[match.start() : match.end()]
            place = self.cut(match.start(), match.end()).box
            score = sum(scores) / len(scores)
            found.append(Word(text=match.group(), box=place, confidence=score, reader=self.reader))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One upright page.

    `width` and `height` in pixels of the upright picture that was read; `rotation` is how many degrees clockwise the
    picture as stored was turned to stand upright (0, 90, 180, 270); `angle` is the remaining slant of the text in
    degrees, clockwise positive; `rows` are the lines grouped as a person reads them: top to bottom, left to right in
    the slanted frame; `legibility` 0–1 (1 = as sharp as print at 200 dpi; see
    extractors/reading/pictures/legibility.py); `picture` is taken where too
    little stands on the page to know it again by.
    """

    number: int
    width: int
    height: int
    rotation: int
    angle: float
    source: Source
    legibility: float
    rows: tuple[tuple[Line, ...], ...]
    picture: Print | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """All lines in reading order."""
        return tuple(line for row in self.rows for line in row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR code found on a page; `payload` is its text, bounded to 4,096 characters."""

    payload: str
    quad: Quad


class Stroke(StrEnum):
    """What people put on a page besides print."""

    SEAL = "seal"
    SIGNATURE = "signature"
    TICK = "tick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A place that looks like a seal, handwriting or a tick; never proof that one is there.

    `text` is what the page's own lines say inside it, bounded to 200 characters; "" where they say nothing.
    """

    kind: Stroke
    quad: Quad
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """What the file says about itself besides its picture (never proof, only traces).

    `facts` are bounded strings: PDF `producer creator created modified xmp_modified revisions signed linearized`, OFD
    `creator created modified signed`, picture `software camera taken ai_label ai_producer`, PDF and picture `red_seal`
    (yes or no); absent when the file does not say. Dates are ISO 8601 as written in the file.
    """

    media_type: str
    flags: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """All that was read of one document: pages, QR codes, traces, and what the text layer says where it differs.

    `layer` holds, for pages that were read by OCR although a text layer exists, that layer's lines (a second opinion
    for INT-09). `regions` are seals, signatures and ticks: facts for rules, never proof alone. `grids` are ruled
    tables, page by page. `signs` are places that look worked on, and what a signature says; never proof.
    """

    pages: tuple[Page, ...]
    codes: tuple[Code, ...] = ()
    traces: Traces
    layer: tuple[Line, ...] = ()
    regions: tuple[Region, ...] = ()
    grids: tuple[Grid, ...] = ()
    signs: tuple[Sign, ...] = ()

    def page(self, number: int) -> Page:
        return self.pages[number - 1]
