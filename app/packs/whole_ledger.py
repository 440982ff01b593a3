"""The whole ledger as one SQLite file, wherever it is kept: what `verify.py --database` reads."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, Table, column, create_engine, insert, select, table

from pipeline.errors import WrongUse
from storage.records.database import Database, Transaction, sqlite_address
from storage.records.schema import checkpoints, entries, signers

_TABLES = (signers, checkpoints, entries)
_AT_ONCE = 2_000


def ledger_file(database: Database, file: Path) -> int:
    """Entries, checkpoints and public keys as they stood at one moment; how many entries.

    Raises WrongUse where `file` is there already, or cannot be made.
    """
    try:
        file.touch(exist_ok=False)
    except FileExistsError:
        raise WrongUse(f"{file} is there already; name a new file.") from None
    except OSError as error:
        raise WrongUse(f"{file} cannot be written ({error.strerror}); name a place you may write.") from error
    engine = create_engine(sqlite_address(file))
    try:
        with engine.begin() as out:
            return database.snapshot(lambda tx: [_copied(tx, one, out) for one in _TABLES][-1])
    finally:
        engine.dispose()


def _copied(tx: Transaction, source: Table, out: Connection) -> int:
    """Rows go over as they are kept, and into columns that forbid nothing: what was tampered with is copied, too."""
    keys = {one.name for one in source.primary_key}
    columns = (Column(one.name, one.type, primary_key=one.name in keys, nullable=True) for one in source.columns)
    Table(source.name, MetaData(), *columns).create(out)
    plain = table(source.name, *(column(one.name) for one in source.columns))
    wanted = select(plain).order_by(*(plain.c[key] for key in keys)).execution_options(yield_per=_AT_ONCE)
    count = 0
    for rows in tx.connection.execute(wanted).mappings().partitions():
        out.execute(insert(plain), [dict(row) for row in rows])
        count += len(rows)
    return count
