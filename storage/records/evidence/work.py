"""The work that waits: who may read which evidence, until when, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update

from pipeline.errors import Conflict
from pipeline.events import EventType
from pipeline.evidence import ClaimId, EvidenceId, Lease, TenantId
from pipeline.ledger.entries import PROGRAM, Act, Actor
from pipeline.lifecycle import WAITING, EvidenceState, Move, moved, pause
from pipeline.record_differences import record_bytes
from storage.objects.master import MasterKeys
from storage.records.claims.claims import ask_again
from storage.records.database import Database, Transaction
from storage.records.evidence.standings import circumstances_place, evidence_in, paper_place, record_place
from storage.records.keeping.subjects import subject_of
from storage.records.proof.ledger import write_entry
from storage.records.schema import evidence, records
from storage.records.telling.happenings import Happening, publish

_EVENTS = {
    EvidenceState.SETTLED: EventType.EVIDENCE_SETTLED,
    EvidenceState.REFUSED: EventType.EVIDENCE_REFUSED,
    EvidenceState.QUARANTINED: EventType.EVIDENCE_QUARANTINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one piece of evidence: `move` is settle, refuse or quarantine; `record` as `process` prints it.

    `paper`: the document as it was read, packed, for questioning its claim. `circumstances`: what the reading depended
    on besides the file, packed, for reading it so again.
    """

    move: Move
    record: Mapping[str, object]
    pipeline: str
    paper: bytes | None = None
    circumstances: bytes | None = None
    kind: str | None = None
    route: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Evidence that a reader should hear of; `attempt` is the number its next try will have."""

    id: EvidenceId
    attempt: int


@dataclass(frozen=True, slots=True)
class Work:
    """Every change of state is one transaction with its entry; a lease that was lost changes nothing any more."""

    database: Database
    master: MasterKeys
    lease_seconds: float = 60.0

    def waiting(self, limit: int) -> tuple[Waiting, ...]:
        """What is due and nobody was told of, the longest waiting first, counted with its priority."""

        def work(tx: Transaction) -> tuple[Waiting, ...]:
            due = (evidence.c.state == EvidenceState.RECEIVED) & (evidence.c.due_at <= tx.now)
            wanted = select(evidence.c.id, evidence.c.attempt).where(due).order_by(evidence.c.rank).limit(limit)
            return tuple(Waiting(EvidenceId(row.id), row.attempt + 1) for row in tx.connection.execute(wanted))

        return self.database.read(work)

    def backlog(self) -> int:
        """How much of all tenants waits."""
        waiting = select(func.count()).where(evidence.c.state.in_([*WAITING]))
        return self.database.read(lambda tx: int(tx.connection.execute(waiting).scalar_one()))

    def told(self, seconds: float) -> tuple[Waiting, ...]:
        """What readers were told of more than `seconds` ago and nobody has taken up."""

        def work(tx: Transaction) -> tuple[Waiting, ...]:
            old = (evidence.c.state == EvidenceState.QUEUED) & (evidence.c.changed_at <= tx.now - _seconds(seconds))
            wanted = select(evidence.c.id, evidence.c.attempt).where(old).order_by(evidence.c.rank)
            return tuple(Waiting(EvidenceId(row.id), row.attempt + 1) for row in tx.connection.execute(wanted))

        return self.database.read(work)

    def move(self, actor: str, wanted: EvidenceId, move: Move, reason: str | None = None) -> bool:
        """`queue` or `unqueue`; False when the evidence is elsewhere by now."""

        def work(tx: Transaction) -> bool:
            for state in WAITING:
                try:
                    new = moved(state, move)
                except Conflict:
                    continue
                mine = (evidence.c.id == wanted) & (evidence.c.state == state)
                row = self._changed(tx, mine, state=new.value)
                if row is not None:
                    _entry(tx, actor, row, Act(action=f"evidence.{move}", on=wanted, old=state, new=new, reason=reason))
                    return True
            return False

        return self.database.write(work)

    def claim(self, owner: str, wanted: EvidenceId | None = None) -> Lease | None:
        """A lease on `wanted`, or on whatever is due first; None when there is nothing to do."""

        def work(tx: Transaction) -> Lease | None:
            free = evidence.c.state.in_([*WAITING]) & (evidence.c.due_at <= tx.now)
            if wanted is not None:
                free &= evidence.c.id == wanted
            first = select(evidence.c.id, evidence.c.state).where(free).order_by(evidence.c.rank).limit(1)
            found = tx.connection.execute(first.with_for_update(skip_locked=True)).one_or_none()
            if found is None:
                return None
            new = moved(EvidenceState(found.state), Move.CLAIM)
            until = tx.now + _seconds(self.lease_seconds)
            row = self._changed(
                tx,
                (evidence.c.id == found.id) & evidence.c.state.in_([*WAITING]),
                state=new.value,
                attempt=evidence.c.attempt + 1,
                lease_owner=owner,
                lease_until=until,
            )
            if row is None:
                return None
            _entry(tx, owner, row, Act(action="evidence.claim", on=row.id, old=found.state, new=new))
            return Lease(evidence=evidence_in(tx, self.master, row), attempt=row.attempt, owner=owner, until=until)

        return self.database.write(work)

    def beat(self, lease: Lease) -> bool:
        """The lease lives on; False when it was lost."""

        def work(tx: Transaction) -> bool:
            longer = update(evidence).where(_held(lease)).values(lease_until=tx.now + _seconds(self.lease_seconds))
            return tx.connection.execute(longer).rowcount == 1

        return self.database.write(work)

    def settle(self, lease: Lease, outcome: Outcome) -> int:
        """Keep the record and end the work; the record's version. Raises Conflict when the lease was lost."""
        return self.database.write(lambda tx: self.settled(tx, lease, outcome))

    def settled(self, tx: Transaction, lease: Lease, outcome: Outcome) -> int:
        """The same in the caller's transaction."""
        new = moved(EvidenceState.READING, outcome.move)
        row = self._changed(
            tx,
            _held(lease),
            state=new.value,
            lease_owner=None,
            lease_until=None,
            troubles=0,
            kind=outcome.kind,
            route=outcome.route,
            code=outcome.code,
        )
        if row is None:
            raise Conflict(f"The lease on {lease.evidence.id} was lost; another reader has it.")
        version = (row.record or 0) + 1
        content = self._keep(tx, row, outcome, version)
        act = Act(action=f"evidence.{outcome.move}", on=row.id, old=EvidenceState.READING, new=new, reason=outcome.code)
        _entry(tx, lease.owner, row, replace(act, content=content))
        if row.claim_id is not None:
            ask_again(tx, TenantId(row.tenant), ClaimId(row.claim_id))
        publish(tx, _ended(row, new, outcome, version))
        return version

    def give_back(self, lease: Lease, reason: str) -> bool:
        """A reader that stops gives up its lease: the evidence is due at once. False when the lease was lost."""
        return self.database.write(lambda tx: self._back(tx, _held(lease), lease.owner, reason, due_at=tx.now))

    def postpone(self, lease: Lease, reason: str, jitter: float) -> bool:
        """A store did not answer: due again after a growing pause, never counted against the file."""

        def work(tx: Transaction) -> bool:
            troubles = tx.connection.execute(
                select(evidence.c.troubles).where(evidence.c.id == lease.evidence.id)
            ).scalar_one()
            due = tx.now + pause(troubles + 1, jitter)
            return self._back(tx, _held(lease), lease.owner, reason, due_at=due, troubles=troubles + 1)

        return self.database.write(work)

    def again(self, actor: Actor, wanted: EvidenceId, reason: str) -> None:
        """Send quarantined evidence round once more. Raises Conflict when it is not in quarantine."""

        def work(tx: Transaction) -> None:
            mine = (
                (evidence.c.id == wanted)
                & (evidence.c.tenant == actor.tenant)
                & (evidence.c.state == EvidenceState.QUARANTINED)
            )
            new = moved(EvidenceState.QUARANTINED, Move.AGAIN)
            row = self._changed(
                tx, mine, state=new.value, round=evidence.c.round + 1, failures=0, due_at=tx.now, code=None
            )
            if row is None:
                raise Conflict("Only evidence in quarantine can be read again.")
            act = Act(action="evidence.again", on=wanted, old=EvidenceState.QUARANTINED, new=new, reason=reason)
            write_entry(tx, actor, act)

        self.database.write(work)

    def _keep(self, tx: Transaction, row: Any, outcome: Outcome, version: int) -> str:
        """The hash of the record."""
        subject = subject_of(tx, self.master, TenantId(row.tenant), row.subject)
        body = record_bytes(outcome.record)
        where, place = record_place(EvidenceId(row.id), version), paper_place(EvidenceId(row.id), version)
        under = circumstances_place(EvidenceId(row.id), version)
        tx.connection.execute(
            insert(records).values(
                evidence=row.id,
                version=version,
                pipeline=outcome.pipeline,
                round=row.round,
                made_at=tx.now,
                body=subject.sealed(body, where),
                paper=subject.sealed(outcome.paper, place) if outcome.paper and row.claim_id is not None else None,
                circumstances=subject.sealed(outcome.circumstances, under) if outcome.circumstances else None,
            )
        )
        tx.connection.execute(update(evidence).where(evidence.c.id == row.id).values(record=version))
        return subject.content(body, where)

    def _back(self, tx: Transaction, mine: ColumnElement[bool], actor: str, reason: str, **values: object) -> bool:
        new = moved(EvidenceState.READING, Move.GIVE_BACK)
        row = self._changed(tx, mine, state=new.value, lease_owner=None, lease_until=None, **values)
        if row is None:
            return False
        act = Act(action="evidence.give_back", on=row.id, old=EvidenceState.READING, new=new, reason=reason)
        _entry(tx, actor, row, act)
        return True

    def _changed(self, tx: Transaction, mine: ColumnElement[bool], **values: object) -> Any:
        """The changed row; None when nothing was there to change."""
        change = update(evidence).where(mine).values(changed_at=tx.now, version=evidence.c.version + 1, **values)
        return tx.connection.execute(change.returning(evidence)).one_or_none()


def _held(lease: Lease) -> ColumnElement[bool]:
    """The fence: whoever lost the lease, by time or by attempt, changes nothing."""
    return (
        (evidence.c.id == lease.evidence.id)
        & (evidence.c.state == EvidenceState.READING)
        & (evidence.c.attempt == lease.attempt)
        & (evidence.c.lease_owner == lease.owner)
    )


def _entry(tx: Transaction, actor: str, row: Any, act: Act) -> None:
    write_entry(tx, Actor(tenant=row.tenant, name=actor, role=PROGRAM), act)


def _ended(row: Any, new: EvidenceState, outcome: Outcome, version: int) -> Happening:
    claim = ClaimId(row.claim_id) if row.claim_id is not None else None
    facts = {
        "evidence_id": row.id,
        "claim_id": claim,
        "state": new.value,
        "route": outcome.route,
        "record_version": version,
    }
    return Happening(tenant=TenantId(row.tenant), claim_id=claim, type=_EVENTS[new], facts=facts)


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=number)
