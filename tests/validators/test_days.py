"""Whether two readings of a day of purchase come to the same."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.validators.papers import TODAY, paper
from validators.days import iso, stand_alike

WINDOW = replace(paper(), refund_window_days=60)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (-2, -5, True),  # ahead
        (-1, -2, False),  # it may be tomorrow already, but not the day after
        (-1, 0, True),
        (0, 59, True),  # inside the window
        (59, 60, False),
        (60, 63, True),  # about its end
        (63, 64, False),
        (64, 400, True),  # over
        (-2, 64, False),
    ],
)
def test_two_days_before_today_are_alike_where_the_window_treats_them_alike(one: int, other: int, alike: bool) -> None:
    readings = tuple((TODAY - timedelta(days=days)).isoformat() for days in (one, other))

    assert stand_alike(readings, WINDOW) is alike


def test_without_a_window_no_two_days_are_alike() -> None:
    assert not stand_alike(("2026-11-05", "2026-05-11"), paper())
    assert stand_alike(("2026-11-05", "2026-11-05"), paper())


def test_a_reading_that_is_no_day_is_like_no_other() -> None:
    assert iso("2026-13-05") is None
    assert not stand_alike(("2026-11-05", "2026-13-05"), WINDOW)
