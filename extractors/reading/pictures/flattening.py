"""A sheet photographed at a steep angle on a darker table: its four corners are found and it is laid flat."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Image

Corners = NDArray[np.float64]
_SIDE = 448  # pixels of the small copy on which the sheet is looked for
_CLOSED = 7  # pixels: print this thin does not part the paper
_COVERS = 0.35  # of the picture
_FILLS = 0.94  # of the quadrilateral is sheet
_EDGE = 3  # pixels: a corner as near as this to the picture's edge may be cut off
_STEEP = (
    13.0,
    30.0,
)  # degrees a corner is off 90: below, lines are read as well where they lie; above, nothing is sure
_STEP = 20  # grey levels from sheet to table along three quarters of every side: a shadow's edge is softer
_NEAR = 4  # pixels from a side at which the step is measured
_ELSEWHERE = 0.03  # of the picture: as much brightness outside the sheet may be another paper
_MARGIN = 0.01  # of the sheet is kept around it


def flattened(image: Image) -> Image | None:
    """The sheet alone, its corners square; None where it lies flat enough, or is not seen for sure."""
    step = max(1, max(image.shape[:2]) // (2 * _SIDE))
    scale = min(1.0, _SIDE * step / max(image.shape[:2])) / step
    coarse = np.ascontiguousarray(image[::step, ::step])
    size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    small = cv2.resize(coarse, size, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    paper = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((_CLOSED, _CLOSED), np.uint8))
    paper = cv2.GaussianBlur(paper, (0, 0), 1.0)
    bright = np.asarray(cv2.threshold(paper, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1], dtype=np.uint8)
    found = _sheet(bright)
    if found is None or not _STEEP[0] <= _off(found) <= _STEEP[1]:
        return None
    if _softest(found, np.asarray(paper, dtype=np.float64)) < _STEP or _beside(found, bright) > _ELSEWHERE:
        return None
    return _laid_flat(image, _widened(found) / scale)


def _sheet(bright: NDArray[np.uint8]) -> Corners | None:
    """The largest bright area when it has four corners, all inside the picture."""
    opened = cv2.morphologyEx(bright, cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    blob = max(contours, key=cv2.contourArea)
    hull = cv2.convexHull(blob)
    around = cv2.approxPolyDP(hull, 0.02 * cv2.arcLength(hull, True), True)
    corners = around[:, 0].astype(np.float64)
    height, width = bright.shape
    inside = (corners >= _EDGE) & (corners < np.array((width, height)) - _EDGE)
    area = cv2.contourArea(around)
    if len(corners) != 4 or not inside.all() or area < _COVERS * bright.size:
        return None
    return _in_order(corners) if cv2.contourArea(blob) >= _FILLS * area else None


def _softest(place: Corners, grey: NDArray[np.float64]) -> float:
    """How many grey levels the sheet is brighter than what lies beyond its side, at the side where it is least."""
    along = np.roll(place, -1, axis=0) - place
    outward = np.stack((along[:, 1], -along[:, 0]), axis=1) / (np.linalg.norm(along, axis=1, keepdims=True) + 1e-9)
    shares = np.linspace(0.1, 0.9, 33)[:, None, None]
    on = place + shares * along
    steps = _levels(on - _NEAR * outward, grey) - _levels(on + _NEAR * outward, grey)
    return float(np.percentile(steps, 25, axis=0).min())


def _levels(points: Corners, grey: NDArray[np.float64]) -> NDArray[np.float64]:
    height, width = grey.shape
    x, y = np.clip(np.rint(points[..., 0]), 0, width - 1), np.clip(np.rint(points[..., 1]), 0, height - 1)
    return np.asarray(grey[y.astype(np.intp), x.astype(np.intp)])


def _beside(place: Corners, bright: NDArray[np.uint8]) -> float:
    """The share of the picture that is as bright as the sheet and no part of it."""
    mask = np.zeros(bright.shape, dtype=np.uint8)
    cv2.fillConvexPoly(mask, np.rint(place).astype(np.int32), 1)
    outside = cv2.dilate(mask, np.ones((9, 9), np.uint8)) == 0
    return float(np.count_nonzero(bright[outside]) / bright.size)


def _in_order(corners: Corners) -> Corners:
    """Top left, top right, bottom right, bottom left, as the picture shows them."""
    sums, differences = corners.sum(axis=1), np.diff(corners, axis=1)[:, 0]
    return corners[[sums.argmin(), differences.argmin(), sums.argmax(), differences.argmax()]]


def _off(place: Corners) -> float:
    """By how many degrees the corner that is least square is off."""
    before, after = np.roll(place, 1, axis=0) - place, np.roll(place, -1, axis=0) - place
    cosines = (before * after).sum(axis=1) / (np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1) + 1e-9)
    return float(np.abs(np.degrees(np.arccos(np.clip(cosines, -1.0, 1.0))) - 90.0).max())


def _widened(place: Corners) -> Corners:
    middle = place.mean(axis=0)
    return np.asarray(middle + (place - middle) * (1 + 2 * _MARGIN))


def _laid_flat(image: Image, place: Corners) -> Image:
    """As many pixels as the sheet's longer sides have, never more than the picture."""
    sides = np.linalg.norm(place - np.roll(place, -1, axis=0), axis=1)
    width, height = max(sides[0], sides[2]), max(sides[1], sides[3])
    shrunk = min(1.0, (image.shape[0] * image.shape[1] / (width * height)) ** 0.5)
    size = (max(1, round(width * shrunk)), max(1, round(height * shrunk)))
    square = np.array(((0, 0), (size[0], 0), size, (0, size[1])), dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(place.astype(np.float32), square)
    flat = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(flat, dtype=np.uint8)
