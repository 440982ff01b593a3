"""Answers held against what the drawer of a claim knows."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.claim_truth import as_object, as_text, held, truths
from pipeline.claim.outcomes import ClaimOutcome
from pipeline.claim.result import ClaimResult, Efficacy, Refundable
from pipeline.errors import WrongUse
from pipeline.findings import Finding, Outcome, Reason, Severity

SAMPLES = Path("fixtures/samples/claims")


def truth(**changed: Any) -> dict[str, Any]:
    return {
        "folder": "0001",
        "defect": "",
        "outcome": "eligible",
        "also_outcome": [],
        "raises": [],
        "may_raise": [],
        "refundable_amount": "12.50",
        "efficacy": {"A": "28.67"},
        "files": {"a.png": {"degradation": "clean"}},
    } | changed


def result(*failed: tuple[str, Severity], outcome: ClaimOutcome = ClaimOutcome.ELIGIBLE, **changed: Any) -> ClaimResult:
    findings = tuple(
        Finding(rule=rule, outcome=Outcome.FAIL, severity=severity, reason=Reason("", "")) for rule, severity in failed
    )
    told: dict[str, Any] = {
        "refundable": Refundable(Decimal("12.5")),
        "efficacy": Efficacy(indicator="MI", attained=Decimal("28.671")),
        "supplement": None,
    }
    return ClaimResult(claim_id="C-1", findings=findings, outcome=outcome, deciding=(), timeline=(), **(told | changed))


def test_an_answer_like_the_truth_is_right_in_everything() -> None:
    found = held(result(), truth(), 12.34)

    assert (found.accepted, found.sum_right, found.attained_right, found.clean) == (True, True, True, True)
    assert (found.missed, found.false_reject, found.false_review, found.cpu_ms) == ((), (), (), 12.3)


def test_alarms_nobody_planted_are_false_by_their_severity() -> None:
    failed = (
        ("INV-09", Severity.REJECT),
        ("INV-07", Severity.REVIEW),
        ("LAB-05", Severity.ASK),
        ("FRD-11", Severity.INFO),
    )

    found = held(result(*failed), truth(may_raise=["INV-07"]), 0)

    assert (found.false_reject, found.false_review, found.false_ask) == (("INV-09",), (), ("LAB-05",))


def test_a_flaw_that_no_rule_raised_is_missed() -> None:
    found = held(result(("LAB-06", Severity.REVIEW)), truth(raises=["LAB-06", "LAB-07"], defect="another_batch"), 0)

    assert (found.missed, found.false_review) == (("LAB-07",), ())


@pytest.mark.parametrize(("doubted", "asked"), [((("a.png", "total"),), True), ((), False)])
def test_a_doubted_value_sends_a_claim_to_a_person_rightly(doubted: Any, asked: bool) -> None:
    found = held(result(outcome=ClaimOutcome.NEEDS_REVIEW, doubted=doubted), truth(), 0)

    assert (found.accepted, found.asked) == (False, asked)


def test_a_wrong_sum_and_a_wrong_attainment_are_told() -> None:
    other = Efficacy(indicator="MI", attained=Decimal("28.60"))

    found = held(result(refundable=Refundable(Decimal("12.49")), efficacy=other), truth(), 0)

    assert (found.sum_right, found.attained_right) == (False, False)


def test_the_report_counts_honest_and_flawed_claims_apart() -> None:
    every = [
        held(result(), truth(), 10),
        held(result(("INV-09", Severity.REJECT)), truth(files={"a.png": {"degradation": "photo"}}), 20),
        held(result(), truth(defect="swapped", raises=["LAB-06"], folder="1001"), 30),
    ]

    text = as_text(every)

    assert "honest claims: 2\n  outcome accepted 2 of 2, asked 0" in text
    assert "false reject on 1 (50.0%): INV-09 1" in text
    assert "of clean files alone: 1" in text
    assert "claims with a flaw: 1; every rule of it raised on 0\n  1001: missed LAB-06" in text
    assert "20 ms CPU in the middle, 30 at most" in text
    assert as_object(every)["schema"] == "proofdesk.bench-claims/1"


def test_truth_lies_beside_the_claims(tmp_path: Path) -> None:
    assert "RC-202611-01082" in truths(SAMPLES)
    with pytest.raises(WrongUse, match="truth"):
        truths(tmp_path)
