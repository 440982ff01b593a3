"""A backup comes back whole, into either database; what was erased since stays erased, and the gap is told."""

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pipeline.errors import Conflict, Erased, Missing, Tampered, WrongUse
from pipeline.ledger.entries import OPERATOR
from storage.keys import TENANTS
from storage.objects.folder import FolderObjects
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.crosscheck import told_apart
from storage.records.proof.ledger import entries_on
from storage.records.schema import subjects
from storage.records.tables import metadata
from tests.workers.houses import House, png, served
from tests.workers.keeping.marked_lives import ANN, CLAIM, MARK, erased, lived
from tests.workers.keeping.test_purging import settled
from workers.keeping.backups import Backup, backed_up
from workers.keeping.restoring import keys_brought_back, restored
from workers.premises import prepared_objects
from workers.proof.proving import Proving
from workers.proof.signing import Signing, outside
from workers.settings import Settings
from workers.stores import Stores


@pytest.fixture(params=["embedded", "served"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    return on_servers(request) if request.param == "served" else {}


def on_servers(request: pytest.FixtureRequest) -> dict[str, str]:
    """A new database, an emptied queue and a new bucket of the real servers; without PROOFDESK_."""
    exports = request.getfixturevalue("seaweed_server").exports
    named = {name.removeprefix("PROOFDESK_"): value for name, value in exports.items()}
    return {**served(request), **named, "S3_BUCKET": f"b{secrets.token_hex(6)}"}


@pytest.fixture
def backup(tmp_path: Path) -> Backup:
    return Backup(tmp_path / "backup", tmp_path / "keys")


@dataclass
class Places:
    """Installations of one test; they are closed with it."""

    folder: Path
    open_ones: list[Stores] = field(default_factory=list)

    def house(self, name: str = "home", environment: Mapping[str, str] | None = None) -> House:
        house = House.at(self.folder / name, environment or {})
        prepared_objects(house.stores)
        self.open_ones.append(house.stores)
        return house

    def fresh(self, backup: Backup, environment: Mapping[str, str] | None = None) -> Stores:
        """An empty installation that was given the keys."""
        home = self.folder / "new"
        keys_brought_back(backup, home)
        named = {"HOME": str(home), **(environment or {})}
        ours = {f"PROOFDESK_{name}": value for name, value in named.items()}
        self.open_ones.append(Stores.open(Settings.from_environment(ours)))
        prepared_objects(self.open_ones[-1])
        return self.open_ones[-1]


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    found = Places(tmp_path)
    yield found
    for stores in found.open_ones:
        stores.close()


def counts(stores: Stores) -> dict[str, int]:
    return stores.database.read(
        lambda tx: {
            one.name: tx.connection.execute(select(func.count()).select_from(one)).scalar_one()
            for one in metadata.sorted_tables
            if one.name != "entries"
        }
    )


def test_everything_comes_back_and_can_be_read(
    places: Places, environment: dict[str, str], backup: Backup, request: pytest.FixtureRequest
) -> None:
    house = places.house("home", environment)
    file = lived(house)
    backed_up(house.stores, backup)
    other = on_servers(request) if environment else {}

    back = places.fresh(backup, other)
    told = restored(back, backup, [])

    assert (told["gap"], told["broken"], told["stays_erased"]) == (0, [], 0)
    assert counts(back) == counts(house.stores)
    assert back.claims.find(DEFAULT_TENANT, CLAIM).facts == {"claimant": {"name": MARK}}
    assert back.standings.find(DEFAULT_TENANT, file).evidence.filename == f"{MARK}.png"
    assert {one.name for one in back.objects.names(TENANTS)} == {
        one.name for one in house.stores.objects.names(TENANTS)
    }
    assert list(told_apart(back.database)) == []
    last = entries_on(back.database, DEFAULT_TENANT, "ledger")[-1]
    assert (last.act.action, last.actor.role) == ("ledger.restored", OPERATOR)
    assert last.act.reason == f"{last.act.new} entries came back, 0 are missing; 0 keys stay destroyed"
    assert settled(House(back, {}), png(9), "C-new"), "numbers go on from where they were"


def test_what_was_erased_after_the_backup_stays_erased(
    places: Places, environment: dict[str, str], backup: Backup, request: pytest.FixtureRequest
) -> None:
    house = places.house("home", environment)
    file = lived(house)
    backed_up(house.stores, backup)
    erased(house)

    back = places.fresh(backup, on_servers(request) if environment else {})
    told = restored(back, backup, [outside(house.stores)])

    assert told["stays_erased"] == 1
    with pytest.raises(Missing):
        back.claims.find(DEFAULT_TENANT, CLAIM)
    with pytest.raises(Erased, match="no line of this ledger says so"):
        Proving.at(back).proved(ANN, CLAIM, "whole")
    with pytest.raises(Missing):
        back.standings.find(DEFAULT_TENANT, file)
    assert list(back.objects.names(TENANTS)) == []
    mine = select(func.count()).select_from(subjects).where(func.length(subjects.c.wrapped_key) == 0)
    assert back.database.read(lambda tx: tx.connection.execute(mine).scalar_one()) == 1


def test_the_gap_is_told_by_checkpoints_kept_outside(places: Places, backup: Backup) -> None:
    house = places.house()
    settled(house, png(1), "C-1")
    backed_up(house.stores, backup)
    before = int(str(Signing.at(house.stores).ledger.newest().size))  # type: ignore[union-attr]
    settled(house, png(2), "C-2")
    Signing.at(house.stores).now()
    newest = Signing.at(house.stores).ledger.newest()
    assert newest is not None

    back = places.fresh(backup)
    told = restored(back, backup, [FolderObjects.open(house.stores.folder / "checkpoints")])

    assert told["gap"] == newest.size - before > 0
    assert f"entries {before + 1} to {newest.size}" in str(told["said"])


def test_another_ledgers_checkpoints_are_not_taken_for_this_one(places: Places, backup: Backup) -> None:
    house, other = places.house(), places.house("other")
    settled(house, png(1), "C-1")
    settled(other, png(1), "C-1")
    backed_up(house.stores, backup)
    Signing.at(other.stores).now()

    told = restored(places.fresh(backup), backup, [FolderObjects.open(other.stores.folder / "checkpoints")])

    assert "not the ledger" in str(told["said"])


def test_a_changed_backup_is_refused(places: Places, backup: Backup) -> None:
    backed_up(places.house().stores, backup)
    file = backup.rows("entries")
    file.write_bytes(file.read_bytes()[:-9])

    with pytest.raises(Tampered):
        restored(places.fresh(backup), backup, [])


def test_nothing_is_restored_over_what_is_there(places: Places, backup: Backup) -> None:
    house = places.house()
    settled(house, png(1), "C-1")
    backed_up(house.stores, backup)

    with pytest.raises(Conflict, match="empty"):
        restored(house.stores, backup, [])


def test_a_backup_without_its_keys_or_of_another_form_is_refused(places: Places, backup: Backup) -> None:
    backed_up(places.house().stores, backup)
    about = backup.folder / "backup.json"

    with pytest.raises(WrongUse, match="keys"):
        keys_brought_back(replace(backup, keys=places.folder / "none"), places.folder / "new")
    about.write_text(about.read_text().replace('"form": "', '"form": "9'))
    with pytest.raises(WrongUse, match="form"):
        keys_brought_back(backup, places.folder / "new")


def test_the_backup_itself_opens_nothing(places: Places, backup: Backup) -> None:
    house = places.house()
    lived(house)

    backed_up(house.stores, backup)

    held = b"".join(path.read_bytes() for path in backup.folder.rglob("*") if path.is_file())
    assert MARK.encode() not in held
    assert not backup.rows("subjects").is_relative_to(backup.folder)
