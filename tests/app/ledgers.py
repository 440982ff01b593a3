"""Ledgers for tests of what checks them: written and signed by the program, then changed by whoever owns the file."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from app.packs.verify import body_of, main
from pipeline.ledger.entries import Act, Actor
from storage.keys import checkpoint
from storage.records.database import Transaction, opened, sqlite_address
from storage.records.migration import migrated
from storage.records.proof.checkpoints import Checkpoints, Signed
from storage.records.proof.ledger import write_entry
from storage.signer import Signer

SIGNER = Signer.of(bytes(range(32)))
ACTOR = Actor(tenant="default", name="key:1", request="r1", role="reviewer")
COLUMNS = "number, at, tenant, actor, role, request, action, object, old, new, reason, content, body_hash"
WALLS = ("entries_update", "entries_delete", "entries_number", "checkpoints_update", "checkpoints_delete")

Row = tuple[object, ...]
Change = Callable[[sqlite3.Connection], None]


@dataclass
class Ledger:
    """`file` is a database, `outside` the folder with copies of its checkpoints."""

    file: Path
    outside: Path

    @classmethod
    def made(cls, folder: Path, entries: int, every: int) -> "Ledger":
        """`entries` entries, a checkpoint behind each `every`."""
        found = cls(folder / "ledger.sqlite", folder / "outside")
        database = opened(sqlite_address(found.file))
        migrated(database)
        ledger = Checkpoints(database)
        ledger.named(ACTOR, SIGNER.key)  # the first entry
        for start in range(1, entries, every):
            database.write(lambda tx, start=start: _write(tx, start, min(start + every, entries)))  # type: ignore[misc]
            made = ledger.sign(SIGNER)
            assert made is not None
            found.keep(made)
        database.close()
        return found

    def keep(self, made: Signed) -> None:
        for part, content in (("note", made.note.encode()), ("leaves", made.leaves)):
            path = self.outside / checkpoint(SIGNER.key.name, made.size, part)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def changed(self, pristine: bytes, change: Change) -> None:
        """The database as it was, then changed by somebody who owns the file."""
        for behind in ("-wal", "-shm"):
            self.file.with_name(self.file.name + behind).unlink(missing_ok=True)
        self.file.write_bytes(pristine)
        connection = sqlite3.connect(self.file, isolation_level=None)
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        for wall in WALLS:
            connection.execute(f"DROP TRIGGER {wall}")
        connection.execute("BEGIN")
        change(connection)
        connection.execute("COMMIT")
        connection.close()

    def verified(self, *words: str) -> int:
        return main(["--database", str(self.file), "--key", str(SIGNER.key), *words])


def _write(tx: Transaction, start: int, end: int) -> None:
    for number in range(start, end):
        act = Act(action="evidence.claim", on=f"evd_{number}", old="received", new="reading", reason=f"第 {number} 件")
        write_entry(tx, ACTOR, act)


def row(connection: sqlite3.Connection, number: int) -> Row:
    wanted = f"SELECT {COLUMNS} FROM entries WHERE number = ?"  # noqa: S608
    found: Row = connection.execute(wanted, (number,)).fetchone()
    return found


def put(connection: sqlite3.Connection, number: int, content: Row) -> None:
    """A row with this content, whose own hash is right."""
    whole = (number, *content[1:12], "")
    whole = (*whole[:12], sha256(body_of(whole)).hexdigest())
    marks = ", ".join("?" * len(whole))
    connection.execute(f"INSERT OR REPLACE INTO entries ({COLUMNS}) VALUES ({marks})", whole)  # noqa: S608


def flip(connection: sqlite3.Connection, number: int) -> None:
    """One letter, and the row's own hash as it was."""
    connection.execute("UPDATE entries SET object = 'x' || substr(object, 2) WHERE number = ?", (number,))


def replace(connection: sqlite3.Connection, number: int) -> None:
    found = list(row(connection, number))
    found[10] = "something else"
    put(connection, number, tuple(found))


def delete(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("DELETE FROM entries WHERE number = ?", (number,))


def insert(connection: sqlite3.Connection, number: int) -> None:
    """A made-up row, the others move down."""
    made_up = list(row(connection, number))
    made_up[7] = "evd_made_up"
    connection.execute("UPDATE entries SET number = -number - 1 WHERE number >= ?", (number,))
    connection.execute("UPDATE entries SET number = -number WHERE number < 0")
    put(connection, number, tuple(made_up))


def swap(connection: sqlite3.Connection, number: int) -> None:
    """With its neighbour below."""
    for old, new in ((number, -1), (number + 1, number), (-1, number + 1)):
        connection.execute("UPDATE entries SET number = ? WHERE number = ?", (new, old))


def truncate(connection: sqlite3.Connection, number: int) -> None:
    connection.execute("DELETE FROM entries WHERE number >= ?", (number,))


WAYS = (flip, delete, insert, swap, replace, truncate)
