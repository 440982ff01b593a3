"""What was kept about a claim, as the very bytes the ledger holds a hash of, each with the key of that hash alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select

from pipeline.evidence import ClaimId, EvidenceId, SubjectId, TenantId
from pipeline.ledger.entries import Act, Entry
from pipeline.ledger.reasons import reason_body, reason_id, reason_place
from pipeline.review.payouts import FeedbackWish
from storage.objects.master import MasterKeys
from storage.records.claims.answers import answer_place
from storage.records.claims.claims import facts_place
from storage.records.database import Database, Transaction
from storage.records.evidence.standings import record_place
from storage.records.keeping.subjects import Subject, subject_of
from storage.records.proof.ledger import entry_in
from storage.records.proof.reasons import subject_of_reason, words_in
from storage.records.reviews.corrections import correction_place
from storage.records.reviews.decisions import decision_place
from storage.records.reviews.payouts import payout_in
from storage.records.reviews.rows import opened_json
from storage.records.reviews.tables import decisions, feedback, payouts
from storage.records.reviews.told import feedback_bytes, feedback_place, payout_bytes, payout_place
from storage.records.schema import answers, claims, corrections, entries, evidence, records

_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """`place` tells what it is: `record/ID/1`, `facts/ID/1`, `answer/ID/1`, `decision/ID/1`, `payout/ID/1`,
    `feedback/ID/1`, `correction/ID` or `reason/ID`; `on` what it is about.

    `key`: with it alone HMAC-SHA-256 of `body` is what the ledger says.
    """

    place: str
    on: str
    body: bytes
    key: bytes
    digest: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Every call names the tenant."""

    database: Database
    master: MasterKeys

    def of_claim(self, tenant: TenantId, claim: ClaimId) -> tuple[Content, ...]:
        """The newest facts, every answer, every decision, every pay result and every word of the customer."""

        def work(tx: Transaction) -> tuple[Content, ...]:
            mine = (claims.c.tenant == tenant) & (claims.c.claim_id == claim)
            row = tx.connection.execute(select(claims).where(mine)).one_or_none()
            if row is None:
                return ()
            subject = subject_of(tx, self.master, tenant, SubjectId(row.subject))
            found = []
            if row.facts is not None:
                body = subject.unsealed(row.facts, f"claim/{claim}")
                found.append(_content(subject, facts_place(claim, row.version), claim, body))
            given = (answers.c.tenant == tenant) & (answers.c.claim_id == claim)
            for one in tx.connection.execute(select(answers).where(given).order_by(answers.c.version)):
                place = answer_place(claim, one.version)
                found.append(_content(subject, place, claim, subject.unsealed(one.body, place)))
            ruled = (decisions.c.tenant == tenant) & (decisions.c.claim_id == claim)
            for one in tx.connection.execute(select(decisions).where(ruled).order_by(decisions.c.version)):
                place = decision_place(claim, one.version)
                found.append(_content(subject, place, claim, subject.unsealed(one.body, place)))
            return (*found, *_told(tx, subject, claim))

        return self.database.read(work)

    def of_evidence(self, tenant: TenantId, wanted: EvidenceId) -> tuple[Content, ...]:
        """Every version of its record, and every correction."""

        def work(tx: Transaction) -> tuple[Content, ...]:
            mine = (evidence.c.tenant == tenant) & (evidence.c.id == wanted)
            subject = subject_of(
                tx, self.master, tenant, tx.connection.execute(select(evidence.c.subject).where(mine)).scalar_one()
            )
            found = []
            kept = select(records).where(records.c.evidence == wanted).order_by(records.c.version)
            for row in tx.connection.execute(kept):
                place = record_place(wanted, row.version)
                found.append(_content(subject, place, wanted, subject.unsealed(row.body, place)))
            said = select(corrections).where(corrections.c.evidence == wanted).order_by(corrections.c.id)
            for row in tx.connection.execute(said):
                place = correction_place(row.id)
                found.append(_content(subject, place, wanted, subject.unsealed(row.body, place)))
            return tuple(found)

        return self.database.read(work)

    def reasons(self, tenant: TenantId, acts: tuple[Act, ...]) -> tuple[Content, ...]:
        """What people typed for their reasons; those that were erased are left out."""

        def work(tx: Transaction) -> tuple[Content, ...]:
            on = {kept: act.on for act in acts if (kept := reason_id(act)) is not None}
            words = words_in(tx, self.master, tenant, acts)
            return tuple(
                _content(
                    subject_of_reason(tx, self.master, tenant, kept), reason_place(kept), on[kept], reason_body(text)
                )
                for kept, text in words.items()
            )

        return self.database.read(work)

    def files(self, tenant: TenantId, claim: ClaimId) -> tuple[EvidenceId, ...]:
        """Ids of the claim's files in the order in which they came, also of what was erased since."""
        mine = (evidence.c.tenant == tenant) & (evidence.c.claim_id == claim)
        wanted = select(evidence.c.id).where(mine).order_by(evidence.c.id)
        return self.database.read(lambda tx: tuple(map(EvidenceId, tx.connection.execute(wanted).scalars())))

    def entries(self, tenant: TenantId, things: tuple[str, ...], newest: int) -> Iterator[Entry]:
        """Everything that was done to these things, in order, up to the number `newest`."""
        found: list[Entry] = []
        for start in range(0, len(things), _AT_ONCE):
            some = entries.c.object.in_(things[start : start + _AT_ONCE])
            wanted = select(entries).where(entries.c.tenant == tenant, some, entries.c.number <= newest)
            found += self.database.read(partial(_read, wanted))
        return iter(sorted(found, key=lambda entry: entry.number))


def _told(tx: Transaction, subject: Subject, claim: ClaimId) -> Iterator[Content]:
    """What finance and the customer said, each in order."""
    mine = (payouts.c.tenant == subject.tenant) & (payouts.c.claim_id == claim)
    for row in tx.connection.execute(select(payouts).where(mine).order_by(payouts.c.number)):
        yield _content(subject, payout_place(claim, row.number), claim, payout_bytes(payout_in(subject, row)))
    mine = (feedback.c.tenant == subject.tenant) & (feedback.c.claim_id == claim)
    for row in tx.connection.execute(select(feedback).where(mine).order_by(feedback.c.number)):
        place = feedback_place(claim, row.number)
        wish = FeedbackWish(
            score=row.score, explain=bool(row.explain), comment=str(opened_json(subject, row.body, place))
        )
        yield _content(subject, place, claim, feedback_bytes(row.number, wish))


def _read(wanted: Any, tx: Transaction) -> list[Entry]:
    return [entry_in(row) for row in tx.connection.execute(wanted)]


def _content(subject: Subject, place: str, on: str, body: bytes) -> Content:
    digest = subject.content(body, place)
    return Content(place=place, on=on, body=body, key=subject.content_key(place), digest=digest)
