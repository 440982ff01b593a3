"""A page far longer than wide is looked at in tiles that overlap, and what they show is put together again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extractors.engine import Corners, Image

Sure = tuple[float, Corners]  # how certain a line is, and where it stands

LONG = 4.0  # times longer than wide: shorter pages are seen as a whole as sharply as their tiles would be
TILE = 2.0  # times its width a tile is long
OVERLAP = 0.25  # of the width: far more than any line is high


@dataclass(frozen=True, slots=True)
class Tile:
    """From `top` to `bottom` in pixels; of two tiles that show a line, the one whose `first` to `last` holds it."""

    top: int
    bottom: int
    first: float
    last: float

    def holds(self, line: Corners) -> bool:
        return bool(self.first <= line[:, 1].mean() < self.last)


def tiles(width: int, height: int) -> tuple[Tile, ...]:
    """One tile for all pages but the long ones; all of about one length, none with a small rest."""
    if height <= LONG * width:
        return (Tile(0, height, -np.inf, np.inf),)
    overlap = max(1, round(OVERLAP * width))
    count = -(-(height - overlap) // max(1, round(TILE * width) - overlap))
    step = (height - overlap) / count
    tops = [round(index * step) for index in range(count)]
    bottoms = [*(top + overlap for top in tops[1:]), height]
    borders = [-np.inf, *(top + overlap / 2 for top in tops[1:]), np.inf]
    return tuple(map(Tile, tops, bottoms, borders, borders[1:]))


def seen_in_tiles(image: Image, look: Callable[[Image], list[Sure]]) -> list[Sure]:
    """What `look` finds in every tile, each line once, in places of the whole page."""
    height, width = image.shape[:2]
    parts = tiles(width, height)
    if len(parts) == 1:
        return look(image)
    views = []
    for tile in parts:
        down = np.array((0, tile.top), dtype=np.float32)
        found = look(np.ascontiguousarray(image[tile.top : tile.bottom]))
        views.append([(certainty, np.asarray(line + down, dtype=np.float32)) for certainty, line in found])
    return merged(parts, views)


def merged(parts: Sequence[Tile], views: Sequence[list[Sure]]) -> list[Sure]:
    """Each tile's own lines; then what only a neighbour saw, as a line near a border may fall to the other side.

    Two places are one line when the middle of either lies in the other.
    """
    own = [[pair for pair in view if tile.holds(pair[1])] for tile, view in zip(parts, views, strict=True)]
    rest = [[pair for pair in view if not tile.holds(pair[1])] for tile, view in zip(parts, views, strict=True)]
    kept: list[list[Sure]] = []
    for index, view in enumerate(own):
        before = kept[index - 1] if index else []
        kept.append([pair for pair in view if not _known(pair[1], before)])
    for index, view in enumerate(rest):
        beside = [pair for near in kept[max(0, index - 1) : index + 2] for pair in near]
        kept[index].extend(pair for pair in view if not _known(pair[1], beside))
    return [pair for view in kept for pair in view]


def _known(line: Corners, others: Sequence[Sure]) -> bool:
    return any(_within(line, other) or _within(other, line) for _, other in others)


def _within(inner: Corners, outer: Corners) -> bool:
    x, y = inner.mean(axis=0)
    return cv2.pointPolygonTest(outer, (float(x), float(y)), False) >= 0
