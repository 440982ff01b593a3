"""With the times as they are shipped: readers on a machine that dies, and who takes over when."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.invariants import open_evidence
from pipeline.lifecycle import EvidenceState
from tests.workers.houses import House, served
from tests.workers.systems import ROOT, until

PAPER = ROOT / "fixtures/samples/kinds/en_receipt_photo3.jpg"
READERS = 5
RECOVERED_WITHIN = 120.0
SHIPPED = {"LEASE_SECONDS": "60", "BEAT_SECONDS": "15", "SWEEP_SECONDS": "15", "HINT_SECONDS": "30"}


@contextmanager
def program(house: House, word: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program without a supervisor, as on a machine nobody watches."""
    environment = {**house.environment, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen((sys.executable, "-P", "-m", "app.cli", word), env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _held(house: House) -> int:
    """How many leases there are, those of the dead included."""
    return sum(house.standing(one).state is EvidenceState.READING for one in house.accepted)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("profile", ["embedded", "served"])
def test_five_readers_die_with_their_machine_and_another_one_takes_over_in_time(
    profile: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    settings = served(request) if profile == "served" else {}
    house = House.at(tmp_path, {**settings, **SHIPPED})
    content = PAPER.read_bytes()
    for number in range(READERS):
        house.enter(content + bytes([number]) * 20)
    with program(house, "porter"):
        for killed in range(READERS):
            with program(house, "reader"):
                until(lambda killed=killed: _held(house) > killed, "it reads another one", 60)  # type: ignore[misc]
        begun = time.monotonic()
        with program(house, "reader"):
            until(lambda: not open_evidence(house.stores.database), "everything ended", RECOVERED_WITHIN)
    assert time.monotonic() - begun < RECOVERED_WITHIN
    assert house.broken() == ()
    house.stores.close()
