"""Events as they happen: Server-Sent Events that go on where a listener stopped."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from app.api.access import Caller, EvidenceReader, Here
from app.api.house import House
from app.api.names import claim_id as claim_named
from app.api.problems import Problem, documented
from pipeline.events import Event
from pipeline.evidence import ClaimId

router = APIRouter(prefix="/v1", tags=["events"])

_LOOK = 0.3  # seconds
_SIGN_OF_LIFE = 15.0  # seconds
_AT_ONCE = 100
MOST_LISTENERS = 20  # of one tenant
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"description": "a stream that goes on", "content": {"text/event-stream": {}}}
}


@router.get("/events", responses=documented() | _STREAM, response_class=StreamingResponse)
async def listen(
    request: Request,
    house: Here,
    caller: EvidenceReader,
    claim_id: Annotated[str | None, Query(max_length=200)] = None,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """What happens from now on, or after `Last-Event-ID`; of one claim, or of all."""
    claim = claim_named(claim_id) if claim_id is not None else None
    begin = _number(last_event_id)
    if begin is None:
        begin = await run_in_threadpool(house.stores.happenings.newest, caller.tenant)
    listeners = house.load.listeners
    if listeners.get(caller.tenant, 0) >= MOST_LISTENERS:
        raise Problem(429, "too_many_listeners", "Too many listeners; close some of them.", {"Retry-After": "60"})
    stream = _stream(request, house, caller, begin, claim)
    return StreamingResponse(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})


async def _stream(
    request: Request, house: House, caller: Caller, begin: int, claim: ClaimId | None
) -> AsyncIterator[str]:
    listeners = house.load.listeners
    listeners[caller.tenant] = listeners.get(caller.tenant, 0) + 1
    try:
        yield "retry: 2000\n\n"
        spoken = time.monotonic()
        while not house.stopping() and not await request.is_disconnected():
            found = await run_in_threadpool(
                house.stores.happenings.after, caller.tenant, begin, claim=claim, limit=_AT_ONCE
            )
            for event in found:
                begin, spoken = event.number, time.monotonic()
                yield _written(event)
            if time.monotonic() - spoken > _SIGN_OF_LIFE:
                spoken = time.monotonic()
                yield ": still here\n\n"
            await asyncio.sleep(0 if len(found) == _AT_ONCE else _LOOK)
    finally:
        listeners[caller.tenant] -= 1


def _written(event: Event) -> str:
    body = json.dumps(event.payload() | {"id": event.id}, ensure_ascii=True)
    return f"id: {event.number}\nevent: {event.type.value}\ndata: {body}\n\n"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
