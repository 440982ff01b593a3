"""Archives are opened behind walls; what comes out is bounded on both sides of them."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.reading.files.signatures import EML, ZIP
from pipeline.errors import BadFile
from tests.extractors.reading.archives import archive, lying, mail, overlapping
from tests.workers.actors.unpacking_tricks import TRICKS
from workers.room.children import Crashed
from workers.room.reading_room import Cast, ReadingRoom
from workers.room.unpacking import Unpacker
from workers.settings import Settings

SETTINGS = replace(Settings(), document_seconds=60)
PDF_PART = "Content-Type: application/pdf; name=r.pdf\nContent-Transfer-Encoding: base64\n\naGVsbG8="
HOSTILE = {
    "bomb": (archive(("a", bytes(120_000_000))), "expansion_limit"),
    "overlap": (overlapping(200), "bad_archive"),
    "ten thousand": (archive(*((f"{number}", b"") for number in range(10_000))), "too_many_members"),
    "locked": (lying(archive(("a", b"x")), flags=1), "encrypted_archive"),
    "cut off": (archive(("a", b"x" * 1_000))[:-40], "bad_archive"),
    "nothing": (archive(), "empty_archive"),
    "office": (archive(("[Content_Types].xml", b"x")), "unsupported_type"),
}


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(SETTINGS, lanes=1, wanted=re.compile("total")) as room:
        yield room


@pytest.fixture(scope="module")
def taken_over() -> Iterator[ReadingRoom]:
    cast = Cast(unpacking="tests.workers.actors.unpacking_tricks")
    with ReadingRoom(SETTINGS, lanes=1, wanted=re.compile("total"), cast=cast) as room:
        yield room


def held(room: ReadingRoom, folder: Path, content: bytes, media_type: str = ZIP) -> list[tuple[str, int]]:
    """Names and sizes of what comes out."""
    path = folder / "sent"
    path.write_bytes(content)
    with closing(room.unpacker(path, media_type)) as unpacker:
        return [(one.name, sum(map(len, one.blocks))) for one in unpacker.members(30)]


def test_the_members_of_an_archive_come_out_in_order(room: ReadingRoom, tmp_path: Path) -> None:
    content = archive(("../a.png", b"x" * 3_000_000), ("发票.pdf", b"two"), ("empty", b""), method=0)

    assert held(room, tmp_path, content) == [("../a.png", 3_000_000), ("发票.pdf", 3), ("empty", 0)]


def test_what_is_attached_to_a_mail_comes_out(room: ReadingRoom, tmp_path: Path) -> None:
    assert held(room, tmp_path, mail(PDF_PART, PDF_PART), EML) == [("r.pdf", 5), ("r (2).pdf", 5)]


def test_a_large_attachment_comes_out_whole(room: ReadingRoom, tmp_path: Path) -> None:
    large = PDF_PART.replace("aGVsbG8=", "\n".join(["A" * 76] * 60_000))

    assert held(room, tmp_path, mail(large), EML) == [("r.pdf", 3_420_000)]


@pytest.mark.parametrize("trick", HOSTILE)
def test_a_hostile_archive_is_refused_with_its_code(trick: str, room: ReadingRoom, tmp_path: Path) -> None:
    content, code = HOSTILE[trick]

    with pytest.raises(BadFile) as caught:
        held(room, tmp_path, content)

    assert caught.value.code == code


def test_a_mail_within_a_mail_without_end_is_refused(room: ReadingRoom, tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        held(room, tmp_path, b"Content-Type: message/rfc822\n\n" * 5_000, EML)

    assert caught.value.code == "bad_archive"


@pytest.mark.parametrize("trick", TRICKS)
def test_a_child_that_was_taken_over_gets_no_more_out_than_the_bounds_allow(
    trick: str, taken_over: ReadingRoom, tmp_path: Path
) -> None:
    path = tmp_path / "sent"
    path.write_bytes(trick.encode())
    sizes: list[int] = []

    with closing(taken_over.unpacker(path, ZIP)) as unpacker:
        with pytest.raises(Crashed):
            _count(unpacker, sizes)

        assert len(sizes) <= unpacker.bounds.members
        assert sum(sizes) <= unpacker.bounds.all_bytes


def test_a_member_that_nobody_reads_is_a_mistake_that_shows(room: ReadingRoom, tmp_path: Path) -> None:
    path = tmp_path / "sent"
    path.write_bytes(archive(("a", b"x"), ("b", b"y")))

    with closing(room.unpacker(path, ZIP)) as unpacker, pytest.raises(Crashed):
        list(unpacker.members(30))


def _count(unpacker: Unpacker, sizes: list[int]) -> None:
    for member in unpacker.members(30):
        sizes.append(0)
        for block in member.blocks:
            sizes[-1] += len(block)
