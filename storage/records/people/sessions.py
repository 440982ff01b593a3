"""Sessions of people: kept on the server, known by a secret of which only the hash is kept."""

import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from pipeline.ids import RANDOM_BYTES, made
from pipeline.ledger.entries import Act
from storage.records.database import Database, Transaction
from storage.records.people.schema import sessions, users
from storage.records.people.shown_once import hash_of, new_secret
from storage.records.people.users import User, UserId, as_actor, users_where
from storage.records.proof.ledger import write_entry

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
_GRACE = timedelta(seconds=30)  # how long an older secret still opens, for requests that were under way
_SEEN = timedelta(seconds=30)  # a session is seen this often at most
_KEPT = timedelta(days=7)  # after its end
_AGENT = 200


class Over(StrEnum):
    """Why a secret opens nothing."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    ENDED = "ended"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`renewed` is the secret to use from now on, where the old one was changed just now."""

    id: str
    user: User
    csrf: str
    agent: str
    made: datetime
    seen: datetime
    expires: datetime
    renewed: str | None = None


@dataclass(frozen=True, slots=True)
class Sessions:
    """Ends after 30 minutes without a request, after 12 hours, and when its user is switched off."""

    database: Database

    def begin(self, user: UserId, agent: str) -> tuple[Session, str]:
        """A new session and its secret, in a transaction of its own."""
        return self.database.write(lambda tx: begun(tx, user, agent))

    def of(self, secret: str) -> Session | Over:
        """Whose it is. After a change of roles the session takes a new secret: `renewed`."""
        hashed = hash_of(secret)
        row, user, now = self.database.read(lambda tx: (*_row(tx, hashed), tx.now))
        if row is None:
            return Over.UNKNOWN
        if why := _over(row, user, now):
            return why
        if row.issued_at < user.changed and row.secret_sha256 == hashed:
            return self._renewed(_session(row, user.user), hashed)
        if now - row.seen_at > _SEEN:
            seen = update(sessions).where(sessions.c.id == row.id)
            self.database.write(lambda tx: tx.connection.execute(seen.values(seen_at=tx.now)))
        return _session(row, user.user)

    def every(self, user: UserId) -> tuple[Session, ...]:
        """The open ones of a user, newest first."""
        open_ones = (sessions.c.user == user) & sessions.c.ended_at.is_(None)

        def work(tx: Transaction) -> tuple[Session, ...]:
            found = users_where(tx, users.c.id == user)
            living = open_ones & (sessions.c.expires_at > tx.now) & (sessions.c.seen_at > tx.now - IDLE)
            rows = tx.connection.execute(select(sessions).where(living).order_by(sessions.c.made_at.desc()))
            return tuple(_session(row, found[0]) for row in rows)

        return self.database.read(work)

    def end(self, session: Session, request: str | None = None) -> None:
        """`request` is the id of the request that asks for it."""
        self._end(session, sessions.c.id == session.id, "signed out", request)

    def end_others(self, session: Session, request: str | None = None) -> int:
        """How many there were."""
        return self._end(session, sessions.c.id != session.id, "ended from another session", request)

    def _end(self, session: Session, which: Any, reason: str, request: str | None) -> int:
        mine = which & (sessions.c.user == session.user.id) & sessions.c.ended_at.is_(None)
        actor = as_actor(session.user, request)

        def work(tx: Transaction) -> int:
            ended = tx.connection.execute(
                update(sessions).where(mine).values(ended_at=tx.now).returning(sessions.c.id)
            ).scalars()
            ids = sorted(ended)
            for one in ids:
                write_entry(tx, actor, Act(action="session.ended", on=one, reason=reason))
            return len(ids)

        return self.database.write(work)

    def _renewed(self, session: Session, hashed: str) -> Session:
        """Of requests that come at once, one changes the secret; the others pass with the older one."""
        secret = new_secret()
        old = (sessions.c.id == session.id) & (sessions.c.secret_sha256 == hashed)

        def work(tx: Transaction) -> bool:
            values = {"secret_sha256": hash_of(secret), "older_sha256": hashed, "issued_at": tx.now, "seen_at": tx.now}
            changed = bool(tx.connection.execute(update(sessions).where(old).values(**values)).rowcount)
            if changed:
                write_entry(tx, as_actor(session.user), Act(action="session.renewed", on=session.id, reason="roles"))
            return changed

        return replace(session, renewed=secret) if self.database.write(work) else session


@dataclass(frozen=True, slots=True)
class _Owner:
    user: User
    changed: datetime


def begun(tx: Transaction, user: UserId, agent: str, request: str | None = None) -> tuple[Session, str]:
    """In the caller's transaction; what has been over for long is forgotten."""
    found = users_where(tx, users.c.id == user)[0]
    tx.connection.execute(delete(sessions).where(sessions.c.expires_at < tx.now - _KEPT))
    secret = new_secret()
    row = {
        "id": made("ses", tx.now, os.urandom(RANDOM_BYTES)),
        "secret_sha256": hash_of(secret),
        "user": user,
        "csrf": new_secret(),
        "agent": agent[:_AGENT],
        "made_at": tx.now,
        "issued_at": tx.now,
        "seen_at": tx.now,
        "expires_at": tx.now + LONGEST,
    }
    kept = tx.connection.execute(insert(sessions).values(**row).returning(sessions)).one()
    write_entry(tx, as_actor(found, request), Act(action="session.begun", on=kept.id))
    return _session(kept, found), secret


def _row(tx: Transaction, hashed: str) -> tuple[Any, Any]:
    which = or_(
        sessions.c.secret_sha256 == hashed,
        (sessions.c.older_sha256 == hashed) & (sessions.c.issued_at > tx.now - _GRACE),
    )
    row = tx.connection.execute(select(sessions).where(which)).one_or_none()
    if row is None:
        return None, None
    changed = tx.connection.execute(select(users.c.roles_changed_at).where(users.c.id == row.user)).scalar_one()
    return row, _Owner(users_where(tx, users.c.id == row.user)[0], changed)


def _over(row: Any, owner: _Owner, now: datetime) -> Over | None:
    if owner.user.off is not None:
        return Over.OFF
    if row.ended_at is not None:
        return Over.ENDED
    if row.expires_at <= now or row.seen_at + IDLE <= now:
        return Over.EXPIRED
    return None


def _session(row: Any, user: User) -> Session:
    return Session(
        id=row.id,
        user=user,
        csrf=row.csrf,
        agent=row.agent,
        made=row.made_at,
        seen=row.seen_at,
        expires=row.expires_at,
    )
