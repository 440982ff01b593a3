"""What is counted of the evidence that came in a span of time: when, where it stood how long, what became of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeVar

from pipeline.trust.shares import Share

K = TypeVar("K")

LONGEST = timedelta(days=366)
WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `start` up to `end`, both aware; `channel` None for all of them."""

    start: datetime
    end: datetime
    channel: str | None = None

    def __post_init__(self) -> None:
        if not timedelta(0) < self.end - self.start <= LONGEST:
            raise ValueError("a span has a length, of at most a year")


def span_of_days(first: date, last: date, zone: tzinfo, channel: str | None = None) -> Span:
    """Both days whole, as clocks of `zone` have them."""
    start = datetime(first.year, first.month, first.day, tzinfo=zone)
    after = last + timedelta(days=1)
    return Span(start=start, end=datetime(after.year, after.month, after.day, tzinfo=zone), channel=channel)


@dataclass(frozen=True, slots=True)
class Arrived:
    """So many files in the hour that begins at `hour` (UTC)."""

    hour: datetime
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """How long evidence stood in a state: half of `n` at most `half`, nine tenths at most `most`."""

    state: str
    n: int
    half: timedelta
    most: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """So many files of a kind that ended so: `state` settled, refused or quarantined; `route` of those that settled."""

    kind: str | None
    state: str
    route: str | None
    code: str | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """Values of a field that people looked at, and how many of them they changed."""

    kind: str
    field: str
    share: Share


def by_hour(arrived: Iterable[Arrived], zone: tzinfo) -> tuple[int, ...]:
    """24 counts, the hour after midnight first."""
    told = _counted((one.hour.astimezone(zone).hour, one.count) for one in arrived)
    return tuple(told[hour] for hour in range(24))


def by_weekday(arrived: Iterable[Arrived], zone: tzinfo) -> tuple[int, ...]:
    """Seven counts, Monday first."""
    told = _counted((one.hour.astimezone(zone).weekday(), one.count) for one in arrived)
    return tuple(told[day] for day in range(WEEK))


def by_day(arrived: Iterable[Arrived], span: Span, zone: tzinfo) -> tuple[tuple[date, int], ...]:
    """Every day of the span, those without any too."""
    told = _counted((one.hour.astimezone(zone).date(), one.count) for one in arrived)
    first, last = span.start.astimezone(zone).date(), (span.end - timedelta(microseconds=1)).astimezone(zone).date()
    every = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return tuple((day, told[day]) for day in every)


def automated(ended: Iterable[Ended]) -> tuple[tuple[str, Share], ...]:
    """By kind, most files first: how many of those read passed without a person."""
    n, alone = Counter[str](), Counter[str]()
    for one in ended:
        if one.state == "settled" and one.kind:
            n[one.kind] += one.count
            alone[one.kind] += one.count if one.route == "accept" else 0
    return tuple((kind, Share(alone[kind], count)) for kind, count in n.most_common())


def routes(ended: Iterable[Ended]) -> tuple[tuple[str, int], ...]:
    """Where files went, those that could not be read by their state; most first."""
    told = _counted((one.route if one.state == "settled" and one.route else one.state, one.count) for one in ended)
    return tuple(told.most_common())


def refusals(ended: Iterable[Ended]) -> tuple[tuple[str, int], ...]:
    """Why files could not be taken, by code; most first."""
    told = _counted((one.code, one.count) for one in ended if one.state != "settled" and one.code)
    return tuple(told.most_common())


def _counted(pairs: Iterable[tuple[K, int]]) -> Counter[K]:
    told = Counter[K]()
    for key, count in pairs:
        told[key] += count
    return told
