"""When a slip that prints several times was paid: a table is opened first, and settled within hours."""

import re
from collections.abc import Iterator

from extractors.days.dates import times_in
from pipeline.sheets import Sheet, Spot

Clock = tuple[str, Spot]
_DAY, _HALF = 24 * 60, 12 * 60  # minutes
_VISIT = 3 * 60
_HOURS = re.compile(
    r"\d\s*(?:[ap]\.?m\.?)?\s*(?:-|–|~|to|bis|至|到)\s*\d{1,2}[:：]\d\d|\bopen|hours\b|营业时间", re.IGNORECASE
)


def time_of_sale(sheet: Sheet, near: Clock) -> tuple[Clock, tuple[str, ...]]:
    """The time it was paid, and the others that are printed; `near` is the time that stands with the day.

    A later one within three hours is the payment's. Opening hours are no rival, nor is the same clock without its half
    of the day.
    """
    others = [clock for clock in _elsewhere(sheet) if _minutes(clock, near) not in (0, _HALF)]
    later = [clock for clock in others if 0 < _minutes(clock, near) <= _VISIT]
    chosen = max(later, key=lambda clock: _minutes(clock, near), default=near)
    rivals = (clock[0] for clock in (near, *others) if _minutes(clock, chosen) != 0)
    return chosen, tuple(dict.fromkeys(rivals))


def _elsewhere(sheet: Sheet) -> Iterator[Clock]:
    for row in sheet.strips:
        if not _HOURS.search(row.text):
            yield from times_in(row)


def _minutes(clock: Clock, since: Clock) -> int:
    """From `since` to `clock`, over midnight where it must be; 0 to 1439."""
    hours, minutes = (int(part) for part in clock[0].split(":")[:2])
    start_hours, start_minutes = (int(part) for part in since[0].split(":")[:2])
    return (hours * 60 + minutes - start_hours * 60 - start_minutes) % _DAY
