"""Stamps with a ring around them: red ones, and the grey ones of a copy without colour."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Image
from extractors.reading.marks.ink import PixelBox
from extractors.reading.marks.seals import grey, like_stamps, red, smaller

_PALE_INK = (95, 205)  # of 255: darker is print, paler is paper
_RIM = 5  # pixels
_DIRECTIONS, _ALL_AROUND = 48, 0.85
_WHOLE = 0.9  # of a grey ring; of 19 scanned receipts and 13 scanned invoices nothing came nearer than 0.72
_RADII = (0.035, 0.13)  # of the page's longer side
_LEAST = 0.035  # of the longer side: what hangs together and is smaller is print
_FULL = 0.02  # of the page: what hangs together and is larger is a table
_MOST = 5


def red_rings(image: Image) -> tuple[PixelBox, ...]:
    """Boxes of red stamps in pixels of `image`."""
    small, scale = smaller(image)
    ink = red(small)
    blobs = (blob for blob in like_stamps(ink) if _has_a_rim(ink, blob))
    return tuple(
        (left / scale, top / scale, (left + wide) / scale, (top + high) / scale)
        for left, top, wide, high in map(cv2.boundingRect, blobs)
    )


def grey_rings(image: Image) -> tuple[PixelBox, ...]:
    """The same on a page without any colour, where a stamp's ink is paler than print; none on other pages."""
    small, scale = smaller(image)
    if not grey(small):
        return ()
    ink = np.asarray(cv2.inRange(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), *_PALE_INK), dtype=np.uint8)
    rings = (ring for ring in _circles(_large(ink)) if _share(ink, *ring) >= _WHOLE)
    return tuple(((x - r) / scale, (y - r) / scale, (x + r) / scale, (y + r) / scale) for x, y, r in rings)


def _has_a_rim(ink: NDArray[np.uint8], blob: NDArray[np.int32]) -> bool:
    """Whether ink stands at its rim in nearly every direction from its middle, as it does in no logo or heap of words."""
    rim = np.zeros_like(ink)
    cv2.polylines(rim, [cv2.convexHull(blob)], isClosed=True, color=1, thickness=_RIM)
    down, across = np.nonzero(ink & rim)
    left, top, wide, high = cv2.boundingRect(blob)
    turns = np.arctan2((down - top - high / 2) / high, (across - left - wide / 2) / wide)
    return len(np.unique(np.floor(turns / (2 * np.pi) * _DIRECTIONS))) >= _ALL_AROUND * _DIRECTIONS


def _large(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Only what hangs together and is as large as a ring: circles are looked for among few pixels, so it ends soon."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    least = _LEAST * max(ink.shape)
    wide, high, area = (stats[:, which] for which in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA))
    kept = (wide >= least) & (high >= least) & (area < _FULL * ink.size)
    kept[0] = False
    return np.asarray(kept[labels] * 255, dtype=np.uint8)


def _circles(ink: NDArray[np.uint8]) -> Iterator[tuple[float, float, float]]:
    """Middle and radius of the likeliest circles."""
    if not ink.any():
        return
    least, most = (round(share * max(ink.shape)) for share in _RADII)
    soft = cv2.GaussianBlur(ink, (3, 3), 0)
    found = cv2.HoughCircles(soft, cv2.HOUGH_GRADIENT, 2, 40, param1=150, param2=70, minRadius=least, maxRadius=most)
    if found is not None:
        yield from ((float(x), float(y), float(radius)) for x, y, radius in found[0][:_MOST])


def _share(ink: NDArray[np.uint8], x: float, y: float, radius: float) -> float:
    """How much of the circle stands in ink, a pixel or two beside it included."""
    turns = np.linspace(0, 2 * np.pi, 144, endpoint=False)
    near = cv2.dilate(ink, np.ones((3, 3), np.uint8))
    best = 0.0
    for wider in (-2, -1, 0, 1, 2):
        across = np.clip(np.rint(x + (radius + wider) * np.cos(turns)), 0, ink.shape[1] - 1).astype(int)
        down = np.clip(np.rint(y + (radius + wider) * np.sin(turns)), 0, ink.shape[0] - 1).astype(int)
        best = max(best, float(np.mean(near[down, across] > 0)))
    return best
