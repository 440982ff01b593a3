"""What every database must hold to: claims in versions, events in order, duties of one process."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.errors import Conflict, Missing
from pipeline.evidence import ClaimId
from storage.records.duties import Duties
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.telling.happenings import Happenings
from tests.storage.cellar import ACTOR, OTHER, Cellar, HandClock


def test_a_claim_keeps_its_facts_whole_and_counts_its_versions(cellar: Cellar) -> None:
    claim = ClaimId("索赔 1")
    first = cellar.claims.state(ACTOR, claim, {"amount": "12.50", "名": ["a", None]}, None)
    second = cellar.claims.state(ACTOR, claim, {"amount": "13"}, first.version)

    assert (first.version, second.version) == (1, 2)
    assert cellar.claims.find(DEFAULT_TENANT, claim).facts == {"amount": "13"}
    with pytest.raises(Conflict):
        cellar.claims.state(ACTOR, claim, {}, first.version)
    with pytest.raises(Missing):
        cellar.claims.find(OTHER, claim)


def test_a_claim_stated_by_many_at_once_is_one(cellar: Cellar) -> None:
    with ThreadPoolExecutor(8) as pool:
        versions = list(
            pool.map(lambda n: cellar.claims.state(ACTOR, ClaimId("race"), {"n": n}, None).version, range(16))
        )

    assert sorted(versions) == list(range(1, 17))


def test_listeners_miss_no_event_while_many_write(cellar: Cellar) -> None:
    seen: list[int] = []
    done = threading.Event()

    def listen() -> None:
        while not done.is_set() or len(seen) < 40:
            after = seen[-1] if seen else 0
            seen.extend(one.number for one in happenings.after(DEFAULT_TENANT, after, claim=None, limit=7))
            done.wait(0.002)  # let the writers in

    happenings = Happenings(cellar.database)
    listener = threading.Thread(target=listen)
    listener.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: cellar.enter(f"file {n}", f"C-{n % 4}"), range(40)))
    done.set()
    listener.join(20)

    assert len(seen) == len(set(seen)) == 40


def test_a_duty_is_one_processes(cellar: Cellar, clock: HandClock) -> None:
    first, second = Duties(cellar.database, "first"), Duties(cellar.database, "second")

    assert first.mine("sweep", 30)
    assert not second.mine("sweep", 30)
    clock.pass_by(31)
    assert second.mine("sweep", 30)
    second.leave()
    assert Duties(cellar.database, "third").mine("sweep", 30)
