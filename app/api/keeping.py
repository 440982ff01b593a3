"""Erasures and legal holds over HTTP: asked for with one key, agreed to with another, made for that at the machine."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.access import Here, KeepingAsker, KeepingSecond
from app.api.names import claim_id as claim_named
from app.api.names import evidence_id, own_id
from app.api.problems import AsciiJson, Problem, documented
from app.showing.keeping import blocked_as_json, certified, erasure_as_json, hold_as_json
from pipeline.errors import Forbidden, Missing
from pipeline.keeping.erasing import Asked, Thing, What
from workers.keeping.asking import REQUEST, agreed, customer_asked, withdrawn
from workers.proof.signing import signer_here

router = APIRouter(prefix="/v1", tags=["keeping"])

_LONGEST = 300
_ERASURE, _HOLD = "ers", "hld"
Typed = Annotated[str, Field(min_length=3, max_length=_LONGEST)]


class ErasureWish(BaseModel):
    """Exactly one of `claim_id`, `evidence_id` (a file of no claim) and `customer_of` (every claim of the customer of
    that claim). `basis`: the law, or the letter; no personal details.
    """

    claim_id: str | None = None
    evidence_id: str | None = None
    customer_of: str | None = None
    basis: Typed


class HoldWish(BaseModel):
    """Exactly one of `claim_id` and `evidence_id`. `reason`: such as a court's file number; no names."""

    claim_id: str | None = None
    evidence_id: str | None = None
    reason: Typed


class Why(BaseModel):
    reason: Typed


class ErasureBody(BaseModel):
    """`state`: waits, agreed, erasing, done or withdrawn. `request`: shared by all that were asked for at once."""

    id: str
    request: str | None
    tenant: str
    what: str
    thing: str
    state: str
    ground: str
    basis: str
    proposed_by: str
    proposed_at: str
    confirmed_by: str | None
    done_at: str | None


class BlockedBody(BaseModel):
    """What could not be asked for, or agreed to; `hold`: the legal hold that keeps it."""

    what: str
    thing: str
    hold: str | None
    why: str


class ErasureList(BaseModel):
    """`blocked`: what was left out, and why. `unsure`: claims that may be the same customer's; look at each."""

    items: list[ErasureBody]
    blocked: list[BlockedBody] = []
    unsure: list[str] = []


class CertificateBody(BaseModel):
    """`text`: the very bytes whose SHA-256 the ledger holds; `note` is it signed, where the ledger's key is."""

    certificate: dict[str, object]
    text: str
    note: str | None


class HoldBody(BaseModel):
    """`state`: held or lifted. It keeps from the first moment."""

    id: str
    tenant: str
    what: str
    thing: str
    state: str
    reason: str
    placed_by: str
    placed_at: str
    confirmed_by: str | None
    lift_asked_by: str | None
    lift_reason: str | None
    lifted_by: str | None


class HoldList(BaseModel):
    items: list[HoldBody]


@router.post("/erasures", status_code=201, response_model=ErasureList, responses=documented(409, 410, 413))
def propose(wish: ErasureWish, house: Here, caller: KeepingAsker) -> Response:
    """Ask that something is erased; nothing is until another key agrees. What a legal hold keeps is named."""
    if wish.customer_of is None:
        one = house.stores.erasures.propose(caller.actor, _thing(wish.claim_id, wish.evidence_id), wish.basis)
        return AsciiJson({"items": [erasure_as_json(one)], "blocked": [], "unsure": []}, 201)
    if wish.claim_id is not None or wish.evidence_id is not None:
        raise _one_thing()
    asked = customer_asked(house.stores, caller.actor, claim_named(wish.customer_of), wish.basis)
    return AsciiJson(_listed(Asked(asked.items, asked.blocked)) | {"unsure": list(asked.unsure)}, 201)


@router.get("/erasures", response_model=ErasureList, responses=documented())
def every(house: Here, caller: KeepingAsker) -> Response:
    """Newest first."""
    return AsciiJson(_listed(Asked(house.stores.erasures.all(caller.tenant), ())))


@router.post("/erasures/{erasure}/confirm", response_model=ErasureList, responses=documented(403, 409, 410))
def confirm(erasure: str, house: Here, caller: KeepingSecond) -> Response:
    """Be the second person, for one erasure or a whole `request`: keys are destroyed at once, for good. What is still
    being read is erased as soon as it is at rest.
    """
    with _by_another():
        return AsciiJson(_listed(agreed(house.stores, caller.actor, _erasure(erasure))))


@router.post("/erasures/{erasure}/withdraw", response_model=ErasureList, responses=documented(409, 413))
def withdraw(erasure: str, house: Here, caller: KeepingAsker, why: Why | None = None) -> Response:
    """Do not erase after all, and why; too late once the keys are destroyed."""
    said = why.reason if why else ""
    return AsciiJson(_listed(Asked(withdrawn(house.stores, caller.actor, _erasure(erasure), said), ())))


@router.get("/erasures/{erasure}/certificate", response_model=CertificateBody, responses=documented(409))
def certificate(erasure: str, house: Here, caller: KeepingAsker) -> Response:
    """What was erased, who agreed on what ground, and what stays as it names nobody."""
    one = house.stores.erasures.find(caller.tenant, own_id(_ERASURE, erasure))
    if one.certificate is None:
        raise Problem(409, "not_erased", f"There is no certificate yet; where the erasure stands: {one.state}.")
    return AsciiJson(json.loads(json.dumps(certified(one, signer_here(house.stores)))))


@router.post("/holds", status_code=201, response_model=HoldBody, responses=documented(410, 413))
def hold(wish: HoldWish, house: Here, caller: KeepingAsker) -> Response:
    """Nothing of it is erased from now on; another key confirms."""
    return AsciiJson(
        hold_as_json(house.stores.holds.place(caller.actor, _thing(wish.claim_id, wish.evidence_id), wish.reason)), 201
    )


@router.get("/holds", response_model=HoldList, responses=documented())
def holds(house: Here, caller: KeepingAsker) -> Response:
    """Those in force first, newest first."""
    return AsciiJson({"items": [hold_as_json(one) for one in house.stores.holds.all(caller.tenant)]})


@router.post("/holds/{hold}/confirm", response_model=HoldBody, responses=documented(403, 409, 413))
def confirm_hold(hold: str, house: Here, caller: KeepingSecond, why: Why | None = None) -> Response:
    """Be the second person for a hold; `reason`: why you agree, that of the hold without a body."""
    said = why.reason if why else ""
    with _by_another():
        return AsciiJson(hold_as_json(house.stores.holds.confirm(caller.actor, own_id(_HOLD, hold), said)))


@router.post("/holds/{hold}/lift", response_model=HoldBody, responses=documented(409, 413))
def lift(hold: str, why: Why, house: Here, caller: KeepingAsker) -> Response:
    """Ask that it ends; it keeps until another key agrees."""
    return AsciiJson(hold_as_json(house.stores.holds.lift(caller.actor, own_id(_HOLD, hold), why.reason)))


@router.post("/holds/{hold}/agree", response_model=HoldBody, responses=documented(403, 409))
def agree(hold: str, house: Here, caller: KeepingSecond) -> Response:
    """Be the second person: the hold ends."""
    with _by_another():
        return AsciiJson(hold_as_json(house.stores.holds.agree(caller.actor, own_id(_HOLD, hold))))


@contextmanager
def _by_another() -> Iterator[None]:
    try:
        yield
    except Forbidden as error:
        raise Problem(
            403, "own_wish", "Who asked for this cannot agree to it; use the key of another person."
        ) from error


def _listed(asked: Asked) -> dict[str, object]:
    return {
        "items": [erasure_as_json(one) for one in asked.items],
        "blocked": [blocked_as_json(one) for one in asked.blocked],
        "unsure": [],
    }


def _erasure(text: str) -> str:
    return own_id("erq" if text.startswith(REQUEST) else _ERASURE, text)


def _thing(claim: str | None, evidence: str | None) -> Thing:
    if (claim is None) == (evidence is None):
        raise _one_thing()
    if claim is not None:
        return Thing(What.CLAIM, claim_named(claim))
    try:
        return Thing(What.EVIDENCE, evidence_id(str(evidence)))
    except Problem as unknown:
        raise Missing("There is no such evidence; check its id.") from unknown


def _one_thing() -> Problem:
    return Problem(422, "wrong_use", "Name exactly one thing that this is about.")
