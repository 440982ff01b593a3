"""Last days of periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claim.deadlines import Kept, days_after, kept, last_day_of_use, months_after
from pipeline.claim.workdays import Calendar

DAYS = st.dates(date(2016, 1, 1), date(2040, 12, 31))


def test_sixty_days_from_the_first_of_september_end_on_a_saturday_and_so_on_monday() -> None:
    deadline = days_after(date(2026, 9, 1), 60, Calendar())

    assert deadline.start == date(2026, 9, 1)
    assert deadline.counted == date(2026, 10, 31)
    assert deadline.last == date(2026, 11, 2)


def test_a_holiday_moves_the_last_day_behind_it() -> None:
    golden_week = frozenset(date(2026, 10, day) for day in range(1, 8))

    assert days_after(date(2026, 9, 1), 30, Calendar(holidays=golden_week)).last == date(2026, 10, 8)


@pytest.mark.parametrize(
    ("start", "months", "counted"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 1, 30), 2, date(2026, 3, 30)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 11, 15), 2, date(2027, 1, 15)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2026, 12, 5), 0, date(2026, 12, 5)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_months_last(start: date, months: int, counted: date) -> None:
    assert months_after(start, months, Calendar()).counted == counted


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        (date(2026, 10, 31), Kept.YES),
        (date(2026, 11, 1), Kept.NEAR),
        (date(2026, 11, 2), Kept.NEAR),
        (date(2026, 11, 5), Kept.NEAR),
        (date(2026, 11, 6), Kept.NO),
    ],
)
def test_near_reaches_from_the_counted_day_to_the_margin_after_the_last(day: date, answer: Kept) -> None:
    assert kept(days_after(date(2026, 9, 1), 60, Calendar()), day, 3) is answer


def test_a_period_of_use_counts_its_first_day() -> None:
    assert last_day_of_use(date(2026, 9, 5), 1, 28) == date(2026, 10, 2)
    assert last_day_of_use(date(2026, 9, 5), 2, 14) == date(2026, 10, 2)


@given(DAYS, st.integers(0, 400))
def test_the_first_day_is_never_counted(start: date, days: int) -> None:
    deadline = days_after(start, days, Calendar())

    assert deadline.counted - start == timedelta(days=days)
    assert deadline.counted <= deadline.last
    assert Calendar().works(deadline.last)
    assert (deadline.last - deadline.counted).days <= 2


@given(DAYS, st.integers(0, 60))
def test_months_keep_the_day_or_shorten_it_to_the_months_end(start: date, months: int) -> None:
    counted = months_after(start, months, Calendar()).counted

    assert (counted.year - start.year) * 12 + counted.month - start.month == months
    assert counted.day == start.day or (counted.day < start.day and (counted + timedelta(days=1)).day == 1)


@given(DAYS, st.integers(1, 200), st.integers(0, 10), st.integers(-300, 300))
def test_a_later_day_is_never_more_in_time(start: date, days: int, margin: int, at: int) -> None:
    order = [Kept.YES, Kept.NEAR, Kept.NO]
    deadline, day = days_after(start, days, Calendar()), start + timedelta(days=at)

    today, tomorrow = (kept(deadline, one, margin) for one in (day, day + timedelta(days=1)))

    assert order.index(today) <= order.index(tomorrow)


@given(DAYS, st.integers(1, 12), st.integers(1, 60))
def test_cycles_follow_each_other_without_a_gap(first: date, cycles: int, length: int) -> None:
    after_all = last_day_of_use(first, cycles, length) + timedelta(days=1)

    assert last_day_of_use(after_all, 1, length) == last_day_of_use(first, cycles + 1, length)
