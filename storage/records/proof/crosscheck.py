"""Whether every state has its entry, and every entry its state: an entry that was made up has none."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import Select, exists, select

from pipeline.trust.audits import lane_id
from storage.records.database import Database, Transaction
from storage.records.pairs import PAIRS, unpaired
from storage.records.people.schema import role_grants
from storage.records.schema import entries, evidence, lanes

_MOVES = (
    *("evidence.settle", "evidence.refuse", "evidence.quarantine", "evidence.received"),
    *(f"evidence.{move}" for move in ("queue", "unqueue", "claim", "give_back", "again")),
)


def told_apart(database: Database) -> Iterator[str]:
    """A line for each thing of which the ledger says something else than the tables.

    Each question is one statement, so that what others write meanwhile does not matter.
    """
    yield from _evidence(database)
    yield from _lanes(database)
    yield from _roles(database)
    for pair in PAIRS:
        for thing, told, held in database.read(partial(_asked, unpaired(pair))):
            yield f"{pair.of} {thing}: {told} entries of {pair.called}, {held} in the tables"


def _asked(question: Select[Any], tx: Transaction) -> Sequence[Any]:
    return tx.connection.execute(question).all()


def _evidence(database: Database) -> Iterator[str]:
    """The entries on each piece of evidence are one walk from its arrival to the state it is in."""
    walks = (
        select(entries.c.object, entries.c.number, entries.c.action, entries.c.old, entries.c.new)
        .add_columns(entries.c.reason, evidence.c.id, evidence.c.state, evidence.c.sha256, evidence.c.attempt)
        .select_from(entries.outerjoin(evidence, evidence.c.id == entries.c.object))
        .where(entries.c.action.in_(_MOVES))
        .order_by(entries.c.object, entries.c.number)
    )
    for thing, walked in groupby(database.read(partial(_asked, walks)), key=lambda row: row.object):
        why = _misstep(list(walked))
        if why:
            yield f"evidence {thing}: {why}"
    received = exists().where(entries.c.object == evidence.c.id, entries.c.action == "evidence.received")
    for row in database.read(partial(_asked, select(evidence.c.id).where(~received))):
        yield f"evidence {row.id}: no entry tells that it came in"


def _misstep(walked: list[Any]) -> str | None:
    first, state, attempts = walked[0], None, 0
    if first.id is None:
        return f"entry {first.number} speaks of what is not there"
    for row in walked:
        if row.old != state:
            return f"entry {row.number} does not follow the one before it"
        state = row.new
        attempts += row.action == "evidence.claim"
    if (first.action, first.reason) != ("evidence.received", first.sha256):
        return f"entry {first.number} tells of other bytes than those that are kept"
    if (state, attempts) != (first.state, first.attempt):
        return f"it is {first.state}, its entries say {state}"
    return None


def _lanes(database: Database) -> Iterator[str]:
    """Each lane is as its newest entry left it."""

    def work(tx: Transaction) -> tuple[dict[str, str], dict[str, str]]:
        turned = select(entries.c.tenant, entries.c.object, entries.c.action).where(entries.c.action.like("lane.%"))
        rows = tx.connection.execute(turned.order_by(entries.c.number))
        told = {f"{row.tenant}/{row.object}": row.action.removeprefix("lane.") for row in rows}
        doors = tx.connection.execute(select(lanes.c.tenant, lanes.c.kind, lanes.c.field, lanes.c.door))
        return told, {f"{row.tenant}/{lane_id(row.kind, row.field)}": row.door for row in doors}

    told, held = database.read(work)
    for lane in sorted({*told, *held}):
        if told.get(lane) != held.get(lane):
            yield f"lane {lane}: its entries say {told.get(lane)}, the tables {held.get(lane)}"


def _roles(database: Database) -> Iterator[str]:
    """No second person stands beside a role who did not say so."""
    said = exists().where(
        entries.c.object == role_grants.c.user,
        entries.c.new == role_grants.c.role,
        entries.c.at == role_grants.c.confirmed_at,
        entries.c.action.in_(["role.confirmed", "role.granted"]),
    )
    wanted = select(role_grants.c.user, role_grants.c.role).where(role_grants.c.confirmed_by.is_not(None), ~said)
    for row in database.read(partial(_asked, wanted)):
        yield f"user {row.user}: no entry tells who confirmed the role {row.role}"
