"""What passes without a person: each lane's audit, opened and closed by people with a reason."""

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api.access import Here
from app.showing.catalogue import Catalogue
from app.web.audits.lane_cards import lane_card
from app.web.audits.samples import next_sample
from app.web.case import reviewer_of
from app.web.entering.access import Sent, Visitor, at_home, field, signed_in
from app.web.faults import PageRoute
from app.web.front import redirect
from app.web.scene import page
from pipeline.errors import Missing, WrongUse
from pipeline.evidence import TenantId
from pipeline.people.roles import Permission
from storage.records.proof.audit_trend import AnsweredSample, answered_in_order

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])
LaneLooker = Annotated[Visitor, Depends(signed_in(Permission.READ_AUDIT, Permission.MANAGE_SETTINGS))]
LaneOpener = Annotated[Visitor, Depends(signed_in(Permission.MANAGE_SETTINGS))]
_LONGEST = 200  # characters of a reason


@router.get("/audit/lanes")
def shown(request: Request, visitor: LaneLooker, house: Here) -> Response:
    """Every lane policy names or somebody audited; one that may not stay open is closed on the way."""
    tenant = TenantId(visitor.user.tenant)
    house.audits.close_failing(tenant)
    people = {one.actor: one.display_name for one in house.stores.people.of(tenant)}
    answered = defaultdict[tuple[str, str], list[AnsweredSample]](list)
    for one in answered_in_order(house.stores.database, tenant, house.audits.terms.judge):
        answered[one.kind, one.field].append(one)
    catalogue = Catalogue(tuple(house.kinds.values()))
    cards = [
        lane_card(lane, answered[lane.audited.kind, lane.audited.field], visitor.words, catalogue, people)
        for lane in house.audits.lanes(tenant).all()
    ]
    return page(request, visitor, "audit_lanes.html", cards=cards, waiting=next_sample(house, tenant))


@router.post("/audit/lanes/{kind}/{name}/open")
def opened(kind: str, name: str, visitor: LaneOpener, house: Here, form: Sent) -> Response:
    """By a person, with a reason, and only while the bound is within the target."""
    house.load.check_signed()
    _known(house.kinds, kind)
    house.audits.open_lane(reviewer_of(visitor).actor, kind, name, _reason(field(form, "reason")))
    return redirect("/audit/lanes")


@router.post("/audit/lanes/{kind}/{name}/close")
def closed(kind: str, name: str, visitor: LaneLooker, house: Here, form: Sent) -> Response:
    """By whoever watches it, at any time, with a reason."""
    _known(house.kinds, kind)
    house.audits.close_lane(reviewer_of(visitor).actor, kind, name, _reason(field(form, "reason")))
    return redirect("/audit/lanes")


def _known(kinds: object, kind: str) -> None:
    if not isinstance(kinds, dict) or kind not in kinds:
        raise Missing("There is no such lane.")


def _reason(text: str) -> str:
    said = " ".join(text.split())[:_LONGEST]
    if not said:
        raise WrongUse("Say why; the reason is written down.")
    return said
