"""Claims systems hear what a person decided, tell what became of the money, and hand on what the customer says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pipeline.evidence import ClaimId
from pipeline.ledger.entries import KEY, Actor
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from pipeline.review.drafts import Draft, RefundRoute, Seen, Verdict
from storage.records.database import database_clock
from storage.records.people.accounts import MACHINE, UserWish
from storage.records.proof.ledger import entries_on
from tests.app.api.door import Caller
from tests.storage.said import said
from workers.claims.answering import Answering
from workers.policies.campaigns import Campaigns
from workers.reviews.opening import ReviewOpening
from workers.reviews.reviewing import Reviewing

CLAIM = ClaimId("C-1")
NOWHERE = Campaigns("")
FACTS: Mapping[str, object] = {"reason": "product_quality", "claimed_amount": "99.00", "currency": "CNY"}
APPROVED = Draft(verdict=Verdict.APPROVE, codes=("quality_fault",), route=RefundRoute.ORIGINAL)
PAID = {"status": "paid", "reference": "F-1", "on": "2026-12-01", "amount": "99.00"}


@pytest.fixture
def at_the_desk(caller: Caller) -> Caller:
    """The tenant's claim was answered and waits for a person."""
    stores = caller.running.stores
    stores.claims.state(Actor(tenant=caller.tenant, name="test"), CLAIM, FACTS, None)
    while Answering(stores, NOWHERE, "porter").answer_due():
        pass
    ReviewOpening(stores, NOWHERE, "porter").turn()
    return caller


def desk(caller: Caller) -> Reviewing:
    found: Reviewing = caller.running.app.state.house.reviewing
    return found


def lin(caller: Caller) -> Reviewer:
    """A reviewer of this tenant, made at the first call."""
    people = caller.running.stores.people
    wish = UserWish(name=f"lin.{caller.tenant}", roles=(Role.REVIEWER,))
    known = [one for one in people.of(caller.tenant) if one.name == wish.name]
    user = known[0] if known else people.add(Actor(tenant=caller.tenant, name=MACHINE), wish)
    return Reviewer(name=user.actor, roles=frozenset(user.roles), tenant=caller.tenant)


def decided(caller: Caller, draft: Draft) -> None:
    person = lin(caller)
    opened = desk(caller).take(person, CLAIM)
    if draft.verdict is not None and draft.verdict.pays:
        draft = replace(draft, amount=opened.case.answer.refundable or opened.review.brief.claimed)
    saved = desk(caller).save_draft(person, CLAIM, draft, Seen(0, opened.review.answer))
    desk(caller).decide(person, CLAIM, saved, "click")


def told(caller: Caller) -> None:
    """The porter comes round eleven seconds later."""
    stores = caller.running.stores
    late = replace(stores.database, clock=lambda one: database_clock(one) + timedelta(seconds=11))
    ReviewOpening(replace(stores, database=late), NOWHERE, "porter").turn()


def shown(caller: Caller) -> dict[str, Any]:
    answer = caller.http.get(f"/v1/claims/{CLAIM}/decision")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_before_it_was_answered_a_claim_has_no_decision(caller: Caller) -> None:
    unknown = caller.http.get("/v1/claims/C-1/decision")
    caller.http.put("/v1/claims/C-1", json=FACTS)
    waiting = caller.http.get("/v1/claims/C-1/decision")

    assert [(one.status_code, one.json()["code"]) for one in (unknown, waiting)] == [
        (404, "not_found"),
        (409, "not_answered"),
    ]


def test_a_decision_shows_once_nobody_can_take_it_back(at_the_desk: Caller) -> None:
    before = shown(at_the_desk)
    decided(at_the_desk, APPROVED)
    within = shown(at_the_desk)
    told(at_the_desk)

    after = shown(at_the_desk)

    assert [(one["state"], one["decision"]) for one in (before, within)] == [("waiting", None)] * 2
    decision = after["decision"]
    assert (after["state"], decision["version"], decision["verdict"], decision["amount"]) == (
        "decided",
        1,
        "approve",
        "99.00",
    )
    assert decision["promised_on"] in decision["notice"]["zh"]
    assert [one["code"] for one in decision["reasons"]] == ["quality_fault"]
    assert not {"by", "override", "note"} & set(decision)


def test_what_the_customer_is_asked_is_handed_out_while_it_is_their_turn(at_the_desk: Caller) -> None:
    desk(at_the_desk).take(lin(at_the_desk), CLAIM)
    desk(at_the_desk).ask_customer(lin(at_the_desk), CLAIM)

    body = shown(at_the_desk)

    assert (body["state"], body["due_on"], body["asked"]["number"]) == ("asked", None, 1)
    assert body["asked"]["message"]["zh"]
    assert body["asked"]["message"]["en"]


def test_a_payout_is_taken_once_and_shown(at_the_desk: Caller) -> None:
    early = at_the_desk.http.post(f"/v1/claims/{CLAIM}/payout", json=PAID)
    decided(at_the_desk, APPROVED)
    told(at_the_desk)
    posts = [at_the_desk.http.post(f"/v1/claims/{CLAIM}/payout", json=PAID) for _ in range(2)]

    assert (early.status_code, early.json()["code"]) == (409, "not_decided")
    assert [one.status_code for one in posts] == [201, 200]
    assert posts[0].json() == posts[1].json() == shown(at_the_desk)["payout"]


def test_money_that_failed_is_listed_until_it_is_paid(at_the_desk: Caller) -> None:
    decided(at_the_desk, APPROVED)
    told(at_the_desk)
    why = {"status": "failed", "cause": "account_wrong"}
    said = at_the_desk.http.post(f"/v1/claims/{CLAIM}/payout", json={**PAID, **why}).json()
    odd = at_the_desk.http.post(f"/v1/claims/{CLAIM}/payout", json={**PAID, "cause": "account_wrong"})
    failed = at_the_desk.http.get("/v1/payouts/late").json()["items"]
    at_the_desk.http.post(f"/v1/claims/{CLAIM}/payout", json=PAID)

    assert (said["cause"], odd.status_code) == ("account_wrong", 422)
    assert [(one["claim_id"], one["status"], one["workdays_late"]) for one in failed] == [("C-1", "failed", 0)]
    assert at_the_desk.http.get("/v1/payouts/late").json()["items"] == []


def test_feedback_is_numbered_and_a_score_beyond_five_is_refused(at_the_desk: Caller) -> None:
    address = f"/v1/claims/{CLAIM}/feedback"
    bodies = [{"score": 2, "explain": True, "comment": "why?"}, {"comment": "thanks"}, {"score": 6}]

    answers = [at_the_desk.http.post(address, json=one) for one in bodies]

    assert [one.status_code for one in answers] == [201, 201, 422]
    assert [one.json().get("number") for one in answers] == [1, 2, None]


def test_a_payout_and_a_word_of_the_customer_write_one_entry_each(at_the_desk: Caller) -> None:
    decided(at_the_desk, APPROVED)
    told(at_the_desk)
    database, reasons = at_the_desk.running.stores.database, at_the_desk.running.stores.reasons
    before = len(entries_on(database, at_the_desk.tenant, CLAIM))

    answers = [
        at_the_desk.http.post(f"/v1/claims/{CLAIM}/{path}", json=body)
        for path, body in (("payout", PAID), ("feedback", {"score": 2, "explain": True, "comment": "why?"}))
    ]

    new = entries_on(database, at_the_desk.tenant, CLAIM)[before:]
    assert [said(reasons, one) for one in new] == [
        "payout.told: decision 1 > 1, paid",
        "feedback.said: - > 1, explanation wanted",
    ]
    assert [(one.actor.role, one.actor.request) for one in new] == [
        (KEY, answer.headers["x-request-id"]) for answer in answers
    ]


def test_events_tell_of_decisions_by_their_ids_alone(at_the_desk: Caller) -> None:
    decided(at_the_desk, APPROVED)
    told(at_the_desk)

    last = at_the_desk.running.stores.happenings.after(at_the_desk.tenant, 0, claim=CLAIM, limit=99)[-1]

    assert last.payload()["data"] == {"claim_id": "C-1", "version": 1, "verdict": "approve"}
