"""A document as rows of text in which every character still knows its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice

from pipeline.geometry import Quad, joined
from pipeline.pages import Document, Line
from pipeline.wording import NO_WORDING, Wording

_FOLD = str.maketrans(
    {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys("\u3000\u00a0\u2009\u202f", " ")
    | dict.fromkeys("–—−‐‑", "-")
    | dict.fromkeys("’‘`´", "'")
    | dict.fromkeys("“”", '"')
    | {"￥": "¥", "﹕": ":", "∶": ":", "．": ".", "，": ",", "。": ".", "⊗": "ⓧ", "圓": "圆"}
)
GAP = "  "
LONGEST_ROW = 400
"""Characters of a row that are looked at: printed rows hold fewer, and patterns must end soon on hostile ones."""
MOST_ROWS = 5_000
_LONG_GAP = re.compile(r"(\s{12})(\s+)")  # what goes beyond is no blank to patterns: they would try it in every way


def folded(text: str) -> str:
    """`text` with full-width marks, dashes and quotes as ASCII; as long as `text`, character for character."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Spot:
    """Characters `start` to `end` (exclusive) of one strip."""

    strip: "Strip"
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.strip.text[self.start : self.end]

    @property
    def raw(self) -> str:
        return self.strip.raw[self.start : self.end]

    @property
    def place(self) -> Quad:
        return self.strip.place(self.start, self.end)

    @property
    def reader(self) -> str:
        return self.strip.part_at(self.start).reader

    @property
    def confidence(self) -> float:
        """The reader's smallest probability of a character in the spot."""
        return self.strip.lowest(self.start, self.end)


@dataclass(frozen=True, eq=False)
class Strip:
    """One row: its lines' texts joined by two blanks. `text` is folded, `raw` as read; both equally long.

    A strip is itself and no other: what was found on it may be remembered by it.
    """

    page: int
    number: int
    lines: tuple[Line, ...]

    @cached_property
    def raw(self) -> str:
        return GAP.join(line.text for line in self.lines)

    @cached_property
    def text(self) -> str:
        return _LONG_GAP.sub(lambda gap: gap[1] + "\0" * len(gap[2]), folded(self.raw))

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins in `text`."""
        starts, at = [], 0
        for line in self.lines:
            starts.append(at)
            at += len(line.text) + len(GAP)
        return tuple(starts)

    @cached_property
    def top(self) -> float:
        return min(line.box.top for line in self.lines)

    @cached_property
    def bottom(self) -> float:
        return max(line.box.bottom for line in self.lines)

    @cached_property
    def height(self) -> float:
        """Tallest line's height as a fraction of the page."""
        return max(line.box.bottom - line.box.top for line in self.lines)

    def part_at(self, at: int) -> Line:
        """The line that holds character `at` (the one before, for a blank between two)."""
        return [line for line, start in zip(self.lines, self.starts, strict=True) if start <= at][-1]

    def place(self, start: int, end: int) -> Quad:
        """Where characters `start` to `end` stand; blanks between lines have no place of their own."""
        return joined(tuple(line.cut(low, high) for line, low, high in self._covered(start, end)))

    def lowest(self, start: int, end: int) -> float:
        return min((line.lowest(low, high) for line, low, high in self._covered(start, end)), default=0.0)

    def spot(self, match: re.Match[str], group: int | str = 0) -> Spot:
        """The spot of a match in `text`, without blanks at its ends."""
        start, end = match.span(group)
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return Spot(self, start, end)

    def _covered(self, start: int, end: int) -> Iterator[tuple[Line, int, int]]:
        for line, at in zip(self.lines, self.starts, strict=True):
            low, high = max(0, start - at), min(len(line.text), end - at)
            if low < high:
                yield line, low, high


@dataclass(frozen=True, eq=False)
class Sheet:
    """All rows of a document, top to bottom, page after page; itself and no other, like its strips.

    At most `MOST_ROWS` rows, and of each row `LONGEST_ROW` characters. `wording`: labels a merchant added.
    """

    document: Document
    wording: Wording = NO_WORDING

    @cached_property
    def strips(self) -> tuple[Strip, ...]:
        rows = ((page.number, _bounded(row)) for page in self.document.pages for row in page.rows)
        kept = islice(((page, row) for page, row in rows if any(line.text for line in row)), MOST_ROWS)
        return tuple(Strip(page, number, row) for number, (page, row) in enumerate(kept))

    @cached_property
    def text(self) -> str:
        """Every row on a line of its own."""
        return "\n".join(strip.text for strip in self.strips)

    @cached_property
    def dense(self) -> str:
        """The text without blanks: labels are often spaced out (`名      称`)."""
        return re.sub(r"[^\S\n]+", "", self.text)

    def after(self, strip: Strip, count: int = 1) -> tuple[Strip, ...]:
        """The next `count` rows of the same page."""
        following = self.strips[strip.number + 1 : strip.number + 1 + count]
        return tuple(row for row in following if row.page == strip.page)

    def before(self, strip: Strip, count: int = 1) -> tuple[Strip, ...]:
        """The `count` rows above on the same page, in reading order."""
        above = self.strips[max(0, strip.number - count) : strip.number]
        return tuple(row for row in above if row.page == strip.page)


def _bounded(row: tuple[Line, ...]) -> tuple[Line, ...]:
    kept, room = [], LONGEST_ROW
    for line in row:
        if room <= 0:
            break
        kept.append(line if len(line.text) <= room else _beginning(line, room))
        room -= len(line.text) + len(GAP)
    return tuple(kept)


def _beginning(line: Line, length: int) -> Line:
    return replace(line, text=line.text[:length], stops=line.stops[:length], scores=line.scores[:length])
