"""Claims found over HTTP as auditors find them in the browser, and what the ledger says of each; nothing is changed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, Field

from app.api.access import AuditReader, Here
from app.api.names import claim_id as claim_named
from app.api.names import cursor_to, number_from, place_from, place_to
from app.api.problems import AsciiJson, documented
from app.audits.reasons import masked_why
from pipeline.evidence import ClaimId
from pipeline.marks import Mark, MarkName
from storage.records.proof.marks import Marks
from storage.records.proof.search import After, Search, Searching

router = APIRouter(prefix="/v1/audit", tags=["audit"])

_LONGEST = 200


class Found(BaseModel):
    """A claim without anything of its papers; `outcome` was proposed, `verdict` decided."""

    claim_id: str
    made: datetime
    changed: datetime
    files: int
    outcome: str | None
    state: str | None
    verdict: str | None


class FoundPage(BaseModel):
    """Newest first; `next` goes into `cursor` for the rest, null at the end."""

    items: list[Found]
    next: str | None


class Told(BaseModel):
    """A line of the ledger; `checkpoint`: entries of the first signed checkpoint over it, null while it waits.

    `reason_erased`: a person typed a reason, and it went with what was erased.
    """

    number: int
    at: datetime
    actor: str
    role: str | None
    request: str | None
    action: str
    on: str
    old: str | None
    new: str | None
    reason: str | None
    reason_erased: bool
    checkpoint: int | None


class ToldPage(BaseModel):
    """In order; `next` goes into `cursor` for the rest, null at the end."""

    items: list[Told]
    next: str | None


class Wish(BaseModel):
    """All that is given must fit. `since` is the first moment, `until` the first one after."""

    claim: str | None = Field(None, max_length=_LONGEST)
    order: str | None = Field(None, max_length=_LONGEST)
    invoice: str | None = Field(None, max_length=_LONGEST)
    report: str | None = Field(None, max_length=_LONGEST)
    rule: str | None = Field(None, max_length=_LONGEST)
    reviewer: str | None = Field(None, max_length=_LONGEST)
    version: str | None = Field(None, max_length=_LONGEST)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    cursor: str | None = Field(None, max_length=600)
    limit: int = Field(50, ge=1, le=200)

    def marks(self) -> Iterator[Mark]:
        for name in MarkName:
            text = getattr(self, name.value, None)
            if text:
                yield Mark.of(name, text)


class Part(BaseModel):
    """Which part of the list; `cursor` is `next` of the page before."""

    cursor: str | None = Field(None, max_length=600)
    limit: int = Field(200, ge=1, le=500)


@router.get("/claims", response_model=FoundPage, responses=documented())
def find(house: Here, caller: AuditReader, wish: Annotated[Wish, Query()]) -> Response:
    """Claims by number, rule, reviewer, version and time; people are looked for in the browser, with a reason."""
    kept = Marks(house.stores.database, house.stores.master)
    after = place_from(wish.cursor) if wish.cursor is not None else None
    search = Search(
        claim=claim_named(wish.claim) if wish.claim else None,
        marks=tuple((one.name, kept.value(caller.tenant, one)) for one in wish.marks()),
        since=wish.since,
        until=wish.until,
        after=After(after[0], ClaimId(after[1])) if after else None,
        limit=wish.limit,
    )
    found = Searching(house.stores.database).find(caller.tenant, search)
    items = [
        {
            "claim_id": one.claim_id,
            "made": one.made.isoformat(),
            "changed": one.changed.isoformat(),
            "files": one.files,
            "outcome": one.outcome or None,
            "state": one.state or None,
            "verdict": one.verdict or None,
        }
        for one in found.items
    ]
    return AsciiJson({"items": items, "next": place_to(found.next.at, found.next.claim_id) if found.next else None})


@router.get("/claims/{claim_id}/entries", response_model=ToldPage, responses=documented())
def entries(claim_id: str, house: Here, caller: AuditReader, part: Annotated[Part, Query()]) -> Response:
    """What the ledger says of the claim and its files, also after it was erased: states and versions, never a value."""
    claim, begin = claim_named(claim_id), number_from(part.cursor) if part.cursor is not None else 0
    history = house.histories.of(caller.tenant, claim)
    rest = [one for one in history.entries if one.entry.number > begin]
    shown = rest[: part.limit]
    known = house.stores.reasons.of(caller.tenant, (one.entry.act for one in shown))
    facts = (history.claim.facts if history.claim else None) or {}
    items = [
        {
            "number": one.entry.number,
            "at": one.entry.at.isoformat(),
            "actor": one.entry.actor.name,
            "role": one.entry.actor.role,
            "request": one.entry.actor.request,
            "action": one.entry.act.action,
            "on": one.entry.act.on,
            "old": one.entry.act.old,
            "new": one.entry.act.new,
            "reason": why.text or None,
            "reason_erased": why.erased,
            "checkpoint": one.size,
        }
        for one, why in ((one, masked_why(one.entry.act, known, facts)) for one in shown)
    ]
    last = shown[-1].entry if len(rest) > len(shown) else None
    return AsciiJson({"items": items, "next": cursor_to(str(last.number)) if last else None})
