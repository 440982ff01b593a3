"""Boxes to tick on a form, and which of them are chosen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.geometry import Box
from pipeline.pages import Document, Line, Stroke
from pipeline.sheets import folded

_BOX = re.compile("[□☐▢❏☑☒■✓✔√]")
_NUMBER = re.compile(r"(?<!\d)\d+(?:\.\d+)?\s*(?:%|元|天|日|个)", re.ASCII)
_CHOSEN = frozenset("☑☒■✓✔√")
_AROUND = 0.015  # of the page: a tick drawn by hand leaves its box


@dataclass(frozen=True, slots=True)
class Options:
    """The boxes of one row: how many, how many chosen in print, how many by hand."""

    boxes: int
    printed: int
    by_hand: int


def options(document: Document) -> tuple[Options, ...]:
    """Rows with at least two boxes: the choices of one question stand beside each other."""
    found = (tuple(_boxes(row)) for page in document.pages for row in page.rows)
    return tuple(_counted(boxes, document) for boxes in found if len(boxes) > 1)


def overruled(document: Document) -> int:
    """How many rows print one number as agreed, offer it again, and have another one ticked by hand.

    Readers often leave the boxes out of such a row: what stands right of the tick is the choice.
    """
    ticks = [region.quad.box for region in document.regions if region.kind is Stroke.TICK]
    rows = (tuple(_numbers(row)) for page in document.pages for row in page.rows)
    return sum(any(_against(numbers, tick) for tick in ticks) for numbers in rows)


def _numbers(row: tuple[Line, ...]) -> Iterator[tuple[str, Box]]:
    for line in row:
        for match in _NUMBER.finditer(folded(line.text)):
            yield match.group(), line.cut(*match.span()).box


def _against(numbers: tuple[tuple[str, Box], ...], tick: Box) -> bool:
    middle = (tick.top + tick.bottom) / 2
    beside = [(number, box) for number, box in numbers if box.page == tick.page and box.top <= middle <= box.bottom]
    chosen = next((number for number, box in beside if box.left >= tick.left), None)
    agreed = [number for number, _ in beside[:1] if [other for other, _ in beside].count(number) > 1]
    return chosen is not None and bool(agreed) and chosen != agreed[0]


def _boxes(row: tuple[Line, ...]) -> Iterator[tuple[str, Box]]:
    for line in row:
        for match in _BOX.finditer(line.text):
            yield match.group(), line.cut(*match.span()).box


def _counted(boxes: tuple[tuple[str, Box], ...], document: Document) -> Options:
    printed = [box for sign, box in boxes if sign in _CHOSEN]
    ticks = [region.quad.box for region in document.regions if region.kind is Stroke.TICK]
    by_hand = [box for _, box in boxes if box not in printed and any(_near(box, tick) for tick in ticks)]
    return Options(len(boxes), len(printed), len(by_hand))


def _near(box: Box, tick: Box) -> bool:
    across = tick.left < box.right + _AROUND and box.left - _AROUND < tick.right
    return box.page == tick.page and across and tick.top < box.bottom + _AROUND and box.top - _AROUND < tick.bottom
