"""What happens at the desk without a person: answered claims come to it, and decisions nobody took back go out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, insert, select

from pipeline.events import EventType
from pipeline.evidence import ClaimId, SubjectId, TenantId
from pipeline.ledger.entries import PROGRAM, Act, Actor
from pipeline.people.roles import Role
from pipeline.review.reviews import Opening, ReviewState, brief_json
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import subject_of
from storage.records.proof.ledger import write_entry
from storage.records.reviews.decisions import decision_row, end, mark_end
from storage.records.reviews.rows import brief_place, changed, sealed_json, subject_of_claim
from storage.records.reviews.tables import review_due, reviews
from storage.records.reviews.turns import Cause, tell, tell_reopened
from storage.records.schema import answers, claims, twin_books

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Unopened:
    """A claim whose newest answer its review does not know; `came` is when the claim was first heard of."""

    tenant: TenantId
    claim_id: ClaimId
    came: datetime


@dataclass(frozen=True, slots=True)
class ReviewRounds:
    """`owner` signs the entries. `since`: what was answered before, and not again since, is left out."""

    database: Database
    master: MasterKeys
    owner: str
    since: datetime | None = None

    def unopened(self) -> tuple[Unopened, ...]:
        """Claims that were answered and do not stand at the desk with that answer, some at a time."""
        mine = and_(review_due.c.tenant == claims.c.tenant, review_due.c.claim_id == claims.c.claim_id)
        wanted = select(claims.c.tenant, claims.c.claim_id, claims.c.made_at).join(review_due, mine)
        if self.since is not None:
            newest = and_(answers.c.tenant == claims.c.tenant, answers.c.claim_id == claims.c.claim_id)
            newest = and_(newest, answers.c.version == claims.c.answer, answers.c.made_at >= self.since)
            wanted = wanted.join(answers, newest)
        wanted = wanted.order_by(claims.c.changed_at).limit(_AT_ONCE)

        def work(tx: Transaction) -> tuple[Unopened, ...]:
            rows = tx.connection.execute(wanted)
            return tuple(Unopened(TenantId(row.tenant), ClaimId(row.claim_id), row.made_at) for row in rows)

        return self.database.read(work)

    def open(self, opening: Opening) -> None:
        """The claim waits at the desk with this answer; what was decided and told before is open again, and said so."""

        def work(tx: Transaction) -> None:
            _no_longer_due(tx, opening)
            mine = (reviews.c.tenant == opening.tenant) & (reviews.c.claim_id == opening.claim_id)
            row = tx.connection.execute(select(reviews).where(mine).with_for_update()).one_or_none()
            if row is None:
                self._insert(tx, opening)
            elif row.answer < opening.answer:
                self._renew(tx, row, opening)

        self.database.write(work)

    def send_due(self) -> int:
        """Decisions nobody took back in time are told; how many."""

        def work(tx: Transaction) -> int:
            due = select(reviews).where(reviews.c.goes_at <= tx.now).order_by(reviews.c.goes_at).limit(_AT_ONCE)
            rows = tx.connection.execute(due.with_for_update(skip_locked=True)).all()
            for row in rows:
                found = decision_row(tx, row)
                mark_end(tx, found, self.owner, "sent")
                changed(tx, row, goes_at=None)
                act = Act(action="review.told", on=row.claim_id, new=str(found.version), reason=found.verdict)
                self._entry(tx, row, act)
                tell(tx, row, EventType.CLAIM_DECIDED, version=found.version, verdict=found.verdict)
            return len(rows)

        return self.database.write(work)

    def _insert(self, tx: Transaction, opening: Opening) -> None:
        told = {
            "tenant": opening.tenant,
            "claim_id": opening.claim_id,
            "state": ReviewState.WAITING.value,
            "version": 1,
            "level": Role.REVIEWER.value,
            "opened_at": tx.now,
            "changed_at": tx.now,
        }
        tx.connection.execute(insert(reviews).values(**told, **self._known(tx, opening)))
        act = Act(action="review.opened", on=opening.claim_id, new=str(opening.answer), reason=opening.outcome)
        write_entry(tx, Actor(tenant=opening.tenant, name=self.owner, role=PROGRAM), act)

    def _renew(self, tx: Transaction, row: Row[Any], opening: Opening) -> None:
        told_before = row.state == ReviewState.DECIDED and row.goes_at is None
        if row.state == ReviewState.SECOND or (row.state == ReviewState.DECIDED and row.goes_at is not None):
            end(tx, row, decision_row(tx, row), self.owner, "undone")
        state = {"state": ReviewState.WAITING.value} if told_before else {}
        changed(tx, row, **state, **self._known(tx, opening))
        old, new = str(row.answer), str(opening.answer)
        self._entry(tx, row, Act(action="review.renewed", on=row.claim_id, old=old, new=new, reason=opening.outcome))
        if told_before:
            tell_reopened(tx, row, Cause.NEW_ANSWER)

    def _known(self, tx: Transaction, opening: Opening) -> dict[str, object]:
        subject = subject_of_claim(tx, self.master, opening.tenant, opening.claim_id)
        return {
            "answer": opening.answer,
            "urgency": opening.urgency,
            "reason": opening.reason,
            "outcome": opening.outcome,
            "start_on": opening.start.isoformat(),
            "workdays": opening.workdays,
            "due_on": opening.due.isoformat(),
            "rank": opening.rank,
            "customer": _customer(tx, self.master, opening),
            "brief": sealed_json(subject, brief_json(opening.brief), brief_place(opening.claim_id)),
        }

    def _entry(self, tx: Transaction, row: Row[Any], act: Act) -> None:
        write_entry(tx, Actor(tenant=row.tenant, name=self.owner, role=PROGRAM), act)


def _no_longer_due(tx: Transaction, opening: Opening) -> None:
    """The claim's row is held first, so that an answer which is given just now stays due."""
    mine = (claims.c.tenant == opening.tenant) & (claims.c.claim_id == opening.claim_id)
    newest = tx.connection.execute(select(claims.c.answer).where(mine).with_for_update()).scalar_one()
    if newest == opening.answer:
        known = (review_due.c.tenant == opening.tenant) & (review_due.c.claim_id == opening.claim_id)
        tx.connection.execute(delete(review_due).where(known))


def _customer(tx: Transaction, master: MasterKeys, opening: Opening) -> str:
    """Equal for claims of one person, and nothing else to whoever lacks the key of the tenant's book of twins."""
    wanted = select(twin_books.c.subject).where(twin_books.c.tenant == opening.tenant)
    book = tx.connection.execute(wanted).scalar_one_or_none()
    if book is None or not opening.customer:
        return ""
    return subject_of(tx, master, opening.tenant, SubjectId(book)).hashed(opening.customer, "customer").hex()
