"""What the pages say about their own number."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.pages import Document, Line, Page
from pipeline.sheets import folded

_MARKS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"第\s*(?P<at>\d{1,3})\s*页[\s,/()]*共\s*(?P<of>\d{1,3})\s*页",
        r"共\s*(?P<of>\d{1,3})\s*页[\s,/()]*第\s*(?P<at>\d{1,3})\s*页",
        r"\b(?:page|seite|pagina|página)\s*:?\s*(?P<at>\d{1,3})\s*(?:of|von|van|de|sur|/)\s*(?P<of>\d{1,3})(?![\d/])",
    )
)
_BARE = re.compile(r"[-\s]*(?P<at>\d{1,2})\s*/\s*(?P<of>\d{1,2})[-\s]*", re.ASCII)
_EDGE = 0.08  # of the page's height: where a bare 1/3 is a page number
_SURE = 0.6


@dataclass(frozen=True, slots=True)
class Numbering:
    """How many pages there should be and which are not here; `certain` False where the marks cannot be trusted."""

    total: int
    missing: tuple[int, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    of: int
    sure: bool


def numbering(kind: str, document: Document) -> Numbering | None:
    """What the page marks add up to; None where no page carries one.

    Marks that contradict each other, that the reader was unsure of, or that may stand unread on one of the pages
    without a mark leave it uncertain.
    """
    by_page = [tuple(_marks(kind, page)) for page in document.pages]
    marks = [mark for found in by_page for mark in found]
    if not marks:
        return None
    total = marks[0].of
    missing = tuple(sorted(set(range(1, total + 1)) - {mark.at for mark in marks}))
    unmarked = sum(not found for found in by_page)
    agreeing = len({mark.of for mark in marks}) == 1 and all(len({mark.at for mark in found}) < 2 for found in by_page)
    sure = all(mark.sure for mark in marks)
    return Numbering(total, missing, agreeing and (not missing or (sure and unmarked < len(missing))))


def _marks(kind: str, page: Page) -> Iterator[_Mark]:
    for line in page.lines:
        match = next(filter(None, (mark.search(folded(line.text)) for mark in _MARKS)), None)
        if match is None and kind != "receipt" and _at_edge(line):
            match = _BARE.fullmatch(folded(line.text))
        if match and 1 <= int(match["at"]) <= int(match["of"]):
            yield _Mark(int(match["at"]), int(match["of"]), line.lowest(*match.span()) >= _SURE)


def _at_edge(line: Line) -> bool:
    return line.box.bottom <= _EDGE or line.box.top >= 1 - _EDGE
