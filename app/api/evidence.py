"""Evidence over HTTP: in as a stream, out as its state and its record."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from app.api.access import Caller, EvidenceReader, EvidenceWriter, Here
from app.api.arriving import admission, check_room, in_form, most_of_one, most_of_several, sent_by
from app.api.house import House
from app.api.metrics import metrics_of
from app.api.names import claim_id as claim_named
from app.api.names import cursor_from, cursor_to, evidence_id
from app.api.problems import AsciiJson, Problem, documented, problem_of
from app.api.shapes import (
    BatchBody,
    EvidenceBody,
    EvidencePage,
    Findings,
    ReceivedNow,
    evidence_body,
    received,
)
from pipeline.errors import ProofdeskError
from pipeline.evidence import EvidenceId, Standing, TenantId
from pipeline.lifecycle import ENDS, EvidenceState
from storage.objects.sealed_file import SealedFile
from storage.records.evidence.standings import Wanted
from workers.reception import Sent

router = APIRouter(prefix="/v1", tags=["evidence"])

_LOOK = 0.1  # seconds between two looks while a caller waits
_LONGEST_WAIT = 30
_QUALITY = ("INT-02", "INT-07", "INT-11")
_FORM: Mapping[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "claim_id": {"type": "string", "maxLength": 200},
                        "kind": {"type": "string"},
                        "priority": {"type": "integer", "minimum": 0, "maximum": 9},
                    },
                }
            }
        },
    }
}
_BATCH: Mapping[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "array", "items": {"type": "string", "format": "binary"}}},
                }
            }
        },
    }
}
Wait = Annotated[float, Query(ge=0, le=_LONGEST_WAIT, description="seconds to wait for the reading to end")]


@router.post(
    "/evidence",
    status_code=202,
    response_model=ReceivedNow,
    responses=documented(409, 410, 413, 415),
    openapi_extra=dict(_FORM),
)
async def receive(request: Request, house: Here, caller: EvidenceWriter, wait: Wait = 0) -> Response:
    """Hand in one file. Sent again in the same claim, or under the same Idempotency-Key, it is the same evidence."""
    most = most_of_one(house)
    headers = await run_in_threadpool(admission, request, house, caller, most)
    async with in_form(request, house, most) as form:
        if len(form.files) > 1:
            raise Problem(422, "one_file", "Send one file a request, or several to a claim's evidence.")
        if "content-length" not in request.headers:
            await run_in_threadpool(check_room, house, caller.tenant, form.files[0].file)
        sent = sent_by(request, caller, form.fields, form.files[0].filename)
        entered = await run_in_threadpool(house.reception.received, sent, form.files[0].file)
    metrics_of(request).accepted(request.state.begun)
    standing = await _ended(house, caller, entered.standing, wait)
    body = received(standing) | {
        "quality": await run_in_threadpool(_quality, house, caller, standing) if wait else None
    }
    return AsciiJson(body, 202, {**headers, "Location": f"/v1/evidence/{standing.evidence.id}"})


@router.post(
    "/claims/{claim_id}/evidence",
    status_code=202,
    response_model=BatchBody,
    responses=documented(409, 410, 413, 415),
    openapi_extra=dict(_BATCH),
)
async def receive_batch(claim_id: str, request: Request, house: Here, caller: EvidenceWriter) -> Response:
    """Hand in several files of one claim; each is accepted or refused by itself."""
    claim = claim_named(claim_id)
    most = most_of_several(house)
    headers = await run_in_threadpool(admission, request, house, caller, most)
    async with in_form(request, house, most) as form:
        items = []
        for number, one in enumerate(form.files):
            sent = sent_by(request, caller, {"claim_id": claim}, one.filename)
            own = replace(sent, promise_key=sent.promise_key and f"{sent.promise_key}#{number}")
            items.append(await run_in_threadpool(_one_of_batch, own, house, one.file))
    for code in [str(one["problem"]["code"]) for one in items if one["problem"]]:
        metrics_of(request).refused(code)
    return AsciiJson({"items": items}, 202, headers)


@router.get(
    "/evidence/{evidence}",
    response_model=EvidenceBody,
    responses=documented(410) | {304: {"description": "as you have it"}},
)
async def show(
    evidence: str,
    house: Here,
    caller: EvidenceReader,
    wait: Wait = 0,
    if_none_match: Annotated[str | None, Header()] = None,
) -> Response:
    """State and, at the end, the record. With `wait` the answer comes when reading ends, or after that time."""
    found = await run_in_threadpool(house.stores.standings.find, caller.tenant, evidence_id(evidence))
    standing = await _ended(house, caller, found, wait)
    tag = f'"{standing.version}"'
    if if_none_match and {tag, "*"} & {one.strip().removeprefix("W/") for one in if_none_match.split(",")}:
        return Response(status_code=304, headers={"ETag": tag})
    return AsciiJson(await run_in_threadpool(_whole, house, caller, standing), headers={"ETag": tag})


class Part(BaseModel):
    """Which part of the list; `cursor` is `next` of the page before."""

    claim_id: str | None = Field(None, max_length=200)
    state: EvidenceState | None = None
    cursor: str | None = Field(None, max_length=100)
    limit: int = Field(50, ge=1, le=200)


@router.get("/evidence", response_model=EvidencePage, responses=documented(410))
def page(house: Here, caller: EvidenceReader, part: Annotated[Part, Query()]) -> Response:
    """Oldest first."""
    wanted = Wanted(
        claim=claim_named(part.claim_id) if part.claim_id is not None else None,
        state=part.state,
        after=EvidenceId(cursor_from("evd", part.cursor)) if part.cursor is not None else None,
        limit=part.limit,
    )
    found = house.stores.standings.page(caller.tenant, wanted)
    more = cursor_to(found[-1].evidence.id) if len(found) == part.limit else None
    return AsciiJson({"items": [evidence_body(one) for one in found], "next": more})


@router.get("/evidence/{evidence}/record", responses=documented(410))
def record(evidence: str, house: Here, caller: EvidenceReader) -> Response:
    """The record alone, as the command line prints it."""
    return AsciiJson(_record(house, caller, evidence))


@router.get("/evidence/{evidence}/findings", response_model=Findings, responses=documented(410))
def findings(evidence: str, house: Here, caller: EvidenceReader) -> Response:
    """What the rules said."""
    return AsciiJson({"findings": _record(house, caller, evidence).get("findings", [])})


@router.post("/evidence/{evidence}/again", status_code=202, response_model=EvidenceBody, responses=documented(409, 410))
def again(evidence: str, house: Here, caller: EvidenceWriter) -> Response:
    """Read evidence in quarantine once more."""
    standing = house.stores.standings.find(caller.tenant, evidence_id(evidence))
    house.stores.work.again(caller.actor, standing.evidence.id, "asked for over the API")
    found = house.stores.standings.find(caller.tenant, standing.evidence.id)
    return AsciiJson(evidence_body(found), 202)


async def _ended(house: House, caller: Caller, standing: Standing, seconds: float) -> Standing:
    """The standing once it is an end, or after `seconds`."""
    end = time.monotonic() + seconds
    while standing.state not in ENDS and time.monotonic() < end and not house.stopping():
        await asyncio.sleep(_LOOK)
        standing = await run_in_threadpool(house.stores.standings.find, caller.tenant, standing.evidence.id)
    return standing


def _one_of_batch(sent: Sent, house: House, file: SealedFile) -> Mapping[str, Any]:
    try:
        check_room(house, TenantId(sent.actor.tenant), file)
        entered = house.reception.received(sent, file)
    except Problem as problem:
        return {"filename": sent.filename, "evidence": None, "problem": problem.body()}
    except ProofdeskError as error:
        return {"filename": sent.filename, "evidence": None, "problem": problem_of(error).body()}
    return {"filename": sent.filename, "evidence": received(entered.standing), "problem": None}


def _quality(house: House, caller: Caller, standing: Standing) -> Mapping[str, object] | None:
    found = house.stores.standings.record(caller.tenant, standing)
    if found is None:
        return None
    told = found.get("findings")
    asked = [one for one in told if one["rule"] in _QUALITY] if isinstance(told, list) else []
    good = (
        all(one["outcome"] in ("pass", "not_applicable") for one in asked) and standing.state is EvidenceState.SETTLED
    )
    return {"verdict": "ok" if good else "ask", "findings": asked}


def _whole(house: House, caller: Caller, standing: Standing) -> Mapping[str, object]:
    members = house.stores.standings.page(caller.tenant, Wanted(parent=standing.evidence.id, limit=200))
    return evidence_body(standing) | {
        "record": house.stores.standings.record(caller.tenant, standing),
        "members": [one.evidence.id for one in members],
    }


def _record(house: House, caller: Caller, evidence: str) -> Mapping[str, Any]:
    standing = house.stores.standings.find(caller.tenant, EvidenceId(evidence_id(evidence)))
    found = house.stores.standings.record(caller.tenant, standing)
    if found is None:
        raise Problem(404, "not_found", "There is no record yet; ask again when the evidence has come to an end.")
    return found
