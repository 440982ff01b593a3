"""Erasures and legal holds in the browser: asked for by one person, agreed to by another."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.api.access import Here
from app.api.house import House
from app.showing.keeping import certified
from app.web.audits.search import named_claim
from app.web.case import reviewer_of
from app.web.entering.access import Sent, Visitor, at_home, field, signed_in
from app.web.faults import PageRoute
from app.web.front import redirect
from app.web.scene import page
from pipeline.errors import Conflict, Erased, Held, Missing, WrongUse
from pipeline.evidence import ClaimId, TenantId
from pipeline.keeping.erasing import Asked, Blocked, Erasure, Thing, What
from pipeline.people.roles import Permission
from workers.keeping.asking import AskedOfCustomer, agreed, customer_asked, withdrawn
from workers.proof.signing import signer_here

router = APIRouter(
    prefix="/audit/keeping",
    route_class=PageRoute,
    tags=["pages"],
    include_in_schema=False,
    dependencies=[Depends(at_home)],
)
Keeper = Annotated[Visitor, Depends(signed_in(Permission.PROPOSE_ERASURE, Permission.CONFIRM_ERASURE))]
Second = Annotated[Visitor, Depends(signed_in(Permission.CONFIRM_ERASURE))]

HERE = "/audit/keeping"
CUSTOMER = "customer"  # beside What: every claim of the customer of one claim
WRONG: tuple[tuple[type[Exception], str], ...] = (
    (Erased, "erased"),
    (Missing, "missing"),
    (Conflict, "twice"),
    (WrongUse, "text"),
)


@dataclass(frozen=True, slots=True)
class Wished:
    """What was asked for at once: its id, and the erasures it became."""

    id: str
    items: tuple[Erasure, ...]

    @property
    def waits(self) -> bool:
        return any(one.state == "waits" for one in self.items)

    @property
    def open(self) -> bool:
        return any(one.state in ("waits", "agreed") for one in self.items)

    @property
    def first(self) -> Erasure:
        return self.items[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stands in the form for an erasure, or a hold, once more after it was not taken."""

    what: str = What.CLAIM
    thing: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a form: `wrong` names the sentence; `blocked` and `unsure` are told one by one."""

    wrong: str = ""
    typed: Typed = Typed()
    about: str = ""
    blocked: tuple[Blocked, ...] = ()
    unsure: tuple[ClaimId, ...] = ()


@router.get("")
def shown(request: Request, visitor: Keeper, house: Here, claim: str = "") -> Response:
    """Every erasure and every hold of the tenant; `claim` stands in the forms."""
    return _drawn(request, visitor, house, Outcome(typed=Typed(thing=claim[:200])))


@router.post("/erasures")
def propose(request: Request, visitor: Keeper, house: Here, form: Sent) -> Response:
    """Nothing is erased until another person agrees."""
    typed = _typed(form)
    actor = reviewer_of(visitor).actor
    try:
        if typed.what == CUSTOMER:
            asked = customer_asked(house.stores, actor, _claim(typed.thing), typed.reason)
        else:
            one = house.stores.erasures.propose(actor, _thing(typed), typed.reason)
            asked = AskedOfCustomer((one,), (), ())
    except (Conflict, Missing, WrongUse) as error:
        return _drawn(request, visitor, house, _not_taken(error, "erase", typed), status=422)
    if asked.blocked or asked.unsure:
        return _drawn(request, visitor, house, Outcome(blocked=asked.blocked, unsure=asked.unsure))
    return redirect(HERE)


@router.post("/erasures/{wanted}/confirm")
def confirm(request: Request, wanted: str, visitor: Second, house: Here, _: Sent) -> Response:
    """The second person: keys are destroyed at once. What a hold keeps is told, and goes on waiting."""
    try:
        done = agreed(house.stores, reviewer_of(visitor).actor, wanted)
    except Held as held:
        one = house.stores.erasures.find(TenantId(visitor.user.tenant), wanted)
        done = Asked((), (Blocked(one.thing, str(held), held.hold, held.reason),))
    if done.blocked:
        return _drawn(request, visitor, house, Outcome(blocked=done.blocked), status=409)
    return redirect(HERE)


@router.post("/erasures/{wanted}/withdraw")
def withdraw(wanted: str, visitor: Keeper, house: Here, form: Sent) -> Response:
    """Not erased after all."""
    withdrawn(house.stores, reviewer_of(visitor).actor, wanted, field(form, "reason"))
    return redirect(HERE)


@router.get("/erasures/{wanted}/certificate")
def certificate(wanted: str, visitor: Keeper, house: Here) -> Response:
    """As a file to keep, signed where the ledger's key is."""
    one = house.stores.erasures.find(TenantId(visitor.user.tenant), wanted)
    held = json.dumps(certified(one, signer_here(house.stores)), ensure_ascii=False, indent=1) + "\n"
    named = {"Content-Disposition": f'attachment; filename="certificate-{one.id}.json"'}
    return Response(held, media_type="application/json", headers=named)


@router.post("/holds")
def place(request: Request, visitor: Keeper, house: Here, form: Sent) -> Response:
    """It keeps from now on."""
    typed = _typed(form)
    try:
        house.stores.holds.place(reviewer_of(visitor).actor, _thing(typed), typed.reason)
    except (Conflict, Missing, WrongUse) as error:
        return _drawn(request, visitor, house, _not_taken(error, "hold", typed), status=422)
    return redirect(HERE)


@router.post("/holds/{wanted}/confirm")
def confirm_hold(wanted: str, visitor: Second, house: Here, form: Sent) -> Response:
    house.stores.holds.confirm(reviewer_of(visitor).actor, wanted, field(form, "reason"))
    return redirect(HERE)


@router.post("/holds/{wanted}/lift")
def lift(wanted: str, visitor: Keeper, house: Here, form: Sent) -> Response:
    """Asked; it keeps until another person agrees."""
    house.stores.holds.lift(reviewer_of(visitor).actor, wanted, field(form, "reason"))
    return redirect(HERE)


@router.post("/holds/{wanted}/agree")
def agree(wanted: str, visitor: Second, house: Here, _: Sent) -> Response:
    """The second person: it ends."""
    house.stores.holds.agree(reviewer_of(visitor).actor, wanted)
    return redirect(HERE)


def _drawn(request: Request, visitor: Visitor, house: House, outcome: Outcome, status: int = 200) -> Response:
    tenant = TenantId(visitor.user.tenant)
    return page(
        request,
        visitor,
        "audit_keeping.html",
        status=status,
        wishes=tuple(_wished(house.stores.erasures.all(tenant))),
        holds=house.stores.holds.all(tenant),
        people={one.actor: one.display_name for one in house.stores.people.of(tenant)},
        me=reviewer_of(visitor).actor.name,
        outcome=outcome,
    )


def _not_taken(error: Exception, about: str, typed: Typed) -> Outcome:
    """What a form says once more, with the reason why it was not taken; a hold that keeps it is named."""
    if isinstance(error, Held):
        return Outcome(
            about=about, typed=typed, blocked=(Blocked(_thing(typed), str(error), error.hold, error.reason),)
        )
    return Outcome(about=about, typed=typed, wrong=next(name for kind, name in WRONG if isinstance(error, kind)))


def _wished(every: Iterable[Erasure]) -> Iterable[Wished]:
    """In the order in which they were asked for, newest first."""
    found: dict[str, list[Erasure]] = {}
    for one in every:
        found.setdefault(one.request or one.id, []).append(one)
    return (Wished(name, tuple(items)) for name, items in found.items())


def _typed(form: Sent) -> Typed:
    return Typed(what=field(form, "what"), thing=field(form, "thing").strip(), reason=field(form, "reason"))


def _claim(text: str) -> ClaimId:
    found = named_claim(text)
    if found is None:
        raise Missing("There is no such claim; check its id.")
    return found


def _thing(typed: Typed) -> Thing:
    what = What.EVIDENCE if typed.what == What.EVIDENCE else What.CLAIM
    return Thing(what, _claim(typed.thing))
