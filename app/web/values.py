"""One value of a paper at the desk: accepted, put right, keyed unseen, revealed with a reason, read again in place."""

from dataclasses import replace
from decimal import Decimal

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response

from app.web.case import Case, Unmasking, WorkedOn, case_of
from app.web.claims import address_of
from app.web.entering.access import Sent, at_home, field
from app.web.faults import PageRoute
from app.web.front import redirect
from app.web.shown import AS_READ, Box, Shown
from app.web.texts import Words
from pipeline.corrections import NO_VALUE, Stands
from pipeline.errors import BadFile, Missing, ReaderTrouble, WrongUse
from pipeline.evidence import EvidenceId
from pipeline.fields import ValueType
from pipeline.geometry import Box as Place
from pipeline.review.drafts import Draft, SavedDraft, Seen, Typed, with_value
from pipeline.typed_values import told
from storage.records.people.reveals import reveal
from workers.reviews.correcting import Beside
from workers.reviews.corrections import CorrectionWish, StaleValue
from workers.reviews.reviewing import said

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])

ILLEGIBLE = "?"  # in a draft: somebody looked, and nobody can read it
_LONGEST_REASON = 200


@router.post("/claims/{claim_id}/files/{evidence}/fields/{name}")
def put_right(request: Request, case: WorkedOn, evidence: str, name: str, form: Sent) -> Response:
    """What the paper says, by a person: `value` as typed, `-` for nothing; `stand` names what they saw there.

    A page with script is answered in JSON, any other sent to the next value.
    """
    case.house.load.check_signed()
    wanted = case.file(evidence).id
    now = case.stands(wanted, name)
    if (now.correction or AS_READ) != field(form, "stand"):
        return _stale(request, case, wanted, now)
    value = field(form, "other") or field(form, "value").strip()
    if field(form, "do") == "missing":
        value = NO_VALUE
    if field(form, "do") == "illegible":
        return _illegible(case, Typed(wanted, name, ILLEGIBLE))
    if not value:
        raise WrongUse("Type a value, or say that the paper does not hold it.")
    keyed = _unseen(case, wanted, name)
    value = _as_it_stands(case, now, value) if keyed else value
    saved = _keyed(case, Typed(wanted, name, value)) if keyed else None
    if saved and value != now.value and not _twice(saved.draft, wanted, name):
        return _again(request, case, wanted, saved)
    wish = CorrectionWish(evidence=wanted, field=name, seen=now.value, value=value, box=_place(field(form, "place")))
    try:
        case.house.reviewing.correct(case.person, case.claim, wish)
    except StaleValue as stale:
        return _stale(request, case, wanted, stale.stands)
    except Missing:  # a correction is kept with its picture, and there is nothing to take one of
        return _gone(request, case, wanted)
    return _kept(request, case, (wanted, name), saved)


@router.post("/claims/{claim_id}/files/{evidence}/reveal")
def show(case: Unmasking, evidence: str, form: Sent) -> Response:
    """Personal values of this file are shown to this person for a while; the reason is written down."""
    reason = said(field(form, "reason"))[:_LONGEST_REASON]
    shown = case.one_shown(evidence)
    reveal(case.house.stores.reasons, case.person, shown.evidence, case.claim, reason)
    return redirect(f"{address_of(case.claim)}?file={_number(case, shown.evidence)}")


@router.post("/claims/{claim_id}/files/{evidence}/read")
def read_again(case: WorkedOn, evidence: str, form: Sent) -> Response:
    """The text of the region `place`: page and sides as fractions of the upright page; 422 where nothing is read."""
    place = _place(field(form, "place"))
    if place is None:
        raise WrongUse("Draw a frame around what is to be read.")
    try:
        beside = _beside(case, case.file(evidence).id)
        text = case.house.showing.region(case.look, beside.standing, beside.record, place)
    except (BadFile, ReaderTrouble):
        text = ""
    return JSONResponse({"text": " ".join(text.split())}, 200 if text else 422)


def _beside(case: Case, evidence: EvidenceId) -> Beside:
    stores = case.house.stores
    return case.house.correcting.beside(
        case.open.review.tenant, stores.standings.find(case.open.review.tenant, evidence)
    )


def _unseen(case: Case, evidence: EvidenceId, name: str) -> bool:
    return (evidence, name) in case.blind()


def _as_it_stands(case: Case, now: Stands, typed: str) -> str:
    """What was keyed, as a record writes it: 98 is 98.00. Raises WrongUse for what is no such value."""
    kind = case.house.kinds.get(now.kind)
    spec = next((one for one in kind.fields if one.name == now.field), None) if kind else None
    if spec is None or typed == NO_VALUE:
        return typed
    value = told(typed, spec)
    same = spec.type is ValueType.AMOUNT and now.value and Decimal(value) == Decimal(now.value)
    return now.value if same and now.value else value


def _keyed(case: Case, typed: Typed) -> SavedDraft:
    """What was keyed unseen is kept in the person's draft, in order."""
    before = case.draft
    draft = before.draft if before else Draft()
    seen = Seen(before.version if before else 0, case.open.case.answer.version)
    changed = replace(draft, keyed=(*draft.keyed, typed))
    return case.house.reviewing.save_draft(case.person, case.claim, changed, seen)


def _illegible(case: Case, typed: Typed) -> Response:
    """The draft says so until the customer is asked for it."""
    before = case.draft
    seen = Seen(before.version if before else 0, case.open.case.answer.version)
    case.house.reviewing.save_draft(
        case.person, case.claim, with_value(before.draft if before else Draft(), typed), seen
    )
    return redirect(f"{address_of(case.claim)}?file={_number(case, typed.evidence)}")


def _twice(draft: Draft, evidence: EvidenceId, name: str) -> bool:
    mine = [one.value for one in draft.keyed if (one.evidence, one.field) == (evidence, name)]
    return len(mine) > 1 and mine[-1] == mine[-2]


def _place(text: str) -> Place | None:
    """Page, left, top, right, bottom; None for anything else."""
    parts = text.split()
    try:
        page, (left, top, right, bottom) = int(parts[0]), (round(float(side), 5) for side in parts[1:])
        return Place(page=page, left=left, top=top, right=right, bottom=bottom)
    except (ValueError, IndexError):
        return None


def _kept(request: Request, case: Case, what: tuple[EvidenceId, str], saved: SavedDraft | None) -> Response:
    visitor = request.state.visitor
    shown = case_of(case.house, visitor, case.claim).one_shown(what[0])
    box = next(one for one in shown.boxes if one.name == what[1])
    if _wants_json(request):
        answer = _told(box, visitor.words) | ({"draft": saved.version} if saved else {})
        return JSONResponse(answer)
    return redirect(_next(case, shown, what[1]))


def _next(case: Case, shown: Shown, name: str) -> str:
    """The next value of the file that needs somebody, else the one that was put right."""
    number = _number(case, shown.evidence)
    names = [one.name for one in shown.boxes if one.asks] or [name]
    return f"{address_of(case.claim)}?file={number}#f-{number}-{names[0]}"


def _told(box: Box, words: Words) -> dict[str, object]:
    value = "" if box.hidden else box.value
    return {
        "stand": box.stand,
        "value": value,
        "role": box.mark.role,
        "shape": box.mark.shape,
        "words": words(box.mark.words),
        "asks": box.asks,
    }


def _again(request: Request, case: Case, evidence: EvidenceId, saved: SavedDraft) -> Response:
    if _wants_json(request):
        return JSONResponse({"again": True, "draft": saved.version})
    return redirect(f"{address_of(case.claim)}?file={_number(case, evidence)}&why=again")


def _stale(request: Request, case: Case, evidence: EvidenceId, now: Stands) -> Response:
    if not _wants_json(request):
        return redirect(f"{address_of(case.claim)}?file={_number(case, evidence)}&why=stale")
    box = next((one for one in case.one_shown(evidence).boxes if one.name == now.field), None)
    value = "" if box is None or box.hidden or box.blind else box.value
    return JSONResponse({"stand": now.correction or AS_READ, "value": value}, 409)


def _gone(request: Request, case: Case, evidence: EvidenceId) -> Response:
    if _wants_json(request):
        return JSONResponse({"gone": True}, 410)
    return redirect(f"{address_of(case.claim)}?file={_number(case, evidence)}&why=gone")


def _number(case: Case, evidence: EvidenceId) -> int:
    return next(one.number for one in case.shown() if one.evidence == evidence)


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
