"""A page that lay on its side stands upright wherever it is used: reread, shown, and looked over for seals."""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from pipeline.geometry import Box, Quad
from tests.workers.actors.plain_ocr import LYING
from workers.room.reading_room import Cast, ReadingRoom
from workers.settings import Settings

PNG = "image/png"
PLACE = Quad.around(Box(page=1, left=0.1, top=0.1, right=0.5, bottom=0.2))


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    settings = replace(Settings(), held_bytes=100_000)
    cast = Cast(ocr="tests.workers.actors.plain_ocr")
    with ReadingRoom(settings, lanes=1, wanted=re.compile("total"), cast=cast) as room:
        yield room


def lying(path: Path, size: tuple[int, int], seal: tuple[int, int, int, int] | None = None) -> Path:
    """A picture the plain reader takes for one on its side, with a red ring around `seal`."""
    image = Image.new("RGB", size, (LYING, 255, 255))
    if seal:
        ImageDraw.Draw(image).ellipse(seal, outline=(200, 30, 40), width=10)
    image.save(path)
    return path


def test_a_page_that_lay_on_its_side_stands_upright_wherever_it_is_used(room: ReadingRoom, tmp_path: Path) -> None:
    """Also after the reader had to drop it to make place, and in the picture shown to people."""
    paths = tuple(lying(tmp_path / f"x_p{number}.png", (160, 120)) for number in (1, 2))  # one fits at a time

    with room.open(paths, PNG) as document:
        pages = document.read().pages
        again = document.reread(tuple(replace(PLACE, page=page) for page in (2, 1)))
        shown = document.picture(1, 80)

    assert [(page.width, page.height, page.rotation) for page in pages] == [(120, 160, 90)] * 2
    assert [readings[0].text for readings in again] == ["120x160"] * 2
    with Image.open(BytesIO(shown)) as image:
        assert image.size == (60, 80)


def test_a_seal_is_found_where_the_upright_page_shows_it(room: ReadingRoom, tmp_path: Path) -> None:
    """And on no page of which nobody asked."""
    path = lying(tmp_path / "sealed.png", (800, 600), seal=(40, 60, 160, 180))

    with room.open((path,), PNG) as document:
        found = document.read()
        (seal,) = document.marked(found).regions

    assert found.regions == ()
    assert (found.pages[0].width, found.pages[0].rotation) == (600, 90)
    box = seal.quad.box
    assert (round(box.left, 1), round(box.top, 1)) == (round(1 - 180 / 600, 1), round(40 / 800, 1))


def test_a_picture_is_known_again_as_it_stands_upright(room: ReadingRoom, tmp_path: Path) -> None:
    """Of the first page alone, and only where too little stands on it."""
    paths = tuple(lying(tmp_path / f"x_p{number}.png", (800, 600), seal=(40, 60, 360, 380)) for number in (1, 2))

    with room.open(paths, PNG) as document:
        found = document.pictured(document.read())

    first, second = found.pages
    assert first.picture is not None
    assert (first.picture.width, first.picture.height) == (240, 320)
    assert first.picture.points
    assert second.picture is None
