"""On PostgreSQL programs work under a role that owns nothing: it adds to the ledger, and can do no more to it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import Executable, make_url, null, text
from sqlalchemy.exc import DBAPIError

from app.commands import upgrade
from benchmarks.servers.postgres import new_database
from benchmarks.servers.running import Server
from pipeline.errors import WrongUse
from storage.records.database import Database, opened
from storage.records.keeping.shredding import scrubbed
from storage.records.migration import migrated, newest_form
from storage.records.program_role import granted
from storage.records.proof.checkpoints import Checkpoints
from storage.records.proof.crosscheck import told_apart
from storage.records.tables import metadata
from storage.signer import Signer
from tests.contracts.test_crosscheck_desk import worked
from tests.storage.cellar import ACTOR, Cellar, HandClock

PASSWORD = secrets.token_hex(8)


@dataclass(frozen=True, slots=True)
class Houses:
    """One database, opened by whoever owns it and by whoever works in it."""

    url: str
    role: str
    owner: Database

    @property
    def service(self) -> str:
        address = make_url(self.url).set(username=self.role, password=PASSWORD)
        return address.render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def houses(postgres_server: Server) -> Iterator[Houses]:
    role = f"service_{secrets.token_hex(4)}"
    url = new_database(postgres_server, f"t{secrets.token_hex(6)}")
    owner = opened(url)
    owner.at_once(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
    yield Houses(url, role, owner)
    owner.close()


@pytest.fixture
def service(houses: Houses, clock: HandClock) -> Iterator[Database]:
    """As the owner left it: in the newest form, and no step to make."""
    migrated(houses.owner)
    granted(houses.owner, houses.role)
    database = opened(houses.service, clock=clock)
    migrated(database)
    yield database
    database.close()


def asked(database: Database, statement: Executable) -> str:
    """What the server says to it."""
    try:
        database.write(lambda tx: tx.connection.execute(statement))
    except DBAPIError as error:
        return str(error.orig)
    return "done"


def stands_at(database: Database, form: str) -> None:
    """As if the steps behind this one had not been made."""
    steps = text("UPDATE alembic_version SET version_num = :form")
    database.write(lambda tx: tx.connection.execute(steps, {"form": form}))


def test_the_owner_must_come_first(houses: Houses) -> None:
    database = opened(houses.service)
    try:
        with pytest.raises(WrongUse, match="proofdesk upgrade"):
            migrated(database)
    finally:
        database.close()


def test_what_a_desk_does_can_be_done_under_the_role(service: Database, clock: HandClock) -> None:
    file = "SELECT pg_relation_filenode('subjects')"
    before = service.read(lambda tx: tx.connection.execute(text(file)).scalar_one())
    worked(Cellar.over(service), clock)
    scrubbed(service)
    signer = Signer.of(bytes(range(32)))
    Checkpoints(service).named(ACTOR, signer.key)
    Checkpoints(service).sign(signer)

    assert list(told_apart(service)) == []
    assert service.read(lambda tx: tx.connection.execute(text(file)).scalar_one()) != before, "keys are written anew"


@pytest.mark.parametrize("table", ["entries", "checkpoints", "signers", "decisions", "payouts", "corrections"])
def test_the_role_changes_nothing_that_only_grows(service: Database, table: str) -> None:
    kept = metadata.tables[table]
    words = (
        f"TRUNCATE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        f"DROP TRIGGER {table}_rows ON {table}",
        f"DROP TABLE {table}",
    )
    ways: list[Executable] = [
        kept.delete(),
        kept.update().values({"key" if table == "signers" else "at": null()}),
        *map(text, words),
    ]

    said = {str(way): asked(service, way) for way in ways}

    assert {
        way: told for way, told in said.items() if "permission denied" not in told and "must be owner" not in told
    } == {}


def test_the_role_cannot_walk_around_the_walls(service: Database, houses: Houses) -> None:
    ways = (
        "SET session_replication_role = replica",
        f"ALTER ROLE {houses.role} SUPERUSER",
        "CREATE TABLE mine (a int)",
    )

    said = [asked(service, text(way)) for way in ways]

    assert [one for one in said if "permission denied" not in one and "must be superuser" not in one] == []


def test_a_newer_step_is_left_to_the_owner(service: Database, houses: Houses) -> None:
    stands_at(houses.owner, "0013")
    try:
        with pytest.raises(WrongUse, match="proofdesk upgrade"):
            migrated(service)
    finally:
        stands_at(houses.owner, newest_form())


def test_a_role_that_could_do_more_is_refused(houses: Houses) -> None:
    migrated(houses.owner)
    for role in ("nobody_there", make_url(houses.url).username or ""):
        with pytest.raises(WrongUse, match=role):
            granted(houses.owner, role)


def test_the_command_does_it_all(
    houses: Houses,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setenv("PROOFDESK_DATABASE_URL", houses.url)

    status = upgrade.main(["--role", houses.role, "--data", str(tmp_path_factory.mktemp("home"))])

    assert status == 0
    assert houses.role in capsys.readouterr().out
