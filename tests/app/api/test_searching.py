"""Claims found over HTTP, and what the ledger says of them."""

import pytest

from pipeline.evidence import ClaimId
from tests.app.api.door import Caller, picture
from workers.claims.answering import Answering
from workers.policies.campaigns import Campaigns
from workers.proof.marking import Marking
from workers.proof.signing import Signing


def stated(caller: Caller, claim: str, order: str) -> None:
    """Answered and marked."""
    stores = caller.running.stores
    caller.settle(caller.sent(picture(claim), claim_id=claim))
    caller.http.put(f"/v1/claims/{claim}", json={"reason": "product_quality", "order_id": order})
    while Answering(stores, Campaigns(""), "porter").answer_due():
        pass
    while Marking(stores).turn():
        pass


def test_claims_are_found_by_what_they_show_some_at_a_time(caller: Caller) -> None:
    for number in range(3):
        stated(caller, f"S-{number}", "A-77" if number else "B-1")

    def found(**asked: str) -> list[str]:
        return [one["claim_id"] for one in caller.http.get("/v1/audit/claims", params=asked).json()["items"]]

    assert found(order="a77") == ["S-2", "S-1"]
    assert found(order="B 1") == found(claim="S-0") == ["S-0"]
    assert found(order="a77", until="2020-01-01T00:00:00Z") == found(rule="NONE-1") == []
    first = caller.http.get("/v1/audit/claims", params={"order": "A77", "limit": 1}).json()
    rest = caller.http.get("/v1/audit/claims", params={"order": "A77", "cursor": first["next"]}).json()
    assert [one["claim_id"] for one in (*first["items"], *rest["items"])] == ["S-2", "S-1"]
    assert rest["next"] is None


def test_the_lines_of_a_claim_come_in_order_with_their_checkpoint(caller: Caller) -> None:
    stated(caller, "L-1", "C-9")
    Signing.at(caller.running.stores).now()

    first = caller.http.get("/v1/audit/claims/L-1/entries", params={"limit": 2}).json()
    rest = caller.http.get("/v1/audit/claims/L-1/entries", params={"cursor": first["next"]}).json()

    told = [*first["items"], *rest["items"]]
    assert len(first["items"]) == 2
    assert [one["number"] for one in told] == sorted(one["number"] for one in told)
    assert {"claim.made", "evidence.received", "evidence.settle", "claim.answered"} <= {one["action"] for one in told}
    assert all(one["checkpoint"] >= one["number"] for one in told)
    assert ClaimId("L-1") in {one["on"] for one in told}


@pytest.mark.parametrize("cursor", ["x", "MTIz", "9" * 500, "MjAyNi0wMS0wMVQwMDowMDowMCBD"])
def test_a_cursor_of_somebody_else_is_refused(caller: Caller, cursor: str) -> None:
    answer = caller.http.get("/v1/audit/claims", params={"cursor": cursor})

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_cursor")
