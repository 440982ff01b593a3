"""What the answers about a claim add up to."""

import pytest

from pipeline.claim.outcomes import PROVING, ClaimOutcome, Held, deciding, outcome
from pipeline.claim.reasons import ClaimReason
from pipeline.findings import Finding, Outcome, Reason, Severity

INEFFECTIVE = ClaimReason.PRODUCT_INEFFECTIVE
PROVABLE = [(reason, rule) for reason, rule in PROVING.items() if rule]
FREE = Held()


def found(rule: str, answer: Outcome, severity: Severity = Severity.REVIEW) -> Finding:
    return Finding(rule=rule, outcome=answer, severity=severity, reason=Reason("句", "sentence"))


def failing(severity: Severity, rule: str = "WIN-01") -> Finding:
    return found(rule, Outcome.FAIL, severity)


PROOF = found("LAB-09", Outcome.PASS, Severity.REJECT)


@pytest.mark.parametrize(("reason", "rule"), PROVABLE)
def test_a_claim_is_eligible_where_its_own_proof_passes_and_nothing_speaks_against_it(
    reason: ClaimReason, rule: str
) -> None:
    assert outcome(reason, [found(rule, Outcome.PASS)], FREE) is ClaimOutcome.ELIGIBLE


@pytest.mark.parametrize("answer", [Outcome.UNREADABLE, Outcome.NOT_APPLICABLE, None])
@pytest.mark.parametrize(("reason", "rule"), PROVABLE)
def test_what_is_not_proven_goes_to_a_person_and_is_never_refused(
    reason: ClaimReason, rule: str, answer: Outcome | None
) -> None:
    others = [found(other, Outcome.PASS) for _, other in PROVABLE if other != rule]

    findings = [*others, *([found(rule, answer)] if answer else [])]

    assert outcome(reason, findings, FREE) is ClaimOutcome.NEEDS_REVIEW


def test_a_quality_claim_is_always_a_persons() -> None:
    everything = [found(rule, Outcome.PASS) for _, rule in PROVABLE]

    assert outcome(ClaimReason.PRODUCT_QUALITY, everything, FREE) is ClaimOutcome.NEEDS_REVIEW
    assert outcome(ClaimReason.PRODUCT_QUALITY, [], FREE) is ClaimOutcome.NEEDS_REVIEW


@pytest.mark.parametrize(
    ("severity", "becomes"),
    [
        (Severity.REJECT, ClaimOutcome.NOT_ELIGIBLE),
        (Severity.REVIEW, ClaimOutcome.NEEDS_REVIEW),
        (Severity.ASK, ClaimOutcome.NEEDS_REVIEW),
        (Severity.INFO, ClaimOutcome.ELIGIBLE),
    ],
)
def test_a_proven_claim_is_held_back_by_what_fails_as_gravely_as_it_fails(
    severity: Severity, becomes: ClaimOutcome
) -> None:
    assert outcome(INEFFECTIVE, [PROOF, failing(severity)], FREE) is becomes


@pytest.mark.parametrize("answer", [Outcome.PASS, Outcome.NOT_APPLICABLE])
def test_a_grave_rule_that_does_not_fail_holds_nothing_back(answer: Outcome) -> None:
    assert outcome(INEFFECTIVE, [PROOF, found("WIN-01", answer, Severity.REJECT)], FREE) is ClaimOutcome.ELIGIBLE


@pytest.mark.parametrize(
    ("severity", "becomes"),
    [
        (Severity.REJECT, ClaimOutcome.NEEDS_REVIEW),
        (Severity.REVIEW, ClaimOutcome.ELIGIBLE),
        (Severity.ASK, ClaimOutcome.ELIGIBLE),
    ],
)
def test_what_nobody_can_read_of_a_grave_question_is_a_persons_to_look_at_and_refuses_nobody(
    severity: Severity, becomes: ClaimOutcome
) -> None:
    assert outcome(INEFFECTIVE, [PROOF, found("WIN-01", Outcome.UNREADABLE, severity)], FREE) is becomes


def test_a_guard_of_the_law_turns_a_recommended_refusal_into_a_persons_decision() -> None:
    grave, restrained = [failing(Severity.REJECT)], Held(restrained=True)

    assert outcome(INEFFECTIVE, grave, FREE) is ClaimOutcome.NOT_ELIGIBLE
    assert outcome(INEFFECTIVE, grave, restrained) is ClaimOutcome.NEEDS_REVIEW


def test_a_guard_of_the_law_never_stands_in_the_customers_way() -> None:
    assert outcome(INEFFECTIVE, [PROOF], Held(restrained=True)) is ClaimOutcome.ELIGIBLE


def test_nothing_is_eligible_while_a_value_is_doubted_and_a_refusal_is_recommended_all_the_same() -> None:
    doubted = Held(doubted=True)

    assert outcome(INEFFECTIVE, [PROOF], doubted) is ClaimOutcome.NEEDS_REVIEW
    assert outcome(INEFFECTIVE, [failing(Severity.REJECT)], doubted) is ClaimOutcome.NOT_ELIGIBLE


def test_one_report_that_proves_and_one_that_disproves_prove_nothing() -> None:
    both = [PROOF, failing(Severity.INFO, "LAB-09")]

    assert outcome(INEFFECTIVE, both, FREE) is ClaimOutcome.NEEDS_REVIEW
    assert deciding(INEFFECTIVE, both) == ("LAB-09",)


def test_the_deciding_rules_stand_gravest_first_and_each_once() -> None:
    findings = [
        failing(Severity.ASK, "INT-05"),
        failing(Severity.REVIEW, "WIN-03"),
        failing(Severity.INFO, "LAB-18"),
        failing(Severity.REJECT, "ORD-02"),
        failing(Severity.REVIEW, "LAB-10"),
        failing(Severity.ASK, "WIN-03"),
        found("WIN-01", Outcome.UNREADABLE, Severity.REJECT),
        PROOF,
    ]

    assert deciding(INEFFECTIVE, findings) == ("ORD-02", "WIN-03", "LAB-10", "INT-05", "WIN-01")


@pytest.mark.parametrize(
    ("reason", "rule"), [(reason, rule or "QLT-02") for reason, rule in PROVING.items()], ids=lambda one: str(one)
)
def test_where_nothing_fails_the_missing_proof_is_named(reason: ClaimReason, rule: str) -> None:
    assert deciding(reason, []) == (rule,)


def test_a_missing_proof_stands_behind_what_fails_and_is_named_once() -> None:
    failed = [failing(Severity.ASK, "INT-05")]

    assert deciding(INEFFECTIVE, failed) == ("INT-05", "LAB-09")
    assert deciding(INEFFECTIVE, [*failed, failing(Severity.REJECT, "LAB-09")]) == ("LAB-09", "INT-05")


def test_nothing_decides_against_an_eligible_claim_even_from_a_stream_that_is_read_once() -> None:
    assert deciding(INEFFECTIVE, iter([PROOF, failing(Severity.INFO, "LAB-18")])) == ()
