"""Whether a picture was taken of a screen: the screen's dots and the camera's make a pattern that paper does not have."""

from collections.abc import Iterator
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Image

SIDES = (512, 256)
"""Pixels of the squares that are looked at; a picture smaller than the last tells nothing."""
_COARSE = 16  # pixels of the page to one of the copy on which squares are chosen
_STRIDE = 4  # of them that copy is made of
_GLARE = 252  # brighter is clipped, and what is clipped shows no pattern
_BAND = 31  # bins around a frequency: what it is compared with
_NEPERS = 7.0  # of power above the median around it: noise stays below 4, most print below 6
_COLOURED = 5.0  # the same for what is red against what is blue: dots of three colours, never black halftone
_ALONE = 4.0  # nepers above what lies further in and out on its ray: edges and rules fill their rays
_RAY = np.arange(5, 25)  # bins in and out
_USUAL = 85  # percentile of the ray
_CANDIDATES = 6  # frequencies of one square that are tried
_APART = 4  # bins between two of them
_SCALE = 8.0  # steps of the logarithm to one of a byte
_LEAST = 36 / 512  # cycles a pixel: text lines, tables and folds repeat more slowly
_AXIS = 3  # bins: what lies on an axis is a rule, an edge, or the grid a JPEG is coded on
_BLOCK = 8  # pixels of that grid

Gray = NDArray[np.uint8]
Plane = NDArray[np.float32]


def of_a_screen(image: Image, gray: Gray) -> bool:
    """True where every square of the page, or three of four, show a fine coloured pattern that repeats exactly; never proof.

    Halftone repeats as exactly, but not on the white of the paper, where the squares lie, and rarely in colour.
    """
    side = next((side for side in SIDES if min(gray.shape) >= side), 0)
    squares = list(_squares(gray, side)) if side else []
    may_miss = len(squares) // 4
    for place in squares:
        if not (_patterned(gray[place], _NEPERS) and _patterned(_red_less_blue(image[place]), _COLOURED)):
            may_miss -= 1
        if may_miss < 0:
            return False
    return bool(squares)


def _squares(gray: Gray, side: int) -> Iterator[tuple[slice, slice]]:
    """One of each quarter of the page: the brightest that is not clipped."""
    height, width = (length // _COARSE for length in gray.shape)
    small = cv2.resize(np.ascontiguousarray(gray[::_STRIDE, ::_STRIDE]), (width, height), interpolation=cv2.INTER_AREA)
    bright = np.where(small >= _GLARE, 0, small).astype(np.float32)
    reach = side // _COARSE
    means = cv2.blur(bright, (reach, reach), anchor=(0, 0))[: height - reach + 1, : width - reach + 1]
    for rows in np.array_split(np.arange(len(means)), 2):
        for columns in np.array_split(np.arange(means.shape[1]), 2):
            if len(rows) and len(columns):
                quarter = means[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
                down, across = np.unravel_index(int(quarter.argmax()), quarter.shape)
                top, left = int(rows[0] + down) * _COARSE, int(columns[0] + across) * _COARSE
                yield slice(top, top + side), slice(left, left + side)


def _red_less_blue(square: Image) -> Gray:
    red, _, blue = cv2.split(square)
    return np.asarray(cv2.addWeighted(red, 0.5, blue, -0.5, 128.0), dtype=np.uint8)


def _patterned(square: Gray, least: float) -> bool:
    """Whether a frequency stands as high as that above those around it, alone."""
    power = _power(square)
    around = cv2.medianBlur(np.minimum(power * _SCALE, 255).astype(np.uint8), _BAND) / _SCALE
    height = np.where(_looked_at(len(square)), power - around, 0.0)
    for _ in range(_CANDIDATES):
        down, across = (int(at) for at in np.unravel_index(int(height.argmax()), height.shape))
        if height[down, across] < least:
            return False
        if _alone(power, down, across):
            return True
        height[max(0, down - _APART) : down + _APART + 1, max(0, across - _APART) : across + _APART + 1] = 0.0
    return False


def _power(square: Gray) -> Plane:
    """Logarithms, the slowest frequency in the middle of the left side."""
    side = len(square)
    window = np.hanning(side).astype(np.float32)
    plane = square.astype(np.float32)
    plane = (plane - cv2.blur(plane, (_BAND, _BAND))) * window[:, None] * window
    both = cv2.dft(plane, flags=cv2.DFT_COMPLEX_OUTPUT)[:, : side // 2 + 1]
    power = both[..., 0] ** 2 + both[..., 1] ** 2 + 1.0
    return np.roll(np.asarray(cv2.log(power), dtype=np.float32), side // 2, axis=0)


def _alone(power: Plane, down: int, across: int) -> bool:
    middle = power.shape[0] // 2
    ray = np.array((down - middle, across)) / np.hypot(down - middle, across)
    steps = np.concatenate((-_RAY, _RAY))[:, None]
    rows, columns = np.rint((down, across) + steps * ray).astype(np.intp).T
    inside = (rows >= 0) & (rows < power.shape[0]) & (columns >= 0) & (columns < power.shape[1])
    beside = np.maximum(power[rows[inside], columns[inside]], 0.0)
    return bool(power[down, across] - np.percentile(beside, _USUAL) >= _ALONE)


@cache
def _looked_at(side: int) -> NDArray[np.bool_]:
    """The frequencies of a pattern: not slow, on no axis, and no harmonic of a JPEG's blocks."""
    down = np.abs(np.arange(side) - side // 2)[:, None]
    across = np.arange(side // 2 + 1)[None]
    block = side // _BLOCK
    off = [(at % block >= 2) & (at % block <= block - 2) for at in (down, across)]
    return (np.hypot(down, across) >= _LEAST * side) & (down >= _AXIS) & (across >= _AXIS) & (off[0] | off[1])
