"""The law's guards."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Payout, StatedProduct
from pipeline.claim.policy import ClaimedEfficacy, PolicyProduct, Refunds, ThresholdBasis
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.rules import Guard, restrains
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.rows import Measurement
from tests.validators.cases import case, filed
from tests.validators.papers import document, form, page, sound
from validators.claim import legal

REFUSING = Finding(rule="WIN-01", outcome=Outcome.FAIL, severity=Severity.REJECT, reason=Reason("迟", "late"))
DAY = date(2026, 9, 4)


def ask(guard: Guard, about: Case, *findings: Finding) -> Finding:
    (found,) = guard.ask(about, findings)
    return sound(guard.article, found)


def outcome(guard: Guard, about: Case, *findings: Finding) -> Outcome:
    return ask(guard, about, *findings).outcome


def online(**stated: Any) -> dict[str, Any]:
    return {"channel": "online", "delivery_date": DAY} | stated


@pytest.mark.parametrize(("after", "expected"), [(7, Outcome.FAIL), (8, Outcome.PASS), (5, Outcome.FAIL)])
def test_within_seven_days_of_delivery_the_no_reason_return_comes_first(after: int, expected: Outcome) -> None:
    """4 September 2026 is a Friday, and so is the seventh day after it."""
    about = case(stated=online(submitted_on=DAY + timedelta(days=after)))

    assert outcome(legal.no_reason_period_is_over, about) is expected


@pytest.mark.parametrize(("after", "expected"), [(7, Outcome.FAIL), (8, Outcome.UNREADABLE)])
def test_without_the_day_of_delivery_the_end_of_that_period_is_not_known(after: int, expected: Outcome) -> None:
    about = case(stated={"channel": "online", "purchase_date": DAY, "submitted_on": DAY + timedelta(days=after)})

    assert outcome(legal.no_reason_period_is_over, about) is expected


def test_an_open_no_reason_period_forbids_to_recommend_a_refusal() -> None:
    about = case(stated=online(submitted_on=DAY))
    found = legal.no_reason_period_is_over.ask(about, (REFUSING,))

    assert restrains(legal.GUARDS, found)
    assert not restrains(legal.GUARDS, (REFUSING,))


@pytest.mark.parametrize(
    "stated",
    [
        {"channel": "offline", "delivery_date": DAY, "submitted_on": DAY},
        {"channel": "online", "submitted_on": DAY},
        online(submitted_on=DAY, reason=ClaimReason.SERVICE_TARGET_MISSED),
    ],
)
def test_the_no_reason_return_is_one_of_goods_sold_at_a_distance(stated: dict[str, Any]) -> None:
    assert outcome(legal.no_reason_period_is_over, case(stated=stated)) is Outcome.NOT_APPLICABLE


def test_goods_lawfully_excluded_have_no_such_period() -> None:
    product = PolicyProduct(name="禾光焕亮精华液", no_reason_excluded=True)

    about = case(stated=online(submitted_on=DAY), policy={"products": (product,)})

    assert outcome(legal.no_reason_period_is_over, about) is Outcome.NOT_APPLICABLE


def test_no_machine_refuses_a_quality_claim() -> None:
    quality = case(stated={"reason": ClaimReason.PRODUCT_QUALITY})

    found = ask(legal.quality_is_never_refused, quality, REFUSING)

    assert found.outcome is Outcome.FAIL
    assert "WIN-01" in found.reason.en
    assert restrains(legal.GUARDS, (found,))
    assert outcome(legal.quality_is_never_refused, quality) is Outcome.PASS
    assert outcome(legal.quality_is_never_refused, case(), REFUSING) is Outcome.NOT_APPLICABLE


def test_every_refusal_names_its_rules_for_the_person_who_explains_it() -> None:
    milder = replace(REFUSING, severity=Severity.REVIEW)

    assert "WIN-01" in ask(legal.a_refusal_needs_a_person, case(), REFUSING).reason.zh
    assert outcome(legal.a_refusal_needs_a_person, case(), milder) is Outcome.PASS


@pytest.mark.parametrize(
    ("consent", "expected"), [(True, Outcome.PASS), (False, Outcome.FAIL), (None, Outcome.UNREADABLE)]
)
def test_sensitive_evidence_needs_separate_consent(consent: bool | None, expected: Outcome) -> None:
    report = filed(form("lab_report"))

    assert outcome(legal.consent_is_there, case(report, stated={"consent": consent})) is expected
    assert outcome(legal.consent_is_there, case(stated={"consent": consent})) is Outcome.NOT_APPLICABLE
    account = {"consent": consent, "payout": Payout(account="999999******4562")}
    assert outcome(legal.consent_is_there, case(stated=account)) is expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("手机 13900000000", "telephone number"),
        ("身份证 990000199001011234", "identity number"),
        ("卡号 4000 0000 0000 0002", "card number"),
        ("手机 139****0000", None),
        ("卡号 400000******0002", None),
        ("卡号 4000 0000 0000 0003", None),
        ("订单编号 2612345678901234567", None),
    ],
)
def test_unmasked_personal_numbers_are_named_by_kind_and_never_shown(text: str, kind: str | None) -> None:
    found = ask(legal.personal_numbers_are_masked, case(filed(form("other"), read=document(page(text)))))

    assert found.outcome is (Outcome.FAIL if kind else Outcome.PASS)
    assert kind is None or kind in found.reason.en
    assert not any(char.isdigit() for char in found.reason.en)


def test_an_order_number_that_looks_like_a_card_is_none() -> None:
    number = "4000000000000002"
    paper = filed(form("order_screenshot", order_id=number), read=document(page(f"订单编号 {number}")))

    assert outcome(legal.personal_numbers_are_masked, case(paper)) is Outcome.PASS


@pytest.mark.parametrize(
    ("today", "expected"), [(date(2029, 10, 20), Outcome.PASS), (date(2029, 10, 21), Outcome.FAIL)]
)
def test_evidence_is_kept_for_three_years(today: date, expected: Outcome) -> None:
    about = case(stated={"submitted_on": date(2026, 10, 20)}, today=today)

    assert outcome(legal.evidence_is_within_its_time, about) is expected
    assert outcome(legal.evidence_is_within_its_time, case()) is Outcome.NOT_APPLICABLE


def test_a_leap_day_ends_on_the_last_of_february() -> None:
    about = case(stated={"submitted_on": date(2024, 2, 29)}, today=date(2027, 2, 28))

    assert outcome(legal.evidence_is_within_its_time, about) is Outcome.PASS


@pytest.mark.parametrize(
    ("waited", "expected", "severity"),
    [
        (9, Outcome.PASS, Severity.INFO),
        (10, Outcome.FAIL, Severity.INFO),
        (14, Outcome.FAIL, Severity.INFO),
        (15, Outcome.FAIL, Severity.REVIEW),
    ],
)
def test_waiting_is_told_from_the_tenth_day(waited: int, expected: Outcome, severity: Severity) -> None:
    about = case(stated={"submitted_on": DAY}, today=DAY + timedelta(days=waited))

    found = ask(legal.the_claim_is_handled_in_time, about)

    assert (found.outcome, found.severity) == (expected, severity)
    assert outcome(legal.the_claim_is_handled_in_time, case()) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("basis", "threshold", "expected"),
    [(None, "80", Outcome.FAIL), (None, "100", Outcome.PASS), (ThresholdBasis.RATIO_OF_CLAIM, "80", Outcome.PASS)],
)
def test_terms_with_two_readings_are_read_for_the_customer(
    basis: ThresholdBasis | None, threshold: str, expected: Outcome
) -> None:
    row = Measurement(indicator="黑素指数", baseline_value=Decimal(100), endpoint_value=Decimal(91))
    claimed = ClaimedEfficacy(indicator="黑素指数", value_percent=Decimal(10))
    terms = {"threshold_basis": basis, "attainment_threshold_pct": Decimal(threshold)}
    about = case(filed(form("lab_report", measurements=(row,))), stated={"claimed_efficacy": claimed}, policy=terms)

    assert outcome(legal.terms_leave_one_reading, about) is expected
    assert outcome(legal.terms_leave_one_reading, case(policy=terms)) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ({"product": StatedProduct(name="禾光生发精华")}, Outcome.FAIL),
        ({"statement": "买来减肥没有用"}, Outcome.FAIL),
        ({"statement": "医生说要治疗"}, Outcome.PASS),
        ({"claimed_efficacy": ClaimedEfficacy(indicator="MI", wording="治疗色斑")}, Outcome.FAIL),
        ({"product": StatedProduct(name="禾光焕亮精华液")}, Outcome.PASS),
        ({"reason": ClaimReason.SERVICE_TARGET_MISSED}, Outcome.NOT_APPLICABLE),
    ],
)
def test_unlawful_promises_go_to_compliance(stated: dict[str, Any], expected: Outcome) -> None:
    assert outcome(legal.the_promise_is_lawful, case(stated=stated)) is expected


def test_words_of_cosmetics_are_asked_of_cosmetics() -> None:
    food = PolicyProduct(name="演示减肥代餐", category="food")

    about = case(stated={"product": StatedProduct(name="演示减肥代餐")}, policy={"products": (food,)})

    assert outcome(legal.the_promise_is_lawful, about) is Outcome.NOT_APPLICABLE


def test_a_notice_needs_amount_method_and_arrival() -> None:
    order = filed(form("order_screenshot", paid_amount=Decimal("299.00")))
    terms = {"refunds": Refunds(original_route_workdays=5)}
    whole = case(order, stated={"refund_route": "original"}, policy=terms)

    assert outcome(legal.the_notice_can_be_complete, whole) is Outcome.PASS
    lacking = ask(legal.the_notice_can_be_complete, case())
    assert lacking.reason.en.startswith("The customer's notice would lack the amount; the method; when it arrives")
    assert outcome(legal.the_notice_can_be_complete, case(), REFUSING) is Outcome.PASS
    by_bank = case(order, stated={"refund_route": "bank"}, policy=terms)
    assert "when it arrives" in ask(legal.the_notice_can_be_complete, by_bank).reason.en


def test_every_original_has_its_hash() -> None:
    paper = filed(form("other"))
    bare = replace(paper, record=replace(paper.record, sha256=""))

    assert outcome(legal.originals_are_kept, case(paper)) is Outcome.PASS
    assert outcome(legal.originals_are_kept, case(bare)) is Outcome.FAIL
    assert outcome(legal.originals_are_kept, case()) is Outcome.NOT_APPLICABLE
