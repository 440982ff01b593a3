"""Weights fitted on labelled values: logistic regression per group of kinds, with what each field adds."""

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
STRENGTH = 1.0  # inverse of the penalty on weights
FEWEST = 20  # examples of a field before it has a weight of its own
FOLDS = 5
TARGET = 0.005  # error of what passes the floor


def group_of(kind: str) -> str:
    return next((name for name, kinds in GROUPS.items() if kind in kinds), "papers")


def fitted(found: Sequence[Example]) -> dict[str, Weights]:
    """Weights of every group; a group of which nothing was read has those of all together."""
    made = {}
    for name, kinds in GROUPS.items():
        own = [one for one in found if group_of(one.kind) == name]
        made[name] = _fit(own if len({one.right for one in own}) == 2 else list(found), kinds)
    return made


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


def _fit(found: Sequence[Example], kinds: frozenset[str]) -> Weights:
    fields = sorted({one.field for one in found})
    fields = [name for name in fields if sum(one.field == name for one in found) >= FEWEST]
    table = _table(found, fields)
    model = LogisticRegression(C=STRENGTH, max_iter=2000, solver="lbfgs")
    model.fit(table, np.array([one.right for one in found]))
    weights = [round(float(weight), 4) for weight in model.coef_[0]]
    made = Weights(
        kinds=kinds,
        intercept=round(float(model.intercept_[0]), 4),
        signals=tuple(weights[: len(NAMES)]),
        fields=dict(zip(fields, weights[len(NAMES) :], strict=True)),
        floor=0.0,
    )
    return _with_floor(made, found)


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
