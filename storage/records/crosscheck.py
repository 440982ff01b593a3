"""Whether every state has its entry, and every entry its state: an entry that was made up has none."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import Select, and_, func, select, union_all

from storage.records.database import Database, Transaction
from storage.records.schema import answers, claims, corrections, entries, evidence, records

_READ = ("evidence.settle", "evidence.refuse", "evidence.quarantine")
_MOVES = (
    *_READ,
    "evidence.received",
    *(f"evidence.{move}" for move in ("queue", "unqueue", "claim", "give_back", "again")),
)


def told_apart(database: Database) -> Iterator[str]:
    """A line for each thing of which the ledger says something else than the tables.

    Each question is one statement, so that what others write meanwhile does not matter.
    """
    yield from _evidence(database)
    for question, told in (
        (_claims(), "claim {0}: the ledger knows version {1}, the table {2}"),
        (_counted(answers, answers.c.claim_id, "claim.answered"), "claim {0}: {1} entries of answers, {2} answers"),
        (_counted(records, records.c.evidence, *_READ), "evidence {0}: {1} entries of records, {2} records"),
        (
            _counted(corrections, corrections.c.evidence, "evidence.corrected"),
            "evidence {0}: {1} entries of corrections, {2} corrections",
        ),
    ):
        rows = database.read(partial(_asked, question))
        yield from (told.format(*row) for row in rows)


def _asked(question: Select[Any], tx: Transaction) -> Sequence[Any]:
    return tx.connection.execute(question).all()


def _evidence(database: Database) -> Iterator[str]:
    """The entries on each piece of evidence are one walk from its arrival to the state it is in."""
    wanted = (
        select(entries.c.object, entries.c.number, entries.c.action, entries.c.old, entries.c.new)
        .add_columns(entries.c.reason, evidence.c.id, evidence.c.state, evidence.c.sha256, evidence.c.attempt)
        .select_from(entries.join(evidence, and_(evidence.c.id == entries.c.object), full=True))
        .where((entries.c.action.in_(_MOVES)) | (entries.c.number.is_(None)))
        .order_by(func.coalesce(entries.c.object, evidence.c.id), entries.c.number)
    )
    rows = database.read(lambda tx: tx.connection.execute(wanted).all())
    for thing, walked in groupby(rows, key=lambda row: row.object or row.id):
        why = _misstep(list(walked))
        if why:
            yield f"evidence {thing}: {why}"


def _misstep(walked: list[Any]) -> str | None:
    first, state, attempts = walked[0], None, 0
    if first.number is None:
        return "no entry tells that it came in"
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


def _claims() -> Select[Any]:
    """Claims whose version is not the number of times they were stated."""
    stated = (
        select(entries.c.tenant, entries.c.object, func.count().label("count"))
        .where(entries.c.action == "claim.stated")
        .group_by(entries.c.tenant, entries.c.object)
        .subquery()
    )
    same = and_(stated.c.tenant == claims.c.tenant, stated.c.object == claims.c.claim_id)
    told, held = func.coalesce(stated.c.count, 0), func.coalesce(claims.c.version, 0)
    name = func.coalesce(claims.c.claim_id, stated.c.object)
    return select(name, told, held).select_from(claims.join(stated, same, full=True)).where(told != held)


def _counted(table: Any, column: Any, *actions: str) -> Select[Any]:
    """Things that have another number of rows than of entries with these actions."""
    both = union_all(
        select(entries.c.object.label("thing"), func.count().label("told"), (func.count() * 0).label("held"))
        .where(entries.c.action.in_(actions))
        .group_by(entries.c.object),
        select(column, func.count() * 0, func.count()).select_from(table).group_by(column),
    ).subquery()
    told, held = func.sum(both.c.told), func.sum(both.c.held)
    return select(both.c.thing, told, held).group_by(both.c.thing).having(told != held)
