"""Decisions over HTTP: where a claim stands and what was decided, what became of the money, what the customer said."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field, model_validator

from app.api.access import Caller, ClaimReader, ClaimWriter, Here
from app.api.house import House
from app.api.names import claim_id as claim_named
from app.api.problems import AsciiJson, Problem, documented
from pipeline.errors import Conflict, Missing
from pipeline.evidence import ClaimId
from pipeline.review.decision_json import told_json
from pipeline.review.decisions import Decision
from pipeline.review.payouts import FeedbackWish, Payout, PayoutStatus, PayoutWish, UnpaidCause
from pipeline.review.reviews import Review, ReviewState
from storage.records.reviews.payouts import KeyReused
from storage.records.reviews.turns import Ask
from workers.reception import LONGEST_KEY
from workers.reviews.opening import today

router = APIRouter(prefix="/v1", tags=["decisions"])

_LONGEST = 2_000  # characters of a text


def note_key(request: Request) -> str:
    """What names the request, "" for nothing; raises a Problem for what cannot be a key."""
    key = request.headers.get("idempotency-key")
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Problem(422, "bad_idempotency_key", "It has 1 to 255 printable characters.")
    return key or ""


NoteKey = Annotated[str, Depends(note_key)]


class Told(BaseModel):
    """A text for the customer in both languages."""

    zh: str
    en: str


class AskedBody(BaseModel):
    """What the customer is asked for; it waits until a file or new facts come in."""

    number: int
    message: Told
    at: str


class DecidedBody(BaseModel):
    """`verdict`: `approve`, `partial` or `refuse`; `route`: `original`, `bank` or `other`. `reasons` with what each
    rests on: a rule's own words, keys of the policy, file, page and box. `notice` is the customer's message.
    `replaces`: the version before, where a decision was changed.
    """

    version: int
    replaces: int | None
    decided: str
    answer: int
    verdict: str
    amount: str | None
    currency: str | None
    route: str | None
    promised_workdays: int | None
    promised_on: str | None
    reasons: list[dict[str, Any]]
    notice: Told
    policy: str


class PayoutBody(BaseModel):
    """What finance said of the money of a decision; `decision` is its version."""

    number: int
    decision: int
    status: str
    reference: str
    on: str
    amount: str | None
    cause: str | None
    at: str


class DecisionBody(BaseModel):
    """`state`: `waiting` for a person, `asked` while it is the customer's turn, `decided`. `due_on`: the last day to
    answer in time, null while the customer is asked; `workdays_left` below 0 when it is late.
    """

    claim_id: str
    state: Literal["waiting", "asked", "decided"]
    due_on: str | None
    workdays_left: int
    asked: AskedBody | None
    decision: DecidedBody | None
    payout: PayoutBody | None


class PayoutNote(BaseModel):
    """`reference`: the payment's name in your books; the same reference with the same status again is one message.

    `cause`: why it failed or came back; not beside `paid`.
    """

    status: PayoutStatus
    reference: Annotated[str, Field(min_length=1, max_length=200)]
    on: date | None = None
    amount: Annotated[Decimal, Field(gt=0, max_digits=15, decimal_places=2)] | None = None
    note: Annotated[str, Field(max_length=_LONGEST)] = ""
    cause: UnpaidCause | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.cause is not None and self.status is PayoutStatus.PAID:
            raise ValueError("a cause says why money did not arrive; leave it out beside paid")
        return self


class FeedbackNote(BaseModel):
    """`score` 1 (bad) to 5 (good); `explain`: the customer asks for a person's explanation."""

    score: Annotated[int, Field(ge=1, le=5)] | None = None
    explain: bool = False
    comment: Annotated[str, Field(max_length=_LONGEST)] = ""


class FeedbackBody(BaseModel):
    number: int


class LateBody(BaseModel):
    """`status`: what was heard last, null for nothing."""

    claim_id: str
    decision: int
    promised_on: str
    workdays_late: int
    status: str | None


class LateList(BaseModel):
    items: list[LateBody]


@router.get("/claims/{claim_id}/decision", response_model=DecisionBody, responses=documented(409, 410))
def show(claim_id: str, house: Here, caller: ClaimReader) -> Response:
    """Where the claim stands with the people who review it, and the decision that counts. Undone ones never show."""
    review = _review(house, caller, claim_named(claim_id))
    desk, claim = house.reviewing, review.claim_id
    told, asks = desk.decisions.told(caller.tenant, claim), desk.turns.asks(caller.tenant, claim)
    paid = desk.payouts.of(caller.tenant, claim)
    left = desk.clock(review)
    state = _state(review)
    body = {
        "claim_id": claim,
        "state": state,
        "due_on": left.due.isoformat() if left.due else None,
        "workdays_left": left.left,
        "asked": _asked(asks[-1]) if state == "asked" and asks else None,
        "decision": _decided(told[-1]) if told else None,
        "payout": _payout(paid[-1]) if paid else None,
    }
    return AsciiJson(body)


@router.post(
    "/claims/{claim_id}/payout",
    status_code=201,
    response_model=PayoutBody,
    responses=documented(409, 410, 413) | {200: {"model": PayoutBody, "description": "you said so before"}},
)
def pay(claim_id: str, said: PayoutNote, key: NoteKey, house: Here, caller: ClaimWriter) -> Response:
    """Tell what became of the money: paid, failed, or come back."""
    claim = _known(house, caller, claim_named(claim_id))
    wish = PayoutWish(
        status=said.status,
        reference=said.reference,
        on=said.on or today(),
        amount=said.amount,
        note=said.note,
        key=key,
        cause=said.cause,
    )
    try:
        kept, new = house.reviewing.payouts.told(caller.actor, claim, wish)
    except KeyReused as error:
        raise _reused() from error
    except (Conflict, Missing) as error:
        detail = "Nothing was decided that pays; read the decision first."
        raise Problem(409, "not_decided", detail) from error
    return AsciiJson(_payout(kept), 201 if new else 200)


@router.post(
    "/claims/{claim_id}/feedback",
    status_code=201,
    response_model=FeedbackBody,
    responses=documented(409, 410, 413) | {200: {"model": FeedbackBody, "description": "you said so before"}},
)
def say(claim_id: str, said: FeedbackNote, key: NoteKey, house: Here, caller: ClaimWriter) -> Response:
    """Hand on what the customer says; a wish for an explanation shows in the reviewers' queue."""
    review = _review(house, caller, claim_named(claim_id))
    wish = FeedbackWish(score=said.score, explain=said.explain, comment=said.comment, key=key)
    try:
        number, new = house.reviewing.payouts.said(caller.actor, review.claim_id, wish)
    except KeyReused as error:
        raise _reused() from error
    return AsciiJson({"number": number}, 201 if new else 200)


def _reused() -> Problem:
    return Problem(422, "key_reused", "The Idempotency-Key was used for another note; give each its own.")


@router.get("/payouts/late", response_model=LateList, responses=documented(410))
def late(house: Here, caller: ClaimReader) -> Response:
    """Money that was promised by now and is not known to have arrived, or that failed; at most 500, longest first."""
    calendar, day = house.reviewing.calendar(caller.tenant), today()
    items = [
        {
            "claim_id": one.claim_id,
            "decision": one.decision,
            "promised_on": one.promised.isoformat(),
            "workdays_late": one.days_late(day, calendar),
            "status": one.newest.value if one.newest else None,
        }
        for one in house.reviewing.late(caller.tenant)
    ]
    return AsciiJson({"items": items})


def _known(house: House, caller: Caller, claim: ClaimId) -> ClaimId:
    """Raises Missing for a claim nobody knows, or another tenant's."""
    return house.stores.claims.find(caller.tenant, claim).claim_id


def _review(house: House, caller: Caller, claim: ClaimId) -> Review:
    """Raises Missing as above, and a 409 Problem before the claim came to the desk."""
    _known(house, caller, claim)
    try:
        return house.reviewing.reviews.find(caller.tenant, claim)
    except Missing as error:
        detail = "The claim is not answered yet; ask again soon, or listen for claim.answered."
        raise Problem(409, "not_answered", detail) from error


def _state(review: Review) -> str:
    """What outsiders are told: nothing is decided before it goes out."""
    if review.state is ReviewState.ASKED:
        return "asked"
    return "decided" if review.state is ReviewState.DECIDED and review.goes is None else "waiting"


def _asked(one: Ask) -> dict[str, object]:
    message = {"zh": one.message.zh, "en": one.message.en}
    return {"number": one.number, "message": message, "at": one.at.isoformat()}


def _decided(one: Decision) -> dict[str, object]:
    told = (one.goes or one.at).isoformat()
    return {"version": one.version, "replaces": one.after, "decided": told} | told_json(one.ruling)


def _payout(one: Payout) -> dict[str, object]:
    said = one.said
    return {
        "number": one.number,
        "decision": one.decision,
        "status": said.status.value,
        "reference": said.reference,
        "on": said.on.isoformat(),
        "amount": format(said.amount, "f") if said.amount is not None else None,
        "cause": said.cause.value if said.cause else None,
        "at": one.at.isoformat(),
    }
