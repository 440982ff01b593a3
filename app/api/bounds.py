"""Bodies are bounded while they come: in size where a framework reads them whole, and in time everywhere."""

import asyncio
import time

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

MOST_BODY = 1024**2  # bytes
PATIENCE = 30.0  # seconds a body may take in any case
LEAST_PACE = 32 * 1024  # bytes for which it may take a second more
_STREAMED = "/evidence"  # these addresses read files as streams and bound their size themselves


def bounded(scope: Scope, receive: Receive, patience: float = PATIENCE) -> Receive:
    """`receive` of a request; it raises a 413 for a body that is too large, a 408 for one that comes too slowly."""
    headers = Headers(scope=scope)
    length = headers.get("content-length", "")
    size = int(length) if length.isdecimal() else 0
    if not size and "transfer-encoding" not in headers:
        return receive
    most = None if scope["path"].endswith(_STREAMED) else MOST_BODY
    return _Body(receive, patience, size, most).received


class _Body:
    """What came of one body so far; `most` None where its reader counts."""

    def __init__(self, receive: Receive, patience: float, size: int, most: int | None) -> None:
        self._receive = receive
        self._end = time.monotonic() + patience
        self._most = most
        self._too_long = most is not None and size > most
        self._came = 0
        self._whole = False

    async def received(self) -> Message:
        if self._too_long:
            raise HTTPException(413)
        if self._whole:  # what is received from now on is that the sender hung up
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._end + self._came / LEAST_PACE - time.monotonic())
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None
        self._came += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        self._too_long = self._most is not None and self._came > self._most
        if self._too_long:
            raise HTTPException(413)
        return message
