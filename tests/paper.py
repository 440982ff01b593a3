"""Small papers for tests: each text line is a row, two blanks part its columns."""

import re
from dataclasses import replace

from pipeline.geometry import Box, Quad
from pipeline.pages import Code, Document, Line, Page, Source, Traces
from pipeline.sheets import Sheet

COLUMNS = 60
MARGIN = 0.01  # of the width, free on both sides: what reaches an edge is cut by it


def paper(text: str, *, codes: tuple[str, ...] = (), source: Source = Source.OCR) -> Sheet:
    """A one-page sheet of `text`; `codes` are the payloads of its QR codes."""
    rows = [line for line in text.strip("\n").split("\n") if line.strip()]
    page = Page(
        number=1,
        width=600,
        height=max(800, 20 * len(rows)),
        rotation=0,
        angle=0.0,
        source=source,
        legibility=1.0,
        rows=tuple(_row(line, place, len(rows)) for place, line in enumerate(rows)),
    )
    corner = Quad.around(Box(page=1, left=0.0, top=0.0, right=0.1, bottom=0.1))
    return Sheet(
        Document(
            pages=(page,),
            codes=tuple(Code(payload=payload, quad=corner) for payload in codes),
            traces=Traces(media_type="image/png"),
        )
    )


def papers(*texts: str) -> Sheet:
    """One document with a page for each of `texts`."""
    single = [paper(text).document for text in texts]
    pages = (_moved(one.pages[0], number) for number, one in enumerate(single, 1))
    return Sheet(replace(single[0], pages=tuple(pages)))


def _moved(page: Page, number: int) -> Page:
    rows = tuple(tuple(replace(line, quad=replace(line.quad, page=number)) for line in row) for row in page.rows)
    return replace(page, number=number, rows=rows)


def _row(text: str, place: int, rows: int) -> tuple[Line, ...]:
    top, bottom = (place + 0.1) / rows, (place + 0.9) / rows
    return tuple(_line(match, top, bottom) for match in re.finditer(r"\S+(?: \S+)*", text))


def _line(match: re.Match[str], top: float, bottom: float) -> Line:
    text = match.group()
    left, right = (
        MARGIN + min(most, at / COLUMNS) * (1.0 - 2 * MARGIN)
        for at, most in zip(match.span(), (0.97, 1.0), strict=True)
    )
    count = len(text)
    return Line(
        text=text,
        quad=Quad.around(Box(page=1, left=left, top=top, right=max(left, right), bottom=bottom)),
        stops=tuple((at / count, (at + 1) / count) for at in range(count)),
        scores=(0.99,) * count,
        reader="ppocr-v6-small",
    )
