"""Bodies that a framework reads whole are bounded while they come, before anybody asked for a key."""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

MOST_BODY = 1024**2  # bytes
_STREAMED = "/evidence"  # these addresses read files as streams and bound them themselves


def bounded(scope: Scope, receive: Receive) -> Receive:
    """`receive` of a request; it raises a 413 for a body that is too large, by its length before it is read."""
    if scope["path"].endswith(_STREAMED):
        return receive
    length = Headers(scope=scope).get("content-length", "")
    left = [MOST_BODY - (int(length) if length.isdecimal() else 0), MOST_BODY]

    async def received() -> Message:
        if min(left) < 0:
            raise HTTPException(413)
        message = await receive()
        left[1] -= len(message.get("body", b""))
        if min(left) < 0:
            raise HTTPException(413)
        return message

    return received
