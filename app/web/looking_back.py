"""Pages that only look back: the claims of one customer, masked, and money that is late."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api.access import Here
from app.api.names import claim_id as claim_named
from app.web.case import reviewer_of
from app.web.claims import address_of
from app.web.entering.access import Visitor, at_home, signed_in
from app.web.faults import PageRoute
from app.web.scene import page
from pipeline.evidence import TenantId
from pipeline.people.roles import Permission
from pipeline.review.payouts import Owed
from workers.reviews.opening import today

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])
Historian = Annotated[Visitor, Depends(signed_in(Permission.READ_ASSIGNED, Permission.READ_MASKED))]
Cashier = Annotated[Visitor, Depends(signed_in(Permission.APPROVE, Permission.READ_MASKED))]


@dataclass(frozen=True, slots=True)
class Late:
    """One decision whose money is late, by so many working days."""

    owed: Owed
    days: int


@router.get("/history/{claim_id}")
def history(request: Request, claim_id: str, house: Here, visitor: Historian) -> Response:
    """Claims of whoever claims in this one, newest first; nothing of their papers."""
    found = house.reviewing.history(reviewer_of(visitor), claim_named(claim_id))
    opens = visitor.may(Permission.READ_ASSIGNED)
    return page(request, visitor, "history.html", claim=claim_id, history=found, opens=opens, address_of=address_of)


@router.get("/payouts/late")
def late(request: Request, house: Here, visitor: Cashier) -> Response:
    """What was promised and is not known to have come."""
    tenant = TenantId(visitor.user.tenant)
    calendar, now = house.reviewing.calendar(tenant), today()
    found = [Late(one, one.days_late(now, calendar)) for one in house.reviewing.late(tenant)]
    return page(request, visitor, "late.html", late=found)
