"""Pay results, what is owed, and customers' words, on every database."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from pipeline.claim.workdays import Calendar
from pipeline.errors import Conflict
from pipeline.evidence import ClaimId
from pipeline.review.drafts import Verdict
from pipeline.review.payouts import FeedbackWish, Owed, PayoutStatus, PayoutWish
from storage.records.proof.contents import Content, Contents
from storage.records.proof.ledger import entries_on
from storage.records.reviews.payouts import KeyReused, waiting_for_words
from storage.records.reviews.tables import feedback
from tests.storage.bench import CLAIM, LIN, PORTER, TENANT, Bench
from tests.storage.cellar import Cellar, HandClock

PROMISED = date(2026, 12, 2)
PAID = PayoutWish(status=PayoutStatus.PAID, reference="F-1", on=date(2026, 12, 1), amount=Decimal("99.00"))


@pytest.fixture
def desk(cellar: Cellar, clock: HandClock) -> Bench:
    """A claim that was approved, and said so."""
    made = Bench(cellar)
    made.opened()
    made.decided()
    clock.pass_by(10)
    made.rounds.send_due()
    return made


def late(desk: Bench, days: int) -> list[tuple[str, PayoutStatus | None]]:
    return [(one.claim_id, one.newest) for one in desk.payouts.owed(TENANT, PROMISED + timedelta(days=days))]


def test_a_payout_is_kept_once_whole(desk: Bench) -> None:
    first, new = desk.payouts.told(PORTER, CLAIM, PAID)
    again, second = desk.payouts.told(PORTER, CLAIM, PAID)

    assert (new, second, first) == (True, False, again)
    assert (first.said, first.decision) == (PAID, 1)
    assert desk.payouts.of(TENANT, CLAIM) == (first,)


def test_money_is_late_the_day_after_it_was_promised_until_it_is_paid(desk: Bench) -> None:
    before = [late(desk, days) for days in (0, 1)]
    desk.payouts.told(PORTER, CLAIM, PAID)

    assert before == [[], [("C-1", None)]]
    assert late(desk, 30) == []


def test_money_that_failed_or_came_back_is_listed_at_once(desk: Bench) -> None:
    desk.payouts.told(PORTER, CLAIM, PAID)
    back = PayoutWish(status=PayoutStatus.RETURNED, reference="F-1", on=PROMISED)
    desk.payouts.told(PORTER, CLAIM, back)

    assert late(desk, -1) == [("C-1", PayoutStatus.RETURNED)]


def test_nothing_is_paid_that_was_not_decided(cellar: Cellar, clock: HandClock) -> None:
    desk = Bench(cellar)
    desk.opened()
    with pytest.raises(Conflict, match="pays"):
        desk.payouts.told(PORTER, CLAIM, PAID)
    desk.decided(verdict=Verdict.REFUSE)
    clock.pass_by(10)
    desk.rounds.send_due()

    with pytest.raises(Conflict, match="pays"):
        desk.payouts.told(PORTER, CLAIM, PAID)
    assert late(desk, 99) == []


def test_a_new_promise_takes_the_place_of_the_old(desk: Bench, clock: HandClock) -> None:
    desk.turns.reopen(LIN, CLAIM, "another sum")
    desk.decided(verdict=Verdict.REFUSE)
    clock.pass_by(10)
    desk.rounds.send_due()

    assert late(desk, 99) == []


def test_how_late_is_counted_in_working_days() -> None:
    owed = Owed(claim_id=ClaimId("C-1"), decision=1, promised=date(2026, 12, 4), newest=None)

    assert [owed.days_late(date(2026, 12, day), Calendar()) for day in (4, 5, 7, 8)] == [0, 0, 1, 2]


def test_a_customer_who_wants_an_explanation_shows_until_somebody_gave_it(desk: Bench) -> None:
    number, _ = desk.payouts.said(PORTER, CLAIM, FeedbackWish(score=2, explain=True, comment="张小例不明白"))
    waiting = waiting_for_words(desk.cellar.database, TENANT)
    desk.payouts.explained(LIN, CLAIM, "called back")

    assert (number, waiting, waiting_for_words(desk.cellar.database, TENANT)) == (1, (CLAIM,), ())
    with pytest.raises(Conflict):
        desk.payouts.explained(LIN, CLAIM, "again")
    body = desk.cellar.database.read(lambda tx: tx.connection.execute(select(feedback.c.body)).scalar_one())
    assert "张".encode() not in bytes(body)


def test_a_score_is_one_to_five() -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        FeedbackWish(score=6)


def test_words_sent_again_under_their_key_are_kept_once(desk: Bench) -> None:
    wish = FeedbackWish(score=2, comment="slow", key="k-1")
    first, again = desk.payouts.said(PORTER, CLAIM, wish), desk.payouts.said(PORTER, CLAIM, wish)
    other = desk.payouts.said(PORTER, CLAIM, FeedbackWish(score=2, comment="slow"))

    assert (first, again, other) == ((1, True), (1, False), (2, True))
    with pytest.raises(KeyReused):
        desk.payouts.said(PORTER, CLAIM, FeedbackWish(score=5, key="k-1"))


def test_what_finance_and_the_customer_said_is_held_by_the_ledger_to_the_byte(cellar: Cellar, desk: Bench) -> None:
    desk.payouts.told(PORTER, CLAIM, replace(PAID, note="二次\ud800"))
    desk.payouts.said(PORTER, CLAIM, FeedbackWish(score=2, explain=True, comment="为什么少了?"))

    kept = [one for one in Contents(cellar.database, cellar.work.master).of_claim(TENANT, CLAIM) if _by_others(one)]
    said = {one.act.action: one.act for one in entries_on(cellar.database, TENANT, CLAIM)}

    assert [one.place for one in kept] == [f"payout/{CLAIM}/1", f"feedback/{CLAIM}/1"]
    assert [one.digest for one in kept] == [said["payout.told"].content, said["feedback.said"].content]
    told = [json.loads(one.body) for one in kept]
    assert (told[0]["amount"], told[0]["status"], told[0]["note"]) == ("99.00", "paid", "二次\ud800")
    assert (told[1]["score"], told[1]["comment"]) == (2, "为什么少了?")


def _by_others(one: Content) -> bool:
    return one.place.startswith(("payout/", "feedback/"))
