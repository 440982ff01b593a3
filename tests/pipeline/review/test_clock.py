"""The clock of a review runs on working days, stands still while customers are asked, and lets nobody starve."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.claim.workdays import Calendar
from pipeline.review.clock import MOST_URGENT, STEP, Pause, Promise, clock, last_day, rank

MONDAY = date(2026, 11, 30)
TEN = Promise(MONDAY, 10, Calendar())


def test_ten_working_days_end_two_weeks_later() -> None:
    found = clock(TEN, (), MONDAY)

    assert (found.due, found.left, found.paused, found.late) == (date(2026, 12, 14), 10, False, False)


def test_days_off_do_not_count() -> None:
    holidays = Calendar(holidays=frozenset({date(2026, 12, 1), date(2026, 12, 2)}))

    assert clock(Promise(MONDAY, 10, holidays), (), MONDAY).due == date(2026, 12, 16)


def test_the_clock_stands_still_while_the_customer_is_asked() -> None:
    asked = Pause(date(2026, 12, 2))

    found = [clock(TEN, (asked,), day) for day in (date(2026, 12, 2), date(2027, 3, 1))]

    assert [(one.due, one.left, one.paused, one.escalated) for one in found] == [(None, 8, True, False)] * 2


def test_the_days_of_the_customer_come_on_top() -> None:
    answered = Pause(date(2026, 12, 2), date(2026, 12, 9))

    found = clock(TEN, (answered,), date(2026, 12, 9))

    assert (found.due, found.left, found.waited) == (date(2026, 12, 21), 8, 2)


def test_a_claim_is_late_the_day_after_the_last_even_on_a_day_off() -> None:
    days = [date(2026, 12, 14), date(2026, 12, 15), date(2026, 12, 19)]
    one_day_before_the_weekend = Promise(date(2026, 12, 3), 1, Calendar())

    assert [clock(TEN, (), day).left for day in days] == [0, -1, -4]
    assert clock(one_day_before_the_weekend, (), date(2026, 12, 5)).late


def test_after_ten_days_somebody_must_look_whatever_the_policy_promises() -> None:
    slow = Promise(MONDAY, 100, Calendar())

    assert [clock(slow, (), MONDAY + timedelta(days=days)).escalated for days in (9, 10)] == [False, True]


def test_more_urgent_claims_come_first_of_those_that_came_together() -> None:
    opened = datetime(2026, 11, 30, 9, tzinfo=UTC)
    due = last_day(TEN, ())

    ranked = sorted(range(MOST_URGENT + 1), key=lambda urgency: rank(opened, due, urgency))

    assert ranked == list(range(MOST_URGENT, -1, -1))


@given(st.integers(0, MOST_URGENT), st.integers(0, MOST_URGENT), st.integers(0, 10_000))
def test_nobody_is_passed_by_who_comes_more_than_nine_steps_later(mine: int, theirs: int, minutes: int) -> None:
    opened = datetime(2026, 11, 30, 9, tzinfo=UTC)
    later = opened + (MOST_URGENT + 1) * STEP + timedelta(days=1, minutes=minutes)
    due = [last_day(Promise(one.date(), 10, Calendar()), ()) for one in (opened, later)]

    assert rank(opened, due[0], mine) < rank(later, due[1], theirs)


def test_an_urgency_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 9"):
        rank(datetime(2026, 11, 30, tzinfo=UTC), MONDAY, 10)
