"""Installations for tests: embedded in a folder, or served by real servers; with a clock that can run ahead."""

import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Connection

from benchmarks.invariants import Broken, History, broken
from benchmarks.servers import valkey
from benchmarks.servers.postgres import new_database
from benchmarks.servers.running import Server
from pipeline.evidence import EvidenceId, Standing
from pipeline.ledger.entries import Actor
from storage.records.database import database_clock
from storage.records.evidence.sweeping import Sweeping
from storage.records.people.api_keys import DEFAULT_TENANT
from workers.desk import Desk
from workers.outcomes import quarantined
from workers.reception import Reception, Sent
from workers.rounds.reader import Reader
from workers.settings import Settings
from workers.stores import Stores

KEY = "k" * 40
QUICK = {"LEASE_SECONDS": "2", "BEAT_SECONDS": "1", "SWEEP_SECONDS": "1", "HINT_SECONDS": "2"}
SENDER = Actor(tenant=DEFAULT_TENANT, name="test")


def png(number: int, size: tuple[int, int] = (40, 30)) -> bytes:
    """A small picture, each number another one."""
    held = BytesIO()
    Image.new("RGB", size, (number % 60, number // 60, 200)).save(held, "PNG")
    return held.getvalue()


@dataclass
class Ahead:
    """The database's clock, seen by somebody who has waited `seconds` already."""

    seconds: float = 0.0

    def __call__(self, connection: Connection) -> datetime:
        return database_clock(connection) + timedelta(seconds=self.seconds)


@dataclass
class House:
    """`environment` leads other processes here."""

    stores: Stores
    environment: Mapping[str, str]
    accepted: list[str] = field(default_factory=list)
    clock: Ahead = field(default_factory=Ahead)

    @classmethod
    def at(cls, folder: Path, settings: Mapping[str, str]) -> "House":
        """An installation in `folder`; `settings` without PROOFDESK_."""
        ours = {f"PROOFDESK_{name}": value for name, value in {"HOME": str(folder), **QUICK, **settings}.items()}
        stores = Stores.open(Settings.from_environment(ours))
        stores.keys.first(KEY)
        others = {name: value for name, value in os.environ.items() if not name.startswith("PROOFDESK_")}
        return cls(stores, {**others, **ours})

    def enter(self, content: bytes, filename: str = "paper.png", claim: str | None = None) -> EvidenceId:
        sent = Sent(actor=SENDER, filename=filename, channel="test", claim_id=claim)  # type: ignore[arg-type]
        found = Reception(self.stores).take(sent, BytesIO(content)).standing.evidence.id
        self.accepted.append(found)
        return found

    def standing(self, wanted: str) -> Standing:
        return self.stores.standings.find(DEFAULT_TENANT, EvidenceId(wanted))

    def broken(self, refused: Sequence[str] = ()) -> tuple[Broken, ...]:
        return broken(self.stores, History(accepted=self.accepted, refused=refused), datetime.now(UTC))

    def later(self) -> Stores:
        """The same stores, looked at by a clock of our own."""
        return replace(self.stores, database=replace(self.stores.database, clock=self.clock))

    def recovered(self, desk: Desk, rounds: int = 3) -> None:
        """What porter and another reader do, without waiting for the clock."""
        stores = self.later()
        reader = Reader(stores=stores, desk=desk, reception=Reception(stores), owner="second")
        for _ in range(rounds):
            self.clock.seconds += 2 * self.stores.settings.pace.lease_seconds
            Sweeping(stores.work, quarantined).lapsed("porter")
            self.clock.seconds += 400
            while reader.read_next():
                pass
        self.clock.seconds = 0


def served(request: pytest.FixtureRequest) -> Mapping[str, str]:
    """The settings of a new database on the real PostgreSQL and of the real Valkey, emptied; without PROOFDESK_."""
    records: Server = request.getfixturevalue("postgres_server")
    queue: Server = request.getfixturevalue("valkey_server")
    valkey.flush(queue)
    return {
        "DATABASE_URL": new_database(records, f"t{secrets.token_hex(6)}"),
        "REDIS_URL": queue.exports["PROOFDESK_REDIS_URL"],
    }
