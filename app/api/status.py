"""How the service is: alive, ready, measured; and what it allows."""

from dataclasses import asdict, fields
from ipaddress import ip_address

from fastapi import APIRouter, Request, Response
from fastapi.security import HTTPAuthorizationCredentials
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.api.access import EvidenceReader, Here, house_of, with_scope
from app.api.forms import MOST_PARTS, MOST_SMALL
from app.api.metrics import metrics_of
from app.api.problems import AsciiJson, documented
from app.api.readiness import HINTS, OK

router = APIRouter(tags=["status"])


@router.get("/healthz", responses={200: {"description": "the process lives"}})
async def alive() -> Response:
    """Whether the process answers at all."""
    return AsciiJson({"status": "alive"})


@router.get("/readyz", responses={503: {"description": "a part does not answer; the body says which"}})
async def ready(house: Here) -> Response:
    """Whether database, objects and hints answer within 2 s. Without hints files are still read, so they only warn."""
    told = await house.readiness.told()
    good = all(answer == OK for name, answer in told.items() if name != HINTS)
    return AsciiJson({"status": "ready" if good else "not ready", "parts": told}, 200 if good else 503)


@router.get("/v1/limits", responses=documented())
def limits(house: Here, caller: EvidenceReader) -> Response:
    """What a file and a day may hold."""
    settings = house.stores.settings
    used = house.stores.arrivals.used(caller.tenant)
    return AsciiJson(
        {
            "file": asdict(settings.limits),
            "form": {"parts": MOST_PARTS, "field_bytes": MOST_SMALL},
            "tenant": {each.name: getattr(settings.quotas, each.name) for each in fields(settings.quotas)},
            "used_today": {"files": used.files, "bytes": used.size, "waiting": used.waiting},
        }
    )


@router.get("/metrics", responses=documented() | {200: {"content": {"text/plain": {}}}}, response_class=Response)
def measured(request: Request) -> Response:
    """For Prometheus: without a key from this machine, with the scope metrics:read from any other."""
    if not _local(request):
        given = request.headers.get("authorization", "")
        credentials = HTTPAuthorizationCredentials(scheme="Bearer", credentials=given.removeprefix("Bearer "))
        with_scope("metrics:read")(request, credentials if given.startswith("Bearer ") else None)
    metrics = metrics_of(request)
    metrics.look(house_of(request).stores)
    return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _local(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
