"""Counts of evidence, by the clock on the wall."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from pipeline.figures import (
    Arrived,
    Ended,
    Span,
    automated,
    by_day,
    by_hour,
    by_weekday,
    refusals,
    routes,
    span_of_days,
)
from pipeline.trust.shares import Share

CHINA = timezone(timedelta(hours=8))
LATE = Arrived(datetime(2026, 11, 27, 23, tzinfo=UTC), 3)  # a Saturday morning at seven in China


def ended(count: int, state: str = "settled", route: str | None = "accept", code: str | None = None) -> Ended:
    return Ended(kind="receipt", state=state, route=route, code=code, count=count)


def test_hours_and_days_are_those_of_the_place_people_work_at() -> None:
    assert by_hour((LATE,), CHINA)[7] == 3
    assert by_weekday((LATE,), CHINA) == (0, 0, 0, 0, 0, 3, 0)
    assert by_weekday((LATE,), UTC) == (0, 0, 0, 0, 3, 0, 0)


def test_days_without_anything_are_counted_too() -> None:
    span = span_of_days(date(2026, 11, 27), date(2026, 11, 29), CHINA)

    assert by_day((LATE,), span, CHINA) == (
        (date(2026, 11, 27), 0),
        (date(2026, 11, 28), 3),
        (date(2026, 11, 29), 0),
    )


@pytest.mark.parametrize("days", [0, 367])
def test_a_span_has_a_length_of_at_most_a_year(days: int) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)

    with pytest.raises(ValueError, match="a year"):
        Span(start=start, end=start + timedelta(days=days))


def test_what_passed_alone_is_a_share_of_what_was_read() -> None:
    told = automated((ended(8), ended(2, route="review"), ended(5, "refused", None, "locked")))

    assert told == (("receipt", Share(8, 10)),)


def test_files_that_were_not_read_stand_beside_the_routes() -> None:
    found = (ended(2, route="review"), ended(5, "refused", None, "locked"), ended(1, "quarantined", None, "crashed"))

    assert routes(found) == (("refused", 5), ("review", 2), ("quarantined", 1))
    assert refusals(found) == (("locked", 5), ("crashed", 1))
