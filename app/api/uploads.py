"""Uploads that go straight to the object store, and become evidence when they are completed."""

from datetime import timedelta

from fastapi import APIRouter, Response

from app.api.access import EvidenceWriter, Here
from app.api.house import check_quotas
from app.api.names import claim_id as claim_named
from app.api.names import kind_named, own_id
from app.api.problems import AsciiJson, Problem, documented
from app.api.shapes import Received, UploadBody, UploadWish, received
from pipeline.errors import Missing
from pipeline.evidence import ClaimId
from storage.keys import incoming
from storage.records.evidence.uploads import UploadAsked
from workers.reception import LONGEST_NAME, Sent

router = APIRouter(prefix="/v1", tags=["uploads"])

LIFE = timedelta(minutes=15)


@router.post("/uploads", status_code=201, response_model=UploadBody, responses=documented(409, 410, 413))
def make(wish: UploadWish, house: Here, caller: EvidenceWriter) -> Response:
    """An address to PUT a file to; then complete the upload. Only where objects are kept on an S3 server."""
    stores = house.stores
    if not stores.settings.places.s3_endpoint:
        raise _none_here()
    house.load.check()
    check_quotas(stores.arrivals.used(caller.tenant), stores.settings.quotas, 0)
    claim = claim_named(wish.claim_id) if wish.claim_id is not None else None
    if not 0 < len(wish.filename) <= LONGEST_NAME:
        raise Problem(422, "bad_request_values", f"A file name has 1 to {LONGEST_NAME} characters.")
    asked = UploadAsked(filename=wish.filename, claim_id=claim, expected_kind=kind_named(wish.kind))
    upload = stores.uploads.make(caller.actor, asked, LIFE)
    address = stores.objects.upload_address(incoming(caller.tenant, upload.id), int(LIFE.total_seconds()))
    if address is None:
        raise _none_here()
    return AsciiJson({"id": upload.id, "address": address, "expires": upload.expires.isoformat()}, 201)


@router.post(
    "/uploads/{upload}/complete", status_code=202, response_model=Received, responses=documented(409, 410, 413, 415)
)
def complete(upload: str, house: Here, caller: EvidenceWriter) -> Response:
    """The file was put there: now it is evidence. Asking again gives the same."""
    stores = house.stores
    found = stores.uploads.find(caller.tenant, own_id("upl", upload))
    if found.evidence is not None:
        return AsciiJson(received(stores.standings.find(caller.tenant, found.evidence)), 202)
    house.load.check()
    check_quotas(stores.arrivals.used(caller.tenant), stores.settings.quotas, 0)
    name = incoming(caller.tenant, found.id)
    sent = Sent(
        actor=caller.actor,
        filename=found.filename,
        channel="upload",
        claim_id=ClaimId(found.claim_id) if found.claim_id is not None else None,
        expected_kind=found.expected_kind,
    )
    try:
        with stores.objects.get(name) as content:
            entered = house.reception.take(sent, content)
    except Missing as error:
        found = stores.uploads.find(caller.tenant, found.id)
        if found.evidence is not None:  # completed by another request at this moment
            return AsciiJson(received(stores.standings.find(caller.tenant, found.evidence)), 202)
        raise Problem(409, "not_uploaded", "No file was put to the address yet; put it there first.") from error
    stores.uploads.completed(found.id, entered.standing.evidence.id)
    stores.objects.delete(name)
    return AsciiJson(received(entered.standing), 202)


def _none_here() -> Problem:
    return Problem(409, "no_presigned", "This installation gives no such addresses; post to /v1/evidence.")
