"""Archives and mails of strangers, opened in a child behind walls: what comes out, and what is refused."""

import struct
import zipfile
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pytest

from extractors.reading.archives import MOST_MEMBERS
from extractors.reading.signatures import EML, ZIP
from extractors.wanted import WANTED
from pipeline.errors import BadFile
from workers.reading_room import ReadingRoom
from workers.settings import Settings


@pytest.fixture(scope="module")
def room() -> Iterator[ReadingRoom]:
    with ReadingRoom(Settings(), lanes=1, wanted=WANTED) as room:
        yield room


def zipped(*members: tuple[str, bytes]) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return held.getvalue()


def mail(*parts: tuple[str, bytes]) -> bytes:
    message = EmailMessage()
    message["Subject"] = "papers"
    message.set_content("please find attached")
    for name, content in parts:
        message.add_attachment(content, maintype="image", subtype="png", filename=name)
    return message.as_bytes()


def opened(room: ReadingRoom, folder: Path, content: bytes, media_type: str = ZIP) -> dict[str, bytes]:
    path = folder / "sent"
    path.write_bytes(content)
    with closing(room.unpacker(path, media_type)) as unpacker:
        return {member.name: b"".join(member.blocks) for member in unpacker.members(30)}


def refusal(room: ReadingRoom, folder: Path, content: bytes, media_type: str = ZIP) -> str:
    with pytest.raises(BadFile) as caught:
        opened(room, folder, content, media_type)
    return caught.value.code


def patched(content: bytes, mark: bytes, offset: int, value: bytes) -> bytes:
    """`value` written over every header that begins with `mark`, `offset` bytes into it."""
    held, at = bytearray(content), -1
    while (at := held.find(mark, at + 1)) >= 0:
        held[at + offset : at + offset + len(value)] = value
    return bytes(held)


def test_every_member_comes_out_whole(room: ReadingRoom, tmp_path: Path) -> None:
    large = bytes(range(256)) * 4_000

    found = opened(room, tmp_path, zipped(("a.png", b"first"), ("folder/b.png", large)))

    assert found == {"a.png": b"first", "folder/b.png": large}


def test_a_name_that_climbs_is_a_label_and_nothing_is_written(room: ReadingRoom, tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()

    found = opened(room, inside, zipped(("../../evil.png", b"x"), ("/etc/passwd", b"y")))

    assert list(found.values()) == [b"x", b"y"]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["sent"]


def test_an_archive_in_an_archive_is_a_member_like_any_other(room: ReadingRoom, tmp_path: Path) -> None:
    inner = zipped(("a.png", b"x"))

    assert opened(room, tmp_path, zipped(("inner.zip", inner))) == {"inner.zip": inner}


def test_a_bomb_is_refused_before_it_bursts(room: ReadingRoom, tmp_path: Path) -> None:
    assert refusal(room, tmp_path, zipped(("zeros", bytes(30 * 1024**2)))) == "expansion_limit"


def test_members_that_share_their_bytes_are_refused(room: ReadingRoom, tmp_path: Path) -> None:
    content = zipped(("a", b"x" * 300), ("b", b"y" * 300))

    assert refusal(room, tmp_path, patched(content, b"PK\x01\x02", 42, struct.pack("<I", 0))) == "bad_archive"


def test_a_locked_archive_is_refused(room: ReadingRoom, tmp_path: Path) -> None:
    content = patched(zipped(("a.png", b"x")), b"PK\x01\x02", 8, b"\x01\x00")

    assert refusal(room, tmp_path, content) == "encrypted_archive"


@pytest.mark.parametrize("count", [MOST_MEMBERS + 1, 10_000])
def test_too_many_members_are_refused(room: ReadingRoom, tmp_path: Path, count: int) -> None:
    content = zipped(*((f"{number}.png", b"x") for number in range(count)))

    assert refusal(room, tmp_path, content) == "too_many_members"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_an_archive_that_was_cut_off_is_refused(room: ReadingRoom, tmp_path: Path, share: float) -> None:
    content = zipped(("a.png", bytes(range(256)) * 20), ("b.png", b"x"))

    assert refusal(room, tmp_path, content[: int(share * len(content))]) == "bad_archive"


def test_an_empty_archive_is_refused(room: ReadingRoom, tmp_path: Path) -> None:
    assert refusal(room, tmp_path, zipped()) == "empty_archive"


def test_the_attachments_of_a_mail_come_out_with_their_names(room: ReadingRoom, tmp_path: Path) -> None:
    found = opened(room, tmp_path, mail(("发票.png", b"one"), ("receipt.png", b"two")), EML)

    assert found == {"发票.png": b"one", "receipt.png": b"two"}


def test_a_name_in_encoded_words_is_decoded(room: ReadingRoom, tmp_path: Path) -> None:
    content = mail(("NAME", b"x")).replace(b'filename="NAME"', b'filename="=?utf-8?b?5Y+R56Wo?=.png"')

    assert list(opened(room, tmp_path, content, EML)) == ["发票.png"]


def test_the_room_goes_on_after_strangers(room: ReadingRoom, tmp_path: Path) -> None:
    refusal(room, tmp_path, b"PK\x03\x04" + bytes(200))

    assert opened(room, tmp_path, zipped(("a", b"x"))) == {"a": b"x"}
