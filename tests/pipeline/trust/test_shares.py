"""Intervals of counted shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.trust.shares import FEW, Share, apart


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_the_interval_is_the_published_one(count: int, n: int, low: float, high: float) -> None:
    """The four examples of Newcombe (1998), method 3."""
    told = Share(count, n).interval

    assert told == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_share_lies_in_its_interval(counted: tuple[int, int]) -> None:
    share = Share(*counted)
    low, high = share.interval

    assert 0.0 <= low <= high <= 1.0
    assert share.rate is None or low <= share.rate <= high


def test_nothing_counted_tells_nothing() -> None:
    assert Share(0, 0).rate is None
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(0, 0).few


def test_few_cases_say_so() -> None:
    assert Share(1, FEW - 1).few
    assert not Share(1, FEW).few


def test_shares_are_apart_only_where_chance_hardly_explains_it() -> None:
    assert apart(Share(90, 100), Share(40, 100))
    assert not apart(Share(9, 10), Share(6, 10))


def test_more_than_there_are_cannot_be_counted() -> None:
    with pytest.raises(ValueError, match="3 of 2"):
        Share(3, 2)
