"""An insider with database and key is found by the checkpoints outside: by the program, and by the stand-alone one."""

from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from app.packs.verify import main as verified
from app.packs.whole_ledger import ledger_file
from pipeline.errors import WrongUse
from pipeline.ledger.entries import Act
from storage.keys import checkpoint
from storage.memory import MemoryObjects
from storage.records.proof.checking import broken_entries
from storage.records.proof.checkpoints import Checkpoints
from storage.records.proof.ledger import write_entry
from storage.signer import Signer
from tests.storage.cellar import ACTOR, Cellar
from tests.storage.insiders import rewritten
from workers.proof.copies import Copies, copied_to

SIGNER = Signer.of(bytes(range(32)))
EVERY, TIMES = 5, 4


@pytest.fixture
def kept(cellar: Cellar) -> MemoryObjects:
    """A ledger with some checkpoints, each copied outside."""
    found, ledger = MemoryObjects(), Checkpoints(cellar.database)
    ledger.named(ACTOR, SIGNER.key)
    for _ in range(TIMES):
        for number in range(EVERY):
            act = Act(action="test.done", on=f"thing {number}", reason="为何")
            cellar.database.write(partial(write_entry, actor=ACTOR, act=act))
        made = ledger.sign(SIGNER)
        assert made is not None
        for part, content in (("note", made.note.encode()), ("leaves", made.leaves)):
            found.put(checkpoint(SIGNER.key.name, made.size, part), BytesIO(content))
    return found


def status(cellar: Cellar, kept: MemoryObjects, folder: Path) -> int:
    """Of the program that shares no code with us, over a copy of the whole ledger."""
    file = folder / "ledger.sqlite"
    file.unlink(missing_ok=True)
    ledger_file(cellar.database, file)
    outside = copied_to(kept, SIGNER.key.name, folder / "outside")
    return verified(["--database", str(file), "--key", str(SIGNER.key), "--checkpoint", str(outside)])


def test_a_ledger_nobody_touched_is_in_order_here_and_outside(
    cellar: Cellar, kept: MemoryObjects, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert status(cellar, kept, tmp_path) == 0
    assert list(Copies(Checkpoints(cellar.database), kept).differing()) == []


@pytest.mark.parametrize("number", [1, 12])
def test_whoever_rewrites_and_signs_everything_again_has_the_copies_against_them(
    cellar: Cellar, kept: MemoryObjects, tmp_path: Path, capsys: pytest.CaptureFixture[str], number: int
) -> None:
    copies = Copies(Checkpoints(cellar.database), kept)
    assert list(copies.differing()) == []

    rewritten(cellar.database, SIGNER, number)

    assert list(broken_entries(cellar.database)) == [], "by itself it is in order"
    assert "another history" in next(copies.differing())
    assert status(cellar, kept, tmp_path) == 1
    told = capsys.readouterr().out
    assert f"FAULT  row {number}:" in told
    assert "tells another history" in told


def test_a_ledger_that_was_cut_is_shorter_than_its_copies(cellar: Cellar, kept: MemoryObjects) -> None:
    empty = MemoryObjects()
    ledger = Checkpoints(cellar.database)
    newest = ledger.newest()
    assert newest is not None
    later = SIGNER.note(checkpoint_text(newest.size + 9))
    empty.put(checkpoint(SIGNER.key.name, newest.size + 9, "note"), BytesIO(str(later).encode()))

    assert "signed entries only" in next(Copies(ledger, empty).differing())


def test_a_copy_under_a_strangers_key_is_named(cellar: Cellar, kept: MemoryObjects) -> None:
    stranger = Signer.of(bytes(32), SIGNER.key.name)
    other = MemoryObjects()
    other.put(checkpoint(SIGNER.key.name, 3, "note"), BytesIO(str(stranger.note(checkpoint_text(3))).encode()))

    assert "no key of this ledger" in next(Copies(Checkpoints(cellar.database), other).differing())


def checkpoint_text(size: int) -> str:
    return f"{SIGNER.key.name}\n{size}\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"


def test_a_copy_of_the_ledger_replaces_no_file(cellar: Cellar, tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"x")

    with pytest.raises(WrongUse, match="new file"):
        ledger_file(cellar.database, tmp_path / "there")
