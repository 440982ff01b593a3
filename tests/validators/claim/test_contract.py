"""CON over a whole claim."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Claimant, Paper, StatedMerchant
from pipeline.claim.reasons import ClaimReason
from pipeline.fields import State
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.pages import Traces
from tests.validators.cases import asked, case, complaint, filed, findings
from tests.validators.papers import document, form, page, pdf
from validators.claim import contract
from validators.claim.clauses import clause

SCHOOL, PUPIL = "示例市启航演示教育科技有限公司", "张示例"
STATED: dict[str, Any] = {
    "reason": ClaimReason.SERVICE_TARGET_MISSED,
    "merchant": StatedMerchant(name=SCHOOL, uscc="91990000MA0DEM0B5Q"),
    "claimant": Claimant(name=PUPIL),
    "submitted_on": date(2026, 10, 20),
    "results_published_on": date(2026, 10, 10),
    "claimed_amount": Decimal(3000),
}
CLAUSE = "乙方未通过考试的，成绩公布后15日内提交成绩单申请，甲方退还已付费用的60%。缺考的不予退款。"


def signed(**values: Any) -> Paper:
    read = values.pop("read", None)
    doubt = values.pop("needs_person", ())
    known: dict[str, Any] = {
        "party_a": SCHOOL,
        "party_b": PUPIL,
        "refund_clause": CLAUSE,
        "contract_amount": Decimal("5000.00"),
    }
    return filed(form("contract", **(known | values)), read=read, needs_person=doubt)


def exam(**values: Any) -> Paper:
    return filed(form("exam_result", **values), needs_person=values.pop("needs_person", ()))


def claim(*papers: Paper, **stated: Any) -> Case:
    return case(*papers, stated=STATED | stated)


@pytest.mark.parametrize(
    ("sides", "outcome"),
    [
        ((SCHOOL, PUPIL), Outcome.PASS),
        ((PUPIL, "启航演示教育科技"), Outcome.PASS),
        ((SCHOOL, "李四示"), Outcome.FAIL),
        (("示例市星禾生物科技有限公司", PUPIL), Outcome.FAIL),
    ],
)
def test_the_parties_are_merchant_and_claimant_in_either_order(sides: tuple[str, str], outcome: Outcome) -> None:
    about = claim(signed(party_a=sides[0], party_b=sides[1]))

    assert asked(contract.the_parties_are_those_of_the_claim, about) == [outcome]


def test_the_merchants_code_is_as_good_as_its_name() -> None:
    paper = signed(party_a="演示培训部", seller_tax_id="91990000MA0DEM0B5Q")

    assert asked(contract.the_parties_are_those_of_the_claim, claim(paper)) == [Outcome.PASS]


def test_another_contract_number_is_shown() -> None:
    finding = complaint(
        contract.the_parties_are_those_of_the_claim,
        claim(signed(contract_number="QH-2"), contract_number="QH-1"),
    )

    assert finding.severity is Severity.REVIEW
    assert "QH-1" in finding.reason.en


def test_smudged_parties_are_no_other_parties() -> None:
    lost = filed(form("contract", party_a=State.UNREADABLE))

    assert asked(contract.the_parties_are_those_of_the_claim, claim(lost)) == [Outcome.UNREADABLE]
    nobody = case(signed(), stated={"reason": ClaimReason.SERVICE_TARGET_MISSED})
    assert asked(contract.the_parties_are_those_of_the_claim, nobody) == [Outcome.NOT_APPLICABLE]


TARGET = "保证乙方通过2026年注册会计师考试"


@pytest.mark.parametrize(
    ("name", "doubt", "severity"),
    [
        ("注册会计师全国统一考试", (), None),
        ("教师资格考试笔试部分", (), Severity.REJECT),
        ("教师资格考试笔试部分", ("exam_name",), Severity.REVIEW),
    ],
)
def test_another_examination_is_grave_where_it_is_plain(
    name: str, doubt: tuple[str, ...], severity: Severity | None
) -> None:
    sat = filed(form("exam_result", exam_name=name, exam_date=date(2026, 8, 1)), needs_person=doubt)
    about = claim(signed(target=TARGET, read=document(page(TARGET))), sat)

    if severity is None:
        assert asked(contract.the_examination_is_the_contracts, about) == [Outcome.PASS]
    else:
        assert complaint(contract.the_examination_is_the_contracts, about).severity is severity


@pytest.mark.parametrize(
    ("day", "outcome"),
    [
        (date(2026, 2, 28), Outcome.FAIL),
        (date(2026, 3, 1), Outcome.PASS),
        (date(2026, 9, 30), Outcome.PASS),
        (date(2026, 10, 1), Outcome.FAIL),
    ],
)
def test_the_examination_lies_within_the_term(day: date, outcome: Outcome) -> None:
    term = {"effective_from": date(2026, 3, 1), "effective_to": date(2026, 9, 30)}
    about = claim(signed(target=TARGET, **term), exam(exam_name="注册会计师考试", exam_date=day))

    assert asked(contract.the_examination_is_the_contracts, about) == [outcome]


def test_an_examination_named_elsewhere_in_the_contract_is_left_to_a_person() -> None:
    read = document(page("课程：教师资格笔试冲刺班"))
    about = claim(signed(target=TARGET, read=read), exam(exam_name="教师资格考试笔试"))

    assert asked(contract.the_examination_is_the_contracts, about) == [Outcome.UNREADABLE]


def test_without_a_contract_or_a_name_nothing_is_compared() -> None:
    assert asked(contract.the_examination_is_the_contracts, claim(exam(exam_name="x"))) == [Outcome.NOT_APPLICABLE]
    about = claim(signed(target=TARGET), exam(exam_date=date(2026, 8, 1)))
    assert asked(contract.the_examination_is_the_contracts, about) == [Outcome.NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("day", "outcome", "severity"),
    [
        (date(2026, 10, 25), Outcome.PASS, Severity.REJECT),
        (date(2026, 10, 26), Outcome.FAIL, Severity.REVIEW),
        (date(2026, 10, 29), Outcome.FAIL, Severity.REVIEW),
        (date(2026, 10, 30), Outcome.FAIL, Severity.REJECT),
    ],
)
def test_the_days_to_claim_count_from_the_result(day: date, outcome: Outcome, severity: Severity) -> None:
    """15 days from Saturday 10 October end on Sunday the 25th, so on Monday the 26th; three days are the margin."""
    (finding,) = findings(contract.the_conditions_are_met, claim(signed(), submitted_on=day))

    assert (finding.outcome, finding.severity) == (outcome, severity)


def test_who_did_not_sit_the_examination_gets_nothing_back() -> None:
    finding = complaint(contract.the_conditions_are_met, claim(signed(), exam(result_status="缺考")))

    assert finding.severity is Severity.REJECT
    assert "未参加考试" in finding.reason.zh
    doubtful = claim(signed(needs_person=("refund_clause",)), exam(result_status="缺考"))
    assert complaint(contract.the_conditions_are_met, doubtful).severity is Severity.REVIEW


def test_conditions_are_asked_of_missed_targets_alone() -> None:
    about = claim(signed(), reason=ClaimReason.SERVICE_QUALITY_BAD)

    assert asked(contract.the_conditions_are_met, about) == [Outcome.NOT_APPLICABLE]
    assert asked(contract.the_sum_follows_from_the_clause, about) == [Outcome.NOT_APPLICABLE]
    assert asked(contract.the_conditions_are_met, claim(filed(form("contract")))) == [Outcome.NOT_APPLICABLE]
    smudged = filed(form("contract", refund_clause=State.UNREADABLE))
    assert asked(contract.the_conditions_are_met, claim(smudged)) == [Outcome.UNREADABLE]


@pytest.mark.parametrize(
    ("claimed", "outcome"), [("3000", Outcome.PASS), ("3000.01", Outcome.FAIL), ("1", Outcome.PASS)]
)
def test_no_more_is_claimed_than_the_clause_gives(claimed: str, outcome: Outcome) -> None:
    about = claim(signed(), claimed_amount=Decimal(claimed))

    assert asked(contract.the_sum_follows_from_the_clause, about) == [outcome]


def test_a_clause_without_a_plain_figure_is_left_to_a_person() -> None:
    about = claim(signed(refund_clause="按剩余课时比例扣除后退还60%"))

    assert asked(contract.the_sum_follows_from_the_clause, about) == [Outcome.UNREADABLE]


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        (Outcome.FAIL, Outcome.FAIL),
        (Outcome.PASS, Outcome.PASS),
        (Outcome.UNREADABLE, Outcome.UNREADABLE),
        (None, Outcome.UNREADABLE),
    ],
)
def test_an_electronic_contract_is_as_good_as_its_signature(outcome: Outcome | None, expected: Outcome) -> None:
    paper = signed(read=document(traces=pdf(signed="true")))
    said = Finding(
        rule="FRD-12", outcome=outcome or Outcome.PASS, severity=Severity.REJECT, reason=Reason("无效", "broken")
    )
    record = replace(paper.record, findings=(said,) if outcome else ())

    (finding,) = findings(contract.the_electronic_signature_holds, claim(replace(paper, record=record)))

    assert (finding.outcome, finding.file) == (expected, "contract.pdf")
    if expected is Outcome.FAIL:
        assert "无效" in finding.reason.zh
        assert "broken" in finding.reason.en


def test_a_contract_whose_pages_are_not_at_hand_is_not_asked_for_its_signature() -> None:
    paper = replace(signed(), document=None)

    (finding,) = findings(contract.the_electronic_signature_holds, claim(paper))

    assert (finding.outcome, finding.file) == (Outcome.NOT_APPLICABLE, "contract.pdf")


def test_a_scan_carries_no_electronic_signature() -> None:
    paper = signed(read=document(traces=Traces(media_type="image/jpeg")))

    assert asked(contract.the_electronic_signature_holds, claim(paper)) == [Outcome.NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("text", "days", "attendance", "share", "sat"),
    [
        (CLAUSE, 15, None, "60", True),
        ("出勤率不低于80%且参加考试，成绩公布后10个工作日内申请的，全额退款", 10, "80", "100", True),
        ("甲方自收到申请之日起15日内按已付费用的50%退费", None, None, "50", False),
        ("the Provider refunds 70% of the fee within 14 days of a written claim", None, None, "70", False),
        ("may claim within 30 days of the exam results; full refund", 30, None, "100", False),
        ("The Client attended 80% of the sessions; the Provider refunds 50% of the fee", None, "80", "50", False),
        ("退还60%，特殊情况退还30%", None, None, None, False),
        ("双方协商解决", None, None, None, False),
    ],
)
def test_a_clause_is_read_as_far_as_it_is_plain(
    text: str, days: int | None, attendance: str | None, share: str | None, sat: bool
) -> None:
    found = clause(text)

    assert found.days == days
    assert found.attendance == (Decimal(attendance) if attendance else None)
    assert found.share == (Decimal(share) if share else None)
    assert found.exam_taken is sat


def test_working_days_are_counted_as_such() -> None:
    paper = signed(refund_clause="成绩公布后10个工作日内申请的，全额退款")

    in_time = claim(paper, submitted_on=date(2026, 10, 23))
    near = claim(paper, submitted_on=date(2026, 10, 26))
    late = claim(paper, submitted_on=date(2026, 10, 27))

    assert asked(contract.the_conditions_are_met, in_time) == [Outcome.PASS]
    assert complaint(contract.the_conditions_are_met, near).severity is Severity.REVIEW
    assert complaint(contract.the_conditions_are_met, late).severity is Severity.REJECT


@pytest.mark.parametrize(
    ("candidate", "outcome"),
    [(PUPIL, Outcome.PASS), ("张*例", Outcome.PASS), ("王另样", Outcome.FAIL), ("**", Outcome.PASS)],
)
def test_another_candidate_goes_to_a_person(candidate: str, outcome: Outcome) -> None:
    target = "乙方通过2026年度初级会计职称考试"
    result = exam(exam_name="2026年度初级会计职称考试", exam_date=date(2026, 9, 1), candidate_name=candidate)
    about = claim(signed(target=target), result)

    assert asked(contract.the_examination_is_the_contracts, about) == [outcome]
    if outcome is Outcome.FAIL:
        finding = complaint(contract.the_examination_is_the_contracts, about)
        assert finding.severity is Severity.REVIEW
        assert "王另样" in finding.reason.zh


def payment(amount: str | State, name: str = "payment.png") -> Paper:
    return filed(
        form("payment_screenshot", paid_amount=Decimal(amount) if not isinstance(amount, State) else amount), name=name
    )


@pytest.mark.parametrize(
    ("papers", "outcome"),
    [
        ((payment("5000.00"),), Outcome.PASS),
        ((payment("2000.00", "a.png"), payment("3000.00", "b.png")), Outcome.PASS),
        ((payment("2000.00", "a.png"), payment("5000.00", "b.png")), Outcome.PASS),
        ((payment("4999.99"),), Outcome.FAIL),
        ((payment("5000.01"),), Outcome.FAIL),
        ((payment("2000.00", "a.png"), payment(State.UNREADABLE, "b.png")), Outcome.UNREADABLE),
        ((payment(State.UNREADABLE),), Outcome.UNREADABLE),
        ((), Outcome.NOT_APPLICABLE),
    ],
)
def test_what_was_paid_is_the_contracts_sum(papers: tuple[Paper, ...], outcome: Outcome) -> None:
    assert asked(contract.the_contracts_sum_was_paid, claim(signed(), *papers)) == [outcome]


def test_another_sum_than_was_paid_goes_to_a_person_with_both() -> None:
    finding = complaint(contract.the_contracts_sum_was_paid, claim(signed(), payment("4900.00")))

    assert finding.severity is Severity.REVIEW
    assert "5000.00" in finding.reason.en
    assert "4900.00" in finding.reason.en


def test_a_smudged_contract_sum_is_unreadable() -> None:
    about = claim(signed(contract_amount=State.UNREADABLE), payment("5000.00"))

    assert asked(contract.the_contracts_sum_was_paid, about) == [Outcome.UNREADABLE]
