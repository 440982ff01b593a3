"""Somebody who owns the database, and the ledger's key: the walls go down, and all is hashed and signed again."""

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Row, select, update

from pipeline.ledger.checkpoints import Checkpoint
from pipeline.ledger.entries import Act, body, body_hash
from pipeline.ledger.merkle import Edge, Head, leaf_hash
from storage.records.database import Database, Transaction
from storage.records.migrations.growing import walls_down
from storage.records.proof.ledger import entry_in
from storage.records.schema import checkpoints, entries
from storage.signer import Signer


def rewritten(database: Database, signer: Signer, number: int) -> None:
    """Entry `number` says something else, and every checkpoint is made anew over what stands there now."""

    def work(tx: Transaction) -> None:
        with Operations.context(MigrationContext.configure(tx.connection)):
            walls_down("entries")
            walls_down("checkpoints")
        _entry(tx, number)
        _checkpoints(tx, signer)

    database.write(work)


def _entry(tx: Transaction, number: int) -> None:
    mine = entries.c.number == number
    old = entry_in(tx.connection.execute(select(entries).where(mine)).one())
    act = Act(action=old.act.action, on=old.act.on, old=old.act.old, new=old.act.new, reason="nothing happened")
    digest = body_hash(old.at, old.actor, act)
    tx.connection.execute(update(entries).where(mine).values(reason=act.reason, content=None, body_hash=digest))


def _checkpoints(tx: Transaction, signer: Signer) -> None:
    leaves = [_leaf(row) for row in tx.connection.execute(select(entries).order_by(entries.c.number))]
    edge = Edge()
    for size in tx.connection.execute(select(checkpoints.c.size).order_by(checkpoints.c.size)).scalars().all():
        fresh = leaves[edge.size : size]
        edge = edge.grown(fresh)
        note = str(signer.note(Checkpoint(signer.key.name, Head(size, edge.root)).text))
        made = {"note": note, "leaves": b"".join(fresh), "edge": b"".join(edge.roots)}
        tx.connection.execute(update(checkpoints).where(checkpoints.c.size == size).values(**made))


def _leaf(row: Row[tuple[object, ...]]) -> bytes:
    entry = entry_in(row)
    return leaf_hash(body(entry.at, entry.actor, entry.act))
