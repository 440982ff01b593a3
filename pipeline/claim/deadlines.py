"""The last day of a period, by the Civil Code's counting (art. 200-204); the day it is counted from is always named."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto

from pipeline.claim.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Deadline:
    """`counted` is the last day as counted, `last` the one it ends on: after a day off the next working day (art. 203).

    Whether a plain weekend is a day off in that sense is open, so what lies between the two belongs to a person.
    """

    start: date
    counted: date
    last: date


class Kept(Enum):
    """Whether something done on a day was in time; NEAR: within the margin around the last day, a person decides."""

    YES = auto()
    NEAR = auto()
    NO = auto()


def days_after(start: date, days: int, calendar: Calendar) -> Deadline:
    """`days` days; the first one is the day after `start` (art. 201)."""
    counted = start + timedelta(days=days)
    return Deadline(start, counted, calendar.next_workday(counted))


def months_after(start: date, months: int, calendar: Calendar) -> Deadline:
    """Months end on the day with the number of `start`, or on the month's last day where it has none (art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    counted = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return Deadline(start, counted, calendar.next_workday(counted))


def kept(deadline: Deadline, day: date, margin_days: int) -> Kept:
    """In time up to the counted day; NEAR up to `margin_days` after the day it ends on."""
    if day <= deadline.counted:
        return Kept.YES
    return Kept.NEAR if day <= deadline.last + timedelta(days=margin_days) else Kept.NO


def last_day_of_use(first: date, cycles: int, cycle_days: int) -> date:
    """The first day of use counts: 28 days from 5 September end on 2 October."""
    return first + timedelta(days=cycles * cycle_days - 1)
