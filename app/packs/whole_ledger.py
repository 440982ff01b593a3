"""The whole ledger as one SQLite file, wherever it is kept: what `verify.py --database` reads."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Table, column, select, table

from pipeline.errors import WrongUse
from storage.records.database import Database, Transaction
from storage.records.schema import checkpoints, entries, signers

_TABLES = (signers, checkpoints, entries)
_AT_ONCE = 2_000


def ledger_file(database: Database, file: Path) -> int:
    """Entries, checkpoints and public keys as they stood at one moment; how many entries.

    Raises WrongUse where `file` is there already.
    """
    if file.exists():
        raise WrongUse(f"{file} is there already; name a new file.")
    out = sqlite3.connect(file)
    try:
        count = database.snapshot(lambda tx: [_copied(tx, one, out) for one in _TABLES][-1])
        out.commit()
    finally:
        out.close()
    return count


def _copied(tx: Transaction, source: Table, out: sqlite3.Connection) -> int:
    names = [one.name for one in source.columns]
    key = next(iter(source.primary_key)).name
    columns = ", ".join(f"{name} INTEGER PRIMARY KEY" if name == key else name for name in names)
    out.execute(f"CREATE TABLE {source.name} ({columns})")
    marks = ", ".join("?" * len(names))
    count = 0
    for row in _rows(tx, source, names, key):
        out.execute(f"INSERT INTO {source.name} VALUES ({marks})", row)  # noqa: S608 - names of our own tables
        count += 1
    return count


def _rows(tx: Transaction, source: Table, names: list[str], key: str) -> Iterator[tuple[Any, ...]]:
    """As the database keeps them, without types, in order."""
    plain = table(source.name, *map(column, names))
    wanted = select(plain).order_by(column(key)).execution_options(yield_per=_AT_ONCE)
    return (tuple(row) for row in tx.connection.execute(wanted))
