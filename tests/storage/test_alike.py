"""The index of pictures against looking at every single one."""

from dataclasses import replace

import numpy as np
import pytest

from pipeline.alike.prints import HASH_BITS, Point, Print, alike
from storage.alike import Alike, hashed

CHANCE = np.random.default_rng(20261129)


def strewn(spots: int) -> Print:
    bits = CHANCE.integers(0, 2**63, (spots + 1, 2)).tolist()
    points = tuple(Point(x=0, y=0, size=64, angle=0, bits=one << HASH_BITS | two) for one, two in bits[1:])
    return Print(width=320, height=320, whole=bits[0][0], points=points)


def worn(shown: Print, bits: int) -> Print:
    """Every hash with so many bits turned over."""

    def turned(value: int, most: int) -> int:
        for place in CHANCE.choice(most, bits, replace=False):
            value ^= 1 << int(place)
        return value

    points = tuple(replace(one, bits=turned(one.bits >> HASH_BITS, HASH_BITS) << HASH_BITS) for one in shown.points)
    return replace(shown, whole=turned(shown.whole, HASH_BITS), points=points)


@pytest.fixture(scope="module")
def pictures() -> tuple[Print, ...]:
    return tuple(strewn((0, 1, 12, 40)[number % 4]) for number in range(1_500))


@pytest.fixture(scope="module")
def index(pictures: tuple[Print, ...]) -> Alike:
    """Learnt in portions, so that some of it is sorted and some is not."""
    made = Alike()
    rows = [(number, hashed(shown)) for number, shown in enumerate(pictures, 1)]
    for at in range(0, len(rows), 400):
        made.learn(rows[at : at + 400])
    return made


@pytest.mark.parametrize("bits", [0, 2, 5])
def test_it_finds_what_looking_at_every_one_finds(index: Alike, pictures: tuple[Print, ...], bits: int) -> None:
    for number in range(1, 1_500, 37):
        asked = worn(pictures[number - 1], bits)
        one_by_one = {place for place, other in enumerate(pictures, 1) if alike(asked, other)}

        assert number in one_by_one
        assert set(index.nearest(asked, 16)) == one_by_one


def test_the_likeliest_comes_first(index: Alike, pictures: tuple[Print, ...]) -> None:
    wanted = next(number for number, shown in enumerate(pictures, 1) if len(shown.points) == 40)

    assert index.nearest(worn(pictures[wanted - 1], 3), 1) == (wanted,)


def test_a_strange_picture_is_near_to_none(index: Alike) -> None:
    assert index.nearest(strewn(40), 16) == ()


def test_it_knows_how_far_it_has_learnt(index: Alike) -> None:
    assert index.newest == 1_500
    assert Alike().newest == 0
    assert Alike().nearest(strewn(40), 16) == ()
