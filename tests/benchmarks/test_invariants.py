"""The checker names each thing that is broken, and nothing in a house that is in order."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks.invariants import Broken, History, broken
from pipeline.evidence import EvidenceId
from pipeline.ledger.entries import Act
from storage.keys import original
from storage.objects.folder import FolderObjects
from storage.records.proof.ledger import write_entry
from tests.storage.cellar import read
from tests.workers.houses import SENDER, House, png

SECRET = "whsec_" + "bG9uZ2VyIHRoYW4gdHdlbnR5LWZvdXIgYnl0ZXM="
Plant = Callable[[House, EvidenceId], None]


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Two files, both settled, one told to a receiver."""
    house = House.at(tmp_path, {})
    house.stores.endpoints.make(SENDER, "https://claims.example/hook", (), SECRET)
    for number in (1, 2):
        house.enter(png(number))
        settle(house)
    sql("UPDATE deliveries SET state = 'delivered', attempt = 1")(house, EvidenceId(""))
    yield house
    house.stores.close()


def settle(house: House) -> None:
    lease = house.stores.work.claim("reader")
    assert lease
    house.stores.work.settle(lease, read(lease.evidence.filename))


def sql(query: str) -> Plant:
    """Done to the database behind everybody's back; `:id` is the first evidence."""

    def plant(house: House, first: EvidenceId) -> None:
        words = {"id": first} if ":id" in query else {}
        house.stores.database.write(lambda tx: tx.connection.execute(text(query), words))

    return plant


def entry(action: str, old: str | None, new: str | None) -> Plant:
    """An entry nobody would write."""
    return lambda house, first: house.stores.database.write(
        lambda tx: write_entry(tx, SENDER, Act(action=action, on=first, old=old, new=new))
    )


def name(house: House, first: EvidenceId) -> str:
    found = house.standing(first).evidence
    return original(found.tenant, found.subject, found.sha256)


def without_its_object(house: House, first: EvidenceId) -> None:
    house.stores.objects.delete(name(house, first))


def with_another_object(house: House, first: EvidenceId) -> None:
    house.stores.objects.delete(name(house, first))
    house.stores.objects.put(name(house, first), BytesIO(b"x" * 400))


def without_its_record(house: House, first: EvidenceId) -> None:
    """By somebody who may take the triggers away."""
    triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'records'")
    for trigger in house.stores.database.read(lambda tx: tx.connection.execute(triggers).scalars().all()):
        sql(f"DROP TRIGGER {trigger}")(house, first)
    sql("DELETE FROM records WHERE evidence = :id")(house, first)


def with_an_orphan(house: House, first: EvidenceId) -> None:
    found = house.standing(first).evidence
    FolderObjects.open(house.stores.folder / "objects").put(
        original(found.tenant, found.subject, "0" * 64), BytesIO(b"nobody's")
    )


def that_was_accepted_and_lost(house: House, first: EvidenceId) -> None:
    house.accepted.append(EvidenceId("evd_nowhere"))


BREAKS: dict[str, tuple[Plant, set[int]]] = {
    "accepted and lost": (that_was_accepted_and_lost, {1}),
    "never ended": (sql("UPDATE evidence SET state = 'queued' WHERE id = :id"), {2, 6}),
    "a record gone": (without_its_record, {3}),
    "a record twice": (
        sql(
            "INSERT INTO records (evidence, version, pipeline, round, made_at, body, paper)"
            " SELECT evidence, 2, 'other', round, made_at, body, paper"
            " FROM records WHERE evidence = :id"
        ),
        {3},
    ),
    "the record of another round": (sql("UPDATE evidence SET record = 2 WHERE id = :id"), {3}),
    "an event gone": (
        sql(
            "UPDATE events SET type = 'claim.updated' WHERE type = 'evidence.settled' AND facts LIKE '%' || :id || '%'"
        ),
        {3},
    ),
    "an object gone": (without_its_object, {4}),
    "an object changed": (with_another_object, {4}),
    "an orphan": (with_an_orphan, {5}),
    "an entry too many": (entry("evidence.settle", "reading", "settled"), {3, 6}),
    "an entry that is no move": (entry("evidence.queue", "settled", "queued"), {6}),
    "a change without an entry": (sql("UPDATE evidence SET state = 'refused' WHERE id = :id"), {6}),
    "an attempt without an entry": (sql("UPDATE evidence SET attempt = attempt + 1 WHERE id = :id"), {6}),
    "failures without end": (sql("UPDATE evidence SET failures = 4 WHERE id = :id"), {7}),
    "a lease that nobody reads on": (sql("UPDATE evidence SET lease_owner = 'x', lease_until = 1 WHERE id = :id"), {8}),
    "a lease of long ago": (
        sql("UPDATE evidence SET state = 'reading', lease_owner = 'x', lease_until = 1 WHERE id = :id"),
        {2, 6, 8},
    ),
    "a delivery left": (sql("UPDATE deliveries SET state = 'due'"), {9}),
    "delivered without a try": (sql("UPDATE deliveries SET state = 'delivered', attempt = 0"), {10}),
}


def looked_at(house: House, history: History | None = None, *, days: int = 2) -> tuple[Broken, ...]:
    later = datetime.now(UTC) + timedelta(days=days)
    return broken(house.stores, history or History(accepted=house.accepted), later)


def test_a_house_in_order_has_nothing_broken(house: House) -> None:
    assert looked_at(house) == ()


@pytest.mark.parametrize("planted", BREAKS)
def test_each_break_is_named(house: House, planted: str) -> None:
    plant, numbers = BREAKS[planted]

    plant(house, EvidenceId(house.accepted[0]))

    found = looked_at(house)
    assert {one.number for one in found} == numbers, found
    assert all(one.on and one.why for one in found)


def test_an_orphan_of_today_may_still_be_on_its_way(house: House) -> None:
    with_an_orphan(house, EvidenceId(house.accepted[0]))

    assert not [one for one in looked_at(house, days=0) if one.number == 5]


def test_a_refused_file_that_was_kept_is_named(house: House) -> None:
    sha256 = house.standing(house.accepted[0]).evidence.sha256

    found = looked_at(house, History(refused=(sha256,)))

    assert [one.number for one in found if one.on == sha256] == [14]


def test_an_event_with_two_bodies_is_named(house: House) -> None:
    found = looked_at(house, History(webhooks={"evt_1": (b"one", b"two")}))

    assert (10, "evt_1") in {(one.number, one.on) for one in found}


def test_what_was_delivered_to_nobody_is_named(house: House) -> None:
    found = looked_at(house, History(webhooks={"evt_of_another": (b"one",)}))

    assert {one.why for one in found} == {"delivered, and no receiver has it"}
