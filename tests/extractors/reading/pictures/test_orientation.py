"""A page laid down the wrong way is found and read upright."""

import numpy as np
import pytest

from extractors.engine import Image, LineReader, Spelling
from extractors.engines.ppocr_v6_tiny import ENGINE
from extractors.reading.lines.cascade import Cascade, NamedReader
from extractors.reading.looking import Layer, Looked
from extractors.reading.pictures.orientation import tells
from extractors.reading.pictures.turning import QUARTERS, turned_page, turned_picture, turned_place
from pipeline.geometry import Box, Quad
from pipeline.pages import Code
from tests.extractors.reading.drawn import page, readers, texts

TILL = [
    "CORNER SHOP LIMITED",
    "12 Market Street, Northtown",
    "Date 2026-03-14 18:05",
    "Bread roll with butter 4.20",
    "Total to be paid 128.50",
]


class Counting:
    """A reader that counts the strips it is given."""

    def __init__(self, reader: LineReader) -> None:
        self._reader = reader
        self.strips = 0

    def spell(self, strip: Image) -> Spelling:
        self.strips += 1
        return self._reader.spell(strip)


@pytest.mark.parametrize("laid", QUARTERS)
def test_a_page_laid_any_way_is_read_as_the_upright_one(laid: int) -> None:
    upright = page(TILL)

    read = readers().read(turned_picture(upright, laid), 1)

    assert [line.text for row in read.rows for line in row] == texts(upright) == TILL
    assert read.turned == (360 - laid) % 360


@pytest.mark.parametrize("laid", QUARTERS)
def test_places_are_those_of_the_upright_page(laid: int) -> None:
    upright = page(TILL)
    expected = [line.quad.box.sides for row in readers().read(upright, 1).rows for line in row]

    found = readers().read(turned_picture(upright, laid), 1)

    sides = [line.quad.box.sides for row in found.rows for line in row]
    assert np.abs(np.array(sides) - np.array(expected)).max() < 0.01


def test_an_upright_page_costs_no_reading_more() -> None:
    counting = Counting(ENGINE.reader())
    assert ENGINE.finder is not None
    second = NamedReader("second", ENGINE.reader())
    cascade = Cascade(
        finder=ENGINE.finder(), first=NamedReader("counted", counting), second=second, again=lambda _: False
    )

    lines = cascade.read(cascade.stand(page(TILL)), 1)

    assert counting.strips == len(lines) == len(TILL)


@pytest.mark.parametrize("laid", [0, 180])
def test_rules_of_asterisks_do_not_tell_which_way_a_slip_lies(laid: int) -> None:
    rule = "*" * 34
    slip = [rule, TILL[0], rule, *TILL[1:4], rule, TILL[4], rule]

    read = readers().read(turned_picture(page(slip), laid), 1)

    assert [line.text for row in read.rows for line in row if "*" not in line.text] == TILL
    assert read.turned == laid


@pytest.mark.parametrize(
    "text",
    [
        "6900000000078 142.90",
        "会员:153****0013 本次积分：142 累计",
        "合计",
        "The seller refunds the price within fifteen working days after the return has been checked.",
    ],
)
def test_a_line_of_text_tells_which_way_it_runs(text: str) -> None:
    assert tells(text)


@pytest.mark.parametrize(
    "text",
    [
        "*" * 34,
        "贵导贵柴普景景贵景普景景贵导普景景贵导普景柴贵柴普景柴",
        "本柴本本尝本水本本尝本柴本本本学本本学本本本本学",
        "",
    ],
)
def test_a_rule_tells_nothing_whatever_glyphs_it_is_taken_for(text: str) -> None:
    assert not tells(text)


def test_a_page_nobody_can_read_is_left_as_it_lies() -> None:
    scrawl = np.full((600, 600, 3), 255, dtype=np.uint8)
    chance = np.random.default_rng(4)
    for left in range(60, 540, 80):
        scrawl[40:560, left : left + 30] = chance.integers(0, 255, (520, 30, 1))

    assert readers().read(scrawl, 1).turned == 0


def test_a_label_on_its_side_does_not_turn_the_page_it_stands_on() -> None:
    sheet = page(TILL)
    label = turned_picture(page(["Copy for the customer"], width=400), 90)
    wide = np.full((max(sheet.shape[0], label.shape[0]), sheet.shape[1] + label.shape[1], 3), 255, dtype=np.uint8)
    wide[: sheet.shape[0], : sheet.shape[1]] = sheet
    wide[: label.shape[0], sheet.shape[1] :] = label

    read = readers().read(wide, 1)

    assert read.turned == 0
    assert TILL[-1] in "\n".join(line.text for row in read.rows for line in row)


@pytest.mark.parametrize("degrees", QUARTERS)
def test_what_was_seen_turns_with_its_page(degrees: int) -> None:
    """A mark in the picture and the place around it end at the same spot."""
    image = np.zeros((40, 80, 3), dtype=np.uint8)
    image[10:20, 8:40] = 255
    place = Quad.around(Box(page=1, left=0.1, top=0.25, right=0.5, bottom=0.5))
    looked = Looked(
        number=1,
        width=80,
        height=40,
        rotation=270,
        codes=(Code(payload="x", quad=place),),
        layer=Layer(lines=(), serves=False),
    )

    seen = turned_page(looked, degrees)

    rows, columns = np.nonzero(turned_picture(image, degrees)[..., 0])
    box = seen.codes[0].quad.box
    assert (round(box.left * seen.width), round(box.right * seen.width)) == (columns.min(), columns.max() + 1)
    assert (round(box.top * seen.height), round(box.bottom * seen.height)) == (rows.min(), rows.max() + 1)
    assert seen.rotation == (270 + degrees) % 360
    back = turned_place(turned_place(place, degrees), (360 - degrees) % 360)
    assert np.allclose(back.corners, place.corners)
