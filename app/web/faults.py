"""What a page says when it cannot be shown: what happened, what was kept, and the next step."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.web.entering.access import Crossed, Elsewhere, NotYours, SignInFirst
from app.web.front import dressed, front_of, redirect
from app.web.scene import open_page, page
from pipeline.errors import Conflict, Erased, Forbidden, Missing, StoreTrouble, Unsigned, WrongUse
from storage.records.people.sessions import Over

FAULTS = {
    "expired": 401,
    "off": 401,
    "forbidden": 403,
    "crossed": 403,
    "not_found": 404,
    "method": 405,
    "slow": 408,
    "conflict": 409,
    "gone": 410,
    "erased": 410,
    "too_large": 413,
    "elsewhere": 421,
    "wrong": 422,
    "unsigned": 503,
    "away": 503,
    "broken": 500,
}
_FRAMEWORK = {404: "not_found", 405: "method", 408: "slow", 413: "too_large", 422: "wrong", 400: "wrong"}
_OURS: tuple[tuple[type[Exception], str], ...] = (
    (NotYours, "forbidden"),
    (Forbidden, "forbidden"),
    (Crossed, "crossed"),
    (Elsewhere, "elsewhere"),
    (Erased, "erased"),
    (Missing, "not_found"),
    (Conflict, "conflict"),
    (WrongUse, "wrong"),
    (RequestValidationError, "wrong"),
    (Unsigned, "unsigned"),
    (StoreTrouble, "away"),
    (ClientDisconnect, "slow"),  # it hung up, and nobody listens
)
_AGAIN = "5"  # seconds
_WHY = "Proofdesk-Over"  # tells a page that is open why its session ended
_log = logging.getLogger("proofdesk.pages")


class Gone(Exception):
    """It was here once and is not any more."""


class PageRoute(APIRoute):
    """A route that answers in HTML whatever happens, with the headers of every page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        usual = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return dressed(request, await usual(request))
            except Exception as error:  # noqa: BLE001 - a page ends here, whatever happened in it
                return fault_page(request, error)

        return answered


def fault_page(request: Request, error: Exception) -> Response:
    """The page for `error`; whoever must sign in first is sent there where nothing was being sent."""
    if isinstance(error, SignInFirst):
        return dressed(request, _sign_in_first(request, error.over))
    name = _name(error)
    if name == "broken":
        _log.exception("page failed", extra={"request": request.state.request_id}, exc_info=error)
    response = dressed(request, _drawn(request, name))
    if isinstance(error, HTTPException):
        response.headers.update(error.headers or {})
    if name == "away":
        response.headers["Retry-After"] = _AGAIN
    return response


def wants_page(request: Request) -> bool:
    """Whether an address nobody has was opened in a browser."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")


def _sign_in_first(request: Request, over: Over) -> Response:
    off = over is Over.OFF
    if request.method != "GET" or "hx-request" in request.headers:
        response = _drawn(request, "off" if off else "expired")
        response.headers[_WHY] = over.value
        return response
    where = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""), safe="/")
    why = "" if over is Over.UNKNOWN else "&why=off" if off else "&why=expired"
    return redirect(f"/sign-in?next={where}{why}")


def _drawn(request: Request, name: str) -> Response:
    request.state.problem = name  # for the log and the count of refusals
    visitor = getattr(request.state, "visitor", None)
    values = {"name": name, "home": front_of(request).origin.address, "number": request.state.request_id}
    if visitor is None:
        return open_page(request, "fault.html", status=FAULTS[name], **values)
    return page(request, visitor, "fault.html", status=FAULTS[name], **values)


def _name(error: Exception) -> str:
    if isinstance(error, Gone):
        return "gone"
    if isinstance(error, HTTPException):
        return _FRAMEWORK.get(error.status_code, "wrong")
    return next((name for kind, name in _OURS if isinstance(error, kind)), "broken")
