"""What the dashboard counts of people's work at the desk, on every database."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.case_figures import OpenCases
from pipeline.corrections import Change
from pipeline.evidence import ClaimId
from pipeline.ledger.entries import Actor
from pipeline.review.drafts import Verdict
from pipeline.review.payouts import FeedbackWish, PayoutStatus, PayoutWish, UnpaidCause
from pipeline.trust.shares import Share
from storage.records.reviews.case_figures import CaseFigures
from storage.records.reviews.corrections import SqlCorrections
from tests.storage.bench import BO, CLAIM, LIN, MEI, TENANT, TODAY, Bench
from tests.storage.cellar import ACTOR, MASTER, OTHER, Cellar, HandClock
from tests.storage.counted import BEFORE, WEEK, read_through


@pytest.fixture
def desk(cellar: Cellar) -> Bench:
    return Bench(cellar)


@pytest.fixture
def cases(cellar: Cellar) -> CaseFigures:
    return CaseFigures(cellar.database, MASTER)


def told(desk: Bench, clock: HandClock, verdict: Verdict = Verdict.APPROVE, claim: str = CLAIM) -> None:
    """A claim that Lin takes, looks at for two minutes and decides, and that is told."""
    desk.opened(claim)
    desk.locks.take(LIN, ClaimId(claim))
    clock.pass_by(120)
    desk.decided(LIN, claim=claim, verdict=verdict)
    clock.pass_by(60)
    desk.rounds.send_due()


def test_a_decision_counts_once_it_was_told(cases: CaseFigures, desk: Bench, clock: HandClock) -> None:
    desk.opened()
    desk.decided()
    assert cases.decided(TENANT, WEEK) == ()
    clock.pass_by(11)
    desk.rounds.send_due()

    (case,) = cases.decided(TENANT, WEEK)

    assert (case.claim_id, case.verdict, case.by, case.reason) == (CLAIM, "approve", LIN.name, "product_quality")
    assert case.codes == ("effect_missing",)
    assert str(case.amount) == "99.00"
    assert case.in_time


def test_how_long_the_person_held_the_claim_is_known(cases: CaseFigures, desk: Bench, clock: HandClock) -> None:
    told(desk, clock)

    assert [one.seconds for one in cases.decided(TENANT, WEEK)] == [120.0]


def test_facts_say_which_group_a_claim_belongs_to(cases: CaseFigures, desk: Bench, clock: HandClock) -> None:
    facts = {
        "reason": "product_quality",
        "channel": "online",
        "claimant": {"segment": "new"},
        "product": {"name": "Serum"},
    }
    desk.cellar.claims.state(ACTOR, CLAIM, facts, None)
    desk.open(CLAIM, desk.answer_again())
    desk.decided()
    clock.pass_by(11)
    desk.rounds.send_due()

    (case,) = cases.decided(TENANT, WEEK)

    assert (case.channel, case.segment, case.product) == ("online", "new", "Serum")


def test_only_the_persons_own_decisions_are_private_figures(cases: CaseFigures, desk: Bench, clock: HandClock) -> None:
    told(desk, clock)

    assert len(cases.decided(TENANT, WEEK, LIN.name)) == 1
    assert cases.decided(TENANT, WEEK, BO.name) == ()
    assert cases.decided(OTHER, WEEK) == ()


def test_open_claims_are_counted_by_whose_turn_it_is(cases: CaseFigures, desk: Bench) -> None:
    desk.opened("C-1")
    desk.opened("C-2", days=-20)
    desk.opened("C-3", days=-14)

    assert cases.open(TENANT, TODAY) == OpenCases(waiting=3, late=1, due=1)
    assert cases.open(OTHER, TODAY) == OpenCases()


def test_second_looks_tell_how_often_two_agree(cases: CaseFigures, desk: Bench) -> None:
    desk.opened()
    first = desk.first_look(LIN)
    desk.decisions.hand_back(MEI, CLAIM, first.version, "look at page 2")

    assert [(one.by, one.share) for one in cases.looks(TENANT, WEEK)] == [(LIN.name, Share(0, 1))]
    assert cases.looks(TENANT, BEFORE) == ()


def test_corrections_tell_what_was_changed_and_what_was_only_looked_at(
    cases: CaseFigures, cellar: Cellar, clock: HandClock
) -> None:
    paper = read_through(cellar, "a", clock, 5)
    kept = SqlCorrections(cellar.database, MASTER)
    lin = Actor(tenant=TENANT, name=LIN.name)
    same = Change(
        evidence=paper,
        record=1,
        kind="receipt",
        field="total_amount",
        read="9.90",
        old="9.90",
        new="9.90",
        box=None,
        crop="",
        after=None,
    )
    said = kept.correct(lin, same)
    kept.correct(lin, replace(same, new="9.80", after=said.id))

    (looked,) = cases.looked(TENANT, WEEK)

    assert (looked.kind, looked.field, looked.share) == ("receipt", "total_amount", Share(1, 2))
    assert cases.looked(TENANT, replace(WEEK, channel="by pigeon")) == ()
    assert cases.looked(TENANT, WEEK, BO.name) == ()


def test_what_became_of_the_money_and_what_customers_said(cases: CaseFigures, desk: Bench, clock: HandClock) -> None:
    told(desk, clock, claim="C-1")
    told(desk, clock, claim="C-2")
    told(desk, clock, Verdict.REFUSE, claim="C-3")
    wish = PayoutWish(status=PayoutStatus.FAILED, reference="F-1", on=date(2026, 11, 28))
    desk.payouts.told(ACTOR, ClaimId("C-1"), wish)
    desk.payouts.told(ACTOR, ClaimId("C-1"), replace(wish, status=PayoutStatus.PAID))
    desk.payouts.said(ACTOR, ClaimId("C-1"), FeedbackWish(score=4))

    assert cases.paid(TENANT, WEEK) == {"paid": 1, "none": 1}
    assert cases.scores(TENANT, WEEK) == (0, 0, 0, 1, 0)


def test_why_money_did_not_arrive_is_counted_by_what_finance_said_last(
    cases: CaseFigures, desk: Bench, clock: HandClock
) -> None:
    for claim in ("C-1", "C-2", "C-3", "C-4"):
        told(desk, clock, claim=claim)
    failed = PayoutWish(status=PayoutStatus.FAILED, reference="F-1", on=date(2026, 11, 28))
    wrong, expired = (replace(failed, cause=one) for one in (UnpaidCause.ACCOUNT_WRONG, UnpaidCause.EXPIRED))
    desk.payouts.told(ACTOR, ClaimId("C-1"), wrong)
    desk.payouts.told(ACTOR, ClaimId("C-1"), replace(expired, status=PayoutStatus.RETURNED))
    desk.payouts.told(ACTOR, ClaimId("C-2"), wrong)
    desk.payouts.told(ACTOR, ClaimId("C-2"), replace(failed, status=PayoutStatus.PAID))
    desk.payouts.told(ACTOR, ClaimId("C-3"), failed)

    assert set(cases.unpaid(TENANT, WEEK)) == {UnpaidCause.EXPIRED, None}
    assert cases.unpaid(TENANT, BEFORE) == ()
    assert desk.payouts.of(TENANT, ClaimId("C-2"))[0].said.cause is UnpaidCause.ACCOUNT_WRONG


def test_what_was_paid_has_no_cause_for_not_arriving() -> None:
    with pytest.raises(ValueError, match="no cause"):
        PayoutWish(status=PayoutStatus.PAID, reference="F-1", on=date(2026, 11, 28), cause=UnpaidCause.OTHER)


def test_every_figure_of_the_desk_can_be_asked_for_one_channel(
    cases: CaseFigures, desk: Bench, clock: HandClock
) -> None:
    read_through(desk.cellar, "a", clock, 5)
    told(desk, clock, claim="C-1")
    told(desk, clock, claim="C-2")
    for claim in ("C-1", "C-2"):
        desk.payouts.said(ACTOR, ClaimId(claim), FeedbackWish(score=4))

    def counted(channel: str | None) -> tuple[int, int, int]:
        span = replace(WEEK, channel=channel)
        return (
            len(cases.decided(TENANT, span)),
            cases.paid(TENANT, span).get("none", 0),
            sum(cases.scores(TENANT, span)),
        )

    assert (counted(None), counted("test"), counted("by pigeon")) == ((2, 2, 2), (1, 1, 1), (0, 0, 0))
