"""What was erased answers 410 everywhere, with the day and the ground; a claim nobody knows stays 404."""

import pytest

from pipeline.keeping.erasing import Thing, What
from pipeline.ledger.entries import Actor
from tests.app.api.door import Caller, picture
from tests.app.api.test_searching import stated
from workers.keeping.erasing import carried_out

LAW = "PIPL art. 47"
ASKED = ("", "/answer", "/decision")


@pytest.fixture
def evidence(caller: Caller) -> str:
    """Of a claim that two persons erased."""
    stated(caller, "E-1", "A-1")
    (one,) = caller.http.get("/v1/evidence", params={"claim_id": "E-1"}).json()["items"]
    stores = caller.running.stores
    ann, bob = (Actor(tenant=caller.tenant, name=f"user:{name}") for name in ("ann", "bob"))
    agreed = stores.erasures.confirm(bob, stores.erasures.propose(ann, Thing(What.CLAIM, "E-1"), LAW).id)
    assert carried_out(stores, bob.name, agreed).state == "done"
    return str(one["id"])


def test_every_address_of_what_was_erased_says_so_and_why(caller: Caller, evidence: str) -> None:
    http, paid = caller.http, {"status": "paid", "reference": "F-1"}

    answers = [
        *(http.get(f"/v1/claims/E-1{part}") for part in ASKED),
        *(http.get(f"/v1/evidence/{evidence}{part}") for part in ("", "/record", "/findings", "/corrections")),
        http.put("/v1/claims/E-1", json={"reason": "product_quality"}),
        http.post("/v1/claims/E-1/payout", json=paid),
        http.post("/v1/claims/E-1/feedback", json={"score": 5}),
        http.post("/v1/evidence", files={"file": ("c.png", picture("c"))}, data={"claim_id": "E-1"}),
    ]
    several = http.post("/v1/claims/E-1/evidence", files={"file": ("b.png", picture("b"))}).json()["items"]

    assert [
        (one.request.method, one.url.path, one.status_code, one.text[:90]) for one in answers if one.status_code != 410
    ] == []
    assert {one.json()["code"] for one in answers} == {"erased"} == {one["problem"]["code"] for one in several}
    assert all(LAW in one.json()["detail"] for one in answers)
    assert http.get("/v1/claims/E-2").status_code == 404
    assert http.get("/v1/audit/claims/E-1/entries").status_code == 200
