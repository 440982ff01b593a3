"""The dashboard: the team's figures for who leads it, a person's own for that person; every card as CSV, too."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.api.access import Here
from app.api.house import House
from app.showing.catalogue import Catalogue
from app.showing.spreadsheet import sheet
from app.web.case import reviewer_of
from app.web.entering.access import Sent, Visitor, at_home, field, signed_in
from app.web.faults import PageRoute
from app.web.figures.case_cards import Costs, Money, Team, case_cards, money_cards, own_cards, practice_card
from app.web.figures.evidence_cards import Around, evidence_cards, forecast_card
from app.web.figures.figure_cards import Card, Cards
from app.web.front import redirect
from app.web.scene import page
from app.web.zones import clock_of, offset
from pipeline.case_figures import LEAST_PERSONS
from pipeline.claim.policy import Campaign, campaigns
from pipeline.costs import Done, Rates, cost
from pipeline.errors import Missing
from pipeline.evidence import TenantId
from pipeline.figures import LONGEST, Arrived, Span, by_day, span_of_days
from pipeline.forecast import Ahead, ahead
from pipeline.people.roles import Permission
from pipeline.review.practice import MOST_PER_HUNDRED
from storage.records.evidence.figures import Figures
from storage.records.evidence.page_counts import PageCounts
from storage.records.reviews.case_figures import MOST, CaseFigures
from workers.reviews.opening import today

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])
Leader = Annotated[Visitor, Depends(signed_in(Permission.SEE_TEAM_FIGURES))]
Lead = Annotated[Visitor, Depends(signed_in(Permission.APPROVE_HIGH))]
Worker = Annotated[Visitor, Depends(signed_in(Permission.CORRECT))]
_USUAL = timedelta(days=27)  # before today: four weeks


class Period(BaseModel):
    """As it stands in the address; what is no day, or no span, is the last four weeks."""

    first: str = Field("", alias="from", max_length=10)
    last: str = Field("", alias="to", max_length=10)
    channel: str = Field("", max_length=40)

    def days(self, zone: tzinfo) -> tuple[date, date]:
        now = datetime.now(zone).date()
        first, last = _day(self.first), _day(self.last)
        if first is None or last is None or not timedelta(0) <= last - first < LONGEST - timedelta(days=1):
            return now - _USUAL, now
        return first, last

    def span(self, zone: tzinfo) -> Span:
        """Whole days by that clock."""
        first, last = self.days(zone)
        return span_of_days(first, last, zone, self.channel or None)

    def address(self, zone: tzinfo) -> str:
        first, last = self.days(zone)
        return urlencode({"from": first.isoformat(), "to": last.isoformat(), "channel": self.channel})


Asked = Annotated[Period, Query()]


@router.get("/dashboard")
def shown(request: Request, house: Here, visitor: Leader, period: Asked) -> Response:
    """Every figure of the team over a span of days."""
    return _page(request, house, visitor, period, list(_team_cards(house, visitor, period)))


@router.get("/dashboard/{name}.csv")
def table(house: Here, visitor: Leader, period: Asked, name: str) -> Response:
    """One card as a table for a spreadsheet."""
    return _csv(_team_cards(house, visitor, period), name, period.days(_zone(visitor)))


@router.post("/dashboard/practice")
def practise(house: Here, visitor: Lead, form: Sent) -> Response:
    """How many of a hundred claims somebody takes are tasks whose answer is known."""
    said = field(form, "per_hundred")
    house.reviewing.choose_rate(reviewer_of(visitor), int(said) if said.isdecimal() and len(said) < 4 else -1)
    return redirect("/dashboard#practice-rate")


@router.get("/figures")
def own(request: Request, house: Here, visitor: Worker, period: Asked) -> Response:
    """What this person did; nobody else sees it here."""
    return _page(request, house, visitor, period, list(_own_cards(house, visitor, period)))


@router.get("/figures/{name}.csv")
def own_table(house: Here, visitor: Worker, period: Asked, name: str) -> Response:
    """The same as a table."""
    return _csv(_own_cards(house, visitor, period), name, period.days(_zone(visitor)))


def _page(request: Request, house: House, visitor: Visitor, period: Period, cards: list[Card]) -> Response:
    tenant, zone = TenantId(visitor.user.tenant), _zone(visitor)
    first, last = period.days(zone)
    return page(
        request,
        visitor,
        "dashboard.html",
        cards=cards,
        first=first,
        last=last,
        channel=period.channel,
        channels=Figures(house.stores.database).channels(tenant),
        open=CaseFigures(house.stores.database, house.stores.master).open(tenant, today()),
        query=period.address(zone),
        clock=visitor.user.zone or offset(datetime.now(zone)),
        here=request.url.path,
        phases=tuple(_phases(house, tenant)),
        most=MOST,
        per_hundred=house.reviewing.practice.rate(tenant),
        most_tasks=MOST_PER_HUNDRED,
    )


def _phases(house: House, tenant: TenantId) -> Iterator[Campaign]:
    """Those whose days can be shown at once."""
    for one in campaigns(house.reviewing.campaigns.terms(tenant).versions):
        if one.first and one.last and one.last - one.first < LONGEST - timedelta(days=1):
            yield one


def _team_cards(house: House, visitor: Visitor, period: Period) -> Iterator[Card]:
    stores, tenant, zone = house.stores, TenantId(visitor.user.tenant), _zone(visitor)
    span = period.span(zone)
    cards, catalogue = Cards(visitor.words), Catalogue(tuple(house.kinds.values()))
    files, figures = Figures(stores.database), CaseFigures(stores.database, stores.master)
    audited = [lane.audited for lane in house.audits.lanes(tenant).known]
    calendar = campaigns(house.reviewing.campaigns.terms(tenant).versions)
    yield from evidence_cards(files, tenant, span, cards, Around(catalogue, audited, zone, calendar))
    team = Team(figures.decided(tenant, span), figures.looks(tenant, span), figures.looked(tenant, span))
    done, rates = _done(house, tenant, team, span), _rates(house)
    yield from case_cards(team, Costs(done, cost(done, rates)), cards, catalogue)
    yield forecast_card(_forecast(files.arrivals(tenant, span), team, span), cards)
    money = Money(figures.paid(tenant, span), figures.unpaid(tenant, span), figures.scores(tenant, span))
    yield from money_cards(money, cards)
    tasks = house.reviewing.practice.results(tenant, span)
    enough = len({person for person, _ in tasks}) >= LEAST_PERSONS
    shown = practice_card([one for _, one in tasks] if enough else [], cards)
    yield shown if enough else replace(shown, rows=(), note=visitor.words("figure.by_person.too_few"))


def _own_cards(house: House, visitor: Visitor, period: Period) -> Iterator[Card]:
    stores, tenant, me = house.stores, TenantId(visitor.user.tenant), visitor.user.actor
    span = period.span(_zone(visitor))
    figures = CaseFigures(stores.database, stores.master)
    looks = tuple(one for one in figures.looks(tenant, span) if one.by == me)
    mine = Team(figures.decided(tenant, span, me), looks, figures.looked(tenant, span, me))
    yield from own_cards(mine, Cards(visitor.words), Catalogue(tuple(house.kinds.values())))
    done = house.reviewing.practice.results(tenant, span, me)
    yield practice_card([one for _, one in done], Cards(visitor.words))


def _forecast(arrived: Sequence[Arrived], team: Team, span: Span) -> tuple[Ahead, ...]:
    zone = span.start.tzinfo or UTC
    held, came = sum(one.seconds or 0.0 for one in team.cases), sum(one.count for one in arrived)
    return ahead(by_day(arrived, span, zone), datetime.now(zone).date(), held / came if held and came else None)


def _done(house: House, tenant: TenantId, team: Team, span: Span) -> Done:
    stores = house.stores
    files = sum(one.count for one in Figures(stores.database).ends(tenant, span))
    pages = PageCounts(stores.database, stores.master).a_file(tenant, span)
    return Done(
        files=files,
        days=(span.end - span.start).days,
        seconds=sum(one.seconds for one in team.cases if one.seconds is not None),
        pages=pages * files if pages is not None else None,
    )


def _rates(house: House) -> Rates:
    told = house.stores.settings.rates
    return Rates(
        hour=Decimal(told.review_hour_cost),
        day=Decimal(told.machine_day_cost),
        by_hand=Decimal(told.by_hand_minutes),
    )


def _csv(cards: Iterator[Card], name: str, days: tuple[date, date]) -> Response:
    """Raises Missing for a card nobody has."""
    found = next((one for one in cards if one.key == name), None)
    if found is None:
        raise Missing("There is no such figure.")
    first, last = days
    headers = {"Content-Disposition": f'attachment; filename="{found.key}_{first}_{last}.csv"'}
    return Response(sheet(found.columns, found.rows), media_type="text/csv; charset=utf-8", headers=headers)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _zone(visitor: Visitor) -> tzinfo:
    return clock_of(visitor.user.zone)
