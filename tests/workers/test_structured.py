"""Structured originals behind the walls: read from what they say, never confirmed by our own drawing of it."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from extractors.reading.intake import admitted
from pipeline.errors import BadFile
from pipeline.pages import Source
from tests.extractors.reading.ofd.test_invoice_xml import INVOICE
from tests.extractors.reading.ofds import ofd
from tests.extractors.reading.test_hostile_markup import HARMFUL
from workers.room.reading_room import Cast, OpenDocument, ReadingRoom
from workers.settings import Settings


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    cast = Cast(ocr="tests.workers.actors.plain_ocr")
    with ReadingRoom(Settings(), lanes=1, wanted=re.compile("total"), cast=cast) as room:
        yield room


def opened(room: ReadingRoom, path: Path, content: bytes) -> OpenDocument:
    path.write_bytes(content)
    return room.open((path,), admitted(path.name, BytesIO(content), Settings().limits).media_type)


@pytest.mark.parametrize(("name", "content"), [("a.ofd", ofd()), ("a.xml", INVOICE.encode())])
def test_a_structured_original_is_read_behind_the_walls(
    room: ReadingRoom, tmp_path: Path, name: str, content: bytes
) -> None:
    with opened(room, tmp_path / name, content) as document:
        page = document.read().page(1)
        number = next(line for line in page.lines if line.text == "26992000000012345678")
        again = document.reread((number.quad,))
        picture = document.picture(1, 500)

    assert page.source is Source.STRUCTURED
    assert again == ((),)
    assert picture.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize("name", HARMFUL)
def test_harm_is_a_refusal_behind_the_walls_too(room: ReadingRoom, tmp_path: Path, name: str) -> None:
    content = b'<?xml version="1.0"?>' + HARMFUL[name].encode()

    with opened(room, tmp_path / "a.xml", content) as document, pytest.raises(BadFile) as caught:
        document.read()

    assert caught.value.code == "unsafe_xml"
