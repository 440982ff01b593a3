"""A receiver of webhooks for developers: checks each event, prints it, answers as it was told to."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TextIO

from app.showing.safe import cut, visible
from pipeline.errors import WrongUse
from pipeline.webhooks import Secret, Verdict, verdict

MOST_BYTES = 1_000_000  # of a body; ours stay below 20 kB
_ID_COLUMNS = 60


@dataclass(frozen=True, slots=True)
class Replies:
    """`status` to every event, but 503 to the first `failures`."""

    status: int = 204
    failures: int = 0

    def __post_init__(self) -> None:
        if not 200 <= self.status <= 599 or self.failures < 0:
            raise WrongUse("Give --status a number from 200 to 599 and --fail a number that is not negative.")

    def to(self, number: int) -> int:
        """The status for event `number`, from 1."""
        return int(HTTPStatus.SERVICE_UNAVAILABLE) if number <= self.failures else self.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One event as it came; `repeated` when its id came before."""

    headers: Mapping[str, str]
    body: bytes
    at: datetime
    repeated: bool


class Inbox:
    """Prints what arrives on `stream`, one event at a time whatever arrives at once."""

    def __init__(self, secret: Secret, stream: TextIO, replies: Replies) -> None:
        self._secret, self._stream, self._replies = secret, stream, replies
        self._lock = threading.Lock()
        self._ids: set[str] = set()
        self._count = 0

    def take(self, headers: Mapping[str, str], body: bytes, at: datetime) -> int:
        """The status to answer with; names of `headers` in lower case."""
        with self._lock:
            self._count += 1
            event_id, status = headers.get("webhook-id", ""), self._replies.to(self._count)
            arrival = Arrival(headers=headers, body=body, at=at, repeated=event_id in self._ids)
            self._ids.add(event_id)
            self._stream.write(as_text(arrival, self._secret, status))
            self._stream.flush()
            return status


def as_text(arrival: Arrival, secret: Secret, status: int) -> str:
    """A line with time, id, type, what the signature proves and our answer; warnings; the body, indented."""
    found = verdict(arrival.headers, arrival.body, [secret], arrival.at)
    event_id = visible(cut(arrival.headers.get("webhook-id") or "(no webhook-id)", _ID_COLUMNS))
    body, kind = _read(arrival.body)
    proved = found.value if found is Verdict.GOOD else f"signature BAD ({found})"
    lines = [f"{arrival.at:%Y-%m-%d %H:%M:%SZ}  {event_id}  {kind}  {proved}  answered {status}"]
    if arrival.repeated:
        lines.append(f"! {event_id} came before: the same event again, do its work only once.")
    return "".join(f"{line}\n" for line in (*lines, *(f"  {visible(line)}" for line in body.split("\n"))))


def _read(body: bytes) -> tuple[str, str]:
    """The body made readable, and its type."""
    text = body.decode("utf-8", "backslashreplace")
    try:
        value = json.loads(text)
        pretty = json.dumps(value, ensure_ascii=False, indent=2)
    except (ValueError, RecursionError):
        return text, "(not JSON)"
    kind = value.get("type") if isinstance(value, dict) else None
    return pretty, visible(cut(kind, _ID_COLUMNS)) if isinstance(kind, str) else "(no type)"


def listening(host: str, port: int, inbox: Inbox) -> ThreadingHTTPServer:
    """Bound and ready for `serve_forever`; port 0 takes a free one. Raises WrongUse when the address cannot be had."""
    try:
        return ThreadingHTTPServer((host, port), partial(_Receiver, inbox))
    except OSError as error:
        raise WrongUse(
            f"Cannot listen on {host} port {port} ({error.strerror}); give another --port or --host."
        ) from None


class _Receiver(BaseHTTPRequestHandler):
    """One connection; POST only, a body with a length only."""

    timeout = 15  # seconds of silence

    def __init__(self, inbox: Inbox, *connection: Any) -> None:
        self._inbox = inbox
        super().__init__(*connection)

    def do_POST(self) -> None:
        """Hands the event to the inbox and answers with what it says."""
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal()):
            return self._answer(HTTPStatus.LENGTH_REQUIRED)
        if len(length) > 9 or int(length) > MOST_BYTES:
            return self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        body = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return self._answer(self._inbox.take(headers, body, datetime.now(UTC)))

    def do_GET(self) -> None:
        """For whoever opens the address in a browser."""
        self._answer(HTTPStatus.METHOD_NOT_ALLOWED)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Silent: the inbox prints what matters."""

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()
