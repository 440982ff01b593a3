"""One-time links: with one, a person sets a password; a new link ends the older ones."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select, update

from pipeline.errors import Missing
from pipeline.ledger.entries import Act, Actor
from storage.records.database import Database, Transaction
from storage.records.people.schema import sessions, sign_in_links, users
from storage.records.people.shown_once import hash_of, new_secret
from storage.records.people.users import User, UserId, as_actor, users_where
from storage.records.proof.ledger import write_entry


@dataclass(frozen=True, slots=True)
class Links:
    """Whoever has the secret of a link is the person; it opens once, until it is over."""

    database: Database

    def make(self, actor: Actor, user: UserId, life: timedelta) -> str:
        """The secret, which is nowhere else from now on. Raises Missing for a user of another tenant."""

        def work(tx: Transaction) -> str:
            if not users_where(tx, (users.c.id == user) & (users.c.tenant == actor.tenant)):
                raise Missing("There is no such user; check the name.")
            return link_made(tx, actor, user, life)

        return self.database.write(work)

    def owner(self, secret: str) -> User | None:
        """Whose link it is; None when it is unknown, used, over, or its owner is off."""
        return self.database.read(lambda tx: _owner(tx, hash_of(secret)))

    def use(self, secret: str, password_hash: str, request: str | None = None) -> User | None:
        """Sets the password and ends the link and every session of its owner; None as in `owner`."""
        hashed = hash_of(secret)

        def work(tx: Transaction) -> User | None:
            user = _owner(tx, hashed)
            mine = (sign_in_links.c.secret_sha256 == hashed) & sign_in_links.c.used_at.is_(None)
            if (
                user is None
                or not tx.connection.execute(update(sign_in_links).where(mine).values(used_at=tx.now)).rowcount
            ):
                return None
            tx.connection.execute(update(users).where(users.c.id == user.id).values(password=password_hash))
            open_ones = (sessions.c.user == user.id) & sessions.c.ended_at.is_(None)
            tx.connection.execute(update(sessions).where(open_ones).values(ended_at=tx.now))
            write_entry(tx, as_actor(user, request), Act(action="password.set", on=user.id, reason="link"))
            return user

        return self.database.write(work)


def link_made(tx: Transaction, actor: Actor, user: UserId, life: timedelta) -> str:
    """In the caller's transaction."""
    secret = new_secret()
    tx.connection.execute(delete(sign_in_links).where(sign_in_links.c.user == user, sign_in_links.c.used_at.is_(None)))
    row = {"secret_sha256": hash_of(secret), "user": user, "made_at": tx.now, "expires_at": tx.now + life}
    tx.connection.execute(insert(sign_in_links).values(**row))
    write_entry(tx, actor, Act(action="link.made", on=user, new=(tx.now + life).isoformat()))
    return secret


def _owner(tx: Transaction, hashed: str) -> User | None:
    good = (
        (sign_in_links.c.secret_sha256 == hashed)
        & sign_in_links.c.used_at.is_(None)
        & (sign_in_links.c.expires_at > tx.now)
    )
    user = tx.connection.execute(select(sign_in_links.c.user).where(good)).scalar_one_or_none()
    found = users_where(tx, (users.c.id == user) & users.c.off_at.is_(None)) if user else ()
    return found[0] if found else None
