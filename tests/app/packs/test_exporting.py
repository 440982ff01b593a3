"""What a proof pack holds: every reading of a file, not the newest alone, and every look at it."""

import json
import zipfile
from functools import partial
from pathlib import Path

import pytest

from app.commands import audit
from app.packs import verify
from app.packs.cover_words import ACTIONS
from pipeline.ledger.entries import Act
from pipeline.lifecycle import Move
from storage.records.evidence.sweeping import Sweeping
from storage.records.proof.ledger import write_entry
from tests.storage.cellar import read
from tests.workers.houses import SENDER, House, png
from workers.outcomes import quarantined

CLAIM = "C-1"


def exported(folder: Path) -> Path:
    """The unpacked proof pack of the claim of the installation `home` in `folder`."""
    home, out = folder / "home", folder / "pack.zip"
    assert audit.main(["export", "--data", str(home), "--claim", CLAIM, "--out", str(out)]) == 0
    with zipfile.ZipFile(out) as pack:
        pack.extractall(folder / "pack")
    return folder / "pack"


def test_each_reading_of_a_file_goes_along_and_is_proved(tmp_path: Path) -> None:
    house = House.at(tmp_path / "home", {})
    file, work = house.enter(png(1), "a.png", CLAIM), house.later().work
    for _ in range(3):  # a reader that dies with it
        assert work.claim("reader", file)
        house.clock.seconds += 60
        Sweeping(work, quarantined).lapsed("porter")
        house.clock.seconds += 600
    work.again(SENDER, file, "a new reader is installed")
    lease = work.claim("reader", file)
    assert lease is not None
    assert work.settle(lease, read("a.png")) == 2
    house.stores.close()

    unpacked = exported(tmp_path)

    place = unpacked / "evidence" / file
    assert [(place / f"record-{number}.json").is_file() for number in (1, 2, 3)] == [True, True, False]
    proved = [json.loads(line)["file"] for line in (unpacked / "ledger/contents.jsonl").read_text().splitlines()]
    assert {f"evidence/{file}/record-{number}.json" for number in (1, 2)} <= set(proved)
    assert verify.main([str(unpacked)]) == 0


@pytest.mark.parametrize("action", sorted(one for one in ACTIONS if one.startswith("evidence.")))
def test_the_program_in_the_pack_tells_a_move_of_a_file_from_a_look_at_it(action: str) -> None:
    moves = {"evidence.received", *(f"evidence.{move}" for move in Move)}

    assert bool(verify.LIFE.fullmatch(action)) == (action in moves)


def test_a_file_that_was_looked_at_and_handed_out_leaves_no_gap(tmp_path: Path) -> None:
    house = House.at(tmp_path / "home", {})
    file, work = house.enter(png(1), "a.png", CLAIM), house.stores.work
    lease = work.claim("reader", file)
    assert lease is not None
    work.settle(lease, read("a.png"))
    for action in ("evidence.viewed", "evidence.handed_out", "evidence.revealed", "evidence.replayed"):
        act = Act(action=action, on=file, new="page 1", reason="review of C-1")
        house.stores.database.write(partial(write_entry, actor=SENDER, act=act))
    house.stores.close()

    unpacked = exported(tmp_path)

    assert verify.main([str(unpacked)]) == 0


def test_a_move_that_was_left_out_is_still_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    house = House.at(tmp_path / "home", {})
    house.enter(png(1), "a.png", CLAIM)
    assert house.stores.work.claim("reader")
    house.stores.close()
    lines = (unpacked := exported(tmp_path)) / "ledger/entries.jsonl"
    kept = [line for line in lines.read_text("utf-8").splitlines() if "evidence.received" not in line]

    lines.write_text("".join(f"{line}\n" for line in kept), "utf-8")

    assert verify.main([str(unpacked)]) == 1
    assert "before it an entry on evd_" in capsys.readouterr().out
