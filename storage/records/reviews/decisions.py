"""Decisions: numbered, never changed, told once nobody took them back; four eyes are walls of the tables too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, exists, func, insert, select

from pipeline.errors import Conflict
from pipeline.evidence import ClaimId, TenantId
from pipeline.ledger.entries import Act
from pipeline.lifecycle import WAITING, EvidenceState
from pipeline.people.reviewers import Reviewer
from pipeline.review.blocking import FirstLook, Second
from pipeline.review.decision_json import ruling_from, ruling_json
from pipeline.review.decisions import UNDO, Decision, Ruling, StaleAnswer, Told
from pipeline.review.drafts import Verdict
from pipeline.review.reviews import ReviewState
from storage.records.database import Transaction
from storage.records.keeping.subjects import Subject
from storage.records.proof.marks import mark_anew
from storage.records.reviews.drafts import give_draft_back, use_draft
from storage.records.reviews.rows import (
    ReviewStore,
    changed,
    check_holds,
    content_json,
    locked_row,
    noted,
    opened_json,
    sealed_json,
    subject_of_claim,
)
from storage.records.reviews.tables import approvals, decision_ends, decisions, reviews, second_looks
from storage.records.schema import claims, evidence

_UNDER_WAY = (*WAITING, EvidenceState.READING)
_FREE: Mapping[str, object] = {"holder": None, "held_at": None, "held_until": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """A ruling as it is submitted: `key` tells a second click from a second decision.

    `because`: why another person must agree; `correctors`: who changed a value of the claim's papers.
    """

    ruling: Ruling
    key: str
    because: tuple[Second, ...] = ()
    correctors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seconding:
    """A second person agrees: `ruling` is the first one's, its day of arrival counted anew from now."""

    ruling: Ruling
    correctors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Decisions(ReviewStore):
    """Every change is one transaction with its entry."""

    def decide(self, person: Reviewer, claim: ClaimId, sent: Submission) -> Decision:
        """The same key is the same decision.

        Raises StaleAnswer when anything is newer than what was looked at, HeldByOther or Conflict without the lock.
        """

        def work(tx: Transaction) -> Decision:
            self.entitled(tx, person)
            row = locked_row(tx, person.tenant, claim)
            subject = subject_of_claim(tx, self.master, person.tenant, claim)
            again = _by_key(tx, row, sent.key)
            if again is not None:
                return _decision(tx, subject, again)
            if row.state != ReviewState.WAITING:
                raise Conflict("This claim is not open any more; look at it again.")
            check_holds(tx, row, person)
            _check_newest(tx, row, sent.ruling.answer)
            version = self._insert(tx, row, subject, person, sent)
            self._next(tx, row, person, sent, version)
            return _decision(tx, subject, _row(tx, row, version))

        return self.database.write(work)

    def confirm(self, person: Reviewer, claim: ClaimId, version: int, agreed: Seconding) -> Decision:
        """The second person agrees: it is told once UNDO is over. The tables refuse the first one, and a corrector."""

        def work(tx: Transaction) -> Decision:
            row, subject, found = self._second(tx, person, claim, version)
            if found.answer != row.answer or _newer(tx, row, found.answer):
                raise StaleAnswer(found.answer, _newest(tx, row))
            _look(tx, subject, found, person, agreed.ruling)
            _approved(tx, found, person.name, agreed.correctors)
            changed(tx, row, state=ReviewState.DECIDED.value, goes_at=tx.now + UNDO)
            noted(tx, person, Act(action="review.confirmed", on=claim, new=str(version)))
            return _decision(tx, subject, _row(tx, row, version))

        return self.database.write(work)

    def hand_back(self, person: Reviewer, claim: ClaimId, version: int, note: str) -> None:
        """The second person does not agree: the claim waits again, with the first one's draft and this note."""

        def work(tx: Transaction) -> None:
            row, subject, found = self._second(tx, person, claim, version)
            _look(tx, subject, found, person, note)
            end(tx, row, found, person.name, "returned")
            noted(tx, person, Act(action="review.handed_back", on=claim, old=str(version)))

        self.database.write(work)

    def undo(self, person: Reviewer, claim: ClaimId, version: int) -> None:
        """Taken back by whoever decided or confirmed it, while nobody was told; the draft is a draft again."""

        def work(tx: Transaction) -> None:
            self.entitled(tx, person)
            row = locked_row(tx, person.tenant, claim)
            waits = row.state == ReviewState.SECOND
            if row.decision != version or not (waits or (row.goes_at is not None and tx.now < row.goes_at)):
                raise Conflict("It is too late to take this back; open the claim again with a reason to change it.")
            found = _row(tx, row, version)
            if person.name not in (found.by, _second_name(tx, found)):
                raise Conflict("Only who decided can take it back.")
            end(tx, row, found, person.name, "undone")
            noted(tx, person, Act(action="review.undone", on=claim, old=str(version)))

        self.database.write(work)

    def all(self, tenant: TenantId, claim: ClaimId) -> tuple[Decision, ...]:
        """Every version, those taken back too, oldest first."""
        return self._read(tenant, claim, ())

    def told(self, tenant: TenantId, claim: ClaimId) -> tuple[Decision, ...]:
        """The versions that were told, oldest first; the last one counts."""
        return self._read(tenant, claim, ("sent",))

    def last_told(self, tenant: TenantId, claims: Sequence[ClaimId]) -> Mapping[ClaimId, Told]:
        """Of each claim what counts, in one statement; claims of which nothing was told are left out."""
        sent = exists().where(_same(decision_ends), decision_ends.c.how == "sent")
        mine = (decisions.c.tenant == tenant) & decisions.c.claim_id.in_(claims)
        columns = decisions.c.claim_id, decisions.c.verdict, decisions.c.at
        wanted = select(*columns).where(mine, sent).order_by(decisions.c.version)

        def work(tx: Transaction) -> Mapping[ClaimId, Told]:
            return {ClaimId(row.claim_id): Told(Verdict(row.verdict), row.at) for row in tx.connection.execute(wanted)}

        return self.database.read(work)

    def stands(self, tenant: TenantId, claim: ClaimId, answer: int) -> bool:
        """Whether nothing is newer than that answer; a register that was away and is asked again later is no news."""
        mine = (reviews.c.tenant == tenant) & (reviews.c.claim_id == claim)

        def work(tx: Transaction) -> bool:
            row = tx.connection.execute(select(reviews).where(mine)).one_or_none()
            return row is not None and row.answer == answer and not _newer(tx, row, answer)

        return self.database.read(work)

    def keyed(self, tenant: TenantId, claim: ClaimId, key: str) -> Decision | None:
        """What that submission became; None where it is new."""
        wanted = select(decisions).where(_of(tenant, claim) & (decisions.c.key == key))

        def work(tx: Transaction) -> Decision | None:
            row = tx.connection.execute(wanted).one_or_none()
            return _decision(tx, subject_of_claim(tx, self.master, tenant, claim), row) if row is not None else None

        return self.database.read(work)

    def first_look(self, tenant: TenantId, claim: ClaimId, version: int, correctors: frozenset[str]) -> FirstLook:
        """What the second person is asked about; raises Conflict where there is no such version."""

        def work(tx: Transaction) -> FirstLook:
            mine = _of(tenant, claim) & (decisions.c.version == version)
            row = tx.connection.execute(select(decisions).where(mine)).one_or_none()
            if row is None:
                raise Conflict("There is no such decision; look at the claim again.")
            because = tuple(map(Second, row.because.split()))
            return FirstLook(by=row.by, verdict=Verdict(row.verdict), because=because, correctors=correctors)

        return self.database.read(work)

    def _read(self, tenant: TenantId, claim: ClaimId, ended: Iterable[str]) -> tuple[Decision, ...]:
        wanted = select(decisions).where(_of(tenant, claim)).order_by(decisions.c.version)
        ends = [*ended]
        if ends:
            wanted = wanted.where(exists().where(_same(decision_ends), decision_ends.c.how.in_(ends)))

        def work(tx: Transaction) -> tuple[Decision, ...]:
            rows = tx.connection.execute(wanted).all()
            if not rows:
                return ()
            subject = subject_of_claim(tx, self.master, tenant, claim)
            return tuple(_decision(tx, subject, row) for row in rows)

        return self.database.read(work)

    def _insert(self, tx: Transaction, row: Row[Any], subject: Subject, person: Reviewer, sent: Submission) -> int:
        mine = _of(row.tenant, row.claim_id)
        last = tx.connection.execute(select(func.max(decisions.c.version)).where(mine)).scalar_one()
        version = (last or 0) + 1
        ruling = sent.ruling
        tx.connection.execute(
            insert(decisions).values(
                tenant=row.tenant,
                claim_id=row.claim_id,
                version=version,
                answer=ruling.answer,
                verdict=ruling.verdict.value,
                promised_on=ruling.promised.isoformat() if ruling.promised else None,
                persons=2 if sent.because else 1,
                because=" ".join(sent.because),
                by=person.name,
                at=tx.now,
                after=row.decision,
                key=sent.key,
                body=sealed_json(subject, ruling_json(ruling), decision_place(row.claim_id, version)),
            )
        )
        return version

    def _next(self, tx: Transaction, row: Row[Any], person: Reviewer, sent: Submission, version: int) -> None:
        claim = ClaimId(row.claim_id)
        use_draft(tx, person, claim, version)
        if sent.because:
            changed(tx, row, state=ReviewState.SECOND.value, decision=version, **_FREE)
        else:
            _approved(tx, _row(tx, row, version), person.name, sent.correctors)
            changed(tx, row, state=ReviewState.DECIDED.value, decision=version, goes_at=tx.now + UNDO, **_FREE)
        old = str(row.decision) if row.decision is not None else None
        subject = subject_of_claim(tx, self.master, row.tenant, claim)
        content = content_json(subject, ruling_json(sent.ruling), decision_place(claim, version))
        act = Act(action="review.decided", on=claim, old=old, new=str(version), reason=sent.ruling.verdict)
        noted(tx, person, replace(act, content=content))
        mark_anew(tx, row.tenant, claim)

    def _second(
        self, tx: Transaction, person: Reviewer, claim: ClaimId, version: int
    ) -> tuple[Row[Any], Subject, Row[Any]]:
        """Raises Conflict where this version does not wait for a second person."""
        self.entitled(tx, person)
        row = locked_row(tx, person.tenant, claim)
        if row.state != ReviewState.SECOND or row.decision != version:
            raise Conflict("This decision does not wait for a second person any more; look at the claim again.")
        mark_anew(tx, row.tenant, claim)
        found = _row(tx, row, version)
        if found.by == person.name:
            raise Conflict("Another person has to confirm this.")
        return row, subject_of_claim(tx, self.master, person.tenant, claim), found


def end(tx: Transaction, row: Row[Any], found: Row[Any], by: str, how: str) -> None:
    """A decision that was told nobody ends: the claim waits again, and what it was made from is a draft again."""
    mark_end(tx, found, by, how)
    give_draft_back(tx, row.tenant, ClaimId(row.claim_id), found.version)
    changed(tx, row, state=ReviewState.WAITING.value, decision=found.after, goes_at=None)


def mark_end(tx: Transaction, found: Row[Any], by: str, how: str) -> None:
    """How a decision ended; the tables let each end once, and send none without its second person."""
    tx.connection.execute(
        insert(decision_ends).values(
            tenant=found.tenant,
            claim_id=found.claim_id,
            version=found.version,
            how=how,
            persons=found.persons,
            second=_confirmed_by(tx, found),
            by=by,
            at=tx.now,
        )
    )


def decision_row(tx: Transaction, review: Row[Any]) -> Row[Any]:
    """The row of the decision that a review stands at."""
    return _row(tx, review, review.decision)


def _check_newest(tx: Transaction, row: Row[Any], seen: int) -> None:
    if seen != row.answer or _newer(tx, row, seen):
        raise StaleAnswer(seen, _newest(tx, row))


def _newest(tx: Transaction, row: Row[Any]) -> int:
    mine = (claims.c.tenant == row.tenant) & (claims.c.claim_id == row.claim_id)
    return int(tx.connection.execute(select(claims.c.answer).where(mine)).scalar_one() or 0)


def _newer(tx: Transaction, row: Row[Any], seen: int) -> bool:
    """Whether a fact, a file or a correction is newer than that answer."""
    mine = (claims.c.tenant == row.tenant) & (claims.c.claim_id == row.claim_id)
    claim = tx.connection.execute(select(claims.c.answer, claims.c.due_at).where(mine)).one()
    coming = exists().where(
        evidence.c.tenant == row.tenant, evidence.c.claim_id == row.claim_id, evidence.c.state.in_([*_UNDER_WAY])
    )
    waits = claim.due_at is not None and claim.due_at <= tx.now  # else a register that was away is asked later
    return claim.answer != seen or waits or bool(tx.connection.execute(select(coming)).scalar_one())


def _approved(tx: Transaction, found: Row[Any], approver: str, correctors: frozenset[str]) -> None:
    """Who approved what others put right; the table refuses whoever did both."""
    if found.verdict == Verdict.REFUSE or not correctors:
        return
    key = {"tenant": found.tenant, "claim_id": found.claim_id, "version": found.version, "approver": approver}
    tx.connection.execute(insert(approvals), [key | {"corrector": one} for one in sorted(correctors)])


def _look(tx: Transaction, subject: Subject, found: Row[Any], person: Reviewer, said: Ruling | str) -> None:
    """What the second person says: the ruling they agree to, or why they do not."""
    agreed = isinstance(said, Ruling)
    promised = said.promised if isinstance(said, Ruling) else None
    body = ruling_json(said) if isinstance(said, Ruling) else {"note": said}
    tx.connection.execute(
        insert(second_looks).values(
            tenant=found.tenant,
            claim_id=found.claim_id,
            version=found.version,
            first=found.by,
            by=person.name,
            at=tx.now,
            said="confirmed" if agreed else "returned",
            promised_on=promised.isoformat() if promised else None,
            body=sealed_json(subject, body, _lookdecision_place(found.claim_id, found.version)),
        )
    )


def _by_key(tx: Transaction, row: Row[Any], key: str) -> Row[Any] | None:
    mine = _of(row.tenant, row.claim_id) & (decisions.c.key == key)
    return tx.connection.execute(select(decisions).where(mine)).one_or_none()


def _row(tx: Transaction, row: Row[Any], version: int) -> Row[Any]:
    mine = _of(row.tenant, row.claim_id) & (decisions.c.version == version)
    return tx.connection.execute(select(decisions).where(mine)).one()


def _second_name(tx: Transaction, found: Row[Any]) -> str | None:
    look = _look_of(tx, found)
    return look.by if look is not None else None


def _confirmed_by(tx: Transaction, found: Row[Any]) -> str | None:
    look = _look_of(tx, found)
    return look.by if look is not None and look.said == "confirmed" else None


def _look_of(tx: Transaction, found: Row[Any]) -> Row[Any] | None:
    return tx.connection.execute(select(second_looks).where(_key(second_looks, found))).one_or_none()


def _of(tenant: str, claim: str) -> Any:
    return (decisions.c.tenant == tenant) & (decisions.c.claim_id == claim)


def _key(table: Any, found: Row[Any]) -> Any:
    mine = (table.c.tenant == found.tenant) & (table.c.claim_id == found.claim_id)
    return mine & (table.c.version == found.version)


def _same(table: Any) -> Any:
    """The row of another table about the same decision."""
    same = (table.c.tenant == decisions.c.tenant) & (table.c.claim_id == decisions.c.claim_id)
    return same & (table.c.version == decisions.c.version)


def _decision(tx: Transaction, subject: Subject, row: Row[Any]) -> Decision:
    ends = select(decision_ends.c.at).where(_key(decision_ends, row), decision_ends.c.how == "sent")
    sent: datetime | None = tx.connection.execute(ends).scalar_one_or_none()
    look = _look_of(tx, row)
    agreed = look if look is not None and look.said == "confirmed" else None
    ready = agreed.at if agreed is not None else row.at if row.persons == 1 else None
    body, place = (row.body, decision_place(row.claim_id, row.version))
    if agreed is not None:
        body, place = (agreed.body, _lookdecision_place(row.claim_id, row.version))
    return Decision(
        version=row.version,
        ruling=ruling_from(opened_json(subject, body, place)),
        by=row.by,
        at=row.at,
        because=tuple(map(Second, row.because.split())),
        second=agreed.by if agreed is not None else None,
        after=row.after,
        goes=sent or (ready + UNDO if ready else None),
    )


def decision_place(claim: str, version: int) -> str:
    """What a sealed decision is bound to."""
    return f"decision/{claim}/{version}"


def _lookdecision_place(claim: str, version: int) -> str:
    return f"second/{claim}/{version}"
