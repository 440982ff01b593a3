"""Counts of what people did at the desk; of sealed texts only what is counted leaves this room."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, select, true

from pipeline.case_figures import DecidedCase, Looks, OpenCases
from pipeline.errors import Missing
from pipeline.evidence import TenantId
from pipeline.figures import Looked, Span
from pipeline.review.decision_json import ruling_from
from pipeline.review.payouts import PayoutStatus, UnpaidCause
from pipeline.review.reviews import ReviewState
from pipeline.trust.shares import Share
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.keeping.subjects import subject_of
from storage.records.reviews.case_holding import fields_looked_at, holdings
from storage.records.reviews.decisions import decision_place
from storage.records.reviews.payouts import payout_in
from storage.records.reviews.rows import opened_json
from storage.records.reviews.tables import decision_ends, decisions, feedback, payouts, reviews, second_looks
from storage.records.schema import claims, corrections, evidence

MOST = 2_000  # decisions or corrections that are opened for one answer; the newest are


@dataclass(frozen=True, slots=True)
class CaseFigures:
    """`by` narrows to what one person did."""

    database: Database
    master: MasterKeys

    def decided(self, tenant: TenantId, span: Span, by: str | None = None) -> tuple[DecidedCase, ...]:
        """What was told in the span, each claim by its newest decision, newest first; at most MOST.

        A claim whose key was destroyed counts no more.
        """

        def work(tx: Transaction) -> tuple[DecidedCase, ...]:
            rows = tx.connection.execute(_decided(tenant, span, by)).all()
            newest = {row.claim_id: row for row in reversed(rows)}
            wanted = [row for row in rows if newest[row.claim_id] is row]
            held = holdings(tx, tenant, wanted)
            looked = fields_looked_at(tx, tenant, [row.claim_id for row in wanted])
            told = (self._case(tx, tenant, row, held.get((row.claim_id, row.version))) for row in wanted)
            return tuple(_with_fields(one, looked) for one in told if one is not None)

        return self.database.read(work)

    def open(self, tenant: TenantId, today: date) -> OpenCases:
        """What waits now."""
        late, due = reviews.c.due_on < today.isoformat(), reviews.c.due_on == today.isoformat()
        told = (func.sum(case((late, 1), else_=0)), func.sum(case((due, 1), else_=0)))
        wanted = select(reviews.c.state, func.count(), *told).where(reviews.c.tenant == tenant)
        rows = self.database.read(lambda tx: tx.connection.execute(wanted.group_by(reviews.c.state)).all())
        counts = {str(row[0]): tuple(map(int, row[1:])) for row in rows}
        ours = [counts[one] for one in (ReviewState.WAITING, ReviewState.SECOND) if one in counts]
        return OpenCases(
            waiting=counts.get(ReviewState.WAITING, (0,))[0],
            second=counts.get(ReviewState.SECOND, (0,))[0],
            asked=counts.get(ReviewState.ASKED, (0,))[0],
            late=sum(row[1] for row in ours),
            due=sum(row[2] for row in ours),
        )

    def looks(self, tenant: TenantId, span: Span) -> tuple[Looks, ...]:
        """What second persons said of each first one's decisions."""
        mine = (second_looks.c.tenant == tenant) & (second_looks.c.at >= span.start) & (second_looks.c.at < span.end)
        told = (second_looks.c.first, second_looks.c.said)
        wanted = select(*told, func.count()).where(mine, _came_by(second_looks, span)).group_by(*told)
        n, agreed = Counter[str](), Counter[str]()
        for first, said, count in self.database.read(lambda tx: tx.connection.execute(wanted).all()):
            n[first] += int(count)
            agreed[first] += int(count) if said == "confirmed" else 0
        return tuple(Looks(first, Share(agreed[first], count)) for first, count in sorted(n.items()))

    def looked(self, tenant: TenantId, span: Span, by: str | None = None) -> tuple[Looked, ...]:
        """By field: what people looked at, and changed; most changed first. At most MOST of the newest."""
        mine = (corrections.c.tenant == tenant) & (corrections.c.at >= span.start) & (corrections.c.at < span.end)
        if by is not None:
            mine &= corrections.c.by == by
        if span.channel:
            mine &= evidence.c.channel == span.channel
        joined = corrections.join(evidence, evidence.c.id == corrections.c.evidence)
        wanted = select(corrections, evidence.c.subject).select_from(joined).where(mine)
        ordered = wanted.order_by(corrections.c.at.desc(), corrections.c.id.desc()).limit(MOST)

        def work(tx: Transaction) -> tuple[Looked, ...]:
            n, changed = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
            for row in tx.connection.execute(ordered):
                said = self._said(tx, tenant, row)
                if said is not None:
                    n[row.kind, row.field] += 1
                    changed[row.kind, row.field] += said["old"] != said["new"]
            ranked = sorted(n, key=lambda pair: (-changed[pair], -n[pair], pair))
            return tuple(Looked(kind=pair[0], field=pair[1], share=Share(changed[pair], n[pair])) for pair in ranked)

        return self.database.read(work)

    def paid(self, tenant: TenantId, span: Span) -> Mapping[str, int]:
        """Of decisions told in the span that pay: what finance said last, `none` where it said nothing."""
        newest = select(func.max(payouts.c.number)).where(_same(payouts), payouts.c.decision == decisions.c.version)
        last = and_(_same(payouts), payouts.c.number == newest.correlate(decisions).scalar_subquery())
        wanted = (
            select(payouts.c.status, func.count())
            .select_from(decisions.join(decision_ends, _ended()).outerjoin(payouts, last))
            .where(_told(tenant, span), _came_by(decisions, span), decisions.c.verdict != "refuse")
            .group_by(payouts.c.status)
        )
        rows = self.database.read(lambda tx: tx.connection.execute(wanted).all())
        return {status or "none": int(count) for status, count in rows}

    def unpaid(self, tenant: TenantId, span: Span) -> tuple[UnpaidCause | None, ...]:
        """Of decisions told in the span whose money failed or came back last: why, None where nobody said."""
        last = select(func.max(payouts.c.number)).where(_same(payouts), payouts.c.decision == decisions.c.version)
        newest = and_(_same(payouts), payouts.c.number == last.correlate(decisions).scalar_subquery())
        claim = and_(claims.c.tenant == decisions.c.tenant, claims.c.claim_id == decisions.c.claim_id)
        source = decisions.join(decision_ends, _ended()).join(payouts, newest).join(claims, claim)
        wanted = select(payouts, claims.c.subject).select_from(source)
        wanted = wanted.where(_told(tenant, span), _came_by(decisions, span), payouts.c.status != PayoutStatus.PAID)

        def work(tx: Transaction) -> tuple[UnpaidCause | None, ...]:
            rows = tx.connection.execute(wanted.order_by(payouts.c.at.desc()).limit(MOST)).all()
            return tuple(self._cause(tx, tenant, row) for row in rows)

        return self.database.read(work)

    def scores(self, tenant: TenantId, span: Span) -> tuple[int, ...]:
        """How many customers gave 1, 2, 3, 4 and 5."""
        mine = (feedback.c.tenant == tenant) & (feedback.c.at >= span.start) & (feedback.c.at < span.end)
        wanted = select(feedback.c.score, func.count()).where(
            mine, _came_by(feedback, span), feedback.c.score.is_not(None)
        )
        rows = self.database.read(lambda tx: tx.connection.execute(wanted.group_by(feedback.c.score)).all())
        told = {int(score): int(count) for score, count in rows}
        return tuple(told.get(score, 0) for score in range(1, 6))

    def _case(self, tx: Transaction, tenant: TenantId, row: Row[Any], seconds: float | None) -> DecidedCase | None:
        try:
            subject = subject_of(tx, self.master, tenant, row.subject)
        except Missing:
            return None
        ruling = ruling_from(opened_json(subject, row.body, decision_place(row.claim_id, row.version)))
        facts = json.loads(subject.unsealed(row.facts, f"claim/{row.claim_id}")) if row.facts is not None else {}
        return DecidedCase(
            claim_id=row.claim_id,
            reason=row.reason,
            verdict=row.verdict,
            codes=tuple(one.code for one in ruling.reasons),
            by=row.by,
            opened=row.opened_at,
            decided=row.told_at,
            due=row.due_on,
            amount=ruling.amount,
            channel=_text(facts, "channel"),
            segment=_text(_inner(facts, "claimant"), "segment"),
            product=_text(_inner(facts, "product"), "name"),
            batch=_text(_inner(facts, "product"), "batch_number"),
            tier=_text(_inner(facts, "claimant"), "tier"),
            seconds=seconds,
            second=row.said,
        )

    def _cause(self, tx: Transaction, tenant: TenantId, row: Row[Any]) -> UnpaidCause | None:
        try:
            return payout_in(subject_of(tx, self.master, tenant, row.subject), row).said.cause
        except Missing:
            return None

    def _said(self, tx: Transaction, tenant: TenantId, row: Row[Any]) -> Mapping[str, object] | None:
        try:
            subject = subject_of(tx, self.master, tenant, row.subject)
        except Missing:
            return None
        held: dict[str, object] = json.loads(subject.unsealed(row.body, f"correction/{row.id}"))
        return held


def _decided(tenant: TenantId, span: Span, by: str | None) -> Select[Any]:
    claim = and_(claims.c.tenant == decisions.c.tenant, claims.c.claim_id == decisions.c.claim_id)
    looked = and_(_same(second_looks), second_looks.c.version == decisions.c.version)
    told = (decisions.c.claim_id, decisions.c.version, decisions.c.verdict, decisions.c.by, decisions.c.at)
    kept = (decisions.c.body, claims.c.facts, claims.c.subject)
    when = (decision_ends.c.at.label("told_at"), second_looks.c.said)
    about = (reviews.c.reason, reviews.c.opened_at, reviews.c.due_on)
    source = decisions.join(decision_ends, _ended()).join(claims, claim).join(reviews, _same(reviews))
    wanted = select(*told, *kept, *when, *about).select_from(source.outerjoin(second_looks, looked))
    wanted = wanted.where(_told(tenant, span), _came_by(decisions, span))
    if by is not None:
        wanted = wanted.where(decisions.c.by == by)
    return wanted.order_by(decision_ends.c.at.desc(), decisions.c.claim_id, decisions.c.version.desc()).limit(MOST)


def _came_by(table: Any, span: Span) -> ColumnElement[bool]:
    """Whether any file of the claim that a row of `table` is about came by the channel that is asked about."""
    if not span.channel:
        return true()
    mine = (evidence.c.tenant == table.c.tenant) & (evidence.c.claim_id == table.c.claim_id)
    return exists().where(mine, evidence.c.channel == span.channel)


def _told(tenant: TenantId, span: Span) -> Any:
    when = (decision_ends.c.at >= span.start) & (decision_ends.c.at < span.end)
    return (decisions.c.tenant == tenant) & (decision_ends.c.how == "sent") & when


def _ended() -> Any:
    return and_(_same(decision_ends), decision_ends.c.version == decisions.c.version)


def _same(table: Any) -> Any:
    return and_(table.c.tenant == decisions.c.tenant, table.c.claim_id == decisions.c.claim_id)


def _with_fields(one: DecidedCase, looked: Mapping[tuple[str, str], int]) -> DecidedCase:
    return replace(one, fields=looked.get((one.claim_id, one.by), 0))


def _inner(held: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = held.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(held: Mapping[str, Any], name: str) -> str:
    found = held.get(name)
    return found if isinstance(found, str) else ""
