"""Boxes to tick, and ticks that overrule what is printed."""

import pytest

from pipeline.pages import Document, Region, Stroke
from tests.validators.papers import document, line, page, region
from validators.options import Options, options, overruled

CHOICE = "□是 □否"  # the boxes reach from 0 to 0.2 and from 0.6 to 0.8; the line from 0.5 to 0.52


def tick(left: float, top: float = 0.505, size: tuple[float, float] = (0.01, 0.01), on: int = 1) -> Region:
    return region(Stroke.TICK, left, top, size, page=on)


def row(text: str, *ticks: Region) -> Document:
    return document(page(line(text)), regions=ticks)


def test_a_row_with_one_box_is_no_choice() -> None:
    assert options(row("□同意")) == ()


def test_boxes_are_counted_with_those_chosen_in_print() -> None:
    assert options(row("☑是 □否")) == (Options(2, 1, 0),)


@pytest.mark.parametrize(
    ("drawn", "by_hand"),
    [
        (tick(0.1), 1),
        (tick(0.214), 1),
        (tick(0.216), 0),
        (tick(0.4, size=(0.186, 0.01)), 1),
        (tick(0.4, size=(0.184, 0.01)), 0),
        (tick(0.1, 0.534), 1),
        (tick(0.1, 0.536), 0),
        (tick(0.1, 0.476), 1),
        (tick(0.1, 0.474), 0),
        (tick(0.1, on=2), 0),
        (tick(0.9), 0),
    ],
)
def test_a_tick_belongs_to_the_box_it_touches_or_nearly_does(drawn: Region, by_hand: int) -> None:
    assert options(row(CHOICE, drawn)) == (Options(2, 0, by_hand),)


def test_a_box_chosen_in_print_is_not_chosen_again_by_hand() -> None:
    assert options(row("☑是 □否", tick(0.1), tick(0.7))) == (Options(2, 1, 1),)


@pytest.mark.parametrize(
    ("text", "drawn", "rows"),
    [
        ("退还60% 60% 30%", tick(0.75), 1),
        ("退还60% 60% 30%", tick(10 / 13), 1),
        ("退还60% 60% 30%", tick(0.45), 0),
        ("退还60% 60% 30%", tick(0.75, 0.49, (0.01, 0.02)), 1),
        ("退还60% 60% 30%", tick(0.75, 0.515), 1),
        ("退还60% 60% 30%", tick(0.75, 0.6), 0),
        ("退还60% 60% 30%", tick(0.75, 0.4), 0),
        ("退还60% 60% 30%", tick(0.75, on=2), 0),
        ("退还60% 30% 20%", tick(0.45), 0),
        ("30% 60% 60%", tick(0.0), 0),
    ],
)
def test_a_tick_at_another_number_than_the_one_agreed_and_offered_again_overrules_it(
    text: str, drawn: Region, rows: int
) -> None:
    assert overruled(row(text, drawn)) == rows
