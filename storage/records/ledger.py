"""The ledger in the database: entries go in with what they tell of, and never change."""

from sqlalchemy import insert, select

from pipeline.entries import Act, Actor, Entry, body_hash
from storage.records.database import Database, Transaction
from storage.records.schema import entries


def write_entry(tx: Transaction, actor: Actor, act: Act) -> None:
    """One entry in the caller's transaction: it stands exactly when the change stands."""
    tx.connection.execute(
        insert(entries).values(
            at=tx.now,
            tenant=actor.tenant,
            actor=actor.name,
            request=actor.request,
            action=act.action,
            object=act.on,
            old=act.old,
            new=act.new,
            reason=act.reason,
            body_hash=body_hash(tx.now, actor, act),
        )
    )


def entries_on(database: Database, tenant: str, thing: str) -> tuple[Entry, ...]:
    """Everything that was done to `thing`, in order."""
    wanted = select(entries).where(entries.c.tenant == tenant, entries.c.object == thing).order_by(entries.c.number)
    return database.read(lambda tx: tuple(_entry(row) for row in tx.connection.execute(wanted).mappings()))


def _entry(row: object) -> Entry:
    held = dict(row)  # type: ignore[call-overload]
    return Entry(
        number=held["number"],
        at=held["at"],
        actor=Actor(tenant=held["tenant"], name=held["actor"], request=held["request"]),
        act=Act(action=held["action"], on=held["object"], old=held["old"], new=held["new"], reason=held["reason"]),
        body_hash=held["body_hash"],
    )
