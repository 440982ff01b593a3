"""A review desk of our own for measuring: filled in a folder or on real servers, served, and gone afterwards."""

import http.client
import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from benchmarks.desk_filling import TENANT
from benchmarks.own_program import own_program
from benchmarks.servers.ports import LOOPBACK, free_ports
from pipeline.errors import ReaderTrouble, StoreTrouble
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from storage.records.people.accounts import MACHINE, UserWish
from workers.settings import Settings
from workers.stores import Stores

_PATIENCE = 60.0  # seconds for one answer
_STORED = ("redis_url", "s3_endpoint", "s3_access_key", "s3_secret_key", "s3_region")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody signed in, on a connection that stays open as a browser's does."""

    connection: http.client.HTTPConnection
    secret: str
    csrf: str

    def get(self, path: str) -> bytes:
        """Raises ReaderTrouble for anything but the page."""
        return self._asked("GET", path, None, {})

    def post(self, path: str, **fields: str) -> bytes:
        head = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        return self._asked("POST", path, urlencode({"csrf": self.csrf, **fields}), head)

    def _asked(self, method: str, path: str, body: str | None, head: Mapping[str, str]) -> bytes:
        self.connection.request(
            method, path, body, {"Cookie": f"proofdesk={self.secret}", "Accept-Encoding": "gzip", **head}
        )
        answer = self.connection.getresponse()
        content = answer.read()
        if answer.status >= 400 or (method == "GET" and answer.status != 200):
            raise ReaderTrouble("no_page", f"The desk answered {answer.status} to {path}.")
        return content


@contextmanager
def apart(given: Settings) -> Iterator[Mapping[str, str]]:
    """The environment of an empty installation: a new folder, and on the servers of `given` a new database and bucket.

    Folder and database go afterwards; the bucket stays, for its server may lock what lies in it.
    """
    places, name = given.places, f"proofdesk_bench_{secrets.token_hex(4)}"
    kept = {f"PROOFDESK_{one.upper()}": str(getattr(places, one)) for one in _STORED if getattr(places, one)}
    with tempfile.TemporaryDirectory(prefix="proofdesk-desk-") as folder, _database(places.database_url, name) as url:
        yield {
            **{one: value for one, value in os.environ.items() if not one.startswith("PROOFDESK_")},
            **kept,
            **({"PROOFDESK_DATABASE_URL": url} if url else {}),
            "PROOFDESK_S3_BUCKET": name.replace("_", "-"),
            "PROOFDESK_S3_SECURE": str(places.s3_secure),
            "PROOFDESK_HOME": folder,
            "PROOFDESK_FREE_PERCENT": "1",
        }


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[int]:
    """The port on which `serve` answers."""
    (port,), log = free_ports(1), Path(environment["PROOFDESK_HOME"]) / "log"
    with own_program("serve", "--port", str(port), environment=environment, port=port, log=log):
        yield port


@contextmanager
def person(stores: Stores, port: int, *roles: Role) -> Iterator[Person]:
    """A new account with these roles in force, and signed in."""
    shell, other = (Actor(tenant=TENANT, name=name) for name in (MACHINE, "bench"))
    user = stores.people.add(shell, UserWish(name=f"bench.{secrets.token_hex(4)}", roles=roles))
    for role in user.awaiting:
        user = stores.people.confirm(other, user.id, role)
    session, secret = stores.sessions.begin(user.id, "bench")
    with closing(http.client.HTTPConnection(LOOPBACK, port, timeout=_PATIENCE)) as connection:
        yield Person(connection, secret, session.csrf)


@contextmanager
def _database(url: str, name: str) -> Iterator[str]:
    """A new database beside the one of `url`, nothing for nothing. Raises StoreTrouble where none can be made."""
    if not url:
        yield ""
        return
    plain, wanted = url.replace("+psycopg", ""), sql.Identifier(name)
    try:
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(wanted))
            try:
                yield make_url(url).set(database=name).render_as_string(hide_password=False)
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(wanted))
    except psycopg.Error as error:
        raise StoreTrouble("No database can be made on this server for measuring; give an account that may.") from error
