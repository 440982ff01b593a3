"""Hostile files through the API: a documented answer for each, an end for what was taken, and all lives on."""

import os
from pathlib import Path

import pytest

from benchmarks.invariants import open_evidence
from tests.workers.houses import House
from tests.workers.systems import System, running, until

DATA = os.environ.get("PROOFDESK_DATA")
MOST_SECONDS = 900.0
DOCUMENTED = {202, 413, 415, 422}


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.timeout(1_800)
@pytest.mark.skipif(not DATA, reason="set PROOFDESK_DATA to the folder of real documents")
def test_hostile_files_are_answered_and_end_and_harm_nobody(tmp_path: Path) -> None:
    house = House.at(tmp_path, {})
    files = sorted(path for path in (Path(str(DATA)) / "hostile/files").rglob("*") if path.is_file())
    with running(house, readers=2) as system:
        programs = {name: system.program(name).pid for name in ("serve", "porter", "reader")}
        answers = {path.name: _posted(system, path) for path in files}

        until(lambda: not open_evidence(house.stores.database), "everything ended", MOST_SECONDS)
        assert {name: system.program(name).pid for name in programs} == programs
    assert files
    assert {name: status for name, status in answers.items() if status not in DOCUMENTED} == {}
    assert house.broken() == ()
    house.stores.close()


def _posted(system: System, path: Path) -> int:
    return int(system.post(path.read_bytes(), path.name, claim_id=path.parent.name)["status"])
