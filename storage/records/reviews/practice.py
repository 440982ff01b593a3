"""Tasks whose answer is known, in SQL: kept apart from claims, so that no count and no event can hold one."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, exists, func, select, update

from pipeline.corrections import Change, Correction
from pipeline.errors import Missing
from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.figures import Span
from pipeline.geometry import Box
from pipeline.ledger.entries import Act, Actor
from pipeline.review.blocking import Second
from pipeline.review.decision_json import ruling_from, ruling_json
from pipeline.review.drafts import draft_from, draft_json
from pipeline.review.practice import Ended, Result, Said, Task, numbered_like
from pipeline.review.reviews import ReviewState
from pipeline.trust.shares import Share
from storage.objects.master import MasterKeys
from storage.records.claims.answers import GivenAnswer, answer_place
from storage.records.database import Database, Transaction
from storage.records.inserts import inserted_once
from storage.records.proof.ledger import write_entry
from storage.records.reviews.practice_tables import practice_rates, practice_tasks
from storage.records.reviews.rows import opened_json, sealed_json, subject_of_claim
from storage.records.reviews.tables import decision_ends, decisions, review_drafts, reviews, second_looks
from storage.records.schema import answers, claims, corrections, evidence

_LOOKED_AT = 200  # decisions among which one is chosen
_SHORTEST = 5  # signs of a claim's number: a shorter one stands in texts by chance, and is not made another
_TRIES = 20  # numbers that are tried until none has it


@dataclass(frozen=True, slots=True)
class Source:
    """A claim that can be given again: what was answered before anybody put anything right, and what was decided."""

    claim_id: ClaimId
    answer: int
    decision: int


@dataclass(frozen=True, slots=True)
class Practice:
    """Every call names the tenant."""

    database: Database
    master: MasterKeys

    def rate(self, tenant: TenantId) -> int:
        """How many of a hundred claims somebody takes are tasks; 0 until somebody says."""
        wanted = select(practice_rates.c.per_hundred).where(practice_rates.c.tenant == tenant)
        return self.database.read(lambda tx: int(tx.connection.execute(wanted).scalar_one_or_none() or 0))

    def choose_rate(self, actor: Actor, per_hundred: int) -> None:
        row = {"tenant": actor.tenant, "per_hundred": per_hundred, "by": actor.name}

        def work(tx: Transaction) -> None:
            mine = practice_rates.c.tenant == actor.tenant
            old = tx.connection.execute(select(practice_rates.c.per_hundred).where(mine)).scalar_one_or_none() or 0
            if not inserted_once(tx, practice_rates, row | {"at": tx.now}):
                tx.connection.execute(update(practice_rates).where(mine).values(**row, at=tx.now))
            write_entry(tx, actor, Act(action="practice.rate", on=actor.tenant, old=str(old), new=str(per_hundred)))

        self.database.write(work)

    def source_for(self, tenant: TenantId, person: str) -> Source | None:
        """A claim this person never had to do with; None where there is none."""

        def work(tx: Transaction) -> Source | None:
            rows = tx.connection.execute(_sources(tenant, person)).all()
            if not rows:
                return None
            row = random.choice(rows)  # noqa: S311 - nothing secret hangs on which
            return Source(ClaimId(row.claim_id), _untouched(tx, row), row.version)

        return self.database.read(work)

    def make(self, tenant: TenantId, person: str, source: Source, start: date) -> bool:
        """The task, under a number that no claim has; False where none was found, or this person had it before."""

        def work(tx: Transaction) -> bool:
            number = _number(tx, tenant, source.claim_id)
            row = {
                "tenant": tenant,
                "claim_id": number,
                "person": person,
                "source": source.claim_id,
                "answer": source.answer,
                "decision": source.decision,
                "start_on": start.isoformat(),
                "made_at": tx.now,
                "version": 0,
            }
            return number is not None and inserted_once(tx, practice_tasks, row)

        return self.database.write(work)

    def find(self, tenant: TenantId, person: str, claim: ClaimId) -> Task | None:
        """Only its own person ever finds it."""
        mine = _mine(tenant, claim) & (practice_tasks.c.person == person)

        def work(tx: Transaction) -> Task | None:
            row = tx.connection.execute(select(practice_tasks).where(mine)).one_or_none()
            return self._task(tx, row) if row is not None else None

        return self.database.read(work)

    def waiting(self, tenant: TenantId, person: str) -> tuple[Task, ...]:
        """Those of this person that are not ended, oldest first."""
        table = practice_tasks.c
        mine = (table.tenant == tenant) & (table.person == person) & table.ended_at.is_(None)
        wanted = select(practice_tasks).where(mine).order_by(table.made_at, table.claim_id)

        def work(tx: Transaction) -> tuple[Task, ...]:
            found = (self._task(tx, row) for row in tx.connection.execute(wanted).all())
            return tuple(one for one in found if one is not None)

        return self.database.read(work)

    def hold(self, task: Task) -> None:
        """This person works on it."""
        self._put(task, {"held_at": task.read})

    def let_go(self, task: Task) -> None:
        """It waits again."""
        self._put(task, {"held_at": None})

    def keep(self, task: Task, said: Said) -> int:
        """What was done so far; the new version of it."""

        def work(tx: Transaction) -> int:
            self._update(tx, task, said, version=task.version + 1)
            return task.version + 1

        return self.database.write(work)

    def end(self, task: Task, said: Said, how: Ended, result: Result) -> None:
        told = {
            "how": how.value,
            "verdict_right": None if result.verdict is None else int(result.verdict),
            "held_at": None,
        }
        told |= {"values_right": result.values.count, "values_known": result.values.n}
        self.database.write(lambda tx: self._update(tx, task, said, ended_at=tx.now, **told))

    def reopen(self, task: Task) -> None:
        """The decision was taken back in time."""
        nothing = {"ended_at": None, "how": None, "verdict_right": None, "values_right": None, "values_known": None}
        said = Said(draft=task.said.draft, corrections=task.said.corrections)
        self.database.write(lambda tx: self._update(tx, task, said, **nothing))

    def answer(self, task: Task) -> GivenAnswer:
        """What its source was answered with; raises Missing where that cannot be read any more."""

        def work(tx: Transaction) -> GivenAnswer:
            mine = (answers.c.tenant == task.tenant) & (answers.c.claim_id == task.source)
            row = tx.connection.execute(select(answers).where(mine & (answers.c.version == task.answer))).one_or_none()
            if row is None:
                raise Missing("This claim does not wait for a person.")
            subject = subject_of_claim(tx, self.master, task.tenant, task.source)
            body = opened_json(subject, row.body, answer_place(task.source, task.answer))
            told = {"version": row.version, "facts": row.facts, "outcome": row.outcome, "made": row.made_at}
            return GivenAnswer(**told, current=True, body=body)

        return self.database.read(work)

    def results(self, tenant: TenantId, span: Span, person: str | None = None) -> tuple[tuple[str, Result], ...]:
        """Of tasks that ended in the span, newest first, each with its person; of one person where one is named."""
        table = practice_tasks.c
        mine = (table.tenant == tenant) & (table.ended_at >= span.start) & (table.ended_at < span.end)
        if person is not None:
            mine &= table.person == person
        wanted = select(practice_tasks).where(mine).order_by(table.ended_at.desc())
        return self.database.read(lambda tx: tuple((row.person, _result(row)) for row in tx.connection.execute(wanted)))

    def _put(self, task: Task, values: Mapping[str, object]) -> None:
        mine = _mine(task.tenant, task.claim_id)
        self.database.write(lambda tx: tx.connection.execute(update(practice_tasks).where(mine).values(**values)))

    def _update(self, tx: Transaction, task: Task, said: Said, **more: object) -> None:
        subject = subject_of_claim(tx, self.master, task.tenant, task.source)
        body = sealed_json(subject, _said_json(said), _place(task.claim_id))
        tx.connection.execute(update(practice_tasks).where(_mine(task.tenant, task.claim_id)).values(body=body, **more))

    def _task(self, tx: Transaction, row: Row[Any]) -> Task | None:
        """None where the claim it shows was erased."""
        try:
            subject = subject_of_claim(tx, self.master, row.tenant, ClaimId(row.source))
        except Missing:
            return None
        said = _said_from(opened_json(subject, row.body, _place(row.claim_id))) if row.body is not None else Said()
        return Task(
            tenant=TenantId(row.tenant),
            claim_id=ClaimId(row.claim_id),
            person=row.person,
            source=ClaimId(row.source),
            answer=row.answer,
            decision=row.decision,
            start=date.fromisoformat(row.start_on),
            made=row.made_at,
            read=tx.now,
            version=row.version,
            said=said,
            held=row.held_at,
            ended=row.ended_at,
            how=Ended(row.how) if row.how else None,
            result=_result(row) if row.ended_at is not None else None,
        )


def _sources(tenant: TenantId, person: str) -> Any:
    """The newest decisions that were told of claims that are closed, and that this person had nothing to do with."""
    told = and_(_same(decision_ends), decision_ends.c.version == decisions.c.version, decision_ends.c.how == "sent")
    closed = and_(_same(reviews), reviews.c.decision == decisions.c.version)
    mine = and_(
        evidence.c.tenant == decisions.c.tenant,
        evidence.c.claim_id == decisions.c.claim_id,
        corrections.c.evidence == evidence.c.id,
        corrections.c.by == person,
    )
    had = practice_tasks.c.tenant == decisions.c.tenant
    had &= (practice_tasks.c.source == decisions.c.claim_id) & (practice_tasks.c.person == person)
    aliased = decisions.alias()
    wanted = select(decisions).join(decision_ends, told).join(reviews, closed)
    wanted = wanted.where(func.length(decisions.c.claim_id) >= _SHORTEST)
    wanted = wanted.where(decisions.c.tenant == tenant, reviews.c.state == ReviewState.DECIDED.value)
    wanted = wanted.where(
        ~exists().where(_by(aliased, person)),
        ~exists().where(_same(second_looks), second_looks.c.by == person),
        ~exists().where(_same(review_drafts), review_drafts.c.by == person),
        ~exists().where(mine),
        ~exists().where(had),
    )
    return wanted.order_by(decision_ends.c.at.desc()).limit(_LOOKED_AT)


def _by(other: Any, person: str) -> Any:
    same = (other.c.tenant == decisions.c.tenant) & (other.c.claim_id == decisions.c.claim_id)
    return same & (other.c.by == person)


def _same(table: Any) -> Any:
    return and_(table.c.tenant == decisions.c.tenant, table.c.claim_id == decisions.c.claim_id)


def _untouched(tx: Transaction, decided: Row[Any]) -> int:
    """The last answer before anybody put a value right, so that what the machine doubted is doubted again."""
    of_claim = (evidence.c.tenant == decided.tenant) & (evidence.c.claim_id == decided.claim_id)
    joined = corrections.join(evidence, corrections.c.evidence == evidence.c.id)
    first = tx.connection.execute(select(func.min(corrections.c.at)).select_from(joined).where(of_claim)).scalar_one()
    if first is None:
        return int(decided.answer)
    mine = (answers.c.tenant == decided.tenant) & (answers.c.claim_id == decided.claim_id)
    before = select(func.max(answers.c.version)).where(mine & (answers.c.made_at < first))
    return int(tx.connection.execute(before).scalar_one() or decided.answer)


def _number(tx: Transaction, tenant: TenantId, source: str) -> ClaimId | None:
    for _ in range(_TRIES):
        number = numbered_like(source, random.choice)
        known = select(claims.c.claim_id).where(claims.c.tenant == tenant, claims.c.claim_id == number)
        if number != source and tx.connection.execute(known).one_or_none() is None:
            return ClaimId(number)
    return None


def _mine(tenant: str, claim: str) -> Any:
    return (practice_tasks.c.tenant == tenant) & (practice_tasks.c.claim_id == claim)


def _result(row: Row[Any]) -> Result:
    verdict = None if row.verdict_right is None else bool(row.verdict_right)
    return Result(verdict, Share(row.values_right or 0, row.values_known or 0))


def _place(claim: str) -> str:
    """What a sealed task is bound to."""
    return f"practice/{claim}"


def _said_json(said: Said) -> dict[str, object]:
    return {
        "draft": draft_json(said.draft),
        "corrections": [_correction_json(one) for one in said.corrections],
        "ruling": ruling_json(said.ruling) if said.ruling else None,
        "because": list(said.because),
        "key": said.key,
    }


def _said_from(held: Mapping[str, Any]) -> Said:
    return Said(
        draft=draft_from(held["draft"]),
        corrections=tuple(map(_correction_from, held["corrections"])),
        ruling=ruling_from(held["ruling"]) if held["ruling"] else None,
        because=tuple(map(Second, held["because"])),
        key=held["key"],
    )


def _correction_json(one: Correction) -> dict[str, object]:
    change = one.change
    return {
        "id": one.id,
        "by": one.by,
        "at": one.at.isoformat(),
        "evidence": change.evidence,
        "record": change.record,
        "kind": change.kind,
        "field": change.field,
        "texts": [change.read, change.old, change.new, change.after],
        "box": [change.box.page, *change.box.sides] if change.box else None,
    }


def _correction_from(held: Mapping[str, Any]) -> Correction:
    read, old, new, after = held["texts"]
    page, left, top, right, bottom = held["box"] or (1, 0.0, 0.0, 0.0, 0.0)
    box = Box(page=page, left=left, top=top, right=right, bottom=bottom) if held["box"] else None
    change = Change(
        evidence=EvidenceId(held["evidence"]),
        record=held["record"],
        kind=held["kind"],
        field=held["field"],
        read=read,
        old=old,
        new=new,
        box=box,
        crop="",
        after=after,
    )
    return Correction(id=held["id"], change=change, by=held["by"], at=datetime.fromisoformat(held["at"]))
