"""Why a claim needs a person is told in words, gravest first, from the answer every door hands out."""

from collections.abc import Mapping

import pytest

from pipeline.claim.outcomes import ClaimOutcome
from pipeline.findings import Reason
from pipeline.review.items import answered, needs

WORDS = {"zh": "不符", "en": "differs"}
BODY: Mapping[str, object] = {
    "outcome": "not_eligible",
    "error": None,
    "refundable_amount": "99.00",
    "deciding": ["ORD-02"],
    "needs_person": [{"file": "order.png", "field": "order_id"}],
    "timeline": [{"what": "purchase", "day": "2026-11-02", **WORDS}],
    "findings": [
        {"rule": "INT-05", "outcome": "fail", "severity": "ask", "reason": WORDS, "fields": [], "places": []},
        {
            "rule": "ORD-02",
            "outcome": "fail",
            "severity": "reject",
            "reason": WORDS,
            "fields": ["order_id"],
            "file": "order.png",
            "places": [{"page": 1, "box": [0.1, 0.2, 0.3, 0.4]}],
        },
        {"rule": "ORD-03", "outcome": "fail", "severity": "info", "reason": WORDS, "fields": [], "places": []},
        {
            "rule": "PAY-10",
            "outcome": "unreadable",
            "severity": "review",
            "reason": WORDS,
            "fields": [],
            "places": [],
            "unanswered": True,
        },
    ],
}
RECORD = {
    "kind": "order_screenshot",
    "because": {"order_id": {"zh": "只有一次识读", "en": "only one reader could look"}},
}
LABELS = {("order_screenshot", "order_id"): Reason("订单号", "order number")}


@pytest.mark.parametrize(
    ("zh", "en", "told"),
    [
        ("INT-08 未通过", "INT-08 failed", "order number: please confirm"),
        ("只有一次识读；INT-08 未通过", "only one reader; INT-08 failed", "order number: only one reader"),
        ("INT-08 未通过；只有一次识读", "INT-08 failed; only one reader", "order number: only one reader"),
    ],
)
def test_a_value_is_told_without_the_codes_of_rules_that_say_why_by_themselves(zh: str, en: str, told: str) -> None:
    record = {**RECORD, "because": {"order_id": {"zh": zh, "en": en}}}

    found = needs(answered(1, True, BODY), {"order.png": record}, LABELS)

    assert [one.text.en for one in found if one.code == "field"] == [told]
    assert not [one for one in found if one.code == "field" and "INT-08" in one.text.zh]


def test_the_recommendation_comes_first_then_values_rules_and_registers() -> None:
    found = needs(answered(1, True, BODY), {"order.png": RECORD}, LABELS)

    assert [(one.code, one.rule) for one in found] == [
        ("refusal", ""),
        ("field", ""),
        ("rule", "ORD-02"),
        ("rule", "INT-05"),
        ("register", "PAY-10"),
    ]
    assert found[1].text == Reason("订单号：只有一次识读", "order number: only one reader could look")


def test_an_answer_is_read_back_as_it_was_given() -> None:
    found = answered(3, False, BODY)

    assert (found.version, found.current, found.outcome) == (3, False, ClaimOutcome.NOT_ELIGIBLE)
    assert (str(found.refundable), str(found.bought)) == ("99.00", "2026-11-02")
    assert found.findings[1].places[0].sides == (0.1, 0.2, 0.3, 0.4)


def test_a_claim_without_anything_open_says_so() -> None:
    clear = {**BODY, "outcome": "eligible", "needs_person": [], "findings": []}

    assert [one.code for one in needs(answered(1, True, clear), {}, {})] == ["nothing"]
    assert [one.code for one in needs(answered(1, True, {**clear, "outcome": "needs_review"}), {}, {})] == ["unproven"]


def test_facts_that_cannot_be_taken_are_all_there_is_to_look_at() -> None:
    broken = {**BODY, "error": {"code": "bad_facts"}}

    assert [one.code for one in needs(answered(1, True, broken), {}, {})] == ["facts"]
