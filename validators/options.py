"""Boxes to tick on a form, and which of them are chosen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.geometry import Box
from pipeline.pages import Document, Line, Stroke

_BOX = re.compile("[□☐▢❏☑☒■✓✔√]")
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
