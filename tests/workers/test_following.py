"""Readers follow hints, and go on through everything that can happen to Redis and to them."""

import logging
import signal
import threading
import time
from pathlib import Path

import pytest
from redis import Redis

from benchmarks.servers.running import Server
from benchmarks.servers.valkey import flush
from pipeline.errors import StoreTrouble
from pipeline.evidence import EvidenceId
from tests.workers.followers import Desk, following, lines, process, until
from workers.rounds.hints import RedisHints

ONE, TWO = EvidenceId("evd_One1"), EvidenceId("evd_Two2")


@pytest.fixture
def hints(url: str) -> RedisHints:
    return RedisHints.at(url)


def test_what_was_sent_is_read_in_order_and_leaves_nothing(hints: RedisHints, url: str) -> None:
    sent = [EvidenceId(f"evd_{number}") for number in range(50)]
    for evidence in sent:
        hints.send(evidence, 1)
    desk = Desk()

    with following(url, desk):
        until(lambda: len(desk.begun) == 50)

    with Redis.from_url(url) as redis:
        assert {key for key in redis.scan_iter() if b":job:" in key or b"queue:" in key} == set()
    assert desk.begun == sent


def test_two_readers_share_one_queue_and_read_nothing_twice(hints: RedisHints, url: str) -> None:
    sent = [EvidenceId(f"evd_{number}") for number in range(40)]
    one, two = Desk(seconds=0.01), Desk(seconds=0.01)

    with following(url, one, "one"), following(url, two, "two"):
        for evidence in sent:
            hints.send(evidence, 1)
        until(lambda: len(one.begun) + len(two.begun) == 40)

    assert sorted(one.begun + two.begun) == sorted(sent)
    assert one.begun
    assert two.begun


def test_an_idle_reader_looks_for_itself_as_hints_may_be_lost(url: str) -> None:
    desk = Desk(waiting=[ONE])

    with following(url, desk):
        until(lambda: desk.begun == [ONE])


def test_redis_emptied_during_work_loses_nothing_but_hints(hints: RedisHints, url: str, valkey_server: Server) -> None:
    hints.send(ONE, 1)
    desk = Desk(seconds=0.3)

    with following(url, desk):
        until(lambda: desk.begun == [ONE])
        flush(valkey_server)
        hints.send(TWO, 1)
        until(lambda: desk.begun == [ONE, TWO])
        until(lambda: RedisHints.at(url).room() == 4 and hints.queue.connection.smembers("rq:workers"))


def test_a_long_document_does_not_make_its_reader_look_dead(hints: RedisHints, url: str) -> None:
    hints.send(ONE, 1)
    desk = Desk(seconds=1.5)
    key = "rq:worker:thread"

    with following(url, desk):
        until(lambda: desk.begun)
        hints.queue.connection.delete(key)
        begun = time.monotonic()
        until(lambda: hints.queue.connection.exists(key))

    assert time.monotonic() - begun < 6


def test_work_goes_on_while_redis_is_dead_and_hints_count_again_after(
    hints: RedisHints, url: str, valkey_server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    desk, third = Desk(), EvidenceId("evd_Three3")

    with caplog.at_level(logging.INFO, "proofdesk.hints"), following(url, desk):
        valkey_server.kill()
        desk.waiting += [ONE, TWO]
        until(lambda: desk.begun == [ONE, TWO])
        valkey_server.start()
        hints.send(third, 1)
        until(lambda: third in desk.begun)

    assert [record.message for record in caplog.records if record.name == "proofdesk.hints"] == [
        "redis away",
        "redis back",
    ]


def test_work_goes_on_while_redis_hangs(url: str, valkey_server: Server) -> None:
    desk = Desk()

    with following(url, desk):
        valkey_server.pause()
        try:
            desk.waiting += [ONE, TWO]
            until(lambda: desk.begun == [ONE, TWO])
        finally:
            valkey_server.resume()


def test_a_hint_that_came_after_the_word_to_stop_is_given_back(hints: RedisHints, url: str) -> None:
    desk = Desk()
    with following(url, desk):
        time.sleep(0.2)  # it waits for a hint now
        desk.stop.set()
        hints.send(ONE, 1)

    assert hints.knows(ONE, 1)
    assert desk.begun == []


@pytest.mark.parametrize("trouble", [StoreTrouble("away"), RuntimeError("a fault of ours")])
def test_trouble_with_one_document_does_not_end_the_reader(trouble: Exception, hints: RedisHints, url: str) -> None:
    hints.send(ONE, 1)
    desk = Desk(trouble=trouble)

    with following(url, desk) as thread:
        until(lambda: hints.queue.count == 0)
        desk.trouble = None
        hints.send(TWO, 1)
        until(lambda: desk.begun == [TWO])
        assert thread.is_alive()

    assert desk.alarms == []


def test_a_reader_leaves_logging_alone_and_no_thread_behind(hints: RedisHints, url: str) -> None:
    hints.send(ONE, 1)
    desk, before = Desk(), _around()

    with following(url, desk):
        until(lambda: desk.begun)

    assert _around() == before


def test_sigterm_finishes_the_document_and_takes_no_other(hints: RedisHints, url: str, tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    hints.send(ONE, 1)
    reader = process(url, notes, 0.7)
    until(lambda: lines(notes) == [ONE], 20)
    hints.send(TWO, 1)

    reader.send_signal(signal.SIGTERM)

    assert reader.wait(10) == 0
    assert lines(notes) == [ONE]
    assert hints.knows(TWO, 1)
    assert hints.queue.connection.smembers("rq:workers") == set()


def test_a_reader_killed_with_its_document_leaves_the_rest_to_the_next(
    hints: RedisHints, url: str, tmp_path: Path
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    hints.send(ONE, 1)
    reader = process(url, first, 60)
    until(lambda: lines(first) == [ONE], 20)
    hints.send(TWO, 1)
    reader.kill()
    reader.wait()

    next_reader = process(url, second, 0)
    try:
        until(lambda: lines(second) == [TWO], 20)
        assert not hints.knows(ONE, 1)
        hints.send(ONE, 2)  # what the sweeper does
        until(lambda: lines(second) == [TWO, ONE])
    finally:
        next_reader.send_signal(signal.SIGTERM)
        assert next_reader.wait(10) == 0


def _around() -> tuple[object, ...]:
    """What a library may change in the process that loads it."""
    root, rq = logging.getLogger(), logging.getLogger("rq")
    return root.level, list(root.handlers), list(rq.handlers), {thread.name for thread in threading.enumerate()}
