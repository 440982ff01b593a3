"""After an erasure no byte of a person is left that anybody can read, and every proof is as good as before."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from pipeline.errors import Erased, Missing
from storage.keys import TENANTS, destroyed
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.proof.checking import broken_entries
from storage.records.proof.crosscheck import told_apart
from storage.records.schema import subjects
from storage.records.tables import metadata
from tests.storage.cellar import read
from tests.workers.houses import House, served
from tests.workers.keeping.marked_lives import CLAIM, MARK, erased, lived, marked_png
from workers.keeping.erasing import Erasing
from workers.proof.proving import entry_proof
from workers.proof.signing import Signing, outside


@pytest.fixture(params=["embedded", "served"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    house = House.at(tmp_path, served(request) if request.param == "served" else {})
    yield house
    house.stores.close()


def wrapped_keys(house: House) -> list[bytes]:
    wanted = select(subjects.c.wrapped_key)
    return house.stores.database.read(lambda tx: [bytes(one) for one in tx.connection.execute(wanted).scalars()])


def everything(house: House) -> bytes:
    """Every byte of the folder with database, objects, copies and logs, and every row as the database hands it out."""
    files = b"\n".join(path.read_bytes() for path in sorted(house.stores.folder.rglob("*")) if path.is_file())

    def rows(database_rows: list[object]) -> bytes:
        return b"\n".join(
            bytes(one) if isinstance(one, bytes | memoryview) else str(one).encode("utf-8", "surrogatepass")
            for one in database_rows
        )

    def dump(tx: object) -> bytes:
        found: list[object] = []
        for table in metadata.sorted_tables:
            for row in tx.connection.execute(select(table)):  # type: ignore[attr-defined]
                found += [*row]
        return rows(found)

    return files + house.stores.database.read(dump)


def test_nothing_of_the_person_can_be_read_afterwards(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    file = lived(house)
    (key,) = [one for one in wrapped_keys(house) if one][:1]
    before = everything(house)
    assert key in before, "without this the scan proves nothing"
    assert house.standing(file).evidence.filename == f"{MARK}.png"

    done = erased(house)

    after = everything(house)
    assert done.state == "done"
    for hidden in (MARK.encode(), MARK.encode("utf-16-le"), MARK.encode("unicode_escape"), b"NAUGHTY-7731", key):
        assert hidden not in after
    assert MARK not in caplog.text
    assert list(house.stores.objects.names(TENANTS)) == []
    with pytest.raises(Erased):
        house.stores.claims.find(DEFAULT_TENANT, CLAIM)
    with pytest.raises(Missing):
        house.standing(file)


def test_every_proof_is_as_good_as_before(house: House) -> None:
    lived(house)
    Signing.at(house.stores).now()
    proved, _ = entry_proof(house.stores, 3)

    erased(house)
    Signing.at(house.stores).now()

    again, signed = entry_proof(house.stores, 3)
    assert again.body == proved.body
    assert signed.size > 3
    assert list(broken_entries(house.stores.database)) == []
    assert list(told_apart(house.stores.database)) == []


def test_who_keeps_backups_is_told_before_the_key_goes(house: House) -> None:
    subject = house.standing(lived(house)).evidence.subject

    erased(house)

    with outside(house.stores).get(destroyed(DEFAULT_TENANT, subject)) as told:
        assert subject.encode() in told.read()


def test_what_waits_is_carried_out_by_the_porter_later(house: House) -> None:
    file = house.enter(marked_png(), "a.png", CLAIM)
    waiting = erased(house)

    lease = house.stores.work.claim("reader", file)
    assert lease is not None
    house.stores.work.settle(lease, read("a.png"))
    first, again = Erasing.at(house.stores, "porter").due(), Erasing.at(house.stores, "porter").due()

    assert (waiting.state, first, again) == ("agreed", 1, 0)
    assert house.stores.erasures.find(DEFAULT_TENANT, waiting.id).state == "done"
