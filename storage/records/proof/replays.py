"""What is read again: drawn by chance each night, or asked for by an auditor; and what came of each."""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.ledger.entries import Act, Actor
from pipeline.lifecycle import EvidenceState
from storage.records.database import Database, Transaction
from storage.records.proof.ledger import write_entry
from storage.records.proof.replay_tables import replays
from storage.records.schema import evidence

_ARCHIVE = "archive"
_ASKED = "asked by "  # stands in place of a night, with who asked
_BY_CHANCE = ~replays.c.night.startswith(_ASKED)
_READ = (evidence.c.state == EvidenceState.SETTLED) & (evidence.c.kind != _ARCHIVE)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Evidence drawn for a night, or asked for."""

    night: str
    tenant: TenantId
    evidence: EvidenceId

    @property
    def by(self) -> str | None:
        """Who asked; None for what was drawn by chance."""
        return self.night.removeprefix(_ASKED) if self.night.startswith(_ASKED) else None


@dataclass(frozen=True, slots=True)
class SqlReplays:
    """Of all tenants; a night is named by its day, ISO 8601."""

    database: Database

    def draw(self, night: str, size: int) -> int:
        """`size` documents that were read, by chance, or all where there are fewer; how many. Once a night."""

        def work(tx: Transaction) -> int:
            if tx.connection.execute(select(replays.c.night).where(replays.c.night == night).limit(1)).first():
                return 0
            count = int(tx.connection.execute(select(func.count()).where(_READ)).scalar_one())
            for place in random.SystemRandom().sample(range(count), min(size, count)):
                wanted = select(evidence.c.id, evidence.c.tenant, evidence.c.record).where(_READ)
                row = tx.connection.execute(wanted.order_by(evidence.c.id).offset(place).limit(1)).one()
                values = {"night": night, "evidence": row.id, "tenant": row.tenant, "record": row.record}
                tx.connection.execute(insert(replays).values(values))
            return min(size, count)

        return self.database.write(work)

    def ask(self, actor: Actor, claim: ClaimId) -> int:
        """Everything that was read for the claim is to be read again; how many. What waits already waits once."""
        night = f"{_ASKED}{actor.name}"

        def work(tx: Transaction) -> int:
            mine = _READ & (evidence.c.tenant == actor.tenant) & (evidence.c.claim_id == claim)
            rows = tx.connection.execute(select(evidence.c.id, evidence.c.record).where(mine)).all()
            before = (replays.c.night == night) & replays.c.evidence.in_([row.id for row in rows])
            tx.connection.execute(delete(replays).where(before))
            told = [{"night": night, "evidence": row.id, "tenant": actor.tenant, "record": row.record} for row in rows]
            if told:
                tx.connection.execute(insert(replays), told)
            return len(rows)

        return self.database.write(work)

    def waiting(self, tenant: TenantId, wanted: Collection[EvidenceId]) -> frozenset[EvidenceId]:
        """Which of these an auditor asked for that were not read again yet."""
        mine = (replays.c.tenant == tenant) & replays.c.evidence.in_(wanted) & replays.c.verdict.is_(None) & ~_BY_CHANCE
        found = select(replays.c.evidence).where(mine)
        return self.database.read(lambda tx: frozenset(EvidenceId(row[0]) for row in tx.connection.execute(found)))

    def next(self, night: str) -> Drawn | None:
        """One that was drawn and not read again yet."""
        return self._next(replays.c.night == night)

    def asked(self) -> Drawn | None:
        """One that an auditor asked for, of whatever claim."""
        return self._next(~_BY_CHANCE)

    def _next(self, which: ColumnElement[bool]) -> Drawn | None:
        wanted = select(replays).where(which, replays.c.verdict.is_(None)).limit(1)

        def work(tx: Transaction) -> Drawn | None:
            row = tx.connection.execute(wanted).one_or_none()
            return Drawn(row.night, TenantId(row.tenant), EvidenceId(row.evidence)) if row else None

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
        last = select(func.max(replays.c.night)).where(_BY_CHANCE).scalar_subquery()
        counted = select(replays.c.verdict, func.count()).where(replays.c.night == last, replays.c.verdict.is_not(None))

        def work(tx: Transaction) -> Mapping[str, int]:
            return {row[0]: row[1] for row in tx.connection.execute(counted.group_by(replays.c.verdict))}

        return self.database.read(work)
