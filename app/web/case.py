"""One claim in front of one person: who they are at the desk, what they may see of it, its documents laid open."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Request

from app.api.access import Here
from app.api.house import House
from app.api.names import claim_id as claim_named
from app.showing.catalogue import Catalogue
from app.web.entering.access import Visitor, signed_in
from app.web.opened import Papers, laid_open
from app.web.shown import Shown
from app.web.wordlist import COVER
from pipeline.corrections import Stands, stands
from pipeline.errors import Forbidden, Missing
from pipeline.evidence import ClaimId, EvidenceId
from pipeline.findings import Finding, Outcome, Reason
from pipeline.people.reviewers import Reviewer, Right
from pipeline.people.roles import Permission, permitted
from pipeline.review.blocking import keyed_right
from pipeline.review.drafts import Draft, SavedDraft, Typed
from storage.records.claims.answers import ReadFile
from storage.records.people.reveals import revealed
from workers.proof.showing import Look
from workers.reviews.reviewing import OpenReview

TWIN_RULES = ("FRD-01", "FRD-02", "FRD-03", "FRD-04", "FRD-05", "FRD-15")
Looker = Annotated[Visitor, Depends(signed_in(Permission.READ_ASSIGNED, Permission.READ_AUDIT))]
Corrector = Annotated[Visitor, Depends(signed_in(Permission.CORRECT))]
Unmasker = Annotated[Visitor, Depends(signed_in(Permission.UNMASK))]


def reviewer_of(visitor: Visitor) -> Reviewer:
    """The visitor as the review desk knows them."""
    roles = frozenset(visitor.user.roles)
    return Reviewer(name=visitor.user.actor, roles=roles, tenant=visitor.user.tenant, request=visitor.actor.request)


@dataclass(frozen=True, slots=True)
class Case:
    """`open` as the desk holds it, for `person`."""

    house: House
    person: Reviewer
    open: OpenReview

    @property
    def claim(self) -> ClaimId:
        return self.open.review.claim_id

    @property
    def look(self) -> Look:
        """For what an original is shown."""
        return Look(self.person.actor, f"review of {self.claim}")

    @property
    def mine(self) -> bool:
        lock = self.open.review.lock
        return lock is not None and self.open.review.held and lock.by == self.person.name

    @property
    def draft(self) -> SavedDraft | None:
        """This person's own."""
        return next((one for one in self.open.drafts if one.by == self.person.name), None)

    @property
    def files(self) -> Mapping[str, ReadFile]:
        return self.open.case.files

    def file(self, evidence: str) -> ReadFile:
        """Raises Missing for what is no document of this claim."""
        found = next((one for one in self.files.values() if one.id == evidence), None)
        if found is None:
            raise Missing("There is no such file in this claim.")
        return found

    def stands(self, evidence: EvidenceId, name: str) -> Stands:
        """What a value of a paper says now."""
        if self.open.task:
            return stands(self.file(evidence).record, 0, self.open.case.corrected.get(evidence, ()), name)
        tenant = self.open.review.tenant
        standing = self.house.stores.standings.find(tenant, evidence)
        return self.house.correcting.beside(tenant, standing).stands(name)

    def blind(self) -> frozenset[tuple[EvidenceId, str]]:
        """Which values are keyed before they are shown."""
        return frozenset((one.evidence, one.field) for one in self._unseen())

    def findings(self) -> tuple[Finding, ...]:
        """What the rules said, without the values that are still to be keyed."""
        values, found = {one.value for one in self._unseen()}, self.open.case.answer.findings
        closed = self._closed() if any(map(of_another_claim, found)) else frozenset()
        return tuple(_veiled(one, values | closed if of_another_claim(one) else values) for one in found)

    def _closed(self) -> frozenset[str]:
        """Claims that this person may not see, so that nobody names them."""
        if self.person.may(Right.TAKE_ESCALATED) or permitted(self.person.roles, Permission.READ_AUDIT):
            return frozenset()
        return self.house.reviewing.reviews.passed_on(self.open.review.tenant)

    def _unseen(self) -> tuple[Typed, ...]:
        kept = self.draft.draft if self.draft else Draft()
        weighed = self.open.case.weighed(kept, self.house.kinds)
        return tuple(one.typed for one in weighed.blind if not keyed_right(one, kept.keyed))

    def papers(self) -> Papers:
        seen = revealed(self.house.stores.database, self.person, self.claim)
        return Papers(
            files=self.files,
            corrected=self.open.case.corrected,
            findings=self.findings(),
            blind=self.blind(),
            revealed=seen,
        )

    def shown(self) -> tuple[Shown, ...]:
        return laid_open(self.papers(), self.catalogue)

    def one_shown(self, evidence: str) -> Shown:
        """One document alone, as the desk shows it."""
        file, papers = self.file(evidence), self.papers()
        name = next(name for name, one in papers.files.items() if one.id == evidence)
        return laid_open(replace(papers, files={name: file}), self.catalogue)[0]

    @property
    def catalogue(self) -> Catalogue:
        return Catalogue(tuple(self.house.kinds.values()))


def of_another_claim(finding: Finding) -> bool:
    """Whether it says that another claim shows the same."""
    return finding.rule in TWIN_RULES and finding.outcome is Outcome.FAIL


def _veiled(finding: Finding, values: Collection[str]) -> Finding:
    reason = finding.reason
    for value in values:
        reason = Reason(reason.zh.replace(value, COVER), reason.en.replace(value, COVER))
    return replace(finding, reason=reason)


def case_of(house: House, visitor: Visitor, claim: str) -> Case:
    """The claim as `visitor` may see it. Raises Missing, Conflict before its first answer, Forbidden."""
    person = reviewer_of(visitor)
    found = house.reviewing.look(person, claim_named(claim))
    assigned = found.review.open_to(person)
    if not (assigned or visitor.may(Permission.READ_TENANT) or visitor.may(Permission.READ_AUDIT)):
        raise Forbidden("This claim was passed to a senior reviewer.")
    return Case(house, person, found)


def looked_at(request: Request, claim_id: str, house: Here, visitor: Looker) -> Case:
    """A dependency: the claim of the address, to be read."""
    request.state.visitor = visitor
    return case_of(house, visitor, claim_id)


def worked_on(claim_id: str, house: Here, visitor: Corrector) -> Case:
    """A dependency: the claim of the address, to be changed."""
    return case_of(house, visitor, claim_id)


def unmasked(claim_id: str, house: Here, visitor: Unmasker) -> Case:
    """A dependency: the claim of the address, for somebody who may see personal values."""
    return case_of(house, visitor, claim_id)


LookedAt = Annotated[Case, Depends(looked_at)]
WorkedOn = Annotated[Case, Depends(worked_on)]
Unmasking = Annotated[Case, Depends(unmasked)]
