"""CON over a whole claim: the sentences a reviewer reads, and the papers and fields they point to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Claimant, Paper, StatedCourse, StatedMerchant
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.rules import ClaimRule
from pipeline.fields import State
from pipeline.findings import Outcome, Reason, Severity
from tests.validators.cases import asked, case, complaint, filed, pointed
from tests.validators.papers import document, form, page
from validators.claim import contract

PARTIES, EXAM = contract.the_parties_are_those_of_the_claim, contract.the_examination_is_the_contracts
CONDITIONS, PAID = contract.the_conditions_are_met, contract.the_contracts_sum_was_paid
SUM = contract.the_sum_follows_from_the_clause
SCHOOL, PUPIL, ANOTHER = "示例市启航演示教育科技有限公司", "张示例", "示例市星禾生物科技有限公司"
MERCHANT, CLAIMANT = StatedMerchant(name=SCHOOL), Claimant(name=PUPIL)
CLAUSE = "乙方未通过考试的，成绩公布后15日内提交成绩单申请，甲方退还已付费用的60%。缺考的不予退款。"
TARGET = "保证乙方通过注册会计师考试"
BOTH, NAMED = ("party_a", "party_b"), ("exam_name", "exam_date")
PUBLISHED = date(2026, 10, 10)


def signed(**values: Any) -> Paper:
    """The contract of the school with the pupil, unless `values` say otherwise."""
    read, doubt = values.pop("read", None), values.pop("needs_person", ())
    return filed(form("contract", **({"party_a": SCHOOL, "party_b": PUPIL} | values)), read=read, needs_person=doubt)


def sat(name: str | State, *doubt: str, **values: Any) -> Paper:
    return filed(form("exam_result", exam_name=name, **values), needs_person=doubt)


def claim(*papers: Paper, **stated: Any) -> Case:
    return case(
        *papers, stated={"reason": ClaimReason.SERVICE_TARGET_MISSED, "results_published_on": PUBLISHED} | stated
    )


OURS = {"merchant": MERCHANT, "claimant": CLAIMANT}


@pytest.mark.parametrize(
    ("rule", "about", "fields", "zh", "en"),
    [
        (
            PARTIES,
            claim(signed(party_a=ANOTHER, party_b="李四示", contract_number="QH-2"), contract_number="QH-1", **OURS),
            (*BOTH, "contract_number"),
            f"合同双方（{ANOTHER} / 李四示 / QH-2）与申请信息（{SCHOOL} / {PUPIL} / QH-1）不符，请人工核对",
            (
                f"The contract's parties ({ANOTHER} / 李四示 / QH-2) are not those of the claim "
                f"({SCHOOL} / {PUPIL} / QH-1); please check"
            ),
        ),
        (
            EXAM,
            claim(
                signed(target=TARGET, signed_date=date(2026, 3, 1)),
                sat("教师资格考试", exam_date=date(2026, 2, 28), candidate_name="王另样"),
            ),
            (*NAMED, "candidate_name"),
            (
                "考试与合同约定不符（考试：教师资格考试；考试日 2026-02-28 早于合同开始 2026-03-01；考生：王另样），"
                "请核对考生、考试名称和日期"
            ),
            (
                "The examination is not the contract's (examination: 教师资格考试; sat on 2026-02-28, before the "
                "contract began on 2026-03-01; candidate: 王另样); please check candidate, name and day"
            ),
        ),
        (
            EXAM,
            claim(
                signed(target=TARGET, effective_to=date(2026, 9, 30)),
                sat("注册会计师考试", exam_date=date(2026, 10, 1)),
            ),
            NAMED,
            "考试与合同约定不符（考试日 2026-10-01 晚于合同期满 2026-09-30），请核对考生、考试名称和日期",
            (
                "The examination is not the contract's (sat on 2026-10-01, after the contract ended on 2026-09-30); "
                "please check candidate, name and day"
            ),
        ),
        (
            CONDITIONS,
            claim(
                signed(refund_clause=CLAUSE),
                filed(form("exam_result", result_status="缺考")),
                submitted_on=date(2026, 11, 30),
            ),
            ("refund_clause",),
            "未满足退款条件：未参加考试；未在 15 日内申请，请人工核对",
            "Refund condition not met: the examination was not sat; not claimed within 15 days; please check",
        ),
        (
            CONDITIONS,
            claim(signed(refund_clause=CLAUSE), submitted_on=date(2026, 10, 27)),
            ("refund_clause",),
            "未满足退款条件：申请接近 15 日期限，请人工核对",
            "Refund condition not met: claimed at the edge of 15 days; please check",
        ),
        (
            PAID,
            claim(
                signed(contract_amount=Decimal("5000.00")),
                filed(form("payment_screenshot", paid_amount=Decimal("4900.00")), name="a.png"),
                filed(form("payment_screenshot", paid_amount=Decimal("50.00")), name="b.png"),
            ),
            ("contract_amount",),
            "合同金额 5000.00 与已付金额（4900.00；50.00）不一致，请核对合同与付款",
            "The contract's sum 5000.00 is not what was paid (4900.00; 50.00); please check contract and payments",
        ),
        (
            SUM,
            claim(
                signed(refund_clause=CLAUSE),
                filed(form("payment_screenshot", paid_amount=Decimal("5000.00"))),
                claimed_amount=Decimal("3000.01"),
            ),
            ("refund_clause", "contract_amount"),
            "申请金额 3000.01 与条款计算的 3000.00（60%）不符，请人工核定",
            "The sum claimed (3000.01) is not what the clause gives (3000.00, 60 %); please settle it",
        ),
    ],
)
def test_a_reviewer_reads_what_is_not_the_contracts(
    rule: ClaimRule, about: Case, fields: tuple[str, ...], zh: str, en: str
) -> None:
    finding = complaint(rule, about)

    assert finding.reason == Reason(zh, en)
    assert finding.fields == fields
    assert finding.file == ("exam_result.pdf" if rule is EXAM else "contract.pdf")


@pytest.mark.parametrize(
    ("paper", "stated", "outcome"),
    [
        (signed(party_b=State.NOT_FOUND), OURS, Outcome.PASS),
        (signed(party_b="张*例"), OURS, Outcome.PASS),
        (signed(party_b="启航演示"), {"claimant": Claimant(name=SCHOOL)}, Outcome.PASS),
        (signed(contract_number="QH-2"), OURS, Outcome.PASS),
        (signed(), {"merchant": MERCHANT}, Outcome.PASS),
        (signed(), {"claimant": CLAIMANT}, Outcome.PASS),
        (signed(contract_number="QH-1"), {"contract_number": "QH-1"}, Outcome.PASS),
        (signed(party_a=State.NOT_FOUND, party_b=State.UNREADABLE), OURS, Outcome.UNREADABLE),
        (signed(party_a=State.NOT_FOUND, party_b=State.NOT_FOUND), OURS, Outcome.NOT_APPLICABLE),
        (signed(), {}, Outcome.NOT_APPLICABLE),
    ],
)
def test_parties_are_compared_with_whatever_the_claim_states(
    paper: Paper, stated: dict[str, Any], outcome: Outcome
) -> None:
    fields = () if outcome is Outcome.NOT_APPLICABLE else BOTH

    assert pointed(PARTIES, claim(paper, **stated)) == [(outcome, "contract.pdf", fields)]


@pytest.mark.parametrize(
    ("name", "target", "outcome"),
    [
        ("雅思考试", "保证通过雅思", Outcome.PASS),
        ("X考试", TARGET, Outcome.UNREADABLE),
        ("初级会计职称考试", "保证通过初级会", Outcome.PASS),
        ("初级会计职称考试", "保证通过计职称", Outcome.PASS),
        ("初级会计职称考试", "保证通过初级", Outcome.FAIL),
        ("注册会计师考试", "保证通过注册", Outcome.FAIL),
        ("教师资格（考试）笔试", "保证通过教师资格笔试", Outcome.PASS),
        (State.UNREADABLE, TARGET, Outcome.UNREADABLE),
        (State.NOT_FOUND, TARGET, Outcome.NOT_APPLICABLE),
    ],
)
def test_an_examination_is_known_by_its_own_name_or_half_of_a_long_one(
    name: str | State, target: str, outcome: Outcome
) -> None:
    fields = {Outcome.UNREADABLE: NAMED[:1], Outcome.NOT_APPLICABLE: ()}.get(outcome, NAMED)

    assert pointed(EXAM, claim(signed(target=target), sat(name))) == [(outcome, "exam_result.pdf", fields)]


def test_the_service_claimed_for_names_the_examination_where_the_contract_does_not() -> None:
    about = claim(signed(), sat("注册会计师考试"), service=StatedCourse(name="注册会计师考试"))

    assert asked(EXAM, about) == [Outcome.PASS]


def test_a_name_broken_over_two_lines_of_the_contract_is_left_to_a_person() -> None:
    read = document(page("课程：教师资", "格笔试冲刺班"))

    assert asked(EXAM, claim(signed(target=TARGET, read=read), sat("教师资格考试笔试"))) == [Outcome.UNREADABLE]
    unseen = replace(signed(target=TARGET), document=None)
    assert asked(EXAM, claim(unseen, sat("教师资格考试笔试"))) == [Outcome.FAIL]


def test_another_examination_is_not_grave_where_the_contracts_target_is_in_doubt() -> None:
    about = claim(signed(target=TARGET, needs_person=("target",)), sat("教师资格考试"))

    assert complaint(EXAM, about).severity is Severity.REVIEW


@pytest.mark.parametrize("side", BOTH)
def test_a_side_of_the_contract_may_be_the_candidate(side: str) -> None:
    paper = signed(target=TARGET, **(dict.fromkeys(BOTH, SCHOOL) | {side: "王另样"}))

    about = claim(paper, sat("注册会计师考试", candidate_name="王另样"), claimant=CLAIMANT)

    assert asked(EXAM, about) == [Outcome.PASS]


@pytest.mark.parametrize(("status", "doubt"), [("未通过", ()), ("缺考", ("result_status",))])
def test_only_a_plain_absence_is_one(status: str, doubt: tuple[str, ...]) -> None:
    result = filed(form("exam_result", result_status=status), needs_person=doubt)

    about = claim(signed(refund_clause=CLAUSE), result, submitted_on=PUBLISHED)

    assert asked(CONDITIONS, about) == [Outcome.PASS]


@pytest.mark.parametrize(
    ("total", "paid", "outcome"),
    [
        (Decimal(5000), Decimal(5000), Outcome.PASS),
        (State.UNREADABLE, Decimal(5000), Outcome.UNREADABLE),
        (Decimal(5000), State.UNREADABLE, Outcome.UNREADABLE),
        (State.NOT_FOUND, Decimal(5000), Outcome.NOT_APPLICABLE),
    ],
)
def test_the_contract_is_named_beside_its_sum(total: Decimal | State, paid: Decimal | State, outcome: Outcome) -> None:
    about = claim(signed(contract_amount=total), filed(form("payment_screenshot", paid_amount=paid)))

    fields = () if outcome is Outcome.NOT_APPLICABLE else ("contract_amount",)
    assert pointed(PAID, about) == [(outcome, "contract.pdf", fields)]


def test_a_sum_not_all_of_which_could_be_read_stays_open_with_its_contract() -> None:
    read, lost = (
        filed(form("payment_screenshot", paid_amount=amount), name=name)
        for amount, name in ((Decimal(2000), "a.png"), (State.UNREADABLE, "b.png"))
    )

    about = claim(signed(contract_amount=Decimal(5000)), read, lost)

    assert pointed(PAID, about) == [(Outcome.UNREADABLE, "contract.pdf", ("contract_amount",))]


def test_an_examination_without_its_day_is_not_outside_the_term() -> None:
    term = {"effective_from": date(2026, 3, 1), "effective_to": date(2026, 9, 30)}

    assert asked(EXAM, claim(signed(target=TARGET, **term), sat("注册会计师考试"))) == [Outcome.PASS]
