"""Characters of a PDF page joined to words and lines, whichever way they are read."""

import math
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractors.reading.lines.radicals import modern
from extractors.reading.marks.ink import PixelBox
from extractors.reading.pdf.characters import Characters
from pipeline.geometry import Point, Quad
from pipeline.pages import Line

READER = "text-layer"
WIDE_GAP = 1.2  # of the line height: farther apart, words stand in different columns
WORD_GAP = 0.8  # of the line height: farther apart, characters stand in different words
MARGIN = 0.1  # of the line height, kept free at both ends of a word
_MARKS = frozenset("²³¹°™®")  # small ones that stand high beside the character they belong to
_LEVEL, _RAISED = 0.7, 1.4  # of the height of the larger: how far the middles of two characters of a line may differ
_BREAKS = frozenset({0x0A, 0x0D})

Direction = tuple[float, float]  # unit vector along which text is read, pixels, downward positive


class Glyph(NamedTuple):
    """One character: where on the page, along the reading direction from `start` to `end`, across it from `top` to
    `bottom`, in pixels. `inside`: whether any of it stands on the page. A tuple, as a page has thousands.
    """

    place: int
    text: str
    start: float
    end: float
    top: float
    bottom: float
    inside: bool


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without white space between them, and the way they are read."""

    direction: Direction
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def size(self) -> float:
        """The longest side of its largest character, in pixels."""
        return max(max(glyph.bottom - glyph.top, glyph.end - glyph.start) for glyph in self.glyphs)

    @property
    def box(self) -> PixelBox:
        corners = _corners(_extent(self.glyphs), self.direction)
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return min(xs), min(ys), max(xs), max(ys)


def words(characters: Characters, size: tuple[int, int]) -> Iterator[Word]:
    """Every word of the page, in the order it was written; `size`: the picture's, in pixels."""
    for direction, run in _runs(characters, size):
        for glyphs in _parted(run):
            yield Word(direction, tuple(glyphs))


def lines(
    found: Sequence[Word], seen: Sequence[bool], characters: Characters, size: tuple[int, int], number: int
) -> Iterator[Line]:
    """Words that are `seen`, joined while they follow each other on one line; `size`: the picture's, in pixels."""
    line: list[Word] = []
    for word, visible in zip(found, seen, strict=True):
        if line and not (visible and _follows(line[-1], word)):
            yield _line(line, characters, size, number)
            line = []
        if visible:
            line.append(word)
    if line:
        yield _line(line, characters, size, number)


def _follows(one: Word, other: Word) -> bool:
    return one.direction == other.direction and not _apart(one.glyphs[-1], other.glyphs[0], WIDE_GAP)


def _line(found: Sequence[Word], characters: Characters, size: tuple[int, int], number: int) -> Line:
    direction = found[0].direction
    glyphs = [glyph for word in found for glyph in word.glyphs]
    start, end, top, bottom = _extent(glyphs)
    loose = _across(characters.loose(glyphs[0].place), direction)
    top, bottom = min(top, loose[0]), max(bottom, loose[1])
    margin = MARGIN * (bottom - top)
    start, end = start - margin, end + margin
    a, b, c, d = ((x / size[0], y / size[1]) for x, y in _corners((start, end, top, bottom), direction))
    text = " ".join(word.text for word in found)
    length = max(end - start, 1e-9)
    stops = tuple(((at - start) / length, (to - start) / length) for at, to in _stops(found, margin))
    return Line(text=text, quad=Quad(number, (a, b, c, d)), stops=stops, scores=(1.0,) * len(text), reader=READER)


def _stops(found: Sequence[Word], margin: float) -> Iterator[tuple[float, float]]:
    """Where each character stands along the direction; a word has its margin, a space what is left of its gap.

    Cut to the edge of its ink a word is misread: of 140 numbers Tesseract read 42 without the margin and 134 with it.
    """
    last: float | None = None
    space = 0.0
    for index, word in enumerate(found):
        following = found[index + 1].glyphs[0].start if index + 1 < len(found) else math.inf
        places = [[glyph.start, glyph.end] for glyph in word.glyphs]
        places[0][0] -= margin if last is None else min(margin, max(0.0, places[0][0] - last) / 2)
        end = places[-1][1]
        places[-1][1] += min(margin, max(0.0, following - end) / 2)
        if index:
            yield space, max(space, places[0][0])
        yield from ((at, to) for at, to in places)
        last, space = end, places[-1][1]


def _across(box: Sequence[float], direction: Direction) -> tuple[float, float]:
    """Least and most of an upright pixel box across the reading direction."""
    x, y = direction
    across = [-y * each + x * down for each in (box[0], box[2]) for down in (box[1], box[3])]
    return min(across), max(across)


def _extent(glyphs: Sequence[Glyph]) -> tuple[float, float, float, float]:
    """Start, end, top and bottom of all glyphs together."""
    return (
        min(glyph.start for glyph in glyphs),
        max(glyph.end for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
    )


def _corners(extent: tuple[float, float, float, float], direction: Direction) -> tuple[Point, Point, Point, Point]:
    """In pixels of the page, from the text's top left."""
    start, end, top, bottom = extent
    x, y = direction

    def back(along: float, across: float) -> Point:
        return along * x - across * y, along * y + across * x

    return back(start, top), back(end, top), back(end, bottom), back(start, bottom)


def _runs(characters: Characters, size: tuple[int, int]) -> Iterator[tuple[Direction, list[Glyph | None]]]:
    """Stretches without a line break, each with its reading direction; None stands for white space."""
    texts = [_character(characters.codes, index) for index in range(len(characters.codes))]
    runs = [(run, _direction(characters, run, texts)) for run in _stretches(characters.codes)]
    sides = _sides(characters.boxes, runs)
    inside = _inside(characters.boxes, size)
    for run, direction in runs:
        yield (
            direction,
            [
                None if texts[index].isspace() else Glyph(index, texts[index], *sides[index], inside[index])
                for index in run
                if texts[index]
            ],
        )


def _stretches(codes: Sequence[int]) -> Iterator[range]:
    start = 0
    for index, code in enumerate(codes):
        if code in _BREAKS:
            yield range(start, index)
            start = index + 1
    yield range(start, len(codes))


def _direction(characters: Characters, run: range, texts: Sequence[str]) -> Direction:
    """Of the first character that is one."""
    first = next((index for index in run if texts[index].strip()), None)
    return (1.0, 0.0) if first is None else characters.direction(first)


def _sides(
    boxes: NDArray[np.float64], runs: Sequence[tuple[range, Direction]]
) -> list[tuple[float, float, float, float]]:
    """Start, end, top and bottom of every character along and across its run's direction."""
    facing = np.tile((1.0, 0.0), (len(boxes), 1))
    for run, direction in runs:
        facing[run.start : run.stop] = direction
    x, y = facing[:, :1], facing[:, 1:]
    across, down = boxes[:, [0, 2, 2, 0]], boxes[:, [1, 1, 3, 3]]
    along, beside = across * x + down * y, down * x - across * y
    ends = (along.min(1), along.max(1), beside.min(1), beside.max(1))
    start, end, top, bottom = (side.tolist() for side in ends)
    return list(zip(start, end, top, bottom, strict=True))


def _inside(boxes: NDArray[np.float64], size: tuple[int, int]) -> list[bool]:
    """Whether any of each box stands on a page of `size` pixels."""
    on = (boxes[:, 2] > 0) & (boxes[:, 0] < size[0]) & (boxes[:, 3] > 0) & (boxes[:, 1] < size[1])
    found: list[bool] = on.tolist()
    return found


def _character(codes: Sequence[int], index: int) -> str:
    """One character; the halves of a surrogate pair become one at the first half and nothing at the second."""
    code = codes[index]
    if 0xD800 <= code <= 0xDBFF:
        low = codes[index + 1] if index + 1 < len(codes) else 0
        return chr(0x10000 + ((code & 0x3FF) << 10 | low & 0x3FF)) if 0xDC00 <= low <= 0xDFFF else ""
    return _plain(code)


@lru_cache(maxsize=10_000)
def _plain(code: int) -> str:
    """The character itself, a modern one for a compatible one; nothing for what is none."""
    if code > 0x10FFFF:
        return ""
    char = modern(chr(code))
    return char if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cn", "Cs") else ""


def _parted(run: list[Glyph | None]) -> Iterator[list[Glyph]]:
    """The run cut at white space, and where characters stand too far apart to be one word."""
    word: list[Glyph] = []
    for glyph in run:
        if word and (glyph is None or glyph.inside != word[-1].inside or _apart(word[-1], glyph, WORD_GAP)):
            yield word
            word = []
        if glyph is not None:
            word.append(glyph)
    if word:
        yield word


def _apart(one: Glyph, other: Glyph, gap: float) -> bool:
    """Whether `other` does not follow `one` on its line."""
    size = max(one.bottom - one.top, other.bottom - other.top, 0.6 * (other.end - other.start), 1.0)
    between = other.start - one.end
    level = abs((one.top + one.bottom) - (other.top + other.bottom)) / 2
    raised = _RAISED if one.text in _MARKS or other.text in _MARKS else _LEVEL
    return between > gap * size or between < -1.5 * size or level > raised * size
