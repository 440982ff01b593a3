"""The straight upright sides of whatever a PDF page paints, its forms included."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.reading.pdf.characters import Matrix, matrix_of

MOST = 20_000
"""Objects and corners of paths that are looked at on one page."""
_FORMS = 4  # forms may stand in forms this deep
_STRAIGHT = 1.0  # units a side may lean
_SHORTEST = 1.0  # units of a side

Point = tuple[float, float]


class TooMuch(Exception):
    """The page is painted from more than `MOST` parts."""


@dataclass(frozen=True, slots=True)
class Side:
    """From left to right or from top to bottom, in units of the page."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def flat(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top


def sides(page: pdfium.PdfPage, size: tuple[int, int]) -> tuple[Side, ...]:
    """Every side on a page that is `size` units wide and high; raises TooMuch."""
    walk = _Walk()
    found = []
    for path, placed in walk.paths(page.raw, matrix_of(page, size)):
        for first, second in walk.lines(path, _within(_own(path), placed)):
            left, right = sorted((first[0], second[0]))
            top, bottom = sorted((first[1], second[1]))
            if min(right - left, bottom - top) <= _STRAIGHT and max(right - left, bottom - top) >= _SHORTEST:
                found.append(_straightened(left, top, right, bottom))
    return tuple(found)


def _straightened(left: float, top: float, right: float, bottom: float) -> Side:
    if right - left >= bottom - top:
        level = (top + bottom) / 2
        return Side(left, level, right, level)
    upright = (left + right) / 2
    return Side(upright, top, upright, bottom)


class _Walk:
    """Goes through a page's objects and counts what it has seen."""

    def __init__(self) -> None:
        self._left = MOST

    def paths(self, page: object, matrix: Matrix) -> Iterator[tuple[object, Matrix]]:
        """Painted paths, each with what turns the coordinates of its form into units of the page."""
        count = pdfium_c.FPDFPage_CountObjects(page)
        for index in range(count):
            yield from self._within(pdfium_c.FPDFPage_GetObject(page, index), matrix, 0)

    def lines(self, path: object, matrix: Matrix) -> Iterator[tuple[Point, Point]]:
        """The straight lines of a path, the one that closes it included."""
        begun = at = None
        x, y = ctypes.c_float(), ctypes.c_float()
        for index in range(pdfium_c.FPDFPath_CountSegments(path)):
            self._spend()
            segment = pdfium_c.FPDFPath_GetPathSegment(path, index)
            pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
            kind, point = pdfium_c.FPDFPathSegment_GetType(segment), _moved((x.value, y.value), matrix)
            if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
                begun = point
            elif kind == pdfium_c.FPDF_SEGMENT_LINETO and at is not None:
                yield at, point
            at = point
            if begun is not None and pdfium_c.FPDFPathSegment_GetClose(segment):
                yield at, begun

    def _within(self, each: object, matrix: Matrix, depth: int) -> Iterator[tuple[object, Matrix]]:
        self._spend()
        kind = pdfium_c.FPDFPageObj_GetType(each)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH and _painted(each):
            yield each, matrix
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < _FORMS:
            placed = _within(_own(each), matrix)
            for index in range(pdfium_c.FPDFFormObj_CountObjects(each)):
                yield from self._within(pdfium_c.FPDFFormObj_GetObject(each, index), placed, depth + 1)

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooMuch


def _painted(path: object) -> bool:
    """Filled or stroked; a path may also only cut off what others paint."""
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDFPath_GetDrawMode(path, filled, stroked)
    return bool(filled.value or stroked.value)


def _own(each: object) -> Matrix:
    found = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(each, found)
    return found.a, found.b, found.c, found.d, found.e, found.f


def _within(inner: Matrix, outer: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _moved(point: Point, matrix: Matrix) -> Point:
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f
