"""What a probability is worth."""

import pytest

from benchmarks.calibration import Judged, at_coverage, at_error, brier, calibration_error, ranking, risk_coverage

SURE = [Judged(0.9, True), Judged(0.8, True), Judged(0.7, False), Judged(0.6, True), Judged(0.2, False)]


def test_the_brier_score_is_the_mean_squared_distance() -> None:
    assert brier([Judged(0.8, True), Judged(0.4, False)]) == pytest.approx((0.04 + 0.16) / 2)


def test_probabilities_that_come_true_have_no_calibration_error() -> None:
    true = [Judged(0.75, place % 4 != 0) for place in range(400)]

    assert calibration_error(true) < 0.02
    assert calibration_error([Judged(0.95, place % 4 != 0) for place in range(400)]) == pytest.approx(0.2, abs=0.02)


def test_ranking_counts_pairs_and_halves_ties() -> None:
    assert ranking(SURE) == pytest.approx(5 / 6)
    assert ranking([Judged(0.5, True), Judged(0.5, False)]) == 0.5
    assert ranking([Judged(0.5, True)]) is None


def test_the_curve_tells_what_passes_at_an_error() -> None:
    curve = risk_coverage(SURE)

    assert [(point.passed, point.wrong) for point in curve] == [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2)]
    best = at_error(curve, 0.25)
    assert best is not None
    assert (best.coverage, best.floor) == (0.8, 0.6)
    least = at_coverage(curve, 0.5)
    assert least is not None
    assert least.passed == 3


def test_equal_probabilities_pass_together_or_not_at_all() -> None:
    curve = risk_coverage([Judged(0.9, True), Judged(0.9, False)])

    assert [(point.passed, point.wrong) for point in curve] == [(2, 1)]
    assert at_error(curve, 0.1) is None


def test_nothing_has_no_curve() -> None:
    assert risk_coverage([]) == ()
