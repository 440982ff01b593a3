"""One place read again by several readers, each with its own view."""

from dataclasses import dataclass

from extractors.engine import Corners, Image, LineReader, Spelling
from extractors.reading.lines.places import corners, extent, size
from extractors.reading.lines.strips import grown, laid_flat
from pipeline.fields import Reading
from pipeline.geometry import Quad

LARGER = 0.12


@dataclass(frozen=True, slots=True)
class Views:
    """Who reads again: two sizes of one family, and another family."""

    tiny: LineReader
    small: LineReader
    other: LineReader

    def all(self, image: Image, place: Quad) -> tuple[Reading, ...]:
        """Tiny on the place, small on a 12 % larger crop, another family on the place; none where there is no area."""
        spot = corners(place, size(image))
        if min(extent(spot)) < 2:
            return ()
        tiny, other = self._both(image, spot)
        return tiny, self._larger(image, spot), other

    def fewest(self, image: Image, place: Quad) -> tuple[Reading, ...]:
        """For a value the file itself says: the two families, and all views where they read different texts.

        A family that reads what the file says confirms it, and small would be of the family of tiny.
        """
        spot = corners(place, size(image))
        if min(extent(spot)) < 2:
            return ()
        tiny, other = self._both(image, spot)
        if _bare(tiny.text) == _bare(other.text) != "":
            return tiny, other
        return tiny, self._larger(image, spot), other

    def _both(self, image: Image, spot: Corners) -> tuple[Reading, Reading]:
        strip = laid_flat(image, spot)
        return _reading("ppocr-v6-tiny", self.tiny.spell(strip)), _reading("tesseract", self.other.spell(strip))

    def _larger(self, image: Image, spot: Corners) -> Reading:
        return _reading("ppocr-v6-small+12%", self.small.spell(laid_flat(image, grown(spot, LARGER / 2))))


def _bare(text: str) -> str:
    return "".join(text.split())


def _reading(name: str, spelling: Spelling) -> Reading:
    return Reading(reader=name, text=spelling.text.strip(), confidence=spelling.confidence)
