"""A decision at the desk: submitted, looked at, taken back, agreed to by a second person; and the customer is asked."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from app.api.access import Here
from app.web.case import Case, LookedAt, Looker, case_of
from app.web.claims import address_of, name_of
from app.web.drafting import formed_draft
from app.web.entering.access import Sent, Visitor, at_home, field, signed_in
from app.web.faults import PageRoute
from app.web.front import redirect
from app.web.marks import money
from app.web.scene import page
from pipeline.errors import Missing, WrongUse
from pipeline.findings import Reason
from pipeline.people.roles import Permission
from pipeline.review.blocking import SECOND_WORDS, second_blocks
from pipeline.review.decisions import Decision, StaleAnswer
from pipeline.review.drafts import Draft, SavedDraft, Seen, StaleDraft
from pipeline.review.reviews import ReviewState
from workers.reviews.reviewing import Blocked

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])
Decider = Annotated[Visitor, Depends(signed_in(Permission.APPROVE))]
_LONGEST = 100  # characters of what tells a second click from a second decision


def decided_on(claim_id: str, house: Here, visitor: Decider) -> Case:
    """A dependency: the claim of the address, for somebody who may decide."""
    return case_of(house, visitor, claim_id)


Deciding = Annotated[Case, Depends(decided_on)]


@router.post("/claims/{claim_id}/decide")
def decide(case: Deciding, form: Sent) -> Response:
    """What was filled in is kept first, so that nothing is lost when something still stands in the way."""
    key = field(form, "key")
    if not 0 < len(key) <= _LONGEST:
        raise WrongUse("Reload the page and decide again.")
    wanted = _draft(case, form)
    seen = Seen(case.draft.version if case.draft else 0, _looked_at(case, form))
    before = case.house.reviewing.keyed(case.person, case.claim, key)
    if before is None:
        saved = _saved(case, wanted, seen)
        case.house.load.check_signed()
        try:
            case.house.reviewing.decide(case.person, case.claim, saved, key)
        except Blocked:
            return redirect(f"{address_of(case.claim)}?why=blocked#blocks")
        except StaleAnswer:
            return redirect(f"{address_of(case.claim)}?why=news")
    return redirect(f"{address_of(case.claim)}/decided")


@router.post("/claims/{claim_id}/notice")
def notice(request: Request, case: Deciding, visitor: Decider, form: Sent) -> Response:
    """What the customer would read, in both languages; nothing is kept."""
    ruling = case.house.reviewing.preview(case.person, case.claim, _draft(case, form))
    return page(request, visitor, "notice.html", claim=case.claim, notice=ruling.notice)


@router.post("/claims/{claim_id}/ask")
def ask(case: Deciding, form: Sent) -> Response:
    """The customer's turn; the clock stands still until the answer."""
    case.house.load.check_signed()
    message = Reason(_lines(field(form, "zh")), _lines(field(form, "en")))
    case.house.reviewing.ask_customer(case.person, case.claim, message)
    return redirect("/queue")


@router.get("/claims/{claim_id}/decided")
def shown(request: Request, visitor: Looker, case: LookedAt) -> Response:
    """The newest decision: what it says, whether it can still be taken back, whether somebody else must agree."""
    decision, review = _newest(case), case.open.review
    first = case.house.reviewing.first_look(case.person, case.claim, decision.version, case.open.case.correctors)
    waits = review.state is ReviewState.SECOND
    ours = case.person.name in (decision.by, decision.second)
    undoable = ours and (waits or (review.goes is not None and review.read < review.goes))
    return page(
        request,
        visitor,
        "decided.html",
        claim=case.claim,
        address=address_of(case.claim),
        decision=decision,
        stands=review.decision == decision.version,
        amount=money(decision.ruling.amount, decision.ruling.currency) if decision.ruling.amount is not None else "",
        by=name_of(case, decision.by),
        second=name_of(case, decision.second) if decision.second else "",
        because=[SECOND_WORDS[one] for one in decision.because],
        waits=waits,
        undo_seconds=(review.goes - review.read).total_seconds() if undoable and review.goes else 0.0,
        undoable=undoable,
        blocks=second_blocks(first, case.person) if waits else (),
        may_look=visitor.may(Permission.APPROVE),
        result=case.open.task.result if case.open.task and review.goes is None and not waits else None,
        told=not waits and review.goes is None and review.decision == decision.version,
    )


@router.post("/claims/{claim_id}/undo")
def undo(case: Deciding, form: Sent) -> Response:
    """Within ten seconds, by whoever decided; the claim is open again with its draft, and theirs."""
    case.house.reviewing.undo(case.person, case.claim, _version(form))
    case.house.reviewing.take(case.person, case.claim)
    return redirect(f"{address_of(case.claim)}#decision-title")


@router.post("/claims/{claim_id}/confirm")
def confirm(case: Deciding, form: Sent) -> Response:
    """The second person agrees. What stands in their way is shown where it is asked."""
    case.house.load.check_signed()
    try:
        case.house.reviewing.confirm_second(case.person, case.claim, _version(form))
    except Blocked:
        return redirect(f"{address_of(case.claim)}/decided#blocks")
    return redirect(f"{address_of(case.claim)}/decided")


@router.post("/claims/{claim_id}/hand-back")
def hand_back(case: Deciding, form: Sent) -> Response:
    """The second person does not agree, and says why."""
    case.house.load.check_signed()
    case.house.reviewing.hand_back(case.person, case.claim, _version(form), field(form, "note"))
    return redirect("/queue")


@router.post("/claims/{claim_id}/reopen")
def reopen(case: Deciding, form: Sent) -> Response:
    """A decision that was told is looked at again, with a reason."""
    case.house.load.check_signed()
    case.house.reviewing.reopen(case.person, case.claim, field(form, "reason"))
    return redirect(address_of(case.claim))


def _draft(case: Case, form: FormData) -> Draft:
    """What the form says, beside the values that were typed before."""
    pairs = [(name, _lines(value)) for name, value in form.multi_items() if isinstance(value, str)]
    return formed_draft(pairs, case.draft)


def _lines(text: str) -> str:
    """Browsers end the lines of a form with two characters."""
    return text.replace("\r\n", "\n").strip()


def _saved(case: Case, wanted: Draft, seen: Seen) -> SavedDraft:
    """The draft as it was sent with the decision: an earlier save of the same page may still have been on its way."""
    save = case.house.reviewing.save_draft
    try:
        return save(case.person, case.claim, wanted, seen)
    except StaleDraft as stale:
        version = stale.stands.version if stale.stands else 0
        return save(case.person, case.claim, wanted, Seen(version, seen.answer))


def _newest(case: Case) -> Decision:
    """Raises Missing where nothing was decided."""
    if not case.open.decisions:
        raise Missing("Nothing was decided here yet.")
    return case.open.decisions[-1]


def _version(form: FormData) -> int:
    """Raises WrongUse for what is no number."""
    return _number(field(form, "version"))


def _looked_at(case: Case, form: FormData) -> int:
    """The newest answer, or the one that the page showed, where that says anything else."""
    said = field(form, "answer")
    seen = _number(said) if said else case.open.case.answer.version
    return seen if case.house.reviewing.news(case.person, case.claim, seen) else case.open.case.answer.version


def _number(said: str) -> int:
    if not (said.isascii() and said.isdecimal() and len(said) < 10):
        raise WrongUse("Reload the page and try again.")
    return int(said)
