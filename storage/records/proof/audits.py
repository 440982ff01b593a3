"""Lanes and audits in the database; a person's answers are sealed with the key of the evidence they are about."""

import os
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update

from pipeline.errors import Conflict, Missing
from pipeline.evidence import EvidenceId, SubjectId, TenantId
from pipeline.ids import RANDOM_BYTES, made
from pipeline.ledger.entries import PROGRAM, Act, Actor, Entry
from pipeline.trust.audits import Answer, Candidate, Given, Sample, Terms, lane_id, takes
from pipeline.trust.lanes import Audited, Door, Lane, Lanes, LaneState, may_open, named
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.inserts import inserted_once
from storage.records.keeping.subjects import Subject, subject_of
from storage.records.proof.ledger import entries_on, write_entry
from storage.records.schema import audit_answers, audit_samples, evidence, lanes

AUDIT = "audit"  # who closes a lane by itself


@dataclass(frozen=True, slots=True)
class SqlAudits:
    """The port `Audits`."""

    database: Database
    master: MasterKeys
    terms: Terms

    def lanes(self, tenant: TenantId) -> Lanes:
        return self.database.read(lambda tx: self._lanes(tx, tenant))

    def draw(self, actor: Actor, seed: str, values: tuple[Candidate, ...]) -> tuple[Sample, ...]:
        def work(tx: Transaction) -> tuple[Sample, ...]:
            drawn = tuple(self._drawn(tx, TenantId(actor.tenant), seed, value) for value in values)
            for kind, field in sorted({(value.kind, value.field) for value in values}):
                count = sum((value.kind, value.field) == (kind, field) for value in values)
                act = Act(action="audit.drawn", on=lane_id(kind, field), new=str(count), reason=f"seed {seed}")
                write_entry(tx, actor, act)
            return drawn

        return self.database.write(work)

    def samples(self, tenant: TenantId) -> tuple[Sample, ...]:
        mine = (audit_samples.c.tenant == tenant) & (audit_samples.c.judge == self.terms.judge)
        wanted = select(audit_samples).where(mine).order_by(audit_samples.c.drawn_at, audit_samples.c.id)
        return self.database.read(lambda tx: tuple(_sample(row) for row in tx.connection.execute(wanted)))

    def answer(self, actor: Actor, answers: tuple[Answer, ...]) -> tuple[Lane, ...]:
        named(actor.name)

        def work(tx: Transaction) -> tuple[Lane, ...]:
            taken = [row for answer in answers if (row := self._answered(tx, actor, answer)) is not None]
            for kind, field in sorted({(row.kind, row.field) for row in taken}):
                audited = self._lanes(tx, TenantId(actor.tenant)).of(kind, field).audited
                told = f"{audited.n} answered, {audited.errors} wrong, {audited.waiting} waiting"
                write_entry(tx, actor, Act(action="audit.answered", on=lane_id(kind, field), new=told))
            return self._closed_failing(tx, TenantId(actor.tenant))

        return self.database.write(work)

    def open_lane(self, actor: Actor, kind: str, field: str, reason: str = "") -> Lane:
        def work(tx: Transaction) -> Lane:
            may_open(self._lanes(tx, TenantId(actor.tenant)).of(kind, field), actor.name)
            return self._turned(tx, actor, (kind, field), Door.OPENED, reason)

        return self.database.write(work)

    def close_lane(self, actor: Actor, kind: str, field: str, reason: str) -> Lane:
        named(actor.name)

        def work(tx: Transaction) -> Lane:
            lane = self._lanes(tx, TenantId(actor.tenant)).of(kind, field)
            if lane.door is not Door.OPENED:
                raise Conflict(f"{kind} {field} is not open: {lane.reason.en}.")
            return self._turned(tx, actor, (kind, field), Door.CLOSED_BY_PERSON, reason)

        return self.database.write(work)

    def close_failing(self, tenant: TenantId) -> tuple[Lane, ...]:
        if not any(lane.failing for lane in self.lanes(tenant).known):
            return ()
        return self.database.write(lambda tx: self._closed_failing(tx, tenant))

    def history(self, tenant: TenantId, kind: str, field: str) -> tuple[Entry, ...]:
        return entries_on(self.database, tenant, lane_id(kind, field))

    def _lanes(self, tx: Transaction, tenant: TenantId) -> Lanes:
        audited = {(one.kind, one.field): one for one in self._audited(tx, tenant)}
        mine = (lanes.c.tenant == tenant) & (lanes.c.judge == self.terms.judge)
        doors = {(row.kind, row.field): row for row in tx.connection.execute(select(lanes).where(mine))}
        return Lanes(
            self.terms.automation,
            tuple(self._lane(pair, audited.get(pair), doors.get(pair)) for pair in sorted({*audited, *doors})),
        )

    def _lane(self, pair: tuple[str, str], audited: Audited | None, door: Any) -> Lane:
        return Lane(
            allowed=self.terms.automation.of(*pair),
            audited=audited or Audited(kind=pair[0], field=pair[1]),
            door=Door(door.door) if door else Door.NEVER_OPENED,
            by=door.by if door else "",
            note=door.note if door else "",
        )

    def _audited(self, tx: Transaction, tenant: TenantId) -> tuple[Audited, ...]:
        pair = (audit_samples.c.kind, audit_samples.c.field)
        answered, right = func.count(audit_samples.c.right), func.coalesce(func.sum(audit_samples.c.right), 0)
        mine = (audit_samples.c.tenant == tenant) & (audit_samples.c.judge == self.terms.judge)
        wanted = select(*pair, func.count(), answered, right).where(mine).group_by(*pair)
        return tuple(
            Audited(kind=kind, field=field, n=int(n), errors=int(n) - int(good), waiting=int(drawn) - int(n))
            for kind, field, drawn, n, good in tx.connection.execute(wanted)
        )

    def _drawn(self, tx: Transaction, tenant: TenantId, seed: str, value: Candidate) -> Sample:
        sample = Sample(id=made("smp", tx.now, os.urandom(RANDOM_BYTES)), value=value, seed=seed, drawn=tx.now)
        row = {
            "id": sample.id,
            "tenant": tenant,
            "judge": self.terms.judge,
            "evidence": value.evidence,
            "record": value.record,
            "kind": value.kind,
            "field": value.field,
            "seed": seed,
            "drawn_at": tx.now,
            "answers": 0,
        }
        if not inserted_once(tx, audit_samples, row):
            raise Conflict("Some of these values were drawn before; draw again.")
        return sample

    def _answered(self, tx: Transaction, actor: Actor, answer: Answer) -> Any:
        """The sample's row; None where the same was answered before."""
        mine = (audit_samples.c.id == answer.sample) & (audit_samples.c.tenant == actor.tenant)
        mine &= audit_samples.c.judge == self.terms.judge
        row = tx.connection.execute(select(audit_samples).where(mine).with_for_update()).one_or_none()
        if row is None:
            raise Missing("There is no such sample, or another version read it; draw again.")
        subject = self._subject(tx, TenantId(actor.tenant), row.evidence)
        before = _given(tx, subject, row.id, row.answers)
        if not takes(before, Given(answer.value, actor.name)):
            return None
        number = row.answers + 1
        sealed = subject.sealed(answer.value.encode("utf-8", "surrogatepass"), _place(row.id, number))
        kept = {"sample": row.id, "number": number, "value": sealed, "by": actor.name}
        tx.connection.execute(insert(audit_answers).values(**kept, right=int(answer.right), at=tx.now))
        tx.connection.execute(update(audit_samples).where(mine).values(answers=number, right=int(answer.right)))
        return row

    def _subject(self, tx: Transaction, tenant: TenantId, wanted: str) -> Subject:
        subject = tx.connection.execute(select(evidence.c.subject).where(evidence.c.id == wanted)).scalar_one()
        return subject_of(tx, self.master, tenant, SubjectId(subject))

    def _closed_failing(self, tx: Transaction, tenant: TenantId) -> tuple[Lane, ...]:
        failing = [lane for lane in self._lanes(tx, tenant).known if lane.failing]
        actor = Actor(tenant=tenant, name=AUDIT, role=PROGRAM)
        return tuple(
            self._turned(tx, actor, (lane.audited.kind, lane.audited.field), Door.CLOSED_BY_AUDIT, lane.reason.en)
            for lane in failing
        )

    def _turned(self, tx: Transaction, actor: Actor, pair: tuple[str, str], door: Door, note: str = "") -> Lane:
        """The lane after its door was opened or closed, with its entry."""
        kind, field = pair
        key = {"tenant": actor.tenant, "kind": kind, "field": field}
        state = {"judge": self.terms.judge, "door": door.value, "by": actor.name, "note": note, "changed_at": tx.now}
        if not inserted_once(tx, lanes, key | state):
            mine = (lanes.c.tenant == actor.tenant) & (lanes.c.kind == kind) & (lanes.c.field == field)
            tx.connection.execute(update(lanes).where(mine).values(**state))
        lane = self._lanes(tx, TenantId(actor.tenant)).of(kind, field)
        ways = (LaneState.CLOSED, LaneState.OPEN) if door is Door.OPENED else (LaneState.OPEN, LaneState.CLOSED)
        act = Act(
            action=f"lane.{door}", on=lane_id(kind, field), old=ways[0], new=ways[1], reason=note or lane.reason.en
        )
        write_entry(tx, actor, act)
        return lane


def _given(tx: Transaction, subject: Subject, sample: str, number: int) -> Given | None:
    if not number:
        return None
    mine = (audit_answers.c.sample == sample) & (audit_answers.c.number == number)
    row = tx.connection.execute(select(audit_answers.c.value, audit_answers.c.by).where(mine)).one()
    return Given(subject.unsealed(row.value, _place(sample, number)).decode("utf-8", "surrogatepass"), row.by)


def _place(sample: str, number: int) -> str:
    """What a sealed answer is bound to."""
    return f"audit/{sample}/{number}"


def _sample(row: Any) -> Sample:
    value = Candidate(evidence=EvidenceId(row.evidence), record=row.record, kind=row.kind, field=row.field)
    right = None if row.right is None else bool(row.right)
    return Sample(id=row.id, value=value, seed=row.seed, drawn=row.drawn_at, right=right)
