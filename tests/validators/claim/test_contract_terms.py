"""The contract's days and sums, to the day and to the smudge."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Paper
from pipeline.claim.reasons import ClaimReason
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from tests.validators.cases import asked, case, filed, findings
from tests.validators.papers import form
from validators.claim import contract

PUBLISHED = date(2026, 10, 10)  # a Saturday
CLAUSE = "乙方未通过考试的，成绩公布后15日内提交成绩单申请，甲方退还已付费用的60%。"


def signed(clause: str | State = CLAUSE) -> Paper:
    return filed(form("contract", refund_clause=clause, contract_amount=Decimal(5000)))


def missed(*papers: Paper, **stated: Any) -> Case:
    told = {"reason": ClaimReason.SERVICE_TARGET_MISSED, "claimed_amount": Decimal(3000)}
    return case(*papers, stated=told | stated)


@pytest.mark.parametrize(
    ("day", "outcome", "severity"),
    [
        (date(2026, 10, 30), Outcome.PASS, Severity.REJECT),
        (date(2026, 10, 31), Outcome.FAIL, Severity.REVIEW),
        (date(2026, 11, 2), Outcome.FAIL, Severity.REVIEW),
        (date(2026, 11, 3), Outcome.FAIL, Severity.REJECT),
    ],
)
def test_a_term_in_workdays_is_counted_in_workdays(day: date, outcome: Outcome, severity: Severity) -> None:
    """The fifteenth workday after Saturday the 10th is Friday the 30th; three days are the margin."""
    about = missed(signed(CLAUSE.replace("15日", "15个工作日")), results_published_on=PUBLISHED, submitted_on=day)

    (finding,) = findings(contract.the_conditions_are_met, about)

    assert (finding.outcome, finding.severity) == (outcome, severity)
    assert (finding.fields, finding.file) == (("refund_clause",), "contract.pdf")


@pytest.mark.parametrize(
    ("values", "outcome"), [({"issue_date": PUBLISHED}, Outcome.FAIL), ({"exam_date": PUBLISHED}, Outcome.PASS)]
)
def test_where_nobody_states_the_day_of_the_result_it_is_the_results_own(
    values: dict[str, Any], outcome: Outcome
) -> None:
    about = missed(signed(), filed(form("exam_result", **values)), submitted_on=date(2026, 10, 30))

    assert asked(contract.the_conditions_are_met, about) == [outcome]


@pytest.mark.parametrize("rule", [contract.the_conditions_are_met, contract.the_sum_follows_from_the_clause])
def test_a_smudged_clause_is_unreadable_and_a_missing_one_not_asked(rule: Any) -> None:
    smudged = signed(State.UNREADABLE)
    bare = replace(smudged, record=replace(smudged.record, name="b.pdf", form=form("contract")))

    found = findings(rule, missed(smudged, bare))

    assert [(one.outcome, one.fields, one.file) for one in found] == [
        (Outcome.UNREADABLE, ("refund_clause",), "contract.pdf"),
        (Outcome.NOT_APPLICABLE, (), "b.pdf"),
    ]


@pytest.mark.parametrize(("claimed", "outcome"), [("3000.00", Outcome.PASS), ("3000.01", Outcome.FAIL)])
def test_the_sum_of_the_clause_is_met_to_the_cent(claimed: str, outcome: Outcome) -> None:
    (finding,) = findings(contract.the_sum_follows_from_the_clause, missed(signed(), claimed_amount=Decimal(claimed)))

    assert (finding.outcome, finding.fields) == (outcome, ("refund_clause", "contract_amount"))
    if outcome is Outcome.FAIL:
        assert all(figure in finding.reason.zh and figure in finding.reason.en for figure in ("3000.01", "60"))


@pytest.mark.parametrize("left", ["2WSNNNNMSAAASSNMHRAHMNN SSH", "ZARN9392003NN8N6n.4A4G2eR1BA6889JR"])
def test_letters_left_of_a_smudged_clause_set_no_conditions_and_meet_none(left: str) -> None:
    assert asked(contract.the_conditions_are_met, missed(signed(left))) == [Outcome.UNREADABLE]


@pytest.mark.parametrize("clause", ["未通过者全额退还学费。", "The Academy refunds 80% of the fee.", "可获退回费用。"])
def test_a_clause_that_speaks_of_money_back_and_sets_no_condition_is_met(clause: str) -> None:
    assert asked(contract.the_conditions_are_met, missed(signed(clause))) == [Outcome.PASS]
