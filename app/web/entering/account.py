"""A person's own account: language, clock, password, other sessions."""

from datetime import UTC, datetime

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from app.api.access import Here
from app.api.house import House
from app.web.entering.access import Anyone, Sent, Visitor, at_home, field, visit_of
from app.web.faults import PageRoute
from app.web.front import redirect
from app.web.hotkeys import chosen
from app.web.scene import page
from app.web.zones import offset, zones
from pipeline.people.passwords import LEAST, weakness
from storage.passwords import hashed
from storage.records.people.sign_ins import Refused, Slowed

router = APIRouter(
    prefix="/account", route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)]
)

DONE = ("language", "zone", "password", "others")


@router.get("")
def shown(request: Request, house: Here, visitor: Anyone, done: str = "") -> Response:
    return _drawn(request, house, visitor, done=done if done in DONE else "")


@router.post("/language")
def speak(house: Here, visitor: Anyone, form: Sent) -> Response:
    """From the next page on."""
    house.stores.people.speak(visitor.actor, visitor.user.id, field(form, "language"))
    return redirect("/account?done=language")


@router.post("/zone")
def settle(house: Here, visitor: Anyone, form: Sent) -> Response:
    """By which clock times are told, from the next page on."""
    house.stores.people.settle(visitor.actor, visitor.user.id, field(form, "zone"))
    return redirect("/account?done=zone")


@router.post("/keys")
def choose_keys(house: Here, visitor: Anyone, form: Sent) -> Response:
    """The keys of the desk, kept with the account, so that they are there in every browser."""
    house.stores.people.choose_keys(visitor.actor, visitor.user.id, chosen(field(form, "keys")))
    return JSONResponse({})


@router.post("/password")
def change(request: Request, house: Here, visitor: Anyone, form: Sent) -> Response:
    """Takes the old one; every other session ends."""
    new = field(form, "password")
    wrong: str = weakness(new, visitor.user.name) or ("twice" if new != field(form, "again") else "")
    seconds = 0
    if not wrong:
        visit, old = visit_of(request), field(form, "old")
        answer = house.stores.sign_ins.change_password(visitor.session, old, hashed(new), visit)
        wrong = {Refused.WRONG: "old"}.get(answer, "") if isinstance(answer, Refused) else ""
        seconds = answer.seconds if isinstance(answer, Slowed) else 0
    if wrong or seconds:
        return _drawn(request, house, visitor, wrong=wrong or "slow", seconds=seconds)
    return redirect("/account?done=password")


@router.post("/others")
def end_others(house: Here, visitor: Anyone, form: Sent) -> Response:  # noqa: ARG001 - the form is checked
    """Only this session stays."""
    house.stores.sessions.end_others(visitor.session, visitor.actor.request)
    return redirect("/account?done=others")


def _drawn(request: Request, house: House, visitor: Visitor, **values: object) -> Response:
    status = 422 if values.get("wrong") else 200
    common = {
        "sessions": house.stores.sessions.every(visitor.user.id),
        "least": LEAST,
        "zones": zones(),
        "now": datetime.now(UTC),
        "machine": offset(datetime.now(UTC).astimezone()),
    }
    told = {"done": "", "wrong": "", "seconds": 0} | values
    return page(request, visitor, "account.html", status=status, **common, **told)
