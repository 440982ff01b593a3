"""What a PDF's page said before it was saved again: the texts of one revision against the next."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import islice, pairwise

import pypdfium2 as pdfium

from extractors.reading.pdf.characters import matrix_of
from pipeline.alterations import Sign, Trait, quoted
from pipeline.geometry import Box

MOST_STEPS = 4  # the last steps from one revision to the next are looked at
MOST_PAGES = 10
MOST_CHARACTERS = 20_000  # of one page
MOST_LINES = 400
MOST_SIGNS = 16
_END = re.compile(rb"%%EOF[\r\n]{0,2}")


def revised(content: bytes, linearized: bool) -> tuple[Sign, ...]:
    """The lines that differ between revisions, oldest first; nothing where an older one cannot be opened."""
    ends = [found.end() for found in _END.finditer(content)][1 if linearized else 0 :]
    numbered = list(enumerate(ends, start=1))[-MOST_STEPS - 1 :]
    found: list[Sign] = []
    for (_, before), (number, after) in pairwise(numbered):
        try:
            found += _differing(content[:before], content[:after], number)
        except pdfium.PdfiumError:
            continue
    return tuple(found[:MOST_SIGNS])


def _differing(before: bytes, after: bytes, revision: int) -> list[Sign]:
    older, newer = pdfium.PdfDocument(before), pdfium.PdfDocument(after)
    try:
        found: list[Sign] = []
        for at in range(min(len(newer), MOST_PAGES)):
            was = _lines(older[at]) if at < len(older) else []
            page = newer[at]
            found += islice(_on_page(was, page, (at + 1, revision)), MOST_SIGNS)
        return found
    finally:
        older.close()
        newer.close()


def _lines(page: pdfium.PdfPage) -> list[str]:
    text = page.get_textpage()
    said = text.get_text_range(0, min(text.count_chars(), MOST_CHARACTERS))
    return [line.strip() for line in said.splitlines() if line.strip()][:MOST_LINES]


def _on_page(was: list[str], page: pdfium.PdfPage, where: tuple[int, int]) -> Iterator[Sign]:
    """`where`: number of the page and of the revision."""
    now = _lines(page)
    for step, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if step == "equal":
            continue
        gone, come = was[a:b], now[c:d]
        for at in range(max(len(gone), len(come))):
            old, new = (lines[at] if at < len(lines) else "" for lines in (gone, come))
            yield Sign(
                trait=Trait.REVISED,
                place=_place(page, new, where[0]) if new else None,
                was=quoted(old),
                now=quoted(new),
                revision=where[1],
            )


def _place(page: pdfium.PdfPage, line: str, number: int) -> Box | None:
    """Where the line stands on the page; None where it is not found again."""
    text = page.get_textpage()
    found = text.search(line, match_case=True).get_next()
    if not found:
        return None
    a, b, c, d, e, f = matrix_of(page, (1, 1))
    boxes = [text.get_charbox(index) for index in range(found[0], found[0] + found[1])]
    corners = [(x, y) for left, bottom, right, top in boxes if right > left for x, y in ((left, bottom), (right, top))]
    if not corners:
        return None
    xs = [min(1.0, max(0.0, a * x + c * y + e)) for x, y in corners]
    ys = [min(1.0, max(0.0, b * x + d * y + f)) for x, y in corners]
    return Box(page=number, left=min(xs), top=min(ys), right=max(xs), bottom=max(ys))
