"""Whoever sends slowly, without end or more than allowed holds nothing for long."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
import uvicorn
from fastapi import HTTPException
from starlette.types import Message

from app.api.bounds import LEAST_PACE, bounded
from app.api.wire import PromptHead
from tests.app.api.door import NOTHING, Caller, calling, form, part, picture, running, settings, status_of_head
from workers.settings import Quotas


def test_a_body_that_drips_is_given_up_and_one_that_flows_is_not() -> None:
    assert asyncio.run(_read(blocks=6, pause=0.1, size=LEAST_PACE)) == 6
    assert asyncio.run(_read(blocks=6, pause=0.1, size=1)) == 408


def test_a_body_that_never_comes_is_given_up() -> None:
    begun = time.monotonic()

    assert asyncio.run(_read(blocks=1, pause=60, size=1)) == 408
    assert time.monotonic() - begun < 5


def test_a_request_without_a_body_may_wait_as_long_as_it_likes() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    assert bounded({"type": "http", "path": "/v1/events", "headers": []}, receive) is receive


def test_uploads_at_once_are_counted_before_a_body_is_read(tmp_path: Path) -> None:
    quotas = Quotas(free_percent=1, uploads_at_once=2)
    with running(settings(tmp_path, quotas)) as house, calling(house, "one") as caller, ExitStack() as wires:
        for _ in range(6):
            wire = wires.enter_context(socket.create_connection(("127.0.0.1", house.port)))
            wire.sendall(_head(caller, "/v1/evidence", 1000).replace("\n", "\r\n").encode() + b"\r\n\r\n")
        _wait_for(lambda: house.app.state.house.load.uploads == 2)

        told = status_of_head(house.port, _head(caller, "/v1/evidence", 1000))
        wires.close()
        _wait_for(lambda: house.app.state.house.load.uploads == 0)

        assert " 503 " in told
        assert caller.send(picture()).status_code == 202


@pytest.mark.parametrize(("path", "most"), [("/v1/evidence", 0), ("/v1/claims/C-1/evidence", 60 * 1024**2)])
def test_a_form_without_a_length_is_bounded_as_a_whole(tmp_path: Path, path: str, most: int) -> None:
    quotas = Quotas(free_percent=1, request_bytes=max(1, most))
    with running(settings(tmp_path, quotas)) as house, calling(house, "one") as caller:
        told = status_of_head(house.port, _head(caller, path, 100 * 1024**2))
        answer = caller.http.post(path, content=_many(b"\0" * 20_000_000, 4), headers=form()[1])

        assert " 413 " in told
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert caller.kept() == NOTHING


def test_a_file_whose_size_nobody_told_counts_for_the_day(tmp_path: Path) -> None:
    quotas = Quotas(free_percent=1, day_bytes=len(picture()) - 1)
    with running(settings(tmp_path, quotas)) as house, calling(house, "one") as caller:
        answer = caller.http.post("/v1/evidence", content=_many(picture(), 1), headers=form()[1])

        assert (answer.status_code, answer.json()["code"]) == (429, "day_quota")
        assert caller.kept() == NOTHING


def test_a_head_that_does_not_come_is_not_waited_for() -> None:
    class Hasty(PromptHead):
        patience = 0.3

    async def app(scope: object, receive: object, send: object) -> None:
        raise AssertionError("no request was made")

    server = uvicorn.Server(uvicorn.Config(app, http=Hasty, log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening, ThreadPoolExecutor(2) as hands:
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        port = listening.getsockname()[1]
        closed = list(hands.map(lambda drips: _closed(port, drips), (False, True)))
        server.should_exit = True
        thread.join(10)

    assert closed == [True, True]


async def _read(blocks: int, pause: float, size: int) -> int:
    """How many blocks of a body were read within 0.2 s and the time their bytes buy; or the status it ended with."""

    async def receive() -> Message:
        await asyncio.sleep(pause)
        return {"type": "http.request", "body": bytes(size), "more_body": True}

    scope = {"type": "http", "path": "/v1/evidence", "headers": [(b"transfer-encoding", b"chunked")]}
    received = bounded(scope, receive, patience=0.2)
    try:
        for _ in range(blocks):
            await received()
    except HTTPException as late:
        return late.status_code
    return blocks


def _closed(port: int, drips: bool) -> bool:
    """Whether the other side hangs up soon on a line that is silent, or that brings a head letter by letter."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.settimeout(0.05 if drips else 5)
        for letter in "GET / HTTP/1.1\r\n" + 200 * "x":
            try:
                if drips:
                    wire.send(letter.encode())
                return wire.recv(1) == b""
            except TimeoutError:
                continue
            except ConnectionError:
                return True
    return False


def _many(content: bytes, count: int) -> Iterator[bytes]:
    """A form with `count` files that does not tell its length."""
    for _ in range(count):
        yield b"--b0\r\n" + part("file", "a.png").encode() + b"\r\n\r\n"
        for begin in range(0, len(content), 2**20):
            yield content[begin : begin + 2**20]
        yield b"\r\n"
    yield b"--b0--\r\n"


def _wait_for(fact: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not fact() and time.monotonic() < end:
        time.sleep(0.02)
    assert fact()


def _head(caller: Caller, path: str, length: int) -> str:
    return (
        f"POST {path} HTTP/1.1\nHost: a\nAuthorization: Bearer {caller.secret}\n"
        f"Content-Type: multipart/form-data; boundary=b0\nContent-Length: {length}"
    )
