"""Lines cut out of the page."""

import numpy as np
import pytest

from extractors.engine import Corners
from extractors.reading.lines.places import corners, extent, quad, size
from extractors.reading.lines.strips import HEIGHT, WIDEST, grown, laid_flat, readable

PAGE = np.zeros((400, 800, 3), dtype=np.uint8)


def box(left: float, top: float, right: float, bottom: float) -> Corners:
    return np.array([(left, top), (right, top), (right, bottom), (left, bottom)], dtype=np.float32)


def test_a_slim_place_is_read_downward_from_its_top_right() -> None:
    (place,) = readable([box(10, 10, 30, 200)])

    assert place[0].tolist() == [30, 10]
    assert place[1].tolist() == [30, 200]


def test_a_single_narrow_character_stays_upright() -> None:
    word, one = readable([box(10, 10, 100, 40), box(200, 10, 214, 41)])

    assert word[0].tolist() == [10, 10]
    assert one[0].tolist() == [200, 10]


def test_a_strip_is_as_high_as_the_readers_want_and_never_endless() -> None:
    assert laid_flat(PAGE, box(0, 100, 800, 102)).shape == (HEIGHT, WIDEST, 3)


def test_a_place_survives_the_way_to_fractions_and_back() -> None:
    place = box(10, 20, 110, 45)

    assert corners(quad(place, size(PAGE), 1), size(PAGE)) == pytest.approx(place)


def test_a_larger_crop_grows_by_its_height_on_every_side() -> None:
    assert extent(grown(box(100, 100, 300, 150), 0.06)) == pytest.approx((206, 56))
