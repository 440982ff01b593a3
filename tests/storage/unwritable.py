"""A ledger that takes no entry of a tenant, as if its page on the disk were bad: any SQLite database, for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from storage.records.database import Database
from storage.records.schema import entries

_OVERFLOW = "abs(-9223372036854775807 - 1)"  # SQLite fails here while it runs, as it does on a bad disk


@contextmanager
def unwritable(database: Database, tenant: str) -> Iterator[None]:
    """Everything else is written as always."""
    wall = f"BEFORE INSERT ON {entries.name} WHEN NEW.tenant = '{tenant}' BEGIN SELECT {_OVERFLOW}; END"
    _run(database, f"CREATE TRIGGER unwritable {wall}")
    try:
        yield
    finally:
        _run(database, "DROP TRIGGER unwritable")


def _run(database: Database, statement: str) -> None:
    database.write(lambda tx: tx.connection.exec_driver_sql(statement))
