"""Whether the ledger in the database is what was signed; `verify.py` asks the same in its own words."""

from collections.abc import Iterator

from sqlalchemy import select

from pipeline.errors import Tampered
from pipeline.ledger.checkpoints import Checkpoint
from pipeline.ledger.entries import body, body_hash
from pipeline.ledger.merkle import Edge, hashes, leaf_hash
from pipeline.ledger.notes import Note
from storage.records.database import Database, Transaction
from storage.records.proof.checkpoints import Checkpoints, Signed
from storage.records.proof.ledger import entry_in
from storage.records.schema import entries
from storage.signer import check


def broken_entries(database: Database) -> Iterator[str]:
    """A line for every checkpoint that is not good and every entry that is not what was signed, or is missing."""
    ledger = Checkpoints(database)
    keys, edge = ledger.signers(), Edge()
    for one in ledger.all():
        before, edge = edge.size, edge.grown(hashes(one.leaves))
        try:
            note = Note.parsed(one.note.encode())
            if not note.signed_by(keys, check) or edge.size != one.size:
                raise Tampered("it is not signed by a key of this ledger, or leaves entries out")
            if Checkpoint.parsed(note.text).head.root != edge.root:
                raise Tampered("its hashes are not those that were signed")
        except Tampered as error:
            yield f"checkpoint of {one.size} entries: {error}"
        yield from _broken(database, before, one)
    yield from _unsigned(database, edge.size)


def _broken(database: Database, before: int, one: Signed) -> Iterator[str]:
    found = {number: leaf for number, leaf, _ in _leaves(database, before, one.size)}
    for number, leaf in enumerate(hashes(one.leaves), before + 1):
        if number not in found:
            yield f"entry {number} is missing"
        elif found[number] != leaf:
            yield f"entry {number} is not what was signed"


def _unsigned(database: Database, size: int) -> Iterator[str]:
    for number, _, good in _leaves(database, size, None):
        if number != size + 1:
            yield f"entry {size + 1} is missing"
        if not good:
            yield f"entry {number} is not what its own hash says"
        size = number


def _leaves(database: Database, after: int, most: int | None) -> list[tuple[int, bytes, bool]]:
    """Number, hash, and whether the row's own hash agrees."""
    wanted = select(entries).where(entries.c.number > after).order_by(entries.c.number)
    if most is not None:
        wanted = wanted.where(entries.c.number <= most)

    def work(tx: Transaction) -> list[tuple[int, bytes, bool]]:
        rows = [entry_in(row) for row in tx.connection.execute(wanted)]
        return [
            (
                one.number,
                leaf_hash(body(one.at, one.actor, one.act)),
                body_hash(one.at, one.actor, one.act) == one.body_hash,
            )
            for one in rows
        ]

    return database.read(work)
