"""One place read again by every reader, each with its own view."""

from extractors.engine import Image, LineReader, Spelling
from extractors.reading.strips import corners, extent, grown, laid_flat
from pipeline.fields import Reading
from pipeline.geometry import Quad

LARGER = 0.12


def readings(image: Image, place: Quad, tiny: LineReader, small: LineReader, other: LineReader) -> tuple[Reading, ...]:
    """Tiny on the place, small on a 12 % larger crop, another family on the place; none where there is no area."""
    spot = corners(place, image)
    if min(extent(spot)) < 2:
        return ()
    strip = laid_flat(image, spot)
    return (
        _reading("ppocr-v6-tiny", tiny.spell(strip)),
        _reading("ppocr-v6-small+12%", small.spell(laid_flat(image, grown(spot, LARGER / 2)))),
        _reading("tesseract", other.spell(strip)),
    )


def _reading(name: str, spelling: Spelling) -> Reading:
    return Reading(reader=name, text=spelling.text.strip(), confidence=spelling.confidence)
