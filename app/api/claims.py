"""Claims over HTTP: the facts a claims system states, kept whole."""

import json
from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Annotated, Any, NoReturn

from fastapi import APIRouter, Header, Request, Response
from starlette.concurrency import run_in_threadpool

from app.api.access import Caller, ClaimReader, ClaimWriter, Here
from app.api.house import House
from app.api.names import claim_id as claim_named
from app.api.problems import AsciiJson, Problem, documented
from app.api.shapes import ClaimAnswer, ClaimBody, answer_summary, claim_body
from pipeline.claim.policy import DEFAULT
from pipeline.evidence import ClaimId
from storage.records.claims.claims import StaleClaim
from storage.records.evidence.standings import Wanted
from workers.claims.statements import BadFacts, Mistake
from workers.claims.statements import stated as stated_facts
from workers.policies.terms import own_terms

router = APIRouter(prefix="/v1", tags=["claims"])

MOST_FACTS = 256 * 1024  # bytes
_LISTED = 500
_DEEPEST = 100  # objects and lists within each other
_FACTS = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object", "additionalProperties": True}}},
    }
}


@router.put(
    "/claims/{claim_id}",
    response_model=ClaimBody,
    responses=documented(409, 410, 412, 413, 415) | {201: {"model": ClaimBody, "description": "the claim is new"}},
    openapi_extra=_FACTS,
)
async def state(
    claim_id: str,
    request: Request,
    house: Here,
    caller: ClaimWriter,
    if_match: Annotated[str | None, Header()] = None,
) -> Response:
    """State the facts of a claim, whole, in place of earlier ones; every key but `reason` may be left out.

    Unknown keys are kept and listed in `unknown`. `If-Match` guards against lost updates. The claim is answered again
    once its files are read.
    """
    claim = claim_named(claim_id)
    facts = await _facts(request)
    unknown = _checked(claim, facts)
    expected = _version(if_match)
    try:
        stated = await run_in_threadpool(house.stores.claims.state, caller.actor, claim, facts, expected)
    except StaleClaim as error:
        raise Problem(412, "changed_meanwhile", str(error), more={"stands": error.stands}) from error
    found = await run_in_threadpool(house.stores.standings.page, caller.tenant, Wanted(claim=claim, limit=_LISTED))
    status = 201 if stated.version == 1 else 200
    body = claim_body(stated, found) | {"unknown": unknown}
    return AsciiJson(body, status, {"ETag": f'"{stated.version}"'})


@router.get("/claims/{claim_id}", response_model=ClaimBody, responses=documented(410))
def show(claim_id: str, house: Here, caller: ClaimReader) -> Response:
    """Facts, version and evidence of a claim."""
    claim = claim_named(claim_id)
    stated = house.stores.claims.find(caller.tenant, claim)
    found = house.stores.standings.page(caller.tenant, Wanted(claim=claim, limit=_LISTED))
    given = house.stores.answers.newest(caller.tenant, claim)
    body = claim_body(stated, found) | {"answer": answer_summary(given) if given else None}
    return AsciiJson(body, headers={"ETag": f'"{stated.version}"'})


@router.get("/claims/{claim_id}/answer", response_model=ClaimAnswer, responses=documented(409, 410))
def answer(claim_id: str, house: Here, caller: ClaimReader) -> Response:
    """The newest answer about the claim, as `proofdesk claims --json` prints it."""
    claim = claim_named(claim_id)
    given = house.stores.answers.newest(caller.tenant, claim)
    if given is None:
        raise Problem(409, "not_answered", _why_not(house, caller, claim))
    body = {**given.body, "version": given.version, "made": given.made.isoformat(), "current": given.current}
    return AsciiJson(body, headers={"ETag": f'"{given.version}"'})


def _why_not(house: House, caller: Caller, claim: ClaimId) -> str:
    if house.stores.claims.find(caller.tenant, claim).facts is None:
        return "The claim has no facts yet; PUT them to /v1/claims/{claim_id}, with its reason."
    return "The claim is not answered yet; ask again soon, or listen for claim.answered."


def _checked(claim: ClaimId, facts: Mapping[str, object]) -> list[str]:
    """The keys of the facts that nobody knows; raises a 422 Problem with a mistake for each wrong key."""
    if facts.get("claim_id", claim) != claim:
        raise _bad_facts([Mistake("claim_id", "it must be the id in the address, or be left out")])
    try:
        said = stated_facts({**facts, "claim_id": claim})
        own_terms(DEFAULT, said.terms)
    except BadFacts as bad:
        raise _bad_facts(bad.mistakes) from bad
    return list(said.unknown)


def _bad_facts(mistakes: Iterable[Mistake]) -> Problem:
    listed = [{"key": one.key, "message": one.message} for one in mistakes]
    told = "The facts of the claim cannot be taken; mend the keys in `mistakes` and send them again."
    return Problem(422, "bad_facts", told, more={"mistakes": listed})


async def _facts(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Problem(415, "not_json", "Send the facts as application/json, one object.")
    held = bytearray()
    async for block in request.stream():
        held += block
        if len(held) > MOST_FACTS:
            raise Problem(413, "facts_too_large", f"The facts of a claim have at most {MOST_FACTS} bytes.")
    try:
        facts = json.loads(bytes(held), parse_constant=_refuse, parse_float=_finite)
        _check_depth(facts)
    except (ValueError, RecursionError) as error:
        raise Problem(
            422, "bad_json", "The body is not JSON as we take it; send one object, at most 100 levels deep."
        ) from error
    if not isinstance(facts, dict):
        raise Problem(422, "bad_json", "The facts are one JSON object, not a list or a single value.")
    return facts


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    found = float(text)
    if not isfinite(found):
        raise ValueError(text)
    return found


def _check_depth(facts: object) -> None:
    """Raises ValueError for what is nested deeper than whoever reads it may like."""
    level = [facts]
    for _ in range(_DEEPEST):
        level = [inner for one in level if isinstance(one, dict | list) for inner in _inside(one)]
    if any(isinstance(one, dict | list) for one in level):
        raise ValueError("nested too deeply")


def _inside(one: dict[str, object] | list[object]) -> Iterable[object]:
    return one.values() if isinstance(one, dict) else one


def _version(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    text = if_match.strip().strip('"')
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1
