"""The law's guards: the sentences a reviewer reads, and what is taken for a card number."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Paper, StatedProduct
from pipeline.claim.policy import ClaimedEfficacy, PolicyProduct, ThresholdBasis
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.rules import Guard
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.rows import Measurement
from tests.validators.cases import case, filed
from tests.validators.papers import TODAY, document, field, form, page, sound
from validators.claim import legal

REFUSING = tuple(
    Finding(rule=name, outcome=Outcome.FAIL, severity=Severity.REJECT, reason=Reason("迟", "late"))
    for name in ("WIN-01", "INV-03")
)
CLAIMED = ClaimedEfficacy(indicator="MI", indicator_zh="黑素指数", value_percent=Decimal(15))
CARD = "6011000990139424"  # a number for trying out, right by its last digit


def shown(*lines: str, **fields: Any) -> Paper:
    return filed(form("payment_screenshot", **fields), read=document(page(*lines)))


def measured(**policy: Any) -> Case:
    row = Measurement(indicator="黑素指数 MI", baseline_value=Decimal(181), endpoint_value=Decimal(172))
    terms = {"attainment_threshold_pct": Decimal(80)} | policy
    return case(filed(form("lab_report", measurements=(row,))), stated={"claimed_efficacy": CLAIMED}, policy=terms)


def ask(guard: Guard, about: Case, *findings: Finding) -> Finding:
    (found,) = guard.ask(about, findings)
    return sound(guard.article, found)


@pytest.mark.parametrize(
    ("guard", "about", "findings", "zh", "en"),
    [
        (
            legal.quality_is_never_refused,
            case(stated={"reason": ClaimReason.PRODUCT_QUALITY}),
            REFUSING,
            "质量问题不得拒绝处理（WIN-01, INV-03未通过），由人工按三包办理",
            "Quality claims must be handled, not refused (WIN-01, INV-03 failed); a person takes it from here",
        ),
        (
            legal.a_refusal_needs_a_person,
            case(),
            REFUSING,
            "拒绝结论须人工复核并可解释（WIN-01, INV-03），客户有权要求说明理由",
            "A refusal needs a person who can explain it (WIN-01, INV-03); the customer may ask for the reasons",
        ),
        (
            legal.personal_numbers_are_masked,
            case(shown(f"卡号 {CARD}")),
            (),
            "文件含未脱敏的银行卡号，展示和导出时须脱敏",
            "The file shows an unmasked card number; it is masked wherever it is shown or exported",
        ),
        (
            legal.the_claim_is_handled_in_time,
            case(stated={"submitted_on": TODAY - timedelta(days=12)}),
            (),
            "处理时限预警：已受理12天（满15天视为拖延），请尽快办理",
            "The claim has waited 12 days (15 count as unreasonable delay); please handle it now",
        ),
        (
            legal.the_promise_is_lawful,
            case(
                stated={"product": StatedProduct(name="根治精华"), "claimed_efficacy": CLAIMED},
                policy={"products": (PolicyProduct(name="根治精华"),)},
            ),
            (),
            "宣称内容可能不合规（根治），请转合规人员",
            "The promise may be unlawful (根治); please show it to compliance",
        ),
        (
            legal.the_notice_can_be_complete,
            case(),
            (),
            "通知内容不完整（缺退款金额；退款方式；到账时间），请在决定前补齐",
            (
                "The customer's notice would lack the amount; the method; when it arrives; "
                "please supply it before deciding"
            ),
        ),
    ],
)
def test_a_reviewer_reads_what_the_law_asks(
    guard: Guard, about: Case, findings: tuple[Finding, ...], zh: str, en: str
) -> None:
    finding = ask(guard, about, *findings)

    assert (finding.outcome, finding.reason) == (Outcome.FAIL, Reason(zh, en))


@pytest.mark.parametrize(
    ("lines", "fields", "outcome"),
    [
        ((f"卡号 {CARD}",), {}, Outcome.FAIL),
        (("卡号 5555555555554444",), {}, Outcome.FAIL),
        (("卡号 6011000990139425",), {}, Outcome.PASS),
        (("卡号 1000000000000008",), {}, Outcome.PASS),
        ((f"单号 {CARD}",), {"transaction_id": "6011-0009-9013-9424"}, Outcome.PASS),
    ],
)
def test_a_card_number_is_known_by_its_last_digit_unless_it_is_a_number_of_the_paper(
    lines: tuple[str, ...], fields: dict[str, Any], outcome: Outcome
) -> None:
    finding = ask(legal.personal_numbers_are_masked, case(shown(*lines, **fields)))

    assert (finding.outcome, finding.file) == (outcome, "payment_screenshot.pdf")


def test_a_number_that_decides_nothing_is_told_as_a_card_number() -> None:
    paper = filed(form("receipt", field("remark", CARD, critical=False)), read=document(page(CARD)))

    assert ask(legal.personal_numbers_are_masked, case(paper)).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("basis", "outcome", "fields"),
    [
        (None, Outcome.FAIL, ("measurements",)),
        (ThresholdBasis.RATIO_OF_CLAIM, Outcome.PASS, ()),
    ],
)
def test_the_report_is_named_where_the_terms_are_read(
    basis: ThresholdBasis | None, outcome: Outcome, fields: tuple[str, ...]
) -> None:
    finding = ask(legal.terms_leave_one_reading, measured(threshold_basis=basis))

    assert (finding.outcome, finding.file, finding.fields) == (outcome, "lab_report.pdf", fields)


def test_a_name_in_the_terms_may_be_unlawful_where_the_claim_names_none() -> None:
    about = case(policy={"products": (PolicyProduct(name="根治精华"),)})

    assert ask(legal.the_promise_is_lawful, about).outcome is Outcome.FAIL


def test_a_claim_of_today_has_not_waited() -> None:
    about = case(stated={"submitted_on": date(2026, 11, 21)})

    assert ask(legal.the_claim_is_handled_in_time, about).outcome is Outcome.PASS
