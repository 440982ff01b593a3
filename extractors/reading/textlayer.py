"""A PDF's text layer: what of it can be seen, and whether it may stand for the page."""

import ctypes
import unicodedata
from collections.abc import Sequence

import pypdfium2.raw as pdfium_c

from extractors.reading.characters import Characters
from extractors.reading.ink import Ink, PixelBox
from extractors.reading.looking import Layer
from extractors.reading.typeset import Word, lines, words
from pipeline.pages import Code

FEWEST = 8  # characters; a page with fewer is read from its picture
MOST_GARBAGE = 0.03  # share of characters
MOST_INVISIBLE = 0.5  # share of words without paint from which the page is a scan with text under it
MOST_COVERED = 0.2  # share of words painted before a large picture
LARGE = 0.25  # of the page: such a picture may carry print
MOST_STRAYS = (40, 0.15)  # printed marks outside the words: always allowed, and per character of the layer
LEAST_SIZE = 2.5  # pixels: smaller print is not seen by a person
MOST_OBJECTS = 5_000
_BLANKS = frozenset({0x0A, 0x0D, 0x20, 0xA0})
_NO_CHARACTERS = frozenset({"Cc", "Cn", "Co", "Cs"})


def layer_of(
    characters: Characters, ink: Ink, codes: Sequence[Code], number: int
) -> tuple[Layer | None, tuple[str, ...]]:
    """The visible text of page `number`, and the flags `hidden_text text_truncated`.

    The layer serves when its characters are real ones, painted over whatever pictures the page has, and when hardly
    any print stands outside its words and the page's `codes`.
    """
    found = tuple(words(characters))
    if not found:
        return None, ()
    bare = [characters.invisible(word.glyphs[0].index) for word in found]
    scan = sum(bare) > MOST_INVISIBLE * len(found)
    boxes = [word.box for word in found]
    seen = [
        (scan or not unpainted) and word.size >= LEAST_SIZE and ink.under(box)
        for word, unpainted, box in zip(found, bare, boxes, strict=True)
    ]
    kept = tuple(lines(found, seen, characters, (ink.width, ink.height), number))
    places = [box for box, visible in zip(boxes, seen, strict=True) if visible]
    serves = not scan and _real(characters) and not _covered(characters, found) and _complete(places, ink, codes)
    marks = {"hidden_text": not all(seen) and not scan, "text_truncated": characters.cut}
    return Layer(lines=kept, serves=serves), tuple(flag for flag, present in marks.items() if present)


def _real(characters: Characters) -> bool:
    """Whether nearly every code is a character someone could have meant."""
    marks = [index for index, code in enumerate(characters.codes) if code not in _BLANKS]
    wrong = sum(
        unicodedata.category(chr(characters.codes[index])) in _NO_CHARACTERS
        or characters.codes[index] == 0xFFFD
        or characters.unmapped(index)
        for index in marks
    )
    return len(marks) >= FEWEST and wrong <= MOST_GARBAGE * len(marks)


def _complete(places: list[PixelBox], ink: Ink, codes: Sequence[Code]) -> bool:
    """Whether hardly any print stands outside the visible words and the codes."""
    squares = [code.quad.box for code in codes]
    known = [(b.left * ink.width, b.top * ink.height, b.right * ink.width, b.bottom * ink.height) for b in squares]
    always, share = MOST_STRAYS
    return bool(places) and ink.strays([*places, *known]) <= max(always, share * 8 * len(places))


def _covered(characters: Characters, found: Sequence[Word]) -> bool:
    """Whether many words are painted before a large picture, which then lies over them."""
    page = characters.page
    width, height = page.get_size()
    order: dict[int, int] = {}
    last_picture = -1
    for place in range(min(pdfium_c.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        each = pdfium_c.FPDFPage_GetObject(page, place)
        order[_address(each)] = place
        if pdfium_c.FPDFPageObj_GetType(each) == pdfium_c.FPDF_PAGEOBJ_IMAGE and _area(each) > LARGE * width * height:
            last_picture = place
    if last_picture < 0:
        return False
    painted = [order.get(_address(characters.drawn_by(word.glyphs[0].index)), last_picture) for word in found]
    return sum(place < last_picture for place in painted) > MOST_COVERED * len(found)


def _address(pointer: object) -> int:
    return int(ctypes.cast(pointer, ctypes.c_void_p).value or 0)  # type: ignore[arg-type]


def _area(each: object) -> float:
    """In square points."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium_c.FPDFPageObj_GetBounds(each, *(ctypes.byref(side) for side in (left, bottom, right, top)))
    return float((right.value - left.value) * (top.value - bottom.value))
