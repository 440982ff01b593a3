"""A value drawn by chance, read blindly from its page: what the machine read is never sent to the browser."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api.access import Here
from app.api.house import House
from app.audits.answers import compared
from app.web.audits.search import Auditor
from app.web.case import reviewer_of
from app.web.covering import covered
from app.web.entering.access import Sent, at_home, field
from app.web.faults import PageRoute
from app.web.front import redirect
from app.web.masks import hidden_places
from app.web.opened import paper_of
from app.web.scene import page
from pipeline.corrections import place_of
from pipeline.errors import BadFile, Conflict, Missing, WrongUse
from pipeline.evidence import Standing, TenantId
from pipeline.fields import FieldSpec
from pipeline.geometry import Quad
from pipeline.trust.audits import ABSENT, Sample, field_of
from storage.records.claims.answers import ReadFile
from workers.proof.showing import Look

router = APIRouter(
    prefix="/audit/samples",
    route_class=PageRoute,
    tags=["pages"],
    include_in_schema=False,
    dependencies=[Depends(at_home)],
)
WRONG = ("value", "before")
_SEALED = {"Cache-Control": "no-store", "Content-Security-Policy": "sandbox; default-src 'none'"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample with what it was drawn from."""

    sample: Sample
    standing: Standing
    record: Mapping[str, object]
    spec: FieldSpec

    @property
    def pages(self) -> int:
        listed = self.record.get("pages")
        return len(listed) if isinstance(listed, list) else 0


@dataclass(frozen=True, slots=True)
class Showing:
    """Which page of the file, 0 for where the value was read; `wrong`: what is wrong with the answer."""

    page: int = 0
    wrong: str = ""


@router.get("/{sample}")
def asked(
    request: Request, sample: str, visitor: Auditor, house: Here, number: Annotated[int, Query(alias="page")] = 0
) -> Response:
    """The whole page, with everything on it hidden that names people but what is asked for."""
    return _drawn(request, house, visitor, _found(house, TenantId(visitor.user.tenant), sample), Showing(page=number))


@router.post("/{sample}")
def answered(request: Request, sample: str, visitor: Auditor, house: Here, form: Sent) -> Response:
    """What the paper says; the next sample follows. The same person cannot answer twice and differently."""
    house.load.check_signed()
    tenant = TenantId(visitor.user.tenant)
    found = _found(house, tenant, sample)
    text = ABSENT if field(form, "do") == "absent" else field(form, "value").strip()
    try:
        said = compared(found.sample, found.record, found.spec, text)
    except WrongUse:
        return _drawn(request, house, visitor, found, Showing(wrong="value"))
    try:
        house.audits.answer(reviewer_of(visitor).actor, (said,))
    except Conflict:
        return _drawn(request, house, visitor, found, Showing(wrong="before"))
    rest = next_sample(house, tenant)
    return redirect(f"/audit/samples/{rest}" if rest else "/audit/lanes")


@router.get("/{sample}/pages/{number}")
def picture(sample: str, number: int, visitor: Auditor, house: Here) -> Response:
    """A JPEG of the upright page."""
    found = _found(house, TenantId(visitor.user.tenant), sample)
    try:
        look = Look(reviewer_of(visitor).actor, f"audit {found.sample.id}")
        jpeg = house.showing.page(look, found.standing, found.record, number)
    except BadFile as error:
        raise Missing("This page cannot be shown.") from error
    hidden = (place for place in _hidden(house, found) if place.page == number)
    return Response(covered(jpeg, hidden), media_type="image/jpeg", headers=_SEALED)


def next_sample(house: House, tenant: TenantId) -> str:
    """The id of one that waits and whose paper was not erased since; "" where there is none."""
    for one in house.audits.samples(tenant):
        if one.right is None:
            try:
                house.stores.standings.find(tenant, one.value.evidence)
            except Missing:
                continue
            return one.id
    return ""


def _drawn(request: Request, house: House, visitor: Auditor, found: Drawn, shows: Showing) -> Response:
    tenant, number, wrong = TenantId(visitor.user.tenant), shows.page, shows.wrong
    place = place_of(field_of(found.record, found.sample.value.field))
    shown = number if 1 <= number <= found.pages else place.page if place else 1
    waiting = [one for one in house.audits.samples(tenant) if one.right is None]
    return page(
        request,
        visitor,
        "audit_sample.html",
        status=422 if wrong else 200,
        sample=found.sample,
        spec=found.spec,
        pages=found.pages,
        shown=shown,
        waiting=len(waiting),
        wrong=wrong,
    )


def _found(house: House, tenant: TenantId, wanted: str) -> Drawn:
    """Raises Missing for a sample of somebody else, or of another version."""
    sample = next((one for one in house.audits.samples(tenant) if one.id == wanted), None)
    if sample is None:
        raise Missing("There is no such sample, or another version read it.")
    value = sample.value
    standing = house.stores.standings.find(tenant, value.evidence)
    record = house.stores.standings.version(tenant, value.evidence, value.record)
    spec = next(one for one in house.kinds[value.kind].fields if one.name == value.field)
    return Drawn(sample, standing, record, spec)


def _hidden(house: House, found: Drawn) -> Iterator[Quad]:
    """Places of what names people, but of the value that is asked for."""
    kind = house.kinds[found.sample.value.kind]
    specs = tuple(one for one in kind.fields if one.name != found.spec.name)
    file = _read_file(house, found.standing)
    paper = paper_of(file, (), tuple(house.kinds.values())) if file else None
    if paper is not None and paper[0].kind == kind.name:
        yield from hidden_places(paper[0].record.form, specs, paper[0].document)
        return
    for spec in specs:
        box = place_of(field_of(found.record, spec.name)) if spec.sensitive else None
        if box is not None:
            yield Quad.around(box)


def _read_file(house: House, standing: Standing) -> ReadFile | None:
    claim = standing.evidence.claim_id
    if claim is None:
        return None
    files = house.stores.answers.files(standing.evidence.tenant, claim)
    return next((one for one in files if one.id == standing.evidence.id), None)
