"""Ruled tables in the picture of a page: long dark strokes, and the cells they leave between them."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Image
from extractors.reading.marks.ruling import Sides, grids_of
from extractors.reading.pictures.scaling import with_longest
from pipeline.geometry import Quad
from pipeline.grids import MOST_CELLS, MOST_GRIDS, Grid

_LONGEST_SIDE = 1_600  # pixels: thin rules survive, and a page costs little
_STROKE = 45  # pixels: print has no stroke this long
_LEAN = 3  # pixels a rule may leave its row within a stroke
_GAP = 15  # pixels: a rule may be broken
_DARK, _AREA, _PRINT_ON_IT = 0.55, (5, 9), (13, 31)  # of the paper's gray; pixels of half the picture
_HALF = 2.5  # pixels: half a thickened rule
_TABLE = (0.15, 0.012)  # of the page: the least width and height of a table
_CELL = (10, 9)  # pixels: the least width and height of a cell

Mask = NDArray[np.uint8]
Corners = NDArray[np.float32]


def seen_rules(image: Image, number: int) -> tuple[Grid, ...]:
    """Grids of the upright page `number`; they may lean with it, as on a photo of a sheet."""
    small = with_longest(image, _LONGEST_SIDE)
    height, width = small.shape[:2]
    if min(height, width) < _STROKE:
        return ()
    rules = _rules(np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), dtype=np.uint8))
    outlines, nesting = cv2.findContours(rules, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    contours = [np.asarray(outline, dtype=np.int32) for outline in outlines]
    found: list[Grid] = []
    for index, contour in enumerate(contours):
        _, _, wide, high = cv2.boundingRect(contour)
        if nesting[0][index][3] < 0 and wide >= _TABLE[0] * width and high >= _TABLE[1] * height:
            holes = [contours[hole] for hole in _holes(nesting[0], index)]
            cells = [_corners(hole) for hole in holes if _large(hole)][: MOST_CELLS + 1]
            found += _grid(_corners(contour), cells, number, (width, height))
    found.sort(key=lambda grid: (grid.box.top, grid.box.left))
    return tuple(found[:MOST_GRIDS])


def _rules(gray: NDArray[np.uint8]) -> Mask:
    """Strokes too long and too straight for print, and the edges of dark areas."""
    filled = _filled(gray)
    plain = gray if filled is None else np.where(filled > 0, 255 - gray, gray).astype(np.uint8)
    dark = np.asarray(
        cv2.adaptiveThreshold(plain, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 8), dtype=np.uint8
    )
    rules = _strokes(dark, along=(_STROKE, 1), across=(1, _LEAN), gap=(_GAP, 1))
    rules |= _strokes(dark, along=(1, _STROKE), across=(_LEAN, 1), gap=(1, _GAP))
    if filled is not None:
        rules |= np.asarray(cv2.morphologyEx(filled, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)), dtype=np.uint8)
    return np.asarray(cv2.dilate(rules, np.ones((3, 3), np.uint8)), dtype=np.uint8)


def _filled(gray: NDArray[np.uint8]) -> Mask | None:
    """Dark areas with light print on them, as headings often have; None where there is none."""
    half = cv2.resize(gray, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    dark = (half < _DARK * float(np.percentile(half[::8, ::8], 80))).astype(np.uint8) * 255
    areas = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(_AREA, np.uint8))
    if not areas.any():
        return None
    whole = cv2.morphologyEx(areas, cv2.MORPH_CLOSE, np.ones(_PRINT_ON_IT, np.uint8))
    return np.asarray(cv2.resize(whole, gray.shape[::-1], interpolation=cv2.INTER_NEAREST), dtype=np.uint8)


def _strokes(dark: Mask, along: tuple[int, int], across: tuple[int, int], gap: tuple[int, int]) -> Mask:
    """Thickened a little, a leaning rule is straight for as long as a stroke; only then are its gaps closed."""
    thick = cv2.dilate(dark, cv2.getStructuringElement(cv2.MORPH_RECT, across))
    long = cv2.morphologyEx(thick, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, along))
    closed = cv2.morphologyEx(long, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, gap))
    return np.asarray(cv2.dilate(closed, cv2.getStructuringElement(cv2.MORPH_RECT, gap)), dtype=np.uint8)


def _holes(nesting: NDArray[np.int32], outer: int) -> Iterator[int]:
    hole = int(nesting[outer][2])
    while hole >= 0:
        yield hole
        hole = int(nesting[hole][0])


def _large(hole: NDArray[np.int32]) -> bool:
    _, _, wide, high = cv2.boundingRect(hole)
    return bool(wide >= _CELL[0] and high >= _CELL[1])


def _corners(contour: NDArray[np.int32]) -> Corners:
    """Top left, top right, bottom right and bottom left of a leaning rectangle."""
    points = contour.reshape(-1, 2)
    total, apart = points.sum(axis=1), points[:, 0] - points[:, 1]
    return np.array(
        [points[total.argmin()], points[apart.argmax()], points[total.argmax()], points[apart.argmin()]], np.float32
    )


def _grid(outer: Corners, cells: list[Corners], number: int, size: tuple[int, int]) -> tuple[Grid, ...]:
    """Rows and columns are counted with the table pulled straight."""
    if not cells:
        return ()
    wide, high = np.linalg.norm(outer[1] - outer[0]), np.linalg.norm(outer[3] - outer[0])
    straight = np.array([(0, 0), (wide, 0), (wide, high), (0, high)], np.float32)
    pulled = cv2.getPerspectiveTransform(outer, straight)
    back = np.linalg.inv(pulled)
    sides = []
    for cell in cv2.perspectiveTransform(np.array(cells), pulled):
        left, right = (cell[0, 0] + cell[3, 0]) / 2, (cell[1, 0] + cell[2, 0]) / 2
        top, bottom = (cell[0, 1] + cell[1, 1]) / 2, (cell[3, 1] + cell[2, 1]) / 2
        sides.append((float(left) - _HALF, float(top) - _HALF, float(right) + _HALF, float(bottom) + _HALF))

    def placed(place: Sides) -> Quad:
        left, top, right, bottom = place
        corners = np.array([[(left, top), (right, top), (right, bottom), (left, bottom)]], np.float32)
        (a, b, c, d) = cv2.perspectiveTransform(corners, back)[0] / np.array(size)
        return Quad(number, (_point(a), _point(b), _point(c), _point(d)))

    return grids_of([sides], number, placed)


def _point(corner: Corners) -> tuple[float, float]:
    return float(corner[0]), float(corner[1])
