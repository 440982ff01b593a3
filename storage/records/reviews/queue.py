"""The queue of the review desk: by rank, filtered, some at a time; and the claims of one customer."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from pipeline.errors import Missing
from pipeline.evidence import ClaimId, TenantId
from pipeline.people.reviewers import Reviewer, Right
from pipeline.people.roles import Role
from pipeline.review.reviews import Review, ReviewState
from storage.records.reviews.rows import ReviewStore, not_erased, reviews_in
from storage.records.reviews.tables import decisions, reviews

MOST_LISTED = 200
_OPEN = (ReviewState.WAITING.value, ReviewState.SECOND.value)


class Whose(StrEnum):
    """`mine`: what the person holds. `team`: what waits for anybody of their role. `all`: everything of the tenant."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Turn:
    """A place in the queue: what comes next is behind it."""

    rank: datetime
    claim_id: ClaimId


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueWish:
    """`states` empty for those that wait for a person. `due_by`: the last day is this one or earlier."""

    whose: Whose = Whose.TEAM
    states: tuple[ReviewState, ...] = ()
    reason: str | None = None
    outcome: str | None = None
    due_by: date | None = None
    after: Turn | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Queue:
    """`next` is where the rest begins; None at the end."""

    items: tuple[Review, ...]
    next: Turn | None


@dataclass(frozen=True, slots=True)
class CustomerReviews:
    """The newest MOST_LISTED claims of one customer; `more` where there are older ones."""

    items: tuple[Review, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Reviews(ReviewStore):
    """Every call names the tenant, by itself or with the person."""

    def queue(self, person: Reviewer, wish: QueueWish) -> Queue:
        """What comes first stands first; at most MOST_LISTED at a time."""
        limit = max(1, min(wish.limit, MOST_LISTED))
        wanted = _ordered(_narrowed(person, wish), wish.after).limit(limit + 1)

        def work(tx: Any) -> Queue:
            rows = tx.connection.execute(wanted).all()
            more = Turn(rows[limit - 1].rank, ClaimId(rows[limit - 1].claim_id)) if len(rows) > limit else None
            return Queue(reviews_in(tx, self.master, rows[:limit]), more)

        return self.database.read(work)

    def find(self, tenant: TenantId, claim: ClaimId) -> Review:
        """Raises Missing where the claim was never answered, or is another tenant's."""
        wanted = select(reviews).where(reviews.c.tenant == tenant, reviews.c.claim_id == claim)

        def work(tx: Any) -> Review:
            found = reviews_in(tx, self.master, tx.connection.execute(wanted).all())
            if not found:
                raise Missing("This claim does not wait for a person.")
            return found[0]

        return self.database.read(work)

    def passed_on(self, tenant: TenantId) -> frozenset[str]:
        """Claims that only senior reviewers see."""
        mine = (reviews.c.tenant == tenant) & (reviews.c.level != Role.REVIEWER.value)
        wanted = select(reviews.c.claim_id).where(mine)
        return self.database.read(lambda tx: frozenset(tx.connection.execute(wanted).scalars()))

    def of_customer(self, tenant: TenantId, claim: ClaimId) -> CustomerReviews:
        """All claims of whoever claims in `claim`, newest first; that one alone where nobody says who it is."""
        same = select(reviews.c.customer).where(reviews.c.tenant == tenant, reviews.c.claim_id == claim)

        def work(tx: Any) -> CustomerReviews:
            who = tx.connection.execute(same).scalar_one_or_none()
            if who is None:
                raise Missing("This claim does not wait for a person.")
            mine = (reviews.c.customer == who) if who else (reviews.c.claim_id == claim)
            wanted = select(reviews).where(reviews.c.tenant == tenant, mine, not_erased())
            ordered = wanted.order_by(reviews.c.opened_at.desc(), reviews.c.claim_id).limit(MOST_LISTED + 1)
            rows = tx.connection.execute(ordered).all()
            return CustomerReviews(reviews_in(tx, self.master, rows[:MOST_LISTED]), len(rows) > MOST_LISTED)

        return self.database.read(work)


def _narrowed(person: Reviewer, wish: QueueWish) -> Select[Any]:
    states = [one.value for one in wish.states] or list(_OPEN)
    wanted = select(reviews).where(reviews.c.tenant == person.tenant, reviews.c.state.in_(states), not_erased())
    if wish.whose is Whose.MINE:
        wanted = wanted.where(reviews.c.holder == person.name)
    elif wish.whose is Whose.TEAM:
        wanted = wanted.where(_for(person))
    for column, value in ((reviews.c.reason, wish.reason), (reviews.c.outcome, wish.outcome)):
        if value is not None:
            wanted = wanted.where(column == value)
    if wish.due_by is not None:
        wanted = wanted.where(reviews.c.due_on <= wish.due_by.isoformat())
    return wanted


def _for(person: Reviewer) -> ColumnElement[bool]:
    """What this person can do something about: of their level, and not a second look at their own decision."""
    own = (
        (decisions.c.tenant == reviews.c.tenant)
        & (decisions.c.claim_id == reviews.c.claim_id)
        & (decisions.c.version == reviews.c.decision)
        & (decisions.c.by == person.name)
    )
    not_own = or_(reviews.c.state != ReviewState.SECOND.value, ~select(decisions.c.version).where(own).exists())
    if person.may(Right.TAKE_ESCALATED) or not person.may(Right.REVIEW):
        return not_own
    return and_(not_own, reviews.c.level == Role.REVIEWER.value)


def _ordered(wanted: Select[Any], after: Turn | None) -> Select[Any]:
    if after is not None:
        behind = (reviews.c.rank == after.rank) & (reviews.c.claim_id > after.claim_id)
        wanted = wanted.where(or_(reviews.c.rank > after.rank, behind))
    return wanted.order_by(reviews.c.rank, reviews.c.claim_id)
