"""One claim in front of an auditor: its history, whether that is proved, the proof pack; masked until revealed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api.access import Here
from app.api.names import claim_id as claim_named
from app.packs.exporting import Exporting
from app.showing.catalogue import Catalogue
from app.web.audits.pack_sending import sent_pack
from app.web.audits.rereading import Outcome, Retelling
from app.web.audits.search import Auditor, audit_address
from app.web.audits.told import Telling
from app.web.case import reviewer_of
from app.web.entering.access import Sent, Visitor, at_home, field, signed_in
from app.web.faults import PageRoute
from app.web.front import redirect
from app.web.masks import masked
from app.web.scene import page
from pipeline.errors import Missing, WrongUse
from pipeline.evidence import EvidenceId, TenantId
from pipeline.people.roles import Permission
from storage.records.proof.claim_reveals import Revealing
from storage.records.proof.replays import SqlReplays
from workers.proof.claim_history import ClaimHistory
from workers.proof.proving import Proving

router = APIRouter(
    prefix="/audit/claims",
    route_class=PageRoute,
    tags=["pages"],
    include_in_schema=False,
    dependencies=[Depends(at_home)],
)
Second = Annotated[Visitor, Depends(signed_in(Permission.UNMASK, Permission.UNMASK_WITH_SECOND))]
WHOLE, MASKED = "whole", "masked"
# a claim's id may hold slashes: what else an address may end in is asked for first


@dataclass(frozen=True, slots=True)
class AuditedFile:
    """One file of the claim as the page lists it."""

    number: int
    name: str
    kind: str
    state: str
    sha256: str
    again: Outcome | None


@router.post("/{claim_id:path}/export")
def export(claim_id: str, visitor: Auditor, house: Here, form: Sent) -> Response:
    """The proof pack as a file; a whole one only while personal values are revealed to this person."""
    claim, wanted = claim_named(claim_id), field(form, "pack")
    actor = reviewer_of(visitor).actor
    reveals = house.stores.claim_reveals.stand(actor, claim)
    if wanted not in (WHOLE, MASKED) or (wanted == WHOLE and not reveals.shown):
        raise WrongUse("Ask first to see the personal values of this claim.")
    proving = Proving.at(house.stores)
    proved = proving.proved(actor, claim, wanted, reveals.reason if wanted == WHOLE else "")
    exporting = Exporting(proving=proving, pages=house.pages, masked=wanted == MASKED, asked=frozenset())
    return sent_pack(house.stores.folder, exporting, proved)


@router.post("/{claim_id:path}/replay")
def replay(claim_id: str, visitor: Auditor, house: Here, _: Sent) -> Response:
    """Every file of the claim is read again by the porter; what came of it stands on the page of the claim."""
    claim = claim_named(claim_id)
    house.stores.claims.find(TenantId(visitor.user.tenant), claim)
    asked = SqlReplays(house.stores.database).ask(reviewer_of(visitor).actor, claim)
    return redirect(f"{audit_address(claim)}{'' if asked else '?why=nothing'}#files")


@router.post("/{claim_id:path}/reveal")
def reveal(claim_id: str, visitor: Auditor, house: Here, form: Sent) -> Response:
    """Asked with a reason; a second person must agree."""
    claim = claim_named(claim_id)
    house.stores.claims.find(TenantId(visitor.user.tenant), claim)
    house.stores.claim_reveals.ask(reviewer_of(visitor).actor, claim, field(form, "reason"))
    return redirect(f"{audit_address(claim)}?why=asked")


@router.get("/{claim_id:path}/second")
def second(request: Request, claim_id: str, visitor: Second, house: Here) -> Response:
    """Who asks to see personal values of the claim, and why, for a second person who agrees or does not."""
    tenant, claim = TenantId(visitor.user.tenant), claim_named(claim_id)
    house.stores.claims.find(tenant, claim)
    reveals = house.stores.claim_reveals.stand(reviewer_of(visitor).actor, claim)
    people = {one.actor: one.display_name for one in house.stores.people.of(tenant)}
    asks = [(one, people.get(one.by, one.by)) for one in reveals.asks]
    return page(request, visitor, "audit_second.html", claim=claim, address=audit_address(claim), asks=asks)


@router.post("/{claim_id:path}/agree")
def agree(claim_id: str, visitor: Second, house: Here, form: Sent) -> Response:
    """The second person agrees to one asking."""
    claim, number = claim_named(claim_id), field(form, "number")
    house.stores.claims.find(TenantId(visitor.user.tenant), claim)
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Missing("There is no such asking.")
    house.stores.claim_reveals.agree(reviewer_of(visitor).actor, claim, int(number))
    return redirect(f"{audit_address(claim)}/second")


@router.get("/{claim_id:path}")
def shown(request: Request, claim_id: str, visitor: Auditor, house: Here, why: str = "") -> Response:
    """The history in order, each line with its number in the ledger and whether its proof holds now."""
    tenant, claim = TenantId(visitor.user.tenant), claim_named(claim_id)
    history = house.histories.of(tenant, claim)
    reveals = house.stores.claim_reveals.stand(reviewer_of(visitor).actor, claim)
    catalogue = Catalogue(tuple(house.kinds.values()))
    people = {one.actor: one.display_name for one in house.stores.people.of(tenant)}
    kinds = {one.evidence.id: one.kind or "" for one in history.files}
    retelling = Retelling(visitor.words, catalogue, kinds)
    waiting = SqlReplays(house.stores.database).waiting(tenant, [one.evidence.id for one in history.files])
    telling = Telling(
        words=visitor.words,
        people=people,
        catalogue=catalogue,
        revealed=reveals.shown,
        reasons=house.stores.reasons.of(tenant, (one.entry.act for one in history.entries)),
        retelling=retelling,
    )
    return page(
        request,
        visitor,
        "audit_claim.html",
        claim=claim,
        address=audit_address(claim),
        history=history,
        lines=tuple(telling.lines(history)),
        files=_files(history, retelling, reveals, waiting),
        waiting=bool(waiting),
        customer=_customer(history, reveals),
        reveals=reveals,
        asks=[(one, telling.who(one.by)) for one in reveals.asks],
        why=why,
    )


def _files(
    history: ClaimHistory, retelling: Retelling, reveals: Revealing, waiting: frozenset[EvidenceId]
) -> tuple[AuditedFile, ...]:
    words, again = retelling.words, retelling.outcomes(history, waiting)
    return tuple(
        AuditedFile(
            number=number,
            name=one.evidence.filename if reveals.shown else masked(one.evidence.filename),
            kind=_said(retelling.catalogue, one.kind, words.language),
            state=words(f"figure.state_{one.state.value}"),
            sha256=one.evidence.sha256,
            again=again.get(one.evidence.id),
        )
        for number, one in ((history.ids.index(one.evidence.id) + 1, one) for one in history.files)
    )


def _said(catalogue: Catalogue, kind: str | None, language: str) -> str:
    if kind is None:
        return ""
    text = catalogue.kind(kind)
    return text.zh if language == "zh" else text.en


def _customer(history: ClaimHistory, reveals: Revealing) -> str:
    said = ((history.claim.facts if history.claim else None) or {}).get("claimant")
    name = said.get("name") if isinstance(said, dict) else None
    if not isinstance(name, str):
        return ""
    return name if reveals.shown else masked(name)
