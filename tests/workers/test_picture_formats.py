"""Every format of pictures is decoded behind the walls, where nothing more is loaded."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from extractors.reading.intake import admitted
from pipeline.errors import BadFile
from pipeline.pages import Page
from tests.extractors.reading import heics
from tests.extractors.reading.heics import Grid
from workers.room.reading_room import Cast, ReadingRoom
from workers.settings import Settings


def written(form: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (48, 32), "white").save(out, form)
    return out.getvalue()


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    cast = Cast(ocr="tests.workers.actors.plain_ocr")
    with ReadingRoom(Settings(), lanes=1, wanted=re.compile("total"), cast=cast) as room:
        yield room


def read(room: ReadingRoom, folder: Path, content: bytes) -> Page:
    path = folder / "picture"
    path.write_bytes(content)
    media_type = admitted("picture", BytesIO(content), Settings().limits).media_type
    with room.open((path,), media_type) as opened:
        (page,) = opened.read().pages
    return page


@pytest.mark.parametrize("form", ["WEBP", "BMP", "GIF"])
def test_a_picture_is_read_behind_the_walls(room: ReadingRoom, tmp_path: Path, form: str) -> None:
    page = read(room, tmp_path, written(form))

    assert (page.width, page.height, page.rotation) == (48, 32, 0)


@pytest.mark.parametrize("orientation", [3, 4, 6, 8])
def test_a_heic_is_read_behind_the_walls(room: ReadingRoom, tmp_path: Path, orientation: int) -> None:
    page = read(room, tmp_path, (heics.FOLDER / f"turned_{orientation}.heic").read_bytes())

    assert (page.width, page.height) == (48, 32)
    assert page.rotation == {3: 180, 4: 180, 6: 90, 8: 270}[orientation]


def test_a_photo_of_a_thousand_tiles_is_read_behind_the_walls(room: ReadingRoom, tmp_path: Path) -> None:
    photo = heics.written(Grid(columns=31, rows=31, canvas=(1_980, 1_920), turn=3, exif=heics.dated(6)))

    page = read(room, tmp_path, photo)

    assert (page.width, page.height, page.rotation) == (1_920, 1_980, 90)


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_heic_cut_off_is_refused_and_the_next_is_read(room: ReadingRoom, tmp_path: Path, part: float) -> None:
    with pytest.raises(BadFile, match="damaged"):
        read(room, tmp_path, heics.UPRIGHT[: int(len(heics.UPRIGHT) * part)])

    assert read(room, tmp_path, heics.UPRIGHT).width == 48
