"""The databases every contract is held against: SQLite in memory, SQLite in a file, PostgreSQL."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.servers.postgres import new_database
from benchmarks.servers.running import Server
from storage.records.database import opened, sqlite_address
from storage.records.migration import migrated
from tests.storage.cellar import Cellar, HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def cellar(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[Cellar]:
    match request.param:
        case "memory":
            url = "sqlite://"
        case "sqlite":
            url = sqlite_address(tmp_path / "records.sqlite")
        case _:
            server: Server = request.getfixturevalue("postgres_server")
            url = new_database(server, f"t{secrets.token_hex(6)}")
    database = opened(url, clock=clock)
    migrated(database)
    yield Cellar.over(database)
    database.close()
