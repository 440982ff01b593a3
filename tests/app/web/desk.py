"""The desk over a real server, and people in it with sessions of their own."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
from sqlalchemy import select

from pipeline.evidence import TenantId
from pipeline.ledger.entries import Actor, Entry
from pipeline.people.roles import Role
from storage.passwords import hashed
from storage.records.people.accounts import LINK_LIFE, MACHINE, UserWish
from storage.records.people.users import User
from storage.records.proof.ledger import entry_in
from storage.records.schema import entries
from tests.app.api.door import Running

PASSWORD = "lantern over the river"
_KEPT = hashed(PASSWORD)
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`http` keeps no cookies between requests: each test says whose they are."""

    running: Running
    http: httpx.Client
    tenant: TenantId = field(default_factory=lambda: TenantId(f"w{secrets.token_hex(4)}"))

    def user(self, *roles: Role, name: str = "") -> User:
        """An account of this tenant; its roles are in force."""
        people, shell = self.running.stores.people, Actor(tenant=self.tenant, name=MACHINE)
        user = people.add(shell, UserWish(name=name or f"u{secrets.token_hex(6)}", roles=roles))
        for role in user.awaiting:
            user = people.confirm(Actor(tenant=self.tenant, name="test"), user.id, role)
        return user

    def with_password(self, *roles: Role) -> User:
        user, links = self.user(*roles), self.running.stores.links
        links.use(links.make(Actor(tenant=self.tenant, name=MACHINE), user.id, LINK_LIFE), _KEPT)
        return user

    def session(self, user: User) -> "Signed":
        session, secret = self.running.stores.sessions.begin(user.id, "test browser")
        return Signed(desk=self, user=user, secret=secret, csrf=session.csrf)

    def link(self, user: User) -> str:
        return self.running.stores.links.make(Actor(tenant=self.tenant, name=MACHINE), user.id, LINK_LIFE)

    def written(self) -> list[Entry]:
        """The entries of this tenant."""
        wanted = select(entries).where(entries.c.tenant == self.tenant).order_by(entries.c.number)
        found = self.running.stores.database.read(lambda tx: tx.connection.execute(wanted).all())
        return [entry_in(row) for row in found]

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.http.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def before(self, path: str) -> tuple[str, str]:
        """The cookie and the token of a page's form for whoever is not signed in."""
        self.http.cookies.clear()
        answer = self.http.get(path)
        self.http.cookies.clear()
        return answer.cookies["proofdesk-before"], token(answer.text)

    def post_before(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] = SAME_SITE
    ) -> httpx.Response:
        """A form that the page at `path` holds, as a browser sends it."""
        cookie, csrf = self.before(path)
        sent = {**headers, "Cookie": f"proofdesk-before={cookie}"}
        answer = self.http.post(path, data={"csrf": csrf, **fields}, headers=sent)
        self.http.cookies.clear()
        return answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """One session of one person."""

    desk: Desk
    user: User
    secret: str
    csrf: str

    @property
    def cookie(self) -> dict[str, str]:
        return {"Cookie": f"proofdesk={self.secret}"}

    def get(self, path: str) -> httpx.Response:
        return self.desk.http.get(path, headers=self.cookie)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **headers: str) -> httpx.Response:
        sent = {**SAME_SITE, **{name.replace("_", "-"): value for name, value in headers.items()}, **self.cookie}
        return self.desk.http.post(path, data={"csrf": self.csrf, **(fields or {})}, headers=sent)


def token(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found, page
    return found[1]
