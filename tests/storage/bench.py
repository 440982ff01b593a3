"""A review desk over one database for tests: a claim comes to it in one word, and so do people and rulings."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from pipeline.evidence import ClaimId
from pipeline.findings import Reason
from pipeline.ledger.entries import Actor
from pipeline.people.reviewers import Reviewer
from pipeline.people.roles import Role
from pipeline.review.blocking import Second
from pipeline.review.decisions import Decision, GivenReason, Ruling
from pipeline.review.drafts import Draft, RefundRoute, Verdict
from pipeline.review.items import Need
from pipeline.review.reviews import Brief, Opening, Review
from storage.records.claims.answers import Answers
from storage.records.people.api_keys import DEFAULT_TENANT
from storage.records.reviews.decisions import Decisions, Submission
from storage.records.reviews.drafts import ReviewDrafts
from storage.records.reviews.locks import ReviewLocks
from storage.records.reviews.payouts import Payouts
from storage.records.reviews.queue import Reviews
from storage.records.reviews.rounds import ReviewRounds
from storage.records.reviews.rows import Entitled, everybody
from storage.records.reviews.turns import ReviewTurns
from tests.storage.cellar import ACTOR, MASTER, Cellar

CLAIM = ClaimId("C-1")
TENANT = DEFAULT_TENANT
PORTER = Actor(tenant=TENANT, name="porter")
LIN = Reviewer(name="user:lin", roles=frozenset({Role.REVIEWER}), tenant=TENANT)
BO = Reviewer(name="user:bo", roles=frozenset({Role.REVIEWER}), tenant=TENANT)
MEI = Reviewer(name="user:mei", roles=frozenset({Role.SENIOR_REVIEWER}), tenant=TENANT)
TODAY = date(2026, 11, 28)
NOTE = "张小例来电说明"
WORDS = Reason("已通过", "approved")
PAID = Draft(verdict=Verdict.APPROVE, amount=Decimal("99.00"), route=RefundRoute.ORIGINAL, note=NOTE)


def ruling(answer: int = 1, verdict: Verdict = Verdict.APPROVE) -> Ruling:
    pays = verdict.pays
    return Ruling(
        answer=answer,
        verdict=verdict,
        reasons=(GivenReason(code="effect_missing", text=WORDS, advice=WORDS),),
        notice=WORDS,
        amount=Decimal("99.00") if pays else None,
        currency="CNY" if pays else None,
        route=RefundRoute.ORIGINAL if pays else None,
        workdays=3 if pays else None,
        promised=date(2026, 12, 2) if pays else None,
        note=NOTE,
    )


@dataclass(frozen=True, slots=True)
class Bench:
    """Every store of the desk; `entitled` says who may still change anything."""

    cellar: Cellar
    entitled: Entitled = everybody

    @property
    def reviews(self) -> Reviews:
        return Reviews(self.cellar.database, MASTER, self.entitled)

    @property
    def locks(self) -> ReviewLocks:
        return ReviewLocks(self.cellar.database, MASTER, self.entitled)

    @property
    def drafts(self) -> ReviewDrafts:
        return ReviewDrafts(self.cellar.database, MASTER, self.entitled)

    @property
    def decisions(self) -> Decisions:
        return Decisions(self.cellar.database, MASTER, self.entitled)

    @property
    def turns(self) -> ReviewTurns:
        return ReviewTurns(self.cellar.database, MASTER, self.entitled)

    @property
    def payouts(self) -> Payouts:
        return Payouts(self.cellar.database, MASTER)

    @property
    def rounds(self) -> ReviewRounds:
        return ReviewRounds(self.cellar.database, MASTER, "porter")

    def answer(self, claim: str = CLAIM) -> int:
        """The claim is stated (again) and answered; the version of the answer."""
        self.cellar.claims.state(ACTOR, ClaimId(claim), {"reason": "product_quality"}, None)
        return self.answer_again(claim)

    def answer_again(self, claim: str = CLAIM) -> int:
        answers = Answers(self.cellar.database, MASTER)
        due = answers.due()
        assert due is not None
        assert answers.keep("porter", due, "needs_review", {})
        given = answers.newest(TENANT, ClaimId(claim))
        assert given is not None
        return given.version

    def opened(self, claim: str = CLAIM, *, urgency: int = 0, days: int = 0, customer: str = "") -> Review:
        """The claim's newest answer comes to the desk; `days` later due than others."""
        version = self.answer(claim)
        return self.open(claim, version, urgency=urgency, days=days, customer=customer)

    def open(self, claim: str, version: int, *, urgency: int = 0, days: int = 0, customer: str = "") -> Review:
        opening = Opening(
            tenant=TENANT,
            claim_id=ClaimId(claim),
            answer=version,
            urgency=urgency,
            reason="product_quality",
            outcome="needs_review",
            start=TODAY,
            workdays=10,
            due=TODAY + timedelta(days=14 + days),
            rank=datetime(2026, 12, 12, 9, tzinfo=UTC) + timedelta(days=days) - timedelta(hours=4 * urgency),
            customer=customer,
            brief=Brief(needs=(Need(code="unproven", text=WORDS),), claimed=Decimal("99.00"), customer="张*"),
        )
        self.rounds.open(opening)
        return self.reviews.find(TENANT, ClaimId(claim))

    def decided(self, person: Reviewer = LIN, *, claim: str = CLAIM, verdict: Verdict = Verdict.APPROVE) -> Decision:
        """Taken and decided by one person alone."""
        self.locks.take(person, ClaimId(claim))
        answer = self.reviews.find(TENANT, ClaimId(claim)).answer
        sent = Submission(ruling=ruling(answer, verdict), key=f"{person.name}-{answer}-{verdict}")
        return self.decisions.decide(person, ClaimId(claim), sent)

    def first_look(self, person: Reviewer = LIN) -> Decision:
        """Taken and decided, and a second person is waited for."""
        self.locks.take(person, CLAIM)
        answer = self.reviews.find(TENANT, CLAIM).answer
        sent = Submission(ruling=ruling(answer), key=f"{person.name}-{answer}", because=(Second.HIGH,))
        return self.decisions.decide(person, CLAIM, sent)


def other_draft(draft: Draft = PAID) -> Draft:
    return replace(draft, note="another note")
