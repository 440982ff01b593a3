"""One lane of what passes without a person, as a page shows it: the plan, what was found, the bound through time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.drawn import Bar, Frame
from app.charts.lines import Series, lines
from app.showing.catalogue import Catalogue
from app.web.texts import Words
from pipeline.findings import Reason
from pipeline.trust.bounds import needed, upper_bound
from pipeline.trust.lanes import Lane, LaneState, percent
from storage.records.proof.audit_trend import AnsweredSample

_LEVEL = 0.95
_POINTS = 30  # days drawn and listed; the newest are


@dataclass(frozen=True, slots=True)
class Day:
    """How a lane stood at the end of a day: `n` answered so far, `errors` of them wrong."""

    day: str
    n: int
    errors: int
    bound: float

    @property
    def told(self) -> str:
        return percent(self.bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneCard:
    """`plan`: how many right answers the target takes in all; None where policy allows nothing. `person` is who opened
    or closed it last, as people know them.
    """

    key: str
    kind: Reason
    field: Reason
    lane: Lane
    plan: int | None
    target: str
    level: str
    bound: str
    reason: Reason
    days: tuple[Day, ...]
    chart: Markup

    @property
    def open(self) -> bool:
        return self.lane.state is LaneState.OPEN

    @property
    def openable(self) -> bool:
        return not self.open and self.lane.within and not self.lane.audited.waiting


def lane_card(
    lane: Lane, answered: Iterable[AnsweredSample], words: Words, catalogue: Catalogue, people: Mapping[str, str]
) -> LaneCard:
    audited, allowed = lane.audited, lane.allowed
    key = f"{audited.kind}-{audited.field}"
    level = allowed.level if allowed else _LEVEL
    days = _days(answered, level)
    target = allowed.target_error if allowed else None
    by = people.get(lane.by, lane.by)
    reason = (
        Reason(lane.reason.zh.replace(lane.by, by), lane.reason.en.replace(lane.by, by)) if lane.by else lane.reason
    )
    field = catalogue.field(audited.kind, audited.field)
    frame = Frame(f"bound-{key}", words("audit.trend"), words("audit.trend_about"))
    return LaneCard(
        key=key,
        kind=catalogue.kind(audited.kind),
        field=field,
        lane=lane,
        plan=needed(target, audited.errors, level) if target is not None else None,
        target=percent(target) if target is not None else "–",
        level=f"{level:.0%}",
        bound=percent(lane.bound),
        reason=reason,
        days=days,
        chart=_chart(frame, days, target, words) if days else Markup(""),
    )


def _days(answered: Iterable[AnsweredSample], level: float) -> tuple[Day, ...]:
    n = errors = 0
    found: dict[str, tuple[int, int]] = {}
    for one in answered:
        n, errors = n + 1, errors + (not one.right)
        found[one.at.date().isoformat()] = (n, errors)
    newest = list(found.items())[-_POINTS:]
    return tuple(Day(day, n, errors, upper_bound(errors, n, level)) for day, (n, errors) in newest)


def _chart(frame: Frame, days: tuple[Day, ...], target: float | None, words: Words) -> Markup:
    bounds = Series(words("audit.bound"), tuple(Bar(one.day, one.bound, one.told) for one in days))
    if target is None:
        return lines(frame, [bounds])
    aim = Series(words("audit.target"), tuple(Bar(one.day, target, percent(target)) for one in days))
    return lines(frame, [bounds, aim])
