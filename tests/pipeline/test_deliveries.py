"""The published schedule is kept, whatever the receiver answers."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.deliveries import SCHEDULE, Answer, Dead, Delivered, Disable, Trouble, TryAgain, after, retry_after

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
LAST = len(SCHEDULE)
DOWN = Answer(trouble=Trouble.NO_CONNECTION)
ANSWERS = st.one_of(
    st.sampled_from(Trouble).map(lambda trouble: Answer(trouble=trouble)),
    st.builds(Answer, st.integers(100, 599), st.none(), st.none() | st.timedeltas(timedelta(0), timedelta(days=9))),
)


def test_a_receiver_that_stays_down_is_tried_ten_times_over_three_days() -> None:
    now, waits = NOW, []
    for attempt in range(1, LAST):
        following = after(attempt, DOWN, now, 0.0)
        assert isinstance(following, TryAgain)
        waits.append(following.at - now)
        now = following.at

    assert waits == list(SCHEDULE[1:])
    assert now - NOW == timedelta(hours=75, minutes=35, seconds=5)
    assert after(LAST, DOWN, now, 0.0) == Dead()


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
@pytest.mark.parametrize("attempt", [1, LAST])
def test_any_two_hundred_is_delivered(status: int, attempt: int) -> None:
    assert after(attempt, Answer(status), NOW, 0.5) == Delivered()


@pytest.mark.parametrize("status", [101, 301, 302, 307, 308, 400, 401, 404, 500, 503])
def test_anything_else_is_tried_again_on_schedule(status: int) -> None:
    assert after(2, Answer(status), NOW, 0.0) == TryAgain(NOW + timedelta(minutes=5))
    assert after(LAST, Answer(status), NOW, 0.0) == Dead()


@pytest.mark.parametrize("trouble", Trouble)
def test_every_trouble_counts_as_a_failure_with_its_reason(trouble: Trouble) -> None:
    answer = Answer(trouble=trouble)

    assert after(1, answer, NOW, 0.0) == TryAgain(NOW + timedelta(seconds=5))
    assert after(LAST, answer, NOW, 0.0) == Dead()
    assert answer.reason == trouble.value


@pytest.mark.parametrize("attempt", [1, 5, LAST])
def test_gone_switches_the_endpoint_off(attempt: int) -> None:
    assert after(attempt, Answer(410), NOW, 0.0) == Disable()


@pytest.mark.parametrize("status", [429, 502, 504])
def test_an_overloaded_receiver_gets_a_minute_at_least(status: int) -> None:
    assert Answer(status).overloaded
    assert after(1, Answer(status), NOW, 0.0) == TryAgain(NOW + timedelta(minutes=1))
    assert after(4, Answer(status), NOW, 0.0) == TryAgain(NOW + timedelta(hours=2))


@pytest.mark.parametrize(
    ("attempt", "asked", "waited"),
    [
        (1, timedelta(seconds=90), timedelta(seconds=90)),
        (2, timedelta(seconds=90), timedelta(minutes=5)),
        (1, timedelta(days=30), timedelta(hours=24)),
        (1, timedelta(0), timedelta(seconds=5)),
    ],
)
def test_retry_after_lengthens_the_wait_up_to_a_day(attempt: int, asked: timedelta, waited: timedelta) -> None:
    assert after(attempt, Answer(503, None, asked), NOW, 0.0) == TryAgain(NOW + waited)


def test_retry_after_brings_no_attempt_beyond_the_last() -> None:
    assert after(LAST, Answer(503, None, timedelta(seconds=1)), NOW, 0.0) == Dead()


@given(st.integers(1, LAST), ANSWERS, st.floats(0, 1))
def test_jitter_adds_at_most_a_tenth_and_takes_nothing_away(attempt: int, answer: Answer, jitter: float) -> None:
    plain, spread = after(attempt, answer, NOW, 0.0), after(attempt, answer, NOW, jitter)

    assert type(plain) is type(spread)
    if isinstance(plain, TryAgain) and isinstance(spread, TryAgain):
        assert NOW + SCHEDULE[attempt] <= plain.at <= NOW + timedelta(hours=24)
        assert plain.at <= spread.at <= NOW + (plain.at - NOW) * 1.1 + timedelta(microseconds=1)


@pytest.mark.parametrize(("attempt", "jitter"), [(0, 0.0), (LAST + 1, 0.0), (1, -0.1), (1, 1.1), (1, float("nan"))])
def test_numbers_out_of_range_are_a_mistake_of_ours(attempt: int, jitter: float) -> None:
    with pytest.raises(ValueError, match="attempts count from 1 to 10"):
        after(attempt, DOWN, NOW, jitter)


def test_an_answer_is_a_status_or_a_trouble() -> None:
    with pytest.raises(ValueError, match="a status or a trouble"):
        Answer()
    with pytest.raises(ValueError, match="a status or a trouble"):
        Answer(200, Trouble.TIME_OUT)
    assert Answer(503).reason == "status 503"


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("999999999", timedelta(hours=24)),
        (format_datetime(NOW + timedelta(minutes=7), usegmt=True), timedelta(minutes=7)),
        (format_datetime(NOW - timedelta(minutes=7), usegmt=True), timedelta(0)),
        ("Fri, 31 Dec 9999 23:59:59 GMT", timedelta(hours=24)),
        ("Sat, 28 Nov 2026 12:00:30 -0000", timedelta(seconds=30)),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("١٢٠", None),
        ("5, 6", None),
        ("9" * 5000, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, wait: timedelta | None) -> None:
    assert retry_after(text, NOW) == wait


@given(st.text(st.characters(max_codepoint=255)) | st.text("0123456789 :,+-GMTFriJan", max_size=40))
def test_whatever_a_receiver_writes_there_is_no_error(text: str) -> None:
    wait = retry_after(text, NOW)

    assert wait is None or timedelta(0) <= wait <= timedelta(hours=24)
