"""Brings a database to the newest form of the tables, one step at a time."""

from pathlib import Path

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from pipeline.errors import WrongUse
from storage.records.database import Database, Transaction
from storage.records.program_role import check_owner
from storage.records.tables import metadata

_STEPS = Path(__file__).with_name("migrations")
_ALONE = 0x4D6967  # the lock that keeps two starts from migrating at once


def migrated(database: Database) -> None:
    """Every missing step, in one transaction; nothing happens when none is missing.

    Raises WrongUse when the database comes from a newer version of this program.
    """
    script = _script()
    if database.read(lambda tx: _standing(tx.connection)) == script.get_current_head():
        return
    database.write(lambda tx: _upgraded(tx, script))


def newest_form() -> str:
    """The number of the newest step."""
    return str(_script().get_current_head())


def _upgraded(tx: Transaction, script: ScriptDirectory) -> None:
    connection = tx.connection
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ALONE})
    standing = _standing(connection)
    if standing is not None and standing not in {step.revision for step in script.walk_revisions()}:
        raise WrongUse("The database was made by a newer version of Proofdesk; start that version or restore a backup.")
    check_owner(connection)

    def steps(revision: object, _: MigrationContext) -> object:
        return script._upgrade_revs("head", revision)  # type: ignore[arg-type]

    with EnvironmentContext(_config(), script, fn=steps) as environment:
        environment.configure(connection=connection, target_metadata=metadata, transactional_ddl=False)
        environment.run_migrations()


def _standing(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    return config


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
