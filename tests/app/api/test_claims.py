"""Facts of claims are held to their schema, and answers about claims are handed out with what they know."""

from typing import Any

import pytest

from tests.app.api.door import NOTHING, Caller, picture
from workers.claims.answering import Answering
from workers.policies.campaigns import Campaigns


def put(caller: Caller, facts: dict[str, Any], claim: str = "C-1") -> Any:
    return caller.http.put(f"/v1/claims/{claim}", json=facts)


def answer_all(caller: Caller) -> None:
    """What the porter does."""
    while Answering(caller.running.stores, Campaigns(""), "porter").answer_due():
        pass


def test_every_wrong_fact_is_told_by_its_key_and_nothing_is_kept(caller: Caller) -> None:
    answer = put(
        caller,
        {
            "reason": "unhappy",
            "purchase_date": "last week",
            "claimed_amount": -1,
            "files": [{"slot": "selfie", "files": ["a.png"]}],
        },
    )

    assert (answer.status_code, answer.json()["code"]) == (422, "bad_facts")
    assert [one["key"] for one in answer.json()["mistakes"]] == [
        "reason",
        "claimed_amount",
        "purchase_date",
        "files.0.slot",
    ]
    assert all(one["message"] for one in answer.json()["mistakes"])
    assert caller.kept() == NOTHING


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({}, "reason"),
        ({"reason": "product_quality", "claim_id": "C-2"}, "claim_id"),
        ({"reason": "product_quality", "policy": {"refund_window_days": -1}}, "policy.refund_window_days"),
        ({"reason": "product_quality", "policy": {"attainment_threshold_pct": 300}}, "policy.attainment_threshold_pct"),
    ],
    ids=["without a reason", "of another claim", "terms before the purchase", "a threshold nobody reaches"],
)
def test_facts_that_contradict_the_schema_are_refused(caller: Caller, facts: dict[str, Any], key: str) -> None:
    answer = put(caller, facts)

    assert answer.status_code == 422
    assert [one["key"] for one in answer.json()["mistakes"]] == [key]


def test_keys_nobody_knows_are_kept_and_listed(caller: Caller) -> None:
    facts = {"reason": "product_quality", "mood": "bad", "payout": {"iban": "x"}}

    answer = put(caller, facts)

    assert answer.status_code == 201
    assert sorted(answer.json()["unknown"]) == ["mood", "payout.iban"]
    assert caller.http.get("/v1/claims/C-1").json()["facts"] == facts


def test_a_claim_without_an_answer_says_what_is_missing(caller: Caller) -> None:
    caller.sent(picture(), claim_id="C-1")
    without_facts = caller.http.get("/v1/claims/C-1/answer")
    put(caller, {"reason": "product_quality"})
    unread = caller.http.get("/v1/claims/C-1/answer")

    assert [(one.status_code, one.json()["code"]) for one in (without_facts, unread)] == [(409, "not_answered")] * 2
    assert "no facts yet" in without_facts.json()["detail"]
    assert "not answered yet" in unread.json()["detail"]
    assert caller.http.get("/v1/claims/unknown/answer").status_code == 404


def test_an_answer_tells_its_version_and_whether_it_knows_everything(caller: Caller) -> None:
    put(caller, {"reason": "product_quality"})
    answer_all(caller)
    first = caller.http.get("/v1/claims/C-1/answer").json()
    caller.sent(picture(), claim_id="C-1")
    waiting = caller.http.get("/v1/claims/C-1").json()["answer"]

    assert (first["schema"], first["claim_id"], first["status"]) == ("proofdesk.claim/1", "C-1", "answered")
    assert (first["version"], first["current"], first["outcome"]) == (1, True, "needs_review")
    assert first["supplement"]["zh"]
    assert (waiting["version"], waiting["current"], waiting["outcome"]) == (1, False, "needs_review")


def test_a_file_that_was_not_kept_is_named_with_its_id(caller: Caller) -> None:
    wanted = caller.sent(picture(), claim_id="C-1")
    caller.settle(wanted)
    put(caller, {"reason": "product_quality"})
    answer_all(caller)

    assert caller.http.get("/v1/claims/C-1/answer").json()["evidence"] == [{"file": "a.png", "id": wanted}]
