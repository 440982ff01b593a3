"""What must hold after any fault, looked at with nothing but SQL and a listing of the objects."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import text

from pipeline.errors import ProofdeskError
from pipeline.lifecycle import ENDS, MOST_FAILURES, MOVES, EvidenceState, Move
from storage.keys import TENANTS, is_page, original, original_of
from storage.objects.opening import copy_original
from storage.objects.streams import Sum
from storage.records.database import Database, Transaction
from storage.records.reviews.corrections import shown_by
from workers.stores import Stores

ORPHAN_AGE = timedelta(hours=24)
_MOST_ATTEMPTS = 1_000  # of one round: drains and stores that are away are not held against a file
_LEASES = 2  # lengths of a lease after which it must be gone
_RECEIVED = "evidence.received"
_SECOND = 1_000_000  # in the database times are microseconds
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Broken:
    """Invariant `number`, named where it is looked at below, does not hold for the thing `on`."""

    number: int
    on: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What senders were told: ids that were accepted, hashes of files that were refused, bodies receivers were sent."""

    accepted: Sequence[str] = ()
    refused: Sequence[str] = ()
    webhooks: Mapping[str, Sequence[bytes]] = field(default_factory=dict)  # by the id of the event


@dataclass(frozen=True, slots=True)
class Seen:
    """Every row that matters, read on one view."""

    now: int
    evidence: tuple[Any, ...]
    records: tuple[Any, ...]
    entries: tuple[Any, ...]
    events: tuple[Any, ...]
    deliveries: tuple[Any, ...]


def broken(stores: Stores, history: History, now: datetime, *, quiet: bool = True) -> tuple[Broken, ...]:
    """All that does not hold; `quiet`: everything has had time to end. `now`: the clock by which objects grow old."""
    seen = stores.database.read(_seen)
    found = [*_accepted(seen, history), *_walks(seen), *_bounds(seen, stores.settings.pace.lease_seconds)]
    found += _ends(seen) if quiet else []
    found += [*_records(seen), *_objects(stores, seen, now), *_deliveries(seen, history, quiet=quiet)]
    return tuple(found)


def _seen(tx: Transaction) -> Seen:
    def rows(query: str) -> tuple[Any, ...]:
        return tuple(tx.connection.execute(text(query)))

    return Seen(
        (tx.now - _EPOCH) // timedelta(microseconds=1),
        rows("SELECT * FROM evidence ORDER BY id"),
        rows("SELECT evidence, version, round FROM records"),
        rows("SELECT number, action, object, old, new FROM entries ORDER BY number"),
        rows("SELECT id, type, tenant, facts FROM events"),
        rows(
            "SELECT d.id, d.event, d.endpoint, d.state, d.attempt, e.disabled_at FROM deliveries d "
            "JOIN endpoints e ON e.id = d.endpoint"
        ),
    )


def _accepted(seen: Seen, history: History) -> Iterator[Broken]:
    """I1, I13: every accepted id has its row; I14: a refused file has none."""
    here = Counter(row.id for row in seen.evidence)
    for one in dict.fromkeys(history.accepted):
        if here[one] != 1:
            yield Broken(1, one, "accepted and lost" if not here[one] else "accepted once and kept twice")
    hashes = {row.sha256 for row in seen.evidence}
    for sha256 in history.refused:
        if sha256 in hashes:
            yield Broken(14, sha256, "refused and kept")
    double = Counter((row.tenant, row.scope, row.sha256) for row in seen.evidence)
    for (_, scope, sha256), count in double.items():
        if count > 1:
            yield Broken(1, sha256, f"{count} times in the claim {scope!r}")


def _ends(seen: Seen) -> Iterator[Broken]:
    """I2."""
    for row in seen.evidence:
        if row.state not in ENDS:
            yield Broken(2, row.id, f"never ended: {row.state}")


def _records(seen: Seen) -> Iterator[Broken]:
    """I3: one record for every end, numbered without a gap; the row names the newest; one event for each end."""
    ended = Counter(row.object for row in seen.entries if row.new in ENDS)
    kept: dict[str, list[Any]] = {}
    for row in seen.records:
        kept.setdefault(row.evidence, []).append(row)
    told = Counter(_names(row.facts) for row in seen.events if row.type.removeprefix("evidence.") in ENDS)
    for row in seen.evidence:
        mine = kept.get(row.id, [])
        if len(mine) != ended[row.id]:
            yield Broken(3, row.id, f"{ended[row.id]} ends and {len(mine)} records")
        if len({one.round for one in mine}) != len(mine):
            yield Broken(3, row.id, "two records of one round")
        if sorted(one.version for one in mine) != list(range(1, (row.record or 0) + 1)):
            yield Broken(3, row.id, "its newest record is not the one it names")
        if told[row.id] != ended[row.id]:
            yield Broken(3, row.id, f"{ended[row.id]} ends and {told[row.id]} events of them")


def _objects(stores: Stores, seen: Seen, now: datetime) -> Iterator[Broken]:
    """I4: every original opens and is what came in; I5: no object without evidence grows old, pages shown aside."""
    named = {original(row.tenant, row.subject, row.sha256): row for row in seen.evidence}
    listed = {kept.name: kept for kept in stores.objects.names(TENANTS)}
    for name, row in named.items():
        if name not in listed:
            yield Broken(4, row.id, "its object is gone")
        elif trouble := _opened(stores, name):
            yield Broken(4, row.id, trouble)
    for name, kept in listed.items():
        old = name not in named and not is_page(name) and now - kept.modified > ORPHAN_AGE
        if old and not stores.database.read(partial(shown_by, name=name)):
            yield Broken(5, name, "nobody refers to it")


def _opened(stores: Stores, name: str) -> str | None:
    tenant, subject, _ = original_of(name)
    wanted = text("SELECT wrapped_key FROM subjects WHERE id = :id AND tenant = :tenant")
    wrapped = stores.database.read(
        lambda tx: tx.connection.execute(wanted, {"id": subject, "tenant": tenant}).scalar_one()
    )
    try:
        key = stores.master.unwrapped(wrapped, f"{tenant}/{subject}".encode())
        copy_original(stores.objects, name, key, name.encode(), Sum())
    except ProofdeskError as error:
        return f"its object does not open: {type(error).__name__}"
    return None


def _walks(seen: Seen) -> Iterator[Broken]:
    """I6: the entries on each piece of evidence are one legal walk that ends where it is."""
    written: dict[str, list[Any]] = {row.id: [] for row in seen.evidence}
    for entry in seen.entries:
        if entry.action == _RECEIVED or _move(entry) is not None:
            written.setdefault(entry.object, []).append(entry)
    rows = {row.id: row for row in seen.evidence}
    for on, entries in written.items():
        if on not in rows:
            yield Broken(6, on, "entries on what is not there")
        elif why := _misstep(entries, rows[on]):
            yield Broken(6, on, why)


def _misstep(entries: Sequence[Any], row: Any) -> str | None:
    state, claims = None, 0
    for entry in entries:
        move = _move(entry)
        wanted = EvidenceState.RECEIVED if state is None else MOVES.get((state, move)) if move else None
        if (entry.action == _RECEIVED) != (state is None) or entry.old != state or entry.new != wanted:
            return f"entry {entry.number}: {entry.action} from {entry.old} to {entry.new} after {state}"
        state, claims = wanted, claims + (move is Move.CLAIM)
    if state != row.state:
        return f"it is {row.state}, its entries say {state}"
    return None if claims == row.attempt else f"{row.attempt} attempts and {claims} entries of them"


def _move(entry: Any) -> Move | None:
    word = entry.action.removeprefix("evidence.")
    return Move(word) if word in {*Move} and entry.action.startswith("evidence.") else None


def _bounds(seen: Seen, lease_seconds: int) -> Iterator[Broken]:
    """I7: failures and attempts are bounded; I8: only reading holds a lease, none older than twice its length."""
    for row in seen.evidence:
        if row.failures > MOST_FAILURES or row.attempt > _MOST_ATTEMPTS * (row.round + 1):
            yield Broken(7, row.id, f"{row.failures} failures, {row.attempt} attempts")
        if (row.state == EvidenceState.READING) != (row.lease_owner is not None):
            yield Broken(8, row.id, f"{row.state}, held by {row.lease_owner}")
        elif row.lease_until is not None and seen.now > row.lease_until + (_LEASES - 1) * lease_seconds * _SECOND:
            yield Broken(8, row.id, "a lease that ran out long ago")


def _deliveries(seen: Seen, history: History, *, quiet: bool) -> Iterator[Broken]:
    """I9: nothing waits to be told; I10: what counts as delivered was, and always with one and the same body."""
    for row in seen.deliveries:
        if quiet and row.state == "due" and row.disabled_at is None:
            yield Broken(9, row.id, f"not told after {row.attempt} tries")
        if row.state == "delivered" and row.attempt < 1:
            yield Broken(10, row.id, "delivered without a try")
        if history.webhooks and row.state == "delivered" and not history.webhooks.get(row.event):
            yield Broken(10, row.id, "delivered, and no receiver has it")
    for event, bodies in history.webhooks.items():
        if len(set(bodies)) > 1:
            yield Broken(10, event, f"{len(set(bodies))} different bodies")


def _names(facts: str) -> str:
    return facts.partition('"evidence_id": "')[2].partition('"')[0]


def open_evidence(database: Database) -> int:
    """How much has not ended yet."""
    wanted = text("SELECT count(*) FROM evidence WHERE state IN ('received', 'queued', 'reading')")
    return database.read(lambda tx: int(tx.connection.execute(wanted).scalar_one()))
