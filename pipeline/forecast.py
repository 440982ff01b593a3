"""How many files will come in the next days, and how many hours of people they take: by weekday, with its spread."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

AHEAD = 7  # days
LEAST_WEEKS = 2  # fewer say nothing of a weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """`files` expected on `day`, between the fewest and the most of that weekday so far.

    `hours` of people; None where nobody knows.
    """

    day: date
    files: float
    low: int
    high: int
    hours: float | None


def ahead(days: Iterable[tuple[date, int]], today: date, seconds_per_file: float | None) -> tuple[Ahead, ...]:
    """The days after `today`, each by the mean of its weekday in `days`; none where some weekday was seen too rarely.

    `today` itself is not over and counts for nothing. `seconds_per_file`: what people spent on a file that came.
    """
    seen: dict[int, list[int]] = defaultdict(list)
    for day, count in days:
        if day < today:
            seen[day.weekday()].append(count)
    if len(seen) < AHEAD or any(len(counts) < LEAST_WEEKS for counts in seen.values()):
        return ()
    return tuple(_ahead(today + timedelta(days=at), seen, seconds_per_file) for at in range(1, AHEAD + 1))


def _ahead(day: date, seen: dict[int, list[int]], seconds: float | None) -> Ahead:
    counts: Sequence[int] = seen[day.weekday()]
    files = mean(counts)
    hours = files * seconds / 3600 if seconds is not None else None
    return Ahead(day=day, files=files, low=min(counts), high=max(counts), hours=hours)
