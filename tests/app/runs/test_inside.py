"""What archives and mails hold is answered one by one, and nothing in them is dropped silently."""

import re
import threading
from base64 import encodebytes
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.runs.inputs import Entry, documents
from app.runs.inside import Unpacking
from pipeline.records import Refusal
from tests.extractors.reading.archives import archive, lying
from workers.jobs import Job
from workers.room.reading_room import ReadingRoom
from workers.settings import Settings

MAIL = b"""From: a@example.org
Subject: receipts
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=xx

--xx
Content-Type: application/zip; name=in.zip
Content-Disposition: attachment; filename=in.zip
Content-Transfer-Encoding: base64

%s
--xx--
"""


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(Settings(), lanes=1, wanted=re.compile("total")) as room:
        yield room


@pytest.fixture
def opened(room: ReadingRoom, tmp_path: Path) -> Unpacking:
    folder = tmp_path / "unpacked"
    folder.mkdir()
    return Unpacking(room, Settings(), folder, threading.Event())


def expanded(opened: Unpacking, **files: bytes) -> tuple[Entry, ...]:
    """Of a folder with `files`; `__` in a name stands for the dot."""
    folder = opened.folder.parent / "in"
    folder.mkdir()
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return opened.expanded(documents([str(folder)]))


def outcomes(entries: tuple[Entry, ...]) -> list[tuple[str, str]]:
    return [(entry.name, entry.code if isinstance(entry, Refusal) else "") for entry in entries]


def test_members_stand_where_their_archive_stood(opened: Unpacking) -> None:
    found = expanded(opened, a__jpg=b"1", b__zip=archive(("x/r.png", b"22"), ("../s.pdf", b"333")), c__jpg=b"4")

    assert outcomes(found) == [("a.jpg", ""), ("b.zip!/x/r.png", ""), ("b.zip!/../s.pdf", ""), ("c.jpg", "")]
    assert [entry.paths[0].read_bytes() for entry in found if isinstance(entry, Job)] == [b"1", b"22", b"333", b"4"]


def test_no_member_is_written_outside_the_folder_it_was_given(opened: Unpacking) -> None:
    found = expanded(opened, a__zip=archive(("../../up", b"1"), ("/etc/root", b"2")))

    paths = [entry.paths[0] for entry in found if isinstance(entry, Job)]
    assert len(paths) == 2
    assert all(path.resolve().is_relative_to(opened.folder.resolve()) for path in paths)


def test_an_archive_in_a_mail_is_opened_and_one_in_that_is_refused_by_name(opened: Unpacking) -> None:
    inner = archive(("r.png", b"1"), ("deep.zip", archive(("s.png", b"2"))))

    found = expanded(opened, m__eml=MAIL % encodebytes(inner))

    assert outcomes(found) == [("m.eml!/in.zip!/r.png", ""), ("m.eml!/in.zip!/deep.zip", "archive_too_deep")]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (archive(), "empty_archive"),
        (lying(archive(("a", b"x")), flags=1), "encrypted_archive"),
        (archive(("a", b"x" * 1_000))[:-40], "bad_archive"),
        (archive(("a", bytes(120_000_000))), "expansion_limit"),
    ],
    ids=["empty", "locked", "cut", "swelling"],
)
def test_an_archive_that_gives_nothing_is_one_refusal(opened: Unpacking, content: bytes, code: str) -> None:
    assert outcomes(expanded(opened, a__zip=content)) == [("a.zip", code)]


def test_archives_in_one_archive_share_its_bounds(opened: Unpacking) -> None:
    many = archive(*((f"{number}.png", b"") for number in range(150)))

    found = expanded(opened, a__zip=archive(("1.zip", many), ("2.zip", many)))

    assert len(found) == 151
    assert outcomes(found)[-1] == ("a.zip!/2.zip", "too_many_members")


def test_members_that_differ_in_their_page_alone_are_one_document(opened: Unpacking) -> None:
    (found,) = expanded(opened, a__zip=archive(("r_p2.jpg", b"2"), ("r_p1.jpg", b"1")))

    assert isinstance(found, Job)
    assert found.files == ("a.zip!/r_p1.jpg", "a.zip!/r_p2.jpg")
    assert [path.read_bytes() for path in found.paths] == [b"1", b"2"]
