"""Signing in and out: by password, and by a provider where there is one."""

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api.access import Here
from app.web.entering.access import (
    Anyone,
    Known,
    Sent,
    SentBefore,
    at_home,
    before_token,
    field,
    visit_of,
)
from app.web.faults import Gone, PageRoute
from app.web.front import BEFORE, SESSION, Front, front_of, local, redirect
from app.web.scene import open_page
from pipeline.errors import Forbidden, Missing
from storage.records.people.shown_once import new_secret
from storage.records.people.sign_ins import Refused, Slowed
from workers.outside.provider import BACK, Provider

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])

NOTES = ("expired", "off", "out", "set", "wrong", "slow", "unknown", "refused")
_log = logging.getLogger("proofdesk.sign_in")
_LONGEST = 1_000  # characters of a name or a password worth looking at

FrontDoor = Annotated[Front, Depends(front_of)]


@router.get("/")
def start(visitor: Known) -> Response:
    """To work, or to the sign-in page."""
    return redirect("/queue" if visitor else "/sign-in")


@router.get("/sign-in")
def asked(request: Request, visitor: Known, to: Annotated[str, Query(alias="next")] = "", why: str = "") -> Response:
    """The form; whoever is signed in already goes on."""
    if visitor:
        return redirect(local(to))
    return _form(request, note=why if why in NOTES else "", to=local(to))


@router.post("/sign-in")
def entered(request: Request, house: Here, form: SentBefore) -> Response:
    """A session for the right password; the same words for whatever is wrong."""
    name, password = field(form, "name")[:_LONGEST], field(form, "password")[:_LONGEST]
    to = local(field(form, "next"))
    answer = house.stores.sign_ins.by_password(name, password, visit_of(request))
    if isinstance(answer, Slowed):
        response = _form(request, 429, note="slow", to=to, name=name, seconds=answer.seconds)
        response.headers["Retry-After"] = str(answer.seconds)
        return response
    if isinstance(answer, Refused):
        return _form(request, 422, note="wrong", to=to, name=name)
    return _inside(request, answer[1], to)


@router.post("/sign-out")
def left(request: Request, house: Here, visitor: Anyone, form: Sent) -> Response:  # noqa: ARG001 - the form is checked
    house.stores.sessions.end(visitor.session, visitor.actor.request)
    response = redirect("/sign-in?why=out")
    front_of(request).origin.take_back(response, SESSION)
    request.state.renewed = None
    return response


@router.get("/sign-in/elsewhere")
def sent_away(request: Request, house: Here, front: FrontDoor) -> Response:
    """To the provider; what it must bring back is kept here, for this browser."""
    provider = _provider(front)
    browser = front.origin.read(request, BEFORE)
    fresh = "" if before_token(browser) else new_secret()
    address, start = provider.sent(fresh or browser)
    house.stores.starts.keep(start)
    response = redirect(address)
    if fresh:
        front.origin.give(response, BEFORE, fresh)
    return response


@router.get(BACK)
def back(request: Request, house: Here, front: FrontDoor) -> Response:
    """From the provider: a session for whom it vouches for, if they have an account."""
    provider, given = _provider(front), request.query_params
    start = house.stores.starts.take(given.get("state", ""), front.origin.read(request, BEFORE))
    if start is None or given.get("iss", provider.chosen.oidc_issuer) != provider.chosen.oidc_issuer:  # RFC 9207
        raise Gone
    if "code" not in given:
        return redirect("/sign-in?why=refused")
    try:
        subject = provider.subject(given["code"], start)
    except Forbidden:
        _log.warning("the sign-in provider vouched for nobody", extra={"request": request.state.request_id})
        return _form(request, 403, note="refused", to="/queue")
    answer = house.stores.sign_ins.by_subject(subject, visit_of(request))
    if isinstance(answer, Refused):
        return redirect("/sign-in?why=unknown")
    return _inside(request, answer[1], "/queue")


def _form(request: Request, status: int = 200, **values: object) -> Response:
    unsaid = {"name": "", "seconds": 0, "provider": front_of(request).provider is not None}
    return open_page(request, "sign-in.html", status=status, **(unsaid | values))


def _inside(request: Request, secret: str, to: str) -> Response:
    origin = front_of(request).origin
    response = redirect(to)
    origin.give(response, SESSION, secret)
    origin.take_back(response, BEFORE)
    return response


def _provider(front: Front) -> Provider:
    if front.provider is None:
        raise Missing("There is no sign-in provider here.")
    return front.provider
