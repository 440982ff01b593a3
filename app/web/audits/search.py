"""Auditors look for claims: by numbers, a person, a rule, a reviewer, a version and time; nothing here changes one."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.api.access import Here
from app.api.house import House
from app.web.case import reviewer_of
from app.web.entering.access import Sent, Visitor, at_home, field, signed_in
from app.web.faults import PageRoute
from app.web.front import redirect
from app.web.scene import page
from app.web.zones import midnight
from pipeline.errors import WrongUse
from pipeline.evidence import ClaimId, TenantId
from pipeline.ledger.entries import Act
from pipeline.marks import Mark, MarkName
from pipeline.people.roles import Permission
from storage.records.proof.ledger import write_entry
from storage.records.proof.marks import Marks
from storage.records.proof.search import After, Search, Searching

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])
Auditor = Annotated[Visitor, Depends(signed_in(Permission.READ_AUDIT))]

TYPED = (MarkName.ORDER, MarkName.INVOICE, MarkName.REPORT)  # as printed on papers
CHOSEN = (MarkName.RULE, MarkName.REVIEWER, MarkName.VERSION)
_LISTED = 50
_LONGEST = 200
_A_DAY = timedelta(days=1)
_FAR = date.max - timedelta(days=2)  # after it a day begins nowhere


class Filters(BaseModel):
    """As they stand in the address; a person stands there as a keyed digest, never by name."""

    claim: str = Field("", max_length=_LONGEST)
    order: str = Field("", max_length=_LONGEST)
    invoice: str = Field("", max_length=_LONGEST)
    report: str = Field("", max_length=_LONGEST)
    person: str = Field("", pattern=r"^([0-9a-f]{64})?$")
    rule: str = Field("", max_length=_LONGEST)
    reviewer: str = Field("", max_length=_LONGEST)
    version: str = Field("", max_length=_LONGEST)
    first: str = Field("", alias="from", max_length=10)
    last: str = Field("", alias="to", max_length=10)
    after: str = Field("", max_length=300)

    def wish(self, marks: Marks, tenant: TenantId, zone: str) -> Search:
        """Days begin where the person is whose clock `zone` names."""
        first, last = _day(self.first), _day(self.last)
        return Search(
            claim=named_claim(self.claim),
            marks=tuple(self._marks(marks, tenant)),
            since=midnight(first, zone) if first and first > date.min + _A_DAY else None,
            until=midnight(last + timedelta(days=1), zone) if last and last < _FAR else None,
            after=_place(self.after),
            limit=_LISTED,
        )

    def address(self, **changed: str) -> str:
        """The same filters with some changed, as an address; what filters nothing is left out."""
        told = {**self.model_dump(by_alias=True), "after": "", **changed}
        left = {name: value for name, value in told.items() if value}
        return f"/audit?{urlencode(left)}" if left else "/audit"

    def _marks(self, marks: Marks, tenant: TenantId) -> Iterator[tuple[MarkName, str]]:
        if self.person:
            yield MarkName.PERSON, self.person
        for name in (*TYPED, *CHOSEN):
            wanted = Mark.of(name, str(getattr(self, name)))
            if wanted.value:
                yield name, marks.value(tenant, wanted)


def named_claim(text: str) -> ClaimId | None:
    """What somebody typed as the id of a claim; None for nothing."""
    plain = "".join(sign for sign in text.strip() if sign.isprintable())
    return ClaimId(plain) if plain else None


def audit_address(claim: ClaimId) -> str:
    """Where an auditor looks at one claim."""
    return f"/audit/claims/{quote(claim, safe='')}"


@router.get("/audit")
def shown(request: Request, visitor: Auditor, house: Here, filters: Annotated[Filters, Query()]) -> Response:
    """What was found, newest first; without a filter, every claim."""
    tenant = TenantId(visitor.user.tenant)
    marks = Marks(house.stores.database, house.stores.master)
    found = Searching(house.stores.database).find(tenant, filters.wish(marks, tenant, visitor.user.zone))
    after = f"{found.next.at.isoformat()} {found.next.claim_id}" if found.next else ""
    return page(
        request,
        visitor,
        "audit.html",
        filters=filters,
        typed={name.value: getattr(filters, name) for name in TYPED},
        choices=_choices(house, tenant, filters),
        items=found.items,
        address_of=audit_address,
        more=filters.address(after=after) if after else "",
    )


@router.post("/audit/person")
def person(visitor: Auditor, house: Here, form: Sent) -> Response:
    """A name or a telephone number is looked for; the reason is written down, the name is not."""
    reason = " ".join(field(form, "reason").split())[:_LONGEST]
    wanted = Mark.of(MarkName.PERSON, field(form, "name"))
    if not reason or not wanted.value:
        raise WrongUse("Say whom you look for, and why; the reason is written down.")
    tenant = TenantId(visitor.user.tenant)
    digest = Marks(house.stores.database, house.stores.master).value(tenant, wanted)
    act = Act(action="audit.person_sought", on="search", reason=reason)  # a digest of the name would outlive an erasure
    house.stores.database.write(lambda tx: write_entry(tx, reviewer_of(visitor).actor, act))
    return redirect(f"/audit?{urlencode({'person': digest or '0' * 64})}")


def _choices(house: House, tenant: TenantId, filters: Filters) -> Mapping[str, list[tuple[str, str]]]:
    """Value and words of what can be chosen; what stands in the address is always among them."""
    searching = Searching(house.stores.database)
    people = {one.actor: one.display_name for one in house.stores.people.of(tenant)}
    found: dict[str, list[tuple[str, str]]] = {}
    for name in CHOSEN:
        values = searching.values(tenant, name)
        chosen = str(getattr(filters, name))
        known = values if not chosen or chosen in values else (chosen, *values)
        found[name.value] = [(one, people.get(one, one)) for one in known]
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _place(text: str) -> After | None:
    moment, _, claim = text.partition(" ")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return After(at, ClaimId(claim)) if at.tzinfo and claim.isprintable() and claim else None
