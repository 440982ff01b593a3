"""Weights are fitted on values, and judged on values they never saw."""

from collections.abc import Sequence

import numpy as np
import pytest

from benchmarks.calibration import Judged, calibration_error, ranking
from benchmarks.examples import Example
from benchmarks.fitting import fitted, group_of, held_out
from tests.benchmarks.values import values


def judged(found: Sequence[tuple[Example, float]]) -> list[Judged]:
    return [Judged(probability, one.right) for one, probability in found]


def test_a_model_learns_that_a_differing_reader_means_doubt() -> None:
    weights = fitted(list(values(600, 1)))["money"]
    sure, unsure = (next(one for one in values(9, 2) if one.passes is passes) for passes in (True, False))

    assert weights.probability("total_amount", sure.signals) > 0.95
    assert weights.probability("total_amount", unsure.signals) == pytest.approx(0.5, abs=0.1)


def test_the_floor_keeps_wrong_ones_out() -> None:
    weights = fitted(list(values(600, 1)))["money"]
    unsure = next(one for one in values(9, 2) if not one.passes)

    assert weights.probability("total_amount", unsure.signals) < weights.floor


def test_every_value_is_judged_once_by_weights_that_never_saw_its_document() -> None:
    found = list(values(300, 1))

    across = held_out(found)

    assert sorted(one.document for one, _ in across) == sorted(one.document for one in found)
    assert (ranking(judged(across)) or 0) > 0.85
    assert calibration_error(judged(across)) < 0.08


@pytest.mark.parametrize("kin", [{"shop": "one"}, {"template": "one"}])
def test_what_hangs_together_by_a_shop_or_a_template_is_never_on_both_sides(kin: dict[str, str]) -> None:
    """All values of one are wrong while others of the kind are right: a model that had seen it would know."""
    shop = list(values(60, 1, **kin, right=False, field="paid_amount"))
    others = list(values(240, 2, field="total_amount", right=True)) + list(values(60, 3))

    across = held_out([*shop, *others])

    assert float(np.mean([probability for one, probability in across if one.field == "paid_amount"])) > 0.3


def test_a_group_without_values_has_the_weights_of_all() -> None:
    made = fitted(list(values(300, 1)))

    assert made["papers"].signals == made["money"].signals
    assert group_of("contract") == "papers"
    assert group_of("lab_report") == "reports"
