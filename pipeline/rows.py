"""The rows of a document's tables, one type each; what is not printed is None."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pipeline.geometry import Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of goods or services; `tax_rate` in percent."""

    name: str
    spec: str | None = None
    unit: str | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    amount: Decimal | None = None
    tax_rate: Decimal | None = None
    tax_amount: Decimal | None = None
    box: Box | None = None


class Direction(StrEnum):
    """Which way an indicator gets better (domain: how efficacy is written)."""

    UP = "up_good"
    DOWN = "down_good"
    TARGET = "target"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """Before and after of one indicator, for one person or one group (`subject` as printed).

    Rates are in percent, positive = better: `improvement_rate` as the report prints it, `recomputed_rate` ours.
    """

    indicator: str
    unit: str | None = None
    direction: Direction | None = None
    baseline_value: Decimal | None = None
    endpoint_value: Decimal | None = None
    improvement_rate: Decimal | None = None
    recomputed_rate: Decimal | None = None
    subject: str | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageDay:
    """One day of a usage record; `note` is what stands beside the date, dose included."""

    day: date
    note: str | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One subject of an examination and the points reached."""

    subject: str
    score: Decimal | None = None
    box: Box | None = None


Row = Item | Measurement | UsageDay | Mark | Decimal
"""A lone number is a row of a plain list."""


def columns(row: Row) -> tuple[str, ...]:
    """The names of a row's cells, in the order people read them; none for a lone number."""
    return () if isinstance(row, Decimal) else tuple(one.name for one in fields(row) if one.name != "box")
