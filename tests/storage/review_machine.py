"""The life of a review under everything people and clocks can do to it, as a state machine that hypothesis drives.

After every step: one holder, no typed word lost, never two decisions that count, four eyes where four are asked.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from pipeline.errors import Conflict, Forbidden
from pipeline.people.reviewers import Reviewer
from pipeline.review.blocking import Second
from pipeline.review.drafts import Draft, Seen, Verdict
from pipeline.review.reviews import ReviewState
from storage.records.database import opened
from storage.records.migration import migrated
from storage.records.reviews.decisions import Seconding, Submission
from storage.records.reviews.tables import approvals, decision_ends, decisions, reviews, second_looks
from storage.records.schema import events
from tests.storage.bench import BO, CLAIM, LIN, MEI, TENANT, TODAY, WORDS, Bench, ruling
from tests.storage.cellar import Cellar, HandClock

PEOPLE = st.sampled_from([LIN, BO, MEI])
SECONDS = st.sampled_from([1.0, 9.0, 30.0, 61.0])
VERDICTS = st.sampled_from([Verdict.APPROVE, Verdict.REFUSE])
BECAUSE = st.sampled_from([(), (Second.HIGH,), (Second.OWN_CORRECTION,)])
CORRECTORS = st.sets(st.sampled_from([LIN.name, BO.name]), max_size=2).map(frozenset)
REFUSALS = (Conflict, Forbidden, IntegrityError)


Build = Callable[[Cellar], Bench]


class ReviewLife(RuleBasedStateMachine):
    """One claim, three people, and a porter. `build` gives the desk under test; a subclass may plant a bug in it."""

    build: Build = staticmethod(Bench)

    def __init__(self) -> None:
        super().__init__()
        self.clock = HandClock()
        self.database = opened("sqlite://", clock=self.clock)
        self.typed: dict[str, Draft] = {}
        self.count = 0

    @initialize()
    def begin(self) -> None:
        migrated(self.database)
        self.desk = type(self).build(Cellar.over(self.database))
        self.desk.opened()

    def teardown(self) -> None:
        self.database.close()

    # ---- what people do

    @rule(person=PEOPLE)
    def takes(self, person: Reviewer) -> None:
        before = self.desk.reviews.find(TENANT, CLAIM)
        try:
            self.desk.locks.take(person, CLAIM)
        except REFUSALS:
            return
        assert not before.held or (before.lock and before.lock.by == person.name), "a living lock was taken over"

    @rule(person=PEOPLE)
    def beats(self, person: Reviewer) -> None:
        self.desk.locks.beat(person, CLAIM)

    @rule(person=PEOPLE)
    def gives_back(self, person: Reviewer) -> None:
        self.desk.locks.release(person, CLAIM)

    @rule(person=PEOPLE)
    def types(self, person: Reviewer) -> None:
        self.count += 1
        draft = Draft(note=f"word {self.count}")
        version = {one.by: one.version for one in self.desk.drafts.of(TENANT, CLAIM)}.get(person.name, 0)
        self.desk.drafts.save(person, CLAIM, draft, Seen(version, 1))
        self.typed[person.name] = draft

    @rule(person=PEOPLE, verdict=VERDICTS, because=BECAUSE, correctors=CORRECTORS)
    def decides(
        self, person: Reviewer, verdict: Verdict, because: tuple[Second, ...], correctors: frozenset[str]
    ) -> None:
        self.count += 1
        answer = self.desk.reviews.find(TENANT, CLAIM).answer
        sent = Submission(
            ruling=ruling(answer, verdict), key=f"click {self.count}", because=because, correctors=correctors
        )
        self._tried(lambda: self.desk.decisions.decide(person, CLAIM, sent))

    @rule(person=PEOPLE, correctors=CORRECTORS)
    def agrees(self, person: Reviewer, correctors: frozenset[str]) -> None:
        version = self.desk.reviews.find(TENANT, CLAIM).decision or 1
        agreed = Seconding(ruling(), correctors)
        self._tried(lambda: self.desk.decisions.confirm(person, CLAIM, version, agreed))

    @rule(person=PEOPLE)
    def does_not_agree(self, person: Reviewer) -> None:
        version = self.desk.reviews.find(TENANT, CLAIM).decision or 1
        self._tried(lambda: self.desk.decisions.hand_back(person, CLAIM, version, "no"))

    @rule(person=PEOPLE)
    def takes_it_back(self, person: Reviewer) -> None:
        version = self.desk.reviews.find(TENANT, CLAIM).decision or 1
        self._tried(lambda: self.desk.decisions.undo(person, CLAIM, version))

    @rule(person=PEOPLE)
    def asks_the_customer(self, person: Reviewer) -> None:
        self._tried(lambda: self.desk.turns.ask(person, CLAIM, WORDS, TODAY))

    @rule(person=PEOPLE)
    def opens_it_again(self, person: Reviewer) -> None:
        self._tried(lambda: self.desk.turns.reopen(person, CLAIM, "why"))

    # ---- what happens by itself

    @rule(seconds=SECONDS)
    def time_passes(self, seconds: float) -> None:
        self.clock.pass_by(seconds)

    @rule()
    def the_porter_sends(self) -> None:
        self.desk.rounds.send_due()

    @rule()
    def something_new_comes_in(self) -> None:
        self.desk.opened()

    def _tried(self, act: Callable[[], object]) -> None:
        with suppress(*REFUSALS):
            act()

    # ---- what must always hold

    @invariant()
    def no_typed_word_is_lost(self) -> None:
        if not self.typed:
            return
        kept = {one.by: one.draft for one in self.desk.drafts.of(TENANT, CLAIM)}
        used = {one.by for one in self.desk.decisions.all(TENANT, CLAIM)}
        lost = {name for name, draft in self.typed.items() if kept.get(name) != draft}
        assert lost <= used, f"what {lost - used} typed is gone"

    @invariant()
    def one_decision_counts_and_each_was_told_once(self) -> None:
        rows = self._rows(select(reviews))
        ends = self._rows(select(decision_ends))
        told = [one for one in self._rows(select(events)) if one.type == "claim.decided"]
        sent = [one.version for one in ends if one.how == "sent"]
        assert len(told) == len(sent)
        if rows and rows[0].state == ReviewState.DECIDED:
            ended = {one.version: one.how for one in ends}
            pending = [one.version for one in self._rows(select(decisions)) if one.version not in ended]
            assert pending == ([rows[0].decision] if rows[0].goes_at is not None else [])

    @invariant()
    def four_eyes_are_never_broken(self) -> None:
        looks = {one.version: one for one in self._rows(select(second_looks))}
        sent = {one.version for one in self._rows(select(decision_ends)) if one.how == "sent"}
        for one in self._rows(select(decisions)):
            if one.version in sent and one.persons == 2:
                assert looks[one.version].said == "confirmed"
                assert looks[one.version].by != one.by
        assert all(one.corrector != one.approver for one in self._rows(select(approvals)))

    def _rows(self, wanted: Any) -> list[Any]:
        return self.database.read(lambda tx: list(tx.connection.execute(wanted).all()))
