"""Webhooks from an event to its receiver: signed, once, and nobody waits for somebody slow."""

import json
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.invariants import History, broken
from pipeline.deliveries import SCHEDULE
from pipeline.events import EventType
from pipeline.evidence import EvidenceId
from pipeline.webhooks import Secret, verified
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.telling.endpoints import DEAD, DELIVERED, DUE, Endpoints
from tests.storage.cellar import read
from tests.workers.houses import SENDER, House, png
from tests.workers.receivers import Receiver, answering, receiving
from workers.outside.egress import Egress
from workers.outside.outgoing import Outgoing

SECRET = Secret(b"s" * 32)
SETTLED = (EventType.EVIDENCE_SETTLED,)
TAKEN = answering("HTTP/1.1 204 No Content\nConnection: close\n\n")


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    house = House.at(tmp_path, {})
    yield house
    house.stores.close()


@pytest.fixture
def outgoing(house: House) -> Iterator[Outgoing]:
    found = Outgoing(Endpoints(house.later().database, house.stores.master), Egress.private_too(), "porter")
    yield found
    found.pool.shutdown()


def listen(house: House, receiver: Receiver) -> str:
    url = f"http://127.0.0.1:{receiver.port}/hook"
    return house.stores.endpoints.make(SENDER, url, SETTLED, SECRET.text()).id


def settle(house: House, number: int = 1) -> EvidenceId:
    found = house.enter(png(number))
    lease = house.stores.work.claim("reader")
    assert lease
    house.stores.work.settle(lease, read("paper.png"))
    return found


def send_all(outgoing: Outgoing) -> None:
    while outgoing.send_due() or outgoing.under_way:
        pass


def states(house: House, endpoint: str | None = None) -> list[str]:
    return [
        one.state for one in house.stores.endpoints.deliveries(DEFAULT_TENANT, endpoint=endpoint, state=None, limit=9)
    ]


def test_a_settled_event_arrives_signed_and_once(house: House, outgoing: Outgoing) -> None:
    with receiving(TAKEN) as receiver:
        listen(house, receiver)
        found = settle(house)
        send_all(outgoing)
        send_all(outgoing)

    head, _, body = receiver.requests[0].partition(b"\r\n\r\n")
    lines = (line.partition(": ") for line in head.decode().split("\r\n")[1:])
    headers = {name.lower(): value for name, _, value in lines}
    assert len(receiver.requests) == 1
    assert verified(headers, body, [SECRET], datetime.now(UTC))
    assert json.loads(body)["data"]["evidence_id"] == found
    assert states(house) == [DELIVERED]
    told = History(accepted=house.accepted, webhooks={headers["webhook-id"]: [body]})
    assert broken(house.stores, told, datetime.now(UTC)) == ()


def test_a_receiver_that_is_gone_is_told_nothing_more(house: House, outgoing: Outgoing) -> None:
    with receiving(answering("HTTP/1.1 410 Gone\nContent-Length: 0\nConnection: close\n\n")) as receiver:
        endpoint = listen(house, receiver)
        settle(house, 1)
        settle(house, 2)
        send_all(outgoing)
        settle(house, 3)
        send_all(outgoing)

    assert len(receiver.requests) == 1
    assert states(house, endpoint) == [DEAD, DEAD]
    assert [one.disabled_because for one in house.stores.endpoints.of(DEFAULT_TENANT)] == ["the receiver answered 410"]


def test_after_the_last_try_a_delivery_is_dead_and_goes_again_when_asked(house: House, outgoing: Outgoing) -> None:
    with receiving(answering("HTTP/1.1 500 Broken\nContent-Length: 0\nConnection: close\n\n")) as receiver:
        endpoint = listen(house, receiver)
        settle(house)
        for _ in SCHEDULE:
            send_all(outgoing)
            house.clock.seconds += 30 * 3_600
        dead = states(house, endpoint)
        house.stores.endpoints.redeliver(
            SENDER, house.stores.endpoints.deliveries(DEFAULT_TENANT, endpoint=endpoint, state=DEAD, limit=1)[0].id
        )
        send_all(outgoing)

    ids = {line for one in receiver.requests for line in one.split(b"\r\n") if line.lower().startswith(b"webhook-id:")}
    assert dead == [DEAD]
    assert len(receiver.requests) == len(SCHEDULE) + 1
    assert len(ids) == 1, "one event has one id, whatever the try"
    assert states(house, endpoint) == [DUE]


def test_a_slow_receiver_delays_nobody_else(house: House, outgoing: Outgoing) -> None:
    def sleep(peer: socket.socket) -> None:
        time.sleep(3)
        TAKEN(peer)

    with receiving(sleep) as slow, receiving(TAKEN) as quick:
        listen(house, slow)
        listen(house, quick)
        settle(house, 1)
        outgoing.send_due()
        begun = time.monotonic()
        settle(house, 2)
        while len(quick.requests) < 2:
            outgoing.send_due()
        waited = time.monotonic() - begun
        send_all(outgoing)

    assert waited < 1.5
    assert len(slow.requests) == 2
    assert states(house) == [DELIVERED] * 4
