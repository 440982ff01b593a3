"""Red stamps on a page: round or oval, of a stamp's size, by colour and shape alone; halves at the paper's edge, too."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Image
from extractors.reading.marks.ink import PixelBox

_WIDTH = 640  # pixels; stamps stay 40 px and wider at this width
_COLOURED = 0.0005  # share of red pixels below which a page tells nothing: a grey copy has no red at all
_SIZES = (0.07, 0.40)  # a stamp's longer side as a fraction of the page's longer side
_ASPECTS = (0.5, 1.0)  # shorter by longer side: 40 × 30 mm ovals, round ones, slanted by the camera
_BELOW = 0.4  # of the page's height: issuers stamp below; what stands above is printed with the form (监制章)
_STRIP = 0.16  # of the page's width: how far in a stamp across the edge may reach
_TOUCHES = 0.012  # of the page's width: as near to the edge counts as on it
_SLICE = (0.07, 0.25)  # of the page's longer side: how high such a slice is
_JOINS = (15, 61)  # pixels: a middle slice holds two arcs with blank between them
_SLIM = (0.08, 0.8)  # how wide it is against its height
MOST = 16
"""Stamps of one page."""
_FILLS = (0.06, 0.75)  # share of its ellipse that is inked: a ring with characters, never a filled area or one line


def red_seal(image: Image) -> bool | None:
    """True when a stamp is seen in the lower part, False when the page is in colour and shows none, None when it has no red to tell.

    The result is a fact for rules, never proof: colour copies and drawn rings look the same.
    """
    small, _ = smaller(image)
    inked = red(small)
    if np.count_nonzero(inked) < _COLOURED * inked.size:
        return None if grey(small) else False
    return any((top + bottom) / 2 >= _BELOW * inked.shape[0] for _, top, _, bottom in _stamps(inked))


def seals(image: Image) -> tuple[PixelBox, ...]:
    """Boxes of stamps in pixels of `image`, at most `MOST`: whole ones anywhere, parts of one at the left or right edge."""
    small, scale = smaller(image)
    inked = red(small)
    if np.count_nonzero(inked) < _COLOURED * inked.size / 4:
        return ()
    whole = tuple(_stamps(inked))
    parts = (part for part in _cut_by_the_edge(inked) if not any(_overlap(part, stamp) for stamp in whole))
    found = (*whole, *parts)[:MOST]
    return tuple((left / scale, top / scale, right / scale, bottom / scale) for left, top, right, bottom in found)


def smaller(image: Image) -> tuple[NDArray[np.uint8], float]:
    """The picture small enough to look for stamps in, and its scale."""
    scale = min(1.0, _WIDTH / image.shape[1])
    return np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8), scale


def _stamps(inked: NDArray[np.uint8]) -> Iterator[PixelBox]:
    for left, top, width, height in map(cv2.boundingRect, like_stamps(inked)):
        yield left, top, left + width, top + height


def like_stamps(inked: NDArray[np.uint8]) -> Iterator[NDArray[np.int32]]:
    """Corner points of the ink that hangs together like a stamp's."""
    side = max(inked.shape[:2])
    return (blob for blob in _blobs(inked) if _like_a_stamp(inked, blob, side))


def _cut_by_the_edge(inked: NDArray[np.uint8]) -> Iterator[PixelBox]:
    """骑缝章: a stamp across the pages' edges leaves a slice on each, as high as a stamp and touching the edge."""
    width = inked.shape[1]
    strip = max(1, round(_STRIP * width))
    for start in (0, width - strip):
        part = np.ascontiguousarray(inked[:, start : start + strip])
        closed = cv2.morphologyEx(part, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, _JOINS))
        for blob in cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
            x, y, across, down = cv2.boundingRect(blob)
            touches = x <= _TOUCHES * width if start == 0 else x + across >= strip - _TOUCHES * width
            filled = np.count_nonzero(part[y : y + down, x : x + across]) / (across * down)
            high = _SLICE[0] * max(inked.shape) <= down <= _SLICE[1] * max(inked.shape)
            if touches and high and _SLIM[0] * down <= across <= _SLIM[1] * down and _FILLS[0] <= filled <= _FILLS[1]:
                yield start + x, y, start + x + across, y + down


def _overlap(one: PixelBox, other: PixelBox) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def red(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 where a pixel is red ink."""
    hue, saturation, value = cv2.split(cv2.cvtColor(image, cv2.COLOR_RGB2HSV))
    reddish = ((hue <= 10) | (hue >= 165)) & (saturation >= 70) & (value >= 80)
    return np.asarray(reddish, dtype=np.uint8)


def grey(image: NDArray[np.uint8]) -> bool:
    """No pixel in a thousand is coloured."""
    saturation = cv2.cvtColor(image, cv2.COLOR_RGB2HSV)[:, :, 1]
    return bool(np.count_nonzero(saturation > 60) < 0.001 * saturation.size)


def _blobs(inked: NDArray[np.uint8]) -> Iterator[NDArray[np.int32]]:
    """Corner points of red ink that hangs together once gaps of a few pixels are closed."""
    closed = cv2.morphologyEx(inked, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7)))
    contours, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        if len(contour) >= 5:
            yield np.asarray(contour, dtype=np.int32)


def _like_a_stamp(inked: NDArray[np.uint8], blob: NDArray[np.int32], side: int) -> bool:
    hull = cv2.convexHull(blob)
    _, (one, other), _ = cv2.minAreaRect(hull)
    longer, shorter = max(one, other), min(one, other)
    if not (_SIZES[0] * side <= longer <= _SIZES[1] * side and _ASPECTS[0] <= shorter / longer <= _ASPECTS[1]):
        return False
    ellipse = np.pi / 4 * longer * shorter
    rounded = cv2.contourArea(hull) / (longer * shorter)  # π/4 = 0.785 for an ellipse, 1 for a frame
    mask = np.zeros_like(inked)
    cv2.fillConvexPoly(mask, hull, 1)
    filled = np.count_nonzero(inked & mask) / ellipse
    return bool(0.68 <= rounded <= 0.90 and _FILLS[0] <= filled <= _FILLS[1])
