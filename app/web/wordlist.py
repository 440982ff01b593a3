"""The words of a document with their places, small enough to be sent for a page with thousands of them."""

import re
from collections.abc import Iterable, Iterator

from pipeline.geometry import Box, Quad, meet
from pipeline.pages import Line, Page

FINE = 10_000  # parts a page's side is counted in
COVER = "•••"
_TOKEN = re.compile(r"[A-Za-z]*\d(?:[\dA-Za-z.,/:\-]*[\dA-Za-z%])?|[A-Za-z][A-Za-z'&.\-]*|[^\s!-~]+|[!-~]")


def word_list(pages: Iterable[Page], hidden: tuple[Quad, ...]) -> dict[str, object]:
    """`pages`: number, and `words` in reading order as [text, left, top, right, bottom, line].

    Words are what a person would point at: an amount, a number, a name; Chinese ends where Latin begins. Places count
    in 1/10,000 of the page's sides; words of one line have its number. A word on a hidden place says nothing.
    """
    covered = tuple(place.box for place in hidden)
    return {"pages": [{"number": page.number, "words": list(_words(page, covered))} for page in pages]}


def _words(page: Page, covered: tuple[Box, ...]) -> Iterator[list[object]]:
    here = tuple(box for box in covered if box.page == page.number)
    for number, line in enumerate(page.lines):
        for text, box in _tokens(line):
            hides = any(meet(box, other) for other in here)
            yield [COVER if hides else text, *(round(side * FINE) for side in box.sides), number]


def _tokens(line: Line) -> Iterator[tuple[str, Box]]:
    for found in _TOKEN.finditer(line.text):
        yield found.group(), line.cut(found.start(), found.end()).box
