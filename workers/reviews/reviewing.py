"""The review desk: the one way in for pages and the API, whatever a person does there."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from pipeline.claim.workdays import Calendar
from pipeline.corrections import Correction
from pipeline.errors import Conflict, Missing, WrongUse
from pipeline.evidence import ClaimId, TenantId
from pipeline.findings import Reason
from pipeline.kinds import Kind
from pipeline.people.reviewers import Reviewer, Right
from pipeline.review.blocking import Block, FirstLook, Second, blocks, second_blocks, seconds
from pipeline.review.clock import Clock, Promise, clock
from pipeline.review.decisions import Decision, Ruling, StaleAnswer, Told, given_reasons, workdays_promised
from pipeline.review.drafts import Draft, SavedDraft, Seen
from pipeline.review.items import Need, needs
from pipeline.review.news import is_news
from pipeline.review.notices import noticed
from pipeline.review.payouts import Owed
from pipeline.review.practice import Task
from pipeline.review.reviews import Beat, Review
from storage.records.reviews.decisions import Decisions, Seconding, Submission
from storage.records.reviews.drafts import ReviewDrafts
from storage.records.reviews.locks import ReviewLocks
from storage.records.reviews.notes import REOPENED, Note, notes
from storage.records.reviews.payouts import Payouts
from storage.records.reviews.queue import Queue, QueueWish, Reviews
from storage.records.reviews.rows import Entitled, everybody
from storage.records.reviews.turns import Ask, Cause, ReviewTurns
from validators.book import WHOLE_BOOK
from workers.policies.campaigns import Campaigns
from workers.reviews.case import ReviewCase, review_case
from workers.reviews.correcting import Correcting
from workers.reviews.corrections import CorrectionWish, corrected
from workers.reviews.opening import again, labels, today
from workers.stores import Stores

_BASES: Mapping[str, str] = {rule.id: rule.article.basis for rule in WHOLE_BOOK}
_CURRENCY = "CNY"  # of claims that do not say


class Blocked(Conflict):
    """It cannot be decided yet; `blocks` says everything that stands in the way."""

    def __init__(self, found: tuple[Block, ...]) -> None:
        super().__init__("; ".join(one.text.en for one in found))
        self.blocks = found


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReview:
    """One claim on the desk. `drafts` newest first: whoever takes over begins where the other one stopped.

    `task`: it is one whose answer is known, which nothing on its pages tells.
    """

    review: Review
    clock: Clock
    needs: tuple[Need, ...]
    case: ReviewCase
    drafts: tuple[SavedDraft, ...]
    asks: tuple[Ask, ...]
    notes: tuple[Note, ...]
    decisions: tuple[Decision, ...]
    task: Task | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """What a draft would come to: everything in its way, and why a second person would be asked."""

    blocks: tuple[Block, ...]
    seconds: tuple[Second, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReview:
    """A claim in a customer's history: masked, without any value of its papers."""

    claim_id: ClaimId
    customer: str
    reason: str
    opened: date
    state: str
    verdict: str | None
    decided: datetime | None


@dataclass(frozen=True, slots=True)
class CustomerHistory:
    """The newest claims of one customer; `more` where older ones are left out."""

    past: tuple[PastReview, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Over the stores of an installation; `entitled` is asked in the transaction of every change a person makes."""

    stores: Stores
    campaigns: Campaigns
    correcting: Correcting
    kinds: Mapping[str, Kind]
    entitled: Entitled = everybody

    @property
    def reviews(self) -> Reviews:
        return Reviews(self.stores.database, self.stores.master, self.entitled)

    @property
    def locks(self) -> ReviewLocks:
        return ReviewLocks(self.stores.database, self.stores.master, self.entitled)

    @property
    def drafts(self) -> ReviewDrafts:
        return ReviewDrafts(self.stores.database, self.stores.master, self.entitled)

    @property
    def turns(self) -> ReviewTurns:
        return ReviewTurns(self.stores.database, self.stores.master, self.entitled)

    @property
    def decisions(self) -> Decisions:
        return Decisions(self.stores.database, self.stores.master, self.entitled)

    @property
    def payouts(self) -> Payouts:
        return Payouts(self.stores.database, self.stores.master)

    def queue(self, person: Reviewer, wish: QueueWish) -> Queue:
        """What waits, first things first."""
        person.need(Right.SEE_QUEUE)
        return self.reviews.queue(person, wish)

    def clock(self, review: Review) -> Clock:
        """What is left today."""
        promise = Promise(review.start, review.workdays, self.calendar(review.tenant))
        return clock(promise, review.pauses, today())

    def calendar(self, tenant: TenantId) -> Calendar:
        """Which days people work, by the newest terms."""
        return self.campaigns.terms(tenant).on(None).calendar

    def take(self, person: Reviewer, claim: ClaimId) -> OpenReview:
        """The claim is this person's; see ReviewLocks.take for what is refused."""
        person.need(Right.REVIEW)
        return self._opened(self.locks.take(person, claim))

    def look(self, person: Reviewer, claim: ClaimId) -> OpenReview:
        """The same to read, without taking it; pages mask it by role."""
        person.need(Right.SEE_QUEUE)
        return self._opened(self.reviews.find(TenantId(person.tenant), claim))

    def heartbeat(self, person: Reviewer, claim: ClaimId) -> Beat:
        """Send it more often than every LOCK; a higher `answer` means that something new came in."""
        return self.locks.beat(person, claim)

    def news(self, person: Reviewer, claim: ClaimId, answer: int) -> bool:
        """Whether the newest answer tells anything that the one of this number, which the person looks at, does not."""
        tenant = TenantId(person.tenant)
        newest = self.stores.answers.newest(tenant, claim)
        if newest is None or newest.version <= answer:
            return False
        before = self.stores.answers.body(tenant, claim, answer)
        return before is None or is_news(before, newest.body)

    def release(self, person: Reviewer, claim: ClaimId) -> None:
        self.locks.release(person, claim)

    def escalate(self, person: Reviewer, claim: ClaimId, reason: str) -> None:
        """To senior reviewers; raises WrongUse without a reason."""
        person.need(Right.REVIEW)
        self.locks.escalate(person, claim, said(reason))

    def save_draft(self, person: Reviewer, claim: ClaimId, draft: Draft, seen: Seen) -> SavedDraft:
        """At every change; see ReviewDrafts.save."""
        person.need(Right.REVIEW)
        return self.drafts.save(person, claim, draft, seen)

    def correct(self, person: Reviewer, claim: ClaimId, wish: CorrectionWish) -> Correction:
        """A value is put right by who holds the claim; the claim is answered again with it, and the draft stays."""
        person.need(Right.REVIEW)
        self.locks.check_held(person, claim)
        return corrected(self.correcting, self.kinds, person, claim, wish)

    def ask_customer(self, person: Reviewer, claim: ClaimId, message: Reason | None = None) -> Ask:
        """The customer's turn; without a message it is the answer's own list of what is missing or unclear.

        Raises WrongUse where there is neither.
        """
        person.need(Right.REVIEW)
        if message is None:
            message = supplement_of(self._case(person, claim))
        if message is None or not (message.zh.strip() and message.en.strip()):
            raise WrongUse(
                "Nothing is missing by the rules; write in Chinese and English what the customer should send."
            )
        return self.turns.ask(person, claim, message, today())

    def resume(self, person: Reviewer, claim: ClaimId) -> bool:
        """Ours again by hand, where the customer answered in another way; False when it was already."""
        person.need(Right.REVIEW)
        review = self.reviews.find(TenantId(person.tenant), claim)
        policy = self.campaigns.terms(review.tenant).on(None)
        return self.turns.resume(person.actor, claim, again(review, policy, today()), Cause.BY_HAND)

    def keyed(self, person: Reviewer, claim: ClaimId, key: str) -> Decision | None:
        """What that submission became; None where it is new."""
        return self.decisions.keyed(TenantId(person.tenant), claim, key)

    def first_look(self, person: Reviewer, claim: ClaimId, version: int, correctors: frozenset[str]) -> FirstLook:
        """What the second person is asked about; raises Conflict where there is no such version."""
        return self.decisions.first_look(TenantId(person.tenant), claim, version, correctors)

    def weigh(self, person: Reviewer, claim: ClaimId, draft: Draft) -> Weighing:
        """What stands in the way of this draft now."""
        case = self._case(person, claim)
        weighed = case.weighed(draft, self.kinds)
        return Weighing(blocks(weighed), seconds(weighed, person, case.correctors))

    def decide(self, person: Reviewer, claim: ClaimId, saved: SavedDraft, key: str) -> Decision:
        """The person's decision, told in ten seconds or once a second person agreed.

        Raises Blocked with every reason, StaleAnswer where something is newer than what the draft was about.
        """
        person.need(Right.REVIEW)
        before = self.decisions.keyed(TenantId(person.tenant), claim, key)
        if before is not None:
            return before
        case = self._case(person, claim)
        if saved.answer != case.answer.version:
            raise StaleAnswer(saved.answer, case.answer.version)
        weighed = case.weighed(saved.draft, self.kinds)
        if found := blocks(weighed):
            raise Blocked(found)
        because = seconds(weighed, person, case.correctors)
        ruling = self.ruled(person, claim, saved.draft, case)
        sent = Submission(ruling=ruling, key=key, because=because, correctors=case.correctors)
        return self.decisions.decide(person, claim, sent)

    def preview(self, person: Reviewer, claim: ClaimId, draft: Draft) -> Ruling:
        """What this draft would tell the customer, whatever stands in its way; raises WrongUse for no verdict."""
        person.need(Right.REVIEW)
        if draft.verdict is None:
            raise WrongUse("Choose what is decided first.")
        return self.ruled(person, claim, draft, self._case(person, claim))

    def confirm_second(self, person: Reviewer, claim: ClaimId, version: int) -> Decision:
        """Raises Blocked for the first person, for who put a value right, and for a role that may not."""
        person.need(Right.CONFIRM)
        case = self._case(person, claim)
        first = self.decisions.first_look(TenantId(person.tenant), claim, version, case.correctors)
        found = second_blocks(first, person)
        if found:
            raise Blocked(found)
        decision = next(one for one in self.decisions.all(TenantId(person.tenant), claim) if one.version == version)
        ruling = _promised(decision.ruling, claim, case)
        return self.decisions.confirm(person, claim, version, Seconding(ruling, case.correctors))

    def hand_back(self, person: Reviewer, claim: ClaimId, version: int, note: str) -> None:
        """The second person does not agree; raises WrongUse without saying why."""
        person.need(Right.CONFIRM)
        self.decisions.hand_back(person, claim, version, said(note))

    def undo(self, person: Reviewer, claim: ClaimId, version: int) -> None:
        """Within ten seconds; see Decisions.undo."""
        self.decisions.undo(person, claim, version)

    def reopen(self, person: Reviewer, claim: ClaimId, reason: str) -> None:
        """A decision that was told is looked at again; raises WrongUse without a reason."""
        person.need(Right.REVIEW)
        self.turns.reopen(person, claim, said(reason))

    def explained(self, person: Reviewer, claim: ClaimId, text: str) -> None:
        """What the customer was told by a person who asked for it."""
        person.need(Right.REVIEW)
        self.payouts.explained(person, claim, said(text))

    def history(self, person: Reviewer, claim: ClaimId) -> CustomerHistory:
        """The claims of the customer of `claim`, newest first, masked; that one alone where nobody says who it is."""
        person.need(Right.SEE_HISTORY)
        tenant = TenantId(person.tenant)
        found = self.reviews.of_customer(tenant, claim)
        told = self.decisions.last_told(tenant, [one.claim_id for one in found.items])
        return CustomerHistory(tuple(_past(one, told.get(one.claim_id)) for one in found.items), found.more)

    def late(self, tenant: TenantId) -> tuple[Owed, ...]:
        """Money that was promised and is not known to have come."""
        return self.payouts.owed(tenant, today())

    def _case(self, person: Reviewer, claim: ClaimId) -> ReviewCase:
        return review_case(self.stores, self.campaigns, self.reviews.find(TenantId(person.tenant), claim))

    def _opened(self, review: Review) -> OpenReview:
        case = review_case(self.stores, self.campaigns, review)
        tenant, claim = review.tenant, review.claim_id
        return OpenReview(
            review=review,
            clock=self.clock(review),
            needs=needs(case.answer, {name: file.record for name, file in case.files.items()}, labels()),
            case=case,
            drafts=self.drafts.of(tenant, claim),
            asks=self.turns.asks(tenant, claim),
            notes=notes(self.stores.database, self.stores.master, tenant, claim),
            decisions=self.decisions.all(tenant, claim),
        )

    def ruled(self, person: Reviewer, claim: ClaimId, draft: Draft, case: ReviewCase) -> Ruling:
        """What the draft says, as it would be decided; it has a verdict."""
        if draft.verdict is None:
            raise ValueError("a draft without a verdict is blocked before")
        pays = draft.verdict.pays
        before = self._changes(person, claim)
        ruling = Ruling(
            answer=case.answer.version,
            verdict=draft.verdict,
            reasons=given_reasons(draft.codes, draft.note.strip(), case.answer.findings, _BASES),
            notice=Reason("", ""),
            amount=draft.amount if pays else None,
            currency=(case.statement.currency if case.statement else None) or _CURRENCY if pays else None,
            route=draft.route if pays else None,
            note=draft.note.strip(),
            override=draft.override.strip(),
            corrections=case.corrections,
            changes=before,
            policy=case.policy.version,
        )
        return _promised(ruling, claim, case)

    def _changes(self, person: Reviewer, claim: ClaimId) -> str:
        """Why an earlier decision is changed: what was written when the claim was opened again."""
        found = notes(self.stores.database, self.stores.master, TenantId(person.tenant), claim)
        return next((one.text for one in reversed(found) if one.about == REOPENED), "")


def _past(one: Review, last: Told | None) -> PastReview:
    return PastReview(
        claim_id=one.claim_id,
        customer=one.brief.customer,
        reason=one.reason,
        opened=one.start,
        state=one.state.value,
        verdict=last.verdict.value if last else None,
        decided=last.at if last else None,
    )


def said(text: str) -> str:
    """What a person wrote, trimmed; raises WrongUse for nothing."""
    plain = text.strip()
    if not plain:
        raise WrongUse("Write why, in a few words.")
    return plain


def supplement_of(case: ReviewCase) -> Reason | None:
    """The message that the answer itself asks the customer with; None where it asks nothing."""
    told = case.body.get("supplement")
    return Reason(str(told["zh"]), str(told["en"])) if isinstance(told, Mapping) else None


def effective(decisions: tuple[Decision, ...]) -> Decision:
    """The one that counts; raises Missing for none."""
    if not decisions:
        raise Missing("Nothing was decided yet.")
    return decisions[-1]


def _promised(ruling: Ruling, claim: ClaimId, case: ReviewCase) -> Ruling:
    """The ruling with the day on which the money arrives, counted from today, and its notice."""
    if ruling.route is not None:
        workdays = workdays_promised(case.policy, ruling.route)
        promised = case.policy.calendar.workdays_after(today(), workdays)
        ruling = replace(ruling, workdays=workdays, promised=promised)
    return noticed(ruling, claim, case.policy)
