"""A register that did not answer holds a claim up, and never speaks against it."""

from dataclasses import replace

import pytest

from pipeline.claim.outcomes import ClaimOutcome, Held, deciding, outcome
from pipeline.claim.reasons import ClaimReason
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.record_json import finding_json
from pipeline.rules import Article, unanswered

PRODUCT = ClaimReason.PRODUCT_INEFFECTIVE
ARTICLE = Article(
    id="ORD-03",
    severity=Severity.REJECT,
    holds=Reason("有此订单", "The order is there"),
    fails=Reason("查无此订单", "The order is not there"),
    inputs=("register.orders",),
    basis="a test",
)
AWAY = Reason("订单系统未应答，请人工查询", "The orders did not answer; please look it up")
WAITING = ARTICLE.found(unanswered("order_id", away=AWAY, file="order.png"))
PROVEN = Finding(
    rule="LAB-09", outcome=Outcome.PASS, severity=Severity.REJECT, reason=Reason("功效无效", "It is ineffective")
)


def test_what_could_not_be_confirmed_is_said_behind_what_was_to_be_confirmed() -> None:
    assert WAITING.outcome is Outcome.UNREADABLE
    assert WAITING.reason == Reason(
        "无法核对：有此订单；订单系统未应答，请人工查询",
        "Could not be checked: The order is there. The orders did not answer; please look it up",
    )
    assert finding_json(WAITING)["unanswered"] is True
    assert "unanswered" not in finding_json(PROVEN)


def test_a_proven_claim_waits_for_the_register_and_names_the_rule() -> None:
    assert outcome(PRODUCT, (PROVEN,), Held()) is ClaimOutcome.ELIGIBLE
    assert outcome(PRODUCT, (PROVEN, WAITING), Held()) is ClaimOutcome.NEEDS_REVIEW
    assert deciding(PRODUCT, (PROVEN,)) == ()
    assert deciding(PRODUCT, (PROVEN, WAITING)) == ("ORD-03",)


def test_a_register_that_is_away_is_named_behind_what_fails() -> None:
    failing = replace(PROVEN, rule="WIN-01", outcome=Outcome.FAIL)

    assert deciding(PRODUCT, (WAITING, failing)) == ("WIN-01", "ORD-03", "LAB-09")


@pytest.mark.parametrize("severity", [Severity.REJECT, Severity.REVIEW, Severity.ASK])
def test_a_register_that_is_away_never_refuses(severity: Severity) -> None:
    assert outcome(PRODUCT, (PROVEN, replace(WAITING, severity=severity)), Held()) is ClaimOutcome.NEEDS_REVIEW


def test_what_is_only_noted_does_not_wait() -> None:
    noted = replace(WAITING, severity=Severity.INFO)

    assert outcome(PRODUCT, (PROVEN, noted), Held()) is ClaimOutcome.ELIGIBLE
    assert deciding(PRODUCT, (PROVEN, noted)) == ()
