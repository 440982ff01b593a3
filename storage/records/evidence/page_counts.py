"""How many pages files have, counted in the newest of a span: records are sealed, and opening all would take long."""

import json
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, select

from pipeline.evidence import SubjectId, TenantId
from pipeline.figures import Span
from pipeline.lifecycle import EvidenceState
from storage.objects.master import MasterKeys
from storage.records.database import Database, Transaction
from storage.records.evidence.figures import sent_in
from storage.records.evidence.standings import record_place
from storage.records.keeping.subjects import living, subjects_of
from storage.records.schema import evidence, records

MOST = 100  # files that are opened for one answer
_ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class PageCounts:
    database: Database
    master: MasterKeys

    def a_file(self, tenant: TenantId, span: Span) -> Decimal | None:
        """Pages of a file on average, by the newest MOST that were read; None where none was."""
        newest = and_(records.c.evidence == evidence.c.id, records.c.version == evidence.c.record)
        mine = sent_in(tenant, span) & (evidence.c.state == EvidenceState.SETTLED) & living(evidence.c.subject)
        wanted = select(evidence.c.id, evidence.c.subject, records.c.version, records.c.body).join(records, newest)
        wanted = wanted.where(mine, evidence.c.kind != _ARCHIVE)
        wanted = wanted.order_by(evidence.c.received_at.desc(), evidence.c.id.desc()).limit(MOST)

        def work(tx: Transaction) -> tuple[int, ...]:
            rows = tx.connection.execute(wanted).all()
            keys = subjects_of(tx, self.master, tenant, {SubjectId(row.subject) for row in rows}) if rows else {}
            bodies = (keys[row.subject].unsealed(row.body, record_place(row.id, row.version)) for row in rows)
            return tuple(len(json.loads(body).get("pages") or ()) for body in bodies)

        counts = self.database.read(work)
        return Decimal(sum(counts)) / len(counts) if counts else None
