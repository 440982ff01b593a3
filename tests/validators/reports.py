"""Reports of laboratories in few words."""

from decimal import Decimal

from pipeline.fields import State, Value
from pipeline.records import Form
from pipeline.rows import Direction, Measurement
from tests.validators.papers import form


def row(before: str | None, after: str | None, rate: str | None = None, **more: str) -> Measurement:
    """The melanin index, unless `indicator` names another; `direction` as the report has it."""
    return Measurement(
        indicator=more.get("indicator", "黑素指数 MI"),
        unit=more.get("unit"),
        subject=more.get("subject"),
        direction=Direction(more["direction"]) if "direction" in more else None,
        baseline_value=Decimal(before) if before else None,
        endpoint_value=Decimal(after) if after else None,
        improvement_rate=Decimal(rate) if rate else None,
    )


def report(*rows: Measurement, **values: Value | State) -> Form:
    return form("lab_report", measurements=rows, **values)
