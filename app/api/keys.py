"""API keys over HTTP: a key makes keys of its own tenant, with no scope it does not have itself."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from app.api.access import Here, KeyWriter
from app.api.problems import AsciiJson, Problem, documented
from app.api.shapes import KeyBody, KeyWishBody
from pipeline.ledger.reasons import LONGEST, SHORTEST
from storage.records.people.api_keys import ApiKey, KeyWish

router = APIRouter(prefix="/v1", tags=["keys"])

_LONGEST_NAME = 100
Typed = Annotated[str, Query(min_length=SHORTEST, max_length=LONGEST)]


class KeyList(BaseModel):
    items: list[KeyBody]


@router.get("/keys", response_model=KeyList, responses=documented())
def every(house: Here, caller: KeyWriter) -> Response:
    """Keys of this tenant, those that are over too."""
    return AsciiJson({"items": [_body(one) for one in house.stores.keys.of(caller.tenant)]})


@router.post("/keys", status_code=201, response_model=KeyBody, responses=documented(413))
def make(wish: KeyWishBody, house: Here, caller: KeyWriter) -> Response:
    """A key; the answer holds its secret, this once. Change a key by making the next one before revoking it."""
    if not set(wish.scopes) <= set(caller.key.scopes):
        raise Problem(403, "missing_scope", "A key can only give scopes that it has itself.")
    if not (0 < len(wish.name) <= _LONGEST_NAME and wish.name.isprintable()) or not 0 < wish.days <= 365:
        raise Problem(422, "wrong_use", f"A name has 1 to {_LONGEST_NAME} characters, a key lives 1 to 365 days.")
    wanted = KeyWish(
        tenant=caller.tenant, name=wish.name, scopes=tuple(dict.fromkeys(wish.scopes)), life=timedelta(days=wish.days)
    )
    key, secret = house.stores.keys.make(caller.actor, wanted)
    return AsciiJson(_body(key) | {"secret": secret}, 201)


@router.delete("/keys/{key}", status_code=204, responses=documented(409))
def revoke(key: str, reason: Typed, house: Here, caller: KeyWriter) -> Response:
    """From now on the key opens nothing. `reason`: why, for the ledger; no personal details."""
    if not (0 < len(key) <= _LONGEST_NAME and key.isprintable()):
        raise Problem(404, "not_found", "There is no such key; check its id.")
    house.stores.keys.revoke(caller.actor, key, reason)
    return Response(status_code=204)


def _body(key: ApiKey) -> dict[str, object]:
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "made": key.made.isoformat(),
        "expires": key.expires.isoformat(),
        "revoked": key.revoked.isoformat() if key.revoked else None,
    }
