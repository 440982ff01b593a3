"""The characters of a PDF page as pdfium finds them, in pixels of the upright page."""

import ctypes
import math
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from numpy.typing import NDArray

_FAR = 1_000_000  # fractions are asked for as whole millionths of the page
_INVISIBLE = 3  # ISO 32000-1 table 106: neither filled nor stroked
_CodeOf = ctypes.CFUNCTYPE(ctypes.c_uint, ctypes.c_void_p, ctypes.c_int)
_BoxOf = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, *4 * (ctypes.c_void_p,))
_SOFT_HYPHENS = frozenset({0x02, 0xFFFE})
_SAME = 0.51  # points: pdfium's two boxes of a glyph, one of them rounded outward

Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Characters:
    """`codes`: Unicode, line breaks and spaces included; `boxes`: n x 4 (left, top, right, bottom) in pixels.

    `cut`: more stood on the page than were taken.
    """

    page: pdfium.PdfPage
    text: pdfium.PdfTextPage
    matrix: Matrix
    codes: list[int]
    boxes: NDArray[np.float64]
    cut: bool

    @classmethod
    def of(cls, page: pdfium.PdfPage, size: tuple[int, int], most: int) -> "Characters":
        """At most `most` characters of `page`; `size` of its picture in pixels."""
        text = page.get_textpage()
        matrix = matrix_of(page, size)
        found = pdfium_c.FPDFText_CountChars(text)
        codes, boxes = _read(text, min(found, most))
        _set_right(page, text, boxes)
        return cls(page=page, text=text, matrix=matrix, codes=codes, boxes=_turned(boxes, matrix), cut=found > most)

    def direction(self, index: int) -> tuple[float, float]:
        """Unit vector along which character `index` is read, in pixels, downward positive."""
        angle = pdfium_c.FPDFText_GetCharAngle(self.text, index)
        a, b, c, d, _, _ = self.matrix
        x, y = math.cos(angle), -math.sin(angle)
        along = (a * x + c * y, b * x + d * y)
        length = math.hypot(*along) or 1.0
        return along[0] / length, along[1] / length

    def loose(self, index: int) -> tuple[float, float, float, float]:
        """The box of character `index` with the ascent and descent of its font."""
        box = pdfium_c.FS_RECTF()
        pdfium_c.FPDFText_GetLooseCharBox(self.text, index, box)
        a, b, c, d, x, y = self.matrix
        xs = a * box.left + c * box.bottom + x, a * box.right + c * box.top + x
        ys = b * box.left + d * box.bottom + y, b * box.right + d * box.top + y
        loose = min(xs), min(ys), max(xs), max(ys)
        left, top, right, bottom = (float(side) for side in self.boxes[index])
        apart = right < loose[0] or left > loose[2] or bottom < loose[1] or top > loose[3]
        return (left, top, right, bottom) if apart else loose

    def invisible(self, index: int) -> bool:
        """Whether character `index` is painted with no paint at all, as the text under a scan is."""
        return bool(pdfium_c.FPDFTextObj_GetTextRenderMode(self.drawn_by(index)) == _INVISIBLE)

    def drawn_by(self, index: int) -> object:
        """The page object that draws character `index`."""
        return pdfium_c.FPDFText_GetTextObject(self.text, index)

    def unmapped(self, index: int) -> bool:
        """Whether the font does not say which character `index` is."""
        return bool(pdfium_c.FPDFText_HasUnicodeMapError(self.text, index) == 1)


def _read(text: pdfium.PdfTextPage, count: int) -> tuple[list[int], NDArray[np.float64]]:
    """Codes, and boxes as left, bottom, right, top in points.

    Called by plain addresses: the two calls a character are most of what a text layer costs.
    """
    code_of = _CodeOf(address(pdfium_c.FPDFText_GetUnicode))
    box_of = _BoxOf(address(pdfium_c.FPDFText_GetCharBox))
    page = address(text.raw)
    boxes = np.zeros((count, 4))
    side = int(boxes.ctypes.data)
    codes = []
    for index in range(count):
        codes.append(code_of(page, index))
        box_of(page, index, side, side + 16, side + 8, side + 24)
        side += 32
    return [0x2D if code in _SOFT_HYPHENS else code for code in codes], np.nan_to_num(boxes)


def _set_right(page: pdfium.PdfPage, text: pdfium.PdfTextPage, boxes: NDArray[np.float64]) -> None:
    """Move characters of forms to where they stand: pdfium gives those with a replacement text their box in the form.

    Browsers write such a text (ISO 32000-1 14.9.4) wherever one glyph serves two codes, as for 示 and the radical ⽰.
    """
    if not any(page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_FORM], max_depth=1)):
        return
    for index in np.flatnonzero(boxes[:, 2] > boxes[:, 0]):
        form = _form(text, int(index), boxes[index])
        if form is not None:
            corners = boxes[index].reshape(2, 2) @ form[:2] + form[2]
            boxes[index] = *corners.min(axis=0), *corners.max(axis=0)


def _form(text: pdfium.PdfTextPage, index: int, box: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The matrix of the form, 3 x 2, when `box` is that of the character's object inside it; None when it is not."""
    drawn = pdfium_c.FPDFText_GetTextObject(text, index)
    inside, outside = pdfium_c.FS_MATRIX(), pdfium_c.FS_MATRIX()
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium_c.FPDFPageObj_GetBounds(drawn, *map(ctypes.byref, sides)):
        return None
    if max(abs(side.value - edge) for side, edge in zip(sides, box.tolist(), strict=True)) > _SAME:
        return None
    if not pdfium_c.FPDFPageObj_GetMatrix(drawn, inside) or not pdfium_c.FPDFText_GetMatrix(text, index, outside):
        return None
    one, other = (_square(matrix) for matrix in (inside, outside))
    if abs(np.linalg.det(one)) < 1e-9 or np.allclose(one, other):
        return None
    return np.asarray(np.linalg.solve(one, other)[:, :2], dtype=np.float64)


def _square(matrix: pdfium_c.FS_MATRIX) -> NDArray[np.float64]:
    return np.array([[matrix.a, matrix.b, 0], [matrix.c, matrix.d, 0], [matrix.e, matrix.f, 1]], dtype=np.float64)


def address(pointer: object) -> int:
    """Of what a pdfium pointer or function points to."""
    return int(ctypes.cast(pointer, ctypes.c_void_p).value or 0)  # type: ignore[arg-type]


def matrix_of(page: pdfium.PdfPage, size: tuple[int, int]) -> Matrix:
    """From PDF points to pixels of the upright picture: pdfium knows rotation and crop box."""
    spots = [_spot(page, x, y) for x, y in ((0, 0), (1000, 0), (0, 1000))]
    (ox, oy), (xx, xy), (yx, yy) = ((x * size[0] / _FAR, y * size[1] / _FAR) for x, y in spots)
    return (xx - ox) / 1000, (xy - oy) / 1000, (yx - ox) / 1000, (yy - oy) / 1000, ox, oy


def _spot(page: pdfium.PdfPage, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, _FAR, _FAR, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


def _turned(boxes: NDArray[np.float64], matrix: Matrix) -> NDArray[np.float64]:
    """n x (left, bottom, right, top) in points as n x (left, top, right, bottom) in pixels."""
    a, b, c, d, x, y = matrix
    first = np.stack((a * boxes[:, 0] + c * boxes[:, 1] + x, b * boxes[:, 0] + d * boxes[:, 1] + y), axis=1)
    second = np.stack((a * boxes[:, 2] + c * boxes[:, 3] + x, b * boxes[:, 2] + d * boxes[:, 3] + y), axis=1)
    return np.concatenate((np.minimum(first, second), np.maximum(first, second)), axis=1)
