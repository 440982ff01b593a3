"""Whose turn it is: the customer is asked, answers, and the claim is ours again; or it is opened again by hand."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, Select, exists, func, insert, or_, select, update

from pipeline.assemblies import ASSEMBLED
from pipeline.errors import Conflict
from pipeline.events import EventType
from pipeline.evidence import ClaimId, TenantId
from pipeline.findings import Reason
from pipeline.ledger.entries import Act, Actor
from pipeline.people.reviewers import Reviewer
from pipeline.review.reviews import Review, ReviewState
from storage.records.database import Transaction
from storage.records.proof.ledger import write_entry
from storage.records.reviews.notes import REOPENED, note
from storage.records.reviews.rows import (
    ReviewStore,
    changed,
    check_free,
    check_holds,
    locked_row,
    noted,
    opened_json,
    reviews_in,
    sealed_json,
    subject_of_claim,
)
from storage.records.reviews.tables import review_pauses, reviews
from storage.records.schema import claims, evidence
from storage.records.telling.happenings import Happening, publish

_AT_ONCE = 100


class Cause(StrEnum):
    """Why a claim is open again."""

    NEW_ANSWER = "new_answer"
    CUSTOMER_ANSWERED = "customer_answered"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Resumed:
    """The day on which it is ours again, the new last day and the new place in the queue."""

    on: date
    due: date
    rank: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What the customer was asked; `ended` None while nothing came."""

    number: int
    message: Reason
    by: str
    at: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True)
class ReviewTurns(ReviewStore):
    """Every change with its entry, and the event that tells of it."""

    def ask(self, person: Reviewer, claim: ClaimId, message: Reason, today: date) -> Ask:
        """The customer's turn begins, the clock stands still and the claim is free; the draft stays."""

        def work(tx: Transaction) -> Ask:
            self.entitled(tx, person)
            row = locked_row(tx, person.tenant, claim)
            if row.state != ReviewState.WAITING:
                raise Conflict("The customer can only be asked while the claim is open.")
            check_holds(tx, row, person)
            number = self._asked(tx, row, person, message, today)
            changed(tx, row, state=ReviewState.ASKED.value, holder=None, held_at=None, held_until=None)
            noted(tx, person, Act(action="review.customer_asked", on=claim, new=str(number)))
            tell(tx, row, EventType.CLAIM_CUSTOMER_ASKED, number=number)
            return Ask(number=number, message=message, by=person.name, at=tx.now, ended=None)

        return self.database.write(work)

    def answered(self) -> tuple[Review, ...]:
        """Claims whose customers answered: with a file, or with facts of the claims system."""

        def work(tx: Transaction) -> tuple[Review, ...]:
            rows = tx.connection.execute(_answered().limit(_AT_ONCE)).all()
            return tuple(found for row in rows for found in reviews_in(tx, self.master, (row,)))

        return self.database.read(work)

    def resume(self, actor: Actor, claim: ClaimId, resumed: Resumed, cause: Cause) -> bool:
        """Ours again; False when it was already."""

        def work(tx: Transaction) -> bool:
            row = locked_row(tx, actor.tenant, claim)
            if row.state != ReviewState.ASKED:
                return False
            mine = (review_pauses.c.tenant == row.tenant) & (review_pauses.c.claim_id == claim)
            ended = {"ended_at": tx.now, "ended_on": resumed.on.isoformat(), "ended_by": actor.name}
            tx.connection.execute(
                update(review_pauses).where(mine & review_pauses.c.ended_at.is_(None)).values(**ended)
            )
            changed(tx, row, state=ReviewState.WAITING.value, due_on=resumed.due.isoformat(), rank=resumed.rank)
            write_entry(tx, actor, Act(action="review.resumed", on=claim, reason=cause))
            tell_reopened(tx, row, cause)
            return True

        return self.database.write(work)

    def reopen(self, person: Reviewer, claim: ClaimId, reason: str) -> None:
        """A decision that was told is looked at again; it stands until another version takes its place."""

        def work(tx: Transaction) -> None:
            self.entitled(tx, person)
            row = locked_row(tx, person.tenant, claim)
            if row.state != ReviewState.DECIDED or row.goes_at is not None:
                raise Conflict("Only a claim whose decision was told can be opened again.")
            check_free(tx, row, person)
            number = note(tx, self.master, person, claim, (REOPENED, reason))
            changed(tx, row, state=ReviewState.WAITING.value)
            noted(tx, person, Act(action="review.reopened", on=claim, old=str(row.decision), new=f"note {number}"))
            tell_reopened(tx, row, Cause.BY_HAND)

        self.database.write(work)

    def asks(self, tenant: TenantId, claim: ClaimId) -> tuple[Ask, ...]:
        """Everything the customer was asked, in order."""
        mine = (review_pauses.c.tenant == tenant) & (review_pauses.c.claim_id == claim)
        wanted = select(review_pauses).where(mine).order_by(review_pauses.c.number)

        def work(tx: Transaction) -> tuple[Ask, ...]:
            rows = tx.connection.execute(wanted).all()
            if not rows:
                return ()
            subject = subject_of_claim(tx, self.master, tenant, claim)
            texts = [opened_json(subject, row.body, _place(claim, row.number)) for row in rows]
            return tuple(
                Ask(number=row.number, message=Reason(*text), by=row.by, at=row.asked_at, ended=row.ended_at)
                for row, text in zip(rows, texts, strict=True)
            )

        return self.database.read(work)

    def _asked(self, tx: Transaction, row: Row[Any], person: Reviewer, message: Reason, today: date) -> int:
        claim = ClaimId(row.claim_id)
        mine = (review_pauses.c.tenant == row.tenant) & (review_pauses.c.claim_id == claim)
        number = (tx.connection.execute(select(func.max(review_pauses.c.number)).where(mine)).scalar_one() or 0) + 1
        subject = subject_of_claim(tx, self.master, row.tenant, claim)
        tx.connection.execute(
            insert(review_pauses).values(
                tenant=row.tenant,
                claim_id=claim,
                number=number,
                by=person.name,
                asked_at=tx.now,
                asked_on=today.isoformat(),
                body=sealed_json(subject, [message.zh, message.en], _place(claim, number)),
            )
        )
        return number


def tell(tx: Transaction, row: Row[Any], event: EventType, **facts: object) -> None:
    """One event about the claim, in the caller's transaction; call it last."""
    told = {"claim_id": row.claim_id, **facts}
    happened = Happening(tenant=TenantId(row.tenant), claim_id=ClaimId(row.claim_id), type=event, facts=told)
    publish(tx, happened)


def tell_reopened(tx: Transaction, row: Row[Any], cause: Cause) -> None:
    tell(tx, row, EventType.CLAIM_REOPENED, cause=cause.value)


def _answered() -> Select[Any]:
    """Reviews in the customer's turn with a file or facts that came after the question."""
    open_ask = (
        (review_pauses.c.tenant == reviews.c.tenant)
        & (review_pauses.c.claim_id == reviews.c.claim_id)
        & review_pauses.c.ended_at.is_(None)
    )
    file = (
        (evidence.c.tenant == reviews.c.tenant)
        & (evidence.c.claim_id == reviews.c.claim_id)
        & (evidence.c.received_at > review_pauses.c.asked_at)
        & (evidence.c.media_type != ASSEMBLED)
    )
    facts = (
        (claims.c.tenant == reviews.c.tenant)
        & (claims.c.claim_id == reviews.c.claim_id)
        & (claims.c.changed_at > review_pauses.c.asked_at)
    )
    joined = reviews.join(review_pauses, open_ask)
    came = or_(exists().where(file), exists().where(facts))
    wanted = select(reviews).select_from(joined).where(reviews.c.state == ReviewState.ASKED.value, came)
    return wanted.order_by(reviews.c.rank)


def _place(claim: str, number: int) -> str:
    """What a sealed question is bound to."""
    return f"ask/{claim}/{number}"
