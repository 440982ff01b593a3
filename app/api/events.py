"""Events as they happen: Server-Sent Events that go on where a listener stopped."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.api.access import Caller, EvidenceReader, Here
from app.api.house import House
from app.api.names import claim_id as claim_named
from app.api.problems import Problem, documented, from_error
from pipeline.events import Event
from pipeline.evidence import ClaimId

router = APIRouter(prefix="/v1", tags=["events"])

_LOOK = 0.3  # seconds
_SIGN_OF_LIFE = 15.0  # seconds
_AT_ONCE = 100
MOST_LISTENERS = 20  # of one tenant
_KEY_LOOK = 2.0  # seconds after which a key that was revoked or is over is noticed
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
    return _Listening(house, caller, _stream(request, house, caller, begin, claim))


class _Listening(StreamingResponse):
    """Holds one place among the tenant's listeners exactly while it is sent; with no place left it is the problem."""

    def __init__(self, house: House, caller: Caller, stream: AsyncIterator[str]) -> None:
        super().__init__(stream, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
        self._house = house
        self._caller = caller

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._house.load.listening(self._caller.tenant, MOST_LISTENERS):
                await super().__call__(scope, receive, send)
        except Problem as full:
            await from_error(Request(scope), full)(scope, receive, send)


async def _stream(
    request: Request, house: House, caller: Caller, begin: int, claim: ClaimId | None
) -> AsyncIterator[str]:
    yield "retry: 2000\n\n"
    spoken = looked = time.monotonic()
    while not house.stopping() and not await request.is_disconnected():
        if time.monotonic() - looked > _KEY_LOOK:
            looked = time.monotonic()
            if not await run_in_threadpool(house.stores.keys.lives, caller.key):
                return
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


def _written(event: Event) -> str:
    body = json.dumps(event.payload() | {"id": event.id}, ensure_ascii=True)
    return f"id: {event.number}\nevent: {event.type.value}\ndata: {body}\n\n"


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else None
