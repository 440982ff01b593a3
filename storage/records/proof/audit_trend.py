"""Answers of audits in the order in which they came, so that a bound can be followed through time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from pipeline.evidence import TenantId
from storage.records.database import Database
from storage.records.schema import audit_answers, audit_samples


@dataclass(frozen=True, slots=True)
class AnsweredSample:
    """The newest answer to one sample."""

    kind: str
    field: str
    at: datetime
    right: bool


def answered_in_order(database: Database, tenant: TenantId, judge: str) -> tuple[AnsweredSample, ...]:
    """Oldest first, of the samples that this judge's values were drawn for."""
    newest = (audit_answers.c.sample == audit_samples.c.id) & (audit_answers.c.number == audit_samples.c.answers)
    mine = (audit_samples.c.tenant == tenant) & (audit_samples.c.judge == judge)
    told = (audit_samples.c.kind, audit_samples.c.field, audit_answers.c.at, audit_answers.c.right)
    wanted = select(*told).select_from(audit_samples.join(audit_answers, newest)).where(mine)
    ordered = wanted.order_by(audit_answers.c.at, audit_answers.c.sample)
    return database.read(
        lambda tx: tuple(
            AnsweredSample(row.kind, row.field, row.at, bool(row.right)) for row in tx.connection.execute(ordered)
        )
    )
