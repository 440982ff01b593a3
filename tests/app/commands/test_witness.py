"""A witness vouches for what only grew, and refuses everything else; what it vouched for outlives it."""

import base64
import json
import logging
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.commands.witness import Witness, served
from pipeline.errors import StoreTrouble, WrongUse
from pipeline.ledger.checkpoints import Checkpoint, cosigned_message
from pipeline.ledger.entries import Act
from pipeline.ledger.merkle import Tree, leaf_hash
from pipeline.ledger.notes import Note, NoteKey
from pipeline.ledger.witnessing import request
from storage.records.proof.ledger import write_entry
from storage.signer import Signer, check
from tests.workers.houses import SENDER, House
from workers.proof.signing import signed_now
from workers.proof.witnessed import Witnessed

LOG = Signer.of(bytes(range(32)))
TREE = Tree([leaf_hash(b"%d" % number) for number in range(100)])
OTHER = Tree([leaf_hash(b"other %d" % number) for number in range(100)])


def note(size: int, tree: Tree = TREE, signer: Signer = LOG) -> str:
    return str(signer.note(Checkpoint(signer.key.name, tree.head(size)).text))


def grown(old: int, new: int, tree: Tree = TREE) -> bytes:
    return request(old, tree.consistency(old, new), note(new, tree))


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness.at(tmp_path / "witness", (LOG.key,))


def test_what_grows_is_vouched_for_with_the_time_it_was_seen(witness: Witness) -> None:
    verdict = witness.answer(grown(0, 10), 1_700_000_000)

    assert verdict.status == 200
    text = Checkpoint(LOG.key.name, TREE.head(10)).text
    (signature,) = Note.parsed(f"{text}\n{verdict.told}".encode()).signatures
    assert (signature.name, signature.key_id) == (witness.signer.key.name, witness.signer.key.id)
    assert int.from_bytes(signature.held[:8], "big") == 1_700_000_000
    assert check(witness.signer.key.public, signature.held[8:], cosigned_message(text, 1_700_000_000))
    assert witness.answer(grown(10, 64), 1).status == 200
    assert witness.answer(grown(64, 64), 1).status == 200


def test_a_fork_is_refused(witness: Witness) -> None:
    witness.answer(grown(0, 10), 1)

    assert witness.answer(grown(10, 10, OTHER), 1).status == 409
    assert witness.answer(grown(10, 20, OTHER), 1).status == 422
    assert witness.answer(grown(10, 20), 1).status == 200


def test_whoever_goes_back_or_forgets_is_told_how_far_it_was(witness: Witness) -> None:
    witness.answer(grown(0, 20), 1)

    for body in (grown(0, 30), grown(10, 30), grown(0, 5)):
        verdict = witness.answer(body, 1)
        assert (verdict.status, verdict.told) == (409, "20\n")


def test_strangers_are_refused(witness: Witness) -> None:
    stranger = Signer.of(bytes(32))
    impostor = Signer.of(bytes(32), LOG.key.name)

    assert witness.answer(request(0, (), note(5, signer=stranger)), 1).status == 404
    assert witness.answer(request(0, (), note(5, signer=impostor)), 1).status == 403
    forged = note(5).replace(note(5).splitlines()[2], base64.b64encode(bytes(32)).decode())
    assert witness.answer(request(0, (), forged), 1).status == 403


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 01\n\n" + note(5).encode(),
        b"old -1\n\n" + note(5).encode(),
        b"new 0\n\n" + note(5).encode(),
        b"old 0\nAAAA\n\n" + note(5).encode(),
        b"old 0\n" + b"PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n" * 64 + b"\n" + note(5).encode(),
        b"old 0\n\n",
        grown(0, 5)[:-5],
        request(9, (), note(5)),
    ],
    ids=lambda body: f"{len(body)} bytes",
)
def test_what_is_no_request_is_refused(witness: Witness, body: bytes) -> None:
    assert witness.answer(body, 1).status == 400


def test_what_it_vouched_for_outlives_it(witness: Witness) -> None:
    witness.answer(grown(0, 20), 1)

    again = Witness.at(witness.folder, (LOG.key,))

    assert again.signer.key == witness.signer.key
    assert again.answer(grown(0, 20, OTHER), 1).status == 409
    assert again.answer(grown(20, 40), 1).status == 200


def test_a_ledger_with_a_new_key_is_followed_under_both(tmp_path: Path) -> None:
    heir = Signer.of(bytes(32), LOG.key.name)
    witness = Witness.at(tmp_path / "witness", (LOG.key, heir.key))

    assert witness.answer(grown(0, 10), 1).status == 200
    assert witness.answer(request(10, TREE.consistency(10, 20), note(20, signer=heir)), 1).status == 200


@contextmanager
def listening(witness: Witness) -> Iterator[str]:
    server = served(witness, "127.0.0.1", 0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_it_speaks_http_as_the_standard_says(witness: Witness) -> None:
    def post(body: bytes, path: str = "/add-checkpoint") -> tuple[int, str]:
        asked = urllib.request.Request(address + path, body, method="POST")  # noqa: S310 - our own
        try:
            with urllib.request.urlopen(asked) as answer:  # noqa: S310
                return answer.status, answer.headers["Content-Type"]
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers["Content-Type"]

    with listening(witness) as address:
        assert post(grown(0, 10))[0] == 200
        assert post(grown(0, 20)) == (409, "text/x.tlog.size")
        assert post(b"x")[0] == 400
        assert post(b"x" * 70_000)[0] == 413
        assert post(grown(10, 20), "/other")[0] == 404


def house_at(folder: Path, witness: Witness, address: str) -> House:
    return House.at(folder, {"WITNESS": address, "WITNESS_KEY": str(witness.signer.key)})


def written(house: House, count: int) -> None:
    for _ in range(count):
        house.stores.database.write(lambda tx: write_entry(tx, SENDER, Act(action="test.done", on="thing")))
    signed_now(house.stores)


def first_key(folder: Path) -> NoteKey:
    house = House.at(folder, {})
    written(house, 1)
    line = (folder / "keys/ledger.key").read_text().strip()
    return Signer.of(bytes.fromhex(line)).key


def test_the_porter_shows_every_checkpoint_and_keeps_what_was_signed(tmp_path: Path) -> None:
    witness = Witness.at(tmp_path / "witness", (first_key(tmp_path / "home"),))
    with listening(witness) as address:
        house = house_at(tmp_path / "home", witness, address)
        showing = Witnessed.at(house.stores)
        showing.tell()
        written(house, 3)
        showing.tell()
        written(house, 3)
        Witnessed.at(house.stores).tell()  # after a restart it asks how far the witness is

    kept = sorted((tmp_path / "home/checkpoints").rglob("*.cosigned"))
    assert len(kept) == 3
    assert len(Note.parsed(kept[-1].read_bytes()).signatures) == 2


def test_a_witness_that_saw_another_ledger_raises_an_alarm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Somebody restores a backup and goes on: the ledger forks."""
    witness = Witness.at(tmp_path / "witness", (first_key(tmp_path / "home"),))
    with listening(witness) as address:
        house = house_at(tmp_path / "home", witness, address)
        signer = Signer.of(bytes.fromhex((tmp_path / "home/keys/ledger.key").read_text()))
        witness.answer(request(0, (), note(50, OTHER, signer)), 1)
        Witnessed.at(house.stores).tell()

    assert any(
        one.levelno == logging.CRITICAL and one.message == "witness refuses the ledger" for one in caplog.records
    )


def test_a_witness_that_is_away_is_trouble_and_asked_again(tmp_path: Path) -> None:
    witness = Witness.at(tmp_path / "witness", (first_key(tmp_path / "home"),))
    house = house_at(tmp_path / "home", witness, "http://127.0.0.1:9")

    showing = Witnessed.at(house.stores)
    for _ in range(2):
        with pytest.raises(StoreTrouble, match="see whether it runs"):
            showing.tell()


@pytest.mark.parametrize("key", ["", str(LOG.key), json.dumps({})])
def test_a_witness_without_its_key_is_wrong_use(tmp_path: Path, key: str) -> None:
    house = House.at(tmp_path / "home", {"WITNESS": "http://127.0.0.1:9", "WITNESS_KEY": key})

    with pytest.raises(WrongUse, match="WITNESS_KEY"):
        Witnessed.at(house.stores)
