"""The ledger in the database: entries go in with what they tell of, and never change."""

from functools import partial
from typing import Any

from sqlalchemy import func, insert, select, text

from pipeline.ledger.entries import Act, Actor, Entry, body_hash
from storage.records.database import Database, Transaction
from storage.records.schema import entries

_ORDER = 0x4C6564676572  # the lock under which entries are numbered


def write_entry(tx: Transaction, actor: Actor, act: Act) -> None:
    """One entry in the caller's transaction: it stands exactly when the change stands.

    All tenants write one ledger, numbered without gaps from 1: one checkpoint then speaks for all of it, and a tenant
    that seldom writes is held by what the others write. The number is given at the end of the transaction.
    """
    tx.closing.append(partial(_enter, tx, actor, act))


def _enter(tx: Transaction, actor: Actor, act: Act) -> None:
    if tx.connection.dialect.name == "postgresql":
        tx.connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ORDER})
    newest = tx.connection.execute(select(func.max(entries.c.number))).scalar_one_or_none()
    tx.connection.execute(
        insert(entries).values(
            number=(newest or 0) + 1,
            at=tx.now,
            tenant=actor.tenant,
            actor=actor.name,
            role=actor.role,
            request=actor.request,
            action=act.action,
            object=act.on,
            old=act.old,
            new=act.new,
            reason=act.reason,
            content=act.content,
            body_hash=body_hash(tx.now, actor, act),
        )
    )


def entries_on(database: Database, tenant: str, thing: str) -> tuple[Entry, ...]:
    """Everything that was done to `thing`, in order."""
    wanted = select(entries).where(entries.c.tenant == tenant, entries.c.object == thing).order_by(entries.c.number)
    return database.read(lambda tx: tuple(entry_in(row) for row in tx.connection.execute(wanted)))


def entries_of(tx: Transaction, tenant: str, thing: str, actions: tuple[str, ...]) -> tuple[Entry, ...]:
    """What was done to `thing` in one of these ways, in order, in the caller's transaction."""
    mine = (entries.c.tenant == tenant) & (entries.c.object == thing) & entries.c.action.in_(actions)
    found = tx.connection.execute(select(entries).where(mine).order_by(entries.c.number))
    return tuple(entry_in(row) for row in found)


def entry_in(row: Any) -> Entry:
    """An entry from its row."""
    return Entry(
        number=row.number,
        at=row.at,
        actor=Actor(tenant=row.tenant, name=row.actor, request=row.request, role=row.role),
        act=Act(action=row.action, on=row.object, old=row.old, new=row.new, reason=row.reason, content=row.content),
        body_hash=row.body_hash,
    )
