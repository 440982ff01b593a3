"""Signing in: by password or by what a provider vouches for; guessing is slowed without locking anybody else out."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from sqlalchemy import delete, select, update

from pipeline.ledger.entries import Act
from storage.passwords import fits
from storage.records.database import Database, Transaction
from storage.records.inserts import inserted_once
from storage.records.people.accounts import folded
from storage.records.people.schema import sessions, sign_in_tries, users
from storage.records.people.sessions import Session, begun
from storage.records.people.users import User, as_actor, users_where
from storage.records.proof.ledger import write_entry

_FORGOTTEN = timedelta(hours=1)  # after the last failure
_KNOWN = timedelta(days=30)  # a name that signed in from an address is not slowed by what others do there


@dataclass(frozen=True, slots=True)
class _Bound:
    """`free` failures cost nothing; each one more doubles the wait, from one second to `longest`."""

    free: int
    longest: int

    def wait(self, failures: int) -> timedelta:
        over = failures - self.free
        return timedelta(seconds=min(2 ** min(over, 20), self.longest) if over >= 0 else 0)


_PAIR, _NAME, _ADDRESS = _Bound(5, 900), _Bound(50, 60), _Bound(100, 60)


class Refused(Enum):
    """One answer for a wrong name, a wrong password and an account that is off: a stranger learns nothing."""

    WRONG = auto()


@dataclass(frozen=True, slots=True)
class Slowed:
    """Too many failures; `seconds` from now another try is looked at."""

    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Where somebody signs in from: the address of the connection, and the browser as it calls itself.

    `request`: the id of the request, where there is one.
    """

    address: str
    agent: str
    request: str | None = None


@dataclass(frozen=True, slots=True)
class SignIns:
    """A try is counted before its password is looked at, so that tries at once count as tries one by one."""

    database: Database

    def by_password(self, name: str, password: str, visit: Visit) -> tuple[Session, str] | Refused | Slowed:
        """A new session with its secret, where the password fits."""
        known = folded(name)
        keys = _keys(known, visit.address)
        if wait := self.counted(known, visit):
            return Slowed(wait)
        kept = self.database.read(
            lambda tx: tx.connection.execute(select(users.c.password).where(users.c.name == known)).scalar_one_or_none()
        )
        good = fits(kept, password)
        return self.database.write(lambda tx: _judged(tx, known, good, keys, visit))

    def counted(self, name: str, visit: Visit) -> int:
        """A try begins: the seconds it must wait, or 0, and then it counts as a failure until it is forgiven."""
        keys = _keys(name, visit.address)
        return self.database.write(lambda tx: _counted(tx, keys))

    def by_subject(self, subject: str, visit: Visit) -> tuple[Session, str] | Refused:
        """`subject` as a sign-in provider signed it, just now."""

        def work(tx: Transaction) -> tuple[Session, str] | Refused:
            found = users_where(tx, (users.c.subject == subject) & users.c.off_at.is_(None))
            return begun(tx, found[0].id, visit.agent, visit.request) if found else Refused.WRONG

        return self.database.write(work)

    def change_password(self, session: Session, old: str, new_hash: str, visit: Visit) -> Refused | Slowed | None:
        """None when it was changed; every other session of the user ends with it."""
        user = session.user
        keys = _keys(user.name, visit.address)
        if wait := self.counted(user.name, visit):
            return Slowed(wait)
        kept = self.database.read(
            lambda tx: tx.connection.execute(select(users.c.password).where(users.c.id == user.id)).scalar_one()
        )
        if not fits(kept, old):
            return Refused.WRONG

        def work(tx: Transaction) -> None:
            _forgiven(tx, keys)
            tx.connection.execute(update(users).where(users.c.id == user.id).values(password=new_hash))
            others = (sessions.c.user == user.id) & (sessions.c.id != session.id) & sessions.c.ended_at.is_(None)
            tx.connection.execute(update(sessions).where(others).values(ended_at=tx.now))
            write_entry(
                tx, as_actor(user, visit.request), Act(action="password.set", on=user.id, reason="by its owner")
            )

        return self.database.write(work)


@dataclass(frozen=True, slots=True)
class _Keys:
    """What a try is counted under; hashes, as what was typed for a name may be a password."""

    pair: str
    name: str
    address: str

    def bounds(self) -> tuple[tuple[str, _Bound], ...]:
        return (self.pair, _PAIR), (self.name, _NAME), (self.address, _ADDRESS)


def _keys(name: str, address: str) -> _Keys:
    def key(*parts: str) -> str:
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

    return _Keys(pair=key("pair", name, address), name=key("name", name), address=key("address", address))


def _judged(tx: Transaction, name: str, good: bool, keys: _Keys, visit: Visit) -> tuple[Session, str] | Refused:
    found: tuple[User, ...] = users_where(tx, (users.c.name == name) & users.c.off_at.is_(None))
    if good and found:
        _forgiven(tx, keys)
        return begun(tx, found[0].id, visit.agent, visit.request)
    for user in found:
        write_entry(tx, as_actor(user, visit.request), Act(action="sign_in.failed", on=user.id))
    return Refused.WRONG


def _counted(tx: Transaction, keys: _Keys) -> int:
    """Seconds to wait; when there are none, the try counts as a failure until it is forgiven."""
    tx.connection.execute(
        delete(sign_in_tries).where(sign_in_tries.c.last_at < tx.now - _KNOWN, sign_in_tries.c.wait_until <= tx.now)
    )
    rows = {key: _try(tx, key) for key, _ in keys.bounds()}
    known = rows[keys.pair].known_until is not None and rows[keys.pair].known_until > tx.now
    asked = (keys.pair,) if known else tuple(rows)
    wait = max(_left(rows[key].wait_until, tx.now) for key in asked)
    if not wait:
        for key, bound in keys.bounds():
            row = rows[key]
            failures = 1 if row.last_at < tx.now - _FORGOTTEN else row.failures + 1
            values = {"failures": failures, "last_at": tx.now, "wait_until": tx.now + bound.wait(failures)}
            tx.connection.execute(update(sign_in_tries).where(sign_in_tries.c.key == key).values(**values))
    return wait


def _try(tx: Transaction, key: str) -> Any:
    """The row of a key, locked: tries at once are counted one after the other."""
    inserted_once(tx, sign_in_tries, {"key": key, "failures": 0, "last_at": tx.now, "wait_until": tx.now})
    return tx.connection.execute(select(sign_in_tries).where(sign_in_tries.c.key == key).with_for_update()).one()


def _forgiven(tx: Transaction, keys: _Keys) -> None:
    """The pair starts anew and is known; the others lose the one failure this try was counted as."""
    pair = {"failures": 0, "wait_until": tx.now, "known_until": tx.now + _KNOWN}
    tx.connection.execute(update(sign_in_tries).where(sign_in_tries.c.key == keys.pair).values(**pair))
    shared = sign_in_tries.c.key.in_((keys.name, keys.address)) & (sign_in_tries.c.failures > 0)
    less = {"failures": sign_in_tries.c.failures - 1, "wait_until": tx.now}
    tx.connection.execute(update(sign_in_tries).where(shared).values(**less))


def _left(until: datetime, now: datetime) -> int:
    """Whole seconds, rounded up."""
    return max(0, -int((now - until).total_seconds() // 1)) if until > now else 0
