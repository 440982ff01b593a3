"""Marks on a page that look drawn by hand: higher and thinner than its print, before anyone knows the lines."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Image
from extractors.reading.marks.ink import PixelBox

MOST = 48  # marks of one page, the largest kept
_WIDTH = 1000  # pixels; print of 10 points stands 14 px high at this width
_PRINT = (6, 40)  # pixels high: what may be a printed character
_HIGHER = 1.35  # times the usual printed character
_FLOWING = 0.33  # share of its box that is ink in a name written in one stroke; print fills more
_LEAST = (8, 14)  # width and height in pixels
_LARGEST = (0.40, 0.12)  # of the page's width and height
_FILLS = (0.02, 0.45)  # share of its box that is ink: a stroke, not a bar or a photo
_BROAD = (0.60, 3.0)  # the same for a broad pen, up to so many times the usual character's height
_STAMP = 110  # of the red channel: stamps' ink is brighter there, a pen's is dark even under a stamp
_BLUE = (98, 135)  # of OpenCV's hues
_MOST_BLUE = 0.02  # of a page's pixels: a few names fill less
_NAME = 30  # pixels wide at least: what is narrower is a tick
_GAP = (13, 5)  # pixels between letters of one name
_RULE = 60  # pixels: longer straight ink is a rule or a frame


def strokes(image: Image) -> tuple[PixelBox, ...]:
    """Boxes in pixels of `image`, largest first. Headlines and logos are among them: lines tell them apart."""
    scale = min(1.0, _WIDTH / image.shape[1])
    small = np.asarray(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(_inked(small), connectivity=8)
    left, top, width, height, area = (stats[1:, column].astype(np.int64) for column in range(5))
    printed = height[(height >= _PRINT[0]) & (height <= _PRINT[1])]
    usual = float(np.median(printed)) if printed.size else float(_PRINT[0])
    fill = area / np.maximum(1, width * height)
    flowing = (fill <= _FLOWING) & (width >= 2 * usual) & (height >= usual)
    like = ((height >= _HIGHER * usual) | flowing) & (height >= _LEAST[1]) & (width >= _LEAST[0])
    like &= (width <= _LARGEST[0] * small.shape[1]) & (height <= _LARGEST[1] * small.shape[0])
    like &= (fill >= _FILLS[0]) & ((fill <= _FILLS[1]) | ((fill <= _BROAD[0]) & (height <= _BROAD[1] * usual)))
    names = list(_in_blue(small))
    boxes = [(left[at], top[at], left[at] + width[at], top[at] + height[at]) for at in np.flatnonzero(like)]
    drawn = names + [box for box in boxes if not any(_inside(box, name) for name in names)]
    largest = sorted(drawn, key=lambda box: -(box[2] - box[0]) * (box[3] - box[1]))[:MOST]
    return tuple((box[0] / scale, box[1] / scale, box[2] / scale, box[3] / scale) for box in largest)


def _in_blue(small: Image) -> Iterator[PixelBox]:
    """What a blue pen wrote, letters of one name together, however small: print is black."""
    hue, saturation, value = cv2.split(cv2.cvtColor(small, cv2.COLOR_RGB2HSV))
    blue = (hue >= _BLUE[0]) & (hue <= _BLUE[1]) & (saturation >= 90) & (value <= 220)
    if np.count_nonzero(blue) > _MOST_BLUE * blue.size:
        return  # a page in blue: banners and print
    across, down = _GAP
    joined = cv2.dilate(blue.astype(np.uint8), cv2.getStructuringElement(cv2.MORPH_RECT, _GAP))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    for left, top, width, height, _ in stats[1:]:
        wide = _NAME <= width - across <= _LARGEST[0] * small.shape[1]
        if wide and _LEAST[1] <= height <= _LARGEST[1] * small.shape[0]:
            box = left + across // 2, top + down // 2, left + width - across // 2, top + height - down // 2
            yield float(box[0]), float(box[1]), float(box[2]), float(box[3])


def _inside(box: PixelBox, other: PixelBox) -> bool:
    across, down = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return other[0] <= across <= other[2] and other[1] <= down <= other[3]


def _inked(small: Image) -> NDArray[np.uint8]:
    """Dark against its surroundings, without stamps' red and without rules."""
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(gray, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, 18)
    hue, saturation, _ = cv2.split(cv2.cvtColor(small, cv2.COLOR_RGB2HSV))
    stamped = ((hue <= 10) | (hue >= 165)) & (saturation >= 70) & (small[:, :, 0] >= _STAMP)
    dark[stamped] = 0
    for size in ((_RULE, 1), (1, _RULE)):
        rules = cv2.morphologyEx(dark, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        dark[rules > 0] = 0
    closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
    return np.asarray(closed, dtype=np.uint8)
