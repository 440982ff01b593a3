"""Wherever a reader or its children die, the evidence ends once."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from extractors.wanted import WANTED
from pipeline.evidence import EvidenceId
from pipeline.lifecycle import EvidenceState
from tests.workers.actors.dying_reader import POINTS, QUICK, VICTIMS, desk
from tests.workers.houses import House, png, served
from workers.desk import Desk
from workers.room.reading_room import ReadingRoom
from workers.rounds.dispatching import Dispatching
from workers.settings import Settings

Nursery = subprocess.Popen[str]
Kill = Callable[[House, str, str], None]
ROOT = Path(__file__).resolve().parents[2]
ALL = [(point, victim) for point in POINTS for victim in VICTIMS]
FEW = [
    ("after the claim", "reader"),
    ("after the object", "both"),
    ("in the middle of reading", "reader"),
    ("before reading", "children"),
    ("inside the transaction", "reader"),
    ("after the commit", "both"),
]
FEW_SERVED = [("after the claim", "both"), ("in the middle of reading", "reader"), ("inside the transaction", "both")]


@pytest.fixture(scope="module")
def second() -> Iterator[Desk]:
    """The desk of the reader that goes on where another one died."""
    settings = replace(Settings(), start_seconds=30)
    with desk(settings, ReadingRoom(settings, lanes=1, wanted=WANTED, cast=QUICK)) as here:
        yield here


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    command = (sys.executable, "-m", "tests.workers.actors.dying_reader")
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as nursery:
        yield nursery
        nursery.communicate()


@pytest.fixture
def kill(nursery: Nursery, second: Desk) -> Kill:
    """A reader in the house is killed, another one goes on."""

    def killed(house: House, point: str, victim: str) -> None:
        found = house.enter(png(1))
        if house.stores.hints:
            Dispatching(house.stores.work, house.stores.hints, "porter").dispatch()
        children = _dying(nursery, house, point, victim)
        house.recovered(second)
        _ended_once(house, found)
        assert not [pid for pid in children if _lives(pid)], "a child outlived its reader"

    return killed


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[House]:
    house = House.at(tmp_path, {})
    yield house
    house.stores.close()


@pytest.fixture
def on_servers(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    house = House.at(tmp_path, served(request))
    yield house
    house.stores.close()


@pytest.mark.parametrize(("point", "victim"), FEW)
def test_a_reader_dies_and_the_evidence_ends_once(kill: Kill, embedded: House, point: str, victim: str) -> None:
    kill(embedded, point, victim)


@pytest.mark.parametrize(("point", "victim"), FEW_SERVED)
def test_a_reader_on_servers_dies_and_the_evidence_ends_once(
    kill: Kill, on_servers: House, point: str, victim: str
) -> None:
    kill(on_servers, point, victim)


@pytest.mark.slow
@pytest.mark.parametrize(("point", "victim"), ALL)
def test_whoever_dies_and_wherever_the_evidence_ends_once(kill: Kill, embedded: House, point: str, victim: str) -> None:
    kill(embedded, point, victim)


@pytest.mark.slow
@pytest.mark.parametrize(("point", "victim"), ALL)
def test_whoever_dies_and_wherever_on_servers_the_evidence_ends_once(
    kill: Kill, on_servers: House, point: str, victim: str
) -> None:
    kill(on_servers, point, victim)


def _ended_once(house: House, found: EvidenceId) -> None:
    standing = house.standing(found)

    assert standing.state is EvidenceState.SETTLED
    assert standing.failures <= 1
    assert standing.record == 1
    assert house.broken() == ()


def _dying(nursery: Nursery, house: House, point: str, victim: str) -> list[int]:
    """The process ids of its children when it was struck."""
    assert nursery.stdin
    assert nursery.stdout
    nursery.stdin.write(json.dumps({"environment": house.environment, "point": point, "victim": victim}) + "\n")
    nursery.stdin.flush()
    told = json.loads(nursery.stdout.readline())
    assert isinstance(told, list), f"it ended with {told} and was never struck"
    assert int(nursery.stdout.readline()) == (0 if victim == "children" else -9)
    return told


def _lives(pid: int) -> bool:
    """Whether it is still there in a second; one that nobody buried does not count."""
    end = time.monotonic() + 1
    while time.monotonic() < end:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return False
        except psutil.NoSuchProcess:
            return False
        time.sleep(0.02)
    return True
