"""Rows of text in which every character knows its place."""

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.sheets import folded
from tests.paper import paper


@given(st.text())
def test_folding_never_moves_a_character(text: str) -> None:
    assert len(folded(text)) == len(text)


def test_full_width_marks_read_like_plain_ones() -> None:
    assert folded("￥２９９．００（大写）：") == "¥299.00(大写):"


def test_a_match_that_crosses_columns_has_one_place() -> None:
    strip = paper("TOTAL          RM          73.70").strips[0]
    match = re.search(r"RM\s+73.70", strip.text)
    assert match is not None

    spot = strip.spot(match)

    assert spot.text == "RM  73.70"
    assert spot.place.box.left == strip.lines[1].box.left
    assert spot.place.box.right == strip.lines[2].box.right


def test_a_spot_is_as_sure_as_its_weakest_character() -> None:
    strip = paper("TOTAL  73.70").strips[0]

    assert strip.lowest(0, 5) == 0.99


def test_rows_of_another_page_are_not_neighbours() -> None:
    sheet = paper("first\nsecond\nthird")

    assert [row.text for row in sheet.after(sheet.strips[0], 5)] == ["second", "third"]
    assert [row.text for row in sheet.before(sheet.strips[2])] == ["second"]
    assert sheet.before(sheet.strips[0]) == ()
