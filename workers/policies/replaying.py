"""Past claims asked again under other terms: which answers would change, and nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from pipeline.claim.claims import Case, Twin
from pipeline.claim.result import ClaimResult
from pipeline.claim.twins import TwinBook
from pipeline.evidence import TenantId
from pipeline.findings import Outcome, Severity
from storage.records.claims.answers import PastClaim
from storage.records.claims.twin_papers import Pictures
from storage.records.claims.twins import SqlTwins
from workers.claims.answering import corrections_of, filing
from workers.claims.claiming import ClaimDesk
from workers.claims.documents import documents
from workers.claims.statements import BadFacts, stated
from workers.policies.terms import Terms
from workers.stores import Stores


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The book of twins for asking again: it tells what it knows, and nobody is entered."""

    book: TwinBook

    def twins(self, case: Case) -> tuple[Twin, ...]:
        return self.book.twins(case)

    def earlier(self, case: Case) -> tuple[date, ...]:
        return self.book.earlier(case)

    def entered(self, case: Case) -> tuple[Twin, ...]:
        return self.book.twins(case)

    def settled(self, claim_id: str) -> None: ...

    def forgotten(self, claim_id: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Short:
    """What of an answer a change of terms may move; `failed`: rules that failed, but for mere notes."""

    outcome: str
    amount: Decimal | None
    failed: tuple[str, ...]
    policy: str


@dataclass(frozen=True, slots=True)
class Replay:
    """One claim under the terms in force and under those that are tried."""

    claim_id: str
    before: Short
    after: Short

    @property
    def changes(self) -> bool:
        return (self.before.outcome, self.before.amount, self.before.failed) != (
            self.after.outcome,
            self.after.amount,
            self.after.failed,
        )


@dataclass(frozen=True, slots=True)
class Replaying:
    """Both answers are given as of the day the claim was answered last; outside registers are not asked."""

    stores: Stores
    tenant: TenantId
    in_force: Terms
    tried: Terms
    pictures: Pictures = field(default_factory=Pictures)

    def every(self) -> Iterator[Replay]:
        """Every claim whose facts can be taken under both terms, in the order of ids."""
        after = None
        while some := self.stores.answers.stated(self.tenant, after):
            for past in some:
                try:
                    yield self._replayed(past)
                except BadFacts:
                    continue  # it has no answer that could change
            after = some[-1].claim_id

    def _replayed(self, past: PastClaim) -> Replay:
        said = stated({**past.facts, "claim_id": past.claim_id})
        files = self.stores.answers.files(self.tenant, past.claim_id)
        read = filing(documents(said.statement, files), corrections_of(self.stores, self.tenant, files))
        day = (past.answered or datetime.now(UTC)).astimezone().date()
        book = LookedUp(SqlTwins(self.stores.database, self.stores.master, self.tenant, self.pictures))
        before, after = (_short(ClaimDesk(day, terms, book).asked(said, read)) for terms in (self.in_force, self.tried))
        return Replay(past.claim_id, before, after)


def _short(answer: ClaimResult) -> Short:
    failed = {one.rule for one in answer.findings if one.outcome is Outcome.FAIL and one.severity is not Severity.INFO}
    policy = answer.versions["policy"]
    version = str(policy["version"]) if isinstance(policy, dict) else ""
    return Short(answer.outcome.value, answer.refundable.amount, tuple(sorted(failed)), version)
