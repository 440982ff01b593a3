"""Where a day stands against today and the refund window."""

from datetime import date, timedelta
from enum import Enum, auto

from pipeline.rules import Facts

ZONES = timedelta(days=1)  # it may already be tomorrow where the paper was printed
_EDGE = 3  # days: a holiday may move the last day of a window


class _Standing(Enum):
    AHEAD = auto()
    INSIDE = auto()
    EDGE = auto()
    OVER = auto()


def iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def stand_alike(readings: tuple[str, ...], facts: Facts) -> bool:
    """Whether the same would be decided whichever of the `readings` is the day of purchase; False where one is none."""
    days = [iso(reading) for reading in readings]
    return None not in days and len({_standing(day, facts) for day in days if day}) == 1


def _standing(day: date, facts: Facts) -> _Standing | date:
    """Without a window any two days stand apart; with one, it begins the day after `day`."""
    if facts.refund_window_days is None:
        return day
    if day > facts.today + ZONES:
        return _Standing.AHEAD
    late = (facts.today - day).days - facts.refund_window_days
    if late < 0:
        return _Standing.INSIDE
    return _Standing.EDGE if late <= _EDGE else _Standing.OVER
