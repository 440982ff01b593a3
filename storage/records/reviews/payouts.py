"""Pay results and customers' words, kept as claims systems tell them, and what is still owed."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, func, insert, select

from pipeline.errors import Conflict
from pipeline.evidence import ClaimId, TenantId
from pipeline.ledger.entries import Act, Actor
from pipeline.people.reviewers import Reviewer
from pipeline.review.drafts import Verdict
from pipeline.review.payouts import FeedbackWish, Owed, Payout, PayoutStatus, PayoutWish, UnpaidCause
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import Subject
from storage.records.proof.ledger import write_entry
from storage.records.reviews.notes import EXPLAINED, note
from storage.records.reviews.rows import changed, locked_row, noted, opened_json, sealed_json, subject_of_claim
from storage.records.reviews.tables import decision_ends, decisions, feedback, payouts, reviews, second_looks
from storage.records.reviews.told import feedback_bytes, feedback_place, payout_bytes, payout_place

_MOST = 500


@dataclass(frozen=True, slots=True)
class Payouts:
    """Every call names the tenant."""

    database: Database
    master: MasterKeys

    def told(self, actor: Actor, claim: ClaimId, said: PayoutWish) -> tuple[Payout, bool]:
        """Kept, and whether it is new: the same key, or the same reference with the same status, is the one before.

        Raises Conflict where nothing was decided that pays, KeyReused where the key came with something else.
        """

        def work(tx: Transaction) -> tuple[Payout, bool]:
            row = locked_row(tx, actor.tenant, claim)
            subject = subject_of_claim(tx, self.master, actor.tenant, claim)
            mine = (payouts.c.tenant == actor.tenant) & (payouts.c.claim_id == claim)
            same = mine & (payouts.c.reference == said.reference) & (payouts.c.status == said.status.value)
            keyed = _keyed(tx, payouts, mine, said.key)
            if keyed is not None and (keyed.reference, keyed.status) != (said.reference, said.status.value):
                raise KeyReused
            before = keyed or tx.connection.execute(select(payouts).where(same)).one_or_none()
            if before is not None:
                return payout_in(subject, before), False
            decision = _paying(tx, row)
            number = (tx.connection.execute(select(func.max(payouts.c.number)).where(mine)).scalar_one() or 0) + 1
            kept = Payout(number=number, decision=decision, said=said, by=actor.name, at=tx.now)
            tx.connection.execute(insert(payouts).values(_row(subject, claim, kept)))
            content = subject.content(payout_bytes(kept), payout_place(claim, number))
            act = Act(action="payout.told", on=claim, old=f"decision {decision}", new=str(number), reason=said.status)
            write_entry(tx, actor, replace(act, content=content))
            return kept, True

        return self.database.write(work)

    def of(self, tenant: TenantId, claim: ClaimId) -> tuple[Payout, ...]:
        """In the order in which they were told."""
        mine = (payouts.c.tenant == tenant) & (payouts.c.claim_id == claim)
        wanted = select(payouts).where(mine).order_by(payouts.c.number)

        def work(tx: Transaction) -> tuple[Payout, ...]:
            rows = tx.connection.execute(wanted).all()
            subject = subject_of_claim(tx, self.master, tenant, claim) if rows else None
            return tuple(payout_in(subject, row) for row in rows if subject is not None)

        return self.database.read(work)

    def owed(self, tenant: TenantId, today: date) -> tuple[Owed, ...]:
        """Whose money was promised before `today` and is not known to have come, or failed; longest first."""
        counts = _newest_sent(tenant)
        last = (
            select(payouts.c.claim_id, payouts.c.decision, func.max(payouts.c.number).label("number"))
            .where(payouts.c.tenant == tenant)
            .group_by(payouts.c.claim_id, payouts.c.decision)
            .subquery()
        )
        heard = and_(payouts.c.tenant == tenant, payouts.c.claim_id == last.c.claim_id)
        heard = and_(heard, payouts.c.number == last.c.number)
        newest = select(last.c.claim_id, last.c.decision, payouts.c.status).join(payouts, heard).subquery()
        same = and_(newest.c.claim_id == counts.c.claim_id, newest.c.decision == counts.c.version)
        wanted = select(counts, newest.c.status).outerjoin(newest, same).where(counts.c.promised_on.is_not(None))
        late = (counts.c.promised_on < today.isoformat()) | (newest.c.status != PayoutStatus.PAID.value)
        unpaid = newest.c.status.is_(None) | (newest.c.status != PayoutStatus.PAID.value)
        wanted = wanted.where(late, unpaid).order_by(counts.c.promised_on, counts.c.claim_id).limit(_MOST)
        return self.database.read(lambda tx: tuple(map(_owed, tx.connection.execute(wanted))))

    def said(self, actor: Actor, claim: ClaimId, wish: FeedbackWish) -> tuple[int, bool]:
        """The customer's words, kept sealed; a wish for an explanation shows in the queue.

        Its number, and whether it is new. Raises KeyReused where the key came with something else.
        """

        def work(tx: Transaction) -> tuple[int, bool]:
            row = locked_row(tx, actor.tenant, claim)
            mine = (feedback.c.tenant == actor.tenant) & (feedback.c.claim_id == claim)
            before = _keyed(tx, feedback, mine, wish.key)
            if before is not None:
                if (before.score, before.explain) != (wish.score, int(wish.explain)):
                    raise KeyReused
                return before.number, False
            number = (tx.connection.execute(select(func.max(feedback.c.number)).where(mine)).scalar_one() or 0) + 1
            subject = subject_of_claim(tx, self.master, actor.tenant, claim)
            tx.connection.execute(
                insert(feedback).values(
                    tenant=actor.tenant,
                    claim_id=claim,
                    number=number,
                    decision=row.decision,
                    score=wish.score,
                    explain=int(wish.explain),
                    by=actor.name,
                    at=tx.now,
                    body=sealed_json(subject, wish.comment, feedback_place(claim, number)),
                    key=wish.key or None,
                )
            )
            if wish.explain:
                changed(tx, row, explain_at=row.explain_at or tx.now)
            reason = "explanation wanted" if wish.explain else None
            body = feedback_bytes(number, wish)
            content = subject.content(body, feedback_place(claim, number))
            act = Act(action="feedback.said", on=claim, new=str(number), reason=reason, content=content)
            write_entry(tx, actor, act)
            return number, True

        return self.database.write(work)

    def explained(self, person: Reviewer, claim: ClaimId, text: str) -> None:
        """A person explained the decision; `text` says how. Raises Conflict where nobody asked."""

        def work(tx: Transaction) -> None:
            row = locked_row(tx, person.tenant, claim)
            if row.explain_at is None:
                raise Conflict("No explanation is wanted, or somebody gave it already.")
            number = note(tx, self.master, person, claim, (EXPLAINED, text))
            changed(tx, row, explain_at=None)
            noted(tx, person, Act(action="review.explained", on=claim, new=f"note {number}"))

        self.database.write(work)


class KeyReused(Conflict):
    """The key of a request came before, with something else."""

    def __init__(self) -> None:
        super().__init__("This key came with another note; give each its own.")


def _keyed(tx: Transaction, table: Table, mine: ColumnElement[bool], key: str) -> Row[Any] | None:
    """What came with this key before; "" is none."""
    wanted = select(table).where(mine & (table.c.key == key))
    return tx.connection.execute(wanted).one_or_none() if key else None


def _newest_sent(tenant: str) -> Any:
    """Of each claim the decision that was told last, where it pays."""
    told = and_(
        decision_ends.c.tenant == decisions.c.tenant,
        decision_ends.c.claim_id == decisions.c.claim_id,
        decision_ends.c.version == decisions.c.version,
        decision_ends.c.how == "sent",
    )
    last = (
        select(decisions.c.claim_id, func.max(decisions.c.version).label("version"))
        .join(decision_ends, told)
        .where(decisions.c.tenant == tenant)
        .group_by(decisions.c.claim_id)
        .subquery()
    )
    same = and_(decisions.c.claim_id == last.c.claim_id, decisions.c.version == last.c.version)
    seconded = and_(
        second_looks.c.tenant == decisions.c.tenant,
        second_looks.c.claim_id == decisions.c.claim_id,
        second_looks.c.version == decisions.c.version,
    )
    promised = func.coalesce(second_looks.c.promised_on, decisions.c.promised_on).label("promised_on")
    wanted = select(decisions.c.claim_id, decisions.c.version, promised)
    wanted = wanted.join(last, same).outerjoin(second_looks, seconded)
    return wanted.where(decisions.c.tenant == tenant).subquery()


def _paying(tx: Transaction, row: Row[Any]) -> int:
    """The version that was told last; raises Conflict where it does not pay, or none was."""
    mine = (decisions.c.tenant == row.tenant) & (decisions.c.claim_id == row.claim_id)
    told = and_(
        decision_ends.c.tenant == decisions.c.tenant,
        decision_ends.c.claim_id == decisions.c.claim_id,
        decision_ends.c.version == decisions.c.version,
        decision_ends.c.how == "sent",
    )
    wanted = select(decisions.c.version, decisions.c.verdict).join(decision_ends, told).where(mine)
    found = tx.connection.execute(wanted.order_by(decisions.c.version.desc()).limit(1)).one_or_none()
    if found is None or found.verdict == Verdict.REFUSE:
        raise Conflict("Nothing was decided that pays; read the decision first.")
    return int(found.version)


def _row(subject: Subject, claim: ClaimId, kept: Payout) -> dict[str, object]:
    said = kept.said
    held = {"amount": format(said.amount, "f") if said.amount is not None else None, "note": said.note}
    held |= {"cause": said.cause.value} if said.cause else {}
    return {
        "tenant": subject.tenant,
        "claim_id": claim,
        "number": kept.number,
        "decision": kept.decision,
        "status": kept.said.status.value,
        "paid_on": kept.said.on.isoformat(),
        "reference": kept.said.reference,
        "by": kept.by,
        "at": kept.at,
        "body": sealed_json(subject, held, payout_place(claim, kept.number)),
        "key": kept.said.key or None,
    }


def payout_in(subject: Subject, row: Row[Any]) -> Payout:
    """From its row."""
    held = opened_json(subject, row.body, payout_place(row.claim_id, row.number))
    said = PayoutWish(
        status=PayoutStatus(row.status),
        reference=row.reference,
        on=date.fromisoformat(row.paid_on),
        amount=Decimal(held["amount"]) if held["amount"] is not None else None,
        note=held["note"],
        cause=UnpaidCause(held["cause"]) if "cause" in held else None,
    )
    return Payout(number=row.number, decision=row.decision, said=said, by=row.by, at=row.at)


def _owed(row: Row[Any]) -> Owed:
    return Owed(
        claim_id=ClaimId(row.claim_id),
        decision=row.version,
        promised=date.fromisoformat(row.promised_on),
        newest=PayoutStatus(row.status) if row.status else None,
    )


def waiting_for_words(database: Database, tenant: TenantId) -> tuple[ClaimId, ...]:
    """Claims whose customers wait for a person's explanation, longest first."""
    mine = (reviews.c.tenant == tenant) & reviews.c.explain_at.is_not(None)
    wanted = select(reviews.c.claim_id).where(mine).order_by(reviews.c.explain_at).limit(_MOST)
    return database.read(lambda tx: tuple(ClaimId(row.claim_id) for row in tx.connection.execute(wanted)))
