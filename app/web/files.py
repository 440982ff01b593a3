"""Our own style sheets, scripts and marks; browsers keep them until they change."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from app.web.entering.access import at_home
from app.web.faults import PageRoute
from app.web.scene import STATIC, asset_bytes, fingerprint
from pipeline.errors import Missing

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False, dependencies=[Depends(at_home)])

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
_YEAR = "public, max-age=31536000, immutable"


@router.get("/static/{name}")
def sent(name: str, v: str = "") -> Response:
    """With its fingerprint in `v` for a year; without, for this once."""
    found = {path.name: path for path in STATIC.iterdir() if path.suffix in _TYPES}.get(name)
    if found is None:
        raise Missing("There is no such file.")
    kept = {"Cache-Control": _YEAR} if v == fingerprint(name) else {}
    return Response(asset_bytes(name), media_type=_TYPES[found.suffix], headers=kept)
