"""The ledger only grows, leaves no number out, and what is signed is what was written."""

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from pipeline.errors import Conflict, Tampered
from pipeline.ledger.checkpoints import Checkpoint
from pipeline.ledger.entries import Act, Actor, body
from pipeline.ledger.merkle import Tree, consistent, included, leaf_hash
from pipeline.ledger.notes import Note
from storage.records.database import Transaction
from storage.records.migrations.growing import only_grows, walls_down
from storage.records.migrations.versions import v0011_checkpoints
from storage.records.proof.checkpoints import Checkpoints
from storage.records.proof.ledger import entry_in, write_entry
from storage.records.schema import entries
from storage.signer import Signer, check
from tests.storage.cellar import ACTOR, Cellar, HandClock

SIGNER = Signer.of(bytes(range(32)))
ACT = Act(action="test.done", on="thing")


def written(cellar: Cellar, count: int) -> None:
    for _ in range(count):
        cellar.database.write(lambda tx: write_entry(tx, ACTOR, ACT))


def numbers(cellar: Cellar) -> list[int]:
    return cellar.database.read(lambda tx: list(tx.connection.execute(text("SELECT number FROM entries")).scalars()))


def asked(cellar: Cellar, statement: str) -> None:
    cellar.database.write(lambda tx: tx.connection.execute(text(statement)))


def without_walls(cellar: Cellar, *statements: str) -> None:
    """Somebody who owns the database."""

    def work(tx: Transaction) -> None:
        with Operations.context(MigrationContext.configure(tx.connection)):
            walls_down("entries")
        for statement in statements:
            tx.connection.execute(text(statement))

    cellar.database.write(work)


def test_a_change_that_is_given_up_leaves_no_number_out(cellar: Cellar) -> None:
    def given_up(tx: Transaction) -> None:
        write_entry(tx, ACTOR, ACT)
        tx.closing.append(lambda: 1 // 0)  # type: ignore[arg-type]

    written(cellar, 2)
    with pytest.raises(ZeroDivisionError):
        cellar.database.write(given_up)
    written(cellar, 1)

    assert sorted(numbers(cellar)) == list(range(1, len(numbers(cellar)) + 1))


@pytest.mark.parametrize("table", ["entries", "checkpoints", "signers"])
def test_nobody_changes_or_takes_away_what_was_written(cellar: Cellar, table: str) -> None:
    ledger = Checkpoints(cellar.database)
    ledger.named(ACTOR, SIGNER.key)
    ledger.sign(SIGNER)
    ways = [f"DELETE FROM {table}"]  # noqa: S608
    ways.append({"entries": "UPDATE entries SET reason = 'x'"}.get(table, f"UPDATE {table} SET at = 1"))  # noqa: S608
    if cellar.database.engine.dialect.name == "postgresql":
        ways.append(f"TRUNCATE {table} CASCADE")

    for way in ways:
        with pytest.raises(DatabaseError, match="only grows"):
            asked(cellar, way)


def test_an_entry_that_leaves_numbers_out_is_refused(cellar: Cellar) -> None:
    row = "(number, at, tenant, actor, action, object, body_hash) VALUES (999, 1, 'default', 'a', 'b', 'c', 'd')"

    with pytest.raises(DatabaseError, match="no gap"):
        asked(cellar, f"INSERT INTO entries {row}")


def test_a_checkpoint_covers_all_entries_and_the_next_one_grows_from_it(cellar: Cellar) -> None:
    ledger = Checkpoints(cellar.database)
    ledger.named(ACTOR, SIGNER.key)
    written(cellar, 5)
    first = ledger.sign(SIGNER)
    written(cellar, 7)
    second = ledger.sign(SIGNER)

    assert first is not None
    assert second is not None
    assert (ledger.sign(SIGNER), ledger.newest()) == (None, second)
    assert [one.size for one in ledger.all()] == [first.size, second.size]
    assert Note.parsed(second.note.encode()).signed_by(ledger.signers(), check) == (SIGNER.key,)
    assert Checkpoint.parsed(Note.parsed(second.note.encode()).text).origin == SIGNER.key.name
    tree = ledger.tree()
    assert consistent(first.head, second.head, tree.consistency(first.size, second.size))
    rows = cellar.database.read(
        lambda tx: [entry_in(row) for row in tx.connection.execute(entries.select().order_by(entries.c.number))]
    )
    leaves = [leaf_hash(body(one.at, one.actor, one.act)) for one in rows]
    assert Tree(leaves).head(second.size) == second.head
    assert included(leaves[3], 3, second.size, second.head.root, tree.inclusion(3, second.size))


def test_what_is_not_signed_yet_is_counted_with_its_age(cellar: Cellar, clock: HandClock) -> None:
    ledger = Checkpoints(cellar.database)
    ledger.named(ACTOR, SIGNER.key)
    ledger.sign(SIGNER)
    written(cellar, 3)
    clock.pass_by(42)

    assert (ledger.unsigned().count, ledger.unsigned().seconds) == (3, 42)


def test_an_entry_that_was_changed_is_never_signed(cellar: Cellar) -> None:
    ledger = Checkpoints(cellar.database)
    ledger.named(ACTOR, SIGNER.key)
    written(cellar, 3)
    without_walls(cellar, "UPDATE entries SET reason = 'other' WHERE number = 3")

    with pytest.raises(Tampered, match="Entry 3"):
        ledger.sign(SIGNER)
    assert ledger.newest() is None


def test_an_entry_that_is_missing_is_noticed_by_the_next_signature(cellar: Cellar) -> None:
    ledger = Checkpoints(cellar.database)
    ledger.named(ACTOR, SIGNER.key)
    written(cellar, 3)
    without_walls(cellar, "DELETE FROM entries WHERE number = 2")

    with pytest.raises(Tampered, match="Entry 2"):
        ledger.sign(SIGNER)


def test_a_strangers_key_signs_nothing(cellar: Cellar) -> None:
    ledger = Checkpoints(cellar.database)
    ledger.named(ACTOR, SIGNER.key)
    written(cellar, 1)

    with pytest.raises(Conflict, match="not one of this ledger"):
        ledger.sign(Signer.of(bytes(32)))
    with pytest.raises(Conflict, match="is called"):
        ledger.named(ACTOR, Signer.of(bytes(32)).key)


def test_a_new_key_signs_on_under_the_old_name(cellar: Cellar) -> None:
    ledger = Checkpoints(cellar.database)
    ledger.named(ACTOR, SIGNER.key)
    written(cellar, 1)
    first = ledger.sign(SIGNER)
    heir = Signer.of(bytes(32), SIGNER.key.name)
    ledger.named(ACTOR, heir.key)
    second = ledger.sign(heir)

    assert first is not None
    assert second is not None
    assert ledger.signers() == (SIGNER.key, heir.key)
    assert Note.parsed(first.note.encode()).signed_by(ledger.signers(), check) == (SIGNER.key,)
    assert Note.parsed(second.note.encode()).signed_by(ledger.signers(), check) == (heir.key,)


def test_gaps_from_before_close_up_and_no_entry_changes(cellar: Cellar) -> None:
    written(cellar, 6)
    before = cellar.database.read(lambda tx: tx.connection.execute(entries.select().order_by(entries.c.number)).all())
    without_walls(cellar, "DELETE FROM entries WHERE number IN (2, 4)")

    def step(tx: Transaction) -> None:
        with Operations.context(MigrationContext.configure(tx.connection)):
            only_grows("entries")
            v0011_checkpoints._close_gaps()

    cellar.database.write(step)

    after = cellar.database.read(lambda tx: tx.connection.execute(entries.select().order_by(entries.c.number)).all())
    assert [row.number for row in after] == list(range(1, len(before) - 1))
    assert [row.body_hash for row in after] == [row.body_hash for row in before if row.number not in (2, 4)]
    with pytest.raises(DatabaseError, match="only grows"):
        asked(cellar, "DELETE FROM entries")


def test_entries_carry_the_role_and_the_hash_of_what_was_kept(cellar: Cellar) -> None:
    person = Actor(tenant=ACTOR.tenant, name="ann", role="reviewer")
    act = Act(action="test.done", on="thing", content="ab" * 32)
    cellar.database.write(lambda tx: write_entry(tx, person, act))

    newest = cellar.database.read(
        lambda tx: entry_in(tx.connection.execute(entries.select().order_by(entries.c.number.desc())).first())
    )
    assert (newest.actor, newest.act) == (person, act)
    assert b'"content":"abab' in body(newest.at, newest.actor, newest.act)
    assert b'"role":"reviewer"' in body(newest.at, newest.actor, newest.act)
