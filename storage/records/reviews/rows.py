"""Rows of the review desk: found, changed with their entry, and read back as values."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, select, update

from pipeline.errors import Conflict, Missing
from pipeline.evidence import ClaimId, SubjectId, TenantId
from pipeline.ledger.entries import Act
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from pipeline.review.clock import Pause
from pipeline.review.reviews import HeldByOther, Lock, Review, ReviewState, brief_from
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import Subject, living, subject_of, subjects_of
from storage.records.proof.ledger import write_entry
from storage.records.reviews.tables import review_pauses, reviews
from storage.records.schema import claims

Entitled = Callable[[Transaction, Reviewer], None]
"""Raises Forbidden, in the transaction of the change, for a person who was switched off meanwhile."""


def everybody(tx: Transaction, person: Reviewer) -> None:
    """Whoever got this far is let through."""


@dataclass(frozen=True, slots=True)
class ReviewStore:
    """What every store of the desk needs; `entitled` is asked in the transaction of each change a person makes."""

    database: Database
    master: MasterKeys
    entitled: Entitled = everybody


def locked_row(tx: Transaction, tenant: str, claim: ClaimId) -> Row[Any]:
    """The row of a claim's review, held until the transaction ends; raises Missing."""
    mine = (reviews.c.tenant == tenant) & (reviews.c.claim_id == claim)
    row = tx.connection.execute(select(reviews).where(mine).with_for_update()).one_or_none()
    if row is None:
        raise Missing("This claim does not wait for a person.")
    return row


def changed(tx: Transaction, row: Row[Any], **values: object) -> None:
    """The row with a new version."""
    mine = (reviews.c.tenant == row.tenant) & (reviews.c.claim_id == row.claim_id)
    tx.connection.execute(
        update(reviews).where(mine).values(version=reviews.c.version + 1, changed_at=tx.now, **values)
    )


def lock_of(row: Row[Any]) -> Lock | None:
    return Lock(row.holder, row.held_at, row.held_until) if row.holder is not None else None


def check_free(tx: Transaction, row: Row[Any], person: Reviewer) -> None:
    """Raises HeldByOther while somebody else's lock lives."""
    lock = lock_of(row)
    if lock is not None and lock.by != person.name and lock.lives(tx.now):
        raise HeldByOther(lock)


def check_holds(tx: Transaction, row: Row[Any], person: Reviewer) -> None:
    """Raises HeldByOther, or Conflict where nobody holds it: what is decided was looked at by who decides."""
    check_free(tx, row, person)
    if row.holder != person.name:
        raise Conflict("You do not have this claim; take it first. Your draft is kept.")


def noted(tx: Transaction, person: Reviewer, act: Act) -> None:
    write_entry(tx, person.actor, act)


def subject_of_claim(tx: Transaction, master: MasterKeys, tenant: str, claim: ClaimId) -> Subject:
    """Whose key seals what is written about the claim."""
    mine = (claims.c.tenant == tenant) & (claims.c.claim_id == claim)
    found = tx.connection.execute(select(claims.c.subject).where(mine)).scalar_one()
    return subject_of(tx, master, TenantId(tenant), SubjectId(found))


def not_erased() -> ColumnElement[bool]:
    """For statements that list reviews: whether what is sealed in the row can be opened."""
    same = (claims.c.tenant == reviews.c.tenant) & (claims.c.claim_id == reviews.c.claim_id)
    return exists().where(same, living(claims.c.subject))


def sealed_json(subject: Subject, held: object, place: str) -> bytes:
    return subject.sealed(_plain(held), place)


def content_json(subject: Subject, held: object, place: str) -> str:
    """The hash of it for the ledger."""
    return subject.content(_plain(held), place)


def _plain(held: object) -> bytes:
    return json.dumps(held, ensure_ascii=False).encode("utf-8", "surrogatepass")


def opened_json(subject: Subject, sealed: bytes, place: str) -> Any:
    return json.loads(subject.unsealed(sealed, place))


def brief_place(claim: str) -> str:
    """What a sealed brief is bound to."""
    return f"review/{claim}"


def reviews_in(tx: Transaction, master: MasterKeys, rows: Iterable[Row[Any]]) -> tuple[Review, ...]:
    """The values of rows of one tenant, in their order; the same few statements however many they are."""
    rows = tuple(rows)
    if not rows:
        return ()
    pauses, keys = _pauses(tx, rows), _subjects(tx, master, rows)
    return tuple(_review(row, tx.now, keys[row.claim_id], pauses.get(row.claim_id, ())) for row in rows)


def _subjects(tx: Transaction, master: MasterKeys, rows: tuple[Row[Any], ...]) -> Mapping[str, Subject]:
    """Whose key opens the brief of each row, by claim."""
    tenant = TenantId(rows[0].tenant)
    mine = (claims.c.tenant == tenant) & claims.c.claim_id.in_([row.claim_id for row in rows])
    wanted = select(claims.c.claim_id, claims.c.subject).where(mine)
    whose = {row.claim_id: row.subject for row in tx.connection.execute(wanted)}
    found = subjects_of(tx, master, tenant, {SubjectId(one) for one in whose.values()})
    return {claim: found[SubjectId(subject)] for claim, subject in whose.items()}


def _pauses(tx: Transaction, rows: tuple[Row[Any], ...]) -> Mapping[str, tuple[Pause, ...]]:
    table, claims_wanted = review_pauses.c, [row.claim_id for row in rows]
    wanted = select(review_pauses).where(table.tenant == rows[0].tenant, table.claim_id.in_(claims_wanted))
    found: dict[str, tuple[Pause, ...]] = {}
    for row in tx.connection.execute(wanted.order_by(table.claim_id, table.number)):
        ended = date.fromisoformat(row.ended_on) if row.ended_on else None
        one = Pause(date.fromisoformat(row.asked_on), ended)
        found[row.claim_id] = (*found.get(row.claim_id, ()), one)
    return found


def _review(row: Row[Any], now: datetime, subject: Subject, pauses: tuple[Pause, ...]) -> Review:
    claim = ClaimId(row.claim_id)
    return Review(
        tenant=TenantId(row.tenant),
        claim_id=claim,
        state=ReviewState(row.state),
        version=row.version,
        answer=row.answer,
        level=Role(row.level),
        urgency=row.urgency,
        reason=row.reason,
        outcome=row.outcome,
        opened=row.opened_at,
        start=date.fromisoformat(row.start_on),
        workdays=row.workdays,
        due=date.fromisoformat(row.due_on),
        brief=brief_from(opened_json(subject, row.brief, brief_place(claim))),
        read=now,
        lock=lock_of(row),
        decision=row.decision,
        goes=row.goes_at,
        explain=row.explain_at,
        pauses=pauses,
    )
