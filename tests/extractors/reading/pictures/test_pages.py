"""Pictures arrive upright, in RGB, on white, whatever they were stored as."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
import qrcode
from numpy.typing import NDArray
from PIL import Image

from extractors.reading.files.signatures import JPEG, PNG, TIFF
from extractors.reading.intake import Limits
from extractors.reading.opening import opened
from extractors.reading.pictures.pages import Picture
from extractors.reading.refusals import REFUSALS
from pipeline.errors import BadFile

ORIENTATION, SOFTWARE, MAKE, MODEL, EXIF_IFD, TAKEN, OFFSET = 0x0112, 0x0131, 0x010F, 0x0110, 0x8769, 0x9003, 0x9011
STORED = {  # how an upright picture has to be stored so that EXIF orientation n shows it upright
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
CLOCKWISE = {1: 0, 2: 0, 3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}


def drawing() -> Image.Image:
    """A picture that looks different from every side."""
    image = Image.new("RGB", (48, 32), "white")
    image.paste((0, 0, 0), (0, 0, 16, 8))
    image.paste((200, 0, 0), (40, 24, 48, 32))
    return image


def stored(image: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def shown(content: bytes, media_type: str, limits: Limits | None = None) -> NDArray[np.uint8]:
    return Picture(content, media_type, limits or Limits()).image(1)


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_shows_the_same_pixels(form: str, orientation: int) -> None:
    turn = STORED[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    content = stored(drawing().transpose(turn) if turn is not None else drawing(), form, exif=exif)

    picture = Picture(content, {"PNG": PNG, "TIFF": TIFF}[form], Limits())

    assert np.array_equal(picture.image(1), np.asarray(drawing()))
    assert picture.look(1).rotation == CLOCKWISE[orientation]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_jpeg_is_turned_upright_once(orientation: int) -> None:
    turn = STORED[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    content = stored(
        drawing().transpose(turn) if turn is not None else drawing(), "JPEG", exif=exif, quality=95, subsampling=0
    )

    upright = shown(content, JPEG)

    assert upright.shape == (32, 48, 3)
    assert np.abs(upright.astype(int) - np.asarray(drawing()).astype(int)).max() < 60


def test_sixteen_bit_grey_is_the_same_grey_in_eight() -> None:
    eight = np.arange(256, dtype=np.uint8).reshape(16, 16)
    sixteen = Image.fromarray(eight.astype(np.uint16) * 257)

    for form, media_type in (("PNG", PNG), ("TIFF", TIFF)):
        assert np.array_equal(shown(stored(sixteen, form), media_type)[..., 0], eight)


def test_a_cmyk_jpeg_as_adobe_writes_it_is_no_negative() -> None:
    content = stored(drawing().convert("CMYK"), "JPEG", quality=95)  # marked and inverted, as Adobe does
    assert b"Adobe" in content

    image = shown(content, JPEG)

    assert image[20, 5].min() > 235
    assert image[3, 5].max() < 25


def test_a_palette_is_looked_up() -> None:
    content = stored(drawing().quantize(4), "PNG")

    assert np.array_equal(shown(content, PNG), np.asarray(drawing()))


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_see_through_shows_white_paper(mode: str) -> None:
    image = drawing().convert("RGBA")
    image.putalpha(0)

    assert shown(stored(image.convert(mode), "PNG"), PNG).min() == 255


@pytest.mark.parametrize("mode", ["P", "L", "1"])
def test_a_colour_declared_see_through_shows_white_paper(mode: str) -> None:
    assert shown(stored(Image.new(mode, (9, 9), 0), "PNG", transparency=0), PNG).min() == 255


def test_half_see_through_black_is_grey() -> None:
    content = stored(Image.new("RGBA", (4, 4), (0, 0, 0, 128)), "PNG")

    assert np.unique(shown(content, PNG)).tolist() == [127]


def test_black_and_white_becomes_black_and_white() -> None:
    content = stored(drawing().convert("1", dither=Image.Dither.NONE), "TIFF", compression="group4")

    assert set(np.unique(shown(content, TIFF))) == {0, 255}


def test_every_page_of_a_tiff_is_a_page() -> None:
    sheets = [Image.new("L", (10 + n, 10), 50 * n) for n in range(4)]
    content = stored(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])

    picture = Picture(content, TIFF, Limits())

    assert [picture.look(n).width for n in range(1, picture.pages + 1)] == [10, 11, 12, 13]
    assert [int(picture.image(n)[0, 0, 0]) for n in (4, 1, 3)] == [150, 0, 100]


def test_only_the_first_frame_of_an_animation_is_shown() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ((255, 0, 0), (0, 0, 255))]
    picture = Picture(stored(frames[0], "PNG", save_all=True, append_images=frames[1:]), PNG, Limits())

    assert picture.pages == 1
    assert picture.said.flags == ("multi_frame",)
    assert picture.image(1)[0, 0].tolist() == [255, 0, 0]


def test_large_pictures_are_made_small_enough_to_read() -> None:
    content = stored(Image.new("L", (300, 200), 128), "PNG")

    image = shown(content, PNG, replace(Limits(), reading_pixels=15_000))

    assert image.shape == (100, 150, 3)
    assert np.unique(image).tolist() == [128]


def test_a_picture_says_who_took_it_and_when() -> None:
    exif = Image.Exif()
    exif[MAKE], exif[MODEL], exif[SOFTWARE] = "Maker", "Model 3", "Editor 9\x00\x1b[31m"
    exif.get_ifd(EXIF_IFD).update({TAKEN: "2026:05:06 07:08:09", OFFSET: "+08:00"})

    said = Picture(stored(drawing(), "JPEG", exif=exif), JPEG, Limits()).said

    assert said.facts == {"camera": "Maker Model 3", "software": "Editor 9[31m", "taken": "2026-05-06T07:08:09+08:00"}


def test_a_date_that_is_none_is_not_said() -> None:
    exif = Image.Exif()
    exif.get_ifd(EXIF_IFD)[TAKEN] = "yesterday"

    assert Picture(stored(drawing(), "JPEG", exif=exif), JPEG, Limits()).said.facts == {}


@pytest.mark.parametrize(("form", "media_type"), [("JPEG", JPEG), ("PNG", PNG), ("TIFF", TIFF)])
def test_a_picture_cut_off_is_refused_wherever_it_was_cut(form: str, media_type: str) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    whole = stored(Image.fromarray(noise), form)

    for part in (0.3, 0.6, 0.9):
        with pytest.raises(BadFile) as caught:
            shown(whole[: int(len(whole) * part)], media_type)
        assert caught.value.code == "corrupt_image"


def test_a_decoder_is_never_chosen_by_the_content_alone() -> None:
    with pytest.raises(BadFile) as caught:
        Picture(stored(drawing(), "GIF"), PNG, Limits())
    assert caught.value.code in REFUSALS


def test_a_qr_code_is_found_with_its_place() -> None:
    code = qrcode.make("01,10,012001800311", box_size=4).get_image().convert("RGB")
    sheet = Image.new("RGB", (600, 400), "white")
    sheet.paste(code, (300, 100))

    (found,) = Picture(stored(sheet, "PNG"), PNG, Limits()).look(1).codes

    assert found.payload == "01,10,012001800311"
    assert (found.quad.box.left, found.quad.box.top) == pytest.approx((316 / 600, 116 / 400), abs=0.01)


def test_pictures_sent_as_pages_make_one_document() -> None:
    first = stored(Image.new("L", (20, 10)), "PNG")
    second = stored(Image.new("L", (30, 10)), "TIFF", save_all=True, append_images=[Image.new("L", (40, 10))])
    third = stored(qrcode.make("page four", box_size=4).get_image().convert("L"), "JPEG")

    document = opened((first, second, third), PNG, Limits())

    assert document.pages == 4
    assert [document.look(n).width for n in (1, 2, 3)] == [20, 30, 40]
    assert [(code.payload, code.quad.page) for code in document.look(4).codes] == [("page four", 4)]


def test_a_file_that_is_no_longer_what_was_admitted_is_refused() -> None:
    with pytest.raises(BadFile) as caught:
        opened((stored(drawing(), "PNG"),), JPEG, Limits())
    assert caught.value.code == "type_mismatch"
