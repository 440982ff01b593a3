"""The listener shows developers what arrives and answers as it was told to."""

import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path

import pytest

from app.cli import main
from app.listener import MOST_BYTES, Inbox, Replies, listening
from pipeline.deliveries import Answer
from pipeline.errors import WrongUse
from pipeline.webhooks import Secret, signed_headers
from workers.outside.egress import Egress, posted

ROOT = Path(__file__).resolve().parents[3]
SECRET = Secret(bytes(range(32)))
NOW = datetime(2026, 11, 28, 12, 0, 5, tzinfo=UTC)
EVENT = {
    "type": "evidence.settled",
    "timestamp": "2026-11-28T12:00:00+00:00",
    "data": {"evidence_id": "evd_1", "claim_id": "退款-7", "state": "settled", "route": "review", "record_version": 1},
}
BODY = json.dumps(EVENT).encode()
POLITE = Replies()
EGRESS = replace(Egress.private_too(), connect=5.0, total=5.0)


def shown(inbox_takes: list[tuple[str, bytes]], replies: Replies = POLITE) -> tuple[str, list[int]]:
    """What the inbox prints and answers for events of these ids and bodies, all signed."""
    stream = io.StringIO()
    inbox = Inbox(SECRET, stream, replies)
    statuses = [inbox.take(signed_headers(name, NOW, body, [SECRET]), body, NOW) for name, body in inbox_takes]
    return stream.getvalue(), statuses


def test_an_event_is_one_line_and_its_body_indented() -> None:
    text, statuses = shown([("evt_1", BODY)])

    first, *rest = text.splitlines()
    assert first == "2026-11-28 12:00:05Z  evt_1  evidence.settled  signature ok  answered 204"
    assert json.loads("\n".join(rest)) == EVENT
    assert '    "claim_id": "退款-7",' in text
    assert statuses == [204]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"webhook-signature": "v1,AAAA"}, "no signature fits"),
        ({"webhook-timestamp": "1700000000"}, "time stamp too far from now"),
        ({"webhook-id": ""}, "a webhook header is missing or malformed"),
    ],
)
def test_a_bad_signature_says_bad_and_why(change: dict[str, str], why: str) -> None:
    stream = io.StringIO()

    Inbox(SECRET, stream, POLITE).take(signed_headers("evt_1", NOW, BODY, [SECRET]) | change, BODY, NOW)

    assert f"signature BAD ({why})" in stream.getvalue()


def test_an_id_that_came_before_is_warned_about() -> None:
    text, _ = shown([("evt_1", BODY), ("evt_2", BODY), ("evt_1", BODY)])

    warnings = [line for line in text.splitlines() if line.startswith("!")]
    assert warnings == ["! evt_1 came before: the same event again, do its work only once."]


def test_the_first_events_fail_when_asked_and_then_the_given_status_comes() -> None:
    events = [(f"evt_{number}", BODY) for number in range(4)]

    assert shown(events, Replies(status=410, failures=2))[1] == [503, 503, 410, 410]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\x1b[31m", "(not JSON)"),
        (b"[" * 100_000, "(not JSON)"),
        (b"[1]", "(no type)"),
        (b'{"type": 1}', "(no type)"),
        (b'{"type": "\\u001b[2J\\ud800"}', "\\x1b[2J\\ud800"),
    ],
)
def test_whatever_stands_in_the_body_only_letters_reach_the_terminal(body: bytes, kind: str) -> None:
    text, _ = shown([("evt_1", body)])

    assert f"  evt_1  {kind}  signature ok" in text
    assert "\x1b" not in text
    text.encode()


@contextmanager
def running(replies: Replies) -> Iterator[tuple[int, io.StringIO]]:
    """A listener on a free port of this machine, and what it prints."""
    stream = io.StringIO()
    with listening("127.0.0.1", 0, Inbox(SECRET, stream, replies)) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.server_port, stream
        finally:
            server.shutdown()
            thread.join()


def test_what_our_own_sender_posts_is_received_and_verified() -> None:
    with running(POLITE) as (port, stream):
        headers = signed_headers("evt_1", datetime.now(UTC), BODY, [SECRET])

        answer = posted(EGRESS, f"http://127.0.0.1:{port}/", headers, BODY)

    assert answer == Answer(204)
    assert "evt_1  evidence.settled  signature ok" in stream.getvalue()


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 405),
        ("POST", {"Transfer-Encoding": "chunked"}, 411),
        ("POST", {"Content-Length": "-1"}, 411),
        ("POST", {"Content-Length": str(MOST_BYTES + 1)}, 413),
        ("POST", {"Content-Length": "9" * 5000}, 413),
    ],
)
def test_what_is_no_event_is_answered_and_not_printed(method: str, headers: dict[str, str], status: int) -> None:
    with running(POLITE) as (port, stream):
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        connection.putrequest(method, "/")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        answer.close()
        connection.close()

    assert (answer.status, stream.getvalue()) == (status, "")


def test_the_command_says_what_to_register_and_prints_what_arrives() -> None:
    words = [
        sys.executable,
        "-m",
        "app.cli",
        "webhooks",
        "listen",
        "--port",
        "0",
        "--secret",
        SECRET.text(),
        "--fail",
        "1",
    ]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as listener:
        assert listener.stderr is not None
        assert listener.stdout is not None
        said = [listener.stderr.readline() for _ in range(3)]
        url = said[1].split()[1]

        headers = signed_headers("evt_1", datetime.now(UTC), BODY, [SECRET])
        answers = [posted(EGRESS, url, headers, BODY) for _ in range(2)]
        line = listener.stdout.readline()
        listener.terminate()
        listener.communicate()

    assert said[2] == f"  secret  {SECRET.text()}\n"
    assert answers == [Answer(503), Answer(204)]
    assert "evidence.settled  signature ok  answered 503" in line


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--secret", "abc"], "begins with whsec_"),
        (["--status", "99"], "from 200 to 599"),
        (["--fail", "-1"], "not negative"),
        (["--port", "70000"], "give a number up to 65535"),
    ],
)
def test_wrong_options_are_told_in_a_sentence(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["webhooks", "listen", *words]) == 2
    assert why in capsys.readouterr().err


def test_a_port_that_is_taken_is_told() -> None:
    with running(POLITE) as (port, _), pytest.raises(WrongUse, match=f"port {port} .*give another --port"):
        listening("127.0.0.1", port, Inbox(SECRET, io.StringIO(), POLITE))


def test_without_a_word_it_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["webhooks"]) == 2
    assert "listen" in capsys.readouterr().err
