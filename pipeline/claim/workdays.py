"""Which days people work: weekends, holidays and the days worked in their place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

_DAY = timedelta(days=1)
_SATURDAY = 5
_FARTHEST = 400  # days looked through for a working day; no calendar has so long a holiday


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`holidays`: statutory days off; `workdays`: weekend days worked in exchange (调休). Both explicit days."""

    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        both = self.holidays & self.workdays
        if both:
            raise ValueError(f"{min(both)} cannot be both a holiday and a working day")

    def works(self, day: date) -> bool:
        return day in self.workdays or (day.weekday() < _SATURDAY and day not in self.holidays)

    def next_workday(self, day: date) -> date:
        """`day` itself where people work on it, else the first such day after it."""
        return day if self.works(day) else next(self._after(day))

    def workdays_after(self, day: date, count: int) -> date:
        """The last of `count` working days, the first of which is after `day`; `day` itself for none."""
        if count <= 0:
            return day
        return next(islice(self._after(day), count - 1, None))

    def workdays_between(self, first: date, last: date) -> int:
        """Working days after `first`, up to and including `last`; 0 when `last` is not later."""
        return sum(self.works(first + _DAY * at) for at in range(1, (last - first).days + 1))

    def _after(self, day: date) -> Iterator[date]:
        idle = 0
        while idle < _FARTHEST:
            day += _DAY
            idle = 0 if self.works(day) else idle + 1
            if not idle:
                yield day
