"""A PDF as upright RGB pages with the text that can be seen on them."""

import math

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.engine import Image
from extractors.reading.intake import Limits
from extractors.reading.looking import Looked, Said
from extractors.reading.marks.codes import codes
from extractors.reading.marks.ink import Ink
from extractors.reading.marks.seals import red_seal
from extractors.reading.pdf.characters import Characters
from extractors.reading.pdf.drawn_rules import drawn_rules
from extractors.reading.pdf.page_objects import large_pictures
from extractors.reading.pdf.revisions import revised
from extractors.reading.pdf.structure import repaired, structure
from extractors.reading.pdf.textlayer import layer_of
from extractors.reading.pdf.typefaces import type_signs
from extractors.reading.refusals import refused
from pipeline.alterations import Sign
from pipeline.grids import Ruled

_POINTS = 72  # to the inch


class Pdf:
    """pdfium decides what the pages show and whether the file is locked; qpdf says what else is in it."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.document_characters
        self._drawn: tuple[int, Image] | None = None
        self._structure = structure(content)
        if self._structure.dynamic:
            raise refused("xfa_dynamic")
        self._pdf, mended = _opened(content)
        if self._structure.pages == 0:
            raise refused("corrupt_pdf")  # one reader finds pages where the other finds none
        if self._structure.oversized:
            raise refused("page_too_large")
        if self._structure.endless:
            raise refused("time_limit")
        if not 0 < len(self._pdf) <= limits.pdf_pages:
            raise refused("too_many_pages" if len(self._pdf) else "corrupt_pdf")
        flags = dict.fromkeys(self._structure.flags)
        if mended or content.find(b"%PDF-") > 0:
            flags["repaired"] = None
        if pdfium_c.FPDF_GetSecurityHandlerRevision(self._pdf.raw) >= 0:
            flags["owner_restricted"] = None
        self._said = Said(flags=tuple(flags), facts=self._structure.facts, signs=self._signs(content))
        if self._pdf.get_formtype() != pdfium_c.FORMTYPE_NONE:
            self._pdf.init_forms()  # else what was typed into fields is not drawn

    @property
    def pages(self) -> int:
        return len(self._pdf)

    @property
    def said(self) -> Said:
        return self._said

    def image(self, number: int) -> Image:
        try:
            return self._image(number)
        except pdfium.PdfiumError as error:
            raise refused("corrupt_pdf") from error

    def look(self, number: int) -> Looked:
        try:
            return self._look(number)
        except pdfium.PdfiumError as error:
            raise refused("corrupt_pdf") from error

    def drawn(self, number: int) -> Ruled | None:
        """None for a page that is mostly a picture: what is ruled there is seen, not drawn."""
        page = self._pdf[number - 1]
        try:
            found = drawn_rules(page, number)
            return None if not found.grids and not found.overfull and large_pictures(page) else found
        except pdfium.PdfiumError as error:
            raise refused("corrupt_pdf") from error
        finally:
            page.close()

    def _signs(self, content: bytes) -> tuple[Sign, ...]:
        """What the signatures say, and what changed from one revision to the next."""
        saved_again = "incremental_update" in self._structure.flags
        changes = revised(content, "linearized" in self._structure.facts) if saved_again else ()
        return (*self._structure.signs, *changes)

    def _image(self, number: int) -> Image:
        if self._drawn is None or self._drawn[0] != number:
            page = self._pdf[number - 1]
            self._drawn = number, self._draw(page, number)
            page.close()
        return self._drawn[1]

    def _look(self, number: int) -> Looked:
        image = self._image(number)
        height, width = image.shape[:2]
        ink = Ink(image)
        found = codes(ink.gray, number)
        page = self._pdf[number - 1]
        characters = Characters.of(page, (width, height), min(self._limits.page_characters, self._left))
        self._left -= len(characters.codes)
        layer, flags = layer_of(characters, ink, found, number)
        looked = Looked(
            number=number,
            width=width,
            height=height,
            rotation=page.get_rotation() % 360,
            layer=layer,
            codes=found,
            flags=flags,
            signs=type_signs(characters, (width, height), number) if layer and layer.serves else (),
            red_seal=None if layer and layer.serves else red_seal(image),
        )
        page.close()
        return looked

    def _draw(self, page: pdfium.PdfPage, number: int) -> Image:
        """Drawn by pdfium straight into the picture: the picture is the largest thing we hold."""
        scale = self._scale(page, number)
        width, height = (math.ceil(side * scale) for side in page.get_size())
        image = np.full((height, width, 3), 255, dtype=np.uint8)
        bitmap = pdfium_c.FPDFBitmap_CreateEx(width, height, pdfium_c.FPDFBitmap_BGR, image.ctypes.data, 3 * width)
        if not bitmap:
            raise refused("memory_limit")
        flags = pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_REVERSE_BYTE_ORDER
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
        if self._pdf.formenv:
            pdfium_c.FPDF_FFLDraw(self._pdf.formenv, bitmap, page, 0, 0, width, height, 0, flags)
        pdfium_c.FPDFBitmap_Destroy(bitmap)
        return image

    def _scale(self, page: pdfium.PdfPage, number: int) -> float:
        """Pixels per point: the wanted resolution, lowered until the page has no more pixels than we read."""
        unit = self._structure.user_units.get(number, 1.0)
        width, height = (side * unit for side in page.get_size())
        if not all(math.isfinite(side) and 0 < side <= self._limits.page_inches * _POINTS for side in (width, height)):
            raise refused("page_too_large")
        wanted = max(self._limits.page_dpi * unit, self._scanned_at(page)) / _POINTS
        most = self._limits.reading_pixels * 0.99
        return float(min(wanted, unit * math.sqrt(most / (width * height))))

    def _scanned_at(self, page: pdfium.PdfPage) -> float:
        """Pixels to 72 units of the page's finest large picture, as far as we draw scans; 0 without one."""
        finest = max((picture.density for picture in large_pictures(page)), default=0.0) * _POINTS
        return min(finest, float(self._limits.scan_dpi))


def _opened(content: bytes) -> tuple[pdfium.PdfDocument, bool]:
    """The document, and whether it had to be mended first."""
    try:
        return pdfium.PdfDocument(content), False
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise refused("encrypted") from error
    mended = repaired(content)
    if mended is None:
        raise refused("corrupt_pdf")
    try:
        return pdfium.PdfDocument(mended), True
    except pdfium.PdfiumError as error:
        raise refused("corrupt_pdf") from error
