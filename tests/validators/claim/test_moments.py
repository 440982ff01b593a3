"""Printed moments, compared as finely as both were printed."""

import pytest

from validators.claim.moments import after, fits


@pytest.mark.parametrize(
    ("early", "late", "answer"),
    [
        ("2026-11-05T18:13", "2026-11-05T18:14", True),
        ("2026-11-05T18:13", "2026-11-05T18:13", True),
        ("2026-11-05T18:13", "2026-11-05T18:12", False),
        ("2026-11-05T18:13:59", "2026-11-05T18:13:00", True),
        ("2026-11-05T18:13:59", "2026-11-05T18:13", True),
        ("2026-11-05T18:13", "2026-11-05", True),
        ("2026-11-05", "2026-11-05T00:00", True),
        ("2026-11-06", "2026-11-05T23:59", False),
        ("2026-11-05", "2026-11-06", True),
        ("2026-11-06", "2026-11-05", False),
    ],
)
def test_what_is_printed_to_the_minute_is_compared_to_the_minute_and_else_to_the_day(
    early: str, late: str, answer: bool
) -> None:
    assert after(early, late) is answer


@pytest.mark.parametrize(
    ("ordered", "paid", "answer"),
    [
        ("2026-11-05T18:13", "2026-11-05T18:13", True),
        ("2026-11-05T18:13", "2026-11-05T18:12", False),
        ("2026-11-05T18:13:40", "2026-11-05T18:13:02", True),
        ("2026-11-05T18:13", "2026-11-12T18:13", True),
        ("2026-11-05T18:13", "2026-11-12T18:14", False),
        ("2026-11-05T18:13", "2026-11-12", True),
        ("2026-11-05", "2026-11-12T23:59", True),
        ("2026-11-05", "2026-11-13", False),
        ("2026-11-05", "2026-11-04T23:59", False),
    ],
)
def test_a_payment_fits_an_order_from_its_moment_to_seven_days_after_it(ordered: str, paid: str, answer: bool) -> None:
    assert fits(ordered, paid) is answer
