"""Every address asks for a key of the right tenant with the right scope; one without a row here fails."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta

import httpx
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import update

from app.api.building import made_app
from pipeline.events import EventType
from pipeline.evidence import ClaimId, TenantId
from pipeline.keeping.erasing import Thing, What
from pipeline.ledger.entries import Actor
from storage.records.evidence.uploads import UploadAsked
from storage.records.people.api_keys import SCOPES, SECOND, KeyWish
from storage.records.schema import api_keys
from tests.app.api.door import Caller, Running, calling, drawn, picture
from workers.claims.answering import Answering
from workers.keeping.erasing import carried_out
from workers.policies.campaigns import Campaigns
from workers.reviews.opening import ReviewOpening
from workers.stores import Stores

OPEN = {"GET /healthz", "GET /readyz", "GET /v1/openapi.json", "HEAD /v1/openapi.json"}
LOCAL = {"GET /metrics"}  # open to this machine alone
SCOPE_OF = {
    "POST /v1/evidence": "evidence:write",
    "POST /v1/claims/{claim_id}/evidence": "evidence:write",
    "GET /v1/evidence": "evidence:read",
    "GET /v1/evidence/{evidence}": "evidence:read",
    "GET /v1/evidence/{evidence}/record": "evidence:read",
    "GET /v1/evidence/{evidence}/findings": "evidence:read",
    "POST /v1/evidence/{evidence}/again": "evidence:write",
    "POST /v1/evidence/{evidence}/corrections": "evidence:write",
    "GET /v1/evidence/{evidence}/corrections": "evidence:read",
    "GET /v1/evidence/{evidence}/corrections/{correction}/crop": "evidence:read",
    "GET /v1/audits": "audits:write",
    "GET /v1/audits/{sample}/page": "audits:write",
    "POST /v1/audits/{sample}/answers": "audits:write",
    "GET /v1/audit/claims": "audit:read",
    "GET /v1/audit/claims/{claim_id}/entries": "audit:read",
    "PUT /v1/claims/{claim_id}": "claims:write",
    "GET /v1/claims/{claim_id}": "claims:read",
    "GET /v1/claims/{claim_id}/answer": "claims:read",
    "GET /v1/claims/{claim_id}/decision": "claims:read",
    "POST /v1/claims/{claim_id}/payout": "claims:write",
    "POST /v1/claims/{claim_id}/feedback": "claims:write",
    "GET /v1/payouts/late": "claims:read",
    "GET /v1/events": "evidence:read",
    "GET /v1/limits": "evidence:read",
    "GET /v1/records": "evidence:read",
    "POST /v1/webhooks": "webhooks:write",
    "GET /v1/webhooks": "webhooks:write",
    "DELETE /v1/webhooks/{endpoint}": "webhooks:write",
    "POST /v1/webhooks/{endpoint}/rotate": "webhooks:write",
    "GET /v1/webhooks/{endpoint}/deliveries": "webhooks:write",
    "POST /v1/deliveries/{wanted}/redeliver": "webhooks:write",
    "POST /v1/erasures": "keeping:propose",
    "GET /v1/erasures": "keeping:propose",
    "POST /v1/erasures/{erasure}/confirm": "keeping:confirm",
    "POST /v1/erasures/{erasure}/withdraw": "keeping:propose",
    "GET /v1/erasures/{erasure}/certificate": "keeping:propose",
    "POST /v1/holds": "keeping:propose",
    "GET /v1/holds": "keeping:propose",
    "POST /v1/holds/{hold}/confirm": "keeping:confirm",
    "POST /v1/holds/{hold}/lift": "keeping:propose",
    "POST /v1/holds/{hold}/agree": "keeping:confirm",
    "GET /v1/keys": "keys:write",
    "POST /v1/keys": "keys:write",
    "DELETE /v1/keys/{key}": "keys:write",
    "POST /v1/uploads": "evidence:write",
    "POST /v1/uploads/{upload}/complete": "evidence:write",
}
RIGHT = {"field": "total_amount", "seen": "9.00", "value": "9.90"}
BODIES = {
    "POST /v1/webhooks": {"url": "http://127.0.0.1:9/x"},
    "POST /v1/keys": {"name": "mine", "scopes": ["keys:write"]},
    "POST /v1/uploads": {"filename": "a.png"},
    "POST /v1/erasures": {"claim_id": "C-9", "basis": "PIPL art. 47"},
    "POST /v1/holds": {"claim_id": "C-9", "reason": "court file 7"},
    "POST /v1/holds/{hold}/lift": {"reason": "the case is over"},
    "PUT /v1/claims/{claim_id}": {"reason": "product_quality"},
    "POST /v1/evidence/{evidence}/corrections": RIGHT,
    "POST /v1/claims/{claim_id}/payout": {"status": "paid", "reference": "F-1"},
    "POST /v1/claims/{claim_id}/feedback": {"score": 5},
    "POST /v1/audits/{sample}/answers": {"value": "9.90"},
}
ROLES = ("no key", "an unknown key", "a revoked key", "an expired key", "a key without the scope", "a good key")


@dataclass(frozen=True, slots=True)
class Owned:
    """A tenant that has one of everything, by the names of the addresses' parts."""

    caller: Caller
    ids: dict[str, str]


@pytest.fixture(scope="module")
def owned(house: Running) -> Iterator[Owned]:
    with calling(house, f"o{secrets.token_hex(4)}") as caller:
        stores, actor = house.stores, _actor(caller)
        endpoint = stores.endpoints.make(actor, "http://127.0.0.1:9/x", (EventType.EVIDENCE_RECEIVED,), "whsec_AAAA")
        evidence = caller.sent(picture(), claim_id="C-own")
        caller.settle(evidence)
        stores.claims.state(actor, ClaimId("C-own"), {"reason": "product_quality"}, None)
        while Answering(stores, Campaigns(""), "porter").answer_due():
            pass
        ReviewOpening(stores, Campaigns(""), "porter").turn()
        asked = UploadAsked(filename="a", claim_id=None, expected_kind=None)
        delivery = stores.endpoints.deliveries(caller.tenant, endpoint=None, state=None, limit=1)[0]
        spare, _ = stores.keys.make(actor, KeyWish(tenant=caller.tenant, name="spare"))
        ids = {
            "claim_id": "C-own",
            "evidence": evidence,
            "endpoint": endpoint.id,
            "wanted": delivery.id,
            "event": delivery.event.id,
            "key": spare.id,
            "correction": caller.http.post(f"/v1/evidence/{evidence}/corrections", json=RIGHT).json()["id"],
            "sample": drawn(caller, evidence),
            **held_and_erased(stores, actor),
            "upload": stores.uploads.make(actor, asked, timedelta(minutes=5)).id,
        }
        yield Owned(caller, ids)


def test_every_address_has_a_row_and_every_row_an_address(house: Running) -> None:
    made = made_app(house.stores)
    documented = {f"{method.upper()} {path}" for path, methods in made.openapi()["paths"].items() for method in methods}

    assert documented | _routes(house) == set(SCOPE_OF) | OPEN | LOCAL


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", SCOPE_OF)
def test_an_address_opens_to_a_key_with_its_scope_and_to_no_other(house: Running, address: str, role: str) -> None:
    tenant = f"r{secrets.token_hex(4)}"
    headers = {"Authorization": f"Bearer {secret}"} if (secret := _secret(house, tenant, role, address)) else {}

    with httpx.Client(base_url=house.url, headers=headers, timeout=10) as http:
        status, code = _asked(http, address, {})

    expected = {
        "no key": (401, "no_key"),
        "an unknown key": (401, "unknown_key"),
        "a revoked key": (401, "unknown_key"),
        "an expired key": (401, "unknown_key"),
        "a key without the scope": (403, "missing_scope"),
    }
    if role in expected:
        assert (status, code) == expected[role]
    else:
        assert status not in (401, 403)
        assert status < 500


@pytest.mark.parametrize(
    "address", [one for one in SCOPE_OF if "{" in one and "claim_id" not in one and SCOPE_OF[one] != SECOND]
)
def test_ids_of_another_tenant_are_not_found_anywhere(owned: Owned, stranger: Caller, address: str) -> None:
    ids = [owned.ids, owned.ids | {"wanted": owned.ids["event"]}]

    assert [_asked(stranger.http, address, one) for one in ids] == [(404, "not_found")] * 2


def test_a_claim_of_another_tenant_is_not_found_and_its_name_is_free(owned: Owned, stranger: Caller) -> None:
    before = owned.caller.http.get("/v1/claims/C-own").json()

    assert stranger.http.get("/v1/claims/C-own").status_code == 404
    assert stranger.http.get("/v1/evidence", params={"claim_id": "C-own"}).json()["items"] == []
    assert stranger.http.put("/v1/claims/C-own", json={"reason": "product_quality"}).status_code == 201
    assert stranger.sent(picture(), claim_id="C-own") != owned.ids["evidence"]
    assert owned.caller.http.get("/v1/claims/C-own").json() == before


def test_lists_hold_nothing_of_another_tenant(owned: Owned, stranger: Caller) -> None:
    lists = {path: stranger.http.get(path).text for path in ("/v1/evidence", "/v1/audits", "/v1/webhooks", "/v1/keys")}

    assert [path for path, text in lists.items() if any(one in text for one in owned.ids.values())] == []
    cursor = owned.caller.http.get("/v1/evidence?limit=1").json()["next"]
    assert stranger.http.get("/v1/evidence", params={"cursor": cursor}).json()["items"] == []


def test_the_owner_finds_what_strangers_do_not(owned: Owned) -> None:
    answers = {
        one: _asked(owned.caller.http, one, owned.ids)[0] for one in SCOPE_OF if one.startswith("GET ") and "{" in one
    }

    assert set(answers.values()) == {200}


def held_and_erased(stores: Stores, actor: Actor) -> dict[str, str]:
    """A claim that was erased, and one that is held."""
    second = replace(actor, name="second")
    stores.claims.state(actor, ClaimId("C-gone"), {"reason": "product_quality"}, None)
    erasure = stores.erasures.confirm(second, stores.erasures.propose(actor, Thing(What.CLAIM, "C-gone"), "a law").id)
    carried_out(stores, "second", erasure)
    return {"erasure": erasure.id, "hold": stores.holds.place(actor, Thing(What.CLAIM, "C-own"), "court file 7").id}


def _actor(caller: Caller) -> Actor:
    return Actor(tenant=caller.tenant, name="test")


def _routes(house: Running) -> set[str]:
    routes = [one for one in house.app.router.routes if isinstance(one, APIRoute) and "pages" not in one.tags]
    return {f"{method} {one.path}" for one in routes for method in one.methods or ()} | OPEN


def _secret(house: Running, tenant: str, role: str, address: str) -> str | None:
    scope = SCOPE_OF[address]
    match role:
        case "no key":
            return None
        case "an unknown key":
            return "pdk_00000000_unknown"
        case "a key without the scope":
            return house.key(tenant, *(one for one in SCOPES if one != scope))
        case "a good key":
            return house.key(tenant, scope)
    wish = KeyWish(tenant=TenantId(tenant), name="test", life=timedelta(hours=1))
    actor = Actor(tenant=tenant, name="test")
    key, secret = house.stores.keys.make(actor, wish)
    if role == "a revoked key":
        house.stores.keys.revoke(actor, key.id, "it is over")
    else:
        over = update(api_keys).where(api_keys.c.id == key.id).values(expires_at=key.made)
        house.stores.database.write(lambda tx: tx.connection.execute(over))
    return secret


def _asked(http: httpx.Client, address: str, ids: dict[str, str]) -> tuple[int, str]:
    """Status and code of one request; of a stream, as soon as it begins."""
    method, path = address.split(" ")
    for name in (
        "claim_id",
        "evidence",
        "endpoint",
        "wanted",
        "key",
        "upload",
        "correction",
        "sample",
        "erasure",
        "hold",
    ):
        path = path.replace("{" + name + "}", ids.get(name, "none"))
    with ExitStack() as open_ones:
        upload = {"file": ("a.png", picture())} if path.endswith("/evidence") and method == "POST" else None
        answer = open_ones.enter_context(http.stream(method, path, json=BODIES.get(address), files=upload))
        if answer.headers.get("content-type") != "application/problem+json":
            return answer.status_code, ""
        answer.read()
        return answer.status_code, str(answer.json()["code"])
