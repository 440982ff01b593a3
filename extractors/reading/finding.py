"""Where the lines of a page stand: the text detector of PP-OCR (differentiable binarisation)."""

from collections.abc import Sequence

import cv2
import numpy as np

from extractors.engine import Corners, Image
from extractors.reading.models import Model
from extractors.reading.sessions import Floats, Session

LONG_SIDE = 960
MULTIPLE = 32
INK = 0.3  # probability from which a pixel belongs to a line
SURE = 0.5  # mean probability from which a line counts
GROWTH = 1.4  # the network draws lines shrunk; area x GROWTH / perimeter is added on every side
THINNEST = 3  # pixels of the scaled page
MOST_LINES = 2000
MEAN = np.array([0.406, 0.456, 0.485], dtype=np.float32) * 255  # blue first
SPREAD = np.array([0.225, 0.224, 0.229], dtype=np.float32) * 255


class PageFinder:
    """Finds lines with one detector; the same page always gives the same corners."""

    def __init__(self, model: Model) -> None:
        """Raises WrongUse when the file is missing or not the pinned one."""
        self._session = Session(model)

    def find(self, image: Image) -> tuple[Corners, ...]:
        """Corners of every line, surest first where there are too many, else from top to bottom."""
        scaled = _scaled(image)
        likely = self._session.run(_prepared(scaled))[0, 0]
        back = np.array([image.shape[1] / scaled.shape[1], image.shape[0] / scaled.shape[0]], dtype=np.float32)
        found = _outlines(likely)
        surest = sorted(found, key=lambda pair: -pair[0])[:MOST_LINES]
        return tuple(
            sorted(
                (corners * back for _, corners in surest),
                key=lambda corners: (corners[:, 1].min(), corners[:, 0].min()),
            )
        )


def _scaled(image: Image) -> Image:
    height, width = image.shape[:2]
    scale = min(1.0, LONG_SIDE / max(height, width))
    size = tuple(max(MULTIPLE, round(side * scale / MULTIPLE) * MULTIPLE) for side in (width, height))
    return np.asarray(cv2.resize(image, size), dtype=np.uint8)


def _prepared(scaled: Image) -> Floats:
    pixels = (scaled[:, :, ::-1] - MEAN) / SPREAD
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[np.newaxis], dtype=np.float32)


def _outlines(likely: Floats) -> list[tuple[float, Corners]]:
    """Certainty and corners, in pixels of the scaled page, of every stretch of ink."""
    ink = cv2.dilate((likely > INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    contours, nesting = cv2.findContours(ink, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for index, contour in enumerate(contours):
        if nesting[0][index][3] >= 0:  # a hole
            continue
        centre, (wide, high), angle = cv2.minAreaRect(contour)
        if min(wide, high) < THINNEST:
            continue
        box = np.asarray(cv2.boxPoints((centre, (wide, high), angle)), dtype=np.float32)
        certainty = _certainty(likely, box)
        if certainty < SURE:
            continue
        growth = 2 * wide * high * GROWTH / (2 * (wide + high))
        found.append((certainty, _in_reading_order(centre, wide + growth, high + growth, angle)))
    return found


def _in_reading_order(centre: Sequence[float], wide: float, high: float, angle: float) -> Corners:
    """Corners from the top left, for text that leans less than 45 degrees."""
    while angle > 45:
        wide, high, angle = high, wide, angle - 90
    while angle <= -45:
        wide, high, angle = high, wide, angle + 90
    lean = np.radians(angle)
    along = np.array([np.cos(lean), np.sin(lean)]) * wide / 2
    down = np.array([-np.sin(lean), np.cos(lean)]) * high / 2
    middle = np.array(centre)
    corners = [middle - along - down, middle + along - down, middle + along + down, middle - along + down]
    return np.array(corners, dtype=np.float32)


def _certainty(likely: Floats, corners: Corners) -> float:
    """Mean probability inside the corners."""
    height, width = likely.shape
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    mask = np.zeros((bottom - top + 1, right - left + 1), dtype=np.uint8)
    cv2.fillPoly(mask, [(corners - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(likely[top : bottom + 1, left : right + 1], mask)[0])
