"""A digit pasted into a JPEG was not rounded to blocks when the page was: the page saved again shows where."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.reading.files.signatures import JPEG, PNG
from extractors.reading.intake import Limits
from extractors.reading.pictures.pages import Picture
from extractors.reading.pictures.recompression import pasted
from pipeline.alterations import Sign, Trait
from pipeline.geometry import Box

SIZE = (800, 1000)
DIGIT = (301, 445, 317, 469)  # one of the page's digits
ELSEWHERE = (514, 698)  # neither at the same place of a block
ORIENTATION = 0x0112


def page() -> Image.Image:
    """Print on paper that is not quite white, with a camera's noise."""
    drawn = Image.new("L", SIZE, 225)
    pen, font = ImageDraw.Draw(drawn), ImageFont.load_default(24)
    for row in range(40, SIZE[1] - 60, 36):
        pen.text((50, row), f"Item {row} 2026-09-01 12 pieces {row * 7 % 997}.50 EUR", fill=50, font=font)
    noisy = np.asarray(drawn, dtype=np.float32) + np.random.default_rng(3).normal(0, 2, drawn.size[::-1])
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).convert("RGB")


def saved(image: Image.Image, quality: int, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, exif=exif)
    return out.getvalue()


def changed(content: bytes, places: tuple[tuple[int, int], ...] = (ELSEWHERE,)) -> Image.Image:
    image = Image.open(BytesIO(content)).convert("RGB")
    digit = image.crop(DIGIT)
    for place in places:
        image.paste(digit, place)
    return image


def signs(content: bytes, media_type: str = JPEG) -> list[Sign]:
    return [sign for sign in Picture(content, media_type, Limits()).look(1).signs if sign.trait is Trait.COMPRESSION]


def on_the_digit(place: Box | None, x: float, y: float) -> bool:
    """Whether the place lies around the digit's middle, or a character's width from it at most."""
    assert place is not None
    across, down = (place.left + place.right) / 2, (place.top + place.bottom) / 2
    return abs(across - x) < 0.025 and abs(down - y) < 0.025 and place.right - place.left < 0.1


@pytest.mark.parametrize(("first", "then"), [(60, 85), (75, 92), (80, 95)])
def test_a_pasted_digit_is_found_where_it_stands(first: int, then: int) -> None:
    (sign,) = signs(saved(changed(saved(page(), first)), then))

    assert on_the_digit(sign.place, 522 / SIZE[0], 710 / SIZE[1])


@pytest.mark.parametrize(
    ("orientation", "x", "y"),
    [(3, 1 - 522 / 800, 1 - 710 / 1000), (6, 1 - 710 / 1000, 522 / 800), (8, 710 / 1000, 1 - 522 / 800)],
)
def test_the_place_turns_with_the_page(orientation: int, x: float, y: float) -> None:
    (sign,) = signs(saved(changed(saved(page(), 75)), 92, orientation))

    assert on_the_digit(sign.place, x, y)


@pytest.mark.parametrize(("first", "then"), [(60, 85), (75, 92), (92, 75)])
def test_a_page_only_saved_again_shows_nothing(first: int, then: int) -> None:
    again = Image.open(BytesIO(saved(page(), first))).convert("RGB")

    assert signs(saved(again, then)) == []


def test_a_page_saved_once_shows_nothing() -> None:
    assert signs(saved(changed(saved(page(), 100)), 92)) == []


def test_a_page_put_together_of_many_pieces_is_no_changed_number() -> None:
    places = tuple((x, y) for x in (101, 301, 501, 701) for y in (102, 302, 502, 702))

    assert signs(saved(changed(saved(page(), 75), places), 92)) == []


def test_a_picture_without_blocks_shows_nothing() -> None:
    out = BytesIO()
    changed(saved(page(), 75)).save(out, "PNG")

    assert signs(out.getvalue(), PNG) == []


@pytest.mark.parametrize("size", [(8, 8), (160, 900), (2600, 2400)])
def test_what_is_too_small_or_too_large_is_not_looked_at(size: tuple[int, int]) -> None:
    content = saved(changed(saved(page(), 75)).resize(size), 92)

    assert pasted(content, Image.open(BytesIO(content))) == ()


def test_a_table_under_another_number_costs_nobody_the_page() -> None:
    out = BytesIO()
    page().convert("L").save(out, "JPEG", quality=80)
    content = bytearray(out.getvalue())
    content[content.index(b"\xff\xdb\x00\x43") + 4] = 1  # the table's number, and where the frame names it
    content[content.index(b"\xff\xc0") + 12] = 1

    picture = Picture(bytes(content), JPEG, Limits())

    assert picture.look(1).signs == ()
    assert picture.image(1).shape[:2] == SIZE[::-1]
