"""Which seal belongs to which place, and which lines stand in one signing block."""

import pytest

from pipeline.geometry import Box
from pipeline.pages import Region, Stroke
from tests.validators.papers import document, region
from validators.signing import Place, sealed, seals, under


def place(left: float, top: float, *, page: int = 1) -> Place:
    """A tenth of the page wide, two hundredths high."""
    return Place("盖章", "", Box(page=page, left=left, top=top, right=left + 0.1, bottom=top + 0.02), 0.02)


def seal(left: float, top: float, size: tuple[float, float] = (0.02, 0.02)) -> Region:
    return region(Stroke.SEAL, left, top, size)


@pytest.mark.parametrize(
    ("mine", "rival"),
    [
        (place(0.5, 0.5), place(0.62, 0.5)),
        (place(0.5, 0.5), place(0.38, 0.5)),
        (place(0.5, 0.5), place(0.5, 0.6)),
        (place(0.5, 0.5), place(0.5, 0.4)),
    ],
)
def test_a_seal_belongs_to_the_place_it_stands_nearest_to(mine: Place, rival: Place) -> None:
    read = document(regions=[seal(0.54, 0.5)])

    assert sealed(mine, read, [rival])
    assert not sealed(rival, read, [mine])


def test_a_seal_as_near_to_a_rival_seals_both() -> None:
    read = document(regions=[seal(0.54, 0.5)])

    assert sealed(place(0.5, 0.5), read, [place(0.5, 0.5)])


def test_places_of_two_pages_do_not_compete() -> None:
    assert sealed(place(0.5, 0.5), document(regions=[seal(0.54, 0.55)]), [place(0.54, 0.55, page=2)])


@pytest.mark.parametrize(("left", "reached"), [(0.425, True), (0.415, False), (0.595, True), (0.605, False)])
def test_a_seal_left_of_its_place_may_stand_a_little_off(left: float, reached: bool) -> None:
    """Six hundredths of the page to the left, none to the right."""
    assert sealed(place(0.5, 0.5), document(regions=[seal(left, 0.5)])) is reached


@pytest.mark.parametrize(
    ("left", "size", "counts"),
    [
        (0.015, (0.03, 0.03), True),
        (0.02, (0.03, 0.03), False),
        (0.9, (0.09, 0.03), True),
        (0.9, (0.08, 0.03), False),
    ],
)
def test_red_in_the_head_of_a_page_is_a_seal_only_at_an_edge(
    left: float, size: tuple[float, float], counts: bool
) -> None:
    assert bool(seals(document(regions=[seal(left, 0.1, size)]))) is counts


@pytest.mark.parametrize(
    ("left", "top", "page", "within"),
    [
        (0.5, 0.52, 1, True),
        (0.5, 0.5, 1, False),
        (0.5, 0.48, 1, False),
        (0.5, 0.589, 1, True),
        (0.5, 0.591, 1, False),
        (0.559, 0.52, 1, True),
        (0.561, 0.52, 1, False),
        (0.441, 0.52, 1, True),
        (0.439, 0.52, 1, False),
        (0.5, 0.52, 2, False),
    ],
)
def test_a_block_reaches_a_little_way_below_its_head_and_begins_where_it_begins(
    left: float, top: float, page: int, within: bool
) -> None:
    other = place(left, top, page=page)

    assert under([place(0.5, 0.5)], [other]) == ((other,) if within else ())
