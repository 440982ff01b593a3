"""Every format of pictures is decoded behind the walls, where nothing more is loaded."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from extractors.reading.intake import admitted
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


@pytest.mark.parametrize("form", ["WEBP", "BMP", "GIF"])
def test_a_picture_is_read_behind_the_walls(room: ReadingRoom, tmp_path: Path, form: str) -> None:
    path = tmp_path / "picture"
    content = written(form)
    path.write_bytes(content)
    media_type = admitted("picture", BytesIO(content), Settings().limits).media_type

    with room.open((path,), media_type) as opened:
        (page,) = opened.read().pages

    assert (page.width, page.height, page.rotation) == (48, 32, 0)
