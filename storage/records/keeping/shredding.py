"""Keys destroyed, and with them everything they seal; what can be deleted beside them is deleted."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, exists, func, or_, select, update

from pipeline.evidence import SubjectId, TenantId
from pipeline.review.reviews import ReviewState
from storage.objects.master import MasterKeys
from storage.records.claims.claims import stated_in
from storage.records.claims.twin_papers import forget_papers
from storage.records.database import Database, Transaction
from storage.records.keeping.families import Family
from storage.records.keeping.subjects import living, subject_of
from storage.records.program_role import keys_written_anew
from storage.records.proof.marks import forget_marks
from storage.records.proof.search_tables import marks_due
from storage.records.reviews.practice_tables import practice_tasks
from storage.records.reviews.rows import opened_json
from storage.records.reviews.tables import (
    decisions,
    feedback,
    payouts,
    review_drafts,
    review_due,
    review_notes,
    review_pauses,
    reviews,
)
from storage.records.schema import (
    answers,
    claims,
    corrections,
    deliveries,
    entries,
    events,
    evidence,
    promises,
    records,
    subjects,
    twin_claims,
    twin_keys,
    uploads,
)

_GONE = b""


def counted(tx: Transaction, found: Family) -> dict[str, int]:
    """How much of what there is; ask before it goes."""
    of_evidence = {
        "files_received": evidence.c.id,
        "records": records.c.evidence,
        "corrections": corrections.c.evidence,
    }
    told = {name: _count(tx, column.table, column.in_(found.evidence)) for name, column in of_evidence.items()}
    if found.claim is not None:
        for name, table in (
            ("answers", answers),
            ("decisions", decisions),
            ("notes", review_notes),
            ("drafts", review_drafts),
            ("feedback", feedback),
            ("likenesses", twin_keys),
        ):
            told[name] = _count(tx, table, _mine(table, found))
    return told


def retained(tx: Transaction, master: MasterKeys, found: Family) -> dict[str, object]:
    """What stays, as it names nobody: what was decided and paid, which accounting keeps, and the ledger's entries."""
    things = [*found.evidence, *([found.claim] if found.claim is not None else [])]
    mine = (entries.c.tenant == found.tenant) & entries.c.object.in_(things)
    kept: dict[str, object] = {"ledger_entries": _count(tx, entries, mine)}
    if found.claim is None:
        return kept
    ruled = select(decisions).where(_mine(decisions, found)).order_by(decisions.c.version)
    kept["decisions"] = [
        {"version": row.version, "verdict": row.verdict, "at": row.at.isoformat(timespec="seconds")}
        for row in tx.connection.execute(ruled)
    ]
    paid = select(payouts).where(_mine(payouts, found)).order_by(payouts.c.number)
    kept["payouts"] = [_paid(tx, master, found, row) for row in tx.connection.execute(paid).all()]
    return kept


def facts_of(tx: Transaction, master: MasterKeys, found: Family) -> Mapping[str, object]:
    """What was stated of the claim; nothing where nothing was, and of a file without a claim. Raises Erased."""
    return (stated_in(tx, master, found.tenant, found.claim).facts if found.claim is not None else None) or {}


def destroyed(tx: Transaction, whose: Sequence[SubjectId], erasure: str) -> None:
    """The keys are gone when the transaction ends. The tables refuse what nobody agreed to, and what a hold keeps."""
    for one in whose:
        mine = (subjects.c.id == one) & living(subjects.c.id)
        tx.connection.execute(update(subjects).where(mine).values(wrapped_key=_GONE, erasure=erasure))


def cleared(tx: Transaction, found: Family) -> None:
    """Whatever may be deleted is; what only grows stays, sealed for ever."""
    mine = evidence.c.id.in_(found.evidence)
    tx.connection.execute(delete(promises).where(promises.c.evidence.in_(found.evidence)))
    tx.connection.execute(delete(uploads).where(uploads.c.evidence.in_(found.evidence)))
    # the same file may come again, and then it has a key of its own
    tx.connection.execute(update(evidence).where(mine).values(scope=evidence.c.id, filename=_GONE))
    told = select(events.c.id).where(_events_of(found))
    tx.connection.execute(update(deliveries).where(deliveries.c.event.in_(told)).values(answer=None))
    if found.claim is None:
        return
    own = (claims.c.tenant == found.tenant) & (claims.c.claim_id == found.claim)
    tx.connection.execute(update(claims).where(own).values(facts=None, due_at=None))
    forget_papers(tx, found.tenant, found.claim)
    forget_marks(tx, found.tenant, found.claim)
    for table in (twin_keys, twin_claims, review_due, review_drafts, marks_due):
        tx.connection.execute(delete(table).where(_mine(table, found)))
    shown = (practice_tasks.c.tenant == found.tenant) & (practice_tasks.c.source == found.claim)
    tx.connection.execute(delete(practice_tasks).where(shown & practice_tasks.c.ended_at.is_(None)))
    tx.connection.execute(update(practice_tasks).where(shown).values(body=None))
    _review_closed(tx, found)


def _review_closed(tx: Transaction, found: Family) -> None:
    """Nobody is asked to decide it any more; where nothing that only grows hangs on the review, it goes wholly."""
    mine = _mine(reviews, found)
    grown = or_(*(exists().where(_mine(table, found)) for table in (decisions, feedback, review_notes)))
    if not tx.connection.execute(select(grown)).scalar_one():
        tx.connection.execute(delete(review_pauses).where(_mine(review_pauses, found)))
        tx.connection.execute(delete(reviews).where(mine))
        return
    free = {"holder": None, "held_at": None, "held_until": None, "explain_at": None, "customer": "", "brief": _GONE}
    tx.connection.execute(update(review_pauses).where(_mine(review_pauses, found)).values(body=_GONE))
    tx.connection.execute(update(reviews).where(mine).values(version=reviews.c.version + 1, changed_at=tx.now, **free))
    waits = mine & (reviews.c.state != ReviewState.DECIDED.value)
    tx.connection.execute(update(reviews).where(waits).values(state=ReviewState.ASKED.value))  # its clock stands still


def scrubbed(database: Database) -> None:
    """No copy of a key that was just destroyed stays behind in the database's own files.

    PostgreSQL keeps its own log of changes until it writes over it: what it archives is its operator's to delete.
    """
    if database.engine.dialect.name == "postgresql":
        keys_written_anew(database)
    else:
        database.at_once("PRAGMA wal_checkpoint(TRUNCATE)")


def _paid(tx: Transaction, master: MasterKeys, found: Family, row: Any) -> Mapping[str, object]:
    """What accounting must keep: day, status, reference and sum, without the words that came along."""
    subject = subject_of(tx, master, found.tenant, found.subjects[0])
    held = opened_json(subject, row.body, f"payout/{row.claim_id}/{row.number}")
    return {"on": row.paid_on, "status": row.status, "reference": row.reference, "amount": held["amount"]}


def _events_of(found: Family) -> ColumnElement[bool]:
    mine = events.c.tenant == found.tenant
    if found.claim is not None:
        return mine & (events.c.claim_id == found.claim)
    return mine & or_(*(events.c.facts.contains(one) for one in found.evidence))


def _mine(table: Table, found: Family) -> ColumnElement[bool]:
    return (table.c.tenant == found.tenant) & (table.c.claim_id == found.claim)


def _count(tx: Transaction, table: Any, which: ColumnElement[bool]) -> int:
    return int(tx.connection.execute(select(func.count()).select_from(table).where(which)).scalar_one())


def destroyed_by(tx: Transaction, tenant: TenantId, erasure: str) -> Sequence[SubjectId]:
    """The subjects whose keys an erasure destroyed."""
    mine = (subjects.c.tenant == tenant) & (subjects.c.erasure == erasure)
    return [
        SubjectId(row.id) for row in tx.connection.execute(select(subjects.c.id).where(mine).order_by(subjects.c.id))
    ]
