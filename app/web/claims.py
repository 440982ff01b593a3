"""The desk: one claim, its documents beside their pages; taken, kept, passed on, with a draft saved at every change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from app.api.access import Here
from app.web.ask_crops import crops
from app.web.beside import beside
from app.web.case import Case, Corrector, LookedAt, Looker, WorkedOn, reviewer_of
from app.web.deciding_form import deciding_form
from app.web.drafting import draft_of, plain_draft, saved_in_turn, sent_draft
from app.web.entering.access import Sent, at_home, field
from app.web.faults import PageRoute
from app.web.front import redirect
from app.web.marks import facts_of
from app.web.scene import page
from pipeline.errors import Missing
from pipeline.evidence import ClaimId
from pipeline.findings import Finding, Outcome, Severity
from pipeline.people.reviewers import Right
from pipeline.review.drafts import Seen, StaleDraft
from pipeline.review.reviews import ReviewState
from storage.records.reviews.queue import QueueWish

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])

WHY: Mapping[str, str] = {
    "again": "desk.keyed_again",
    "stale": "desk.stale",
    "news": "desk.news_came",
    "gone": "desk.say.gone",
}
_AHEAD = 2  # claims that are fetched before they are opened
_WANTED = (Severity.REJECT, Severity.REVIEW, Severity.ASK)


@dataclass(frozen=True, slots=True)
class Checks:
    """What the rules said about the claim: first what failed or could not be checked, then what passed."""

    failed: tuple[Finding, ...]
    passed: tuple[Finding, ...]


def address_of(claim: ClaimId) -> str:
    """Where the desk shows a claim."""
    return f"/claims/{quote(claim, safe='')}"


@router.get("/claims/{claim_id}")
def shown(request: Request, visitor: Looker, case: LookedAt, file: int = 0, why: str = "") -> Response:
    """All documents on one page; `file` is the one that is open, else the first that needs a person."""
    files = case.shown()
    asking = next((one.number for one in files if one.asks), 1)
    opened = file if 1 <= file <= len(files) else asking
    return page(
        request,
        visitor,
        "desk.html",
        claim=_claim(case, visitor),
        files=files,
        current=opened,
        numbers={one.name: one.number for one in files},
        checks=_checks(case.findings()),
        notes=_notes(case, visitor, why),
        ahead=_ahead(case),
        case=case,
        works=case.person.may(Right.REVIEW),
        beside=beside(case, visitor.words),
        deciding=deciding_form(case),
        blocked=why == "blocked",
        crops=crops(case.open.case.body, files, address_of(case.claim)),
    )


@router.post("/claims/{claim_id}/take")
def take(claim_id: str, house: Here, visitor: Corrector, _: Sent) -> Response:
    """The claim is this person's, or stays it."""
    taken = house.reviewing.take(reviewer_of(visitor), ClaimId(claim_id))
    return redirect(address_of(taken.review.claim_id))


@router.post("/claims/{claim_id}/release")
def release(claim_id: str, house: Here, visitor: Corrector, _: Sent) -> Response:
    """Back into the queue, with the draft."""
    house.reviewing.release(reviewer_of(visitor), ClaimId(claim_id))
    return redirect("/queue")


@router.post("/claims/{claim_id}/escalate")
def escalate(claim_id: str, house: Here, visitor: Corrector, form: Sent) -> Response:
    """To senior reviewers, with the reason."""
    house.reviewing.escalate(reviewer_of(visitor), ClaimId(claim_id), field(form, "reason"))
    return redirect("/queue")


@router.post("/claims/{claim_id}/beat")
def beat(claim_id: str, house: Here, visitor: Corrector, form: Sent) -> Response:
    """An open page says so, with the answer it shows, and hears whether the claim is still its and there is news."""
    person, claim, said = reviewer_of(visitor), ClaimId(claim_id), field(form, "answer")
    found = house.reviewing.heartbeat(person, claim)
    shown = int(said) if said.isdecimal() and len(said) < 10 else found.answer
    news = house.reviewing.news(person, claim, shown)
    return JSONResponse({"held": found.held, "answer": found.answer, "version": found.version, "news": news})


@router.post("/claims/{claim_id}/draft")
def draft(case: WorkedOn, form: Sent) -> Response:
    """What was typed so far; 409 with what is kept where the same person saved something else in another window."""
    number = field(form, "version")
    seen = Seen(int(number) if number.isdecimal() and len(number) < 10 else 0, case.open.case.answer.version)
    wanted = sent_draft(field(form, "draft"), case.draft)
    try:
        saved = saved_in_turn(case, wanted, seen)
    except StaleDraft as stale:
        return JSONResponse({"stands": plain_draft(stale.stands)}, 409)
    return JSONResponse({"version": saved.version})


def _claim(case: Case, visitor: Looker) -> Mapping[str, object]:
    review = case.open.review
    kept = draft_of(case)
    return {
        "id": review.claim_id,
        "address": address_of(review.claim_id),
        "mine": case.mine,
        "takeable": review.open_to(case.person) and not review.held and review.state is not ReviewState.DECIDED,
        "held_by": _held_by(case, visitor),
        "draft": case.draft.version if case.draft else 0,
        "answer": case.open.case.answer.version,
        "typed": json.dumps(plain_draft(kept)),
        "facts": facts_of(review, case.open.clock, visitor.words),
    }


def _held_by(case: Case, visitor: Looker) -> str:
    review, words = case.open.review, visitor.words
    if review.state is ReviewState.DECIDED:
        return words("desk.decided_state")
    if review.held and review.lock:
        return words("desk.held", name=name_of(case, review.lock.by))
    if review.state is ReviewState.ASKED:
        return words("desk.asked_state")
    return words("desk.free" if review.open_to(case.person) else "desk.not_yours")


def _notes(case: Case, visitor: Looker, why: str) -> list[Mapping[str, object]]:
    others = case.open.drafts[:1] if case.mine and case.draft is None else ()
    found: list[Mapping[str, object]] = [
        {"text": visitor.words("desk.taken_over", name=name_of(case, one.by)), "bad": False} for one in others
    ]
    return [*found, {"text": visitor.words(WHY[why]), "bad": True}] if why in WHY else found


def name_of(case: Case, actor: str) -> str:
    """What people call whoever the ledger calls `actor`."""
    people = case.house.stores.people.of(case.open.review.tenant)
    return next((one.display_name for one in people if one.actor == actor), actor)


def _checks(findings: tuple[Finding, ...]) -> Checks:
    failed = [one for one in findings if one.waits or (one.outcome is Outcome.FAIL and one.severity in _WANTED)]
    unclear = [one for one in findings if one.outcome is Outcome.UNREADABLE and one not in failed]
    passed = tuple(one for one in findings if one.outcome is Outcome.PASS)
    return Checks((*sorted(failed, key=lambda one: _rank(one.severity)), *unclear), passed)


def _rank(severity: Severity) -> int:
    return _WANTED.index(severity) if severity in _WANTED else len(_WANTED)


def _ahead(case: Case) -> list[str]:
    """First pages of the claims that come next, so that they are there when they are opened."""
    if not case.mine:
        return []
    queue = case.house.reviewing.queue(case.person, QueueWish(limit=_AHEAD + 1))
    others = [one for one in queue.items if one.claim_id != case.claim and not one.held][:_AHEAD]
    return [address for one in others if (address := _first_page(case, one.claim_id))]


def _first_page(case: Case, claim: ClaimId) -> str:
    """Of the first file of a claim; "" where it has none."""
    stores, desk = case.house.stores, case.house.reviewing
    try:
        given = stores.answers.newest(case.open.review.tenant, claim)
        body = given.body if given else {}
    except Missing:  # a task has no answer of its own
        body = desk.look(case.person, claim).case.body
    listed = body.get("evidence")
    return f"{address_of(claim)}/files/{listed[0]['id']}/pages/1" if isinstance(listed, list) and listed else ""
