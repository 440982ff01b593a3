"""All that a decision about one claim is held against, gathered from the stores: answer, papers, corrections, terms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.claim.claims import Statement
from pipeline.claim.policy import Policy
from pipeline.corrections import Correction, stands
from pipeline.errors import Conflict
from pipeline.evidence import EvidenceId
from pipeline.fields import FieldSpec, ValueType
from pipeline.kinds import Kind
from pipeline.review.blocking import Blind, Weighed
from pipeline.review.drafts import Draft, Typed
from pipeline.review.items import Answered, answered
from pipeline.review.reviews import Review
from storage.records.claims.answers import ReadFile
from storage.records.reviews.decisions import Decisions
from workers.policies.campaigns import Campaigns
from workers.reviews.opening import named_files, policy_of, statement_of
from workers.stores import Stores


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewCase:
    """`files` by the names the answer uses; `corrected` what people put right in each, oldest first."""

    answer: Answered
    body: Mapping[str, object]
    statement: Statement | None
    policy: Policy
    files: Mapping[str, ReadFile]
    corrected: Mapping[EvidenceId, tuple[Correction, ...]]

    @property
    def correctors(self) -> frozenset[str]:
        """Who changed a value; who only looked and agreed with the machine is none."""
        kept = (one for some in self.corrected.values() for one in some)
        return frozenset(one.by for one in kept if one.change.new != one.change.read)

    @property
    def corrections(self) -> tuple[str, ...]:
        return tuple(one.id for some in self.corrected.values() for one in some)

    def weighed(self, draft: Draft, kinds: Mapping[str, Kind]) -> Weighed:
        claimed = self.statement.claimed_amount if self.statement else None
        return Weighed(
            draft=draft,
            outcome=self.answer.outcome,
            current=self.answer.current and not self.answer.broken,
            refundable=self.answer.refundable,
            claimed=claimed,
            limit=self.policy.four_eyes_above,
            open_fields=self.answer.open_fields,
            blind=tuple(self._blind(kinds)) if self._is_high(draft.amount, claimed) else (),
        )

    def _is_high(self, *sums: Decimal | None) -> bool:
        limit, known = self.policy.four_eyes_above, [one for one in (*sums, self.answer.refundable) if one is not None]
        return limit is not None and any(one > limit for one in known)

    def _blind(self, kinds: Mapping[str, Kind]) -> Iterator[Blind]:
        """The decisive amounts that stand on the papers of a claim above the limit."""
        for name, file in self.files.items():
            kind = kinds.get(str(file.kind))
            for spec in kind.fields if kind else ():
                value = self._stands(file, spec)
                if value is not None and spec.critical and spec.type is ValueType.AMOUNT:
                    yield Blind(file=name, typed=Typed(file.id, spec.name, value))

    def _stands(self, file: ReadFile, spec: FieldSpec) -> str | None:
        if spec.type is ValueType.ROWS:
            return None
        return stands(file.record, 0, self.corrected.get(file.id, ()), spec.name).value


def review_case(stores: Stores, campaigns: Campaigns, review: Review) -> ReviewCase:
    """Raises Conflict while the claim has no answer."""
    given = stores.answers.newest(review.tenant, review.claim_id)
    if given is None:
        raise Conflict("The claim is not answered yet; wait a moment.")
    decisions = Decisions(stores.database, stores.master)
    current = decisions.stands(review.tenant, review.claim_id, given.version)
    answer = answered(given.version, current, given.body)
    said = statement_of(stores, review)
    files = stores.answers.files(review.tenant, review.claim_id)
    return ReviewCase(
        answer=answer,
        body=given.body,
        statement=said.statement if said else None,
        policy=policy_of(campaigns.terms(review.tenant), said, answer),
        files=named_files(given.body, files),
        corrected=stores.corrections.of_each(review.tenant, [one.id for one in files]),
    )
