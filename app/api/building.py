"""The application put together: routes, problems, and what is done for every request."""

import logging
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api import (
    audits,
    claims,
    corrections,
    decisions,
    events,
    evidence,
    exports,
    keeping,
    keys,
    searching,
    status,
    uploads,
    webhooks,
)
from app.api.bounds import bounded
from app.api.house import House, Load
from app.api.metrics import Metrics
from app.api.problems import Problem, ProblemBody, from_error, from_framework
from app.api.readiness import Readiness
from app.web.building import add_pages
from app.web.faults import fault_page, wants_page
from pipeline.errors import ProofdeskError
from storage.records.people.users import still_entitled
from workers.audits import chosen_terms
from workers.desk import kinds
from workers.outside.egress import Egress
from workers.policies.campaigns import Campaigns
from workers.proof.claim_history import Histories
from workers.proof.showing import Showing
from workers.reception import Reception
from workers.reviews.correcting import Correcting
from workers.reviews.crops import Cutter
from workers.reviews.page_pictures import PagePictures
from workers.reviews.practising import Practising
from workers.reviews.regions import RegionReader
from workers.reviews.twinning import Twinning
from workers.stores import Stores

API_VERSION = "1"
_PARTS = (
    evidence,
    corrections,
    audits,
    searching,
    claims,
    decisions,
    events,
    exports,
    webhooks,
    keeping,
    keys,
    uploads,
    status,
)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_HEADERS = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))
_log = logging.getLogger("proofdesk.http")


def made_app(stores: Stores, stopping: Callable[[], bool] = lambda: False) -> FastAPI:
    """An application over `stores`; long answers end once `stopping` says so."""
    app = FastAPI(
        title="Proofdesk",
        version=API_VERSION,
        description="Evidence in, proofs out. Every problem is RFC 9457 with a stable type.",
        openapi_url="/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_life,
    )
    app.state.house = _furnished(stores, stopping)
    app.state.metrics = Metrics()
    for part in _PARTS:
        app.include_router(part.router)
    add_pages(app, stores.settings.sign_in)
    for ours in (Problem, ProofdeskError):
        app.add_exception_handler(ours, from_error)
    for theirs in (HTTPException, RequestValidationError, ClientDisconnect):
        app.add_exception_handler(theirs, _from_framework)
    app.add_middleware(EveryRequest, metrics=app.state.metrics)
    _document(app)
    return app


def _furnished(stores: Stores, stopping: Callable[[], bool]) -> House:
    """What every route may use."""
    private = stores.settings.places.webhooks_private
    known = kinds()
    by_name = {kind.name: kind for kind in known}
    correcting = Correcting(stores, Cutter(stores.settings))
    pages = PagePictures(stores, correcting)
    regions = RegionReader(stores.settings, pages)
    campaigns = Campaigns.checked(stores.settings.places.policy)
    return House(
        stores=stores,
        reception=Reception(stores),
        load=Load(stores),
        egress=Egress.private_too() if private else Egress.public(),
        readiness=Readiness.of(stores),
        correcting=correcting,
        pages=pages,
        twinning=Twinning(stores),
        audits=stores.audits(chosen_terms(stores.settings, known)),
        histories=Histories(stores),
        reviewing=Practising(stores, campaigns, correcting, by_name, still_entitled),
        showing=Showing(stores=stores, pages=pages, correcting=correcting, regions=regions),
        kinds=by_name,
        stopping=stopping,
    )


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    """At the end what cuts pictures ends with its children."""
    yield
    house: House = app.state.house
    house.correcting.cutter.close()
    house.showing.regions.close()


def _from_framework(request: Request, error: Exception) -> Response:
    """A page for whoever opened an address in a browser that nobody has, a problem for programs."""
    return fault_page(request, error) if wants_page(request) else from_framework(request, error)


class EveryRequest:
    """Gives a request its id, answers what nobody caught, writes one line and one measurement."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        given = request.headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        request.state.request_id = request_id
        begun, told = time.monotonic(), [0]
        request.state.begun = begun

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                told[0] = message["status"]
                held = {name for name, _ in message["headers"]}
                ours = [header for header in _HEADERS if header[0] not in held]
                message["headers"] = [*message["headers"], *ours, (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, bounded(scope, receive), sent)
        except Exception as error:  # noqa: BLE001 - a request ends here, whatever happened in it
            _log.exception("request failed", extra={"request": request_id})
            if not told[0]:
                await from_error(request, error)(scope, receive, sent)
        route = getattr(scope.get("route"), "path", "none")
        seconds = time.monotonic() - begun
        code = getattr(request.state, "problem", None)
        self._metrics.answered(route, request.method, told[0], seconds)
        if code is not None:
            self._metrics.refused(code)
        line = {"request": request_id, "method": request.method, "route": route, "status": told[0], "code": code}
        _log.info("request", extra={**line, "ms": round(1000 * seconds, 1)})


def _document(app: FastAPI) -> None:
    """The problem's shape stands in the OpenAPI page, and the framework's own for bad values does not."""
    made = app.openapi

    def openapi() -> dict[str, object]:
        page = made()
        shapes = page.setdefault("components", {}).setdefault("schemas", {})
        shapes["ProblemBody"] = ProblemBody.model_json_schema()
        return page

    app.openapi = openapi  # type: ignore[method-assign]
