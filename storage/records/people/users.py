"""A user as the other rooms see one, and as the tables hold one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NewType

from sqlalchemy import ColumnElement, select

from pipeline.errors import Forbidden
from pipeline.evidence import TenantId
from pipeline.ledger.entries import Actor
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from storage.records.database import Transaction
from storage.records.people.schema import role_grants, users

UserId = NewType("UserId", str)
_USER = "user:"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """`roles` are in force; `awaiting` were granted and wait for a second administrator, by whom is in `granted_by`.

    `language` is `zh`, `en` or empty for what the browser asks for; `keys`: those of the desk they chose, as JSON;
    `zone`: where they read the clock, such as `Asia/Shanghai`, empty for where the machine does.
    """

    id: UserId
    tenant: TenantId
    name: str
    display_name: str
    language: str
    roles: tuple[Role, ...]
    awaiting: tuple[Role, ...]
    granted_by: tuple[str, ...]
    subject: str | None
    has_password: bool
    made: datetime
    off: datetime | None
    keys: str = ""
    zone: str = ""

    @property
    def actor(self) -> str:
        """How the ledger names whatever this user does."""
        return actor_name(self.id)


def actor_name(user: UserId) -> str:
    return f"{_USER}{user}"


def as_actor(user: User, request: str | None = None) -> Actor:
    role = " ".join(sorted(user.roles)) or None
    return Actor(tenant=user.tenant, name=user.actor, request=request, role=role)


def still_entitled(tx: Transaction, person: Reviewer) -> None:
    """Raises Forbidden for a user who was switched off or lost a role since the page was opened."""
    mine = (users.c.tenant == person.tenant) & (users.c.id == person.name.removeprefix(_USER))
    found = users_where(tx, mine)
    if not found or found[0].off is not None or not person.roles <= set(found[0].roles):
        raise Forbidden("Your account was changed meanwhile; what you wrote is kept. Ask your administrator.")


def users_where(tx: Transaction, wanted: ColumnElement[bool]) -> tuple[User, ...]:
    """Oldest first, with their roles."""
    rows = tx.connection.execute(select(users).where(wanted).order_by(users.c.made_at, users.c.id)).all()
    held = select(role_grants).where(role_grants.c.user.in_([row.id for row in rows])).order_by(role_grants.c.role)
    grants = tx.connection.execute(held).all()
    return tuple(_user(row, [one for one in grants if one.user == row.id]) for row in rows)


def _user(row: Any, grants: Sequence[Any]) -> User:
    waiting = [one for one in grants if not _in_force(one)]
    return User(
        id=UserId(row.id),
        tenant=TenantId(row.tenant),
        name=row.name,
        display_name=row.display_name,
        language=row.language,
        roles=tuple(Role(one.role) for one in grants if _in_force(one)),
        awaiting=tuple(Role(one.role) for one in waiting),
        granted_by=tuple(one.granted_by for one in waiting),
        subject=row.subject,
        has_password=row.password is not None,
        made=row.made_at,
        off=row.off_at,
        keys=row.keys,
        zone=row.zone,
    )


def _in_force(grant: Any) -> bool:
    return grant.role != Role.ADMIN or grant.confirmed_by is not None
