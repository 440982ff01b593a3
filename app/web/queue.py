"""Where people arrive after signing in: the claims that wait; for others, what their roles let them do."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.api.access import Here
from app.api.house import House
from app.web.case import Corrector, reviewer_of
from app.web.claims import address_of
from app.web.entering.access import Anyone, Sent, Visitor, at_home
from app.web.faults import PageRoute
from app.web.front import redirect
from app.web.marks import facts_of
from app.web.scene import page
from pipeline.claim.outcomes import ClaimOutcome
from pipeline.claim.reasons import ClaimReason
from pipeline.errors import Conflict, Forbidden
from pipeline.evidence import ClaimId
from pipeline.people.reviewers import Right
from pipeline.people.roles import permissions
from pipeline.review.reviews import Review, ReviewState
from storage.records.reviews.queue import Queue, QueueWish, Turn, Whose
from workers.reviews.opening import today

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])

_LISTED = 50
_TRIED = 20  # claims that others may just have taken
SPANS: Mapping[str, int] = {"late": -1, "today": 0, "week": 7}


class Filters(BaseModel):
    """As they stand in the address; what is no such value filters nothing."""

    whose: str = Field("team", max_length=20)
    state: str = Field("", max_length=20)
    reason: str = Field("", max_length=60)
    outcome: str = Field("", max_length=40)
    due: str = Field("", max_length=20)
    after: str = Field("", max_length=300)

    def wish(self) -> QueueWish:
        return QueueWish(
            whose=Whose(self.whose) if self.whose in set(Whose) else Whose.TEAM,
            states=(ReviewState(self.state),) if self.state in set(ReviewState) else (),
            reason=self.reason if self.reason in set(ClaimReason) else None,
            outcome=self.outcome if self.outcome in set(ClaimOutcome) else None,
            due_by=_until(self.due),
            after=_turn(self.after),
            limit=_LISTED,
        )

    def address(self, **changed: str) -> str:
        """The same filters with some changed, as an address; what filters nothing is left out."""
        told = {**self.model_dump(), "after": "", **changed}
        left = {name: value for name, value in told.items() if value and (name, value) != ("whose", "team")}
        return f"/queue?{urlencode(left)}" if left else "/queue"


@router.get("/queue")
def shown(request: Request, visitor: Anyone, house: Here, filters: Annotated[Filters, Query()]) -> Response:
    """The queue for whoever may see it; the filters stay in the address."""
    person = reviewer_of(visitor)
    if not person.may(Right.SEE_QUEUE):
        return page(request, visitor, "welcome.html", given=permissions(visitor.user.roles))
    queue = house.reviewing.queue(person, filters.wish())
    return page(
        request,
        visitor,
        "queue.html",
        items=[_row(house, visitor, one) for one in queue.items],
        filters=filters,
        chosen=filters.model_dump(),
        more=_more(filters, queue),
        choices={"reason": list(ClaimReason), "outcome": list(ClaimOutcome), "state": list(ReviewState), "due": SPANS},
        whose=list(Whose),
        works=person.may(Right.REVIEW),
    )


@router.post("/queue/next")
def following(house: Here, visitor: Corrector, _: Sent) -> Response:
    """The first claim that is free is this person's, and opens; the queue where there is none."""
    person = reviewer_of(visitor)
    house.reviewing.seed(person)
    for one in house.reviewing.queue(person, QueueWish(limit=_TRIED)).items:
        if one.held or not one.open_to(person) or one.state is not ReviewState.WAITING:
            continue
        try:
            house.reviewing.take(person, one.claim_id)
        except (Conflict, Forbidden):
            continue  # somebody was faster
        return redirect(address_of(one.claim_id))
    return redirect("/queue")


def _row(house: House, visitor: Visitor, one: Review) -> Mapping[str, Any]:
    mine = one.held and one.lock is not None and one.lock.by == visitor.user.actor
    return {
        "review": one,
        "address": address_of(one.claim_id),
        "facts": facts_of(one, house.reviewing.clock(one), visitor.words),
        "mine": mine,
        "held": one.held and not mine,
        "takeable": not one.held and one.open_to(reviewer_of(visitor)) and one.state is not ReviewState.DECIDED,
    }


def _more(filters: Filters, queue: Queue) -> str:
    after = queue.next
    return filters.address(after=f"{after.rank.isoformat()} {after.claim_id}") if after else ""


def _turn(text: str) -> Turn | None:
    moment, _, claim = text.partition(" ")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return Turn(at, ClaimId(claim)) if at.tzinfo and claim else None


def _until(span: str) -> date | None:
    return today() + timedelta(days=SPANS[span]) if span in SPANS else None
