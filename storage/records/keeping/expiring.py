"""What is past its time: claims, files of no claim, and originals that go before the rest."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, insert, literal, or_, select

from pipeline.evidence import Evidence, EvidenceId, TenantId
from pipeline.ids import RANDOM_BYTES, made
from pipeline.keeping.retention import Anchor, Goes, Over, RetentionClass
from pipeline.ledger.entries import Act, Actor
from pipeline.lifecycle import ENDS
from pipeline.review.reviews import ReviewState
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.evidence.standings import evidence_in
from storage.records.keeping.schema import erasures, file_ends, holds, purges
from storage.records.keeping.subjects import Subject, living, locked
from storage.records.proof.ledger import write_entry
from storage.records.reviews.tables import decision_ends, reviews
from storage.records.schema import claims, corrections, evidence, tenants

_MOST = 500  # of one class in one round


@dataclass(frozen=True, slots=True)
class Expiring:
    """Every call names the tenant."""

    database: Database
    master: MasterKeys

    def tenants(self) -> tuple[TenantId, ...]:
        wanted = select(tenants.c.id).order_by(tenants.c.id)
        return self.database.read(lambda tx: tuple(TenantId(row.id) for row in tx.connection.execute(wanted)))

    def over(self, tenant: TenantId, rule: RetentionClass) -> tuple[Over, ...]:
        """The longest past first, at most some hundreds at a time; what a hold keeps is left out."""

        def work(tx: Transaction) -> tuple[Over, ...]:
            wanted = _wanted(tenant, rule, rule.keep.before(tx.now))
            rows: Sequence[Any] = tx.connection.execute(wanted.limit(_MOST)).all() if wanted is not None else ()
            return tuple(Over(rule, row.thing, row.since) for row in rows)

        return self.database.read(work)

    def held(self, tenant: TenantId) -> int:
        """How many holds are in force."""
        wanted = select(func.count()).select_from(holds).where(holds.c.tenant == tenant, holds.c.lifted_at.is_(None))
        return self.database.read(lambda tx: int(tx.connection.execute(wanted).scalar_one()))

    def files_of(self, tenant: TenantId, wanted: EvidenceId) -> tuple[Evidence, tuple[str, ...]]:
        """The evidence, and the crops that corrections show of it."""
        mine = (evidence.c.tenant == tenant) & (evidence.c.id == wanted)
        shown = select(corrections.c.crop).where(corrections.c.evidence == wanted, corrections.c.crop != "")

        def work(tx: Transaction) -> tuple[Evidence, tuple[str, ...]]:
            found = evidence_in(tx, self.master, tx.connection.execute(select(evidence).where(mine)).one())
            return found, tuple(tx.connection.execute(shown).scalars())

        return self.database.read(work)

    def file_ended(self, actor: Actor, purge: str, one: Over) -> bool:
        """Written down before the file goes; False where a hold keeps it by now, or it was written down before."""

        def work(tx: Transaction) -> bool:
            mine = (evidence.c.tenant == actor.tenant) & (evidence.c.id == one.thing)
            row = tx.connection.execute(select(evidence.c.subject).where(mine, _free(), ~_ended())).one_or_none()
            if row is None:
                return False
            locked(tx, Subject(row.subject, TenantId(actor.tenant), b""))
            tx.connection.execute(
                insert(file_ends).values(evidence=one.thing, purge=purge, rule=one.rule.name, at=tx.now)
            )
            write_entry(tx, actor, Act(action="evidence.file_ended", on=one.thing, new=purge, reason=one.rule.basis))
            return True

        return self.database.write(work)

    def certified(self, actor: Actor, purge: str, certificate: str) -> None:
        """What a round let go; the hash of it stands in the ledger."""

        def work(tx: Transaction) -> None:
            row = {"id": purge, "tenant": actor.tenant, "at": tx.now, "certificate": certificate}
            tx.connection.execute(insert(purges).values(**row))
            digest = sha256(certificate.encode()).hexdigest()
            write_entry(tx, actor, Act(action="purge.done", on=purge, content=digest))

        self.database.write(work)

    def certificates(self, tenant: TenantId) -> tuple[str, ...]:
        """Newest first."""
        wanted = select(purges.c.certificate).where(purges.c.tenant == tenant).order_by(purges.c.at.desc())
        return self.database.read(lambda tx: tuple(tx.connection.execute(wanted).scalars()))

    def ended(self, wanted: EvidenceId) -> bool:
        """Whether its original went before the rest."""
        row = select(file_ends.c.evidence).where(file_ends.c.evidence == wanted)
        return self.database.read(lambda tx: tx.connection.execute(row).one_or_none() is not None)

    def new_id(self) -> str:
        return self.database.read(lambda tx: made("prg", tx.now, os.urandom(RANDOM_BYTES)))


def _wanted(tenant: TenantId, rule: RetentionClass, before: Any) -> Select[Any] | None:
    match rule.goes, rule.anchor:
        case Goes.CLAIM, Anchor.DECIDED:
            return _decided(tenant, before)
        case Goes.CLAIM, _:
            return _undecided(tenant, before)
        case Goes.LONE_EVIDENCE, _:
            return _lone(tenant, before)
        case Goes.ORIGINALS, _:
            return _originals(tenant, rule, before)
        case _:
            return None


def _decided(tenant: TenantId, before: Any) -> Select[Any]:
    """Claims decided for good, by when that was told last."""
    told = _told(tenant)
    found = select(claims.c.claim_id.label("thing"), told.c.since).join(told, told.c.claim_id == claims.c.claim_id)
    return found.where(
        claims.c.tenant == tenant, told.c.since <= before, living(claims.c.subject), _unheld_claim(), _unasked()
    ).order_by(told.c.since, claims.c.claim_id)


def _undecided(tenant: TenantId, before: Any) -> Select[Any]:
    sent = exists().where(decision_ends.c.tenant == tenant, decision_ends.c.claim_id == claims.c.claim_id)
    mine = (evidence.c.tenant == claims.c.tenant) & (evidence.c.claim_id == claims.c.claim_id)
    later = exists().where(mine, or_(evidence.c.received_at > before, evidence.c.state.not_in([*ENDS])))
    found = select(claims.c.claim_id.label("thing"), claims.c.changed_at.label("since"))
    return found.where(
        claims.c.tenant == tenant,
        claims.c.changed_at <= before,
        living(claims.c.subject),
        ~sent,
        ~later,
        _unheld_claim(),
        _unasked(),
    ).order_by(claims.c.changed_at, claims.c.claim_id)


def _lone(tenant: TenantId, before: Any) -> Select[Any]:
    asked = exists().where(
        erasures.c.tenant == tenant, erasures.c.thing == evidence.c.id, erasures.c.withdrawn_at.is_(None)
    )
    found = select(evidence.c.id.label("thing"), evidence.c.received_at.label("since"))
    return found.where(
        evidence.c.tenant == tenant,
        evidence.c.claim_id.is_(None),
        evidence.c.parent.is_(None),
        evidence.c.received_at <= before,
        evidence.c.state.in_([*ENDS]),
        living(evidence.c.subject),
        _free(),
        ~asked,
    ).order_by(evidence.c.received_at, evidence.c.id)


def _originals(tenant: TenantId, rule: RetentionClass, before: Any) -> Select[Any]:
    told = _told(tenant)
    found = select(evidence.c.id.label("thing"), told.c.since).join(told, told.c.claim_id == evidence.c.claim_id)
    return found.where(
        evidence.c.tenant == tenant,
        evidence.c.kind.in_(rule.kinds),
        told.c.since <= before,
        living(evidence.c.subject),
        _free(),
        ~_ended(),
    ).order_by(told.c.since, evidence.c.id)


def _told(tenant: TenantId) -> Any:
    """Of claims that are decided now, when the last decision was told."""
    same = (reviews.c.tenant == decision_ends.c.tenant) & (reviews.c.claim_id == decision_ends.c.claim_id)
    decided = (decision_ends.c.tenant == tenant) & (decision_ends.c.how == "sent")
    decided &= (reviews.c.state == ReviewState.DECIDED.value) & reviews.c.goes_at.is_(None)
    last = select(decision_ends.c.claim_id, func.max(decision_ends.c.at).label("since"))
    return last.join(reviews, same).where(decided).group_by(decision_ends.c.claim_id).subquery()


def _unheld_claim() -> ColumnElement[bool]:
    mine = (holds.c.tenant == claims.c.tenant) & (holds.c.what == "claim") & (holds.c.thing == claims.c.claim_id)
    return ~exists().where(mine, holds.c.lifted_at.is_(None))


def _unasked() -> ColumnElement[bool]:
    """Nobody asked to erase it already."""
    mine = (
        (erasures.c.tenant == claims.c.tenant) & (erasures.c.what == "claim") & (erasures.c.thing == claims.c.claim_id)
    )
    return ~exists().where(mine, erasures.c.withdrawn_at.is_(None))


def _free() -> ColumnElement[bool]:
    """No hold keeps the evidence, by itself or by its claim."""
    by_claim = (holds.c.what == "claim") & (holds.c.thing == func.coalesce(evidence.c.claim_id, literal("")))
    by_itself = (holds.c.what == "evidence") & (holds.c.thing == evidence.c.id)
    mine = (holds.c.tenant == evidence.c.tenant) & or_(by_claim, by_itself)
    return ~exists().where(mine, holds.c.lifted_at.is_(None))


def _ended() -> ColumnElement[bool]:
    return exists().where(file_ends.c.evidence == evidence.c.id)
