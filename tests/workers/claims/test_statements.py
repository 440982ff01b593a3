"""claim.json becomes a Statement, and each mistake is named by its key."""

import json
from datetime import date
from decimal import Decimal

import pytest

from pipeline.claim.claims import Filed
from pipeline.claim.policy import DEFAULT
from pipeline.claim.reasons import ClaimReason, Slot
from pipeline.rows import Direction
from workers.claims.statements import TERMS, BadFacts, stated, stated_json
from workers.policies.terms import own_terms

WHOLE = {
    "claim_id": "C-1",
    "reason": "product_ineffective",
    "channel": "online",
    "submitted_on": "2026-10-20",
    "claimant": {"name": "张示例", "phone_masked": "138****0000", "kind": "person", "tier": "gold", "segment": "new"},
    "statement": "用了一个月没有变化",
    "platform": "taobao",
    "order_id": 2612345678901234567,
    "claimed_amount": 299.0,
    "refunded_amount": "0",
    "currency": "CNY",
    "purchase_date": "2026-09-01T20:11:05",
    "delivery_date": "2026-09-04",
    "payout": {"holder": "张示例", "account": "999999******4562", "bank": "示例银行"},
    "consent": True,
    "merchant": {"name": "示例市星禾生物科技有限公司", "uscc": "91990000MA0DEM0A7X", "shop_names": ["星禾旗舰店"]},
    "product": {"name": "禾光焕亮精华液", "spec": "30ml", "batch_number": "HG260801A"},
    "service": {"name": None, "year": 2026},
    "claimed_efficacy": {
        "indicator": "MI",
        "indicator_zh": "黑素指数",
        "direction": "down_good",
        "value_percent": 15,
        "after_days": 28,
    },
    "files": [{"slot": "order", "files": ["order.png"]}, {"slot": "test_report", "files": ["r1.jpg", "r2.jpg"]}],
    "policy": {"refund_window_days": 60},
}


def test_every_fact_of_the_schema_is_taken() -> None:
    found = stated(WHOLE)

    said = found.statement
    assert (said.claim_id, said.reason) == ("C-1", ClaimReason.PRODUCT_INEFFECTIVE)
    assert (said.purchase_date, said.delivery_date) == (date(2026, 9, 1), date(2026, 9, 4))
    assert (said.claimed_amount, said.refunded_amount) == (Decimal("299.0"), Decimal(0))
    assert said.order_id == "2612345678901234567"
    assert said.claimant.phone_masked == "138****0000"
    assert said.payout.bank == "示例银行"
    assert said.merchant.shop_names == ("星禾旗舰店",)
    assert said.service.year == 2026
    assert said.claimed_efficacy is not None
    assert (said.claimed_efficacy.direction, said.claimed_efficacy.value_percent) == (Direction.DOWN, Decimal(15))
    assert said.filed == (Filed(Slot.ORDER, ("order.png",)), Filed(Slot.TEST_REPORT, ("r1.jpg", "r2.jpg")))
    assert found.unknown == ()
    assert (found.terms, said.overrides) == ({"refund_window_days": 60}, ("refund_window_days",))


def test_only_id_and_reason_are_needed() -> None:
    assert stated({"claim_id": "C-2", "reason": "product_quality"}).statement.consent is None


def test_what_is_empty_or_null_says_nothing() -> None:
    said = stated(
        {
            "claim_id": "C",
            "reason": "product_quality",
            "order_id": " ",
            "purchase_date": "",
            "claimed_amount": "",
            "payout": None,
        }
    ).statement

    assert (said.order_id, said.purchase_date, said.claimed_amount, said.payout.holder) == (None, None, None, None)


def test_unknown_keys_are_named_and_not_refused() -> None:
    found = stated(
        WHOLE | {"mood": "bad", "payout": {"swift": "X"}, "files": [{"slot": "photo", "files": ["a"], "note": 1}]}
    )

    assert found.unknown == ("mood", "payout.swift", "files.0.note")


def test_money_is_what_was_written() -> None:
    found = stated_json(b'{"claim_id": "C", "reason": "product_quality", "claimed_amount": 0.1}')

    assert found.statement.claimed_amount == Decimal("0.1")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("reason", "bored"),
        ("claimed_amount", "about 300"),
        ("claimed_amount", -1),
        ("claimed_amount", True),
        ("claimed_amount", "NaN"),
        ("purchase_date", "last week"),
        ("submitted_on", 20260901),
        ("files", [{"slot": "selfie", "files": ["a.png"]}]),
        ("files", [{"slot": "order", "files": []}]),
        ("claimant", "张示例"),
        ("policy", [1]),
        ("service", {"year": "soon"}),
    ],
)
def test_each_mistake_is_named_by_its_key(key: str, value: object) -> None:
    with pytest.raises(BadFacts) as caught:
        stated(WHOLE | {key: value})

    (mistake,) = caught.value.mistakes
    assert mistake.key.startswith(key)
    assert mistake.message


def test_every_wrong_key_is_named_at_once() -> None:
    with pytest.raises(BadFacts) as caught:
        stated({"reason": "bored", "claimed_amount": "x"})

    assert [mistake.key for mistake in caught.value.mistakes] == ["claim_id", "reason", "claimed_amount"]


@pytest.mark.parametrize("text", [b"", b"[]", b'"x"', b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(text: bytes) -> None:
    with pytest.raises(BadFacts, match=r"claim\.json"):
        stated_json(text)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert stated_json(b"\xef\xbb\xbf" + json.dumps(WHOLE).encode()).statement.claim_id == "C-1"


def test_terms_nobody_knows_are_unknown_and_those_left_empty_are_not_stated() -> None:
    said = stated(WHOLE | {"policy": {"refund_window_days": 60, "cycle_days": None, "refund_windw_days": 9}})

    assert said.statement.overrides == ("refund_window_days",)
    assert "policy.refund_windw_days" in said.unknown


def test_a_flag_is_no_number() -> None:
    with pytest.raises(BadFacts, match="whole number"):
        stated(WHOLE | {"service": {"year": True}})


@pytest.mark.parametrize("term", sorted(TERMS - {"basis"}))
def test_every_term_a_claim_may_state_is_checked(term: str) -> None:
    with pytest.raises(BadFacts, match=f"policy.{term}"):
        own_terms(DEFAULT, {term: "as you like"})
