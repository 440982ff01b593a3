"""Cells broken in two lines around the row they belong to: `Crow's-feet wrinkle` over and `area` under the row's values."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from pipeline.geometry import Quad, union
from pipeline.pages import Line
from pipeline.sheets import Sheet

Row = tuple[Line, ...]
_FEWEST = 2  # cells of the row between: one alone may be prose


@lru_cache(maxsize=4)  # what a report measured is asked for more than once
def levelled(sheet: Sheet) -> Sheet:
    """The sheet with both lines of such cells as one line in the row between them; itself where it has none."""
    pages = tuple(replace(page, rows=tuple(_levelled(page.rows))) for page in sheet.document.pages)
    if all(len(new.rows) == len(old.rows) for new, old in zip(pages, sheet.document.pages, strict=True)):
        return sheet
    return Sheet(replace(sheet.document, pages=pages), sheet.wording)


def _levelled(rows: Sequence[Row]) -> Iterator[Row]:
    at = 0
    while at < len(rows):
        three = rows[at : at + 3]
        whole = _one_row(*three) if len(three) == 3 else None
        yield whole or rows[at]
        at += 3 if whole else 1


def _one_row(upper: Row, middle: Row, lower: Row) -> Row | None:
    """All three as one row: they reach into each other, and what stands over stands over nothing but what stands under.

    An upper row with figures is a row of its own, as where two points in time stand around an indicator.
    """
    told = any(char.isdigit() for line in upper for char in line.text)
    if told or len(middle) < _FEWEST or len(upper) != len(lower) or not _reach(upper, middle, lower):
        return None
    if any(_share(line, cell) for line in (*upper, *lower) for cell in middle):
        return None
    pairs = tuple(zip(_across(upper), _across(lower), strict=True))
    if not all(_share(one, other) for one, other in pairs):
        return None
    return tuple(_across((*middle, *(_joined(one, other) for one, other in pairs))))


def _reach(upper: Row, middle: Row, lower: Row) -> bool:
    top, bottom = min(line.box.top for line in middle), max(line.box.bottom for line in middle)
    above, below = max(line.box.bottom for line in upper), min(line.box.top for line in lower)
    return top < above and below < bottom


def _across(row: Row) -> list[Line]:
    return sorted(row, key=lambda line: line.box.left)


def _share(one: Line, other: Line) -> bool:
    return one.box.left < other.box.right and other.box.left < one.box.right


def _joined(one: Line, other: Line) -> Line:
    """Both lines' text as one; where each character stands is told roughly."""
    blank = " " if one.text[-1:].isascii() and other.text[:1].isascii() else ""
    text = f"{one.text}{blank}{other.text}"
    least = min((*one.scores, *other.scores))
    return Line(
        text=text,
        quad=Quad.around(union((one.box, other.box))),
        stops=tuple((at / len(text), (at + 1) / len(text)) for at in range(len(text))),
        scores=(*one.scores, *((least,) if blank else ()), *other.scores),
        reader=one.reader,
    )
