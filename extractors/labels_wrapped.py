"""Labels a narrow column breaks in two rows: `Merchant` over `Order No.`, `收款方名` over `称`, the value beside the first."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pipeline.sheets import Sheet, Spot, Strip

_LONGEST = 24  # characters of either half
_LEAN = 0.02  # of the page's width: how far the halves' beginnings may stand apart
_CLOSE = 0.9  # of the row's height: between the halves

Fits = Callable[[str], re.Match[str] | None]


@dataclass(frozen=True, slots=True)
class Wrapped:
    """`match` of the whole label's words, its first half, which stands beside the value, and its second half."""

    match: re.Match[str]
    spot: Spot
    rest: Spot


def wrapped(sheet: Sheet, stretches: Callable[[Strip], Iterator[tuple[int, int]]], fits: Fits) -> tuple[Wrapped, ...]:
    """Every label both halves name together, with something beside the first; two labels with a value each are two."""
    found: list[Wrapped] = []
    for strip in sheet.strips:
        below = next(iter(sheet.after(strip, 1)), None)
        if below is None or below.top - strip.bottom > _CLOSE * strip.height:
            continue
        halves = [Spot(below, start, end) for start, end in stretches(below)]
        cells = [Spot(strip, start, end) for start, end in stretches(strip)]
        for at, first in enumerate(cells[:-1]):  # the last one has nothing beside it
            rest = next((half for half in halves if _under(first, half)), None)
            whole = rest and _whole(first, rest, fits)
            by_itself = rest and (fits(rest.text) or fits(first.text)) and _has_a_value(rest, cells[at + 1], halves)
            if rest and whole and not by_itself:
                found.append(Wrapped(whole, first, rest))
    return (*found, *_around(sheet, stretches, fits))


def _around(sheet: Sheet, stretches: Callable[[Strip], Iterator[tuple[int, int]]], fits: Fits) -> Iterator[Wrapped]:
    """Labels whose halves stand over and under the row of their value, which reaches into both."""
    for strip in sheet.strips:
        middle = sheet.after(strip, 2)
        if len(middle) < 2 or not (middle[0].top < strip.bottom and middle[1].top < middle[0].bottom):
            continue
        values = [Spot(middle[0], start, end) for start, end in stretches(middle[0])]
        halves = [Spot(middle[1], start, end) for start, end in stretches(middle[1])]
        for first in (Spot(strip, start, end) for start, end in stretches(strip)):
            if any(_under(first, value) for value in values):
                continue  # what stands between is no value: it begins where the label begins
            rest = next((half for half in halves if _under(first, half)), None)
            whole = rest and _whole(first, rest, fits)
            if rest and whole:
                yield Wrapped(whole, first, rest)


def _whole(first: Spot, rest: Spot, fits: Fits) -> re.Match[str] | None:
    if max(len(first.text), len(rest.text)) > _LONGEST or re.search(r"[:：]\s*$", first.text):
        return None
    blank = " " if first.text[-1:].isascii() and rest.text[:1].isascii() else ""
    return fits(f"{first.text}{blank}{rest.text}")


def _under(first: Spot, half: Spot) -> bool:
    return abs(first.place.box.left - half.place.box.left) < _LEAN


def _has_a_value(rest: Spot, beside: Spot, halves: list[Spot]) -> bool:
    """Whether something stands in its row where the first half's value stands."""
    column = beside.place.box
    return any(
        half.start > rest.start and half.place.box.left < column.right and half.place.box.right > column.left
        for half in halves
    )
