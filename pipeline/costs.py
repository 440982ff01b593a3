"""What deciding costs, and what it saves against reading everything by hand, at an operator's rates."""

from dataclasses import dataclass
from decimal import Decimal

_HOUR, _CENT, _MILL = Decimal(3600), Decimal("0.01"), Decimal("0.001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """`hour`: what an hour of review costs; `day`: what a day of the machines does; `by_hand`: minutes a person took
    for a file before. 0: nobody said.
    """

    hour: Decimal = Decimal(0)
    day: Decimal = Decimal(0)
    by_hand: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """`files` that were read, `days` of the span, `seconds` people held claims; `pages` None where none was counted."""

    files: int
    days: int
    seconds: float
    pages: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """All in the currency of the rates; None where a rate is missing or nothing was read. `saved` may be below zero."""

    people: Decimal | None
    machines: Decimal | None
    file: Decimal | None
    page: Decimal | None
    saved: Decimal | None
    saved_hours: Decimal | None


def cost(done: Done, rates: Rates) -> Cost:
    hours = Decimal(done.seconds) / _HOUR
    people = (hours * rates.hour).quantize(_CENT) if rates.hour else None
    machines = (rates.day * done.days).quantize(_CENT) if rates.day else None
    whole = (people or Decimal(0)) + (machines or Decimal(0))
    known = people is not None or machines is not None
    before = rates.by_hand * done.files / 60 if rates.by_hand else None
    return Cost(
        people=people,
        machines=machines,
        file=(whole / done.files).quantize(_CENT) if known and done.files else None,
        page=(whole / done.pages).quantize(_MILL) if known and done.pages else None,
        saved=(before * rates.hour - whole).quantize(_CENT) if before is not None and rates.hour else None,
        saved_hours=(before - hours).quantize(Decimal("0.1")) if before is not None else None,
    )
