"""A claim walks over the review desk: opened by the porter, taken, put right, asked about, decided, told, explained."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.errors import Conflict, Forbidden, Missing, WrongUse
from pipeline.evidence import ClaimId, EvidenceId
from pipeline.findings import Reason
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from pipeline.review.blocking import Second
from pipeline.review.decisions import Decision, StaleAnswer
from pipeline.review.drafts import Draft, RefundRoute, SavedDraft, Seen, Typed, Verdict
from pipeline.review.payouts import FeedbackWish
from pipeline.review.reviews import ReviewState
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.reviews.payouts import waiting_for_words
from storage.records.reviews.queue import QueueWish, Whose
from tests.validators.cases import filed
from tests.validators.papers import form
from tests.workers.houses import SENDER, House, png
from workers.claims.answering import Answering
from workers.desk import kinds
from workers.outcomes import settled
from workers.policies.campaigns import Campaigns
from workers.reviews.correcting import Correcting
from workers.reviews.corrections import CorrectionWish, StaleValue
from workers.reviews.crops import Cutter
from workers.reviews.opening import ReviewOpening
from workers.reviews.reviewing import Blocked, OpenReview, Reviewing, effective

CLAIM = ClaimId("C-1")
FACTS: Mapping[str, object] = {
    "reason": "product_quality",
    "order_id": "2612345678901234567",
    "claimed_amount": "99.00",
    "currency": "CNY",
    "claimant": {"name": "张小例", "phone_masked": "188****0011", "tier": "gold"},
    "channel": "offline",
}
POLICY = """
version = "test"
campaign = "秋季无效退款"
review_sla_workdays = 5
four_eyes_above = {limit}
priority_tiers = {{ gold = 9 }}

[refunds]
original_route_workdays = 3
"""
LIN, BO = (
    Reviewer(name=f"user:{name}", roles=frozenset({Role.REVIEWER}), tenant=DEFAULT_TENANT) for name in ("lin", "bo")
)
MEI = replace(LIN, name="user:mei", roles=frozenset({Role.SENIOR_REVIEWER}))
KNOWN = {kind.name: kind for kind in kinds()}
REFUSED = Draft(verdict=Verdict.REFUSE, codes=("other",), note="订单属于另一家商户")
APPROVED = Draft(verdict=Verdict.APPROVE, amount=Decimal("99.00"), route=RefundRoute.ORIGINAL, codes=("quality_fault",))


@dataclass(frozen=True, slots=True)
class Walk:
    """A desk in a house whose porter goes round when told to."""

    house: House
    desk: Reviewing
    order: EvidenceId

    def go_round(self) -> None:
        """Answers what is due, opens it, and lets go what nobody took back, eleven seconds later."""
        while Answering(self.desk.stores, self.desk.campaigns, "porter").answer_due():
            pass
        ReviewOpening(self.desk.stores, self.desk.campaigns, "porter").turn()

    def eleven_seconds_later(self) -> None:
        self.house.clock.seconds += 11
        ReviewOpening(self.house.later(), self.desk.campaigns, "porter").turn()
        self.house.clock.seconds = 0

    def saved(self, person: Reviewer, draft: Draft, opened: OpenReview) -> SavedDraft:
        mine = next((one.version for one in opened.drafts if one.by == person.name), 0)
        return self.desk.save_draft(person, CLAIM, draft, Seen(mine, opened.review.answer))

    def decided(self, person: Reviewer, draft: Draft, key: str = "click") -> Decision:
        opened = self.desk.take(person, CLAIM)
        return self.desk.decide(person, CLAIM, self.saved(person, draft, opened), key)

    def put_right(self, person: Reviewer, value: str, seen: str = "99.00", name: str = "paid_amount") -> None:
        self.desk.correct(person, CLAIM, CorrectionWish(evidence=self.order, field=name, seen=seen, value=value))


def walk(folder: Path, limit: int = 1_000, needs_person: tuple[str, ...] = ()) -> Walk:
    policy = folder / "policy.toml"
    policy.write_text(POLICY.format(limit=limit), encoding="utf-8")
    house = House.at(folder, {"POLICY": str(policy)})
    stores = house.stores
    desk = Reviewing(stores, Campaigns.checked(str(policy)), Correcting(stores, Cutter(stores.settings)), KNOWN)
    found = house.enter(png(1), "order.png", CLAIM)
    lease = stores.work.claim("reader", found)
    assert lease is not None
    order = form("order_screenshot", order_id="2612345678901234567", paid_amount=Decimal("99.00"))
    paper = filed(order, name="order.png", needs_person=needs_person)
    stores.work.settle(lease, settled(paper.record, paper.document))
    stores.claims.state(SENDER, CLAIM, FACTS, None)
    made = Walk(house, desk, found)
    made.go_round()
    return made


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Walk]:
    made = walk(tmp_path)
    yield made
    made.house.stores.close()


def test_an_answered_claim_waits_with_its_reasons_its_clock_and_its_urgency(at: Walk) -> None:
    (found,) = at.desk.queue(LIN, QueueWish()).items

    assert (found.claim_id, found.urgency, found.reason, found.brief.customer) == (CLAIM, 9, "product_quality", "张**")
    assert (str(found.brief.claimed), at.desk.clock(found).left) == ("99.00", 5)
    assert any("INT-05" in one.rule for one in found.brief.needs), "the photo is missing"


def test_a_refusal_goes_out_with_its_letter_in_both_languages(at: Walk) -> None:
    made = at.decided(LIN, REFUSED)
    at.eleven_seconds_later()

    told = effective(at.desk.decisions.told(DEFAULT_TENANT, CLAIM))
    assert (made.because, told.version) == ((), 1)
    assert "未能通过" in told.ruling.notice.zh
    assert "订单属于另一家商户" in told.ruling.notice.zh
    assert "could not be approved" in told.ruling.notice.en
    assert (told.ruling.amount, told.ruling.policy[:4]) == (None, "test")


def test_a_decision_with_something_open_is_blocked_with_every_reason_and_the_draft_stays(at: Walk) -> None:
    opened = at.desk.take(LIN, CLAIM)
    saved = at.saved(LIN, replace(APPROVED, codes=(), route=None), opened)

    with pytest.raises(Blocked) as blocked:
        at.desk.decide(LIN, CLAIM, saved, "click")

    assert [one.code for one in blocked.value.blocks] == ["no_reason", "no_route"]
    assert at.desk.look(MEI, CLAIM).drafts == (saved,)


def test_an_approval_promises_a_day_by_its_route(at: Walk) -> None:
    ruling = at.decided(LIN, APPROVED).ruling

    assert ruling.promised is not None
    assert (ruling.workdays, ruling.currency, ruling.promised.isoformat() in ruling.notice.zh) == (3, "CNY", True)


def test_a_doubted_value_must_be_confirmed_first_and_then_the_claim_is_answered_again(tmp_path: Path) -> None:
    at = walk(tmp_path, needs_person=("paid_amount",))
    opened = at.desk.take(LIN, CLAIM)
    before = [one.code for one in at.desk.weigh(LIN, CLAIM, APPROVED).blocks]
    saved = at.saved(LIN, APPROVED, opened)
    at.put_right(LIN, "99.00")
    with pytest.raises((StaleAnswer, Blocked)):
        at.desk.decide(LIN, CLAIM, saved, "click")
    at.go_round()
    with pytest.raises(StaleAnswer) as stale:
        at.desk.decide(LIN, CLAIM, saved, "click")

    made = at.decided(LIN, APPROVED)

    assert (before, stale.value.seen, stale.value.stands) == (["open_field"], 1, 2)
    assert (made.because, len(made.ruling.corrections)) == ((), 1), "who only agrees with the machine corrects nothing"
    at.house.stores.close()


def test_who_put_a_value_right_needs_another_person_to_approve(at: Walk) -> None:
    at.desk.take(LIN, CLAIM)
    at.put_right(LIN, "98.00")
    at.go_round()
    made = at.decided(LIN, replace(APPROVED, amount=Decimal("98.00"), verdict=Verdict.PARTIAL))
    with pytest.raises(Blocked) as own:
        at.desk.confirm_second(LIN, CLAIM, made.version)

    confirmed = at.desk.confirm_second(BO, CLAIM, made.version)
    at.eleven_seconds_later()

    assert (made.because, confirmed.second) == ((Second.OWN_CORRECTION,), "user:bo")
    assert [one.code for one in own.value.blocks] == ["same_person", "own_correction"]
    assert effective(at.desk.decisions.told(DEFAULT_TENANT, CLAIM)).second == "user:bo"


def test_high_sums_are_keyed_unseen_and_confirmed_by_a_senior(tmp_path: Path) -> None:
    at = walk(tmp_path, limit=50)
    opened = at.desk.take(LIN, CLAIM)
    unseen = at.desk.weigh(LIN, CLAIM, APPROVED)
    keyed = replace(APPROVED, keyed=(Typed(at.order, "paid_amount", "99.00"),))
    made = at.desk.decide(LIN, CLAIM, at.saved(LIN, keyed, opened), "click")
    with pytest.raises(Blocked) as role:
        at.desk.confirm_second(BO, CLAIM, made.version)

    confirmed = at.desk.confirm_second(MEI, CLAIM, made.version)

    assert {one.code for one in unseen.blocks} == {"not_keyed"}
    assert (unseen.seconds, [one.code for one in role.value.blocks]) == ((Second.HIGH,), ["role"])
    assert confirmed.second == "user:mei"
    at.house.stores.close()


def test_the_customer_is_asked_with_the_answers_own_list_and_a_late_file_opens_the_claim(at: Walk) -> None:
    at.desk.take(LIN, CLAIM)
    asked = at.desk.ask_customer(LIN, CLAIM)
    paused = at.desk.clock(at.desk.reviews.find(DEFAULT_TENANT, CLAIM))
    at.house.enter(png(2), "photo.png", CLAIM)
    ReviewOpening(at.desk.stores, at.desk.campaigns, "porter").turn()

    found = at.desk.reviews.find(DEFAULT_TENANT, CLAIM)

    assert "补充" in asked.message.zh
    assert (paused.paused, paused.due, found.state) == (True, None, ReviewState.WAITING)
    assert at.desk.weigh(LIN, CLAIM, REFUSED).blocks[0].code == "not_current"


def test_a_message_needs_both_languages(at: Walk) -> None:
    at.desk.take(LIN, CLAIM)

    with pytest.raises(WrongUse):
        at.desk.ask_customer(LIN, CLAIM, Reason("请补充", " "))


def test_a_second_click_is_the_same_decision(at: Walk) -> None:
    opened = at.desk.take(LIN, CLAIM)
    saved = at.saved(LIN, REFUSED, opened)

    assert at.desk.decide(LIN, CLAIM, saved, "click") == at.desk.decide(LIN, CLAIM, saved, "click")


def test_a_value_somebody_put_right_meanwhile_is_shown_beside_ones_own(at: Walk) -> None:
    at.desk.take(LIN, CLAIM)
    at.put_right(LIN, "98.00")

    with pytest.raises(StaleValue) as both:
        at.put_right(LIN, "97.00")

    assert (both.value.stands.value, both.value.sent) == ("98.00", "97.00")


def test_only_who_holds_the_claim_puts_values_of_it_right(at: Walk) -> None:
    with pytest.raises(Conflict):
        at.put_right(BO, "98.00")
    at.desk.take(LIN, CLAIM)
    with pytest.raises(WrongUse):
        at.put_right(LIN, "98.00", name="no_such_field")
    other = at.house.enter(png(3), "other.png", "C-2")
    with pytest.raises(Missing):
        at.desk.correct(LIN, CLAIM, CorrectionWish(evidence=other, field="paid_amount", seen=None, value="1"))


def test_a_decision_taken_back_is_a_draft_again_and_changing_one_takes_a_reason(at: Walk) -> None:
    first = at.decided(LIN, REFUSED)
    at.desk.undo(LIN, CLAIM, first.version)
    kept = at.desk.look(LIN, CLAIM).drafts[0].draft
    at.decided(LIN, kept, "again")
    at.eleven_seconds_later()
    with pytest.raises(WrongUse):
        at.desk.reopen(BO, CLAIM, "  ")
    at.desk.reopen(BO, CLAIM, "the shop is ours after all")
    second = at.decided(BO, APPROVED, "other")

    assert (kept, second.after, second.ruling.changes) == (REFUSED, 2, "the shop is ours after all")


def test_history_is_masked_and_open_to_customer_service(at: Walk) -> None:
    service = replace(LIN, roles=frozenset({Role.CUSTOMER_SERVICE}))
    made = at.decided(LIN, REFUSED)
    at.eleven_seconds_later()
    at.house.stores.claims.state(SENDER, ClaimId("C-2"), {**FACTS, "order_id": "1"}, None)
    at.go_round()

    found = at.desk.history(service, ClaimId("C-2")).past

    assert {(one.claim_id, one.customer, one.verdict, one.decided) for one in found} == {
        ("C-1", "张**", "refuse", made.at),
        ("C-2", "张**", None, None),
    }
    assert "小例" not in repr(found)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMIN, Role.CUSTOMER_SERVICE])
def test_roles_that_do_not_review_change_nothing(at: Walk, role: Role) -> None:
    person = replace(LIN, roles=frozenset({role}))
    calls = (
        lambda: at.desk.take(person, CLAIM),
        lambda: at.desk.save_draft(person, CLAIM, REFUSED, Seen(0, 1)),
        lambda: at.desk.ask_customer(person, CLAIM),
        lambda: at.desk.confirm_second(person, CLAIM, 1),
        lambda: at.desk.reopen(person, CLAIM, "why"),
    )

    for call in calls:
        with pytest.raises(Forbidden):
            call()


def test_a_claim_whose_key_is_gone_keeps_no_other_from_the_desk(at: Walk, caplog: pytest.LogCaptureFixture) -> None:
    for claim in ("C-2", "C-3"):
        at.house.stores.claims.state(SENDER, ClaimId(claim), {**FACTS, "order_id": claim}, None)
    while Answering(at.desk.stores, at.desk.campaigns, "porter").answer_due():
        pass
    spoilt = "UPDATE claims SET facts = x'00' WHERE claim_id = 'C-2'"
    at.desk.stores.database.write(lambda tx: tx.connection.exec_driver_sql(spoilt))
    opening = ReviewOpening(at.desk.stores, at.desk.campaigns, "porter")

    turns = [opening.turn(), opening.turn()]

    assert turns == [1, 0]
    assert [one.message for one in caplog.records].count("claim not opened for review") == 1
    assert {one.claim_id for one in at.desk.queue(LIN, QueueWish()).items} == {"C-1", "C-3"}


def test_mine_is_what_i_hold_and_a_customer_who_wants_words_gets_them(at: Walk) -> None:
    at.desk.take(LIN, CLAIM)
    mine = [len(at.desk.queue(one, QueueWish(whose=Whose.MINE)).items) for one in (LIN, BO)]
    at.desk.payouts.said(SENDER, CLAIM, FeedbackWish(explain=True))
    waiting = waiting_for_words(at.desk.stores.database, DEFAULT_TENANT)
    at.desk.explained(LIN, CLAIM, "by telephone")

    assert (mine, waiting) == ([1, 0], (CLAIM,))
    assert waiting_for_words(at.desk.stores.database, DEFAULT_TENANT) == ()
