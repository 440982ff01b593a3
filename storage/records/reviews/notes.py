"""What people at the desk wrote for each other, sealed: why a claim was passed on or opened again, how explained."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, select

from pipeline.evidence import ClaimId, TenantId
from pipeline.people.reviewers import Reviewer
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.reviews.rows import opened_json, sealed_json, subject_of_claim
from storage.records.reviews.tables import review_notes

ESCALATED, REOPENED, EXPLAINED = "escalated", "reopened", "explained"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """`about` is `escalated`, `reopened` or `explained`."""

    number: int
    about: str
    text: str
    by: str
    at: datetime


def note(tx: Transaction, master: MasterKeys, person: Reviewer, claim: ClaimId, said: tuple[str, str]) -> int:
    """`said`: what it is about and the text, in the caller's transaction; its number."""
    about, text = said
    mine = (review_notes.c.tenant == person.tenant) & (review_notes.c.claim_id == claim)
    number = (tx.connection.execute(select(func.max(review_notes.c.number)).where(mine)).scalar_one() or 0) + 1
    subject = subject_of_claim(tx, master, person.tenant, claim)
    tx.connection.execute(
        insert(review_notes).values(
            tenant=person.tenant,
            claim_id=claim,
            number=number,
            about=about,
            by=person.name,
            at=tx.now,
            body=sealed_json(subject, text, _place(claim, number)),
        )
    )
    return number


def notes(database: Database, master: MasterKeys, tenant: TenantId, claim: ClaimId) -> tuple[Note, ...]:
    """In order."""
    mine = (review_notes.c.tenant == tenant) & (review_notes.c.claim_id == claim)
    wanted = select(review_notes).where(mine).order_by(review_notes.c.number)

    def work(tx: Transaction) -> tuple[Note, ...]:
        rows = tx.connection.execute(wanted).all()
        if not rows:
            return ()
        subject = subject_of_claim(tx, master, tenant, claim)
        return tuple(
            Note(
                number=row.number,
                about=row.about,
                text=opened_json(subject, row.body, _place(claim, row.number)),
                by=row.by,
                at=row.at,
            )
            for row in rows
        )

    return database.read(work)


def _place(claim: str, number: int) -> str:
    """What a sealed note is bound to."""
    return f"note/{claim}/{number}"
