"""The administrators' page of people: accounts, roles, links."""

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api.access import Here
from app.api.house import House
from app.commands.users import link_path
from app.web.entering.access import Sent, UserManager, Visitor, at_home, field
from app.web.faults import PageRoute
from app.web.front import front_of, redirect
from app.web.scene import page
from pipeline.errors import Conflict, WrongUse
from pipeline.people.roles import Role
from storage.records.people.accounts import LINK_LIFE, UserWish
from storage.records.people.users import UserId

router = APIRouter(
    prefix="/people", route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)]
)


@router.get("")
def shown(request: Request, house: Here, visitor: UserManager) -> Response:
    """Everybody of this tenant."""
    return _drawn(request, house, visitor)


@router.post("")
def add(request: Request, house: Here, visitor: UserManager, form: Sent) -> Response:
    """A new account, and the link with which its owner sets a password."""
    roles = (_role(form.get("role")),) if field(form, "role") else ()
    name, subject = field(form, "name"), field(form, "subject").strip()
    wish = UserWish(name=name, display_name=field(form, "display_name"), subject=subject or None, roles=roles)
    try:
        user = house.stores.people.add(visitor.actor, wish)
    except (WrongUse, Conflict) as error:
        wrong = "name" if isinstance(error, WrongUse) else "taken"
        return _drawn(request, house, visitor, status=422, wrong=wrong, typed=wish)
    if user.subject:
        return redirect("/people")
    return _linked(request, house, visitor, user.id)


@router.post("/{user}/link")
def link(request: Request, user: str, house: Here, visitor: UserManager, form: Sent) -> Response:  # noqa: ARG001
    """A new link; older ones end."""
    return _linked(request, house, visitor, UserId(user))


@router.post("/{user}/grant")
def grant(user: str, house: Here, visitor: UserManager, form: Sent) -> Response:
    house.stores.people.grant(visitor.actor, UserId(user), _role(form.get("role")))
    return redirect("/people")


@router.post("/{user}/confirm")
def confirm(user: str, house: Here, visitor: UserManager, form: Sent) -> Response:
    house.stores.people.confirm(visitor.actor, UserId(user), _role(form.get("role")))
    return redirect("/people")


@router.post("/{user}/revoke")
def revoke(user: str, house: Here, visitor: UserManager, form: Sent) -> Response:
    house.stores.people.revoke(visitor.actor, UserId(user), _role(form.get("role")), field(form, "reason"))
    return redirect("/people")


@router.post("/{user}/off")
def switch_off(user: str, house: Here, visitor: UserManager, form: Sent) -> Response:
    """Claims the person held are free again, with what was written."""
    house.stores.people.switch_off(visitor.actor, UserId(user), field(form, "reason"))
    return redirect("/people")


@router.post("/{user}/on")
def switch_on(user: str, house: Here, visitor: UserManager, form: Sent) -> Response:
    house.stores.people.switch_on(visitor.actor, UserId(user), field(form, "reason"))
    return redirect("/people")


def _linked(request: Request, house: House, visitor: Visitor, user: UserId) -> Response:
    """The page with the link, this once."""
    secret = house.stores.links.make(visitor.actor, user, LINK_LIFE)
    base = front_of(request).origin.address or f"http://{request.headers['host']}"
    return _drawn(request, house, visitor, link=base + link_path(secret), linked=user)


def _drawn(request: Request, house: House, visitor: Visitor, status: int = 200, **values: object) -> Response:
    everybody = house.stores.people.of(visitor.user.tenant)
    told = {"wrong": "", "typed": UserWish(name=""), "link": "", "linked": ""} | values
    names = {one.actor: one.display_name for one in everybody}
    provider = front_of(request).provider is not None
    common = {"everybody": everybody, "names": names, "roles": tuple(Role), "provider": provider}
    return page(request, visitor, "people.html", status=status, **common, **told)


def _role(said: object) -> Role:
    """Raises WrongUse for what is none."""
    try:
        return Role(str(said))
    except ValueError:
        raise WrongUse("There is no such role.") from None
