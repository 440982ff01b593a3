"""What lies inside archives and mails comes out bounded, or nothing does."""

import time
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest

from extractors.reading.files.archives import Bounds
from extractors.reading.files.inside import members
from extractors.reading.files.signatures import EML, UNKNOWN, ZIP, sniffed
from extractors.reading.intake import Limits, admitted
from pipeline.errors import BadFile
from tests.extractors.reading.archives import CENTRAL, archive, crowded, link, lying, mail, overlapping

SMALL = Bounds(members=5, member_bytes=10_000, all_bytes=20_000, ratio=100, free_bytes=1_000)
TEXT = "Content-Type: text/plain; charset=utf-8\n\nDear all, the receipt."
PNG = "Content-Type: image/png\nContent-Transfer-Encoding: base64\n"
DATA = "aGVsbG8="  # hello


def held(content: bytes, media_type: str = ZIP, bounds: Bounds = SMALL) -> list[tuple[str, bytes]]:
    return [(member.name, b"".join(member.blocks)) for member in members(content, media_type, bounds)]


def names(content: bytes, media_type: str = ZIP) -> list[str]:
    return [name for name, _ in held(content, media_type)]


def refusal(content: bytes, media_type: str = ZIP, bounds: Bounds = SMALL) -> str:
    with pytest.raises(BadFile) as caught:
        next(members(content, media_type, bounds))
    return caught.value.code


def what_came_out(content: bytes) -> list[tuple[str, bytes]]:
    """Nothing where it is refused with a code; any other error fails."""
    try:
        return held(content)
    except BadFile:
        return []


def test_every_file_comes_out_with_its_bytes_and_folders_do_not() -> None:
    content = archive(("folder/", b""), ("folder/a.png", b"one"), ("b.pdf", b"two"), ("empty.pdf", b""))

    assert held(content) == [("folder/a.png", b"one"), ("b.pdf", b"two"), ("empty.pdf", b"")]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_every_usual_way_of_packing_is_opened(method: int) -> None:
    assert held(archive(("a.png", b"one" * 100), method=method)) == [("a.png", b"one" * 100)]


def test_what_systems_put_beside_files_and_links_is_left_out() -> None:
    litter = ("__MACOSX/._a.png", "sub/.DS_Store", "._b.png", "Thumbs.db", "desktop.ini")

    assert names(archive(*((name, b"x") for name in litter), link("l.png", b"/etc/passwd"), (".kept.png", b"x"))) == [
        ".kept.png"
    ]


def test_a_name_is_only_a_label() -> None:
    content = archive(("../../etc/passwd", b"x"), ("/root/a", b"x"), ("a\x1b[2J\u202egnp.exe", b"x"), ("x" * 400, b"x"))

    found = names(content)

    assert found[:2] == ["../../etc/passwd", "/root/a"]
    assert found[2] == "a\ufffd[2J\ufffdgnp.exe"
    assert len(found[3]) == 255


def test_no_two_members_have_one_name() -> None:
    with pytest.warns(UserWarning, match="Duplicate name"):
        content = archive(("a (2).png", b"1"), ("a.png", b"2"), ("a.png", b"3"), ("b" * 300, b"4"), ("b" * 300, b"5"))

    found = names(content)

    assert found[:3] == ["a (2).png", "a.png", "a (3).png"]
    assert found[4].endswith("b (2)")
    assert len({*found}) == 5
    assert max(map(len, found)) == 255


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_chinese_name_without_its_mark_is_read(encoding: str) -> None:
    said = "发票.png".encode(encoding)
    content = archive(("x" * len(said), b"x")).replace(b"x" * len(said), said)

    assert names(content) == ["发票.png"]


def test_ten_thousand_members_are_refused() -> None:
    many = archive(*((f"{number}.png", b"") for number in range(10_000)))

    assert refusal(many, bounds=Bounds()) == "too_many_members"


def test_a_member_that_unpacks_to_far_more_than_its_size_is_refused() -> None:
    assert refusal(archive(("a", bytes(9_000_000))), bounds=Bounds()) == "expansion_limit"


def test_members_that_are_too_much_together_are_refused_before_the_first() -> None:
    heap = archive(*((f"{number}", bytes([number]) * 9_000) for number in range(3)), method=zipfile.ZIP_STORED)

    assert refusal(heap) == "expansion_limit"


def test_of_a_member_that_is_too_long_one_byte_more_comes_out_and_its_neighbours_whole() -> None:
    content = archive(("long", b"x" * 15_000), ("short", b"y"), method=zipfile.ZIP_STORED)

    assert [(name, len(blocks)) for name, blocks in held(content)] == [("long", 10_001), ("short", 1)]


def test_members_that_share_their_bytes_are_refused() -> None:
    assert refusal(overlapping(150), bounds=Bounds(ratio=10_000)) == "bad_archive"


@pytest.mark.parametrize("size", [0, 100, 999])
def test_a_member_that_is_longer_than_it_says_is_refused(size: int) -> None:
    assert refusal(lying(archive(("a", b"x" * 1_000)), size=size)) == "bad_archive"


def test_a_member_that_is_shorter_than_it_says_is_refused() -> None:
    assert refusal(lying(archive(("a", b"x" * 500)), size=900)) == "bad_archive"


def test_a_packed_size_that_lies_does_not_make_room() -> None:
    bomb = archive(("a", bytes(9_000)))

    assert refusal(bomb) == "expansion_limit"
    assert refusal(lying(bomb, packed=9_000)) == "bad_archive"


def test_sizes_of_zip64_that_no_file_has_are_refused() -> None:
    assert refusal(lying(archive(("a", b"x")), size=0xFFFFFFFF, packed=0xFFFFFFFF)) in (
        "bad_archive",
        "expansion_limit",
    )


def test_a_locked_archive_says_so() -> None:
    assert refusal(lying(archive(("a", b"x")), flags=1)) == "encrypted_archive"


def test_an_archive_without_files_says_so() -> None:
    assert refusal(archive()) == "empty_archive"
    assert refusal(archive(("folder/", b""), ("__MACOSX/a", b"x"))) == "empty_archive"


@pytest.mark.parametrize("name", ["[Content_Types].xml", "OFD.xml", "META-INF/MANIFEST.MF", "AndroidManifest.xml"])
def test_an_office_or_program_file_is_no_archive_of_evidence(name: str) -> None:
    assert refusal(archive((name, b"x"), ("a.png", b"x"))) == "unsupported_type"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_with_any_byte_changed_or_cut_off_is_whole_or_refused(method: int) -> None:
    whole = archive(("a.png", bytes(range(256)) * 4), ("b.png", b"second"), method=method)
    broken = [whole[:end] for end in range(0, len(whole), 7)]
    broken += [whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :] for at in range(0, len(whole), 3)]

    for content in broken:
        assert {blocks for _, blocks in what_came_out(content)} <= {bytes(range(256)) * 4, b"second"}


def test_a_changed_member_lets_none_out() -> None:
    content = archive(("a.png", b"first"), ("b.png", b"second"), method=zipfile.ZIP_STORED)

    assert refusal(content.replace(b"second", b"sEcond")) == "bad_archive"


def test_a_directory_that_names_more_than_there_is_is_refused() -> None:
    content = archive(("a", b"x"))
    place = content.index(CENTRAL)

    assert refusal(content[:place] + content[place : place + 47] * 3 + content[place + 47 :]) == "bad_archive"


def test_attachments_and_pictures_come_out_of_a_mail_and_its_text_does_not() -> None:
    content = mail(
        TEXT,
        f"{PNG}Content-Disposition: inline; filename=shot.png\n\n{DATA}",
        f"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n{DATA}",
        f"{PNG.replace('image/png', 'application/octet-stream')}Content-Disposition: attachment\n\n{DATA}",
    )

    assert held(content, EML) == [
        ("shot.png", b"hello"),
        ("attachment.pdf", b"hello"),
        ("attachment.octet-stream", b"hello"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        "filename*=utf-8''%E5%8F%91%E7%A5%A8.png",
        "filename*=gb2312''%B7%A2%C6%B1.png",
        "filename*0*=utf-8''%E5%8F%91; filename*1*=%E7%A5%A8.png",
        'filename="=?utf-8?B?5Y+R56WoLnBuZw==?="',
        'filename="=?gb18030?B?t6LGsS5wbmc=?="',
        'filename="=?utf-8?Q?=E5=8F=91=E7=A5=A8.png?="',
        'filename="发票.png"',
    ],
)
def test_a_name_is_read_however_the_mailer_wrote_it(said: str) -> None:
    assert names(mail(f"{PNG}Content-Disposition: attachment; {said}\n\n{DATA}"), EML) == ["发票.png"]


def test_a_name_in_bare_gbk_is_read() -> None:
    content = mail(f'{PNG}Content-Disposition: attachment; filename="NAME.png"\n\n{DATA}')

    assert names(content.replace(b"NAME", "发票".encode("gbk")), EML) == ["发票.png"]


@pytest.mark.parametrize(
    "said", ['"=?nonsense?B?eA==?="', '"=?utf-8?B?%%%?="', "*=none''%FF", '"\x00..\\..\\a"', "*9*=x"]
)
def test_a_name_that_makes_no_sense_is_still_a_label(said: str) -> None:
    (name,) = names(mail(f"{PNG}Content-Disposition: attachment; filename={said}\n\n{DATA}".replace("=*", "*")), EML)

    assert name
    assert name.isprintable()


def test_what_is_attached_to_a_forwarded_mail_comes_out_too() -> None:
    inner = (
        mail(TEXT, f"{PNG}Content-Disposition: attachment; filename=in.png\n\n{DATA}").decode().replace("edge", "inner")
    )

    assert names(mail(TEXT, f"Content-Type: message/rfc822\n\n{inner}"), EML) == ["in.png"]


def test_a_mail_of_text_alone_holds_no_evidence() -> None:
    assert refusal(mail(TEXT, "Content-Type: text/html\n\n<p>x"), EML) == "empty_archive"


def test_a_mail_with_too_many_parts_is_refused() -> None:
    assert refusal(mail(*(f"{PNG}\n{DATA}" for _ in range(6))), EML) == "too_many_members"


def test_what_would_take_minutes_to_take_apart_is_not() -> None:
    begun = time.monotonic()

    assert refusal(crowded(500_000), bounds=Bounds()) == "too_many_members"
    assert refusal(mail() + b"\n--edge\n" * 1_000_000, EML, Bounds()) == "too_many_members"

    assert time.monotonic() - begun < 3


def test_a_mail_that_is_too_much_together_is_refused() -> None:
    assert refusal(mail(f"{PNG}\n{DATA}"), EML, replace(SMALL, all_bytes=4)) == "expansion_limit"


def test_a_mail_within_a_mail_without_end_is_refused() -> None:
    assert refusal(b"Content-Type: message/rfc822\n\n" * 5_000, EML) == "bad_archive"


def test_a_cut_off_mail_gives_what_it_has_to_the_gates() -> None:
    content = mail(f"{PNG}Content-Disposition: attachment; filename=a.png\n\n{DATA}")

    assert names(content[:-12], EML) == ["a.png"]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (archive(("a", b"x")), ZIP),
        (archive(), ZIP),
        (mail(TEXT), EML),
        (b"Delivered-To: a@b.c\r\nReceived: by 2002:a05 with SMTP;\r\n        Fri, 1 Mar\r\nX-Received: by", EML),
        (b"Return-Path: <a@b.c>\nReceived: from x (y)\n\tby z\nDKIM-Signature: v=1; " + b"b" * 2_000, EML),
        (b"Note: x\nOther: y\nFrom here on", UNKNOWN),
        (b"Subject: only one\n\nFrom: in the text\nTo: b\n", UNKNOWN),
        (b"hello\nFrom: a\nTo: b\n", UNKNOWN),
    ],
)
def test_archives_and_mails_are_known_by_their_first_bytes(head: bytes, found: str) -> None:
    assert sniffed(head[:1_024]) == found


@pytest.mark.parametrize("content", [archive(("a.png", b"x")), mail(f"{PNG}\n{DATA}")])
def test_a_single_document_is_never_an_archive_or_a_mail(content: bytes) -> None:
    with pytest.raises(BadFile) as caught:
        admitted("sent", BytesIO(content), Limits())

    assert caught.value.code == "unsupported_type"
