"""A PDF's text layer: what of it can be seen, and whether it may stand for the page."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from extractors.reading.looking import Layer
from extractors.reading.marks.ink import Ink, PixelBox
from extractors.reading.pdf.characters import Characters, address
from extractors.reading.pdf.page_objects import large_pictures, turns
from extractors.reading.pdf.typeset import Word, lines, words
from pipeline.pages import Code

FEWEST = 8  # characters; a page with fewer is read from its picture
MOST_GARBAGE = 0.03  # share of characters
MOST_INVISIBLE = 0.5  # share of words without paint from which the page is a scan with text under it
MOST_MISPLACED = 0.2  # share of a scan's words that may miss their ink; the program that found them was not exact
MOST_COVERED = 0.2  # share of words painted before a large picture
MOST_STRAYS = (40, 0.15)  # printed marks outside the words: always allowed, and per character of the layer
LEAST_SIZE = 2.5  # pixels: smaller print is not seen by a person
FEWEST_HIDDEN = 5  # unseen words without a digit that make a hidden text
OVERRUN = 3  # times its size: so near the page's edge a word was meant to be on it
SAMPLE = 500  # characters looked at for whether they are real
_BLANKS = frozenset({0x0A, 0x0D, 0x20, 0xA0})


def layer_of(
    characters: Characters, ink: Ink, codes: Sequence[Code], number: int
) -> tuple[Layer | None, tuple[str, ...]]:
    """The visible text of page `number`, and the flags `hidden_text text_truncated`.

    The layer serves when its characters are real ones, painted over whatever pictures the page has, and when hardly
    any print stands outside its words and the page's `codes`.
    """
    found = tuple(words(characters, (ink.width, ink.height)))
    if not found:
        return None, ()
    places = [word.box for word in found]
    inked = [word.size >= LEAST_SIZE and ink.under(place) for word, place in zip(found, places, strict=True)]
    bare = [characters.invisible(word.glyphs[0].place) for word in found]
    scan = sum(map(all, zip(inked, bare, strict=True))) > MOST_INVISIBLE * max(1, sum(inked))
    seen = inked if scan else [ink and not unpainted for ink, unpainted in zip(inked, bare, strict=True)]
    kept = tuple(lines(found, seen, characters, (ink.width, ink.height), number))
    shown = [place for place, visible in zip(places, seen, strict=True) if visible]
    serves = not scan and _real(characters) and not _covered(characters, found) and _complete(shown, ink, codes)
    unseen = [word for word, visible in zip(found, seen, strict=True) if not visible]
    marks = {
        "hidden_text": len(unseen) > MOST_MISPLACED * len(found) if scan else _telling(unseen, ink),
        "text_truncated": characters.cut,
    }
    return Layer(lines=kept, serves=serves), tuple(flag for flag, present in marks.items() if present)


def _telling(unseen: Sequence[Word], ink: Ink) -> bool:
    """Whether words nobody sees could mean something: a program's short mark, or a line running off, does not."""
    meant = [word for word in unseen if not _runs_off(word, ink)]
    return len(meant) >= FEWEST_HIDDEN or any(char.isdigit() for word in meant for char in word.text)


def _runs_off(word: Word, ink: Ink) -> bool:
    """Whether a word stands outside the page and close to its edge."""
    left, top, right, bottom = word.box
    beyond = max(left - ink.width, -right, top - ink.height, -bottom)
    return bool(0 <= beyond <= OVERRUN * word.size)


def _real(characters: Characters) -> bool:
    """Whether nearly every code is a character someone could have meant."""
    marks = [index for index, code in enumerate(characters.codes) if code not in _BLANKS]
    sample = marks[:: 1 + len(marks) // SAMPLE]
    wrong = sum(_no_character(characters.codes[index]) or characters.unmapped(index) for index in sample)
    return len(marks) >= FEWEST and wrong <= MOST_GARBAGE * len(sample)


@lru_cache(maxsize=10_000)
def _no_character(code: int) -> bool:
    return code == 0xFFFD or code > 0x10FFFF or unicodedata.category(chr(code)) in ("Cc", "Cn", "Co", "Cs")


def _complete(places: list[PixelBox], ink: Ink, codes: Sequence[Code]) -> bool:
    """Whether hardly any print stands outside the visible words and the codes."""
    squares = [code.quad.box for code in codes]
    known = [(b.left * ink.width, b.top * ink.height, b.right * ink.width, b.bottom * ink.height) for b in squares]
    always, share = MOST_STRAYS
    return bool(places) and ink.strays([*places, *known]) <= max(always, share * 8 * len(places))


def _covered(characters: Characters, found: Sequence[Word]) -> bool:
    """Whether many words are painted before a large picture, which then lies over them."""
    pictures = large_pictures(characters.page)
    if not pictures:
        return False
    last = pictures[-1].turn
    order = turns(characters.page)
    painted = [order.get(address(characters.drawn_by(word.glyphs[0].place)), last) for word in found]
    return sum(turn < last for turn in painted) > MOST_COVERED * len(found)
