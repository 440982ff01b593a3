"""Hints on a real Redis: once each, counted, and never in anybody's way when Redis is not there."""

import time

import pytest
from redis import Redis

from benchmarks.servers.running import Server
from pipeline.errors import StoreTrouble, WrongUse
from pipeline.evidence import EvidenceId
from tests.workers.followers import Desk, following, until
from workers.rounds.hints import RedisHints, hint_name

ONE, TWO = EvidenceId("evd_One1"), EvidenceId("evd_Two2")


@pytest.fixture
def hints(url: str) -> RedisHints:
    return RedisHints.at(url)


def test_a_hint_is_an_id_and_a_number_and_leaves_by_itself(hints: RedisHints, url: str) -> None:
    hints.send(ONE, 3)

    with Redis.from_url(url) as redis:
        held = redis.hgetall("rq:job:evd_One1-3")
        lives = redis.ttl("rq:job:evd_One1-3")
    assert sum(len(name) + len(value) for name, value in held.items()) < 600
    assert 0 < lives <= 3_600


def test_a_hint_sent_twice_lies_there_once(hints: RedisHints) -> None:
    hints.send(ONE, 1)
    hints.send(TWO, 1)
    hints.send(ONE, 1)

    assert hints.queue.count == 2


def test_a_hint_is_known_until_a_reader_took_it(hints: RedisHints) -> None:
    hints.send(ONE, 1)
    before = (hints.knows(ONE, 1), hints.knows(ONE, 2), hints.knows(TWO, 1))

    hints.queue.connection.lmove(hints.queue.key, hints.queue.intermediate_queue_key)

    assert before == (True, False, False)
    assert not hints.knows(ONE, 1)


def test_a_hint_whose_reader_died_with_it_can_be_sent_again(hints: RedisHints) -> None:
    hints.send(ONE, 1)
    hints.queue.connection.lmove(hints.queue.key, hints.queue.intermediate_queue_key)

    hints.send(ONE, 1)

    assert hints.knows(ONE, 1)
    assert hints.queue.connection.llen(hints.queue.intermediate_queue_key) == 0


def test_what_a_stranger_put_under_a_hints_name_does_not_taint_it(hints: RedisHints, url: str) -> None:
    with Redis.from_url(url) as redis:
        redis.set("rq:job:evd_One1-1", "a string")
        redis.hset("rq:job:evd_Two2-1", "meta", "x")
    desk = Desk()
    hints.send(ONE, 1)
    hints.send(TWO, 1)

    with following(url, desk):
        until(lambda: len(desk.begun) == 2)

    assert desk.alarms == []


def test_there_is_room_for_four_hints_for_each_living_reader(url: str) -> None:
    without = RedisHints.at(url).room()
    with following(url, Desk(), "first"), following(url, Desk(), "second"):
        until(lambda: RedisHints.at(url).room() == 8)
    after = RedisHints.at(url)
    after.send(ONE, 1)

    assert (without, after.room()) == (4, 3)


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1", "rediss://127.0.0.1:1", "unix:///nowhere/redis.sock"])
def test_a_redis_that_is_not_there_is_store_trouble_at_once(url: str) -> None:
    hints, begun = RedisHints.at(url), time.monotonic()

    for ask in (lambda: hints.send(ONE, 1), lambda: hints.knows(ONE, 1), hints.room, hints.probe):
        with pytest.raises(StoreTrouble, match="Redis does not answer"):
            ask()

    assert time.monotonic() - begun < 1


def test_a_redis_that_hangs_is_store_trouble_in_time(hints: RedisHints, valkey_server: Server) -> None:
    hints.probe()
    valkey_server.pause()
    begun = time.monotonic()
    try:
        with pytest.raises(StoreTrouble):
            hints.send(ONE, 1)
    finally:
        valkey_server.resume()

    assert time.monotonic() - begun < 4


def test_a_full_redis_is_store_trouble_and_takes_hints_again_afterwards(hints: RedisHints, url: str) -> None:
    with Redis.from_url(url) as redis:
        redis.config_set("maxmemory", "1")
        try:
            with pytest.raises(StoreTrouble):
                hints.send(ONE, 1)
        finally:
            redis.config_set("maxmemory", "0")

    hints.send(ONE, 1)
    assert hints.knows(ONE, 1)


def test_a_connection_that_a_restart_closed_is_made_again(hints: RedisHints, valkey_server: Server) -> None:
    hints.send(ONE, 1)
    valkey_server.restart()

    hints.send(TWO, 1)

    assert hints.knows(TWO, 1)


def test_an_address_that_cannot_be_understood_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="PROOFDESK_REDIS_URL"):
        RedisHints.at("http://redis")


def test_the_name_of_a_hint_tells_its_try() -> None:
    assert hint_name(ONE, 7) == "evd_One1-7"
