"""Who works on a claim: taken, kept by beats, given back, taken over when its time is over."""

from dataclasses import dataclass

from sqlalchemy import select, update

from pipeline.errors import Conflict, Forbidden
from pipeline.evidence import ClaimId
from pipeline.ledger.entries import Act, Actor
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from pipeline.review.reviews import LOCK, Beat, Review, ReviewState
from storage.records.database import Transaction
from storage.records.proof.ledger import write_entry
from storage.records.reviews.notes import ESCALATED, note
from storage.records.reviews.rows import ReviewStore, changed, check_free, check_holds, locked_row, noted, reviews_in
from storage.records.reviews.tables import reviews


@dataclass(frozen=True, slots=True)
class ReviewLocks(ReviewStore):
    """At most one person holds a claim."""

    def take(self, person: Reviewer, claim: ClaimId) -> Review:
        """The claim is this person's until LOCK after the last beat; taking it again keeps it.

        Raises HeldByOther while somebody else's lock lives, Conflict where nothing is left to decide, Forbidden for a
        claim that was passed to others.
        """

        def work(tx: Transaction) -> Review:
            self.entitled(tx, person)
            row = locked_row(tx, person.tenant, claim)
            check_free(tx, row, person)
            (found,) = reviews_in(tx, self.master, (row,))
            if not found.open_to(person):
                raise Forbidden("This claim was passed to a senior reviewer.")
            if found.state is ReviewState.DECIDED:
                raise Conflict("This claim is decided; open it again with a reason to change that.")
            if row.holder != person.name:
                action = "review.taken" if row.holder is None else "review.taken_over"
                changed(tx, row, holder=person.name, held_at=tx.now, held_until=tx.now + LOCK)
                noted(tx, person, Act(action=action, on=claim, old=row.holder, new=person.name))
            else:
                changed(tx, row, held_until=tx.now + LOCK)
            return reviews_in(tx, self.master, (locked_row(tx, person.tenant, claim),))[0]

        return self.database.write(work)

    def beat(self, person: Reviewer, claim: ClaimId) -> Beat:
        """The lock lives on where it is still theirs, even when its time was over and nobody came."""

        def work(tx: Transaction) -> Beat:
            self.entitled(tx, person)
            row = locked_row(tx, person.tenant, claim)
            held = row.holder == person.name
            if held:
                mine = (reviews.c.tenant == person.tenant) & (reviews.c.claim_id == claim)
                tx.connection.execute(update(reviews).where(mine).values(held_until=tx.now + LOCK))
            return Beat(held, row.answer, row.version)

        return self.database.write(work)

    def check_held(self, person: Reviewer, claim: ClaimId) -> None:
        """Raises HeldByOther or Conflict where the claim is not theirs."""

        def work(tx: Transaction) -> None:
            self.entitled(tx, person)
            check_holds(tx, locked_row(tx, person.tenant, claim), person)

        self.database.write(work)

    def release(self, person: Reviewer, claim: ClaimId) -> None:
        """Back into the queue, with the draft; nothing happens where it is not theirs any more."""

        def work(tx: Transaction) -> None:
            row = locked_row(tx, person.tenant, claim)
            if row.holder == person.name:
                changed(tx, row, holder=None, held_at=None, held_until=None)
                noted(tx, person, Act(action="review.released", on=claim, old=person.name))

        self.database.write(work)

    def escalate(self, person: Reviewer, claim: ClaimId, reason: str) -> None:
        """Passed to senior reviewers with the draft, and free."""

        def work(tx: Transaction) -> None:
            self.entitled(tx, person)
            row = locked_row(tx, person.tenant, claim)
            check_holds(tx, row, person)
            changed(tx, row, level=Role.SENIOR_REVIEWER.value, holder=None, held_at=None, held_until=None)
            number = note(tx, self.master, person, claim, (ESCALATED, reason))
            noted(tx, person, Act(action="review.escalated", on=claim, old=row.level, new=f"note {number}"))

        self.database.write(work)


def all_released(tx: Transaction, actor: Actor, name: str) -> None:
    """What `name`, now switched off, holds goes back into the queue with the drafts, in the caller's transaction."""
    mine = (reviews.c.tenant == actor.tenant) & (reviews.c.holder == name)
    rows = tx.connection.execute(select(reviews).where(mine).with_for_update()).all()
    for row in rows:
        changed(tx, row, holder=None, held_at=None, held_until=None)
        act = Act(action="review.released", on=row.claim_id, old=name, reason="the person was switched off")
        write_entry(tx, actor, act)
