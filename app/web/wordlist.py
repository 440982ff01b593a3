"""The words of a document with their places, small enough to be sent for a page with thousands of them."""

import gzip
import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pipeline.geometry import Box, Quad, overlap
from pipeline.pages import Page
from storage.papers import recalled

FINE = 10_000  # parts a page's side is counted in
COVER = "•••"
_REMEMBERED = 32  # documents
_TOKEN = re.compile(r"[A-Za-z]*\d(?:[\dA-Za-z.,/:\-]*[\dA-Za-z%])?|[A-Za-z][A-Za-z'&.\-]*|[^\s!-~]+|[!-~]")


@lru_cache(maxsize=_REMEMBERED)
def packed_words(paper: bytes | None, hidden: tuple[Quad, ...]) -> bytes:
    """The words of a packed paper as gzipped JSON; nobody waits twice for thousands of them. Raises StoreTrouble."""
    document = recalled(paper).document if paper else None
    told = word_list(document.pages if document else (), hidden)
    return gzip.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 1, mtime=0)


def word_list(pages: Iterable[Page], hidden: tuple[Quad, ...]) -> dict[str, object]:
    """`pages`: number, and `words` in reading order as [text, left, top, right, bottom, line].

    Words are what a person would point at: an amount, a number, a name; Chinese ends where Latin begins. Places count
    in 1/10,000 of the page's sides; words of one line have its number. A word on a hidden place says nothing.
    """
    covered = tuple(place.box for place in hidden)
    return {"pages": [{"number": page.number, "words": list(_words(page, covered))} for page in pages]}


def _words(page: Page, covered: tuple[Box, ...]) -> Iterator[list[object]]:
    here = tuple(box.sides for box in covered if box.page == page.number)
    for number, line in enumerate(page.lines):
        for found in _TOKEN.finditer(line.text):
            sides = line.cut_sides(found.start(), found.end())
            hides = any(overlap(sides, other) for other in here)
            yield [COVER if hides else found.group(), *(round(side * FINE) for side in sides), number]
