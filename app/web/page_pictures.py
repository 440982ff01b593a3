"""Pictures of pages for the desk, what stands on them as words, and originals as files to keep."""

import gzip

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.web.case import Case, LookedAt, WorkedOn
from app.web.covering import covered
from app.web.entering.access import at_home
from app.web.faults import PageRoute
from app.web.wordlist import packed_words
from pipeline.assemblies import ASSEMBLED
from pipeline.errors import BadFile, Missing

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])

_SHORTLY = {"Cache-Control": "private, max-age=300"}
_VARIES = {"Vary": "Accept-Encoding"}
_INERT = {"Content-Security-Policy": "sandbox; default-src 'none'"}


@router.get("/claims/{claim_id}/files/{evidence}/pages/{number}")
def picture(case: LookedAt, evidence: str, number: int) -> Response:
    """A JPEG of the upright page, what names a person painted over until it was revealed."""
    file = case.file(evidence)
    tenant = case.open.review.tenant
    standing = case.house.stores.standings.find(tenant, file.id)
    try:
        jpeg = case.house.showing.page(case.look, standing, file.record, number)
    except BadFile as error:
        raise Missing("This page cannot be shown.") from error
    hidden = (place for place in case.one_shown(evidence).covered if place.page == number)
    return Response(covered(jpeg, hidden), media_type="image/jpeg", headers=_SHORTLY | _INERT)


@router.get("/claims/{claim_id}/files/{evidence}/words")
def words(request: Request, case: LookedAt, evidence: str) -> Response:
    """Every word with its place; see app/web/wordlist.py. Packed where the browser can: no secret is in it."""
    file = case.file(evidence)
    packed = packed_words(file.paper, case.one_shown(evidence).covered)
    headers = _SHORTLY | _VARIES
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(packed), media_type="application/json", headers=headers)
    return Response(packed, media_type="application/json", headers=headers | {"Content-Encoding": "gzip"})


@router.get("/claims/{claim_id}/files/{evidence}/original")
def original(case: WorkedOn, evidence: str) -> Response:
    """What came in, as a file to keep: browsers show nothing of it. Whole, with everything on it that names people."""
    file = case.file(evidence)
    _check_open(case, evidence)
    standing = case.house.stores.standings.find(case.open.review.tenant, file.id)
    if file.media_type == ASSEMBLED:
        raise Missing("This document was put together from several files.")
    content = case.house.showing.original(case.look, standing.evidence)
    headers = _INERT | {"Content-Disposition": f'attachment; filename="{file.id}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


def _check_open(case: Case, evidence: str) -> None:
    """Raises Missing while something on it is hidden from this person."""
    if case.one_shown(evidence).covered:
        raise Missing("Say first why you must see the personal values on it.")
