"""The ledger is signed in time and copied outside; where nobody signs, nothing new is taken in."""

import secrets
import stat
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.errors import Conflict, StoreTrouble, Unsigned, WrongUse
from pipeline.ledger.entries import Act
from pipeline.ledger.merkle import Tree, hashes
from pipeline.ledger.notes import Note
from storage.keys import checkpoint
from storage.memory import MemoryObjects
from storage.objects.bucket import BucketObjects, Place
from storage.records.proof.checkpoints import Checkpoints
from storage.records.proof.ledger import write_entry
from storage.signer import Signer, check, seed_in
from tests.workers.houses import SENDER, House, png
from workers.proof.signing import Signing, check_signed, key_file, outside, signed_now, signer_here
from workers.reception import Reception
from workers.rounds.porter import Porter
from workers.stores import Stores


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House.at(tmp_path / "home", {})


def written(stores: Stores, count: int) -> None:
    for _ in range(count):
        stores.database.write(lambda tx: write_entry(tx, SENDER, Act(action="test.done", on="thing")))


def test_the_first_start_makes_a_key_that_only_its_owner_reads(house: House) -> None:
    signer = signer_here(house.stores)

    assert signer is not None
    assert stat.S_IMODE(key_file(house.stores).stat().st_mode) == 0o400
    assert signer_here(house.stores) == signer or signer_here(house.stores).key == signer.key  # type: ignore[union-attr]
    assert Checkpoints(house.stores.database).signers() == (signer.key,)


def test_a_key_that_others_may_read_is_refused(house: House) -> None:
    signer_here(house.stores)
    key_file(house.stores).chmod(0o444)

    with pytest.raises(WrongUse, match="chmod 400"):
        signer_here(house.stores)


def test_a_machine_without_the_key_or_with_another_does_not_sign(house: House) -> None:
    signer_here(house.stores)
    key_file(house.stores).unlink()

    assert signer_here(house.stores) is None
    key_file(house.stores).write_text("ab" * 32)
    key_file(house.stores).chmod(0o400)
    assert signer_here(house.stores) is None
    names = [one.name for one in Porter.at(house.stores, Reception(house.stores), "me").rounds]
    assert "sign" not in names


def test_a_checkpoint_waits_for_a_minute_or_a_hundred_entries(house: House) -> None:
    stores = house.later()
    signing = Signing.at(stores)
    signing.now()
    written(stores, 99)

    assert signing.due() == 0
    written(stores, 1)
    assert signing.due() == 1
    written(stores, 1)
    assert signing.due() == 0
    house.clock.seconds += 61
    assert signing.due() == 1


def test_every_checkpoint_is_copied_outside_and_the_copies_are_enough_for_the_root(house: House) -> None:
    signing = Signing.at(house.stores)
    for _ in range(3):
        written(house.stores, 5)
        signing.now()

    copies = outside(house.stores)
    names = [kept.name for kept in copies.names("checkpoints/")]
    leaves = b"".join(copies.get(name).read() for name in names if name.endswith(".leaves"))
    note = Note.parsed(copies.get(max(name for name in names if name.endswith(".note"))).read())
    newest = signing.ledger.newest()
    assert newest is not None
    assert note.signed_by(signing.ledger.signers(), check) == signing.ledger.signers()
    assert Tree(hashes(leaves)).head(newest.size) == newest.head


def test_what_could_not_be_copied_is_copied_later(house: House) -> None:
    class Away(MemoryObjects):
        def put(self, name: str, content: object) -> bool:  # noqa: ARG002
            raise StoreTrouble("away")

    written(house.stores, 1)
    signing = Signing(house.stores, signer_here(house.stores), Away())
    with pytest.raises(StoreTrouble):
        signing.now()
    written(house.stores, 1)

    signing.copies = kept = MemoryObjects()
    signing.now()

    origin = signing.ledger.signers()[0].name
    assert {one.name for one in kept.names("checkpoints/")} == {
        checkpoint(origin, one.size, part) for one in signing.ledger.all() for part in ("note", "leaves")
    }


def test_nothing_new_is_taken_in_while_nobody_signs(house: House) -> None:
    written(house.stores, 1)
    late = house.later()
    house.clock.seconds = 1_801

    with pytest.raises(Unsigned, match="proofdesk porter"):
        check_signed(late)
    with pytest.raises(Unsigned):
        House(late, {}).enter(png(1))
    Signing.at(late).now()
    House(late, {}).enter(png(1))


def test_zero_says_that_work_goes_on_without_signatures(tmp_path: Path) -> None:
    house = House.at(tmp_path, {"UNSIGNED_SECONDS": "0"})
    written(house.stores, 1)
    late = house.later()
    house.clock.seconds = 999_999

    check_signed(late)


def test_a_lost_key_is_followed_by_a_new_one_under_the_same_name(house: House) -> None:
    first = signer_here(house.stores)
    assert first is not None
    signed_now(house.stores)
    key_file(house.stores).unlink()
    seed = bytes(range(32))
    heir = Signer.of(seed, first.key.name)
    Checkpoints(house.stores.database).named(SENDER, heir.key)
    key_file(house.stores).write_text(seed.hex())
    key_file(house.stores).chmod(0o400)

    signed_now(house.stores)

    newest = Checkpoints(house.stores.database).newest()
    assert seed_in(key_file(house.stores)) == seed
    assert newest is not None
    assert Note.parsed(newest.note.encode()).signed_by((heir.key,), check) == (heir.key,)
    assert signer_here(house.stores) is not None


def test_two_first_starts_agree_on_one_key(house: House) -> None:
    Checkpoints(house.stores.database).named(SENDER, Signer.of(bytes(32)).key)

    assert signer_here(house.stores) is None
    with pytest.raises(Conflict):
        Checkpoints(house.stores.database).named(SENDER, Signer.of(bytes(range(32))).key)


def test_copies_in_a_locked_bucket_are_neither_taken_away_nor_overwritten(tmp_path: Path, s3: Place) -> None:
    name = f"checkpoints-{secrets.token_hex(4)}"
    BucketObjects.open(replace(s3, bucket=name)).make_locked_bucket()
    server = {"S3_ENDPOINT": s3.endpoint, "S3_ACCESS_KEY": s3.access_key, "S3_SECRET_KEY": s3.secret_key}
    ours = {**server, "S3_REGION": s3.region, "S3_SECURE": "0", "WORM_DAYS": "1", "CHECKPOINTS": f"s3://{name}"}
    house = House.at(tmp_path / "home", ours)
    written(house.stores, 3)

    signing = Signing.at(house.stores)
    signing.now()

    copies, newest = outside(house.stores), signing.ledger.newest()
    assert newest
    names = [kept.name for kept in copies.names("checkpoints/")]
    assert len(names) == 2 * len(list(signing.ledger.all()))
    for one in names:
        before = copies.get(one).read()
        with pytest.raises(StoreTrouble, match="AccessDenied"):
            copies.delete(one)
        copies.put(one, BytesIO(b"another history"))
        assert copies.get(one).read() == before
    house.stores.close()
