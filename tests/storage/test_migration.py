"""A database is brought to the newest form, once, and one from the future is left alone."""

import secrets
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from benchmarks.servers.postgres import new_database
from benchmarks.servers.running import Server
from pipeline.errors import StoreTrouble, WrongUse
from storage.records.database import Database, opened, sqlite_address
from storage.records.migration import migrated
from storage.records.tables import metadata


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return sqlite_address(tmp_path / "records.sqlite")
    server: Server = request.getfixturevalue("postgres_server")
    return new_database(server, f"m{secrets.token_hex(6)}")


def differences(database: Database) -> object:
    with database.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), metadata)


def test_the_steps_lead_to_the_tables_the_program_knows(url: str) -> None:
    database = opened(url)

    migrated(database)
    migrated(database)

    assert differences(database) == []
    database.close()


def test_programs_that_start_together_migrate_once(url: str) -> None:
    databases = [opened(url) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(migrated, databases))

    assert differences(databases[0]) == []
    for database in databases:
        database.close()


def test_a_start_waits_while_another_program_holds_a_new_file(tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite"
    other = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    database = opened(sqlite_address(file))

    with ThreadPoolExecutor(1) as pool:
        start = pool.submit(migrated, database)
        with pytest.raises(FutureTimeout):
            start.result(0.2)
        other.execute("COMMIT")
        start.result()

    assert differences(database) == []
    database.close()
    other.close()


def test_a_database_of_a_newer_version_is_refused(url: str) -> None:
    database = opened(url)
    migrated(database)
    database.write(lambda tx: tx.connection.execute(text("UPDATE alembic_version SET version_num = '9999'")))

    with pytest.raises(WrongUse, match="newer version"):
        migrated(database)
    database.close()


@pytest.mark.parametrize("address", ["not an address", "mysql://localhost/x"])
def test_an_address_of_something_else_is_refused(address: str) -> None:
    with pytest.raises(WrongUse):
        opened(address)


def test_a_server_that_is_away_is_trouble_and_not_a_fault() -> None:
    database = opened("postgresql+psycopg://nobody@127.0.0.1:1/none")

    with pytest.raises(StoreTrouble, match="does not answer"):
        database.read(lambda tx: tx.now)
    database.close()
