"""The objects a PDF page is painted from, as far as they tell what can be seen."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.reading.pdf.characters import address

MOST = 5_000  # objects looked at
LARGE = 0.25  # of the page: such a picture may carry print


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture painted on the page: its turn among all objects, its area in square points, pixels to the point."""

    turn: int
    area: float
    density: float


def turns(page: pdfium.PdfPage) -> dict[int, int]:
    """When each object of the page is painted, by its address; later ones lie over earlier ones."""
    return {address(each): turn for turn, each in _objects(page)}


def large_pictures(page: pdfium.PdfPage) -> tuple[Picture, ...]:
    """Pictures that cover much of the page, in the order they are painted; those inside forms are not seen."""
    width, height = page.get_size()
    found = []
    for turn, each in _objects(page):
        if pdfium_c.FPDFPageObj_GetType(each) == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            picture = _picture(turn, each)
            if picture.area > LARGE * width * height:
                found.append(picture)
    return tuple(found)


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, object]]:
    for turn in range(min(pdfium_c.FPDFPage_CountObjects(page), MOST)):
        yield turn, pdfium_c.FPDFPage_GetObject(page, turn)


def _picture(turn: int, each: object) -> Picture:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(each, *(ctypes.byref(side) for side in (left, bottom, right, top)))
    area = float((right.value - left.value) * (top.value - bottom.value))
    across, down = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFImageObj_GetImagePixelSize(each, ctypes.byref(across), ctypes.byref(down))
    return Picture(turn, area, (across.value * down.value / area) ** 0.5 if area > 0 else 0.0)
