"""Whatever somebody writes into Redis: nothing of it is run, it is told and taken away, and the reader lives on."""

import json
import platform
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from redis import Redis
from rq import Callback, Queue

from benchmarks.servers.running import Server
from benchmarks.servers.valkey import flush
from pipeline.errors import WrongUse
from pipeline.evidence import EvidenceId
from tests.workers.followers import Desk, following, until
from workers.rounds.hints import QUEUE, TASK, RedisHints
from workers.rounds.rq_reader import HintedReader

GOOD = EvidenceId("evd_Good1")
NAME = "evd_Bad-1"
Raw = Redis


def call(name: object = TASK, args: object = ("evd_Bad", 1), named: object = None, holder: object = None) -> bytes:
    return zlib.compress(json.dumps([name, holder, args, named or {}]).encode())


def hint(redis: Raw, data: bytes | None = None, **others: str | bytes) -> None:
    """A hint as we write it, except for what is given."""
    fields: Any = {"status": "queued", "origin": QUEUE, "data": data or call(), **others}
    redis.hset(f"rq:job:{NAME}", mapping=fields)
    redis.rpush(f"rq:queue:{QUEUE}", NAME)


FIELDS = {f"f{number}": b"x" for number in range(5_000)}


BOOM = b"cbuiltins\nexit\n(I3\ntR."  # unpickled, it would end the process

HOSTILE: dict[str, Callable[[Raw], object]] = {
    "pickle": lambda redis: hint(redis, zlib.compress(BOOM)),
    "pickle unpacked": lambda redis: hint(redis, BOOM),
    "another function": lambda redis: hint(redis, call("os.abort", [])),
    "a method of an object": lambda redis: hint(redis, call(holder="os")),
    "our function with words": lambda redis: hint(redis, call(named={"evil": 1})),
    "one argument more": lambda redis: hint(redis, call(args=["evd_Bad", 1, 2])),
    "a number that is true": lambda redis: hint(redis, call(args=["evd_Bad", True])),
    "another number than the name says": lambda redis: hint(redis, call(args=["evd_Bad", 2])),
    "a path for an id": lambda redis: hint(redis, call(args=["../../etc/passwd", 1])),
    "an id with a line break": lambda redis: hint(redis, call(args=["evd_Bad\n", 1])),
    "deep JSON": lambda redis: hint(redis, zlib.compress(b"[" * 900)),
    "a zlib bomb": lambda redis: hint(redis, zlib.compress(b"[" + b"1," * 5_000_000)),
    "10 MB": lambda redis: hint(redis, b"x" * 10_000_000),
    "10 MB elsewhere": lambda redis: hint(redis, description="x" * 10_000_000),
    "a callback": lambda redis: hint(redis, success_callback_name="os.abort"),
    "a callback after failure": lambda redis: hint(redis, failure_callback_name="os.abort"),
    "a webhook": lambda redis: hint(redis, webhooks="[]"),
    "meta": lambda redis: hint(redis, meta=BOOM),
    "a dependency": lambda redis: hint(redis, dependency_ids="x"),
    "retries": lambda redis: hint(redis, retries_left="9"),
    "a group": lambda redis: hint(redis, group_id="x"),
    "5,000 fields": lambda redis: hint(redis, call(), **FIELDS),
    "a string": lambda redis: (redis.set(f"rq:job:{NAME}", "x"), redis.rpush(f"rq:queue:{QUEUE}", NAME)),
    "nothing in it": lambda redis: hint(redis, b" "),
    "a name of bytes": lambda redis: redis.rpush(f"rq:queue:{QUEUE}", b"\xff\xfe\x00"),
    "a name of 10 MB": lambda redis: redis.rpush(f"rq:queue:{QUEUE}", b"x" * 10_000_000),
    "a name with an execution": lambda redis: redis.rpush(f"rq:queue:{QUEUE}", f"{NAME}:abc"),
    "an empty name": lambda redis: redis.rpush(f"rq:queue:{QUEUE}", ""),
    "a job of RQ": lambda redis: Queue(QUEUE, connection=redis).enqueue(platform.node, on_success=Callback(print)),
}


@pytest.fixture(scope="module")
def desk(valkey_server: Server) -> Iterator[Desk]:
    """One reader meets all of it."""
    desk = Desk()
    valkey_server.start()
    flush(valkey_server)
    with following(valkey_server.exports["PROOFDESK_REDIS_URL"], desk):
        yield desk


@pytest.mark.parametrize("trick", HOSTILE)
def test_nothing_that_is_no_hint_of_ours_is_done(trick: str, desk: Desk, url: str) -> None:
    desk.begun.clear()
    desk.alarms.clear()
    with Redis.from_url(url) as redis:
        HOSTILE[trick](redis)
        RedisHints.at(url).send(GOOD, 1)

        until(lambda: desk.begun)

        left = [key for key in redis.scan_iter() if b":job:" in key or b"queue:" in key]

    assert desk.begun == [GOOD]
    assert len(desk.alarms) == 1, desk.alarms
    assert left == []


def test_a_hint_without_a_job_is_no_alarm(desk: Desk, url: str) -> None:
    desk.begun.clear()
    desk.alarms.clear()
    with Redis.from_url(url) as redis:
        redis.rpush(f"rq:queue:{QUEUE}", NAME)
        RedisHints.at(url).send(GOOD, 1)

        until(lambda: desk.begun)

        assert redis.llen(f"rq:queue:{QUEUE}:intermediate") == 0

    assert desk.alarms == []


def test_a_queue_that_is_no_list_leaves_the_work_of_the_database(desk: Desk, url: str) -> None:
    desk.begun.clear()
    with Redis.from_url(url) as redis:
        redis.set(f"rq:queue:{QUEUE}", "x")
        desk.waiting.append(GOOD)

        until(lambda: desk.begun)

    assert desk.begun == [GOOD]


def test_a_reader_follows_exactly_one_queue(url: str) -> None:
    queue, desk = RedisHints.at(url).queue, Desk()

    for queues in ([], [queue, queue]):
        with pytest.raises(WrongUse, match="exactly one queue"):
            HintedReader(queues, "x", desk.read, desk.alarm)
