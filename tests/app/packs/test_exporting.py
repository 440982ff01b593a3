"""What a proof pack holds: every reading of a file, not the newest alone."""

import json
import zipfile
from pathlib import Path

from app.commands import audit
from app.packs import verify
from storage.records.evidence.sweeping import Sweeping
from tests.storage.cellar import read
from tests.workers.houses import SENDER, House, png
from workers.outcomes import quarantined

CLAIM = "C-1"


def test_each_reading_of_a_file_goes_along_and_is_proved(tmp_path: Path) -> None:
    house, out = House.at(tmp_path / "home", {}), tmp_path / "pack.zip"
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

    assert audit.main(["export", "--data", str(tmp_path / "home"), "--claim", CLAIM, "--out", str(out)]) == 0

    with zipfile.ZipFile(out) as pack:
        pack.extractall(tmp_path / "pack")
    place = tmp_path / "pack/evidence" / file
    assert [(place / f"record-{number}.json").is_file() for number in (1, 2, 3)] == [True, True, False]
    proved = [json.loads(line)["file"] for line in (tmp_path / "pack/ledger/contents.jsonl").read_text().splitlines()]
    assert {f"evidence/{file}/record-{number}.json" for number in (1, 2)} <= set(proved)
    assert verify.main([str(tmp_path / "pack")]) == 0
