"""A proof pack sent to a browser: its name is gone from the disk before the first byte leaves."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from starlette.responses import Response, StreamingResponse

from app.packs.exporting import Exporting
from workers.keeping.tidying import packs_of
from workers.proof.proving import ProvedClaim

_BLOCK = 256 * 1024  # bytes


def sent_pack(folder: Path, exporting: Exporting, proved: ProvedClaim) -> Response:
    """As a file to keep; `folder` is this machine's own. Raises Tampered when an original is not what came in."""
    with TemporaryDirectory(prefix=packs_of(proved.tenant, proved.claim_id), dir=folder) as place:
        out = Path(place) / "pack.zip"
        exporting.export(proved, out)
        size, file = out.stat().st_size, out.open("rb")
    named = f'attachment; filename="proof-pack-{proved.signed.size}.zip"'
    headers = {"Content-Disposition": named, "Content-Length": str(size)}
    return StreamingResponse(_blocks(file), media_type="application/zip", headers=headers)


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while block := file.read(_BLOCK):
            yield block
