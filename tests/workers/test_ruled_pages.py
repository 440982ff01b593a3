"""Ruled tables behind the walls: drawn by a PDF, seen on a scan, on a page that lay on its side, and too many."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from pipeline.pages import Document
from tests.extractors.reading.pdfs import Sheet, pdf, table
from tests.workers.actors.plain_ocr import LYING
from workers.room.reading_room import Cast, ReadingRoom
from workers.settings import Settings

PDF, PNG = "application/pdf", "image/png"


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    cast = Cast(ocr="tests.workers.actors.plain_ocr")
    with ReadingRoom(replace(Settings(), held_bytes=100_000), lanes=1, wanted=re.compile("total"), cast=cast) as room:
        yield room


def shape(document: Document) -> list[tuple[int, int, int]]:
    return [(grid.page, grid.rows, grid.columns) for grid in document.grids]


def looked_at(room: ReadingRoom, path: Path, media_type: str) -> Document:
    with room.open((path,), media_type) as opened:
        return opened.ruled(opened.read())


def picture(red: int = 250) -> Image.Image:
    """A page with a table of four rows and two columns."""
    page = Image.new("RGB", (1_600, 1_200), (red, 255, 255))
    draw = ImageDraw.Draw(page)
    for row in range(4):
        for left, right in ((100, 500), (500, 900)):
            draw.rectangle((left, 100 + 80 * row, right, 180 + 80 * row), outline=(40, 40, 40), width=3)
    return page


def test_tables_of_every_page_are_found_when_asked_for(room: ReadingRoom, tmp_path: Path) -> None:
    path = tmp_path / "ruled.pdf"
    path.write_bytes(pdf(table(2, 2), "", table(3, 4)))

    with room.open((path,), PDF) as opened:
        read = opened.read()
        found = opened.ruled(read)

    assert read.grids == ()
    assert shape(found) == [(1, 2, 2), (3, 3, 4)]


def test_a_scan_inside_a_pdf_is_looked_at_as_a_picture(room: ReadingRoom, tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(Sheet(content="q 612 0 0 792 0 0 cm /Im Do Q", image=picture())))

    assert shape(looked_at(room, path, PDF)) == [(1, 4, 2)]


def test_a_table_on_a_page_that_lay_on_its_side_stands_upright(room: ReadingRoom, tmp_path: Path) -> None:
    path = tmp_path / "lying.png"
    picture(LYING).save(path)

    found = looked_at(room, path, PNG)
    assert shape(found) == [(1, 2, 4)]
    assert found.grids[0].box.left > 0.5


def test_a_page_of_far_too_many_lines_is_read_and_says_so(room: ReadingRoom, tmp_path: Path) -> None:
    path = tmp_path / "hatched.pdf"
    path.write_bytes(pdf("".join(f"{n % 600} {n % 790} m {n % 600} {n % 790 + 9} l S\n" for n in range(30_000))))

    found = looked_at(room, path, PDF)
    assert len(found.pages) == 1
    assert "too_many_rules" in found.traces.flags
