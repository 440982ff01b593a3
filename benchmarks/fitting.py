"""Weights fitted on labelled values: logistic regression per group of kinds, with what each field adds."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from benchmarks.calibration import Judged, Passing, at_error, risk_coverage
from benchmarks.examples import Example
from pipeline.trust.confidence import Weights
from pipeline.trust.signals import NAMES

GROUPS: Mapping[str, frozenset[str]] = {
    "money": frozenset(
        {"receipt", "invoice", "vat_invoice", "order_screenshot", "payment_screenshot", "other", "product_photo"}
    ),
    "reports": frozenset({"lab_report", "certificate_of_analysis", "appraisal_report", "exam_result"}),
    "papers": frozenset(),  # contracts, records of use, complaints, and every kind that comes later
}
STRENGTH = 0.05  # inverse of the penalty on weights, of signals that are measured in their own spread
LENT = 0.5  # what a value of another group counts: some groups have hardly a wrong value of their own
DRAWN = 0.3  # what a drawn value counts beside a real one: drawing is cheap, and real paper is what is judged
FREELY = 3.0  # how much less than a signal it costs that other groups are right more or less often
STILL = 1e-6  # a spread below it: the signal was the same everywhere
FEWEST = 20  # examples of a field before it has a weight of its own
FOLDS = 5
TARGET = 0.005  # error of what passes the floor


def group_of(kind: str) -> str:
    return next((name for name, kinds in GROUPS.items() if kind in kinds), "papers")


def fitted(found: Sequence[Example]) -> dict[str, Weights]:
    """Weights of every group; one that has not both right and wrong values of its own learns from all alike."""
    return {name: _fit(found, name, kinds) for name, kinds in GROUPS.items()}


def held_out(found: Sequence[Example]) -> tuple[tuple[Example, float], ...]:
    """Every example with the probability of a model that saw neither its document nor its shop."""
    judged: list[tuple[Example, float]] = []
    for train, test in _folds(found):
        weights = fitted(train)
        judged += [(one, weights[group_of(one.kind)].probability(one.field, one.signals)) for one in test]
    return tuple(judged)


def _folds(found: Sequence[Example]) -> Iterator[tuple[list[Example], list[Example]]]:
    """Parts that share neither document nor shop nor template."""
    groups = _kin(found)
    parts = GroupKFold(n_splits=min(FOLDS, len(set(groups)))).split(found, groups=groups)
    for train, test in parts:
        yield [found[at] for at in train], [found[at] for at in test]


def _kin(found: Sequence[Example]) -> list[str]:
    """One name for all examples that hang together by document, shop or template."""
    name: dict[str, str] = {}

    def root(key: str) -> str:
        while name.setdefault(key, key) != key:
            key = name[key]
        return key

    for one in found:
        for kin in (f"shop {one.shop}" * bool(one.shop), f"template {one.template}" * bool(one.template)):
            if kin:
                name[root(kin)] = root(f"document {one.document}")
    return [root(f"document {one.document}") for one in found]


def _fit(found: Sequence[Example], name: str, kinds: frozenset[str]) -> Weights:
    own = [group_of(one.kind) == name for one in found]
    both = len({one.right for one, mine in zip(found, own, strict=True) if mine}) == len((True, False))
    lent = np.array([both and not mine for mine in own], dtype=np.float64)
    counts = np.where(lent, LENT, 1.0) * np.array([DRAWN if one.drawn else 1.0 for one in found])
    seen = Counter(one.field for one in found)
    fields = sorted(field for field, times in seen.items() if times >= FEWEST)
    right = np.array([one.right for one in found])
    weights, intercept = _logistic(_table(found, fields), right, counts, lent)
    made = Weights(
        kinds=kinds,
        intercept=round(intercept, 4),
        signals=tuple(weights[: len(NAMES)]),
        fields=dict(zip(fields, weights[len(NAMES) :], strict=True)),
        floor=0.0,
    )
    return _with_floor(made, [one for one, mine in zip(found, own, strict=True) if mine or not both])


def _logistic(
    table: NDArray[np.float64], right: NDArray[np.bool_], counts: NDArray[np.float64], lent: NDArray[np.float64]
) -> tuple[list[float], float]:
    """Weights and intercept for the signals as they are; each is penalised by what it moves over its own spread.
    That other groups are right more or less often is learned beside them and left out.
    """
    mean = np.average(table, axis=0, weights=counts)
    spread = np.sqrt(np.average((table - mean) ** 2, axis=0, weights=counts))
    spread[spread < STILL] = 1.0
    model = LogisticRegression(C=STRENGTH, max_iter=2000, solver="lbfgs")
    model.fit(np.column_stack([(table - mean) / spread, FREELY * lent]), right, sample_weight=counts)
    weights = model.coef_[0][:-1] / spread
    return [round(float(weight), 4) for weight in weights], float(model.intercept_[0] - weights @ mean)


def _with_floor(weights: Weights, found: Sequence[Example]) -> Weights:
    """The floor lets decisive values through with an observed error of at most the target, on what it was fitted on."""
    curve = risk_coverage(
        [Judged(weights.probability(one.field, one.signals), one.right) for one in found if one.critical]
    )
    point: Passing | None = at_error(curve, TARGET)
    floor = 1.0 if point is None else point.floor
    return Weights(
        kinds=weights.kinds,
        intercept=weights.intercept,
        signals=weights.signals,
        fields=weights.fields,
        floor=round(floor, 4),
    )


def _table(found: Sequence[Example], fields: Sequence[str]) -> NDArray[np.float64]:
    own = [[float(one.field == name) for name in fields] for one in found]
    return np.array([[*one.signals, *mine] for one, mine in zip(found, own, strict=True)], dtype=np.float64)
