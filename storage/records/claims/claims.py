"""Claims: the facts a claims system states, and the subject whose key seals all that belongs to them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from pipeline.errors import Conflict, Missing
from pipeline.events import EventType
from pipeline.evidence import ClaimId, SubjectId, TenantId
from pipeline.ledger.entries import Act, Actor
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.inserts import inserted_once
from storage.records.keeping.subjects import Subject, new_subject, subject_of
from storage.records.proof.ledger import write_entry
from storage.records.schema import claims
from storage.records.telling.happenings import Happening, publish


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedClaim:
    """`facts`: what the claims system said last, whole; None while only evidence named the claim."""

    claim_id: ClaimId
    facts: Mapping[str, object] | None
    version: int
    made: datetime
    changed: datetime


class StaleClaim(Conflict):
    """Somebody stated the claim since the caller read it: it is at version `stands`."""

    def __init__(self, stands: int, expected: int) -> None:
        super().__init__(f"The claim is at version {stands}, not {expected}; read it and send it again.")
        self.stands = stands


@dataclass(frozen=True, slots=True)
class Claims:
    """All claims of all tenants; every call names the tenant."""

    database: Database
    master: MasterKeys

    def state(self, actor: Actor, claim: ClaimId, facts: Mapping[str, object], expected: int | None) -> StatedClaim:
        """Keep `facts` for the claim, whole, in place of earlier ones; made when unknown.

        `expected`: the version the caller saw, 0 for "there is none"; raises StaleClaim when it is another by now,
        Conflict where somebody made the claim at the same moment.
        """

        def work(tx: Transaction) -> StatedClaim:
            tenant = TenantId(actor.tenant)
            subject = claim_subject(tx, self.master, actor, claim)
            mine = (claims.c.tenant == tenant) & (claims.c.claim_id == claim)
            row = tx.connection.execute(select(claims.c.version).where(mine).with_for_update()).one()
            if expected is not None and expected != row.version:
                raise StaleClaim(row.version, expected)
            plain, version = json.dumps(facts).encode(), row.version + 1
            body = subject.sealed(plain, f"claim/{claim}")
            tx.connection.execute(update(claims).where(mine).values(facts=body, version=version, changed_at=tx.now))
            ask_again(tx, tenant, claim)
            content = subject.content(plain, facts_place(claim, version))
            act = Act(action="claim.stated", on=claim, old=str(row.version), new=str(version), content=content)
            write_entry(tx, actor, act)
            facts_told = {"claim_id": claim, "version": version}
            publish(tx, Happening(tenant=tenant, claim_id=claim, type=EventType.CLAIM_UPDATED, facts=facts_told))
            return stated_in(tx, self.master, tenant, claim)

        return self.database.write(work)

    def find(self, tenant: TenantId, claim: ClaimId) -> StatedClaim:
        """Raises Missing when the tenant has no such claim, Erased when it had one."""
        return self.database.read(lambda tx: stated_in(tx, self.master, tenant, claim))

    def subject(self, actor: Actor, claim: ClaimId) -> Subject:
        """The subject of a claim, which is made when unknown."""

        def known(tx: Transaction) -> Subject | None:
            return _known_subject(tx, self.master, TenantId(actor.tenant), claim)

        return self.database.read(known) or self.database.write(lambda tx: claim_subject(tx, self.master, actor, claim))


def claim_subject(tx: Transaction, master: MasterKeys, actor: Actor, claim: ClaimId) -> Subject:
    """The claim's subject in the caller's transaction; claim and subject are made when unknown."""
    tenant = TenantId(actor.tenant)
    known = _known_subject(tx, master, tenant, claim)
    if known:
        return known
    subject = new_subject(tx, master, tenant)
    row = {
        "tenant": tenant,
        "claim_id": claim,
        "subject": subject.id,
        "version": 0,
        "news": 0,
        "made_at": tx.now,
        "changed_at": tx.now,
    }
    if not inserted_once(tx, claims, row):  # another transaction was faster; our subject stays unused
        faster = _known_subject(tx, master, tenant, claim)
        if faster is None:
            raise Conflict("The claim was changed at the same moment; send it again.")
        return faster
    write_entry(tx, actor, Act(action="claim.made", on=claim, new="0"))
    return subject


def facts_place(claim: ClaimId, version: int) -> str:
    """What one version of a claim's facts is called in the ledger."""
    return f"facts/{claim}/{version}"


def ask_again(tx: Transaction, tenant: TenantId, claim: ClaimId) -> None:
    """Something is new in the claim that no answer about it knows."""
    mine = (claims.c.tenant == tenant) & (claims.c.claim_id == claim)
    tx.connection.execute(update(claims).where(mine).values(news=claims.c.news + 1, due_at=tx.now))


def _known_subject(tx: Transaction, master: MasterKeys, tenant: TenantId, claim: ClaimId) -> Subject | None:
    wanted = select(claims.c.subject).where(claims.c.tenant == tenant, claims.c.claim_id == claim)
    found = tx.connection.execute(wanted).scalar_one_or_none()
    return subject_of(tx, master, tenant, SubjectId(found)) if found else None


def stated_in(tx: Transaction, master: MasterKeys, tenant: TenantId, claim: ClaimId) -> StatedClaim:
    """In the caller's transaction; raises Missing, and Erased for what was there once."""
    wanted = select(claims).where(claims.c.tenant == tenant, claims.c.claim_id == claim)
    row = tx.connection.execute(wanted).one_or_none()
    if row is None:
        raise Missing("There is no such claim; check its id.")
    facts: Any = None
    subject = subject_of(tx, master, tenant, SubjectId(row.subject))
    if row.facts is not None:
        facts = json.loads(subject.unsealed(row.facts, f"claim/{claim}"))
    return StatedClaim(claim_id=claim, facts=facts, version=row.version, made=row.made_at, changed=row.changed_at)
