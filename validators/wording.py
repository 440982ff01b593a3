"""How values and field names are written in a reason."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from pipeline.fields import Field
from pipeline.findings import Reason
from pipeline.rules import Facts


def shown(value: object) -> str:
    """Money as plain decimals, a day as ISO 8601, anything else as it stands."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def labels(fields: Iterable[Field], facts: Facts) -> Reason:
    """The fields' names in a row."""
    named = [facts.label(field.name) for field in fields]
    return Reason("、".join(name.zh for name in named), ", ".join(name.en for name in named))


def row(numbers: Iterable[int]) -> Reason:
    """Page numbers in a row."""
    written = [str(number) for number in numbers]
    return Reason("、".join(written), ", ".join(written))


def listed(reasons: Iterable[Reason]) -> Reason:
    """Several remarks in a row."""
    remarks = tuple(reasons)
    return Reason("；".join(remark.zh for remark in remarks), "; ".join(remark.en for remark in remarks))
