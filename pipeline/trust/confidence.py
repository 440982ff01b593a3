"""From signals to a probability: fitted weights, one set per group of kinds, and a name that every record carries."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.fields import Field, FieldSpec, State
from pipeline.pages import Document
from pipeline.records import Form
from pipeline.trust.signals import NAMES, signals

_STEEPEST = 30.0  # where e to the power would say nothing new


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A logistic model: `signals` in the order of `NAMES`; `fields` what being this field adds; `floor` the
    probability under which a person is asked.
    """

    kinds: frozenset[str]
    intercept: float
    signals: tuple[float, ...]
    fields: Mapping[str, float]
    floor: float

    def __post_init__(self) -> None:
        if len(self.signals) != len(NAMES):
            raise ValueError(f"{len(self.signals)} weights for {len(NAMES)} signals")

    def probability(self, name: str, values: tuple[float, ...]) -> float:
        """That a field of this name with these signals is right."""
        total = self.intercept + self.fields.get(name, 0.0)
        total += sum(weight * value for weight, value in zip(self.signals, values, strict=True))
        return 1 / (1 + math.exp(-max(-_STEEPEST, min(_STEEPEST, total))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Coefficients:
    """Every group's weights; `version` names the file they come from."""

    version: str
    groups: Mapping[str, Weights]

    def of(self, kind: str) -> Weights:
        """The weights of the group `kind` belongs to; those of the group without kinds for one nobody named."""
        named = next((weights for weights in self.groups.values() if kind in weights.kinds), None)
        return named or next(weights for weights in self.groups.values() if not weights.kinds)


def weighed(form: Form, specs: tuple[FieldSpec, ...], document: Document, coefficients: Coefficients) -> Form:
    """The form with each field's probability of being right; 0 for what was not read."""
    weights = coefficients.of(form.kind)

    def sure(field: Field, spec: FieldSpec) -> Field:
        if field.state is not State.READ:
            return replace(field, confidence=0.0)
        return replace(
            field, confidence=round(weights.probability(field.name, signals(field, spec, form, document)), 4)
        )

    return replace(form, fields=tuple(sure(field, spec) for field, spec in zip(form.fields, specs, strict=True)))
