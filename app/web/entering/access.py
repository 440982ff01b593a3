"""Who opens a page: the session of a cookie, what its owner may do, and whether a form is really theirs."""

import hmac
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from app.api.access import house_of
from app.web.front import BEFORE, SESSION, front_of, words_for
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Permission, permitted
from storage.records.people.sessions import Over, Session
from storage.records.people.shown_once import LONGEST, hash_of
from storage.records.people.sign_ins import Visit
from storage.records.people.users import User, as_actor

_MOST_FIELDS = 200


class SignInFirst(Exception):
    """The page needs somebody who is signed in; `over` says what became of their session."""

    def __init__(self, over: Over) -> None:
        super().__init__(over)
        self.over = over


class NotYours(Exception):
    """The roles of whoever is signed in do not give the permission."""


class Crossed(Exception):
    """A form that no page of ours sent, or one for another session."""


class Elsewhere(Exception):
    """The pages were opened under a name that is not theirs."""


class Visitor:
    """Somebody who is signed in."""

    def __init__(self, session: Session, request: Request) -> None:
        self.session = session
        self.user: User = session.user
        self.actor: Actor = as_actor(session.user, request.state.request_id)
        self.words = words_for(request, session.user)

    def may(self, permission: Permission) -> bool:
        return permitted(self.user.roles, permission)


def at_home(request: Request) -> None:
    """Before anything else, on every page. Raises Elsewhere, and Crossed for a form of another site."""
    origin = front_of(request).origin
    if not origin.at_home(request):
        raise Elsewhere
    if request.method not in ("GET", "HEAD") and not origin.from_us(request):
        raise Crossed


def known(request: Request) -> Visitor | None:
    """Whoever is signed in, if anybody is."""
    found = _session(request)
    return Visitor(found, request) if isinstance(found, Session) else None


def anyone(request: Request) -> Visitor:
    """Somebody who is signed in, whatever they may do. Raises SignInFirst."""
    found = _session(request)
    if not isinstance(found, Session):
        raise SignInFirst(found)
    request.state.renewed = found.renewed
    request.state.visitor = visitor = Visitor(found, request)
    return visitor


def signed_in(*permissions: Permission) -> Callable[..., Visitor]:
    """A dependency: the visitor, when their roles give one of `permissions`; before any body is read."""

    def visitor(found: Anyone) -> Visitor:
        if not any(map(found.may, permissions)):
            raise NotYours
        return found

    return visitor


async def form_of(request: Request) -> FormData:
    """The fields of a form; files are not taken here."""
    return await request.form(max_files=0, max_fields=_MOST_FIELDS)


def sent(found: Annotated[Visitor, Depends(anyone)], form: Annotated[FormData, Depends(form_of)]) -> FormData:
    """A form of the visitor's own session. Raises Crossed for any other."""
    if not hmac.compare_digest(field(form, "csrf").encode(), found.session.csrf.encode()):
        raise Crossed
    return form


def sent_before(request: Request, form: Annotated[FormData, Depends(form_of)]) -> FormData:
    """A form of somebody who is not signed in yet, in the browser that was given it. Raises Crossed for any other."""
    token = before_token(front_of(request).origin.read(request, BEFORE))
    if not token or not hmac.compare_digest(field(form, "csrf").encode(), token.encode()):
        raise Crossed
    return form


def before_token(cookie: str) -> str:
    """What the forms of a browser that is not signed in carry; its cookie cannot be told from it."""
    return hash_of(f"form {cookie}") if 0 < len(cookie) <= LONGEST else ""


def field(form: FormData, name: str) -> str:
    """A field of a form as text, empty where there is none."""
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def visit_of(request: Request) -> Visit:
    address = request.client.host if request.client else ""
    agent = request.headers.get("user-agent", "")
    return Visit(address=address, agent=agent, request=request.state.request_id)


def _session(request: Request) -> Session | Over:
    secret = front_of(request).origin.read(request, SESSION)
    if not 0 < len(secret) <= LONGEST:
        return Over.UNKNOWN
    return house_of(request).stores.sessions.of(secret)


Anyone = Annotated[Visitor, Depends(anyone)]
Known = Annotated[Visitor | None, Depends(known)]
UserManager = Annotated[Visitor, Depends(signed_in(Permission.MANAGE_USERS))]
Sent = Annotated[FormData, Depends(sent)]
SentBefore = Annotated[FormData, Depends(sent_before)]
