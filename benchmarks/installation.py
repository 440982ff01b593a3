"""A whole installation of our own, for measuring: `up` as a child in a folder that goes with it."""

import http.client
import json
import os
import secrets
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.own_program import own_program
from benchmarks.servers.ports import LOOPBACK, free_ports
from pipeline.errors import ReaderTrouble, WrongUse

_PATIENCE = 60.0  # seconds for one answer


@dataclass(frozen=True, slots=True)
class Installation:
    """Where it listens (`http://host:port`) and with which key; `pid` of its first process, 0 when it is not ours."""

    url: str
    key: str
    pid: int = 0

    def upload(self, name: str, content: bytes, claim: str) -> tuple[str, float]:
        """The id of what was accepted, and the seconds that took. Raises ReaderTrouble for any other answer."""
        edge = secrets.token_hex(16)
        parts = (
            f'--{edge}\r\nContent-Disposition: form-data; name="claim_id"\r\n\r\n{claim}\r\n'
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        ).encode()
        body = parts + content + f"\r\n--{edge}--\r\n".encode()
        began = time.perf_counter()
        status, answer = self._asked("POST", "/v1/evidence", body, f"multipart/form-data; boundary={edge}")
        took = time.perf_counter() - began
        if status != 202:
            raise ReaderTrouble("not_accepted", f"The service answered {status}: {answer.get('detail')}")
        return str(answer["id"]), took

    def state(self, evidence: str) -> str:
        return str(self._asked("GET", f"/v1/evidence/{evidence}", None, "")[1]["state"])

    def answers(self) -> bool:
        try:
            return self._asked("GET", "/readyz", None, "")[0] == 200
        except OSError:
            return False

    def _asked(self, method: str, path: str, body: bytes | None, kind: str) -> tuple[int, Mapping[str, object]]:
        with closing(self._connected()) as connection:
            headers = {"Authorization": f"Bearer {self.key}", **({"Content-Type": kind} if kind else {})}
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            found: Mapping[str, object] = json.loads(answer.read() or b"{}")
            return answer.status, found

    def _connected(self) -> http.client.HTTPConnection:
        """Raises WrongUse when the address is none of an HTTP server."""
        at = urlsplit(self.url)
        if at.scheme not in ("http", "https") or not at.hostname:
            raise WrongUse(f"{self.url!r} is no address of a service; write it as http://127.0.0.1:8080.")
        if at.scheme == "https":
            return http.client.HTTPSConnection(at.hostname, at.port, timeout=_PATIENCE)
        return http.client.HTTPConnection(at.hostname, at.port, timeout=_PATIENCE)


@contextmanager
def own_installation(readers: int) -> Iterator[Installation]:
    """Started with SQLite and a folder, quotas out of the way, and ended with all it kept."""
    key, (port,) = secrets.token_hex(32), free_ports(1)
    quotas = dict.fromkeys(("WAITING_FILES", "BACKLOG_FILES", "DAY_FILES"), "1000000")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PROOFDESK_")},
        **{f"PROOFDESK_{name}": value for name, value in quotas.items()},
        "PROOFDESK_FREE_PERCENT": "1",
        "PROOFDESK_BOOTSTRAP_KEY": key,
    }
    with tempfile.TemporaryDirectory(prefix="proofdesk-bench-") as folder:
        words = ("up", "--data", folder, "--port", str(port), "--readers", str(readers))
        with own_program(*words, environment=environment, port=port, log=Path(folder) / "log") as process:
            yield Installation(f"http://{LOOPBACK}:{port}", key, process.pid)
