"""The whole product on real servers: whichever dies, is emptied, full or away, all that was accepted ends once."""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from redis import Redis

from benchmarks.invariants import open_evidence
from benchmarks.servers import valkey
from benchmarks.servers.postgres import new_database
from benchmarks.servers.running import Server
from pipeline.errors import StoreTrouble
from tests.workers.houses import House, png
from tests.workers.systems import System, running, until

PAPER = (400, 300)
FILES = 6
ENDED_WITHIN = 90.0


@dataclass(frozen=True)
class Servers:
    records: Server
    objects: Server
    hints: Server

    def settings(self) -> Mapping[str, str]:
        """Of a new database and a new bucket on them, without PROOFDESK_."""
        found = {**self.objects.exports, **self.hints.exports}
        ours = {name.removeprefix("PROOFDESK_"): value for name, value in found.items()}
        tag = secrets.token_hex(6)
        return {**ours, "DATABASE_URL": new_database(self.records, f"t{tag}"), "S3_BUCKET": f"b{tag}"}


@pytest.fixture(scope="module")
def servers(postgres_server: Server, seaweed_server: Server, valkey_server: Server) -> Servers:
    valkey.flush(valkey_server)
    return Servers(postgres_server, seaweed_server, valkey_server)


@pytest.fixture(scope="module")
def system(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    house = House.at(tmp_path_factory.mktemp("served"), servers.settings())
    with running(house, readers=2) as system:
        yield system
    house.stores.close()


@pytest.fixture(autouse=True)
def all_of_them_answer_again(servers: Servers) -> Iterator[None]:
    """Whatever a test did, the next one finds them running."""
    yield
    for server in (servers.records, servers.objects, servers.hints):
        server.start()


numbers = iter(range(10_000))


def sent(system: System, count: int = FILES) -> list[str]:
    return [system.post(png(next(numbers), PAPER))["id"] for _ in range(count)]


def all_ended(system: System) -> None:
    def ended() -> bool:
        try:
            return not open_evidence(system.house.stores.database)
        except StoreTrouble:
            return False

    until(ended, "everything ended", ENDED_WITHIN)
    assert system.house.broken() == ()


def emptied(servers: Servers) -> None:
    valkey.flush(servers.hints)


def killed(servers: Servers) -> None:
    servers.hints.kill()
    servers.hints.start()


def full(servers: Servers) -> None:
    """No room for one more hint, for two seconds."""
    redis = Redis.from_url(servers.hints.exports["PROOFDESK_REDIS_URL"])
    redis.config_set("maxmemory", "1")
    time.sleep(2)
    redis.config_set("maxmemory", "0")
    redis.close()


@pytest.mark.parametrize("fault", [emptied, killed, full], ids=lambda fault: fault.__name__)
def test_redis_may_do_what_it_likes(system: System, servers: Servers, fault: Callable[[Servers], None]) -> None:
    before = sent(system)

    fault(servers)
    after = sent(system)

    all_ended(system)
    assert {system.house.standing(one).failures for one in (*before, *after)} == {0}


def test_without_redis_files_are_taken_and_read(system: System, servers: Servers) -> None:
    servers.hints.kill()

    sent(system)

    all_ended(system)


def test_while_the_objects_are_away_senders_are_told_and_nothing_is_lost(system: System, servers: Servers) -> None:
    before = sent(system)
    servers.objects.kill()

    answer = system.post(png(next(numbers), PAPER))
    servers.objects.start()

    assert (answer["status"], answer["code"]) == (503, "store_away")
    until(lambda: system.post_when_it_answers(png(next(numbers), PAPER)), "it takes files again")
    all_ended(system)
    assert {system.house.standing(one).failures for one in before} == {0}


@pytest.mark.slow
def test_a_database_that_is_killed_loses_nothing_it_acknowledged(system: System, servers: Servers) -> None:
    sent(system)
    servers.records.kill()

    answer = system.post(png(next(numbers), PAPER))
    servers.records.start()

    assert answer["status"] == 503
    until(lambda: system.post_when_it_answers(png(next(numbers), PAPER)), "it takes files again")
    all_ended(system)


@pytest.mark.slow
def test_a_minute_without_redis_delays_nothing(system: System, servers: Servers) -> None:
    servers.hints.kill()
    for _ in range(6):
        sent(system, 2)
        time.sleep(10)

    all_ended(system)
    servers.hints.start()
    sent(system)
    all_ended(system)
