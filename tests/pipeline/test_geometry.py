"""Places on a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.geometry import Box, Point, Quad, joined, union

FRACTIONS = st.floats(0, 1)


@given(st.lists(FRACTIONS, min_size=2, max_size=2), st.lists(FRACTIONS, min_size=2, max_size=2))
def test_a_box_upside_down_cannot_exist(xs: list[float], ys: list[float]) -> None:
    (left, right), (top, bottom) = sorted(xs), sorted(ys)

    assert Box(page=1, left=left, top=top, right=right, bottom=bottom).sides == (left, top, right, bottom)
    if left < right:
        with pytest.raises(ValueError, match="no box on the page"):
            Box(page=1, left=right, top=top, right=left, bottom=bottom)


@pytest.mark.parametrize("sides", [(-0.1, 0, 1, 1), (0, 0, 1.01, 1), (0, 0.5, 1, float("nan"))])
def test_a_box_outside_the_page_cannot_exist(sides: tuple[float, float, float, float]) -> None:
    left, top, right, bottom = sides

    with pytest.raises(ValueError, match="no box on the page"):
        Box(page=1, left=left, top=top, right=right, bottom=bottom)


def test_pages_are_counted_from_one() -> None:
    with pytest.raises(ValueError, match="counted from 1"):
        Box(page=0, left=0, top=0, right=1, bottom=1)


def test_a_slanted_quad_is_clipped_to_the_page() -> None:
    quad = Quad(1, ((-0.02, 0.1), (0.5, 0.12), (0.5, 0.16), (-0.02, 0.14)))

    assert quad.box.sides == (0.0, 0.1, 0.5, 0.16)


@given(FRACTIONS, FRACTIONS)
def test_a_part_of_a_quad_lies_inside_it(one: float, other: float) -> None:
    start, end = sorted((one, other))
    whole = Quad(1, ((0.1, 0.1), (0.9, 0.2), (0.9, 0.3), (0.1, 0.2)))

    part = whole.part(start, end).box

    assert part.left >= whole.box.left - 1e-9
    assert part.right <= whole.box.right + 1e-9


@given(st.lists(st.tuples(st.floats(-0.1, 1.1), st.floats(-0.1, 1.1)), min_size=4, max_size=4), FRACTIONS, FRACTIONS)
def test_the_sides_of_a_part_are_those_of_its_box(corners: list[Point], one: float, other: float) -> None:
    start, end = sorted((one, other))
    a, b, c, d = corners
    quad = Quad(1, (a, b, c, d))

    assert quad.part_sides(start, end) == quad.part(start, end).box.sides


def test_quads_of_two_pages_make_no_one_quad() -> None:
    first = Quad.around(Box(page=1, left=0, top=0, right=1, bottom=1))
    second = Quad.around(Box(page=2, left=0, top=0, right=1, bottom=1))

    with pytest.raises(ValueError, match="cannot cover pages"):
        joined((first, second))


def test_a_union_covers_all_its_boxes() -> None:
    one = Box(page=1, left=0.1, top=0.2, right=0.3, bottom=0.4)
    other = Box(page=1, left=0.2, top=0.1, right=0.5, bottom=0.3)

    assert union((one, other)).sides == (0.1, 0.1, 0.5, 0.4)
