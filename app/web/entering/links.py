"""One-time links: the page on which a person sets a password."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api.access import Here
from app.api.house import House
from app.web.entering.access import SentBefore, at_home, field
from app.web.faults import Gone, PageRoute
from app.web.front import redirect
from app.web.scene import open_page
from pipeline.people.passwords import LEAST, weakness
from storage.passwords import hashed
from storage.records.people.shown_once import LONGEST
from storage.records.people.users import User

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])


@router.get("/link/{secret}")
def opened(request: Request, secret: str, house: Here) -> Response:
    """Looking at it uses nothing up."""
    return _form(request, _owner(house, secret), "")


@router.post("/link/{secret}")
def used(request: Request, secret: str, house: Here, form: SentBefore) -> Response:
    """The password is set, and the link is over."""
    owner, password = _owner(house, secret), field(form, "password")
    wrong = weakness(password, owner.name) or ("twice" if password != field(form, "again") else "")
    if wrong:
        return _form(request, owner, wrong)
    if house.stores.links.use(secret, hashed(password), request.state.request_id) is None:
        raise Gone
    return redirect("/sign-in?why=set")


def _owner(house: House, secret: str) -> User:
    owner = house.stores.links.owner(secret) if len(secret) <= LONGEST else None
    if owner is None:
        raise Gone
    return owner


def _form(request: Request, owner: User, wrong: str) -> Response:
    values = {"owner": owner, "wrong": wrong, "least": LEAST}
    return open_page(request, "link.html", status=422 if wrong else 200, **values)
