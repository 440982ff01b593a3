"""What may come in, and why the rest may not."""

import struct
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from extractors.reading.files.dimensions import measured
from extractors.reading.files.signatures import PDF, READ, sniffed
from extractors.reading.intake import Admitted, Limits, admitted
from extractors.reading.refusals import REFUSALS, refused
from pipeline.errors import BadFile
from tests.extractors.reading.heics import UPRIGHT

OTHER_HEIF = b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1jpegmiaf"
AVIF = b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avifmiaf"
A_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(form: str, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, form, **options)
    return out.getvalue()


def pages(count: int) -> bytes:
    out = BytesIO()
    sheets = [Image.new("1", (8, 8)) for _ in range(count)]
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:])
    return out.getvalue()


def code(name: str, content: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(BadFile) as caught:
        admitted(name, BytesIO(content), limits or Limits())
    return caught.value.code


def outcome(content: bytes) -> str:
    try:
        return admitted("a", BytesIO(content), Limits()).media_type
    except BadFile as error:
        return error.code


def took(name: str, content: bytes, limits: Limits | None = None) -> Admitted:
    return admitted(name, BytesIO(content), limits or Limits())


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("a.pdf", A_PDF, "application/pdf"),
        ("a.JPG", picture("JPEG"), "image/jpeg"),
        ("a.png", picture("PNG"), "image/png"),
        ("a.tif", picture("TIFF"), "image/tiff"),
        ("without ending", picture("PNG"), "image/png"),
        ("a.webp", picture("WEBP"), "image/webp"),
        ("a.bmp", picture("BMP"), "image/bmp"),
        ("a.gif", picture("GIF"), "image/gif"),
        ("IMG_0001.HEIC", UPRIGHT, "image/heic"),
    ],
)
def test_the_content_says_what_a_file_is(name: str, content: bytes, media_type: str) -> None:
    assert took(name, content) == Admitted(media_type, ())


def test_a_picture_under_another_pictures_name_is_read_and_said_to_be() -> None:
    assert took("a.png", picture("JPEG")) == Admitted("image/jpeg", ("misnamed",))


def test_a_photo_that_is_a_heic_under_the_name_of_a_jpeg_is_read_and_said_to_be() -> None:
    assert took("photo.jpg", UPRIGHT) == Admitted("image/heic", ("misnamed",))


def test_a_pdf_may_start_within_its_first_1024_bytes_and_no_later() -> None:
    assert took("a.pdf", b" " * 1019 + A_PDF).media_type == PDF
    assert code("a.pdf", b" " * 1024 + A_PDF) == "unsupported_type"


@pytest.mark.parametrize("head", [b"UPDF-1.4\n1 0 obj", b"%PDFn\n", b"trailer<<>>\n"])
def test_a_pdf_that_lost_its_header_is_still_a_pdf(head: bytes) -> None:
    assert took("a.pdf", head).media_type == PDF


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><body>no</body></html>"),
        ("a.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("a.jpg", A_PDF),
        ("a.pdf", picture("PNG")),
        ("a.jpg", b"PK\x03\x04 an archive"),
        ("a.png", b"8BPS a drawing"),
    ],
)
def test_a_name_that_promises_something_else_is_refused(name: str, content: bytes) -> None:
    assert code(name, content) == "type_mismatch"


@pytest.mark.parametrize(
    "content",
    [AVIF, OTHER_HEIF, b"\x00\x00\x00\x14ftypisom\x00\x00\x00\x00mp42", b"PK\x03\x04", b"MZ", b"hello", b"\x00" * 99],
)
def test_what_we_do_not_read_is_refused(content: bytes) -> None:
    assert code("evidence", content) == "unsupported_type"


def test_an_empty_file_is_refused() -> None:
    assert code("a.png", b"") == "empty_file"


@pytest.mark.parametrize(("most", "taken"), [(-1, False), (0, True), (1, True)])
def test_the_size_limit_is_exact(most: int, taken: bool) -> None:
    limits = replace(Limits(), file_bytes=len(A_PDF) + most)

    if taken:
        assert took("a.pdf", A_PDF, limits).media_type == PDF
    else:
        assert code("a.pdf", A_PDF, limits) == "too_large"


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF"])
@pytest.mark.parametrize(
    ("width", "height", "why"),
    [
        (50, 20, None),
        (51, 20, "too_many_pixels"),
        (100, 10, None),
        (101, 9, "image_too_long"),
        (60, 1, "image_too_long"),
        (50, 1, None),
    ],
)
def test_the_limits_of_pictures_are_exact(form: str, width: int, height: int, why: str | None) -> None:
    limits = replace(Limits(), image_pixels=1000, image_side=100, image_ratio=50)
    content = picture(form, (width, height))

    assert (code("a", content, limits) if why else None) == why
    if why is None:
        assert took("a", content, limits).media_type in READ


def test_the_limit_of_tiff_pages_is_exact() -> None:
    limits = replace(Limits(), tiff_pages=3)

    assert took("a.tif", pages(3), limits).media_type == "image/tiff"
    assert code("a.tif", pages(4), limits) == "too_many_pages"


def test_a_tiff_whose_pages_run_in_a_circle_ends() -> None:
    entries = struct.pack("<HHII", 256, 4, 1, 7) + struct.pack("<HHII", 257, 4, 1, 5)
    circle = b"II*\x00" + struct.pack("<I", 8) + struct.pack("<H", 2) + entries + struct.pack("<I", 8)

    assert measured("image/tiff", circle) == ((7, 5),)


def test_a_header_that_promises_billions_of_pixels_is_enough_to_refuse() -> None:
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 65_535, 65_535)

    assert code("a.png", header) == "too_many_pixels"


@pytest.mark.parametrize(("form", "options"), [("GIF", {}), ("BMP", {}), ("WEBP", {}), ("WEBP", {"lossless": True})])
def test_sizes_of_formats_to_come_are_known(form: str, options: dict[str, object]) -> None:
    content = picture(form, (123, 77), **options)

    assert measured(sniffed(content), content) == ((123, 77),)


@pytest.mark.parametrize("content", [A_PDF, picture("PNG"), picture("JPEG")])
def test_another_format_behind_the_end_is_told(content: bytes) -> None:
    assert took("a", content + b"\n\x00\n").flags == ()
    assert took("a", content + b"PK\x03\x04 stowaway").flags == ("trailing_data", "polyglot")
    assert took("a", content + b"something").flags == ("trailing_data",)


def test_the_second_picture_a_phone_puts_behind_the_first_is_no_stowaway() -> None:
    assert took("a.jpg", picture("JPEG") + picture("JPEG")).flags == ()


def test_an_animation_is_told() -> None:
    out = BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])

    assert took("a.png", out.getvalue()).flags == ("multi_frame",)


@given(
    st.binary(max_size=400), st.sampled_from([A_PDF, picture("PNG"), picture("JPEG"), picture("TIFF"), b"RIFF1234WEBP"])
)
def test_no_bytes_make_admission_fail_in_another_way(noise: bytes, start: bytes) -> None:
    for content in (noise, start[: len(noise)] + noise, start + noise):
        assert outcome(content) in {*REFUSALS, *READ}


@pytest.mark.parametrize("why", sorted(REFUSALS))
def test_every_refusal_says_in_one_sentence_what_to_do(why: str) -> None:
    message = refused(why).message

    assert ";" in message
    assert message.endswith(".")
    assert len(message) < 120


@pytest.mark.parametrize("content", [AVIF, OTHER_HEIF])
@pytest.mark.parametrize("name", ["photo.heic", "photo.jpg"])
def test_a_newer_format_of_phones_is_refused_as_such_whatever_its_name_promises(name: str, content: bytes) -> None:
    assert code(name, content) == "unsupported_type"


def moving(form: str) -> bytes:
    out = BytesIO()
    sheets = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    sheets[0].save(out, form, save_all=True, append_images=sheets[1:])
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "GIF", "WEBP"])
def test_a_picture_that_moves_says_so_at_the_gate(form: str) -> None:
    assert took("a", moving(form)).flags == ("multi_frame",)


@pytest.mark.parametrize("content", [picture("GIF"), picture("WEBP"), picture("BMP"), moving("GIF"), UPRIGHT])
def test_an_archive_behind_a_picture_of_any_format_is_found(content: bytes) -> None:
    assert {"trailing_data", "polyglot"} <= set(took("a", content + b"PK\x03\x04 and more").flags)
