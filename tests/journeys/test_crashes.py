"""The whole product on one machine: whatever is killed, all that was accepted ends once."""

import time
from collections.abc import Iterator

import pytest

from benchmarks.invariants import open_evidence
from pipeline.lifecycle import EvidenceState
from tests.workers.houses import House, png
from tests.workers.systems import System, running, until
from workers.premises import LOCK

SETTLED_WITHIN = 30.0
PAPER = (400, 300)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    house = House.at(tmp_path_factory.mktemp("up"), {})
    with running(house) as system:
        yield system
    house.stores.close()


def all_ended(system: System, seconds: float = SETTLED_WITHIN) -> None:
    until(lambda: not open_evidence(system.house.stores.database), "everything ended", seconds)
    assert system.house.broken() == ()


def test_after_everything_was_killed_and_started_again_all_files_settle_in_time(system: System) -> None:
    found = [system.post(png(number, PAPER))["id"] for number in range(6)]
    until(lambda: any(system.house.standing(one).state is EvidenceState.READING for one in found), "one is being read")

    system.crash()
    assert (system.house.stores.folder / LOCK).exists()
    begun = time.monotonic()
    system.begin()

    all_ended(system, SETTLED_WITHIN - (time.monotonic() - begun))
    assert {system.house.standing(one).state for one in found} == {EvidenceState.SETTLED}
    assert {system.house.standing(one).failures for one in found} == {0}, "a crash of everything is no fault of a file"


@pytest.mark.parametrize("name", ["porter", "serve", "reader"])
def test_a_program_that_is_killed_is_started_again_and_work_goes_on(system: System, name: str) -> None:
    number = 10 + 10 * len(name)
    killed = system.program(name)
    system.post(png(number, PAPER))

    killed.kill()
    until(lambda: system.program(name).pid != killed.pid, f"{name} runs again")

    until(lambda: system.post_when_it_answers(png(number + 1, PAPER)), "it takes files again")
    all_ended(system)


def test_sigterm_ends_what_is_read_and_then_everything(system: System) -> None:
    found = [system.post(png(number, PAPER))["id"] for number in range(100, 103)]
    until(lambda: any(system.house.standing(one).state is EvidenceState.READING for one in found), "one is being read")

    status, seconds = system.end()

    assert status == 0
    assert seconds < system.house.stores.settings.pace.drain_seconds
    assert not [one for one in found if system.house.standing(one).state is EvidenceState.READING]
    assert not [one for one in found if system.house.standing(one).failures]
