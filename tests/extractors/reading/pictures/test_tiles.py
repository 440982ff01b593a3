"""A very long screenshot is read whole: no line lost, none doubled, wherever the tiles meet."""

import random
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.engine import Corners
from extractors.engine import Image as Pixels
from extractors.reading.pictures.tiles import Tile, merged, tiles
from tests.extractors.reading.drawn import pixels, readers

WIDTH = 1080
GOODS = ("Bread roll", "Green tea", "Rice noodles", "Soap bar", "Copper wire", "Desk lamp", "Orange juice")


def screen(number: int, height: int) -> Pixels:
    """One screen of a phone in small print: a name on the left, an amount on the right, no entry cut."""
    chance = random.Random(number)  # noqa: S311 (drawn pictures, no secret)
    picture = Image.new("RGB", (WIDTH, height), (247, 247, 247))
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(24)
    y = 30
    while y < height - 80:
        pen.text((40, y), f"{chance.choice(GOODS)} {chance.randint(100, 999)}", fill=(30, 30, 30), font=font)
        amount = f"{chance.randint(10, 9999)}.{chance.randint(0, 99):02}"
        pen.text((WIDTH - 250, y), amount, fill=(30, 30, 30), font=font)
        y += chance.randint(46, 90)
    return pixels(picture)


def read(picture: Pixels) -> list[str]:
    return ["".join(line.text.split()) for row in readers().read(picture, 1).rows for line in row]


@pytest.mark.parametrize("screens", [5, 10])
def test_a_long_page_loses_no_line_of_its_parts_and_doubles_none(screens: int) -> None:
    parts = [screen(number, 2160) for number in range(screens)]

    whole = read(np.concatenate(parts))

    alone = [text for part in parts for text in read(part)]
    assert len(alone) > 30 * screens
    assert Counter(whole) == Counter(alone)
    assert whole == alone


@pytest.mark.parametrize("size", [(1080, 2400), (600, 2400), (2400, 600), (1, 1), (4, 1)])
def test_a_page_that_is_not_very_long_is_seen_as_a_whole(size: tuple[int, int]) -> None:
    assert len(tiles(*size)) == 1


@pytest.mark.parametrize("size", [(1080, 4321), (1080, 10_800), (1080, 21_600), (3, 900), (1, 50_000)])
def test_tiles_cover_the_page_overlap_and_share_it_out(size: tuple[int, int]) -> None:
    width, height = size
    found = tiles(width, height)

    assert (found[0].top, found[-1].bottom) == (0, height)
    assert all(one.top < two.top < one.bottom for one, two in pairwise(found))
    assert all(two.top < one.last == two.first < one.bottom for one, two in pairwise(found))
    assert all(tile.bottom - tile.top <= 2 * width + 1 for tile in found)


def strip(left: float, top: float, right: float, bottom: float) -> Corners:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float32)


ABOVE, BELOW = Tile(0, 120, -np.inf, 100), Tile(80, 200, 100, np.inf)


def test_a_line_both_tiles_call_their_own_is_kept_once() -> None:
    one, two = strip(0, 94, 80, 105), strip(0, 95, 80, 106)

    assert len(merged((ABOVE, BELOW), ([(0.9, one)], [(0.9, two)]))) == 1


def test_a_line_both_tiles_leave_to_the_other_is_kept_once() -> None:
    one, two = strip(0, 95, 80, 106), strip(0, 94, 80, 105)

    assert len(merged((ABOVE, BELOW), ([(0.9, one)], [(0.9, two)]))) == 1


def test_a_line_cut_by_the_edge_of_a_tile_is_kept_whole() -> None:
    whole, cut = strip(0, 74, 80, 86), strip(0, 80, 80, 86)

    assert merged((ABOVE, BELOW), ([(0.9, whole)], [(0.9, cut)])) == [(0.9, whole)]
