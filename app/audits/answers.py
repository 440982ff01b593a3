"""A person's answer compared with what the machine read."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from benchmarks.matching import Match, matched
from pipeline.fields import FieldSpec, ValueType
from pipeline.trust.audits import ABSENT, Answer, Sample, field_of
from pipeline.typed_values import NUMBERS, told

_MONEY = frozenset({ValueType.AMOUNT, ValueType.WORDS_AMOUNT})


def compared(sample: Sample, record: Mapping[str, object], spec: FieldSpec, text: str) -> Answer:
    """A person's `text` beside what the machine read into `record`; raises WrongUse where it cannot be such a value."""
    answer = told(text, spec)
    found = field_of(record, sample.value.field).get("value")
    return Answer(sample=sample.id, value=answer, right=right(found, answer, spec))


def right(found: object, answer: str, spec: FieldSpec) -> bool:
    """Whether the machine read what the person read; where no such value stands, nothing it read is right."""
    if answer == ABSENT or found is None:
        return False
    ours = str(found)
    if spec.type in NUMBERS:
        try:
            one, other = Decimal(ours), Decimal(answer)
        except InvalidOperation:
            return False
        return abs(one) == abs(other) if spec.type in _MONEY else one == other
    return matched(spec.name, ours, (answer,)) in (Match.EXACT, Match.NEAR)
