"""The public holidays of a country and the weekend days worked for them, where its government has announced them."""

from chinese_calendar.constants import holidays, workdays

from pipeline.claim.workdays import Calendar

_ANNOUNCED = frozenset(day.year for day in workdays)  # the yearly notice names both


def announced(country: str, year: int) -> bool:
    """Whether the arrangement of that year is known; a country whose days nobody asks for has nothing to announce."""
    return country != "CN" or year in _ANNOUNCED


def calendar(country: str, own: Calendar) -> Calendar:
    """The public days of `country` with those of the merchant's `own`, which win where they differ."""
    if country != "CN":
        return own
    return Calendar(
        holidays=own.holidays | (frozenset(holidays) - own.workdays),
        workdays=own.workdays | (frozenset(workdays) - own.holidays),
    )
