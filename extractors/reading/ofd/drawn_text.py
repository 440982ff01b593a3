"""Text a file places itself, glyph by glyph: where it stands on the page, and the lines it makes."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.geometry import Quad
from pipeline.pages import Line

READER = "structured"
ASCENT, DESCENT = 0.88, 0.14  # of the size, above and below the base line
SPACE = 0.8  # of the size: a wider gap is a blank
LEVEL = 0.3  # of the size: text that leaves its base line further than that goes on as another line

Matrix = tuple[float, float, float, float, float, float]  # a b c d e f as GB/T 33190 writes a CTM
UPRIGHT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character; `x` and `y` its start on the base line, `width` its advance, in the object's own units."""

    char: str
    x: float
    y: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Glyphs of one size under one matrix that leads to millimetres of the page."""

    glyphs: tuple[Glyph, ...]
    size: float
    matrix: Matrix
    colour: tuple[int, int, int] = (0, 0, 0)
    name: str = ""  # the object's own id


def natural(char: str) -> float:
    """How wide a character is by itself, of its size."""
    return 1.0 if unicodedata.east_asian_width(char) in "WFA" else 0.5


def moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def after(first: Matrix, then: Matrix) -> Matrix:
    """One matrix for `first` and then `then`."""
    a, b = first[0] * then[0] + first[1] * then[2], first[0] * then[1] + first[1] * then[3]
    c, d = first[2] * then[0] + first[3] * then[2], first[2] * then[1] + first[3] * then[3]
    e, f = moved(then, first[4], first[5])
    return a, b, c, d, e, f


def lines(runs: Sequence[Run], page: tuple[float, float], number: int) -> Iterator[Line]:
    """The lines on a page of that many millimetres; text off the page is none."""
    for run in runs:
        for level in _levels(run):
            line = _line(level, run, page, number)
            if line and _on_page(line):
                yield line


def _levels(run: Run) -> Iterator[list[Glyph]]:
    """Glyphs on one base line, going forward; text that goes down stands a character a line."""
    level: list[Glyph] = []
    for glyph in run.glyphs:
        last = level[-1] if level else None
        if last and (abs(glyph.y - last.y) > LEVEL * run.size or glyph.x < last.x - LEVEL * run.size):
            yield level
            level = []
        level.append(glyph)
    if level:
        yield level


def _line(level: list[Glyph], run: Run, page: tuple[float, float], number: int) -> Line | None:
    kept = [glyph for glyph in level if not glyph.char.isspace()]
    if not kept or run.size <= 0:
        return None
    start, end = kept[0].x, kept[-1].x + kept[-1].width
    length = max(end - start, 1e-6)
    said = [(kept[0].char, kept[0].x, kept[0].x + kept[0].width)]
    for one, other in pairwise(kept):
        stop = min(one.x + one.width, other.x) if other.x > one.x else one.x + one.width
        if other.x - stop > SPACE * run.size or _blank_between(one, other, level):
            said.append((" ", stop, max(stop, other.x)))
        said.append((other.char, other.x, other.x + other.width))
    top, bottom = kept[0].y - ASCENT * run.size, kept[0].y + DESCENT * run.size
    corners = [moved(run.matrix, x, y) for x, y in ((start, top), (end, top), (end, bottom), (start, bottom))]
    a, b, c, d = ((x / page[0], y / page[1]) for x, y in corners)
    text = "".join(char for char, _, _ in said)
    stops = tuple((_part(at - start, length), _part(to - start, length)) for _, at, to in said)
    return Line(text=text, quad=Quad(number, (a, b, c, d)), stops=stops, scores=(1.0,) * len(text), reader=READER)


def _part(distance: float, length: float) -> float:
    return min(1.0, max(0.0, distance / length))


def _blank_between(one: Glyph, other: Glyph, level: list[Glyph]) -> bool:
    return any(glyph.char.isspace() and one.x <= glyph.x <= other.x for glyph in level)


def _on_page(line: Line) -> bool:
    """Whether the middle of a line is on the page; its box would already be cut to the page."""
    xs, ys = zip(*line.quad.corners, strict=True)
    middle = sum(xs) / 4, sum(ys) / 4
    return all(0 <= at <= 1 for at in middle) and all(-1 <= at <= 2 for at in (*xs, *ys))
