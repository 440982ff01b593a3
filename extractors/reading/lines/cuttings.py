"""Places of one page cut out and stacked on a small picture, so that not the whole page has to travel."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from extractors.engine import Corners, Image
from extractors.reading.lines.places import Size, corners, extent, quad
from pipeline.geometry import Quad

AROUND = 0.15  # of a place's height: the larger crop sees half of this beyond the place
EDGE = 3  # pixels more, which resampling mixes in

PixelBox = tuple[int, int, int, int]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Cuttings:
    """What to cut out of the page, in pixels, and where the places then stand on the stack."""

    boxes: tuple[PixelBox, ...]
    places: tuple[Quad, ...]


def cuttings(places: Sequence[Quad], page: Size) -> Cuttings:
    """One cutting a place, in the same order; there must be one place."""
    spots = [corners(place, page) for place in places]
    boxes = tuple(_around(spot) for spot in spots)
    tops = [0, *accumulate(bottom - top for _, top, _, bottom in boxes)]
    stack = max(right - left for left, _, right, _ in boxes), tops[-1]
    moved = (spot - (box[0], box[1] - top) for spot, box, top in zip(spots, boxes, tops, strict=False))
    return Cuttings(boxes, tuple(quad(spot, stack, place.page) for spot, place in zip(moved, places, strict=True)))


def stacked(image: Image, boxes: Sequence[PixelBox]) -> Image:
    """The boxes one below the other on white; what lies beyond the page repeats its edge."""
    height, width = image.shape[:2]
    wide = max(right - left for left, _, right, _ in boxes)
    stack = np.full((sum(bottom - top for _, top, _, bottom in boxes), wide, 3), 255, dtype=np.uint8)
    at = 0
    for left, top, right, bottom in boxes:
        rows = np.clip(np.arange(top, bottom), 0, height - 1)
        columns = np.clip(np.arange(left, right), 0, width - 1)
        stack[at : at + bottom - top, : right - left] = image[np.ix_(rows, columns)]
        at += bottom - top
    return stack


def _around(spot: Corners) -> PixelBox:
    margin = AROUND * extent(spot)[1] + EDGE
    left, top = np.floor(spot.min(axis=0) - margin).astype(int)
    right, bottom = np.ceil(spot.max(axis=0) + margin).astype(int)
    return int(left), int(top), int(right), int(bottom)
