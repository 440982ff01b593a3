"""The customer is told what was decided, how much comes when, why, and how to ask a person."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipeline.claim.policy import Policy, Refunds
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.geometry import Box
from pipeline.review.decisions import Ruling, given_reasons, workdays_promised
from pipeline.review.drafts import RefundRoute, Verdict
from pipeline.review.notices import money, noticed
from pipeline.review.reason_codes import proposed

POLICY = Policy(campaign="秋季无效退款", refunds=Refunds(bank_workdays=5, original_route_workdays=3))
LATE = Finding(
    rule="WIN-01",
    outcome=Outcome.FAIL,
    severity=Severity.REJECT,
    reason=Reason("申请日2026-11-20已超过退款期限", "Claimed on 2026-11-20, after the refund window"),
    file="claim/order.png",
    places=(Box(page=2, left=0.1, top=0.2, right=0.3, bottom=0.4),),
)
WEAK = Finding(
    rule="LAB-09",
    outcome=Outcome.PASS,
    severity=Severity.REJECT,
    reason=Reason("功效达成率低于承诺", "Attainment is below what was promised"),
)


def ruling(verdict: Verdict, *codes: str, note: str = "") -> Ruling:
    reasons = given_reasons(codes, note, (LATE, WEAK), {"WIN-01": "campaign terms"})
    return Ruling(answer=1, verdict=verdict, reasons=reasons, notice=Reason("", ""), note=note)


def test_an_approval_tells_sum_way_and_day_in_both_languages() -> None:
    paid = replace(
        ruling(Verdict.APPROVE, "effect_missing"),
        amount=Decimal("1299.5"),
        currency="CNY",
        route=RefundRoute.BANK,
        workdays=workdays_promised(POLICY, RefundRoute.BANK),
        promised=date(2026, 12, 7),
    )

    told = noticed(paid, "C-1", POLICY).notice

    for words in ("C-1", "¥1,299.50", "银行账户", "5 个工作日", "2026-12-07", "检测结果未达到承诺的功效", "审核人员"):
        assert words in told.zh
    for words in ("C-1", "¥1,299.50", "bank account", "5 working days", "2026-12-07", "less effect", "a person"):
        assert words in told.en


def test_a_refusal_cites_term_file_and_page_and_says_what_can_still_be_done() -> None:
    told = noticed(ruling(Verdict.REFUSE, "late_claim"), "C-1", POLICY).notice

    for words in ("未能通过", "《秋季无效退款》退款期限", "order.png 第 2 页", "您还可以", "要求审核人员"):
        assert words in told.zh
    for words in ("terms of 秋季无效退款: time to claim", "order.png, page 2", "What you can still do", "explains it"):
        assert words in told.en
    assert "claim/order.png" not in told.zh + told.en


def test_a_reason_in_own_words_stands_once() -> None:
    told = noticed(ruling(Verdict.REFUSE, "other", note="订单属于另一家商户"), "C-1", POLICY).notice

    assert told.zh.count("订单属于另一家商户") == 1


def test_the_citation_keeps_rule_basis_and_place() -> None:
    (reason,) = ruling(Verdict.REFUSE, "late_claim").reasons
    (found,) = reason.citations

    assert (found.rule, found.basis, found.terms) == ("WIN-01", "campaign terms", ("refund_window_days",))
    assert (found.file, found.page, found.box) == ("claim/order.png", 2, (0.1, 0.2, 0.3, 0.4))


def test_what_failed_proposes_reasons_against_and_what_passed_reasons_for_a_claim() -> None:
    found = {verdict: [one.code for one in proposed(verdict, (WEAK, LATE))] for verdict in Verdict}

    assert found == {
        Verdict.APPROVE: ["effect_missing"],
        Verdict.PARTIAL: ["effect_missing", "late_claim"],
        Verdict.REFUSE: ["late_claim"],
    }


def test_a_note_proposes_no_reason_against_a_claim() -> None:
    note = replace(LATE, rule="INV-13", severity=Severity.INFO)

    assert proposed(Verdict.REFUSE, (note,)) == ()
    assert [one.code for one in proposed(Verdict.REFUSE, (replace(note, severity=Severity.REVIEW),))] == [
        "invoice_void"
    ]


def test_sums_are_written_as_people_write_them() -> None:
    assert [money(Decimal("1234.5"), one) for one in ("CNY", None, "USD", "MYR")] == [
        "¥1,234.50",
        "¥1,234.50",
        "$1,234.50",
        "1,234.50 MYR",
    ]
