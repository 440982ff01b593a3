"""Rows as a person reads them."""

import math
from collections.abc import Callable
from random import Random

import pytest

from extractors.reading.lines.rows import in_rows
from pipeline.geometry import Point, Quad
from pipeline.pages import Line

WIDTH, HEIGHT = 1000, 1400
Warp = Callable[[float, float], Point]


def line(text: str, at: tuple[float, float], length: float, *, high: float = 24, warp: Warp | None = None) -> Line:
    """A line of `length` x `high` pixels with its left top corner `at`, whose corners were moved by `warp`."""
    left, top = at
    corners = [(left, top), (left + length, top), (left + length, top + high), (left, top + high)]
    moved = [warp(x, y) if warp else (x, y) for x, y in corners]
    a, b, c, d = ((x / WIDTH, y / HEIGHT) for x, y in moved)
    count = len(text)
    stops = tuple((place / count, (place + 1) / count) for place in range(count))
    return Line(text=text, quad=Quad(1, (a, b, c, d)), stops=stops, scores=(1.0,) * count, reader="hand")


def receipt(warp: Warp | None = None, *, rows: int = 24) -> list[Line]:
    """A name on the left and an amount far to the right, row under row; mixed up."""
    lines = []
    for row in range(rows):
        top = 80 + row * 1200 / rows
        lines.append(line(f"name{row}", (60, top), 330, warp=warp))
        lines.append(line(f"amount{row}", (820, top), 110, warp=warp))
    Random(3).shuffle(lines)  # noqa: S311 (an order for a test, no secret)
    return lines


def read(lines: list[Line]) -> list[list[str]]:
    return [[line.text for line in row] for row in in_rows(lines, WIDTH, HEIGHT)[0]]


def expected(rows: int = 24) -> list[list[str]]:
    return [[f"name{row}", f"amount{row}"] for row in range(rows)]


def turned(degrees: float) -> Warp:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return lambda x, y: (
        500 + (x - 500) * cos - (y - 700) * sin,
        700 + (x - 500) * sin + (y - 700) * cos,
    )


def seen_from_the_side(x: float, y: float) -> Point:
    """The right edge is 30 % nearer than the left."""
    depth = 1.15 - 0.3 * x / WIDTH
    return 500 + (x - 500) / depth, 700 + (y - 700) / depth


def bent(x: float, y: float) -> Point:
    """Curled paper: the middle hangs half a line lower than the edges."""
    return x, y + 12 * math.sin(math.pi * x / WIDTH)


def test_two_columns_far_apart_on_one_row_belong_together() -> None:
    assert read(receipt()) == expected()


@pytest.mark.parametrize("degrees", [-5, -3, -1, 1, 3, 5])
def test_rows_are_right_on_a_page_that_leans(degrees: float) -> None:
    lines = receipt(turned(degrees))

    assert read(lines) == expected()
    assert in_rows(lines, WIDTH, HEIGHT)[1] == pytest.approx(degrees, abs=0.2)


def test_rows_are_right_in_perspective() -> None:
    assert read(receipt(seen_from_the_side)) == expected()


def test_rows_are_right_in_perspective_on_a_page_that_leans() -> None:
    lean = turned(4)

    assert read(receipt(lambda x, y: seen_from_the_side(*lean(x, y)))) == expected()


def test_rows_are_right_on_curled_paper() -> None:
    assert read(receipt(bent)) == expected()


def test_a_large_amount_stands_on_the_row_of_its_small_label() -> None:
    lines = [line("128.50", (700, 500), 200, high=60), line("Total", (60, 530), 100), line("Cash", (60, 590), 100)]

    assert read(lines) == [["Total", "128.50"], ["Cash"]]


def test_a_large_mark_over_two_rows_does_not_join_them() -> None:
    lines = [
        line("first", (60, 500), 200),
        line("second", (60, 526), 200),
        line("one", (800, 500), 100),
        line("two", (800, 526), 100),
        line("STAMP", (400, 495), 200, high=60),
    ]

    rows = read(lines)

    assert [[text for text in row if text != "STAMP"] for row in rows if row != ["STAMP"]] == [
        ["first", "one"],
        ["second", "two"],
    ]


def test_text_that_runs_downward_stands_alone() -> None:
    side = line("side", (20, 100), 30, high=20)
    corners = ((0.05, 0.05), (0.05, 0.4), (0.02, 0.4), (0.02, 0.05))
    downward = Line(text="side", quad=Quad(1, corners), stops=side.stops, scores=side.scores, reader="hand")

    rows = read([*receipt(), downward])

    assert ["side"] in rows
    assert [row for row in rows if row != ["side"]] == expected()


def test_the_words_of_a_stamp_that_run_across_the_rows_come_after_them() -> None:
    stamp = line("stamp", (400, 500), 60, high=20)
    corners = ((0.4, 0.3), (0.44, 0.32), (0.43, 0.34), (0.39, 0.32))
    slanted = Line(text="stamp", quad=Quad(1, corners), stops=stamp.stops, scores=stamp.scores, reader="hand")

    rows = read([slanted, *receipt()])

    assert rows == [*expected(), ["stamp"]]


def test_a_page_of_few_lines_does_not_say_how_it_leans() -> None:
    assert in_rows(receipt(turned(5), rows=2), WIDTH, HEIGHT)[1] == 0.0


def test_a_page_without_lines_has_no_rows() -> None:
    assert in_rows((), WIDTH, HEIGHT) == ((), 0.0)


def test_an_overfull_page_is_ordered_without_losing_a_line() -> None:
    chance = Random(5)  # noqa: S311 (specks for a test, no secret)
    specks = [line("x", (chance.uniform(0, 980), chance.uniform(0, 1370)), 12, high=12) for _ in range(2000)]

    rows, _ = in_rows(specks, WIDTH, HEIGHT)

    assert sum(len(row) for row in rows) == 2000
