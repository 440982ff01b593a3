"""Which keys, rows and evidence belong to one claim, or to one file that belongs to no claim."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from pipeline.errors import Conflict, Missing, WrongUse
from pipeline.evidence import ClaimId, SubjectId, TenantId
from pipeline.keeping.erasing import Thing, What
from pipeline.lifecycle import WAITING, EvidenceState
from storage.records.database import Transaction
from storage.records.reviews.tables import reviews
from storage.records.schema import claims, evidence

_UNDER_WAY = (*WAITING, EvidenceState.READING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """`claim` is None for a file without one; `evidence` holds the file and everything that came inside it."""

    tenant: TenantId
    thing: Thing
    claim: ClaimId | None
    subjects: tuple[SubjectId, ...]
    evidence: tuple[str, ...]


def family(tx: Transaction, tenant: TenantId, thing: Thing) -> Family:
    """Raises Missing for no such thing, WrongUse for one file of a claim or of an archive."""
    return _of_claim(tx, tenant, thing) if thing.what is What.CLAIM else _of_evidence(tx, tenant, thing)


def check_at_rest(tx: Transaction, found: Family) -> None:
    """Raises Conflict while a file of it is being read, or its decision is just being told."""
    waiting = select(evidence.c.id).where(evidence.c.id.in_(found.evidence), evidence.c.state.in_([*_UNDER_WAY]))
    if tx.connection.execute(waiting.limit(1)).one_or_none() is not None:
        raise Conflict("One of its files is still being read; try again when it is settled.")
    if found.claim is not None:
        mine = (reviews.c.tenant == found.tenant) & (reviews.c.claim_id == found.claim) & reviews.c.goes_at.is_not(None)
        if tx.connection.execute(select(reviews.c.claim_id).where(mine)).one_or_none() is not None:
            raise Conflict("Its decision is just being told to the claims system; try again in a minute.")


def _of_claim(tx: Transaction, tenant: TenantId, thing: Thing) -> Family:
    mine = (claims.c.tenant == tenant) & (claims.c.claim_id == thing.id)
    own = tx.connection.execute(select(claims.c.subject).where(mine)).scalar_one_or_none()
    if own is None:
        raise Missing("There is no such claim; check its id.")
    wanted = select(evidence.c.id, evidence.c.subject).where(
        evidence.c.tenant == tenant, evidence.c.claim_id == thing.id
    )
    rows = tx.connection.execute(wanted.order_by(evidence.c.id)).all()
    return Family(
        tenant=tenant,
        thing=thing,
        claim=ClaimId(thing.id),
        subjects=_unlike([own, *(row.subject for row in rows)]),
        evidence=tuple(row.id for row in rows),
    )


def _of_evidence(tx: Transaction, tenant: TenantId, thing: Thing) -> Family:
    told = (evidence.c.id, evidence.c.subject, evidence.c.claim_id, evidence.c.parent)
    own = tx.connection.execute(
        select(*told).where(evidence.c.tenant == tenant, evidence.c.id == thing.id)
    ).one_or_none()
    if own is None:
        raise Missing("There is no such evidence; check its id.")
    if own.claim_id is not None:
        raise WrongUse(f"This file belongs to claim {own.claim_id}, whose key seals it; name the claim.")
    if own.parent is not None:
        raise WrongUse(f"This file came inside {own.parent}; name that one, everything in it goes with it.")
    found, level = [own], [own.id]
    while level:
        inner = tx.connection.execute(select(*told).where(evidence.c.tenant == tenant, evidence.c.parent.in_(level)))
        rows = inner.all()
        found += rows
        level = [row.id for row in rows]
    return Family(
        tenant=tenant,
        thing=thing,
        claim=None,
        subjects=_unlike([row.subject for row in found]),
        evidence=tuple(row.id for row in found),
    )


def _unlike(found: Sequence[str]) -> tuple[SubjectId, ...]:
    return tuple(SubjectId(one) for one in dict.fromkeys(found))
