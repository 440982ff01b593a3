"""Two hundred files, samples and drawn ones, are read again to the byte, one at a time and two at a time."""

import json
import sys
import threading
import time
from datetime import date
from pathlib import Path

import pytest

from app.commands import replay
from fixtures import draw
from pipeline.evidence import ClaimId
from tests.workers.houses import SENDER, House
from workers.desk import Desk
from workers.reception import Reception
from workers.rounds.reader import Reader

SAMPLES = Path("fixtures/samples")
PAPERS = {".jpg", ".png", ".pdf"}
FILES = 200


def stated(house: House) -> None:
    """Whole claims with their facts."""
    for folder in sorted((SAMPLES / "claims/claims").iterdir()):
        facts = json.loads((folder / "claim.json").read_text("utf-8"))
        house.stores.claims.state(SENDER, ClaimId(facts["claim_id"]), facts, None)
        for file in sorted(one for one in folder.iterdir() if one.suffix in PAPERS):
            house.enter(file.read_bytes(), file.name, facts["claim_id"])


def entered(house: House, drawn: Path) -> None:
    """Single files, each a claim of its own, until there are enough."""
    files = [one for part in ("kinds", "demo", "defects") for one in sorted((SAMPLES / part).rglob("*"))]
    draw.main(["--out", str(drawn), "--count", str(FILES), "--seed", "replay", "--level", "clean", "--level", "scan"])
    for file in [*files, *sorted((drawn / "files").iterdir())]:
        if file.suffix in PAPERS and len(house.accepted) < FILES:
            house.enter(file.read_bytes(), file.name, f"C-{len(house.accepted)}")


def read(house: House) -> None:
    with Desk.open(house.stores.settings, lanes=2, today=date(2026, 11, 29)) as desk:
        reception = Reception(house.stores)
        readers = [Reader(stores=house.stores, desk=desk, reception=reception, owner=f"reader {n}") for n in (1, 2)]
        threads = [threading.Thread(target=lambda one=one: all(iter(one.read_next, False))) for one in readers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


@pytest.mark.slow
@pytest.mark.timeout(7_200)
def test_two_hundred_files_are_read_again_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PROOFDESK_POLICY", str(SAMPLES / "claims/policy"))
    house = House.at(tmp_path / "home", {"POLICY": str(SAMPLES / "claims/policy"), "LEASE_SECONDS": "600"})
    stated(house)
    entered(house, tmp_path / "drawn")
    read(house)

    for jobs in (1, 2):
        began = time.monotonic()
        status = replay.main(["--data", str(house.stores.folder), "--all", "--json", "--jobs", str(jobs)])
        verdicts = [json.loads(line)["verdict"] for line in capsys.readouterr().out.splitlines()]
        same = verdicts.count("identical")
        with capsys.disabled():
            sys.stdout.write(
                f"\n{same} of {len(verdicts)} the same, {jobs} at a time, {time.monotonic() - began:.0f} s\n"
            )
        assert status == 0
        assert same == len(verdicts) >= FILES
    house.stores.close()
