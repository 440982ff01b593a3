"""What is read again each night: drawn once, and what came of each."""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update

from pipeline.evidence import EvidenceId, TenantId
from pipeline.ledger.entries import Act, Actor
from pipeline.lifecycle import EvidenceState
from storage.records.database import Database, Transaction
from storage.records.proof.ledger import write_entry
from storage.records.proof.replay_tables import replays
from storage.records.schema import evidence

_ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Evidence drawn for a night."""

    night: str
    tenant: TenantId
    evidence: EvidenceId


@dataclass(frozen=True, slots=True)
class SqlReplays:
    """Of all tenants; a night is named by its day, ISO 8601."""

    database: Database

    def draw(self, night: str, size: int) -> int:
        """`size` documents that were read, by chance, or all where there are fewer; how many. Once a night."""

        def work(tx: Transaction) -> int:
            if tx.connection.execute(select(replays.c.night).where(replays.c.night == night).limit(1)).first():
                return 0
            read = (evidence.c.state == EvidenceState.SETTLED) & (evidence.c.kind != _ARCHIVE)
            count = int(tx.connection.execute(select(func.count()).where(read)).scalar_one())
            for place in random.SystemRandom().sample(range(count), min(size, count)):
                wanted = select(evidence.c.id, evidence.c.tenant, evidence.c.record).where(read)
                row = tx.connection.execute(wanted.order_by(evidence.c.id).offset(place).limit(1)).one()
                values = {"night": night, "evidence": row.id, "tenant": row.tenant, "record": row.record}
                tx.connection.execute(insert(replays).values(values))
            return min(size, count)

        return self.database.write(work)

    def next(self, night: str) -> Drawn | None:
        """One that was drawn and not read again yet."""
        wanted = select(replays).where(replays.c.night == night, replays.c.verdict.is_(None)).limit(1)

        def work(tx: Transaction) -> Drawn | None:
            row = tx.connection.execute(wanted).one_or_none()
            return Drawn(night, TenantId(row.tenant), EvidenceId(row.evidence)) if row else None

        return self.database.read(work)

    def done(self, actor: Actor, drawn: Drawn, act: Act) -> None:
        """What came of it, in one transaction with its entry."""

        def work(tx: Transaction) -> None:
            mine = (replays.c.night == drawn.night) & (replays.c.evidence == drawn.evidence)
            tx.connection.execute(update(replays).where(mine).values(verdict=act.new, at=tx.now))
            write_entry(tx, actor, act)

        self.database.write(work)

    def newest(self) -> Mapping[str, int]:
        """How many of the newest night came to which verdict; those still to be read are left out."""
        last = select(func.max(replays.c.night)).scalar_subquery()
        counted = select(replays.c.verdict, func.count()).where(replays.c.night == last, replays.c.verdict.is_not(None))

        def work(tx: Transaction) -> Mapping[str, int]:
            return {row[0]: row[1] for row in tx.connection.execute(counted.group_by(replays.c.verdict))}

        return self.database.read(work)
