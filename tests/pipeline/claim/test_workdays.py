"""Which days people work."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claim.workdays import Calendar

PLAIN = Calendar()
# Friday 25 September and 1 to 7 October off; Sunday 27 September and Saturday 10 October worked in their place
AUTUMN = Calendar(
    holidays=frozenset({date(2026, 9, 25), *(date(2026, 10, day) for day in range(1, 8))}),
    workdays=frozenset({date(2026, 9, 27), date(2026, 10, 10)}),
)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
CALENDARS = st.sampled_from([PLAIN, AUTUMN])


@pytest.mark.parametrize(
    ("day", "plain", "autumn"),
    [
        (date(2026, 9, 24), True, True),
        (date(2026, 9, 25), True, False),
        (date(2026, 9, 26), False, False),
        (date(2026, 9, 27), False, True),
        (date(2026, 9, 28), True, True),
        (date(2026, 10, 1), True, False),
        (date(2026, 10, 7), True, False),
        (date(2026, 10, 8), True, True),
        (date(2026, 10, 10), False, True),
        (date(2026, 10, 11), False, False),
    ],
)
def test_people_work_from_monday_to_friday_but_for_holidays_and_on_days_worked_in_their_place(
    day: date, plain: bool, autumn: bool
) -> None:
    assert (PLAIN.works(day), AUTUMN.works(day)) == (plain, autumn)


def test_no_day_can_be_both_a_holiday_and_a_working_day_and_the_first_such_day_is_named() -> None:
    off = frozenset({date(2026, 10, 2), date(2026, 10, 1), date(2026, 10, 5)})

    with pytest.raises(ValueError, match=r"^2026-10-01 cannot be both a holiday and a working day$"):
        Calendar(holidays=off, workdays=frozenset({date(2026, 10, 2), date(2026, 10, 1)}))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 9, 24), date(2026, 9, 24)),
        (date(2026, 9, 25), date(2026, 9, 27)),
        (date(2026, 9, 30), date(2026, 9, 30)),
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 10, 7), date(2026, 10, 8)),
        (date(2026, 10, 11), date(2026, 10, 12)),
    ],
)
def test_a_day_off_moves_to_the_next_day_people_work_on(day: date, expected: date) -> None:
    assert AUTUMN.next_workday(day) == expected


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 9, 24), 1, date(2026, 9, 27)),
        (date(2026, 9, 24), 2, date(2026, 9, 28)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 4, date(2026, 10, 12)),
        (date(2026, 10, 3), 1, date(2026, 10, 8)),
        (date(2026, 10, 3), 0, date(2026, 10, 3)),
        (date(2026, 10, 3), -1, date(2026, 10, 3)),
    ],
)
def test_working_days_are_counted_from_the_day_after(day: date, count: int, expected: date) -> None:
    assert AUTUMN.workdays_after(day, count) == expected


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (date(2026, 9, 24), date(2026, 9, 24), 0),
        (date(2026, 9, 24), date(2026, 9, 26), 0),
        (date(2026, 9, 24), date(2026, 9, 27), 1),
        (date(2026, 9, 24), date(2026, 9, 28), 2),
        (date(2026, 9, 30), date(2026, 10, 10), 3),
        (date(2026, 9, 28), date(2026, 9, 24), 0),
    ],
)
def test_between_two_days_the_last_counts_and_the_first_does_not(first: date, last: date, count: int) -> None:
    assert AUTUMN.workdays_between(first, last) == count


def test_a_holiday_of_a_year_is_waited_out() -> None:
    year = frozenset(date(2026, 1, 1) + timedelta(days=at) for at in range(365))

    assert Calendar(holidays=year).next_workday(date(2026, 1, 1)) == date(2027, 1, 1)
    assert Calendar(holidays=year).workdays_after(date(2025, 12, 31), 2) == date(2027, 1, 4)


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_counting_on_and_counting_between_agree(calendar: Calendar, day: date, count: int) -> None:
    last = calendar.workdays_after(day, count)

    assert calendar.works(last)
    assert calendar.workdays_between(day, last) == count
