"""Answered claims come to the review desk, customers' answers start the clock again, and decisions go out."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache

from pipeline.claim.policy import Policy
from pipeline.errors import Erased, Missing, StoreTrouble, WrongUse
from pipeline.evidence import ClaimId, TenantId
from pipeline.findings import Reason
from pipeline.ledger.entries import PROGRAM, Actor
from pipeline.people.persons import person_of
from pipeline.review.clock import MOST_URGENT, Pause, Promise, last_day, rank
from pipeline.review.items import Answered, Labels, answered, needs
from pipeline.review.reviews import Brief, Opening, Review, masked_name
from storage.records.claims.answers import GivenAnswer, ReadFile
from storage.records.reviews.queue import Reviews
from storage.records.reviews.rounds import ReviewRounds, Unopened
from storage.records.reviews.turns import Cause, Resumed, ReviewTurns
from workers.claims.statements import BadFacts, Stated, stated
from workers.desk import kinds
from workers.policies.campaigns import Campaigns
from workers.policies.terms import Terms, governing
from workers.stores import Stores

_PAUSE = 600.0  # seconds until a claim is tried again on which our own program failed
_log = logging.getLogger("proofdesk.desk")


@dataclass(frozen=True, slots=True)
class ReviewOpening:
    """The porter's part of the desk; `owner` names this process in the ledger.

    `failed`: claims that could not be opened, and until when, by the monotonic clock, they are left alone.
    """

    stores: Stores
    campaigns: Campaigns
    owner: str
    failed: dict[tuple[TenantId, ClaimId], float] = field(default_factory=dict)

    def turn(self) -> int:
        """Everything that is due; how much was done. Raises StoreTrouble when a store does not answer."""
        since = first_moment(self.stores.settings.review.desk_from)
        rounds = ReviewRounds(self.stores.database, self.stores.master, self.owner, since)
        due = [one for one in rounds.unopened() if self.failed.get(_key(one), 0.0) <= time.monotonic()]
        return rounds.send_due() + self._resume() + sum(self._open(rounds, one) for one in due)

    def _resume(self) -> int:
        turns = ReviewTurns(self.stores.database, self.stores.master)
        count = 0
        for review in turns.answered():
            actor = Actor(tenant=review.tenant, name=self.owner, role=PROGRAM)
            resumed = again(review, self.campaigns.terms(review.tenant).on(None), today())
            count += turns.resume(actor, review.claim_id, resumed, Cause.CUSTOMER_ANSWERED)
        return count

    def _open(self, rounds: ReviewRounds, one: Unopened) -> int:
        """1 where it stands at the desk now; what cannot be opened is logged and left alone for a while."""
        try:
            given = self.stores.answers.newest(one.tenant, one.claim_id)
            if given is None:
                return 0
            rounds.open(self._opening(one, given))
        except StoreTrouble:
            raise
        except Erased:
            return 0  # meanwhile, and nobody is asked about it any more
        except Exception:  # noqa: BLE001 - a fault of the program: the next claim is opened all the same
            _log.exception("claim not opened for review", extra={"claim": one.claim_id})
            self.failed[_key(one)] = time.monotonic() + _PAUSE
            return 0
        return 1

    def _opening(self, one: Unopened, given: GivenAnswer) -> Opening:
        answer = answered(given.version, given.current, given.body)
        said = statement_of(self.stores, one)
        policy = policy_of(self.campaigns.terms(one.tenant), said, answer)
        review = self._known(one)
        promise = Promise(_start(one, said), policy.review_sla_workdays, policy.calendar)
        due = last_day(promise, review.pauses if review else ())
        urgency = _urgency(said, policy)
        return Opening(
            tenant=one.tenant,
            claim_id=one.claim_id,
            answer=given.version,
            urgency=urgency,
            reason=said.statement.reason.value if said else "",
            outcome=given.outcome,
            start=promise.start,
            workdays=promise.workdays,
            due=due,
            rank=rank(review.opened if review else one.came, due, urgency),
            customer=_customer(said),
            brief=brief_of(said, answer, self._needed(one, given)),
        )

    def _known(self, one: Unopened) -> Review | None:
        try:
            return Reviews(self.stores.database, self.stores.master).find(one.tenant, one.claim_id)
        except Missing:
            return None

    def _needed(self, one: Unopened, given: GivenAnswer) -> Mapping[str, Mapping[str, object]]:
        files = self.stores.answers.files(one.tenant, one.claim_id)
        return {name: file.record for name, file in named_files(given.body, files).items()}


def _key(one: Unopened) -> tuple[TenantId, ClaimId]:
    return one.tenant, one.claim_id


def today() -> date:
    """By this installation's own calendar."""
    return datetime.now(UTC).astimezone().date()


def first_moment(day: str) -> datetime | None:
    """When that day begins here; None for "". Raises WrongUse for what is no day."""
    try:
        return datetime.combine(date.fromisoformat(day), datetime.min.time()).astimezone() if day else None
    except ValueError as error:
        raise WrongUse(f"PROOFDESK_DESK_FROM={day!r}: give a day such as 2026-12-01.") from error


def again(review: Review, policy: Policy, day: date) -> Resumed:
    """The clock of a review whose customer answered on `day`."""
    pauses = tuple(Pause(one.asked, one.answered or day) for one in review.pauses)
    due = last_day(Promise(review.start, review.workdays, policy.calendar), pauses)
    return Resumed(day, due, rank(review.opened, due, review.urgency))


def statement_of(stores: Stores, one: Unopened | Review) -> Stated | None:
    """The facts of the claim as they stand; None where they cannot be taken."""
    facts = stores.claims.find(one.tenant, one.claim_id).facts
    try:
        return stated({**facts, "claim_id": one.claim_id}) if facts is not None else None
    except BadFacts:
        return None


def policy_of(terms: Terms, said: Stated | None, answer: Answered) -> Policy:
    """The version in force on the day of purchase, with what the claim states for itself."""
    try:
        return governing(terms, said, answer.bought) if said else terms.on(answer.bought)
    except BadFacts:
        return terms.on(answer.bought)


def named_files(body: Mapping[str, object], files: tuple[ReadFile, ...]) -> Mapping[str, ReadFile]:
    """What was read of every document, by the name that the answer uses."""
    by_id = {file.id: file for file in files}
    listed = body.get("evidence")
    named = [(str(one["file"]), one["id"]) for one in listed] if isinstance(listed, list) else []
    return {name: by_id[wanted] for name, wanted in named if wanted in by_id}


@cache
def labels() -> Labels:
    """What people call every field of every kind."""
    return {(kind.name, spec.name): Reason(spec.zh, spec.en) for kind in kinds() for spec in kind.fields}


def _start(one: Unopened, said: Stated | None) -> date:
    """The day the customer claimed, when that was before we heard of it."""
    came = one.came.astimezone().date()
    submitted = said.statement.submitted_on if said else None
    return min(submitted, came) if submitted else came


def _urgency(said: Stated | None, policy: Policy) -> int:
    tier = said.statement.claimant.tier if said else None
    return min(policy.priority_tiers.get(tier or "", 0), MOST_URGENT)


def _customer(said: Stated | None) -> str:
    """Name and telephone; one alone would mix up people."""
    person = person_of(said.statement) if said else None
    return f"{person.name}\n{person.phone}" if person and person.name and person.phone else ""


def brief_of(said: Stated | None, answer: Answered, records: Mapping[str, Mapping[str, object]]) -> Brief:
    """What the queue shows of a claim."""
    facts = said.statement if said else None
    return Brief(
        needs=needs(answer, records, labels()),
        claimed=facts.claimed_amount if facts else None,
        refundable=answer.refundable,
        currency=facts.currency if facts else None,
        tier=facts.claimant.tier if facts else None,
        customer=masked_name(facts.claimant.name) if facts else "",
    )
