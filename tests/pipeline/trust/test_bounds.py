"""The exact upper bound of an error rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.trust.bounds import needed, upper_bound


@pytest.mark.parametrize(
    ("errors", "n", "bound"),
    [(0, 299, 0.009969), (0, 598, 0.004997), (1, 473, 0.009992), (2, 100, 0.061615), (0, 1, 0.95), (3, 3, 1.0)],
)
def test_bounds_known_from_tables_come_out(errors: int, n: int, bound: float) -> None:
    assert upper_bound(errors, n) == pytest.approx(bound, abs=5e-6)


def test_nothing_audited_bounds_nothing() -> None:
    assert upper_bound(0, 0) == 1.0


@pytest.mark.parametrize(("errors", "n"), [(-1, 10), (11, 10)])
def test_counts_that_cannot_be_are_refused(errors: int, n: int) -> None:
    with pytest.raises(ValueError, match=str(errors)):
        upper_bound(errors, n)


@given(st.integers(0, 30), st.integers(1, 3000))
def test_the_bound_lies_above_the_rate_and_falls_with_more_right_ones(errors: int, more: int) -> None:
    n = errors + more

    assert errors / n < upper_bound(errors, n) <= 1.0
    assert upper_bound(errors, n + 100) < upper_bound(errors, n)
    assert upper_bound(errors + 1, n + 1) > upper_bound(errors, n)


@pytest.mark.parametrize(("target", "errors", "n"), [(0.01, 0, 299), (0.005, 0, 598), (0.01, 1, 473)])
def test_the_fewest_audits_for_a_target_are_known(target: float, errors: int, n: int) -> None:
    assert needed(target, errors) == n


@given(st.floats(0.001, 0.2), st.integers(0, 5))
def test_one_audit_fewer_would_not_do(target: float, errors: int) -> None:
    n = needed(target, errors)

    assert upper_bound(errors, n) <= target < upper_bound(errors, n - 1)


def test_a_target_of_nothing_can_never_be_reached() -> None:
    with pytest.raises(ValueError, match="target"):
        needed(0.0)
