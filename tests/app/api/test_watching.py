"""Whoever watches over the service hears what goes on, soon; whoever lost the right to listen hears no more."""

import asyncio
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from app.api.events import MOST_LISTENERS
from app.api.readiness import SILENT, Readiness
from pipeline.errors import StoreTrouble
from pipeline.ledger.entries import Actor
from storage.records.people.api_keys import KeyWish
from tests.app.api.door import Caller, Running, calling, picture


def test_listeners_that_come_at_the_same_moment_are_bounded_too(house: Running) -> None:
    hands = 2 * MOST_LISTENERS
    with calling(house, f"l{secrets.token_hex(4)}") as caller, ThreadPoolExecutor(hands) as pool, ExitStack() as open_:
        streams = list(pool.map(lambda _: caller.http.stream("GET", "/v1/events"), range(hands)))
        statuses = [one.status_code for one in pool.map(open_.enter_context, streams)]

    assert (statuses.count(200), statuses.count(429)) == (MOST_LISTENERS, hands - MOST_LISTENERS)


def test_a_stream_ends_soon_after_its_key_was_revoked(caller: Caller) -> None:
    keys, actor = caller.running.stores.keys, Actor(tenant=caller.tenant, name="test")
    key, secret = keys.make(actor, KeyWish(tenant=caller.tenant, name="short"))
    with caller.http.stream("GET", "/v1/events", headers={"Authorization": f"Bearer {secret}"}) as stream:
        told = stream.iter_raw()
        next(told)

        keys.revoke(actor, key.id, "it is over")
        begun = time.monotonic()

        for _ in told:  # at the latest a sign of life after 15 s
            assert time.monotonic() - begun < 5
    assert time.monotonic() - begun < 5


def test_a_part_that_is_silent_is_told_after_its_time_and_one_in_trouble_by_its_class() -> None:
    def troubled() -> None:
        raise StoreTrouble("away")

    readiness = Readiness({"a": lambda: time.sleep(1), "b": troubled, "c": lambda: 7}, patience=0.1)
    begun = time.monotonic()

    told = asyncio.run(readiness.told())

    assert told == {"a": SILENT, "b": "StoreTrouble", "c": "ok"}
    assert time.monotonic() - begun < 0.9


def test_parts_are_not_asked_again_for_everyone_who_asks() -> None:
    asked: list[int] = []
    readiness = Readiness({"a": lambda: asked.append(1)})

    async def many() -> None:
        await asyncio.gather(*(readiness.told() for _ in range(20)))

    asyncio.run(many())

    assert asked == [1]


def test_refusals_are_counted_by_their_code_and_acceptance_by_its_time(caller: Caller) -> None:
    before = caller.http.get("/metrics").text

    caller.send(b"")
    caller.http.post("/v1/claims/C-1/evidence", files=[("file", ("a", b"")), ("file", ("b.png", picture()))])
    caller.sent(picture())

    after = caller.http.get("/metrics").text
    assert _figure(after, 'proofdesk_refusals_total{code="empty_file"}') == (
        _figure(before, 'proofdesk_refusals_total{code="empty_file"}') + 2
    )
    assert _figure(after, "proofdesk_accept_seconds_count") == _figure(before, "proofdesk_accept_seconds_count") + 1


@pytest.mark.parametrize("tag", ["W/{}", '"0", W/{}', "*"])
def test_a_tag_that_a_proxy_made_weak_still_saves_the_body(caller: Caller, tag: str) -> None:
    wanted = caller.sent(picture())
    strong = caller.http.get(f"/v1/evidence/{wanted}").headers["etag"]

    answer = caller.http.get(f"/v1/evidence/{wanted}", headers={"If-None-Match": tag.format(strong)})

    assert answer.status_code == 304


def _figure(page: str, name: str) -> float:
    lines = [line for line in page.splitlines() if line.startswith(f"{name} ")]
    return float(lines[0].split(" ")[1]) if lines else 0.0
