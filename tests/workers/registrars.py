"""A real HTTP server that keeps registers, in good order or in bad."""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

from pipeline.claim.registers import KEYS, Register

Rows = tuple[Mapping[str, str], ...]


@dataclass
class Registrar:
    """What it holds, by register; `troubles` are statuses it answers with before it works, `asked` what came."""

    held: Mapping[Register, Rows] = field(default_factory=dict)
    troubles: list[int] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    tokens: list[str | None] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str) -> tuple[int, object]:
        self.asked.append(path)
        if self.troubles:
            return self.troubles.pop(0), "<html>gateway</html>"
        _, _, name, number = path.split("/", 3)
        rows = self.held.get(Register(name))
        if rows is None:
            return 501, {}
        found = (row for row in rows if row[KEYS[Register(name)]] == unquote(number))
        row = next(found, None)
        return (404, {"found": False}) if row is None else (200, row)


class _Doorway(ThreadingHTTPServer):
    request_queue_size = 64  # the usual five turn callers away where many come at once


@contextmanager
def registering(registrar: Registrar) -> Iterator[Registrar]:
    """On 127.0.0.1, under /registers."""

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            registrar.tokens.append(self.headers["Authorization"])
            status, told = registrar.answer(self.path)
            content = told.encode() if isinstance(told, str) else json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Nothing on standard error."""

    with _Doorway(("127.0.0.1", 0), Door) as server:
        registrar.url = f"http://127.0.0.1:{server.server_port}/registers"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield registrar
        finally:
            server.shutdown()
            thread.join(5)
