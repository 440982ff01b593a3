"""The dashboard's cards about files: when they come, how long they stand where, what passes without a person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from app.charts.drawn import Bar, Frame
from app.charts.lines import Series, Stretch, lines
from app.showing.catalogue import Catalogue
from app.showing.texts import ROUTES
from app.web.figures.figure_cards import Card, Cards
from pipeline.claim.policy import Campaign
from pipeline.evidence import TenantId
from pipeline.figures import Span, automated, by_day, by_hour, by_weekday, refusals, routes
from pipeline.findings import Reason
from pipeline.forecast import Ahead
from pipeline.trust.bounds import upper_bound
from pipeline.trust.lanes import Audited, percent
from storage.records.evidence.figures import Figures


@dataclass(frozen=True, slots=True)
class Around:
    """The names of kinds, what audits found, the clock that hours are told by, and the campaigns of the calendar."""

    catalogue: Catalogue
    audited: Iterable[Audited]
    zone: tzinfo
    campaigns: tuple[Campaign, ...]


def evidence_cards(figures: Figures, tenant: TenantId, span: Span, cards: Cards, around: Around) -> Iterator[Card]:
    """Every card about files."""
    catalogue, zone = around.catalogue, around.zone
    words, arrived, ended = cards.words, figures.arrivals(tenant, span), figures.ends(tenant, span)
    days = by_day(arrived, span, zone)
    yield _day_card(days, around.campaigns, cards)
    yield _campaign_card(days, around.campaigns, cards)
    yield cards.columns("by_hour", [(str(hour), count) for hour, count in enumerate(by_hour(arrived, zone))], every=3)
    weekdays = enumerate(by_weekday(arrived, zone))
    yield cards.columns("by_weekday", [(words(f"figure.weekday_{day}"), count) for day, count in weekdays])
    stays = sorted(figures.stays(tenant, span), key=lambda one: one.state)
    rows = [
        (words(f"figure.state_{one.state}"), str(one.n), cards.long(one.half), cards.long(one.most)) for one in stays
    ]
    yield cards.table("stays", ("name", "n", "half", "most"), rows)
    yield cards.parts("routes", [(_route(cards, route), count) for route, count in routes(ended)])
    yield cards.bars("refusals", list(refusals(ended)))
    shares, bounds = automated(ended), _bounds(around.audited)
    named = [(said(cards, catalogue.kind(kind)), share) for kind, share in shares]
    yield cards.shares("automated", named, [(bounds.get(kind, words("figure.not_audited")),) for kind, _ in shares])


def _day_card(days: Sequence[tuple[date, int]], campaigns: Sequence[Campaign], cards: Cards) -> Card:
    """Files day by day, with the campaigns that ran then."""
    words = cards.words
    series = Series("", tuple(Bar(day.isoformat(), count, str(count)) for day, count in days))
    frame = Frame("by_day", words("figure.by_day.title"), words("figure.by_day.about"))
    told = cards.bars("by_day", [(day.isoformat(), count) for day, count in days])
    told = replace(told, chart=lines(frame, (series,), list(_stretches(days, campaigns))))
    if not campaigns:
        return told
    running = [", ".join(one.name for one in campaigns if one.runs(day)) for day, _ in days]
    rows = tuple((*row, names) for row, names in zip(told.rows, running, strict=True))
    return replace(told, columns=(*told.columns, words("figure.column.campaign")), rows=rows)


def _campaign_card(days: Sequence[tuple[date, int]], campaigns: Sequence[Campaign], cards: Cards) -> Card:
    """The busiest and the quietest day of each campaign, as far as it ran in these days, and of days without one."""
    held = [(one.name, [day for day in days if one.runs(day[0])]) for one in campaigns]
    held.append(
        (
            cards.words("figure.by_campaign.none"),
            [day for day in days if not any(one.runs(day[0]) for one in campaigns)],
        )
    )
    rows = [(name, *_tides(some)) for name, some in held if some] if campaigns else []
    return cards.table("by_campaign", ("campaign", "days", "files", "a_day", "peak", "low_day"), rows)


def _tides(days: Sequence[tuple[date, int]]) -> tuple[str, ...]:
    """How many days and files, how many a day, and when most and fewest came; the earliest such day."""
    files = sum(count for _, count in days)
    most, least = max(days, key=lambda one: one[1]), min(days, key=lambda one: one[1])
    told = (f"{day.isoformat()} ({count})" for day, count in (most, least))
    return str(len(days)), str(files), f"{files / len(days):.1f}", *told


def _stretches(days: Sequence[tuple[date, int]], campaigns: Sequence[Campaign]) -> Iterator[Stretch]:
    """The campaigns that ran on any of the days, as places on the chart."""
    for one in campaigns:
        places = [at for at, (day, _) in enumerate(days) if one.runs(day)]
        if places:
            yield Stretch(one.name, places[0], places[-1])


def forecast_card(told: Sequence[Ahead], cards: Cards) -> Card:
    """What comes in the next days, and the hours of people it takes."""
    words = cards.words
    rows = [
        (
            f"{one.day.isoformat()} {words(f'figure.weekday_{one.day.weekday()}')}",
            f"{one.files:.1f}",
            str(one.low),
            str(one.high),
            f"{one.hours:.1f}" if one.hours is not None else words("figure.none"),
        )
        for one in told
    ]
    return cards.table("forecast", ("day", "expected", "low", "high", "hours"), rows)


def said(cards: Cards, text: Reason) -> str:
    """In the language of the page."""
    return text.zh if cards.words.language == "zh" else text.en


def _bounds(audited: Iterable[Audited]) -> dict[str, str]:
    """Per kind, how many audited values may be wrong at most."""
    n: dict[str, tuple[int, int]] = {}
    for one in audited:
        errors, count = n.get(one.kind, (0, 0))
        n[one.kind] = (errors + one.errors, count + one.n)
    return {kind: percent(upper_bound(errors, count)) for kind, (errors, count) in n.items() if count}


def _route(cards: Cards, name: str) -> str:
    return said(cards, ROUTES[name]) if name in ROUTES else cards.words(f"figure.state_{name}")
