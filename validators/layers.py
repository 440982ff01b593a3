"""Whether a PDF's text layer says the same as the picture at the place of a value."""

from decimal import Decimal
from enum import Enum, auto

from pipeline.fields import Field, State
from pipeline.geometry import Box, meet
from pipeline.pages import Document, Source, Stroke
from pipeline.sheets import folded
from validators.printed import amounts

DOUBT = "text_layer_differs"


class Layered(Enum):
    """What comparing the two showed; UNSEEN where there is a layer but nobody or nothing to compare it with."""

    SAME = auto()
    DIFFERS = auto()
    UNSEEN = auto()
    NO_LAYER = auto()


def layered(field: Field, document: Document) -> Layered:
    """The doubt set by the second reading decides on text-layer pages; on others the layer's words at the place.

    What stands under a seal cannot be read well enough to speak against the layer.
    """
    if DOUBT in field.doubts:
        return Layered.UNSEEN if _under_a_seal(field, document) else Layered.DIFFERS
    if field.state is not State.READ or field.box is None:
        return Layered.NO_LAYER
    page = document.page(field.box.page)
    if page.source is Source.TEXT_LAYER:
        own = {line.reader for line in page.lines}
        seen = any(reading.reader not in own for reading in field.readings)
        return Layered.SAME if seen else Layered.UNSEEN
    words = _words_at(field.box, document)
    return _compared(field, " ".join(words)) if words else Layered.NO_LAYER


def _under_a_seal(field: Field, document: Document) -> bool:
    stamps = (region.quad.box for region in document.regions if region.kind is Stroke.SEAL)
    return field.box is not None and any(meet(field.box, stamp) for stamp in stamps)


def _words_at(box: Box, document: Document) -> list[str]:
    words = (word for line in document.layer if line.box.page == box.page for word in line.words)
    return [word.text for word in words if _middle_inside(word.box, box)]


def _middle_inside(inner: Box, outer: Box) -> bool:
    across, down = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return outer.left <= across <= outer.right and outer.top <= down <= outer.bottom


def _compared(field: Field, layer: str) -> Layered:
    """Only what is plainly the same sort of value is compared: a scanner's own layer is often broken."""
    if isinstance(field.value, Decimal):
        found = set(amounts(folded(layer)))
        if len(found) != 1:
            return Layered.UNSEEN
        return Layered.SAME if found == {abs(field.value)} else Layered.DIFFERS
    shown, hidden = _digits(field.raw), _digits(layer)
    if not shown or len(shown) != len(hidden):
        return Layered.UNSEEN
    return Layered.SAME if shown == hidden else Layered.DIFFERS


def _digits(text: str) -> str:
    return "".join(character for character in folded(text) if character in "0123456789")
