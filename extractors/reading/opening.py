"""Opens what arrived with the decoder its content asks for."""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import accumulate, islice
from types import MappingProxyType

from extractors.engine import Image
from extractors.reading.files.signatures import OFD, PDF, PDF_WITHIN, PICTURES, XML, sniffed
from extractors.reading.intake import Limits
from extractors.reading.looking import Looked, Opened, Said
from extractors.reading.ofd.invoice_xml import InvoiceXml
from extractors.reading.ofd.sealed import SealedOfd
from extractors.reading.pdf.pages import Pdf
from extractors.reading.pictures.pages import Picture
from extractors.reading.refusals import refused
from pipeline.alterations import MOST, Sign
from pipeline.geometry import Quad
from pipeline.grids import Grid, Ruled
from pipeline.pages import Line

Opener = Callable[[bytes, str, Limits], Opened]


def _pdf(content: bytes, _: str, limits: Limits) -> Opened:
    return Pdf(content, limits)


def _ofd(content: bytes, _: str, limits: Limits) -> Opened:
    return SealedOfd(content, limits)


def _xml(content: bytes, _: str, limits: Limits) -> Opened:
    return InvoiceXml(content, limits)


# One entry a format; a new one needs its signature, its place in READ, and an opener here.
OPENERS: Mapping[str, Opener] = MappingProxyType({PDF: _pdf, OFD: _ofd, XML: _xml} | dict.fromkeys(PICTURES, Picture))


def opened(contents: tuple[bytes, ...], media_type: str, limits: Limits) -> Opened:
    """One document from one file, or from pictures that are its pages in order.

    `media_type` was decided at admission for the first. Raises BadFile; `type_mismatch` when a file is no longer, or
    never was, what admission said.
    """
    kinds = [sniffed(content[:PDF_WITHIN]) for content in contents]
    if kinds[0] != media_type or any(kind not in OPENERS for kind in kinds):
        raise refused("type_mismatch")
    parts = [OPENERS[kind](content, kind, limits) for kind, content in zip(kinds, contents, strict=True)]
    return parts[0] if len(parts) == 1 else Bundle(tuple(parts), limits)


class Bundle:
    """Several files as the pages of one document."""

    def __init__(self, parts: tuple[Opened, ...], limits: Limits) -> None:
        self._parts = parts
        self._ends = tuple(accumulate(part.pages for part in parts))
        if self.pages > limits.tiff_pages:
            raise refused("too_many_pages")

    @property
    def pages(self) -> int:
        return self._ends[-1]

    @property
    def said(self) -> Said:
        """Flags of all; where two files state the same fact, the earlier page's."""
        facts: dict[str, str] = {}
        for part in reversed(self._parts):
            facts |= part.said.facts
        flags = dict.fromkeys(flag for part in self._parts for flag in part.said.flags)
        starts = (0, *self._ends)
        signs = (
            sign for part, start in zip(self._parts, starts, strict=False) for sign in _moved(part.said.signs, start)
        )
        return Said(flags=tuple(flags), facts=facts, signs=tuple(islice(signs, MOST)))

    def image(self, number: int) -> Image:
        part, within = self._place(number)
        return part.image(within)

    def drawn(self, number: int) -> Ruled | None:
        part, within = self._place(number)
        found = part.drawn(within)
        return found and _ruled_on(found, number)

    def look(self, number: int) -> Looked:
        part, within = self._place(number)
        return _renumbered(part.look(within), number)

    def _place(self, number: int) -> tuple[Opened, int]:
        index = bisect_right(self._ends, number - 1)
        return self._parts[index], number - (self._ends[index - 1] if index else 0)


def _ruled_on(found: Ruled, number: int) -> Ruled:
    grids = (
        Grid(number, tuple(replace(cell, quad=replace(cell.quad, page=number)) for cell in grid.cells))
        for grid in found.grids
    )
    return replace(found, grids=tuple(grids))


def _renumbered(looked: Looked, number: int) -> Looked:
    def moved(quad: Quad) -> Quad:
        return replace(quad, page=number)

    def line(each: Line) -> Line:
        return replace(each, quad=moved(each.quad))

    layer = looked.layer and replace(looked.layer, lines=tuple(line(each) for each in looked.layer.lines))
    codes = tuple(replace(code, quad=moved(code.quad)) for code in looked.codes)
    return replace(looked, number=number, layer=layer, codes=codes, signs=_moved(looked.signs, number - looked.number))


def _moved(signs: tuple[Sign, ...], pages: int) -> tuple[Sign, ...]:
    """The signs on a page so many further on."""
    return tuple(
        replace(sign, place=replace(sign.place, page=sign.place.page + pages)) if sign.place else sign for sign in signs
    )
