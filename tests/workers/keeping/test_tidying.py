"""Only what nobody refers to goes, and not before it is a day old."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from storage.keys import TENANTS, incoming, original
from tests.workers.houses import House, png
from workers.keeping.tidying import PACKS, Tidying

DAY = timedelta(hours=24)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House.at(tmp_path, {})
    yield house
    house.stores.close()


def orphan(house: House) -> str:
    """An object whose evidence was never entered: its door died in between."""
    found = house.standing(house.enter(png(1))).evidence
    name = original(found.tenant, found.subject, "0" * 64)
    house.stores.objects.put(name, BytesIO(b"nobody's"))
    return name


def kept(house: House) -> set[str]:
    return {one.name for one in house.stores.objects.names(TENANTS)}


def test_an_object_that_nobody_refers_to_stays_for_a_day(house: House) -> None:
    name = orphan(house)

    gone = Tidying(house.stores).tidy(datetime.now(UTC) + DAY - MINUTE)

    assert gone == 0
    assert name in kept(house)


def test_after_a_day_it_goes_and_what_evidence_refers_to_stays(house: House) -> None:
    name = orphan(house)
    before = kept(house)

    gone = Tidying(house.stores).tidy(datetime.now(UTC) + DAY + MINUTE)

    assert gone == 1
    assert kept(house) == before - {name}


def test_however_old_nothing_that_evidence_refers_to_is_deleted(house: House) -> None:
    for number in range(5):
        house.enter(png(number), claim=f"C-{number % 2}")
    before = kept(house)

    Tidying(house.stores).tidy(datetime.now(UTC) + 1_000 * DAY)

    assert kept(house) == before
    assert not [one for one in house.broken() if one.number in (4, 5)]


def test_what_was_left_at_the_door_goes_after_a_day(house: House) -> None:
    house.stores.objects.put(incoming("default", "upl_1"), BytesIO(b"never fetched"))

    assert Tidying(house.stores).tidy(datetime.now(UTC) + DAY - MINUTE) == 0
    assert Tidying(house.stores).tidy(datetime.now(UTC) + DAY + MINUTE) == 1


def test_a_proof_pack_that_a_crash_left_goes_after_an_hour(house: House) -> None:
    left = house.stores.folder / f"{PACKS}x"
    left.mkdir()
    (left / "pack.zip").write_bytes(b"readable")

    early = Tidying(house.stores).tidy(datetime.now(UTC) + timedelta(minutes=59))
    late = Tidying(house.stores).tidy(datetime.now(UTC) + timedelta(minutes=61))

    assert (early, late, left.exists()) == (0, 1, False)
