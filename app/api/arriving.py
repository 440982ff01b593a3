"""Before and while a body is read: may it come in at all, and what does the sender say of it."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from fastapi import Request

from app.api.access import Caller
from app.api.forms import MOST_SMALL, Form
from app.api.house import House, check_quotas
from app.api.names import kind_named
from app.api.problems import Problem, problem_of
from pipeline.entries import Actor
from pipeline.errors import ProofdeskError
from pipeline.evidence import ClaimId
from pipeline.lifecycle import USUAL_PRIORITY
from workers.reception import Sent


def admission(request: Request, house: House, caller: Caller) -> dict[str, str]:
    """Headers for the answer; raises a Problem for what need not be read: too large, no form, over quota, too busy."""
    content_type = request.headers.get("content-type", "")
    if not content_type.lower().startswith("multipart/form-data"):
        raise Problem(415, "not_multipart", "Send the file as multipart/form-data.")
    length = request.headers.get("content-length", "")
    size = int(length) if length.isdecimal() else 0
    if size > house.stores.settings.limits.file_bytes + MOST_SMALL:
        raise Problem(413, "too_large", "The file is larger than allowed; send a smaller copy.")
    house.load.check()
    return check_quotas(house.stores.arrivals.used(caller.tenant), house.stores.settings.quotas, size)


@asynccontextmanager
async def in_form(request: Request, house: House) -> AsyncIterator[Form]:
    """The form of the request, read; its files are free again at the end."""
    house.load.uploads += 1
    try:
        with Form(house.reception, house.stores.settings.limits.file_bytes) as form:
            try:
                await form.receive(request.headers.get("content-type", ""), request.stream())
            except ProofdeskError as error:
                raise problem_of(error) from error
            yield form
    finally:
        house.load.uploads -= 1


def sent_by(request: Request, caller: Caller, fields: Mapping[str, str], filename: str) -> Sent:
    """What the caller says of a file; raises a Problem when it cannot be meant."""
    kind = kind_named(fields.get("kind"))
    priority = fields.get("priority") or str(USUAL_PRIORITY)
    if not re.fullmatch(r"[0-9]", priority):
        raise Problem(422, "bad_priority", "A priority is a number from 0 to 9; 0 is read first.")
    actor: Actor = caller.actor
    claim = fields.get("claim_id") or None
    return Sent(
        actor=actor,
        filename=filename,
        channel="api",
        claim_id=ClaimId(claim) if claim is not None else None,
        expected_kind=kind,
        priority=int(priority),
        promise_key=request.headers.get("idempotency-key"),
    )
