"""Boxes to tick that somebody ticked, by pixels: readers often leave the box out of the line."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Image
from extractors.reading.marks.ink import PixelBox

MOST = 32  # of one page
_SIDES = (12, 32)  # pixels, on a page of 1,600
_SQUARE = 0.15  # how far the sides of one box, or of two in a row, may differ
_OPEN = 0.75  # share of its square that is blank in a box nobody ticked
_EDGES = (0.85, 0.85, 0.6, 0.4)  # share of ink along left, bottom, right and top: a tick leaves through the top right
_OVERSHOOT = 1.9  # times the box: how far a tick reaches beyond it


def ticked(image: Image) -> tuple[PixelBox, ...]:
    """Ticked boxes that stand in a row with an empty one of their size."""
    gray = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    dark = np.asarray(
        cv2.adaptiveThreshold(gray, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18), dtype=np.uint8
    )
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    parts = [(int(row[0]), int(row[1]), int(row[2]), int(row[3])) for row in stats[1:] if _sized(row)]
    empty = [part for part in parts if _empty(dark, part)]
    found = (part for part in parts if part not in empty and any(_beside(dark, part, box) for box in empty))
    return tuple((left, top, left + wide, top + high) for left, top, wide, high in _first(found))


def _first(found: Iterator[tuple[int, int, int, int]]) -> Iterator[tuple[int, int, int, int]]:
    yield from (part for part, _ in zip(found, range(MOST), strict=False))


def _sized(row: NDArray[np.int32]) -> bool:
    most = _SIDES[1] * _OVERSHOOT
    return bool(_SIDES[0] <= row[2] <= most and _SIDES[0] <= row[3] <= most)


def _empty(dark: NDArray[np.uint8], part: tuple[int, int, int, int]) -> bool:
    left, top, wide, high = part
    if max(wide, high) > _SIDES[1] or abs(wide - high) > max(2, _SQUARE * high):
        return False
    inside = dark[top + 3 : top + high - 3, left + 3 : left + wide - 3]
    if inside.size == 0 or np.count_nonzero(inside) or not _edged(dark, left, top + high, high, least=0.9):
        return False
    return all(_corners(dark, left, top + high, high))


def _beside(dark: NDArray[np.uint8], part: tuple[int, int, int, int], box: tuple[int, int, int, int]) -> bool:
    """The lower left of `part` is a box as large as `box`, on its row, with ink inside."""
    left, top, wide, high = part
    side, bottom = box[3], top + high
    if abs(bottom - (box[1] + box[3])) > side * 0.8 or min(wide, high) < side * (1 - _SQUARE):
        return False
    inside = dark[bottom - side + 3 : bottom - 3, left + 3 : left + side - 3]
    inked = np.count_nonzero(inside) / max(1, inside.size)
    return bool(
        0.08 <= inked <= _OPEN and _edged(dark, left, bottom, side) and all(_corners(dark, left, bottom, side)[:3])
    )


def _corners(dark: NDArray[np.uint8], left: int, bottom: int, side: int) -> list[bool]:
    """Ink in the corners top left, bottom left, bottom right and top right: letters are round there."""
    top, right = max(0, bottom - side), min(dark.shape[1], left + side)
    places = ((top, left), (bottom - 2, left), (bottom - 2, right - 2), (top, right - 2))
    return [bool(dark[y : y + 2, x : x + 2].sum() >= 3) for y, x in places]


def _edged(dark: NDArray[np.uint8], left: int, bottom: int, side: int, least: float = 0.0) -> bool:
    """Ink along the four edges of the square at `left` and `bottom`, two pixels of play."""
    top, right = max(0, bottom - side), min(dark.shape[1], left + side)
    square = dark[top:bottom, left:right]
    if min(square.shape) < _SIDES[0] - 2:
        return False
    sides = (square[:, :3].max(1), square[-3:].max(0), square[:, -4:].max(1), square[:4].max(0))
    return all(float(edge.mean()) >= max(least, share) for edge, share in zip(sides, _EDGES, strict=True))
