"""Ids sort by time, say what they name, and are spelled as ULIDs."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.ids import RANDOM_BYTES, made

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
RANDOM = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


def test_the_specifications_example_is_spelled_the_same() -> None:
    at = datetime.fromtimestamp(1469918176.385, UTC)

    assert made("evd", at, bytes(10)) == "evd_01ARYZ6S410000000000000000"


@given(RANDOM, RANDOM, st.integers(1, 10**9))
def test_a_later_id_sorts_behind(first: bytes, second: bytes, milliseconds: int) -> None:
    assert made("evd", AT, first) < made("evd", AT + timedelta(milliseconds=milliseconds), second)


@given(RANDOM, RANDOM)
def test_different_chance_gives_different_ids(first: bytes, second: bytes) -> None:
    assert (made("evd", AT, first) == made("evd", AT, second)) == (first == second)


def test_too_little_chance_is_refused() -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        made("evd", AT, b"short")
