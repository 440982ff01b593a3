"""Audits over HTTP: values a person reads from the page without seeing what the machine read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.api.access import Auditor, Caller, Here
from app.api.house import House
from app.api.names import cursor_from, cursor_to, own_id
from app.api.problems import AsciiJson, Problem, documented
from app.audits.answers import compared
from pipeline.corrections import place_of
from pipeline.errors import Conflict, Missing, WrongUse
from pipeline.fields import FieldSpec
from pipeline.geometry import Box
from pipeline.trust.audits import Sample, field_of
from workers.proof.showing import Look

router = APIRouter(prefix="/v1", tags=["audits"])

_SAMPLE = "smp"
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": {}}, "description": "the page"}}


class Label(BaseModel):
    zh: str
    en: str


class WaitingSample(BaseModel):
    """A value to read; `type` says of what sort it is, `page` and `box` only where to begin looking."""

    id: str
    evidence: str
    kind: str
    field: str
    label: Label
    type: str
    page: int | None
    box: list[float] | None
    pages: int
    drawn: datetime


class WaitingPage(BaseModel):
    """`waiting`: all that are not answered; `next` goes into `cursor` for the rest, null at the end."""

    waiting: int
    items: list[WaitingSample]
    next: str | None


class AnswerWish(BaseModel):
    """What the paper says: an amount like `9.90`, a day with the year first; `-` where no such value stands on it, or
    nobody can read it.
    """

    value: str = Field(min_length=1, max_length=2_000)


class AnswerKept(BaseModel):
    """The answer as it was understood; whether the machine read the same is not told. `waiting`: how many are left."""

    id: str
    kind: str
    field: str
    value: str
    waiting: int


class Part(BaseModel):
    """Which part of the list; `cursor` is `next` of the page before."""

    kind: str | None = Field(None, max_length=100)
    field: str | None = Field(None, max_length=100)
    cursor: str | None = Field(None, max_length=100)
    limit: int = Field(50, ge=1, le=200)


@router.get("/audits", response_model=WaitingPage, responses=documented(410))
def waiting(house: Here, caller: Auditor, part: Annotated[Part, Query()]) -> Response:
    """What was drawn and not answered yet, oldest first; never what the machine read."""
    unanswered = [one for one in house.audits.samples(caller.tenant) if one.right is None and _wanted(one, part)]
    after = cursor_from(_SAMPLE, part.cursor) if part.cursor is not None else ""
    left = sorted((one for one in unanswered if one.id > after), key=lambda one: one.id)
    shown = left[: part.limit]
    more = cursor_to(shown[-1].id) if len(left) > len(shown) else None
    items = [_item(house, caller, one) for one in shown]
    return AsciiJson({"waiting": len(unanswered), "items": items, "next": more})


@router.get("/audits/{sample}/page", responses=documented(410) | _PICTURE, response_class=Response)
def page(
    sample: str, house: Here, caller: Auditor, number: Annotated[int | None, Query(ge=1, le=10_000)] = None
) -> Response:
    """The whole page the value was read on, or page `number` of its file: the value may stand somewhere else."""
    drawn = _sample(house, caller, sample)
    standing = house.stores.standings.find(caller.tenant, drawn.value.evidence)
    record = _record(house, caller, drawn)
    place = _place(record, drawn)
    wanted = number or (place.page if place else 1)
    look = Look(caller.actor, f"audit {drawn.id}")
    return Response(house.showing.page(look, standing, record, wanted), media_type="image/jpeg")


@router.post("/audits/{sample}/answers", response_model=AnswerKept, responses=documented(409, 410, 413))
def answer(sample: str, wish: AnswerWish, house: Here, caller: Auditor) -> Response:
    """Say what the paper says. The same sent again counts once; another key may correct it, both answers are kept."""
    drawn = _sample(house, caller, sample)
    try:
        said = compared(drawn, _record(house, caller, drawn), _spec(house, drawn), wish.value)
    except WrongUse as error:
        errors = [{"where": ["body", "value"], "what": str(error)}]
        raise Problem(422, "bad_answer", str(error), more={"errors": errors}) from error
    try:
        house.audits.answer(caller.actor, (said,))
    except Conflict as error:
        detail = "You answered this otherwise before; somebody else, with another key, must look at it."
        raise Problem(409, "answered_otherwise", detail) from error
    left = sum(one.right is None for one in house.audits.samples(caller.tenant))
    about = {"id": drawn.id, "kind": drawn.value.kind, "field": drawn.value.field}
    return AsciiJson({**about, "value": said.value, "waiting": left})


def _wanted(sample: Sample, part: Part) -> bool:
    return part.kind in (None, sample.value.kind) and part.field in (None, sample.value.field)


def _sample(house: House, caller: Caller, text: str) -> Sample:
    wanted = own_id(_SAMPLE, text)
    found = next((one for one in house.audits.samples(caller.tenant) if one.id == wanted), None)
    if found is None:
        raise Missing("There is no such sample, or another version read it.")
    return found


def _item(house: House, caller: Caller, sample: Sample) -> dict[str, object]:
    spec, value = _spec(house, sample), sample.value
    try:
        record = _record(house, caller, sample)
    except Missing:  # the evidence was erased since: its sample still waits, and counts
        record = {}
    place, pages = _place(record, sample), record.get("pages")
    return {
        "id": sample.id,
        "evidence": value.evidence,
        "kind": value.kind,
        "field": value.field,
        "label": {"zh": spec.zh, "en": spec.en},
        "type": spec.type,
        "page": place.page if place else None,
        "box": list(place.sides) if place else None,
        "pages": len(pages) if isinstance(pages, list) else 0,
        "drawn": sample.drawn.isoformat(),
    }


def _record(house: House, caller: Caller, sample: Sample) -> Mapping[str, object]:
    return house.stores.standings.version(caller.tenant, sample.value.evidence, sample.value.record)


def _place(record: Mapping[str, object], sample: Sample) -> Box | None:
    return place_of(field_of(record, sample.value.field))


def _spec(house: House, sample: Sample) -> FieldSpec:
    fields = house.kinds[sample.value.kind].fields
    return next(spec for spec in fields if spec.name == sample.value.field)
