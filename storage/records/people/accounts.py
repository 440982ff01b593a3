"""Accounts of people: made, given roles, switched off and on; every change with its entry in the ledger."""

import os
import re
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from pipeline.errors import Conflict, Forbidden, Missing, WrongUse
from pipeline.evidence import TenantId
from pipeline.ids import RANDOM_BYTES, made
from pipeline.ledger.entries import PROGRAM, Act, Actor
from pipeline.ledger.reasons import reason_of
from pipeline.people.roles import Role
from storage.records.database import Database, Transaction
from storage.records.inserts import inserted_once
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.people.links import link_made
from storage.records.people.schema import role_grants, sessions, users
from storage.records.people.users import User, UserId, actor_name, users_where
from storage.records.proof.ledger import write_entry
from storage.records.reviews.locks import all_released
from storage.records.schema import tenants

FIRST = "admin"
MACHINE = "command line"  # whoever has this machine; one of two persons where two are asked for
LANGUAGES = ("", "zh", "en")
LINK_LIFE = timedelta(hours=24)
_START = "start"
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
_LONGEST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class UserWish:
    """An account to be made; `subject` is who the person is at the sign-in provider, None for a password."""

    name: str
    display_name: str = ""
    language: str = ""
    subject: str | None = None
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """Acts on users of the actor's tenant; Missing for any other."""

    database: Database

    def first(self) -> str | None:
        """On the very first start the secret of the link with which the administrator sets a password; else None."""

        def work(tx: Transaction) -> str | None:
            inserted_once(tx, tenants, {"id": DEFAULT_TENANT, "made_at": tx.now})
            row = _row(tx, DEFAULT_TENANT, UserWish(name=FIRST, display_name=FIRST))
            if tx.connection.execute(select(users.c.id).limit(1)).one_or_none() or not inserted_once(tx, users, row):
                return None
            actor = Actor(tenant=DEFAULT_TENANT, name=_START, role=PROGRAM)
            user = UserId(str(row["id"]))
            write_entry(tx, actor, Act(action="user.made", on=user, new="on"))
            _grant(tx, actor, user, Role.ADMIN)
            return link_made(tx, actor, user, LINK_LIFE)

        return self.database.write(work)

    def add(self, actor: Actor, wish: UserWish) -> User:
        """Raises WrongUse for a name or language that cannot be, Conflict for a name that is taken."""
        name = folded(wish.name)
        if not _NAME.fullmatch(name) or wish.language not in LANGUAGES or len(wish.display_name) > _LONGEST:
            raise WrongUse("A name has 2 to 64 signs: letters a to z, digits and . _ @ -; the language is zh or en.")

        def work(tx: Transaction) -> User:
            inserted_once(tx, tenants, {"id": actor.tenant, "made_at": tx.now})
            row = _row(tx, TenantId(actor.tenant), wish)
            if not inserted_once(tx, users, row):
                raise Conflict("This name or this subject has an account already; choose another.")
            user = UserId(str(row["id"]))
            write_entry(tx, actor, Act(action="user.made", on=user, new="on"))
            for role in dict.fromkeys(wish.roles):
                _grant(tx, actor, user, role)
            return _found(tx, actor, user)

        return self.database.write(work)

    def of(self, tenant: TenantId) -> tuple[User, ...]:
        """Oldest first, those that are off too."""
        return self.database.read(lambda tx: users_where(tx, users.c.tenant == tenant))

    def named(self, tenant: TenantId, name: str) -> User:
        """Raises Missing."""
        mine = (users.c.tenant == tenant) & (users.c.name == folded(name))
        return _only(self.database.read(lambda tx: users_where(tx, mine)))

    def grant(self, actor: Actor, user: UserId, role: Role) -> User:
        """The role is in force at once; admin only when another person confirms it, or where there is none yet.

        Raises Forbidden for an actor who is the user, Conflict for a role that was granted before.
        """
        _not_oneself(actor, user)

        def work(tx: Transaction) -> User:
            _found(tx, actor, user)
            _grant(tx, actor, user, role)
            return _found(tx, actor, user)

        return self.database.write(work)

    def confirm(self, actor: Actor, user: UserId, role: Role) -> User:
        """Raises Forbidden for whoever granted it and for the user, Missing where nothing waits."""
        waiting = (role_grants.c.user == user) & (role_grants.c.role == role) & role_grants.c.confirmed_by.is_(None)

        def work(tx: Transaction) -> User:
            found = _found(tx, actor, user)
            if role not in found.awaiting:
                raise Missing("No such grant waits for a second person.")
            confirmed = update(role_grants).where(waiting).values(confirmed_by=actor.name, confirmed_at=tx.now)
            if not tx.connection.execute(confirmed).rowcount:
                raise Conflict("Somebody changed this grant just now; look again.")
            write_entry(tx, actor, Act(action="role.confirmed", on=user, new=role))
            _changed(tx, user)
            return _found(tx, actor, user)

        try:
            return self.database.write(work)
        except IntegrityError as error:
            raise Forbidden("Somebody else must confirm this, neither who granted it nor who gets it.") from error

    def revoke(self, actor: Actor, user: UserId, role: Role, reason: str) -> User:
        """Also takes back what still waits. Raises Forbidden for one's own role, Missing for one not held, WrongUse
        without a reason.
        """
        _not_oneself(actor, user)
        told = reason_of(reason)

        def work(tx: Transaction) -> User:
            _found(tx, actor, user)
            held = (role_grants.c.user == user) & (role_grants.c.role == role)
            if not tx.connection.execute(delete(role_grants).where(held)).rowcount:
                raise Missing("This person does not have this role.")
            write_entry(tx, actor, Act(action="role.revoked", on=user, old=role, reason=told))
            _changed(tx, user)
            return _found(tx, actor, user)

        return self.database.write(work)

    def switch_off(self, actor: Actor, user: UserId, reason: str) -> User:
        """Sessions end, and what they held at the desk is free with its drafts, all at once.

        Raises Forbidden for oneself, Conflict when it is off already, WrongUse without a reason.
        """
        _not_oneself(actor, user)
        told = reason_of(reason)

        def work(tx: Transaction) -> User:
            if _found(tx, actor, user).off:
                raise Conflict("This account is off already.")
            tx.connection.execute(update(users).where(users.c.id == user).values(off_at=tx.now))
            open_ones = (sessions.c.user == user) & sessions.c.ended_at.is_(None)
            tx.connection.execute(update(sessions).where(open_ones).values(ended_at=tx.now))
            all_released(tx, actor, actor_name(user))
            write_entry(tx, actor, Act(action="user.off", on=user, old="on", new="off", reason=told))
            return _found(tx, actor, user)

        return self.database.write(work)

    def switch_on(self, actor: Actor, user: UserId, reason: str) -> User:
        """Raises Forbidden for oneself, Conflict when it is on already, WrongUse without a reason."""
        _not_oneself(actor, user)
        told = reason_of(reason)

        def work(tx: Transaction) -> User:
            if not _found(tx, actor, user).off:
                raise Conflict("This account is on already.")
            tx.connection.execute(update(users).where(users.c.id == user).values(off_at=None))
            write_entry(tx, actor, Act(action="user.on", on=user, old="off", new="on", reason=told))
            return _found(tx, actor, user)

        return self.database.write(work)

    def choose_keys(self, actor: Actor, user: UserId, keys: str) -> None:
        """The keys of the desk as this person wants them, as JSON; "" for the usual ones."""
        mine = (users.c.id == user) & (users.c.tenant == actor.tenant)

        def work(tx: Transaction) -> None:
            old = tx.connection.execute(select(users.c["keys"]).where(mine)).scalar_one_or_none()
            tx.connection.execute(update(users).where(mine).values(keys=keys))
            write_entry(tx, actor, Act(action="user.keys", on=user, old=_whose(old), new=_whose(keys)))

        self.database.write(work)

    def speak(self, actor: Actor, user: UserId, language: str) -> None:
        """What the user's pages are written in. Raises WrongUse for no language of ours."""
        if language not in LANGUAGES:
            raise WrongUse("Pages are written in zh or en.")

        def work(tx: Transaction) -> None:
            old = _found(tx, actor, user).language
            tx.connection.execute(update(users).where(users.c.id == user).values(language=language))
            write_entry(tx, actor, Act(action="user.language", on=user, old=old, new=language))

        self.database.write(work)

    def settle(self, actor: Actor, user: UserId, zone: str) -> None:
        """By which clock the user reads times; "" by the machine's. Raises WrongUse for what is no IANA zone."""
        if zone and not zone_known(zone):
            raise WrongUse("There is no such time zone; take one of the list, such as Asia/Shanghai.")

        def work(tx: Transaction) -> None:
            old = _found(tx, actor, user).zone
            tx.connection.execute(update(users).where(users.c.id == user).values(zone=zone))
            write_entry(tx, actor, Act(action="user.zone", on=user, old=old, new=zone))

        self.database.write(work)


def zone_known(name: str) -> bool:
    """Whether the IANA database has a zone of this name."""
    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _whose(keys: str | None) -> str:
    return "own" if keys else "usual"


def folded(name: str) -> str:
    """A name as it is compared: case and spaces around it do not count."""
    return name.strip().casefold()


def _not_oneself(actor: Actor, user: UserId) -> None:
    if actor.name == actor_name(user):
        raise Forbidden("Nobody changes their own account's roles or state; ask another administrator.")


def _found(tx: Transaction, actor: Actor, user: UserId) -> User:
    return _only(users_where(tx, (users.c.id == user) & (users.c.tenant == actor.tenant)))


def _only(found: tuple[User, ...]) -> User:
    if not found:
        raise Missing("There is no such user; check the name.")
    return found[0]


def _grant(tx: Transaction, actor: Actor, user: UserId, role: Role) -> None:
    """Without any administrator in force the installation itself is the second person."""
    alone = role is Role.ADMIN and not _has_admin(tx, actor.tenant)
    row = {"user": user, "role": role.value, "granted_by": actor.name, "granted_at": tx.now}
    if alone:
        row |= {"confirmed_by": f"{actor.name}, no administrator yet", "confirmed_at": tx.now}
    if not inserted_once(tx, role_grants, row):
        raise Conflict("This person has this role already, or it waits for a second person.")
    waits = role is Role.ADMIN and not alone
    write_entry(tx, actor, Act(action="role.proposed" if waits else "role.granted", on=user, new=role))
    _changed(tx, user)


def _has_admin(tx: Transaction, tenant: str) -> bool:
    """Whether somebody who can act holds the role."""
    on = (users.c.tenant == tenant) & users.c.off_at.is_(None)
    return any(Role.ADMIN in one.roles for one in users_where(tx, on))


def _changed(tx: Transaction, user: UserId) -> None:
    """Sessions take a new secret at their next request."""
    tx.connection.execute(update(users).where(users.c.id == user).values(roles_changed_at=tx.now))


def _row(tx: Transaction, tenant: TenantId, wish: UserWish) -> dict[str, object]:
    return {
        "id": made("usr", tx.now, os.urandom(RANDOM_BYTES)),
        "tenant": tenant,
        "name": folded(wish.name),
        "display_name": wish.display_name.strip() or folded(wish.name),
        "language": wish.language,
        "subject": wish.subject or None,
        "made_at": tx.now,
        "roles_changed_at": tx.now,
    }
