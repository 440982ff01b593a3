"""Answers about claims: which claims are due, what was read for them, and every answer that was given."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, exists, insert, select, update

from pipeline.errors import Missing
from pipeline.events import EventType
from pipeline.evidence import ClaimId, EvidenceId, SubjectId, TenantId
from pipeline.ledger.entries import PROGRAM, Act, Actor
from pipeline.lifecycle import WAITING, EvidenceState
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.evidence.standings import paper_place, record_place
from storage.records.inserts import inserted_once
from storage.records.keeping.subjects import Subject, subject_of
from storage.records.proof.ledger import write_entry
from storage.records.proof.marks import mark_anew
from storage.records.reviews.tables import review_due
from storage.records.schema import answers, claims, evidence, records
from storage.records.telling.happenings import Happening, publish

_AT_ONCE = 100  # claims of one look
_UNDER_WAY = (*WAITING, EvidenceState.READING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A claim whose files are all read and of which something is new; `news` fences the answer, `version` of facts."""

    tenant: TenantId
    claim_id: ClaimId
    facts: Mapping[str, object]
    version: int
    news: int


@dataclass(frozen=True, slots=True)
class PastClaim:
    """The facts of a claim as they stand, and when it was answered last; None where it never was."""

    claim_id: ClaimId
    facts: Mapping[str, object]
    answered: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A file of a claim: its record as printed, and the document packed where it was kept.

    Also what was put together from such files (see pipeline/assemblies.py).
    """

    id: EvidenceId
    filename: str
    sha256: str
    media_type: str
    kind: str | None
    record: Mapping[str, object]
    paper: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """`facts`: the version of the facts that was asked; `current` False while something newer waits."""

    version: int
    facts: int
    outcome: str
    made: datetime
    current: bool
    body: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answers:
    """Every call but `due` names the tenant."""

    database: Database
    master: MasterKeys

    def due(self) -> Due | None:
        """The claim that waits longest of those that can be asked now."""

        def work(tx: Transaction) -> Due | None:
            reading = (
                (evidence.c.tenant == claims.c.tenant)
                & (evidence.c.claim_id == claims.c.claim_id)
                & evidence.c.state.in_([*_UNDER_WAY])
            )
            wanted = select(claims).where(claims.c.due_at <= tx.now, claims.c.facts.is_not(None))
            wanted = wanted.where(~exists().where(reading)).order_by(claims.c.due_at, claims.c.claim_id).limit(1)
            row = tx.connection.execute(wanted).one_or_none()
            if row is None:
                return None
            tenant, claim = TenantId(row.tenant), ClaimId(row.claim_id)
            subject = subject_of(tx, self.master, tenant, SubjectId(row.subject))
            facts = json.loads(subject.unsealed(row.facts, f"claim/{claim}"))
            return Due(tenant=tenant, claim_id=claim, facts=facts, version=row.version, news=row.news)

        return self.database.read(work)

    def stated(self, tenant: TenantId, after: ClaimId | None = None) -> tuple[PastClaim, ...]:
        """Claims with facts in the order of their ids, some at a time: those that come behind `after`."""

        def work(tx: Transaction) -> tuple[PastClaim, ...]:
            mine = (claims.c.tenant == tenant) & claims.c.facts.is_not(None)
            newest = (
                (answers.c.tenant == claims.c.tenant)
                & (answers.c.claim_id == claims.c.claim_id)
                & (answers.c.version == claims.c.answer)
            )
            wanted = select(claims, answers.c.made_at.label("answered_at")).outerjoin(answers, newest).where(mine)
            if after is not None:
                wanted = wanted.where(claims.c.claim_id > after)
            rows = tx.connection.execute(wanted.order_by(claims.c.claim_id).limit(_AT_ONCE))
            return tuple(self._past(tx, row) for row in rows)

        return self.database.read(work)

    def _past(self, tx: Transaction, row: Row[Any]) -> PastClaim:
        subject = subject_of(tx, self.master, TenantId(row.tenant), SubjectId(row.subject))
        facts = json.loads(subject.unsealed(row.facts, f"claim/{row.claim_id}"))
        return PastClaim(ClaimId(row.claim_id), facts, row.answered_at)

    def files(self, tenant: TenantId, claim: ClaimId) -> tuple[ReadFile, ...]:
        """Everything that was read for the claim, in the order in which it came."""

        def work(tx: Transaction) -> tuple[ReadFile, ...]:
            newest = (records.c.evidence == evidence.c.id) & (records.c.version == evidence.c.record)
            wanted = select(evidence, records.c.body, records.c.paper).join(records, newest)
            mine = (evidence.c.tenant == tenant) & (evidence.c.claim_id == claim)
            rows = tx.connection.execute(wanted.where(mine).order_by(evidence.c.id)).all()
            subject = subject_of(tx, self.master, tenant, SubjectId(rows[0].subject)) if rows else None
            return tuple(_file(subject, row) for row in rows if subject is not None)

        return self.database.read(work)

    def keep(self, actor: str, due: Due, outcome: str, body: Mapping[str, object]) -> bool:
        """The answer to what was due; False when something is newer by now, and nothing is kept."""

        def work(tx: Transaction) -> bool:
            mine = (claims.c.tenant == due.tenant) & (claims.c.claim_id == due.claim_id)
            row = tx.connection.execute(select(claims).where(mine).with_for_update()).one_or_none()
            if row is None or row.news != due.news:
                return False
            version = (row.answer or 0) + 1
            subject = subject_of(tx, self.master, due.tenant, SubjectId(row.subject))
            text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
            tx.connection.execute(
                insert(answers).values(
                    tenant=due.tenant,
                    claim_id=due.claim_id,
                    version=version,
                    facts=due.version,
                    outcome=outcome,
                    made_at=tx.now,
                    body=subject.sealed(text, answer_place(due.claim_id, version)),
                )
            )
            tx.connection.execute(update(claims).where(mine).values(answer=version, due_at=None))
            inserted_once(tx, review_due, {"tenant": due.tenant, "claim_id": due.claim_id})
            mark_anew(tx, due.tenant, due.claim_id)
            content = subject.content(text, answer_place(due.claim_id, version))
            act = Act(action="claim.answered", on=due.claim_id, new=str(version), reason=outcome, content=content)
            write_entry(tx, Actor(tenant=due.tenant, name=actor, role=PROGRAM), act)
            told = {"claim_id": due.claim_id, "version": version, "outcome": outcome}
            happened = Happening(tenant=due.tenant, claim_id=due.claim_id, type=EventType.CLAIM_ANSWERED, facts=told)
            publish(tx, happened)
            return True

        return self.database.write(work)

    def postpone(self, due: Due, seconds: float) -> None:
        """It could not be answered now; asked again later, or as soon as something is new."""
        mine = (claims.c.tenant == due.tenant) & (claims.c.claim_id == due.claim_id) & (claims.c.news == due.news)
        later = timedelta(seconds=seconds)
        self.database.write(lambda tx: tx.connection.execute(update(claims).where(mine).values(due_at=tx.now + later)))

    def newest(self, tenant: TenantId, claim: ClaimId) -> GivenAnswer | None:
        """None while the claim was never answered. Raises Missing when the tenant has no such claim."""

        def work(tx: Transaction) -> GivenAnswer | None:
            mine = (claims.c.tenant == tenant) & (claims.c.claim_id == claim)
            row = tx.connection.execute(select(claims).where(mine)).one_or_none()
            if row is None:
                raise Missing("There is no such claim; check its id.")
            return _answer(tx, self.master, row) if row.answer else None

        return self.database.read(work)

    def body(self, tenant: TenantId, claim: ClaimId, version: int) -> Mapping[str, object] | None:
        """What an earlier answer said; None where there is none of that number."""

        def work(tx: Transaction) -> Mapping[str, object] | None:
            whose = and_(claims.c.tenant == answers.c.tenant, claims.c.claim_id == answers.c.claim_id)
            mine = (answers.c.tenant == tenant) & (answers.c.claim_id == claim) & (answers.c.version == version)
            wanted = select(answers.c.body, claims.c.subject).join(claims, whose).where(mine)
            row = tx.connection.execute(wanted).one_or_none()
            if row is None:
                return None
            subject = subject_of(tx, self.master, tenant, SubjectId(row.subject))
            return _body(subject, claim, version, row.body)

        return self.database.read(work)


def _answer(tx: Transaction, master: MasterKeys, claim: Row[Any]) -> GivenAnswer:
    mine = (answers.c.tenant == claim.tenant) & (answers.c.claim_id == claim.claim_id)
    row = tx.connection.execute(select(answers).where(mine & (answers.c.version == claim.answer))).one()
    subject = subject_of(tx, master, TenantId(claim.tenant), SubjectId(claim.subject))
    waiting = exists().where(
        evidence.c.tenant == claim.tenant,
        evidence.c.claim_id == claim.claim_id,
        evidence.c.state.in_([*_UNDER_WAY]),
    )
    return GivenAnswer(
        version=row.version,
        facts=row.facts,
        outcome=row.outcome,
        made=row.made_at,
        current=claim.due_at is None and not tx.connection.execute(select(waiting)).scalar_one(),
        body=_body(subject, ClaimId(row.claim_id), row.version, row.body),
    )


def _body(subject: Subject, claim: ClaimId, version: int, sealed: bytes) -> Mapping[str, object]:
    found: Mapping[str, object] = json.loads(subject.unsealed(sealed, answer_place(claim, version)))
    return found


def _file(subject: Subject, row: Row[Any]) -> ReadFile:
    wanted, version = EvidenceId(row.id), row.record
    paper = subject.unsealed(row.paper, paper_place(wanted, version)) if row.paper is not None else None
    return ReadFile(
        id=wanted,
        filename=subject.unsealed(row.filename, "filename").decode("utf-8", "surrogatepass"),
        sha256=row.sha256,
        media_type=row.media_type,
        kind=row.kind,
        record=json.loads(subject.unsealed(row.body, record_place(wanted, version))),
        paper=paper,
    )


def answer_place(claim: ClaimId, version: int) -> str:
    """What a sealed answer is bound to."""
    return f"answer/{claim}/{version}"
