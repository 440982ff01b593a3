"""Drafts: what a person typed, kept at every change; each has their own in a claim, and nobody overwrites another's."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from pipeline.evidence import ClaimId, TenantId
from pipeline.ledger.entries import Act
from pipeline.people.reviewers import Reviewer
from pipeline.review.drafts import Draft, SavedDraft, Seen, StaleDraft, draft_from, draft_json
from storage.records.database import Transaction
from storage.records.inserts import inserted_once
from storage.records.keeping.subjects import Subject
from storage.records.reviews.rows import ReviewStore, locked_row, noted, opened_json, sealed_json, subject_of_claim
from storage.records.reviews.tables import review_drafts


@dataclass(frozen=True, slots=True)
class ReviewDrafts(ReviewStore):
    """A draft survives its lock, its window and this program; the first save of a person is told to the ledger."""

    def save(self, person: Reviewer, claim: ClaimId, draft: Draft, seen: Seen) -> SavedDraft:
        """Whoever lost the lock meanwhile still keeps what they typed.

        Raises StaleDraft, with both, where the same person saved something else in another window.
        """

        def work(tx: Transaction) -> SavedDraft:
            self.entitled(tx, person)
            locked_row(tx, person.tenant, claim)
            subject = subject_of_claim(tx, self.master, person.tenant, claim)
            old = _mine(tx, person, claim)
            version = old.version if old is not None else 0
            begun_anew = old is not None and old.used is not None and seen.draft == 0
            if seen.draft != version and not begun_anew:
                stands = _saved(subject, old) if old is not None else None
                if stands is not None and stands.draft == draft:
                    return stands  # the same save came twice
                raise StaleDraft(stands, draft)
            kept = SavedDraft(by=person.name, at=tx.now, version=version + 1, answer=seen.answer, draft=draft)
            self._keep(tx, person, claim, subject, kept)
            return kept

        return self.database.write(work)

    def of(self, tenant: TenantId, claim: ClaimId) -> tuple[SavedDraft, ...]:
        """What is not part of a decision yet, newest first."""
        mine = (review_drafts.c.tenant == tenant) & (review_drafts.c.claim_id == claim)
        wanted = select(review_drafts).where(mine & review_drafts.c.used.is_(None))

        def work(tx: Transaction) -> tuple[SavedDraft, ...]:
            rows = tx.connection.execute(wanted.order_by(review_drafts.c.at.desc(), review_drafts.c.by)).all()
            if not rows:
                return ()
            subject = subject_of_claim(tx, self.master, tenant, claim)
            return tuple(_saved(subject, row) for row in rows)

        return self.database.read(work)

    def _keep(self, tx: Transaction, person: Reviewer, claim: ClaimId, subject: Subject, kept: SavedDraft) -> None:
        key = {"tenant": person.tenant, "claim_id": claim, "by": person.name}
        told = {
            "version": kept.version,
            "answer": kept.answer,
            "at": kept.at,
            "body": sealed_json(subject, draft_json(kept.draft), _place(claim, kept.by, kept.version)),
            "used": None,
        }
        if inserted_once(tx, review_drafts, key | told):
            noted(tx, person, Act(action="review.drafted", on=claim, new=person.name))
        else:
            mine = _is_mine(person.tenant, claim, person.name)
            tx.connection.execute(update(review_drafts).where(mine).values(**told))


def use_draft(tx: Transaction, person: Reviewer, claim: ClaimId, decision: int) -> None:
    """The person's draft became a decision, in the caller's transaction."""
    mine = _is_mine(person.tenant, claim, person.name)
    tx.connection.execute(update(review_drafts).where(mine).values(used=decision))


def give_draft_back(tx: Transaction, tenant: str, claim: ClaimId, decision: int) -> None:
    """The decision was taken back, and what it was made from is a draft again."""
    mine = (review_drafts.c.tenant == tenant) & (review_drafts.c.claim_id == claim)
    mine &= review_drafts.c.used == decision
    tx.connection.execute(update(review_drafts).where(mine).values(used=None))


def _is_mine(tenant: str, claim: ClaimId, name: str) -> Any:
    table = review_drafts.c
    return (table.tenant == tenant) & (table.claim_id == claim) & (table.by == name)


def _mine(tx: Transaction, person: Reviewer, claim: ClaimId) -> Row[Any] | None:
    mine = _is_mine(person.tenant, claim, person.name)
    return tx.connection.execute(select(review_drafts).where(mine)).one_or_none()


def _saved(subject: Subject, row: Row[Any]) -> SavedDraft:
    body = opened_json(subject, row.body, _place(row.claim_id, row.by, row.version))
    return SavedDraft(by=row.by, at=row.at, version=row.version, answer=row.answer, draft=draft_from(body))


def _place(claim: str, by: str, version: int) -> str:
    """What a sealed draft is bound to."""
    return f"draft/{claim}/{by}/{version}"
