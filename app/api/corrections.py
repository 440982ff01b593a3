"""Corrections over HTTP: what a person read where the machine read something else, with the picture of the place."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.access import EvidenceReader, EvidenceWriter, Here
from app.api.house import House
from app.api.names import evidence_id, own_id
from app.api.problems import AsciiJson, Problem, documented
from pipeline.corrections import Change, Correction, Stands, as_text, said_again
from pipeline.errors import Conflict, Missing, WrongUse
from pipeline.evidence import EvidenceId
from pipeline.fields import FieldSpec, ValueType
from pipeline.geometry import Box
from pipeline.trust.audits import field_of
from pipeline.typed_values import told
from workers.proof.showing import Look
from workers.reviews.correcting import Beside

router = APIRouter(prefix="/v1", tags=["corrections"])

_LONGEST = 2_000  # characters of a value
_PICTURE: dict[int | str, dict[str, Any]] = {200: {"content": {"image/jpeg": {}}, "description": "the place"}}


class CorrectionWish(BaseModel):
    """`seen`: the value you looked at, null where none was read; `value`: what the paper says, `-` where it says no
    such thing. The same as `seen` says that somebody looked and it is right. `page` and `box` (left, top, right,
    bottom as fractions of the upright page) say where; left out, it is where the value was read.
    """

    field: str = Field(max_length=100)
    seen: Annotated[str, Field(max_length=_LONGEST)] | bool | None
    value: str = Field(min_length=1, max_length=_LONGEST)
    page: int | None = Field(None, ge=1, le=10_000)
    box: Annotated[list[float], Field(min_length=4, max_length=4)] | None = None


class CorrectionBody(BaseModel):
    """`read`: what the machine had read; `old`: what stood there; `crop`: whether a picture of the place is kept."""

    id: str
    evidence: str
    record: int
    kind: str
    field: str
    read: str | None
    old: str | None
    new: str
    page: int | None
    box: list[float] | None
    crop: bool
    by: str
    at: str


class CorrectionList(BaseModel):
    items: list[CorrectionBody]


@dataclass(frozen=True, slots=True)
class _Wrong(Exception):
    """What is wrong with one field of the body."""

    where: str
    what: str


@router.post(
    "/evidence/{evidence}/corrections",
    status_code=201,
    response_model=CorrectionBody,
    responses=documented(409, 410, 412, 413) | {200: {"model": CorrectionBody, "description": "you said so before"}},
)
def correct(evidence: str, wish: CorrectionWish, house: Here, caller: EvidenceWriter) -> Response:
    """Say what one field of a record says on paper. Where another value stands by now: 412 with what stands there."""
    desk, wanted = house.correcting, evidence_id(evidence)
    for _ in range(2):  # a second look, where somebody was faster
        beside = desk.beside(caller.tenant, house.stores.standings.find(caller.tenant, wanted))
        change = _change(house, beside, wish)
        now = beside.stands(wish.field)
        again = said_again(now, beside.kept, change, caller.actor.name)
        if again is not None:
            return AsciiJson(_body(again))
        if now.value != change.old:
            raise _stale(now)
        try:
            kept = desk.corrected(caller.actor, beside, change)
        except Conflict:
            continue
        return AsciiJson(_body(kept), 201)
    raise Problem(409, "conflict", "Others correct this field at the same moment; look at it and send it again.")


@router.get("/evidence/{evidence}/corrections", response_model=CorrectionList, responses=documented(410))
def every(evidence: str, house: Here, caller: EvidenceReader) -> Response:
    """Everything that was said of this evidence, oldest first; of each field the newest counts."""
    found = house.stores.standings.find(caller.tenant, evidence_id(evidence))
    kept = house.stores.corrections.of(caller.tenant, found.evidence.id)
    return AsciiJson({"items": [_body(one) for one in kept]})


@router.get(
    "/evidence/{evidence}/corrections/{correction}/crop", responses=documented(410) | _PICTURE, response_class=Response
)
def crop(evidence: str, correction: str, house: Here, caller: EvidenceReader) -> Response:
    """The picture of the place, as it was kept with the correction."""
    found = house.stores.standings.find(caller.tenant, evidence_id(evidence)).evidence
    wanted = own_id("cor", correction)
    kept = next((one for one in house.stores.corrections.of(caller.tenant, found.id) if one.id == wanted), None)
    if kept is None:
        raise Missing("There is no such correction.")
    look = Look(caller.actor, "asked for over the API")
    return Response(house.showing.crop(look, found, kept), media_type="image/jpeg")


def _change(house: House, beside: Beside, wish: CorrectionWish) -> Change:
    """What the body asks for; a 422 Problem names every field that is wrong."""
    wrong: list[_Wrong] = []
    spec, value, box = None, wish.value, None
    try:
        spec = _spec(house, beside, wish.field)
        value = told(wish.value, spec)
    except _Wrong as error:
        wrong.append(error)
    except WrongUse as error:
        wrong.append(_Wrong("value", str(error)))
    try:
        box = _box(beside, wish)
    except _Wrong as error:
        wrong.append(error)
    if wrong:
        errors = [{"where": ["body", one.where], "what": one.what} for one in wrong]
        raise Problem(
            422,
            "bad_correction",
            "A value of the correction is not what it must be; see `errors`.",
            more={"errors": errors},
        )
    now = beside.stands(wish.field)
    return Change(
        evidence=EvidenceId(beside.evidence.id),
        record=now.record,
        kind=now.kind,
        field=wish.field,
        read=as_text(field_of(beside.record, wish.field).get("value")),
        old=as_text(wish.seen),
        new=value,
        box=box or now.box,
        crop="",
        after=now.correction,
    )


def _spec(house: House, beside: Beside, name: str) -> FieldSpec:
    kind = house.kinds.get(str(beside.record.get("kind")))
    found = next((spec for spec in kind.fields if spec.name == name), None) if kind else None
    if found is None:
        raise _Wrong("field", "The record has no such field.")
    if found.type is ValueType.ROWS:
        raise _Wrong("field", "A list is not corrected as a whole.")
    return found


def _box(beside: Beside, wish: CorrectionWish) -> Box | None:
    if wish.box is None and wish.page is None:
        return None
    if wish.box is None or wish.page is None:
        raise _Wrong("box", "Give page and box together, or neither.")
    pages = beside.record.get("pages")
    if wish.page > (len(pages) if isinstance(pages, list) else 0):
        raise _Wrong("page", "The file has no such page.")
    left, top, right, bottom = (round(side, 5) for side in wish.box)
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise _Wrong("box", "Give left, top, right, bottom as fractions of the page, from 0 to 1, left before right.")
    return Box(page=wish.page, left=left, top=top, right=right, bottom=bottom)


def _stale(now: Stands) -> Problem:
    stands = {
        "field": now.field,
        "value": now.value,
        "page": now.box.page if now.box else None,
        "box": list(now.box.sides) if now.box else None,
        "record": now.record,
        "correction": now.correction,
    }
    detail = "Another value stands there by now; look at `stands` and send it again."
    return Problem(412, "changed_meanwhile", detail, more={"stands": stands})


def _body(kept: Correction) -> dict[str, object]:
    change = kept.change
    return {
        "id": kept.id,
        "evidence": change.evidence,
        "record": change.record,
        "kind": change.kind,
        "field": change.field,
        "read": change.read,
        "old": change.old,
        "new": change.new,
        "page": change.box.page if change.box else None,
        "box": list(change.box.sides) if change.box else None,
        "crop": bool(change.crop),
        "by": kept.by,
        "at": kept.at.isoformat(),
    }
