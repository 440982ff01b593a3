"""Where a text stands on its page, in pixels and in fractions."""

import numpy as np

from extractors.engine import Corners, Image
from pipeline.geometry import Quad

Size = tuple[int, int]  # width and height in pixels


def size(image: Image) -> Size:
    return image.shape[1], image.shape[0]


def quad(corners: Corners, page: Size, number: int) -> Quad:
    """The corners as fractions of the page."""
    a, b, c, d = ((float(x) / page[0], float(y) / page[1]) for x, y in corners)
    return Quad(number, (a, b, c, d))


def corners(place: Quad, page: Size) -> Corners:
    """The place in pixels of the page."""
    return np.array([(x * page[0], y * page[1]) for x, y in place.corners], dtype=np.float32)


def extent(corners: Corners) -> tuple[float, float]:
    """Length along the reading direction and height across it, in pixels: the longer of the two sides each."""
    a, b, c, d = corners
    return (
        float(max(np.linalg.norm(b - a), np.linalg.norm(c - d))),
        float(max(np.linalg.norm(d - a), np.linalg.norm(c - b))),
    )
