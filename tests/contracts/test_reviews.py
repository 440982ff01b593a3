"""The queue, locks, drafts and turns of the review desk, on every database."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from pipeline.errors import Conflict, Forbidden, Missing
from pipeline.events import EventType
from pipeline.evidence import ClaimId, TenantId
from pipeline.findings import Reason
from pipeline.ledger.entries import PROGRAM
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from pipeline.review.clock import Pause
from pipeline.review.drafts import Seen, StaleDraft
from pipeline.review.reviews import HeldByOther, ReviewState
from storage.records.database import Transaction
from storage.records.proof.ledger import entries_on
from storage.records.reviews.locks import all_released
from storage.records.reviews.queue import QueueWish, Whose
from storage.records.reviews.tables import review_drafts, review_pauses, reviews
from storage.records.reviews.turns import Cause, Resumed
from storage.records.telling.happenings import Happenings
from tests.storage.bench import BO, CLAIM, LIN, MEI, NOTE, PAID, PORTER, TENANT, TODAY, Bench, other_draft
from tests.storage.cellar import OTHER, Cellar, HandClock

MESSAGE = Reason("张小例您好，请补充发票", "please send the invoice")
RESUMED = Resumed(TODAY, date(2026, 12, 20), datetime(2026, 12, 20, tzinfo=UTC))


@pytest.fixture
def desk(cellar: Cellar) -> Bench:
    return Bench(cellar)


def queued(desk: Bench, person: Reviewer = LIN, **wish: object) -> list[str]:
    return [one.claim_id for one in desk.reviews.queue(person, QueueWish(**wish)).items]  # type: ignore[arg-type]


def acts(desk: Bench, claim: ClaimId = CLAIM) -> list[str]:
    found = [one.act.action for one in entries_on(desk.cellar.database, TENANT, claim)]
    return [one for one in found if one.startswith("review.")]


def told(desk: Bench) -> list[tuple[str, object]]:
    found = Happenings(desk.cellar.database).after(TENANT, 0, claim=CLAIM, limit=99)
    return [(one.type.value, one.facts.get("cause")) for one in found if one.type.value.startswith("claim.")][2:]


def test_a_newer_answer_is_an_entry_from_the_older_one(desk: Bench) -> None:
    desk.opened()

    desk.opened()

    last = entries_on(desk.cellar.database, TENANT, CLAIM)[-1]
    assert (last.act.action, last.act.old, last.act.new, last.act.reason) == (
        "review.renewed",
        "1",
        "2",
        "needs_review",
    )
    assert (last.actor.name, last.actor.role) == (desk.rounds.owner, PROGRAM)


# ---- the queue


def test_an_answered_claim_is_opened_once(desk: Bench) -> None:
    version = desk.answer()
    before = desk.rounds.unopened()
    desk.open(CLAIM, version)
    desk.open(CLAIM, version)

    found = desk.reviews.find(TENANT, CLAIM)
    assert ([one.claim_id for one in before], desk.rounds.unopened()) == ([CLAIM], ())
    assert (found.state, found.answer, found.version, acts(desk)) == (ReviewState.WAITING, 1, 1, ["review.opened"])
    assert (str(found.brief.claimed), found.brief.customer) == ("99.00", "张*")


def test_the_queue_is_in_the_order_of_rank_and_goes_on_where_it_stopped(desk: Bench) -> None:
    desk.opened("late", days=3)
    desk.opened("usual")
    desk.opened("urgent", urgency=9)

    first = desk.reviews.queue(LIN, QueueWish(limit=2))
    rest = desk.reviews.queue(LIN, QueueWish(limit=2, after=first.next))

    assert [one.claim_id for one in (*first.items, *rest.items)] == ["urgent", "usual", "late"]
    assert rest.next is None


def test_the_queue_is_mine_my_teams_or_everything(desk: Bench) -> None:
    for claim in ("mine", "free", "escalated", "done"):
        desk.opened(claim)
    desk.locks.take(LIN, ClaimId("mine"))
    desk.locks.take(LIN, ClaimId("escalated"))
    desk.locks.escalate(LIN, ClaimId("escalated"), "too hard")
    desk.decided(claim="done")

    assert queued(desk, whose=Whose.MINE) == ["mine"]
    assert queued(desk, whose=Whose.TEAM) == ["free", "mine"]
    assert queued(desk, MEI, whose=Whose.TEAM) == ["escalated", "free", "mine"]
    assert queued(desk, whose=Whose.ALL, states=tuple(ReviewState)) == ["done", "escalated", "free", "mine"]


def test_filters_narrow_the_queue(desk: Bench) -> None:
    desk.opened("soon")
    desk.opened("later", days=5)

    assert queued(desk, due_by=TODAY + timedelta(days=14)) == ["soon"]
    assert queued(desk, reason="service_quality_bad") == []
    assert queued(desk, outcome="needs_review", reason="product_quality") == ["soon", "later"]


def test_another_tenant_sees_and_holds_nothing(desk: Bench) -> None:
    desk.opened()
    stranger = replace(LIN, tenant=OTHER)

    assert queued(desk, stranger, whose=Whose.ALL) == []
    with pytest.raises(Missing):
        desk.reviews.find(TenantId(OTHER), CLAIM)
    with pytest.raises(Missing):
        desk.locks.take(stranger, CLAIM)


def test_the_claims_of_one_customer_are_found_by_any_of_them(desk: Bench) -> None:
    desk.opened("a")
    desk.opened("b")

    assert [one.claim_id for one in desk.reviews.of_customer(TENANT, ClaimId("a")).items] == ["a"]


# ---- locks


def test_a_claim_has_one_holder_and_others_are_told_who(desk: Bench, clock: HandClock) -> None:
    desk.opened()
    held = desk.locks.take(LIN, CLAIM)
    clock.pass_by(59)

    with pytest.raises(HeldByOther) as told_off:
        desk.locks.take(BO, CLAIM)

    assert held.lock is not None
    assert told_off.value.lock.by == "user:lin"
    assert held.held


def test_beats_keep_a_lock_and_without_them_it_can_be_taken_over(desk: Bench, clock: HandClock) -> None:
    desk.opened()
    desk.locks.take(LIN, CLAIM)
    for _ in range(3):
        clock.pass_by(50)
        assert desk.locks.beat(LIN, CLAIM).held
    clock.pass_by(60)

    taken = desk.locks.take(BO, CLAIM)

    assert taken.lock is not None
    assert (taken.lock.by, desk.locks.beat(LIN, CLAIM).held) == ("user:bo", False)
    assert acts(desk) == ["review.opened", "review.taken", "review.taken_over"]


def test_a_lock_that_ran_out_and_nobody_wanted_is_still_theirs(desk: Bench, clock: HandClock) -> None:
    desk.opened()
    desk.locks.take(LIN, CLAIM)
    clock.pass_by(3600)

    assert desk.locks.beat(LIN, CLAIM).held
    assert desk.reviews.find(TENANT, CLAIM).held


def test_what_is_given_back_is_free_for_everybody(desk: Bench) -> None:
    desk.opened()
    desk.locks.take(LIN, CLAIM)
    desk.locks.release(BO, CLAIM)
    kept = desk.reviews.find(TENANT, CLAIM).lock
    desk.locks.release(LIN, CLAIM)

    assert kept is not None
    assert desk.reviews.find(TENANT, CLAIM).lock is None


def test_a_claim_passed_to_seniors_is_closed_to_reviewers(desk: Bench) -> None:
    desk.opened()
    desk.locks.take(LIN, CLAIM)
    desk.locks.escalate(LIN, CLAIM, "two reports differ")

    with pytest.raises(Forbidden):
        desk.locks.take(BO, CLAIM)
    assert desk.locks.take(MEI, CLAIM).level is Role.SENIOR_REVIEWER


def test_who_may_not_review_takes_nothing(desk: Bench) -> None:
    desk.opened()

    for role in (Role.AUDITOR, Role.ADMIN, Role.CUSTOMER_SERVICE):
        with pytest.raises(Forbidden):
            desk.locks.take(replace(LIN, roles=frozenset({role})), CLAIM)


def test_a_reviewer_switched_off_in_mid_review_changes_nothing_and_the_draft_stays(desk: Bench) -> None:
    def gone(tx: Transaction, person: Reviewer) -> None:
        if person.name == LIN.name:
            raise Forbidden("You were signed out by your administrator.")

    desk.opened()
    desk.locks.take(LIN, CLAIM)
    desk.drafts.save(LIN, CLAIM, PAID, Seen(0, 1))
    after = Bench(desk.cellar, gone)

    for call in (
        lambda: after.locks.beat(LIN, CLAIM),
        lambda: after.drafts.save(LIN, CLAIM, other_draft(), Seen(1, 1)),
        lambda: after.decided(),
    ):
        with pytest.raises(Forbidden):
            call()
    before = acts(desk)
    desk.cellar.database.write(lambda tx: all_released(tx, PORTER, LIN.name))
    assert acts(desk)[len(before) :] == ["review.released"]
    assert after.locks.take(BO, CLAIM).held
    assert [one.draft for one in after.drafts.of(TENANT, CLAIM)] == [PAID]


# ---- drafts


def test_a_draft_comes_back_whole_and_counts_its_savings(desk: Bench) -> None:
    desk.opened()
    first = desk.drafts.save(LIN, CLAIM, PAID, Seen(0, 1))
    second = desk.drafts.save(LIN, CLAIM, other_draft(), Seen(first.version, 1))

    (found,) = desk.drafts.of(TENANT, CLAIM)

    assert (found, found.version, found.draft) == (second, 2, other_draft())
    assert acts(desk) == ["review.opened", "review.drafted"]


def test_whoever_takes_over_sees_the_draft_and_cannot_spoil_it(desk: Bench, clock: HandClock) -> None:
    desk.opened()
    desk.locks.take(LIN, CLAIM)
    desk.drafts.save(LIN, CLAIM, PAID, Seen(0, 1))
    clock.pass_by(61)
    desk.locks.take(BO, CLAIM)
    desk.drafts.save(BO, CLAIM, other_draft(), Seen(0, 1))
    clock.pass_by(1)

    desk.drafts.save(LIN, CLAIM, replace(PAID, override="still typing"), Seen(1, 1))

    assert [(one.by, one.draft.override) for one in desk.drafts.of(TENANT, CLAIM)] == [
        ("user:lin", "still typing"),
        ("user:bo", ""),
    ]


def test_two_windows_of_one_person_are_shown_both_versions(desk: Bench) -> None:
    desk.opened()
    kept = desk.drafts.save(LIN, CLAIM, PAID, Seen(0, 1))

    with pytest.raises(StaleDraft) as both:
        desk.drafts.save(LIN, CLAIM, other_draft(), Seen(0, 1))

    assert (both.value.stands, both.value.sent) == (kept, other_draft())
    assert desk.drafts.save(LIN, CLAIM, PAID, Seen(0, 1)) == kept, "the same save sent twice is one"


def test_drafts_and_questions_are_sealed(desk: Bench) -> None:
    desk.opened()
    desk.locks.take(LIN, CLAIM)
    desk.drafts.save(LIN, CLAIM, PAID, Seen(0, 1))
    desk.turns.ask(LIN, CLAIM, MESSAGE, TODAY)

    def kept(tx: Transaction) -> bytes:
        columns = (review_drafts.c.body, review_pauses.c.body, reviews.c.brief)
        return b"".join(bytes(tx.connection.execute(select(one)).scalar_one()) for one in columns)

    assert not any(word.encode() in desk.cellar.database.read(kept) for word in (NOTE, "张", "99.00"))
    assert "张" not in repr(entries_on(desk.cellar.database, TENANT, CLAIM))


# ---- whose turn it is


def test_the_customer_is_asked_and_a_late_file_makes_it_our_turn_again(desk: Bench, clock: HandClock) -> None:
    desk.cellar.enter("first")
    lease = desk.cellar.work.claim("reader")
    assert lease is not None
    desk.cellar.work.give_back(lease, "not read here")
    desk.cellar.database.write(lambda tx: tx.connection.exec_driver_sql("UPDATE evidence SET state = 'settled'"))
    desk.opened()
    desk.locks.take(LIN, CLAIM)
    asked = desk.turns.ask(LIN, CLAIM, MESSAGE, TODAY)
    nothing = desk.turns.answered()
    clock.pass_by(86_400)
    desk.cellar.enter("the invoice")

    (found,) = desk.turns.answered()
    first = desk.turns.resume(PORTER, CLAIM, RESUMED, Cause.CUSTOMER_ANSWERED)
    again = desk.turns.resume(PORTER, CLAIM, RESUMED, Cause.CUSTOMER_ANSWERED)

    assert (asked.number, nothing, found.state, found.lock) == (1, (), ReviewState.ASKED, None)
    assert (first, again) == (True, False)
    now = desk.reviews.find(TENANT, CLAIM)
    assert (now.state, now.due, now.pauses) == (ReviewState.WAITING, RESUMED.due, (Pause(TODAY, TODAY),))
    assert told(desk) == [("claim.customer_asked", None), ("claim.reopened", "customer_answered")]
    assert desk.turns.asks(TENANT, CLAIM)[0].message == MESSAGE


def test_new_facts_of_the_claims_system_are_an_answer_too(desk: Bench, clock: HandClock) -> None:
    desk.opened()
    desk.locks.take(LIN, CLAIM)
    desk.turns.ask(LIN, CLAIM, MESSAGE, TODAY)
    clock.pass_by(5)
    desk.answer()

    assert [one.claim_id for one in desk.turns.answered()] == [CLAIM]


def test_who_does_not_hold_the_claim_asks_nobody(desk: Bench) -> None:
    desk.opened()

    with pytest.raises(Conflict, match="take it first"):
        desk.turns.ask(LIN, CLAIM, MESSAGE, TODAY)


def test_an_event_tells_ids_and_states_only(desk: Bench) -> None:
    desk.opened()
    desk.locks.take(LIN, CLAIM)
    desk.turns.ask(LIN, CLAIM, MESSAGE, TODAY)

    last = Happenings(desk.cellar.database).after(TENANT, 0, claim=CLAIM, limit=99)[-1]

    assert (last.type, last.facts) == (EventType.CLAIM_CUSTOMER_ASKED, {"claim_id": CLAIM, "number": 1})


def test_what_was_answered_before_a_chosen_day_waits_for_nobody_until_it_is_answered_again(
    desk: Bench, clock: HandClock
) -> None:
    desk.answer("C-old")
    clock.pass_by(3_600)
    since = clock.now - timedelta(minutes=1)
    desk.answer("C-new")
    chosen = replace(desk.rounds, since=since)

    assert [one.claim_id for one in chosen.unopened()] == ["C-new"]
    desk.answer("C-old")
    assert sorted(one.claim_id for one in chosen.unopened()) == ["C-new", "C-old"]
