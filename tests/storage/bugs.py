"""Bugs that were planted on purpose, each one a thing somebody might really get wrong."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from pipeline.evidence import EvidenceId, Lease
from pipeline.ledger.entries import Act, Actor
from pipeline.lifecycle import EvidenceState, moved
from storage.records.database import Database, Transaction
from storage.records.evidence.arrivals import Arrival, Arrivals, Entered, Promise
from storage.records.evidence.standings import evidence_in
from storage.records.evidence.sweeping import Sweeping
from storage.records.evidence.work import Outcome, Waiting, Work
from storage.records.keeping.subjects import Subject
from storage.records.proof.ledger import write_entry
from storage.records.schema import evidence
from tests.storage.cellar import LEASE, MASTER, Cellar, refused

READERS = ("ann", "bob", "cleo")


class SettlesWithoutAFence(Work):
    def settled(self, tx: Transaction, lease: Lease, outcome: Outcome) -> int:
        row = tx.connection.execute(select(evidence).where(evidence.c.id == lease.evidence.id)).one()
        return super().settled(tx, replace(lease, attempt=row.attempt, owner=row.lease_owner or ""), outcome)


class BeatsForALostLease(Work):
    def beat(self, lease: Lease) -> bool:
        super().beat(lease)
        return True


class SettlesWithoutARecord(Work):
    def settled(self, tx: Transaction, lease: Lease, outcome: Outcome) -> int:
        new = moved(EvidenceState.READING, outcome.move)
        mine = (evidence.c.id == lease.evidence.id) & (evidence.c.attempt == lease.attempt)
        ended = update(evidence).where(mine, evidence.c.lease_owner == lease.owner)
        tx.connection.execute(ended.values(state=new.value, lease_owner=None, lease_until=None))
        return 1


class GivesBackWithoutAnEntry(Work):
    def give_back(self, lease: Lease, reason: str) -> bool:  # noqa: ARG002
        mine = (evidence.c.id == lease.evidence.id) & (evidence.c.attempt == lease.attempt)
        back = (
            update(evidence)
            .where(mine, evidence.c.lease_owner == lease.owner)
            .values(
                state=EvidenceState.RECEIVED.value, lease_owner=None, lease_until=None, attempt=evidence.c.attempt + 40
            )
        )
        return self.database.write(lambda tx: tx.connection.execute(back).rowcount == 1)


class GivesBackForNever(Work):
    def give_back(self, lease: Lease, reason: str) -> bool:
        given = super().give_back(lease, reason)
        mine = evidence.c.id == lease.evidence.id
        self.database.write(
            lambda tx: tx.connection.execute(
                update(evidence).where(mine).values(due_at=tx.now + timedelta(days=36_500))
            )
        )
        return given


class ForgetsWhatItTold(Work):
    def told(self, seconds: float) -> tuple[Waiting, ...]:  # noqa: ARG002
        return ()


class ClaimsWhatAnotherReads(Work):
    def claim(self, owner: str, wanted: EvidenceId | None = None) -> Lease | None:
        def work(tx: Transaction) -> Lease | None:
            reading = select(evidence).where(evidence.c.state == EvidenceState.READING).limit(1)
            row = tx.connection.execute(reading).one_or_none()
            if row is None:
                return None
            until = tx.now + timedelta(seconds=LEASE)
            taken = (
                update(evidence)
                .where(evidence.c.id == row.id)
                .values(lease_owner=owner, lease_until=until, attempt=row.attempt + 1)
            )
            tx.connection.execute(taken)
            write_entry(
                tx, Actor(tenant=row.tenant, name=owner), Act(action="evidence.claim", on=row.id, new="reading")
            )
            return Lease(evidence=evidence_in(tx, MASTER, row), attempt=row.attempt + 1, owner=owner, until=until)

        return super().claim(owner, wanted) or self.database.write(work)


class TakesAFileTwice(Arrivals):
    def enter(
        self,
        actor: Actor,
        arrival: Arrival,
        subject: Subject,
        promise: Promise | None = None,
        still_kept: Callable[[], None] = lambda: None,
    ) -> Entered:
        before = self.used(subject.tenant).files
        return super().enter(
            actor, replace(arrival, sha256=f"{arrival.sha256[:60]}{before:04}"), subject, promise, still_kept
        )


class KeepsAPromiseForAnything(Arrivals):
    def enter(
        self,
        actor: Actor,
        arrival: Arrival,
        subject: Subject,
        promise: Promise | None = None,
        still_kept: Callable[[], None] = lambda: None,
    ) -> Entered:
        loose = Promise(promise.key, "anything") if promise else None
        return super().enter(actor, arrival, subject, loose, still_kept)


class SweepsLeasesThatRun(Sweeping):
    def lapsed(self, actor: str) -> int:
        return sum(self.orphaned(actor, who) for who in READERS)


class ForgetsFailures(Sweeping):
    def orphaned(self, actor: str, owner: str) -> int:  # noqa: ARG002
        return self.handed_back(owner)


class QuarantinesWithoutARecord(Sweeping):
    def lapsed(self, actor: str) -> int:
        many = (evidence.c.failures >= 2) & (evidence.c.state == EvidenceState.READING)

        def work(tx: Transaction) -> int:
            put = (
                update(evidence)
                .where(many, evidence.c.lease_until < tx.now)
                .values(state=EvidenceState.QUARANTINED.value, failures=3, lease_owner=None, lease_until=None)
            )
            return tx.connection.execute(put).rowcount

        return self.work.database.write(work) + super().lapsed(actor)


def _with_work(kind: type[Work]) -> Callable[[Database], Cellar]:
    def build(database: Database) -> Cellar:
        cellar = Cellar.over(database)
        cellar.work = kind(database, MASTER, LEASE)
        cellar.sweeping = Sweeping(cellar.work, refused)
        return cellar

    return build


def _with_arrivals(kind: type[Arrivals]) -> Callable[[Database], Cellar]:
    def build(database: Database) -> Cellar:
        cellar = Cellar.over(database)
        cellar.arrivals = kind(database, MASTER)
        return cellar

    return build


def _with_sweeping(kind: type[Sweeping]) -> Callable[[Database], Cellar]:
    def build(database: Database) -> Cellar:
        cellar = Cellar.over(database)
        cellar.sweeping = kind(cellar.work, refused)
        return cellar

    return build


BUGS: Mapping[str, Callable[[Database], Cellar]] = {
    **{
        kind.__name__: _with_work(kind)
        for kind in (
            SettlesWithoutAFence,
            BeatsForALostLease,
            SettlesWithoutARecord,
            GivesBackWithoutAnEntry,
            GivesBackForNever,
            ForgetsWhatItTold,
            ClaimsWhatAnotherReads,
        )
    },
    **{kind.__name__: _with_arrivals(kind) for kind in (TakesAFileTwice, KeepsAPromiseForAnything)},
    **{
        kind.__name__: _with_sweeping(kind)
        for kind in (SweepsLeasesThatRun, ForgetsFailures, QuarantinesWithoutARecord)
    },
}
