"""Decisions on every database: submitted once, told once, never changed; and four eyes where four are asked for."""

from dataclasses import replace

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from pipeline.errors import Conflict
from pipeline.evidence import TenantId
from pipeline.review.blocking import Second
from pipeline.review.decisions import StaleAnswer
from pipeline.review.drafts import Seen, Verdict
from pipeline.review.reviews import HeldByOther, ReviewState
from storage.records.claims.answers import Answers
from storage.records.proof.ledger import entries_on
from storage.records.reviews.decisions import Seconding, Submission
from storage.records.reviews.notes import notes
from storage.records.reviews.queue import QueueWish
from storage.records.reviews.tables import approvals, decision_ends, second_looks
from storage.records.telling.happenings import Happenings
from tests.storage.bench import BO, CLAIM, LIN, MEI, NOTE, PAID, TENANT, Bench, ruling
from tests.storage.cellar import ACTOR, MASTER, OTHER, Cellar, HandClock


@pytest.fixture
def desk(cellar: Cellar) -> Bench:
    made = Bench(cellar)
    made.opened()
    return made


def state(desk: Bench) -> ReviewState:
    return desk.reviews.find(TENANT, CLAIM).state


def decided_events(desk: Bench) -> list[dict[str, object]]:
    found = Happenings(desk.cellar.database).after(TENANT, 0, claim=CLAIM, limit=99)
    return [dict(one.facts) for one in found if one.type.value == "claim.decided"]


def test_a_decision_is_told_ten_seconds_later_and_once(desk: Bench, clock: HandClock) -> None:
    made = desk.decided()
    early = desk.rounds.send_due()
    clock.pass_by(10)

    sent = [desk.rounds.send_due(), desk.rounds.send_due()]

    assert (early, sent) == (0, [1, 0])
    assert decided_events(desk) == [{"claim_id": CLAIM, "version": 1, "verdict": "approve"}]
    (told,) = desk.decisions.told(TENANT, CLAIM)
    assert (told.version, told.ruling, told.by) == (1, made.ruling, "user:lin")


def test_a_decision_taken_back_in_time_was_never_told_and_is_a_draft_again(desk: Bench, clock: HandClock) -> None:
    desk.drafts.save(LIN, CLAIM, PAID, Seen(0, 1))
    made = desk.decided()
    while_decided = desk.drafts.of(TENANT, CLAIM)
    clock.pass_by(9)
    desk.decisions.undo(LIN, CLAIM, made.version)
    clock.pass_by(10)

    assert (while_decided, desk.rounds.send_due(), decided_events(desk)) == ((), 0, [])
    assert [one.draft for one in desk.drafts.of(TENANT, CLAIM)] == [PAID]
    assert (state(desk), desk.reviews.find(TENANT, CLAIM).decision) == (ReviewState.WAITING, None)
    assert (desk.decisions.told(TENANT, CLAIM), len(desk.decisions.all(TENANT, CLAIM))) == ((), 1)


def test_after_ten_seconds_it_is_too_late_to_take_it_back(desk: Bench, clock: HandClock) -> None:
    made = desk.decided()
    clock.pass_by(10)

    with pytest.raises(Conflict, match="too late"):
        desk.decisions.undo(LIN, CLAIM, made.version)


def test_nobody_else_takes_a_decision_back(desk: Bench) -> None:
    made = desk.decided()

    with pytest.raises(Conflict, match="Only who decided"):
        desk.decisions.undo(BO, CLAIM, made.version)


def test_a_double_click_is_one_decision(desk: Bench) -> None:
    desk.locks.take(LIN, CLAIM)
    sent = Submission(ruling=ruling(), key="the same click")

    made = [desk.decisions.decide(LIN, CLAIM, sent) for _ in range(2)]

    assert made[0] == made[1]
    assert len(desk.decisions.all(TENANT, CLAIM)) == 1


def test_another_submission_on_a_decided_claim_is_refused(desk: Bench) -> None:
    desk.decided()

    with pytest.raises(Conflict, match="not open any more"):
        desk.decisions.decide(LIN, CLAIM, Submission(ruling=ruling(), key="another click"))


def test_without_the_lock_nothing_is_decided(desk: Bench, clock: HandClock) -> None:
    sent = Submission(ruling=ruling(), key="k")
    with pytest.raises(Conflict, match="take it first"):
        desk.decisions.decide(LIN, CLAIM, sent)
    desk.locks.take(LIN, CLAIM)
    clock.pass_by(61)
    desk.locks.take(BO, CLAIM)

    with pytest.raises(HeldByOther):
        desk.decisions.decide(LIN, CLAIM, sent)


def test_a_decision_on_an_old_answer_is_refused_with_both_versions(desk: Bench) -> None:
    desk.locks.take(LIN, CLAIM)
    desk.drafts.save(LIN, CLAIM, PAID, Seen(0, 1))
    desk.answer()

    with pytest.raises(StaleAnswer) as both:
        desk.decisions.decide(LIN, CLAIM, Submission(ruling=ruling(), key="k"))

    assert (both.value.seen, both.value.stands) == (1, 2)
    assert len(desk.drafts.of(TENANT, CLAIM)) == 1


def test_a_late_file_in_mid_review_is_told_and_holds_the_decision_up(desk: Bench) -> None:
    held = desk.locks.take(LIN, CLAIM)
    desk.cellar.enter("late")
    with pytest.raises(StaleAnswer):
        desk.decisions.decide(LIN, CLAIM, Submission(ruling=ruling(), key="k"))
    desk.cellar.database.write(lambda tx: tx.connection.exec_driver_sql("UPDATE evidence SET state = 'settled'"))
    desk.opened()

    beat = desk.locks.beat(LIN, CLAIM)

    assert (beat.held, beat.answer) == (True, 2)
    assert beat.version > held.version


def test_what_is_new_within_the_ten_seconds_holds_the_decision_back(desk: Bench, clock: HandClock) -> None:
    desk.decided()
    desk.opened()
    clock.pass_by(10)

    assert (desk.rounds.send_due(), decided_events(desk)) == (0, [])
    assert (state(desk), desk.reviews.find(TENANT, CLAIM).answer) == (ReviewState.WAITING, 2)


def test_a_later_change_is_another_version_with_its_reason(desk: Bench, clock: HandClock) -> None:
    desk.decided()
    clock.pass_by(10)
    desk.rounds.send_due()
    desk.turns.reopen(BO, CLAIM, "the original shows another day")
    between = desk.decisions.told(TENANT, CLAIM)[-1].version
    made = desk.decided(BO, verdict=Verdict.REFUSE)
    clock.pass_by(10)
    desk.rounds.send_due()

    assert (between, made.version, made.after) == (1, 2, 1)
    assert [one.version for one in desk.decisions.told(TENANT, CLAIM)] == [1, 2]
    assert [one["version"] for one in decided_events(desk)] == [1, 2]
    (note,) = notes(desk.cellar.database, MASTER, TENANT, CLAIM)
    assert (note.about, note.text, note.by) == ("reopened", "the original shows another day", "user:bo")


def test_a_new_answer_after_the_decision_opens_the_claim_again(desk: Bench, clock: HandClock) -> None:
    desk.decided()
    clock.pass_by(10)
    desk.rounds.send_due()
    desk.opened()

    last = Happenings(desk.cellar.database).after(TENANT, 0, claim=CLAIM, limit=99)[-1]
    assert (last.type.value, last.facts["cause"]) == ("claim.reopened", "new_answer")
    assert (state(desk), desk.decisions.told(TENANT, CLAIM)[-1].version) == (ReviewState.WAITING, 1)


def test_a_register_that_was_away_holds_no_decision_up(desk: Bench) -> None:
    answers = Answers(desk.cellar.database, MASTER)
    desk.cellar.claims.state(ACTOR, CLAIM, {"reason": "product_quality"}, None)
    due = answers.due()
    assert due is not None
    stale = desk.decisions.stands(TENANT, CLAIM, 1)
    answers.keep("porter", due, "needs_review", {})
    answers.postpone(due, 600)
    desk.open(CLAIM, 2)

    assert (stale, desk.decisions.stands(TENANT, CLAIM, 2), desk.decided().version) == (False, True, 1)


# ---- four eyes


def test_where_two_are_asked_nothing_is_told_before_the_second_agrees(desk: Bench, clock: HandClock) -> None:
    first = desk.first_look()
    clock.pass_by(3600)
    alone = desk.rounds.send_due()

    confirmed = desk.decisions.confirm(MEI, CLAIM, first.version, Seconding(first.ruling))
    clock.pass_by(10)

    assert (alone, first.goes, confirmed.second) == (0, None, "user:mei")
    assert (desk.rounds.send_due(), state(desk)) == (1, ReviewState.DECIDED)


def test_nobody_is_their_own_second_person(desk: Bench) -> None:
    first = desk.first_look()

    with pytest.raises(Conflict, match="Another person"):
        desk.decisions.confirm(LIN, CLAIM, first.version, Seconding(first.ruling))


def test_the_second_person_hands_it_back_with_the_draft(desk: Bench) -> None:
    desk.drafts.save(LIN, CLAIM, PAID, Seen(0, 1))
    first = desk.first_look()

    desk.decisions.hand_back(MEI, CLAIM, first.version, "look at page 2")

    assert (state(desk), [one.by for one in desk.drafts.of(TENANT, CLAIM)]) == (ReviewState.WAITING, ["user:lin"])


def test_a_second_look_at_an_old_answer_is_refused(desk: Bench) -> None:
    first = desk.first_look()
    desk.answer()

    with pytest.raises(StaleAnswer):
        desk.decisions.confirm(MEI, CLAIM, first.version, Seconding(first.ruling))


def test_what_waits_for_a_second_person_is_not_shown_to_the_first(desk: Bench) -> None:
    desk.first_look()
    shown = {one.name: len(desk.reviews.queue(one, QueueWish()).items) for one in (LIN, BO, MEI)}

    assert shown == {"user:lin": 0, "user:bo": 1, "user:mei": 1}


def test_the_tables_refuse_a_second_look_by_the_first_person(desk: Bench) -> None:
    first = desk.first_look()
    row = {"tenant": TENANT, "claim_id": CLAIM, "version": first.version, "at": first.at, "body": b""}

    for names in ({"first": "user:lin", "by": "user:lin"}, {"first": "user:mei", "by": "user:lin"}):
        with pytest.raises(IntegrityError):
            desk.cellar.database.write(
                lambda tx, names=names: tx.connection.execute(  # type: ignore[misc]
                    insert(second_looks).values(**row, **names, said="confirmed")
                )
            )


def test_the_tables_refuse_to_tell_what_nobody_confirmed(desk: Bench) -> None:
    first = desk.first_look()
    row = {"tenant": TENANT, "claim_id": CLAIM, "version": first.version, "how": "sent", "by": "x", "at": first.at}

    for more in ({"persons": 2}, {"persons": 1}, {"persons": 2, "second": "user:mei"}):
        with pytest.raises(IntegrityError):
            desk.cellar.database.write(
                lambda tx, more=more: tx.connection.execute(insert(decision_ends).values(**row, **more))  # type: ignore[misc]
            )


def test_the_tables_refuse_who_approves_what_they_put_right(desk: Bench) -> None:
    desk.locks.take(LIN, CLAIM)
    own = Submission(ruling=ruling(), key="k", correctors=frozenset({"user:lin"}))
    with pytest.raises(IntegrityError):
        desk.decisions.decide(LIN, CLAIM, own)

    seconded = replace(own, because=(Second.OWN_CORRECTION,))
    first = desk.decisions.decide(LIN, CLAIM, seconded)
    with pytest.raises(IntegrityError):
        desk.decisions.confirm(BO, CLAIM, first.version, Seconding(first.ruling, frozenset({"user:lin", "user:bo"})))

    assert (
        desk.decisions.confirm(BO, CLAIM, first.version, Seconding(first.ruling, frozenset({"user:lin"}))).second
        == "user:bo"
    )
    rows = desk.cellar.database.read(lambda tx: tx.connection.execute(approvals.select()).all())
    assert [(row.corrector, row.approver) for row in rows] == [("user:lin", "user:bo")]


def test_decisions_only_grow_and_are_sealed(desk: Bench) -> None:
    desk.decided()

    for change in ("UPDATE decisions SET verdict = 'refuse'", "DELETE FROM decisions"):
        with pytest.raises(DBAPIError, match="only grows"):
            desk.cellar.database.write(lambda tx, change=change: tx.connection.execute(text(change)))  # type: ignore[misc]
    body = desk.cellar.database.read(lambda tx: tx.connection.execute(text("SELECT body FROM decisions")).scalar_one())
    assert NOTE.encode() not in bytes(body)
    told = entries_on(desk.cellar.database, TENANT, CLAIM)[-1]
    assert (told.act.action, told.act.new, told.act.reason) == ("review.decided", "1", "approve")


def test_decisions_of_another_tenant_are_none(desk: Bench) -> None:
    desk.decided()

    assert desk.decisions.all(TenantId(OTHER), CLAIM) == ()
