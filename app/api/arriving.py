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
from pipeline.errors import ProofdeskError
from pipeline.evidence import ClaimId, TenantId
from pipeline.ledger.entries import Actor
from pipeline.lifecycle import USUAL_PRIORITY
from storage.objects.sealed_file import SealedFile
from workers.reception import Sent


def admission(request: Request, house: House, caller: Caller, most: int) -> dict[str, str]:
    """Headers for the answer; raises a Problem for what need not be read: no form, too large, over quota, busy."""
    content_type = request.headers.get("content-type", "")
    if not content_type.lower().startswith("multipart/form-data"):
        raise Problem(415, "not_multipart", "Send the file as multipart/form-data.")
    length = request.headers.get("content-length", "")
    size = int(length) if length.isdecimal() else 0
    if size > most:
        raise _too_large()
    headers = check_quotas(house.stores.arrivals.used(caller.tenant), house.stores.settings.quotas, size)
    house.load.check()
    return headers


def most_of_one(house: House) -> int:
    """Bytes of a request with one file."""
    return house.stores.settings.limits.file_bytes + MOST_SMALL


def most_of_several(house: House) -> int:
    """Bytes of a request with several files."""
    return max(most_of_one(house), house.stores.settings.quotas.request_bytes)


@asynccontextmanager
async def in_form(request: Request, house: House, most: int) -> AsyncIterator[Form]:
    """The form of the request, read, at most `most` bytes; its files are free again at the end."""
    with house.load.uploading(), Form(house.reception, house.stores.settings.limits.file_bytes) as form:
        try:
            await form.receive(request.headers.get("content-type", ""), _counted(request.stream(), most))
        except ProofdeskError as error:
            raise problem_of(error) from error
        yield form


def check_room(house: House, tenant: TenantId, file: SealedFile) -> None:
    """Raises a 429 Problem when the day has no room for a file whose size nobody told before."""
    used = house.stores.arrivals.used(tenant)
    check_quotas(used, house.stores.settings.quotas, file.finish().size)


async def _counted(body: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    async for block in body:
        most -= len(block)
        if most < 0:
            raise _too_large()
        yield block


def _too_large() -> Problem:
    return Problem(413, "too_large", "The file, or all files together, are larger than allowed; send less at a time.")


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
