"""Whether every state has its entry, and every entry its state: an entry that was made up has none."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, select, union_all

from storage.records.database import Database, Transaction
from storage.records.review_tables import decisions
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
    one_each = func.count()
    for question, told in (
        (
            _counted(_claim(claims), func.sum(claims.c.version), "claim.stated"),
            "claim {0}: {1} entries of its facts, and version {2}",
        ),
        (_counted(_claim(answers), one_each, "claim.answered"), "claim {0}: {1} entries of answers, {2} answers"),
        (
            _counted(_claim(decisions), one_each, "review.decided"),
            "claim {0}: {1} entries of decisions, {2} decisions",
        ),
        (_counted(records.c.evidence, one_each, *_READ), "evidence {0}: {1} entries of records, {2} records"),
        (
            _counted(corrections.c.evidence, one_each, "evidence.corrected"),
            "evidence {0}: {1} entries of corrections, {2} corrections",
        ),
    ):
        yield from (told.format(*row) for row in database.read(partial(_asked, question)))


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


def _claim(table: Any) -> Any:
    """A claim is called so within its tenant alone."""
    return table.c.tenant + "/" + table.c.claim_id


def _counted(thing: ColumnElement[Any], number: ColumnElement[Any], *actions: str) -> Select[Any]:
    """Things of which the table tells another number than there are entries with these actions."""
    named = entries.c.object if actions[0].startswith("evidence.") else entries.c.tenant + "/" + entries.c.object
    both = union_all(
        select(named.label("thing"), func.count().label("told"), literal(0).label("held"))
        .where(entries.c.action.in_(actions))
        .group_by(named),
        select(thing, literal(0), number).group_by(thing),
    ).subquery()
    told, held = func.sum(both.c.told), func.sum(both.c.held)
    return select(both.c.thing, told, held).group_by(both.c.thing).having(told != held)
