"""Small S3 stores that misbehave, in plain HTTP: stand-ins for stores we cannot install."""

import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from storage.objects.bucket import Patience, Place


@dataclass(slots=True)
class Habits:
    """How the store answers; every object by its path in `held`, every request line in `asked`."""

    checksums: bool = True  # says which SHA-256 it found
    spoils: bool = False  # keeps other bytes than it was sent
    lets_delete: bool = True  # else it refuses, as to an account without that right
    certificate: Path | None = None  # speaks TLS with this file of key and certificate
    busy: int = 0  # so many answers are 503
    held: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def store(habits: Habits) -> Iterator[Place]:
    """A store that takes lock headers, remembers nothing of them and deletes whatever it is asked to."""

    class Answering(_Answering):
        ways = habits

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    if habits.certificate:
        speaking = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        speaking.load_cert_chain(habits.certificate)
        server.socket = speaking.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield place(int(server.server_address[1]))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def place(port: int) -> Place:
    """A bucket on loopback, with little patience."""
    return Place(
        endpoint=f"127.0.0.1:{port}",
        bucket="proofdesk",
        access_key="someone",
        secret_key="secret",  # noqa: S106 - of a stand-in
        secure=False,
        patience=Patience(connect=0.5, read=0.5),
    )


class _Answering(BaseHTTPRequestHandler):
    ways: Habits
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self._is_busy():
            return
        if self._name in self.ways.held and self.headers["If-None-Match"] == "*":
            self._answer(412)
            return
        self.ways.held[self._name] = b"?" + content[1:] if self.ways.spoils else content
        found = {"x-amz-checksum-sha256": b64encode(sha256(content).digest()).decode()} if self.ways.checksums else {}
        self._answer(200, headers={"x-amz-version-id": "v1", **found})

    def do_GET(self) -> None:
        if self._is_busy():
            return
        content = self.ways.held.get(self._name)
        if content is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        else:
            self._answer(200, content)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_DELETE(self) -> None:
        if not self.ways.lets_delete:
            self._answer(403, b"<Error><Code>AccessDenied</Code></Error>")
            return
        self.ways.held.pop(self._name, None)
        self._answer(204)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has above
        """Nothing is printed."""

    @property
    def _name(self) -> str:
        return self.path.split("?")[0]

    def _is_busy(self) -> bool:
        self.ways.asked.append(f"{self.command} {self._name}")
        if self.ways.busy <= 0:
            return False
        self.ways.busy -= 1
        self._answer(503, b"<Error><Code>SlowDown</Code></Error>")
        return True

    def _answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
