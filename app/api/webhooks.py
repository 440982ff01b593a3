"""Webhook endpoints over HTTP: made, rotated, switched off; what was delivered, and once more by id."""

import os
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.api.access import Here, WebhookWriter
from app.api.names import own_id
from app.api.problems import AsciiJson, Problem, documented
from app.api.shapes import DeliveryBody, EndpointBody, EndpointWish, delivery_body, endpoint_body
from pipeline.events import EventType
from pipeline.webhooks import Secret
from storage.records.telling.endpoints import DEAD, DELIVERED, DUE
from workers.outside.egress import checked_url

router = APIRouter(prefix="/v1", tags=["webhooks"])

_SECRET_BYTES = 32
_LONGEST_URL = 2_000


class EndpointList(BaseModel):
    items: list[EndpointBody]


class DeliveryList(BaseModel):
    items: list[DeliveryBody]


@router.post("/webhooks", status_code=201, response_model=EndpointBody, responses=documented(413))
def make(wish: EndpointWish, house: Here, caller: WebhookWriter) -> Response:
    """Events will be sent to `url`. The answer holds the secret they are signed with, this once."""
    if len(wish.url) > _LONGEST_URL or not wish.url.isprintable():
        raise Problem(422, "wrong_use", "This address is too long, or holds characters that no address has.")
    types = _types(wish.types)
    url = checked_url(house.egress, wish.url)
    secret = (Secret.parsed(wish.secret) if wish.secret else Secret(os.urandom(_SECRET_BYTES))).text()
    endpoint = house.stores.endpoints.make(caller.actor, url, types, secret)
    return AsciiJson(endpoint_body(endpoint) | {"secret": secret}, 201, {"Location": f"/v1/webhooks/{endpoint.id}"})


@router.get("/webhooks", response_model=EndpointList, responses=documented())
def every(house: Here, caller: WebhookWriter) -> Response:
    """Those that were switched off too."""
    return AsciiJson({"items": [endpoint_body(one) for one in house.stores.endpoints.of(caller.tenant)]})


@router.delete("/webhooks/{endpoint}", status_code=204, responses=documented())
def switch_off(endpoint: str, house: Here, caller: WebhookWriter) -> Response:
    """Nothing more is sent there."""
    house.stores.endpoints.switch_off(caller.actor, own_id("whe", endpoint), "switched off over the API")
    return Response(status_code=204)


@router.post("/webhooks/{endpoint}/rotate", response_model=EndpointBody, responses=documented())
def rotate(endpoint: str, house: Here, caller: WebhookWriter) -> Response:
    """A new secret, shown this once; the old one signs along for 24 hours."""
    secret = Secret(os.urandom(_SECRET_BYTES)).text()
    rotated = house.stores.endpoints.rotate(caller.actor, own_id("whe", endpoint), secret)
    return AsciiJson(endpoint_body(rotated) | {"secret": secret})


class Which(BaseModel):
    state: str | None = None
    limit: int = 50


@router.get("/webhooks/{endpoint}/deliveries", response_model=DeliveryList, responses=documented())
def deliveries(endpoint: str, house: Here, caller: WebhookWriter, which: Annotated[Which, Query()]) -> Response:
    """The newest first; `state=dead` are those that nobody tries any more."""
    if which.state not in (None, DUE, DELIVERED, DEAD) or not 1 <= which.limit <= 200:
        raise Problem(422, "bad_state", f"A delivery is {DUE}, {DELIVERED} or {DEAD}; at most 200 are listed.")
    found = house.stores.endpoints.deliveries(
        caller.tenant, endpoint=own_id("whe", endpoint), state=which.state, limit=which.limit
    )
    return AsciiJson({"items": [delivery_body(one) for one in found]})


@router.post("/deliveries/{wanted}/redeliver", status_code=202, responses=documented())
def redeliver(wanted: str, house: Here, caller: WebhookWriter) -> Response:
    """Send a delivery once more, or every delivery of an event, by its id."""
    prefix = "evt" if wanted.startswith("evt_") else "dlv"
    house.stores.endpoints.redeliver(caller.actor, own_id(prefix, wanted))
    return AsciiJson({"id": wanted}, 202)


def _types(names: list[str]) -> tuple[EventType, ...]:
    try:
        return tuple(dict.fromkeys(EventType(name) for name in names))
    except ValueError as error:
        raise Problem(422, "wrong_use", f"Events are {', '.join(EventType)}.") from error
