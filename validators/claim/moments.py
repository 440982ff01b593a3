"""Printed moments of two papers compared as finely as both were printed."""

from datetime import datetime, timedelta

_WEEK = timedelta(days=7)
_DAY, _MINUTE = len("2026-11-05"), len("2026-11-05T18:13")


def after(early: str, late: str) -> bool:
    """Whether `late` is not before `early`; within one minute, or one day where no time is printed, they are equal."""
    first, second = _alike(early, late)
    return first <= second


def fits(ordered: str, paid: str) -> bool:
    """Whether `paid` lies from the moment of the order to seven days after it, both included."""
    first, second = _alike(ordered, paid)
    return first <= second <= first + _WEEK


def _alike(one: str, other: str) -> tuple[datetime, datetime]:
    shortest = min(len(one), len(other), _MINUTE)
    cut = shortest if shortest == _MINUTE else _DAY
    return datetime.fromisoformat(one[:cut]), datetime.fromisoformat(other[:cut])
