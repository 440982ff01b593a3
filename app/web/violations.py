"""Where browsers tell that something on a page was stopped by its policy: counted, and nothing of it kept."""

import json
import logging
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.metrics import metrics_of
from app.web.faults import PageRoute
from app.web.front import REPORTS, front_of
from pipeline.errors import WrongUse

router = APIRouter(route_class=PageRoute, tags=["pages"], include_in_schema=False)

DIRECTIVES = frozenset(
    f"{one}{part}"
    for one in ("default", "script", "style", "img", "connect", "font", "frame", "object")
    for part in ("-src", "-src-elem", "-src-attr")
) | {"form-action", "base-uri", "frame-ancestors"}
"""Of which each is counted by itself; whatever else a stranger writes counts as `other`."""
_LARGEST = 16_384  # bytes of one report
_MOST = 20  # of one report
_log = logging.getLogger("proofdesk.pages")


@router.post(REPORTS)
async def told(request: Request) -> Response:
    """Anybody may send it, as browsers do so without cookies. Raises WrongUse for what is no report."""
    if not front_of(request).origin.at_home(request):
        raise WrongUse("This is not our address.")
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LARGEST:
            raise WrongUse("A report is shorter.")
    for directive in _directives(body):
        metrics_of(request).violated(directive)
        _log.warning("policy violated", extra={"directive": directive})
    return Response(status_code=204)


def _directives(body: bytes) -> list[str]:
    """One for each violation told, in either form that browsers use."""
    try:
        held: Any = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WrongUse("A report is JSON.") from error
    single = held.get("csp-report") if isinstance(held, dict) else None
    told = [one.get("body") for one in held[:_MOST] if isinstance(one, dict)] if isinstance(held, list) else [single]
    names = [
        one.get("effectiveDirective") or one.get("effective-directive") or one.get("violated-directive")
        for one in told
        if isinstance(one, dict)
    ]
    return [name if name in DIRECTIVES else "other" for name in names if isinstance(name, str)]
