"""What a PDF's revisions, signatures and types tell, read from real files."""

from io import BytesIO

import pikepdf
import pytest

from extractors.reading.files.ai_label import ai_label
from extractors.reading.files.signatures import PDF
from extractors.reading.intake import Limits
from extractors.reading.looking import Opened
from extractors.reading.opening import opened
from fixtures.samples import SAMPLES
from fixtures.tamper import signed
from pipeline.alterations import Sign, Trait
from tests.extractors.reading.pdfs import pdf, text

BODY = text("Invoice number 10020030 issued 2026-09-01", y=740) + text("Total paid by the customer", y=660)


def read(content: bytes) -> Opened:
    return opened((content,), PDF, Limits())


def on_page(drawn: str) -> tuple[Sign, ...]:
    return read(pdf(BODY + drawn)).look(1).signs


def saved_again(content: bytes, old: bytes, new: bytes) -> bytes:
    """`content` with its page's orders written once more behind its end."""
    with pikepdf.open(BytesIO(content)) as document:
        orders = document.pages[0].obj["/Contents"]
        number, size = orders.objgen[0], int(document.trailer["/Size"])
        root = document.trailer["/Root"].objgen[0]
        stream = orders.read_bytes().replace(old, new)
    at, before = len(content) + 1, int(content[content.rindex(b"startxref") :].split()[1])
    added = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(stream), stream)
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (
        number,
        at,
        size,
        root,
        before,
    )
    return content + b"\n" + added + table + b"startxref\n%d\n%%%%EOF\n" % (at + len(added))


def plain(drawn: str) -> bytes:
    return pdf(drawn, object_stream_mode=pikepdf.ObjectStreamMode.disable, compress_streams=False)


def test_a_changed_amount_is_named_with_its_revision_before_after_and_place() -> None:
    found = read((SAMPLES / "defects" / "changed_after_creation.pdf").read_bytes()).said.signs

    (sign,) = (sign for sign in found if sign.trait is Trait.REVISED)
    assert ("299.00" in sign.was, "899.00" in sign.now, sign.revision) == (True, True, 2)
    assert sign.place is not None
    assert sign.place.page == 1
    assert 0.4 < sign.place.top < 0.9


def test_a_file_saved_once_has_no_changes() -> None:
    assert read(plain(BODY)).said.signs == ()


def test_a_signature_that_covers_the_whole_file_leaves_no_sign() -> None:
    said = read(signed(plain(BODY))).said

    assert said.facts["signed"] == "true"
    assert said.signs == ()


def test_bytes_changed_under_a_signature_break_it() -> None:
    content = signed(plain(BODY)).replace(b"2026-09-01", b"2026-09-07", 1)

    assert [sign.trait for sign in read(content).said.signs] == [Trait.SIGNATURE_BROKEN]


def test_what_was_saved_after_a_signature_is_told_apart_from_what_it_covers() -> None:
    content = saved_again(signed(plain(BODY)), b"2026-09-01", b"2026-09-07")

    found = {sign.trait: sign for sign in read(content).said.signs}

    assert set(found) == {Trait.SIGNED_BEFORE, Trait.REVISED}
    assert (found[Trait.SIGNED_BEFORE].revision, found[Trait.REVISED].revision) == (2, 3)
    assert found[Trait.REVISED].now.endswith("2026-09-07")


def test_a_signature_that_is_rubbish_is_left_open() -> None:
    content = signed(plain(BODY))
    start = content.rindex(b"/Contents <") + len(b"/Contents <")

    found = read(content[:start] + b"f" * 64 + content[start + 64 :]).said.signs

    assert [sign.trait for sign in found] == [Trait.SIGNATURE_UNCHECKED]


@pytest.mark.parametrize(
    ("other", "trait"),
    [
        ("/F 14 Tf", Trait.SIZE),
        ("1 0 0 rg", Trait.COLOUR),
        ("2 Ts", Trait.BASELINE),
    ],
)
def test_a_digit_drawn_otherwise_than_its_number_is_found_with_its_place(other: str, trait: Trait) -> None:
    drawn = f"q BT /F 12 Tf 72 640 Td (Total 1) Tj {other} (8) Tj 0 g 0 Ts /F 12 Tf (99.00) Tj ET Q\n"

    (sign,) = on_page(drawn)

    assert sign.trait is trait
    assert sign.now.startswith("8: ")
    assert sign.place is not None
    assert 0 < sign.place.right - sign.place.left < 0.03


@pytest.mark.parametrize(
    "drawn",
    [
        "q BT /F 12 Tf 72 640 Td (Total 1) Tj (899.00) Tj ET Q\n",
        "q BT /F 16 Tf 72 640 Td (Total 1899.) Tj /F 10 Tf 5 Ts (00) Tj ET Q\n",
        "q BT /F 12 Tf 72 640 Td (Total 1899) Tj /F 7 Tf 5 Ts (2) Tj ET Q\n",
        "q BT /F 12 Tf 72 640 Td (Total ) Tj 1 0 0 rg (1899.00) Tj ET Q\n",
    ],
    ids=["in two strokes", "small cents", "a note behind it", "red as a whole"],
)
def test_numbers_printed_as_shops_print_them_leave_no_sign(drawn: str) -> None:
    assert on_page(drawn) == ()


@pytest.mark.parametrize(
    ("content", "label"),
    [
        (b'<TC260:AIGC>{"Label":"1","ContentProducer":"\xe6\x98\x9f\xe5\x9b\xbe"}</TC260:AIGC>', "generated"),
        (
            b'TC260:AIGC="{&quot;Label&quot;:&quot;2&quot;,&quot;ContentProducer&quot;:&quot;\xe6\x98\x9f\xe5\x9b\xbe&quot;}"',
            "possibly",
        ),
        (b'iTXtAIGC\0{"Label": 3, "ContentProducer": "\xe6\x98\x9f\xe5\x9b\xbe"}', "suspected"),
    ],
)
def test_the_label_of_generated_pictures_is_read_from_metadata(content: bytes, label: str) -> None:
    assert ai_label(b"\xff\xd8\xff" + content) == {"ai_label": label, "ai_producer": "星图"}


@pytest.mark.parametrize("content", [b"", b"AIGC", b'"Label":"1"', b'AIGC {"Label":"7"}'])
def test_a_picture_without_the_label_says_nothing(content: bytes) -> None:
    assert ai_label(content) == {}
