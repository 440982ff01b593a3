"""An OFD with its seals: shown where they stand, and a sign of each that says whether what it signs still stands."""

import numpy as np
from PIL import Image

from extractors.reading.intake import Limits
from extractors.reading.looking import Said
from extractors.reading.ofd.objects import Objects
from extractors.reading.ofd.pages import Ofd
from extractors.reading.ofd.seals import Area, Seal, seals
from extractors.reading.ofd.white_page import Pasted, WhitePage
from pipeline.alterations import Sign, Trait, quoted
from pipeline.errors import BadFile
from pipeline.geometry import Box

_TRAITS = {True: Trait.SIGNED, False: Trait.SIGNATURE_BROKEN, None: Trait.SIGNATURE_UNCHECKED}
_MOST_BYTES = 1024**2  # of one seal's picture


class SealedOfd(Ofd):
    """A seal's own picture may be an OFD: that one's seals are not looked at, so nothing nests."""

    def __init__(self, content: bytes, limits: Limits) -> None:
        super().__init__(content, limits)
        self._seals = seals(self._package)

    @property
    def said(self) -> Said:
        told = super().said
        if not self._seals:
            return told
        signs = tuple(sign for seal in self._seals for sign in self._signs(seal))
        return Said(flags=told.flags, facts={**told.facts, "signed": "true"}, signs=signs)

    def _drawn(self, number: int) -> tuple[WhitePage, Objects]:
        page, found = super()._drawn(number)
        name, _ = self._pages[number - 1]
        left, top, _, _ = self._area(number)
        stamped = [(seal, place) for seal in self._seals for shown, place in seal.shown if shown == name]
        pictures = [_pasted(image, place, (left, top)) for seal, place in stamped if (image := self._stamp(seal))]
        return WhitePage(
            size=page.size, runs=page.runs, strokes=page.strokes, pictures=(*page.pictures, *pictures)
        ), found

    def _signs(self, seal: Seal) -> list[Sign]:
        """One for each page it shows on, or one for the file."""
        numbers = {name: number for number, (name, _) in enumerate(self._pages, 1)}
        boxes = [self._box(numbers[name], place) for name, place in seal.shown if name in numbers]
        return [Sign(trait=_TRAITS[seal.fits], place=place, now=quoted(seal.name)) for place in boxes or [None]]

    def _box(self, number: int, place: Area) -> Box | None:
        left, top, wide, high = self._area(number)
        x, y = (place[0] - left) / wide, (place[1] - top) / high
        right, bottom = x + place[2] / wide, y + place[3] / high
        if not (x < 1 and y < 1 and right > max(0.0, x) and bottom > max(0.0, y)):
            return None
        return Box(page=number, left=max(0.0, x), top=max(0.0, y), right=min(1.0, right), bottom=min(1.0, bottom))

    def _stamp(self, seal: Seal) -> Image.Image | None:
        """The seal's picture, white turned to nothing; None for one that cannot be shown."""
        if not 0 < len(seal.picture) <= _MOST_BYTES:
            return None
        if seal.kind != "ofd":
            return self._opened(seal.picture)
        try:
            return _inked(Image.fromarray(Ofd(seal.picture, self._limits).image(1)))
        except BadFile:
            return None


def _pasted(image: Image.Image, place: Area, corner: tuple[float, float]) -> Pasted:
    left, top = place[0] - corner[0], place[1] - corner[1]
    return Pasted(_inked(image), (left, top, left + place[2], top + place[3]))


def _inked(image: Image.Image) -> Image.Image:
    """As a stamp: the paper under it shows where it is white."""
    if image.mode in ("RGBA", "LA", "PA"):
        return image
    colours = np.asarray(image.convert("RGB"), dtype=np.uint8)
    cover = 255 - colours.min(axis=2)
    return Image.fromarray(np.dstack([colours, cover]))
