"""What stands under a stamp: its ink is taken away, and the lines that cross it are looked for and read again."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from extractors.engine import Corners, Image, LineFinder, LineReader, Spelling
from extractors.reading.lines.strips import laid_flat, readable
from extractors.reading.marks.ink import PixelBox
from extractors.reading.marks.rings import grey_rings, red_rings

MOST_STAMPS = 4  # of one page: further ones are left as they are
_BESIDE, _ABOVE = 1.0, 0.08  # of a stamp's width and height: how far the part reaches in which its lines are looked for
_SURE = 0.8  # mean probability from which a line counts
_FEWEST = 4  # letters and digits of a line
_HIGHER = 2.0  # times as high as the line
_CUT = 3.0  # pixels from the edge of the part: the line goes on beyond it
_TINTED = 40  # of 255: between the red and the strongest other light of a coloured pixel
_ONE = 0.6  # of the smaller line's area: two lines are one
_REDNESS = 0.8  # of how much redder a pixel is than it is green or blue, that is added to its red
_SOFT = 2.0  # keeps the pale edges of thin print dark, while a grey stamp's ink is as white as paper


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A line as it reads without the stamp, with its corners in the page."""

    corners: Corners
    spelling: Spelling
    strip: Image


def uncovered(image: Image, finder: LineFinder, reader: LineReader) -> Iterator[Uncovered]:
    """The lines that run through the stamps of a page, read with the stamps' ink taken away."""
    red = red_rings(image) if _tinted(image) else ()
    for stamp in (red or grey_rings(image))[:MOST_STAMPS]:
        left, top, right, bottom = _around(stamp, image)
        part = np.ascontiguousarray(image[top:bottom, left:right])
        clean = without_red(part) if red else without_grey(part)
        moved = np.array((left, top), dtype=np.float32)
        for place in readable(finder.find(clean)):
            if not _crosses(place + moved, stamp) or _cut_off(place, left, right, image):
                continue
            strip = laid_flat(clean, place)
            spelling = reader.spell(strip)
            told = sum(map(str.isalnum, spelling.text))
            if told >= _FEWEST and spelling.confidence >= _SURE:
                yield Uncovered(np.asarray(place + moved, dtype=np.float32), spelling, strip)


def same_line(clear: Corners, other: Corners) -> bool:
    """Whether `other` lies over `clear`, or the larger part of it; what is much higher is the stamp's own writing."""
    (left, top, right, bottom), (west, north, east, south) = _bounds(clear), _bounds(other)
    if south - north > _HIGHER * (bottom - top):
        return False
    shared = max(0.0, min(right, east) - max(left, west)) * max(0.0, min(bottom, south) - max(top, north))
    smaller = min((right - left) * (bottom - top), (east - west) * (south - north))
    return shared >= _ONE * max(smaller, 1.0)


def tells_more(spelling: Spelling, before: Sequence[tuple[str, float]]) -> bool:
    """Whether a line without its stamp says more than the lines `before` in its place (text and lowest probability)."""
    ours = "".join(filter(str.isalnum, spelling.text))
    theirs = "".join(char for text, _ in before for char in text if char.isalnum())
    if ours == theirs:
        return len(before) > 1  # in pieces
    return len(ours) > len(theirs) or min(spelling.scores) > min((lowest for _, lowest in before), default=0.0)


def without_red(image: Image) -> Image:
    """Red ink as pale as paper; black print over it stays dark, for it is dark in red light, too."""
    red, green, blue = (image[..., channel].astype(np.int16) for channel in range(3))
    pale = red + _REDNESS * np.maximum(0, red - np.minimum(green, blue))
    return _spread(np.clip(pale, 0, 255).astype(np.uint8))


def without_grey(image: Image) -> Image:
    """The grey ink of a copied stamp as pale as paper; print is darker."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    dark, ink = float(np.percentile(grey, 0.1)), _ink_of(grey)
    share = np.clip((grey - dark) / max(1.0, ink - dark), 0.0, 1.0)
    return _spread((255 * share**_SOFT).astype(np.uint8))


def _ink_of(grey: np.ndarray) -> float:
    """The commonest grey between print and paper."""
    counts = np.bincount(grey.ravel(), minlength=256)[80:190]
    return 80.0 + float(np.argmax(counts))


def _spread(grey: np.ndarray) -> Image:
    return np.asarray(np.repeat(grey[..., None], 3, axis=2), dtype=np.uint8)


def _around(stamp: PixelBox, image: Image) -> tuple[int, int, int, int]:
    left, top, right, bottom = stamp
    wide, high = (right - left) * _BESIDE, (bottom - top) * _ABOVE
    height, width = image.shape[:2]
    sides = (
        max(0.0, left - wide),
        max(0.0, top - high),
        min(float(width), right + wide),
        min(float(height), bottom + high),
    )
    return round(sides[0]), round(sides[1]), round(sides[2]), round(sides[3])


def _tinted(image: Image) -> bool:
    """Whether a look at every eighth pixel shows any red: most pages show none, and cost nothing more."""
    few = image[::8, ::8].astype(np.int16)
    return bool(np.any(few[..., 0] - np.maximum(few[..., 1], few[..., 2]) > _TINTED))


def _cut_off(place: Corners, left: int, right: int, image: Image) -> bool:
    """Whether the part ends in the middle of the line, and the page does not."""
    begin, _, end, _ = _bounds(place)
    return (left > 0 and begin < _CUT) or (right < image.shape[1] and end > right - left - _CUT)


def _crosses(place: Corners, stamp: PixelBox) -> bool:
    left, top, right, bottom = _bounds(place)
    return left < stamp[2] and stamp[0] < right and stamp[1] < (top + bottom) / 2 < stamp[3]


def _bounds(corners: Corners) -> tuple[float, float, float, float]:
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return float(left), float(top), float(right), float(bottom)
