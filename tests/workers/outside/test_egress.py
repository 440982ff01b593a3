"""What a receiver does never surprises us: every behaviour is an answer, in bounded time."""

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.deliveries import Answer, Trouble
from pipeline.errors import WrongUse
from pipeline.fetched import Fetched
from tests.workers.receivers import Behaviour, answering, certified, dripping, leading_to, receiving
from workers.outside.egress import FETCHED_BYTES, Egress, checked_url, fetched, posted

NEAR = replace(Egress.private_too(), connect=1.0, total=1.0)
LATE = 3.0  # seconds; a busy machine has some patience, a receiver that drips has much more
NO_CONTENT = "HTTP/1.1 204 No Content\n\n"
BODY = b'{"type": "evidence.settled"}'


def answer_of(behave: Behaviour) -> tuple[Answer, float]:
    """What one POST to a receiver that behaves so comes to, and the seconds it took."""
    with receiving(behave) as receiver:
        began = time.monotonic()
        answer = posted(NEAR, f"http://127.0.0.1:{receiver.port}/", {}, BODY)
        return answer, time.monotonic() - began


def test_the_receiver_gets_headers_and_body_as_they_were_signed() -> None:
    with receiving(answering(NO_CONTENT)) as receiver:
        url = f"http://127.0.0.1:{receiver.port}/hooks?tenant=a%20b"

        answer = posted(NEAR, url, {"webhook-id": "evt_1"}, BODY)

    head, _, body = receiver.requests[0].partition(b"\r\n\r\n")
    first, *lines = head.decode().lower().split("\r\n")
    assert (answer, body) == (Answer(204), BODY)
    assert first == "post /hooks?tenant=a%20b http/1.1"
    assert {
        f"host: 127.0.0.1:{receiver.port}",
        "webhook-id: evt_1",
        "content-type: application/json",
        "user-agent: proofdesk",
        "connection: close",
        f"content-length: {len(BODY)}",
    } <= set(lines)


@pytest.mark.parametrize("status", [200, 202, 301, 400, 410, 429, 500, 599])
def test_the_status_is_the_answer(status: int) -> None:
    assert answer_of(answering(f"HTTP/1.1 {status} So\nContent-Length: 2\n\nok"))[0] == Answer(status)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with receiving(answering(NO_CONTENT)) as canary:
        where = f"http://127.0.0.1:{canary.port}/"

        answer, _ = answer_of(answering(f"HTTP/1.1 {status} Away\nLocation: {where}\nContent-Length: 0\n\n"))

    assert (answer, canary.connections) == (Answer(status), 0)


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)

    seconds, _ = answer_of(answering("HTTP/1.1 429 Slow\nRetry-After: 120\n\n"))
    dated, _ = answer_of(answering(f"HTTP/1.1 503 Later\nRetry-After: {date}\n\n"))

    assert seconds.retry_after == timedelta(minutes=2)
    assert dated.retry_after is not None
    assert timedelta(minutes=59) < dated.retry_after <= timedelta(hours=1)


@pytest.mark.parametrize(
    "behave",
    [
        dripping("", b"H"),
        dripping("HTTP/1.1 200 OK\n", b"a"),
        dripping("HTTP/1.1 200 OK\n", b"a: b\r\n"),
        dripping("", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda peer: peer.recv(1),
    ],
    ids=["status", "header", "headers", "interim", "silence"],
)
def test_a_receiver_that_drips_is_cut_off_in_time(behave: Behaviour) -> None:
    answer, seconds = answer_of(behave)

    assert answer.trouble in {Trouble.TIME_OUT, Trouble.GARBLED}  # a hundred headers are too many before time is up
    assert seconds < LATE


def test_once_the_status_is_there_a_dripping_body_delays_nobody() -> None:
    with receiving(dripping("HTTP/1.1 200 OK\nContent-Length: 100000\n\n", b".")) as receiver:
        patient, began = replace(NEAR, total=15.0), time.monotonic()

        assert posted(patient, f"http://127.0.0.1:{receiver.port}/", {}, BODY) == Answer(200)
        assert time.monotonic() - began < LATE


def test_a_huge_answer_is_read_in_part_and_dropped() -> None:
    sent = []

    def flood(peer: socket.socket) -> None:
        answering("HTTP/1.1 200 OK\n\n")(peer)
        while True:
            size = peer.send(b"x" * 65_536)
            sent.append(size)

    answer, seconds = answer_of(flood)

    assert answer == Answer(200)
    assert seconds < LATE
    assert sum(sent) < 20_000_000  # what the system's buffers took


def test_a_slow_answer_has_the_whole_time_though_connecting_has_less() -> None:
    def think(peer: socket.socket) -> None:
        time.sleep(0.6)
        answering(NO_CONTENT)(peer)

    with receiving(think) as receiver:
        quick = replace(NEAR, connect=0.2, total=5.0)

        assert posted(quick, f"http://127.0.0.1:{receiver.port}/", {}, BODY) == Answer(204)


@pytest.mark.parametrize(
    ("behave", "trouble"),
    [
        (lambda _peer: None, Trouble.HUNG_UP),
        (answering("220 mail.example ESMTP\n"), Trouble.GARBLED),
        (answering("HTTP/1.1 two hundred\n\n"), Trouble.GARBLED),
        (answering("HTTP/1.1 200 OK\n" + "a: b\n" * 200 + "\n"), Trouble.GARBLED),
        (answering("HTTP/1.1 200 OK\na: " + "b" * 100_000 + "\n\n"), Trouble.GARBLED),
    ],
    ids=["nothing", "mail", "words", "many headers", "long header"],
)
def test_an_answer_that_is_none_has_its_own_name(behave: Behaviour, trouble: Trouble) -> None:
    assert answer_of(behave)[0] == Answer(trouble=trouble)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=60).map(lambda tail: b"HTTP/1.1 200 OK\r\n" + tail)
    | st.text("HTP/1. 2048\r\n:abContent-Length Transfer-Encoding chunked", max_size=80).map(str.encode)
)
def test_no_garbage_is_an_error(garbage: bytes) -> None:
    answer, seconds = answer_of(lambda peer: peer.sendall(garbage))

    assert isinstance(answer, Answer)
    assert seconds < LATE


def test_nobody_listening_is_an_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert posted(NEAR, f"http://127.0.0.1:{port}/", {}, BODY) == Answer(trouble=Trouble.NO_CONNECTION)


def test_when_the_first_address_is_down_the_next_is_tried() -> None:
    with receiving(answering(NO_CONTENT)) as receiver:
        egress = replace(NEAR, resolve=leading_to("::1", "127.0.0.1"))

        assert posted(egress, f"http://hooks.example:{receiver.port}/", {}, BODY) == Answer(204)


def test_a_name_that_is_not_known_or_not_found_in_time_is_an_answer() -> None:
    def unknown(name: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    def slow(name: str) -> list[str]:
        woken.wait(30)
        return ["127.0.0.1"]

    woken, began = threading.Event(), time.monotonic()

    assert posted(replace(NEAR, resolve=unknown), "http://hooks.example/", {}, BODY) == Answer(
        trouble=Trouble.UNKNOWN_NAME
    )
    assert posted(replace(NEAR, resolve=slow), "http://hooks.example/", {}, BODY) == Answer(trouble=Trouble.TIME_OUT)
    assert time.monotonic() - began < LATE
    woken.set()
    with pytest.raises(WrongUse, match=r"hooks\.example: name not found; check the host"):
        checked_url(replace(Egress.public(), resolve=unknown), "https://hooks.example/")


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(answering(NO_CONTENT)) as proxy, receiving(answering(NO_CONTENT)) as receiver:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")

        assert posted(NEAR, f"http://127.0.0.1:{receiver.port}/", {}, BODY) == Answer(204)

    assert (proxy.connections, receiver.connections) == (0, 1)


@pytest.fixture
def secured(tmp_path: Path) -> Iterator[tuple[Egress, int, list[str | None]]]:
    """An egress that trusts a receiver for hooks.example, where every name leads; its port; the names it is asked."""
    file, tls = certified(tmp_path, "hooks.example")
    with receiving(answering(NO_CONTENT), tls) as receiver:
        yield replace(NEAR, authorities=file, resolve=leading_to("127.0.0.1")), receiver.port, receiver.names


def test_over_tls_the_name_of_the_url_is_asked_for_and_proved(secured: tuple[Egress, int, list[str | None]]) -> None:
    egress, port, names = secured

    assert posted(egress, f"https://hooks.example:{port}/", {}, BODY) == Answer(204)
    assert posted(egress, f"https://127.0.0.1:{port}/", {}, BODY) == Answer(204)
    assert names == ["hooks.example", None]


def test_a_certificate_for_another_name_or_from_a_stranger_is_not_trusted(
    secured: tuple[Egress, int, list[str | None]],
) -> None:
    egress, port, _ = secured
    stranger = replace(egress, authorities=None)

    assert posted(egress, f"https://other.example:{port}/", {}, BODY) == Answer(trouble=Trouble.UNTRUSTED)
    assert posted(stranger, f"https://hooks.example:{port}/", {}, BODY) == Answer(trouble=Trouble.UNTRUSTED)


def test_a_receiver_that_drips_over_tls_is_cut_off_in_time(tmp_path: Path) -> None:
    file, tls = certified(tmp_path)
    with receiving(dripping("HTTP/1.1 200 OK\n", b"a"), tls) as receiver:
        began = time.monotonic()

        answer = posted(replace(NEAR, authorities=file), f"https://127.0.0.1:{receiver.port}/", {}, BODY)

        assert answer == Answer(trouble=Trouble.TIME_OUT)
        assert time.monotonic() - began < LATE


def test_https_is_never_spoken_in_the_clear() -> None:
    with receiving(answering(NO_CONTENT)) as receiver:
        answer = posted(NEAR, f"https://127.0.0.1:{receiver.port}/", {}, BODY)

    assert answer.trouble in {Trouble.NO_TLS, Trouble.TIME_OUT, Trouble.HUNG_UP}
    assert BODY not in b"".join(receiver.requests)


def test_certificates_that_cannot_be_loaded_are_the_operators_mistake(tmp_path: Path) -> None:
    egress = replace(NEAR, authorities=tmp_path / "none.pem")

    with pytest.raises(WrongUse, match="holds no certificates"):
        posted(egress, "https://127.0.0.1:1/", {}, BODY)


def test_what_is_fetched_comes_whole_with_its_status() -> None:
    with receiving(answering("HTTP/1.1 404 Gone\nContent-Length: 2\n\n{}")) as receiver:
        brought = fetched(NEAR, f"http://127.0.0.1:{receiver.port}/orders/1%2F2", {"Accept": "application/json"})

    head = receiver.requests[0].decode().lower().split("\r\n")
    assert brought == Fetched(status=404, body=b"{}")
    assert head[0] == "get /orders/1%2f2 http/1.1"
    assert {"accept: application/json", "user-agent: proofdesk", f"host: 127.0.0.1:{receiver.port}"} <= set(head)
    assert not any(line.startswith("content-") for line in head)


@pytest.mark.parametrize(("length", "status"), [(FETCHED_BYTES, 200), (FETCHED_BYTES + 1, None)])
def test_no_more_is_fetched_than_may_be(length: int, status: int | None) -> None:
    with receiving(answering(f"HTTP/1.1 200 OK\nContent-Length: {length}\n\n" + "x" * length)) as receiver:
        assert fetched(NEAR, f"http://127.0.0.1:{receiver.port}/", {}).status == status


@pytest.mark.parametrize(
    ("behave", "trouble"),
    [
        (answering("HTTP/1.1 200 OK\nContent-Length: 9\n\n{}"), Trouble.GARBLED),
        (answering("hello"), Trouble.GARBLED),
        (dripping("HTTP/1.1 200 OK\nContent-Length: 100000\n\n", b" "), Trouble.TIME_OUT),
    ],
)
def test_half_an_answer_is_none(behave: Behaviour, trouble: Trouble) -> None:
    with receiving(behave) as receiver:
        began = time.monotonic()
        brought = fetched(NEAR, f"http://127.0.0.1:{receiver.port}/", {})

    assert brought.trouble is trouble
    assert time.monotonic() - began < LATE


@pytest.mark.parametrize("address", ["10.0.0.1", "127.0.0.1", "::1", "169.254.169.254"])
def test_nothing_is_fetched_from_where_nothing_of_ours_goes(address: str) -> None:
    egress = replace(Egress.public(), resolve=leading_to("93.184.216.34", address))

    assert fetched(egress, "https://registers.example.com/", {}).trouble is Trouble.REFUSED_ADDRESS


def test_what_cannot_be_reached_brings_a_trouble() -> None:
    with receiving(answering(NO_CONTENT)) as receiver:
        gone = receiver.port

    assert fetched(NEAR, f"http://127.0.0.1:{gone}/", {}).trouble is Trouble.NO_CONNECTION


def test_what_was_fetched_is_a_status_or_a_trouble() -> None:
    with pytest.raises(ValueError, match="a status or a trouble"):
        Fetched()
