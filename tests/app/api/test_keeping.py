"""Erasures and legal holds over HTTP: two keys, holds that block and say so, all claims of one customer at once."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from pipeline.errors import WrongUse
from pipeline.evidence import TenantId
from pipeline.ledger.entries import Actor
from storage.records.people.api_keys import SECOND, KeyWish
from storage.records.proof.ledger import entries_on
from tests.app.api.door import Caller, another
from tests.storage.said import said

LAW, CASE = "PIPL art. 47, letter of 12 March", "court file 2026-118"
ZHANG = {"name": "张小例", "phone_masked": "138****1234"}


@pytest.fixture
def second(caller: Caller) -> Iterator[httpx.Client]:
    """Another person's key."""
    with another(caller, SECOND) as found:
        yield found


def stated(caller: Caller, claim: str, **claimant: str) -> None:
    facts = {"reason": "product_quality", "claimant": claimant}
    assert caller.http.put(f"/v1/claims/{claim}", json=facts).status_code == 201


def asked(caller: Caller, **wish: str) -> Any:
    answer = caller.http.post("/v1/erasures", json={"basis": LAW, **wish})
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_two_keys_erase_a_claim_and_the_certificate_is_signed(caller: Caller, second: httpx.Client) -> None:
    stated(caller, "K-1", **ZHANG)
    (one,) = asked(caller, claim_id="K-1")["items"]
    early = caller.http.get(f"/v1/erasures/{one['id']}/certificate")

    done = second.post(f"/v1/erasures/{one['id']}/confirm").json()

    told = caller.http.get(f"/v1/erasures/{one['id']}/certificate").json()
    stores = caller.running.stores
    lines = [said(stores.reasons, one) for one in entries_on(stores.database, caller.tenant, "K-1")]
    assert (one["state"], early.status_code, done["items"][0]["state"]) == ("waits", 409, "done")
    assert (told["certificate"]["thing"], told["note"].startswith(told["text"])) == ("K-1", True)
    assert lines[-4:] == [
        f"erasure.proposed: - > ers_, {LAW}",
        "erasure.confirmed: - > ers_",
        f"subject.erased: - > ers_, {LAW}",
        "erasure.done: - > ers_",
    ]
    assert caller.http.get("/v1/claims/K-1").status_code == 410


def test_no_key_agrees_to_its_own_wish_and_none_can_be_made_that_would(caller: Caller) -> None:
    stated(caller, "K-1", **ZHANG)
    (one,) = asked(caller, claim_id="K-1")["items"]

    own = caller.http.post(f"/v1/erasures/{one['id']}/confirm")
    made = caller.http.post("/v1/keys", json={"name": "x", "scopes": [SECOND]})

    assert (own.status_code, made.status_code) == (403, 403)
    for with_it in ("keeping:propose", "keys:write"):
        wish = KeyWish(tenant=TenantId(caller.tenant), name="both", scopes=(SECOND, with_it))
        with pytest.raises(WrongUse, match="neither asks"):
            caller.running.stores.keys.make(Actor(tenant=caller.tenant, name="test"), wish)


def test_a_hold_blocks_and_says_so_until_two_lift_it(caller: Caller, second: httpx.Client) -> None:
    stated(caller, "K-1", **ZHANG)
    held = caller.http.post("/v1/holds", json={"claim_id": "K-1", "reason": CASE}).json()

    refused = caller.http.post("/v1/erasures", json={"claim_id": "K-1", "basis": LAW})
    second.post(f"/v1/holds/{held['id']}/confirm")
    caller.http.post(f"/v1/holds/{held['id']}/lift", json={"reason": "the case is over"})
    still = caller.http.post("/v1/erasures", json={"claim_id": "K-1", "basis": LAW}).json()
    lifted = second.post(f"/v1/holds/{held['id']}/agree").json()

    assert (refused.status_code, refused.json()["code"], still["code"]) == (409, "held", "held")
    assert held["id"] in refused.json()["detail"]
    assert CASE in refused.json()["detail"]
    assert lifted["state"] == "lifted"
    assert asked(caller, claim_id="K-1")["items"]


def test_all_claims_of_one_customer_go_at_once_but_what_is_held(caller: Caller, second: httpx.Client) -> None:
    for claim in ("K-1", "K-2", "K-3"):
        stated(caller, claim, **ZHANG)
    stated(caller, "K-other", name="李四", phone_masked="138****1234")
    stated(caller, "K-unsure", name="张小例")
    caller.http.post("/v1/holds", json={"claim_id": "K-2", "reason": CASE})

    told = asked(caller, customer_of="K-1")
    request = told["items"][0]["request"]
    caller.http.post("/v1/holds", json={"claim_id": "K-3", "reason": CASE})
    done = second.post(f"/v1/erasures/{request}/confirm").json()

    assert [one["thing"] for one in told["items"]] == ["K-1", "K-3"]
    assert [(one["thing"], bool(one["hold"])) for one in told["blocked"]] == [("K-2", True)]
    assert told["unsure"] == ["K-unsure"]
    assert [(one["thing"], one["state"]) for one in done["items"]] == [("K-1", "done")]
    assert [one["thing"] for one in done["blocked"]] == ["K-3"]
    found = {claim: caller.http.get(f"/v1/claims/{claim}").status_code for claim in ("K-1", "K-2", "K-3", "K-other")}
    assert found == {"K-1": 410, "K-2": 200, "K-3": 200, "K-other": 200}


@pytest.mark.parametrize(
    "wish", [{}, {"claim_id": "K-1", "customer_of": "K-1"}, {"claim_id": "K-1", "evidence_id": "x"}]
)
def test_a_wish_names_exactly_one_thing(caller: Caller, wish: dict[str, str]) -> None:
    assert caller.http.post("/v1/erasures", json={"basis": LAW, **wish}).status_code == 422
