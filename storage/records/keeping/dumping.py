"""Every row of a database as plain lines, and back: from SQLite or PostgreSQL into either."""

import base64
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import TableClause, column, func, insert, select, table, text

from pipeline.errors import Conflict, Tampered
from storage.records.database import Database, Transaction
from storage.records.tables import metadata

SUBJECTS = "subjects"
_AT_ONCE = 2_000
Row = dict[str, Any]


def dumped(database: Database, place: Callable[[str], Path]) -> Mapping[str, int]:
    """All tables as they stood at one moment, one file each where `place` says; how many rows each has."""

    def work(tx: Transaction) -> Mapping[str, int]:
        return {name: _written(tx, name, place(name)) for name in _names()}

    return database.snapshot(work)


def loaded(tx: Transaction, place: Callable[[str], Path], changed: Callable[[Row], Row]) -> Mapping[str, int]:
    """Into an empty database of the same form; `changed` looks at each row of the subjects.

    Raises Conflict where something stands there already, Tampered for lines that are none of ours.
    """
    for name in ("entries", "evidence", SUBJECTS):
        if tx.connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one():
            raise Conflict("Something stands in this database already; restore into an empty one.")
    tx.connection.execute(text("DELETE FROM tenants"))
    found = {}
    for name in _names():
        rows = _read(place(name))
        found[name] = _inserted(tx, name, map(changed, rows) if name == SUBJECTS else rows)
    if tx.connection.dialect.name == "postgresql":
        _counted_on(tx)
    return found


def _names() -> list[str]:
    return [one.name for one in metadata.sorted_tables]


def _plain(name: str) -> TableClause:
    """The table without types: values as the database keeps them."""
    return table(name, *(column(one.name) for one in metadata.tables[name].columns))


def _written(tx: Transaction, name: str, file: Path) -> int:
    keys: list[Any] = [column(one.name) for one in metadata.tables[name].primary_key]
    wanted = select(_plain(name)).order_by(*keys).execution_options(yield_per=_AT_ONCE)
    count = 0
    with gzip.open(file, "wt", encoding="ascii", compresslevel=3) as out:
        for row in tx.connection.execute(wanted).mappings():
            out.write(json.dumps({key: _told(value) for key, value in row.items()}) + "\n")
            count += 1
    return count


def _told(value: object) -> object:
    return {"b": base64.b64encode(value).decode("ascii")} if isinstance(value, bytes | memoryview) else value


def _read(file: Path) -> Iterator[Row]:
    try:
        with gzip.open(file, "rt", encoding="ascii") as lines:
            for line in lines:
                held = json.loads(line)
                yield {
                    key: base64.b64decode(value["b"]) if isinstance(value, dict) else value
                    for key, value in held.items()
                }
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise Tampered(f"{file} is not what was written ({type(error).__name__}); take another backup.") from error


def _inserted(tx: Transaction, name: str, rows: Iterator[Row]) -> int:
    count = 0
    while some := list(islice(rows, _AT_ONCE)):
        tx.connection.execute(insert(_plain(name)), some)
        count += len(some)
    return count


def _counted_on(tx: Transaction) -> None:
    """PostgreSQL goes on counting behind the newest number."""
    for one in metadata.sorted_tables:
        if one.autoincrement_column is None:
            continue
        name, key = one.name, one.autoincrement_column.name
        newest: int | None = tx.connection.execute(select(func.max(column(key))).select_from(one)).scalar_one()
        if newest:
            wanted = func.setval(func.pg_get_serial_sequence(name, key), newest)
            tx.connection.execute(select(wanted))
