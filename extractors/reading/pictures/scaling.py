"""Pictures made small enough to be read."""

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]


def at_most(pixels: Pixels, most: int) -> Pixels:
    """`pixels` with at most `most` of them, each an average of what it replaces."""
    height, width = pixels.shape[:2]
    if height * width <= most:
        return pixels
    scale = (most / (height * width)) ** 0.5
    return _resized(pixels, max(1, int(width * scale)), max(1, int(height * scale)))


def with_longest(pixels: Pixels, longest: int) -> Pixels:
    """`pixels` with no side above `longest`; never enlarged."""
    height, width = pixels.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return pixels
    return _resized(pixels, max(1, round(width * scale)), max(1, round(height * scale)))


def _resized(pixels: Pixels, width: int, height: int) -> Pixels:
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
