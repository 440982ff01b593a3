"""Checkpoints in the database: what of the ledger is signed, by whom, and the tree behind it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, text

from pipeline.errors import Conflict, Tampered
from pipeline.ledger.checkpoints import Checkpoint
from pipeline.ledger.entries import Act, Actor, Entry, body, body_hash
from pipeline.ledger.merkle import HASH_BYTES, Edge, Head, Tree, hashes, leaf_hash
from pipeline.ledger.notes import Note, NoteKey
from storage.records.database import Database, Transaction
from storage.records.proof.ledger import entry_in, write_entry
from storage.records.schema import checkpoints, entries, signers
from storage.signer import Signer

_SIGNING = 0x5369676E  # the lock under which checkpoints are made
_AT_ONCE = 20_000  # entries of one checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A checkpoint that was made; `leaves` are the packed hashes of the entries since the one before."""

    size: int
    note: str
    leaves: bytes
    at: datetime

    @property
    def head(self) -> Head:
        return Checkpoint.parsed(Note.parsed(self.note.encode()).text).head


@dataclass(frozen=True, slots=True)
class Unsigned:
    """How many entries no checkpoint covers, and how many seconds ago the first of them was written."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """One ledger for all tenants."""

    database: Database

    def unsigned(self) -> Unsigned:
        def work(tx: Transaction) -> Unsigned:
            size = _size(tx)
            newest = tx.connection.execute(select(func.max(entries.c.number))).scalar_one_or_none() or 0
            first = tx.connection.execute(select(entries.c.at).where(entries.c.number == size + 1)).scalar_one_or_none()
            return Unsigned(newest - size, (tx.now - first).total_seconds() if first else 0.0)

        return self.database.read(work)

    def signers(self) -> tuple[NoteKey, ...]:
        """Whose signatures are believed, the first one first."""
        return self.database.read(_signers)

    def named(self, actor: Actor, key: NoteKey) -> None:
        """From now on this key signs as well; nothing happens when it does already. Raises Conflict for another name:
        a ledger keeps the name its first key gave it.
        """

        def work(tx: Transaction) -> None:
            _alone(tx)
            known = _signers(tx)
            if key in known:
                return
            if known and known[0].name != key.name:
                raise Conflict(f"This ledger is called {known[0].name}, not {key.name}.")
            tx.connection.execute(insert(signers).values(key=str(key), at=tx.now))
            before = str(known[-1]) if known else None
            write_entry(tx, actor, Act(action="signer.named", on=key.name, old=before, new=str(key)))

        self.database.write(work)

    def sign(self, signer: Signer) -> Signed | None:
        """A checkpoint over everything there is now; None when the newest one covers it.

        Raises Tampered when an entry is not what was written, or one is missing: that is never signed.
        """

        def work(tx: Transaction) -> Signed | None:
            _alone(tx)
            if signer.key not in _signers(tx):
                raise Conflict(f"The key of {signer.key.name} is not one of this ledger's; see `proofdesk audit key`.")
            before = _newest(tx)
            edge = _edge(before)
            wanted = select(entries).where(entries.c.number > edge.size).order_by(entries.c.number).limit(_AT_ONCE)
            leaves = [_leaf(row, edge.size + place) for place, row in enumerate(tx.connection.execute(wanted), 1)]
            if not leaves:
                return None
            edge = edge.grown(leaves)
            note = str(signer.note(Checkpoint(signer.key.name, Head(edge.size, edge.root)).text))
            packed = b"".join(leaves)
            row = {"size": edge.size, "note": note, "leaves": packed, "edge": b"".join(edge.roots), "at": tx.now}
            tx.connection.execute(insert(checkpoints).values(**row))
            return Signed(size=edge.size, note=note, leaves=packed, at=tx.now)

        return self.database.write(work)

    def newest(self) -> Signed | None:
        def work(tx: Transaction) -> Signed | None:
            row = _newest(tx)
            return _signed(row) if row else None

        return self.database.read(work)

    def after(self, size: int, limit: int = 100) -> tuple[Signed, ...]:
        """Those that cover more than `size` entries, the smallest first."""
        wanted = select(checkpoints).where(checkpoints.c.size > size).order_by(checkpoints.c.size).limit(limit)
        return self.database.read(lambda tx: tuple(_signed(row) for row in tx.connection.execute(wanted)))

    def all(self) -> Iterator[Signed]:
        """The smallest first, some at a time."""
        size = 0
        while some := self.after(size):
            yield from some
            size = some[-1].size

    def covering(self, number: int) -> tuple[tuple[int, datetime], ...]:
        """Sizes and times of the checkpoints over entry `number`, the first one first."""
        wanted = select(checkpoints.c.size, checkpoints.c.at).where(checkpoints.c.size >= number)
        ordered = wanted.order_by(checkpoints.c.size)
        return self.database.read(lambda tx: tuple((row.size, row.at) for row in tx.connection.execute(ordered)))

    def entry(self, number: int) -> Entry | None:
        """The entry of this number, whoever's it is."""
        wanted = select(entries).where(entries.c.number == number)

        def work(tx: Transaction) -> Entry | None:
            row = tx.connection.execute(wanted).one_or_none()
            return entry_in(row) if row else None

        return self.database.read(work)

    def tree(self) -> Tree:
        """Of everything that is signed. Raises Tampered when the hashes kept are not those that were signed."""
        parts = [one.leaves for one in self.all()]
        tree = Tree(hashes(b"".join(parts)))
        newest = self.newest()
        if newest is not None and newest.size <= tree.size and tree.head(newest.size) != newest.head:
            raise Tampered("The hashes kept with the checkpoints are not those that were signed; run audit verify.")
        return tree


def _alone(tx: Transaction) -> None:
    if tx.connection.dialect.name == "postgresql":
        tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _SIGNING})


def _signers(tx: Transaction) -> tuple[NoteKey, ...]:
    rows = tx.connection.execute(select(signers.c.key).order_by(signers.c.number)).scalars()
    return tuple(NoteKey.parsed(key) for key in rows)


def _size(tx: Transaction) -> int:
    return tx.connection.execute(select(func.max(checkpoints.c.size))).scalar_one_or_none() or 0


def _newest(tx: Transaction) -> Any:
    return tx.connection.execute(select(checkpoints).order_by(checkpoints.c.size.desc()).limit(1)).one_or_none()


def _edge(row: Any) -> Edge:
    if row is None:
        return Edge()
    edge = Edge(row.size, tuple(row.edge[at : at + HASH_BYTES] for at in range(0, len(row.edge), HASH_BYTES)))
    if edge.root != _signed(row).head.root:
        raise Tampered(f"The checkpoint of {row.size} entries was changed; stop and run `proofdesk audit verify`.")
    return edge


def _leaf(row: Any, number: int) -> bytes:
    entry = entry_in(row)
    if entry.number != number:
        raise Tampered(f"Entry {number} of the ledger is missing; stop and run `proofdesk audit verify`.")
    if body_hash(entry.at, entry.actor, entry.act) != entry.body_hash:
        raise Tampered(f"Entry {number} of the ledger was changed; stop and run `proofdesk audit verify`.")
    return leaf_hash(body(entry.at, entry.actor, entry.act))


def _signed(row: Any) -> Signed:
    return Signed(size=row.size, note=row.note, leaves=row.leaves, at=row.at)
