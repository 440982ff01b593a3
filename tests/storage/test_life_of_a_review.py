"""Whatever people do at once, a review stays whole; and the search for it finds planted bugs."""

from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import delete, update
from sqlalchemy.exc import IntegrityError

from pipeline.evidence import ClaimId
from pipeline.ledger.entries import Actor
from pipeline.people.reviewers import Reviewer
from pipeline.review.reviews import Review
from storage.records.reviews.decisions import Decisions
from storage.records.reviews.locks import ReviewLocks, all_released
from storage.records.reviews.tables import review_drafts, reviews
from tests.storage.bench import Bench
from tests.storage.cellar import MASTER
from tests.storage.review_machine import Build, ReviewLife

STEPS = 30
FEW = settings(
    max_examples=10, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
MANY = settings(max_examples=500, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck))
HUNT = settings(FEW, max_examples=500, phases=[Phase.generate], report_multiple_bugs=False)


class TakesWhatOthersHold(ReviewLocks):
    def take(self, person: Reviewer, claim: ClaimId) -> Review:
        holder, bug = self._holder(person, claim), Actor(tenant=person.tenant, name="bug")
        if holder is not None:
            self.database.write(lambda tx: all_released(tx, bug, holder))
        return super().take(person, claim)

    def _holder(self, person: Reviewer, claim: ClaimId) -> str | None:
        mine = (reviews.c.tenant == person.tenant) & (reviews.c.claim_id == claim)
        found: str | None = self.database.read(
            lambda tx: tx.connection.execute(reviews.select().where(mine)).one().holder
        )
        return found


class ThrowsDraftsAway(ReviewLocks):
    def take(self, person: Reviewer, claim: ClaimId) -> Review:
        taken = super().take(person, claim)
        others = review_drafts.c.by != person.name
        self.database.write(lambda tx: tx.connection.execute(delete(review_drafts).where(others)))
        return taken


class UndoneAndSentAllTheSame(Decisions):
    def undo(self, person: Reviewer, claim: ClaimId, version: int) -> None:
        super().undo(person, claim, version)
        still = {"state": "decided", "decision": version, "goes_at": reviews.c.changed_at}
        self.database.write(lambda tx: tx.connection.execute(update(reviews).values(**still)))


class WithWildLocks(Bench):
    @property
    def locks(self) -> ReviewLocks:
        return TakesWhatOthersHold(self.cellar.database, MASTER)


class WithLostDrafts(Bench):
    @property
    def locks(self) -> ReviewLocks:
        return ThrowsDraftsAway(self.cellar.database, MASTER)


class WithHalfAnUndo(Bench):
    @property
    def decisions(self) -> Decisions:
        return UndoneAndSentAllTheSame(self.cellar.database, MASTER)


BUGS: Mapping[str, Build] = {
    "takes what others hold": WithWildLocks,
    "throws drafts away": WithLostDrafts,
    "sends what was undone": WithHalfAnUndo,
}


def test_a_review_stays_whole() -> None:
    run_state_machine_as_test(ReviewLife, settings=FEW)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_a_review_stays_whole_in_five_hundred_lives() -> None:
    run_state_machine_as_test(ReviewLife, settings=MANY)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("bug", sorted(BUGS))
def test_a_planted_bug_is_found(bug: str) -> None:
    class Buggy(ReviewLife):
        build = staticmethod(BUGS[bug])

    with pytest.raises((AssertionError, IntegrityError)):
        run_state_machine_as_test(Buggy, settings=HUNT)
