"""Records over HTTP as one file, masked unless a reason is given; that it was handed out is written down first."""

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field
from starlette.responses import StreamingResponse

from app.api.access import EvidenceReader, Here
from app.api.names import claim_id as claim_named
from app.api.names import kind_named
from app.api.problems import documented
from app.records.export import Asked, RecordExport
from app.records.files import MEDIA_TYPES, Form

router = APIRouter(prefix="/v1", tags=["exports"])

_ROWS_AT_ONCE = 200
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "the file", "content": {one: {} for one in MEDIA_TYPES.values()}}
}


class Part(BaseModel):
    """Which records, and how; `reason`: why personal values must be seen, blacked out without one."""

    format: Form = Form.CSV
    claim_id: str | None = Field(None, max_length=200)
    kind: str | None = Field(None, max_length=100)
    since: date | None = None
    until: date | None = None
    reason: str = Field("", max_length=500)


@router.get("/records", responses=documented() | _FILE, response_class=Response)
def records(house: Here, caller: EvidenceReader, part: Annotated[Part, Query()]) -> Response:
    """The newest record of every document, a row each (CSV, Parquet) or a line each (JSON Lines), oldest first."""
    asked = Asked(
        claim=claim_named(part.claim_id) if part.claim_id is not None else None,
        kind=kind_named(part.kind),
        since=part.since,
        until=part.until,
        reason=" ".join(part.reason.split()),
    )
    export = RecordExport(house.stores, caller.tenant, asked)
    export.begun(caller.actor, part.format)
    headers = {"Content-Disposition": f'attachment; filename="records.{part.format}"', "Cache-Control": "no-store"}
    if part.format is Form.PARQUET:
        whole = BytesIO()
        export.write(part.format, whole)
        return Response(whole.getvalue(), media_type=MEDIA_TYPES[part.format], headers=headers)
    return StreamingResponse(_joined(export.blocks(part.format)), media_type=MEDIA_TYPES[part.format], headers=headers)


def _joined(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Many rows at a time: each piece is a turn of the server."""
    while some := b"".join(islice(blocks, _ROWS_AT_ONCE)):
        yield some
