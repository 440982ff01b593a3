"""A real server on a port of its own, and small words for speaking to it as one tenant."""

import socket
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from sqlalchemy import func, select

from app.api.building import made_app
from app.api.house import House
from pipeline.evidence import EvidenceId, TenantId
from pipeline.ledger.entries import Actor
from pipeline.lifecycle import Move
from pipeline.trust.audits import Candidate
from storage.records.evidence.work import Outcome
from storage.records.people.api_keys import SCOPES, KeyWish
from storage.records.schema import claims, evidence
from workers.settings import Places, Quotas, Settings
from workers.stores import Stores

RECORD: Mapping[str, Any] = {
    "file": "a.png",
    "kind": "receipt",
    "pages": [{"number": 1, "rotation": 0}],
    "fields": [{"name": "total_amount", "state": "read", "value": "9.00", "page": 1, "box": [0.1, 0.1, 0.9, 0.9]}],
    "findings": [{"rule": "INT-02", "outcome": "pass"}, {"rule": "REC-01", "outcome": "review"}],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that answers; `server.should_exit` is its own word for stopping."""

    stores: Stores
    app: FastAPI
    server: uvicorn.Server
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def key(self, tenant: str, *scopes: str) -> str:
        """The secret of a new key, with all scopes when none is named."""
        wish = KeyWish(tenant=TenantId(tenant), name="test", scopes=scopes or SCOPES)
        return self.stores.keys.make(Actor(tenant=tenant, name="test"), wish)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """One tenant with one key."""

    running: Running
    tenant: TenantId
    secret: str
    http: httpx.Client

    def send(
        self, content: bytes, *, name: str = "a.png", headers: Mapping[str, str] | None = None, **fields: str
    ) -> Any:
        """POST one file."""
        return self.http.post("/v1/evidence", files={"file": (name, content)}, data=fields, headers=headers)

    def sent(self, content: bytes, **fields: str) -> str:
        """The id of the evidence that was made of it."""
        answer = self.http.post("/v1/evidence", files={"file": ("a.png", content)}, data=fields)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["id"])

    def settle(self, wanted: str, move: Move = Move.SETTLE) -> None:
        """What a reader would do."""
        settled(self.running.stores, wanted, move)

    def kept(self) -> tuple[int, int, int]:
        """How many rows of evidence, claims and objects this tenant has."""
        stores = self.running.stores
        counts = [select(func.count()).where(table.c.tenant == self.tenant) for table in (evidence, claims)]
        rows = stores.database.read(lambda tx: [int(tx.connection.execute(one).scalar_one()) for one in counts])
        return rows[0], rows[1], len(list(stores.objects.names(f"tenants/{self.tenant}/")))


def another(caller: Caller, *scopes: str) -> httpx.Client:
    """The same tenant under a key of its own."""
    headers = {"Authorization": f"Bearer {caller.running.key(caller.tenant, *scopes)}"}
    return httpx.Client(base_url=caller.running.url, headers=headers, timeout=30)


NOTHING = (0, 0, 0)


def settled(stores: Stores, wanted: str, move: Move = Move.SETTLE) -> None:
    """Claims and ends the evidence as a reader would."""
    lease = stores.work.claim("test:1", EvidenceId(wanted))
    assert lease
    ended = Outcome(move=move, record=RECORD, pipeline="1", kind="receipt", route="review")
    stores.work.settle(lease, ended)


def drawn(caller: Caller, wanted: str) -> str:
    """The id of an audit's sample: the total of evidence that was settled."""
    value = Candidate(evidence=EvidenceId(wanted), record=1, kind=RECORD["kind"], field="total_amount")
    here: House = caller.running.app.state.house
    (sample,) = here.audits.draw(Actor(tenant=caller.tenant, name="test"), "7", (value,))
    return sample.id


def settings(folder: Path, quotas: Quotas | None = None) -> Settings:
    """Everything in one folder; the disk of a build machine may be full."""
    places = Places(home=str(folder), webhooks_private=1)
    return Settings(places=places, quotas=quotas or Quotas(free_percent=1))


@contextmanager
def running(
    chosen: Settings, arrange: Callable[[FastAPI], None] = lambda _: None, *, port: int = 0
) -> Iterator[Running]:
    """The service answers inside, on any port for 0; `arrange` may put stand-ins into the application."""
    stores = Stores.open(chosen)
    app = made_app(stores, lambda: server.should_exit)
    arrange(app)
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    with _listening(port) as listening:
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield Running(stores=stores, app=app, server=server, port=int(listening.getsockname()[1]))
        finally:
            server.should_exit = True
            thread.join(20)
            stores.close()


def _listening(port: int) -> socket.socket:
    """A port of its own, named as TCP: small answers then go at once, as they do where the server listens itself."""
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    found.bind(("127.0.0.1", port))
    found.listen(200)
    return found


@contextmanager
def calling(house: Running, tenant: str, *scopes: str) -> Iterator[Caller]:
    """A caller with a new key of `tenant`."""
    secret = house.key(tenant, *scopes)
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=house.url, headers=headers, timeout=30) as http:
        yield Caller(running=house, tenant=TenantId(tenant), secret=secret, http=http)


def picture(mark: object = 0, size: tuple[int, int] = (8, 8)) -> bytes:
    """A small PNG that differs by `mark`."""
    width, height = size
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\xff" * width) * height) if width * height < 10**6 else zlib.compress(b"")
    parts = ((b"IHDR", head), (b"tEXt", f"mark\0{mark}".encode()), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def form(*parts: tuple[str, bytes], boundary: str = "b0") -> tuple[bytes, dict[str, str]]:
    """A multipart body from raw part headers and contents, and its header."""
    body = b"".join(f"--{boundary}\r\n{head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts)
    return body + f"--{boundary}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def part(name: str, filename: str | None = None) -> str:
    """The header of one part."""
    ending = f'; filename="{filename}"' if filename is not None else ""
    return f'Content-Disposition: form-data; name="{name}"{ending}'


def status_of_head(port: int, head: str) -> str:
    """The first line of the answer to a request whose headers alone were sent."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as wire:
        wire.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        return wire.recv(4096).decode("latin-1").split("\r\n")[0]
