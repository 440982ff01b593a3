"""Small words for tests of the records: a clock that is moved by hand, and stores over any database."""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from pipeline.evidence import ClaimId, Standing, TenantId
from pipeline.ledger.entries import Actor
from pipeline.lifecycle import Move
from storage.objects.master import MasterKeys
from storage.records.claims.claims import Claims
from storage.records.database import Database
from storage.records.evidence.arrivals import Arrival, Arrivals, Entered, Promise
from storage.records.evidence.standings import Standings
from storage.records.evidence.sweeping import Sweeping
from storage.records.evidence.work import Outcome, Work
from storage.records.people.api_keys import DEFAULT_TENANT, ApiKeys

ACTOR = Actor(tenant=DEFAULT_TENANT, name="test")
OTHER = TenantId("other")
MASTER = MasterKeys("1", {"1": bytes(range(32))})
LEASE = 60.0


@dataclass
class HandClock:
    """The database's clock in tests."""

    now: datetime = field(default_factory=lambda: datetime(2026, 11, 28, 9, tzinfo=UTC))

    def __call__(self, _: Connection) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def refused(standing: Standing) -> Outcome:
    """What the sweeper keeps of evidence whose readers died."""
    record = {"file": standing.evidence.filename, "status": "refused"}
    return Outcome(move=Move.QUARANTINE, record=record, pipeline="1", code="reader_crashed")


def read(file: str) -> Outcome:
    """What a reader keeps of a file."""
    return Outcome(
        move=Move.SETTLE, record={"file": file, "status": "read"}, pipeline="1", kind="other", route="review"
    )


@dataclass
class Cellar:
    """Everything that stands on one database."""

    database: Database
    arrivals: Arrivals
    claims: Claims
    work: Work
    standings: Standings
    sweeping: Sweeping

    @classmethod
    def over(cls, database: Database) -> "Cellar":
        ApiKeys(database).first("a" * 40)
        work = Work(database, MASTER, LEASE)
        return cls(
            database=database,
            arrivals=Arrivals(database, MASTER),
            claims=Claims(database, MASTER),
            work=work,
            standings=Standings(database, MASTER),
            sweeping=Sweeping(work, refused),
        )

    def enter(
        self, content: str, claim: str | None = "C-1", promise: Promise | None = None, priority: int = 5
    ) -> Entered:
        """A file with this content arrives."""
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        claim_id = ClaimId(claim) if claim else None
        subject = (
            self.claims.subject(ACTOR, claim_id) if claim_id else self.arrivals.lone_subject(DEFAULT_TENANT, sha256)
        )
        arrival = Arrival(
            claim_id=claim_id,
            sha256=sha256,
            size=len(content),
            media_type="image/png",
            filename=f"{content}.png",
            channel="test",
            priority=priority,
        )
        return self.arrivals.enter(ACTOR, arrival, subject, promise)
