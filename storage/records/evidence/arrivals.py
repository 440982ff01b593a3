"""The entrance: a file that came in becomes evidence once, with its entry, its event and what its tenant has used."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from pipeline.errors import BadFile, Conflict
from pipeline.events import EventType
from pipeline.evidence import ClaimId, EvidenceId, Standing, SubjectId, TenantId
from pipeline.ids import RANDOM_BYTES, made
from pipeline.ledger.entries import Act, Actor
from pipeline.lifecycle import AGEING, USUAL_PRIORITY, WAITING, EvidenceState
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.evidence.standings import standing_in
from storage.records.inserts import inserted_once
from storage.records.keeping.subjects import Subject, check_living, locked, new_subject, subject_of
from storage.records.proof.ledger import write_entry
from storage.records.schema import evidence, promises, usage
from storage.records.telling.happenings import Happening, publish


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A file whose object is kept; `claim_id` None stands for no claim. See Evidence for the rest."""

    claim_id: ClaimId | None
    sha256: str
    size: int
    media_type: str
    filename: str
    channel: str
    expected_kind: str | None = None
    parent: EvidenceId | None = None
    priority: int = USUAL_PRIORITY


@dataclass(frozen=True, slots=True)
class Promise:
    """An Idempotency-Key, and a fingerprint of what was sent under it."""

    key: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Entered:
    """`new` is False when the claim had this file already, or the promise was kept before."""

    standing: Standing
    new: bool


@dataclass(frozen=True, slots=True)
class Used:
    """What a tenant sent today (UTC), and how many of its files wait or are being read."""

    files: int
    size: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Entering is one transaction: it happened wholly once it returns, and may be asked for again when it raised."""

    database: Database
    master: MasterKeys

    def lone_subject(self, tenant: TenantId, sha256: str) -> Subject:
        """The subject of evidence that belongs to no claim: that of the same file if it came before, else a new one."""

        def known(tx: Transaction) -> Subject | None:
            mine = (evidence.c.tenant == tenant) & (evidence.c.scope == "") & (evidence.c.sha256 == sha256)
            found = tx.connection.execute(select(evidence.c.subject).where(mine)).scalar_one_or_none()
            return subject_of(tx, self.master, tenant, SubjectId(found)) if found else None

        return self.database.read(known) or self.database.write(lambda tx: new_subject(tx, self.master, tenant))

    def check_promise(self, tenant: TenantId, promise: Promise) -> None:
        """Raises BadFile `key_reused`, as entering would, while nothing is stored yet."""
        self.database.read(lambda tx: _check_kept(_kept(tx, tenant, promise), promise))

    def enter(
        self,
        actor: Actor,
        arrival: Arrival,
        subject: Subject,
        promise: Promise | None = None,
        still_kept: Callable[[], None] = lambda: None,
    ) -> Entered:
        """Raises BadFile `key_reused` when the promise was made for something else.

        `still_kept` raises when the object is not there (any more); while it is asked nobody tidies this subject.
        """

        def work(tx: Transaction) -> Entered:
            locked(tx, subject)
            check_living(tx, subject)
            still_kept()
            row = _row(tx, arrival, subject)
            new = inserted_once(tx, evidence, row)
            found = str(row["id"]) if new else _earlier(tx, row)
            if promise:
                found = _promised(tx, subject.tenant, promise, EvidenceId(found))
            if new:
                _count(tx, subject.tenant, arrival.size)
                received = EvidenceState.RECEIVED
                act = Act(action="evidence.received", on=found, new=received, reason=arrival.sha256)
                write_entry(tx, actor, act)
                publish(tx, _received(subject.tenant, arrival.claim_id, found))
            return Entered(standing_in(tx, self.master, subject.tenant, EvidenceId(found)), new)

        return self.database.write(work)

    def used(self, tenant: TenantId) -> Used:
        """Today's figures."""

        def work(tx: Transaction) -> Used:
            today = select(usage.c.files, usage.c.bytes).where(
                usage.c.tenant == tenant, usage.c.day == tx.now.date().isoformat()
            )
            files, size = tx.connection.execute(today).one_or_none() or (0, 0)
            open_states = [*WAITING, EvidenceState.READING]
            waiting = select(func.count()).where(evidence.c.tenant == tenant, evidence.c.state.in_(open_states))
            return Used(files, size, tx.connection.execute(waiting).scalar_one())

        return self.database.read(work)


def _row(tx: Transaction, arrival: Arrival, subject: Subject) -> dict[str, object]:
    made_id = made("evd", tx.now, os.urandom(RANDOM_BYTES))
    return {
        "id": made_id,
        "tenant": subject.tenant,
        "claim_id": arrival.claim_id,
        "scope": arrival.claim_id or "",
        "subject": subject.id,
        "sha256": arrival.sha256,
        "size": arrival.size,
        "media_type": arrival.media_type,
        "filename": subject.sealed(arrival.filename.encode("utf-8", "surrogatepass"), "filename"),
        "channel": arrival.channel,
        "expected_kind": arrival.expected_kind,
        "parent": arrival.parent,
        "priority": arrival.priority,
        "received_at": tx.now,
        "rank": tx.now + arrival.priority * AGEING,
        "state": EvidenceState.RECEIVED.value,
        "changed_at": tx.now,
        "version": 1,
        "attempt": 0,
        "failures": 0,
        "troubles": 0,
        "round": 0,
        "due_at": tx.now,
    }


def _earlier(tx: Transaction, row: dict[str, object]) -> str:
    wanted = select(evidence.c.id).where(
        evidence.c.tenant == row["tenant"], evidence.c.scope == row["scope"], evidence.c.sha256 == row["sha256"]
    )
    found: str | None = tx.connection.execute(wanted).scalar_one_or_none()
    if found is None:
        raise Conflict("The same file came in and went at the same moment; send it again.")
    return found


def _promised(tx: Transaction, tenant: TenantId, promise: Promise, found: EvidenceId) -> str:
    """The evidence the promise stands for: `found`, or what it was first given for."""
    row = {
        "tenant": tenant,
        "key": promise.key,
        "fingerprint": promise.fingerprint,
        "evidence": found,
        "made_at": tx.now,
    }
    if inserted_once(tx, promises, row):
        return found
    earlier = _kept(tx, tenant, promise)
    _check_kept(earlier, promise)
    return str(earlier.evidence)


def _kept(tx: Transaction, tenant: TenantId, promise: Promise) -> Any:
    """The row of the same key; None when it is new."""
    mine = (promises.c.tenant == tenant) & (promises.c.key == promise.key)
    return tx.connection.execute(select(promises).where(mine)).one_or_none()


def _check_kept(earlier: Any, promise: Promise) -> None:
    if earlier is not None and earlier.fingerprint != promise.fingerprint:
        raise BadFile("key_reused", "This Idempotency-Key was used for another upload; give each upload its own.")


def _count(tx: Transaction, tenant: TenantId, size: int) -> None:
    day = tx.now.date().isoformat()
    mine = (usage.c.tenant == tenant) & (usage.c.day == day)
    grown = update(usage).where(mine).values(files=usage.c.files + 1, bytes=usage.c.bytes + size)
    if not tx.connection.execute(grown).rowcount and not inserted_once(
        tx, usage, {"tenant": tenant, "day": day, "files": 1, "bytes": size}
    ):
        tx.connection.execute(grown)


def _received(tenant: TenantId, claim: ClaimId | None, found: str) -> Happening:
    facts = {"evidence_id": found, "claim_id": claim, "state": EvidenceState.RECEIVED.value}
    return Happening(tenant=tenant, claim_id=claim, type=EventType.EVIDENCE_RECEIVED, facts=facts)


def forget_promises(database: Database, older: timedelta) -> int:
    """Idempotency keys are kept this long; how many went."""
    return database.write(
        lambda tx: tx.connection.execute(promises.delete().where(promises.c.made_at < tx.now - older)).rowcount
    )
