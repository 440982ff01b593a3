"""The real engines read behind their walls, and a page costs what was promised."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from pipeline.pages import Source
from tests.extractors.reading.pdfs import pdf, text
from workers.room.reading_room import ReadingRoom
from workers.settings import Settings


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(Settings(), lanes=1, wanted=re.compile("total", re.IGNORECASE)) as room:
        yield room


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    image = Image.new("RGB", (800, 500), "white")
    words = "COFFEE HOUSE\nCappuccino 4.50\nTOTAL 12.50"
    ImageDraw.Draw(image).multiline_text((80, 80), words, fill="black", font=ImageFont.load_default(52), spacing=30)
    image.save(tmp_path / "receipt.jpg", quality=90)
    return tmp_path / "receipt.jpg"


def test_a_picture_is_read_by_every_engine(room: ReadingRoom, receipt: Path) -> None:
    with room.open((receipt,), "image/jpeg") as document:
        page = document.read().pages[0]
        total = next(line for line in page.lines if "TOTAL" in line.text)
        readings = document.reread((total.quad,))[0]
        versions = document.versions

    assert page.source is Source.OCR
    assert page.lines[0].text == "COFFEE HOUSE"
    assert {reading.reader for reading in readings} == {"ppocr-v6-tiny", "ppocr-v6-small+12%", "tesseract"}
    assert all("12.50" in reading.text for reading in readings)
    assert {"ppocr-v6-tiny", "ppocr-v6-small", "tesseract"} <= versions.keys()


def test_a_place_of_a_born_digital_page_is_read_again_from_its_picture(room: ReadingRoom, tmp_path: Path) -> None:
    path = tmp_path / "invoice.pdf"
    path.write_bytes(pdf(text("Invoice 42") + text("Total 12.50", y=650)))

    with room.open((path,), "application/pdf") as document:
        page = document.read().pages[0]
        amount = page.lines[1].cut(6, 11)
        (readings,) = document.reread((amount,))

    assert page.source is Source.TEXT_LAYER
    assert [reading.reader for reading in readings] == ["ppocr-v6-tiny", "tesseract"]
    assert [reading.text for reading in readings] == ["12.50"] * 2


def test_a_page_with_a_text_layer_tells_that_it_bears_no_seal(room: ReadingRoom, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(text("Test report 42")))

    with room.open((path,), "application/pdf") as document:
        read = document.read()
        marked = document.marked(read)

    assert "red_seal" not in read.traces.facts
    assert marked.traces.facts["red_seal"] == "no"


def test_the_same_file_is_read_the_same_twice(room: ReadingRoom, receipt: Path) -> None:
    def once() -> object:
        with room.open((receipt,), "image/jpeg") as document:
            return document.read()

    assert once() == once()
