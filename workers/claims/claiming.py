"""A whole claim questioned: from its facts and read papers to everything that is answered about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from extractors.script import all_simplified
from pipeline.claim.claims import Case, Paper
from pipeline.claim.outcomes import Held, deciding, outcome
from pipeline.claim.policy import Policy
from pipeline.claim.reasons import Slot
from pipeline.claim.registers import RegisterDesk
from pipeline.claim.result import ClaimResult
from pipeline.claim.supplements import supplement
from pipeline.claim.twins import TwinBook, Twinned
from pipeline.findings import Finding
from pipeline.geometry import Box
from pipeline.kinds import Kind
from pipeline.records import Record, Refusal
from validators.book import WHOLE_BOOK, questioned, questioned_claim
from validators.claim.efficacy import efficacy
from validators.claim.known import purchase_day
from validators.claim.sums import refundable
from validators.claim.timeline import timeline
from workers.claims import broken_rules
from workers.claims.statements import Stated
from workers.desk import kinds
from workers.elsewhere import stated_alike
from workers.jobs import Result, document_facts
from workers.outcomes import PIPELINE
from workers.outside.registers import confirmed
from workers.policies.terms import Terms, governing, governing_unread


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one filed document, in the slot it was filed in."""

    slot: Slot | None
    result: Result


@dataclass(frozen=True, slots=True)
class Filing:
    """The papers of a claim, and the files that could not be read, each with its slot."""

    papers: tuple[Paper, ...]
    refused: tuple[tuple[Slot | None, Refusal], ...] = ()


def sorted_out(read: Iterable[Read]) -> Filing:
    """What was read of a claim, the papers of one picture each by itself."""
    papers: list[Paper] = []
    refused: list[tuple[Slot | None, Refusal]] = []
    for one in read:
        for result in (one.result, *one.result.further):
            if isinstance(result.answer, Record):
                papers.append(Paper(record=result.answer, slot=one.slot, document=result.document))
            else:
                refused.append((one.slot, result.answer))
    return Filing(tuple(papers), tuple(refused))


def answered(case: Case, unknown: tuple[str, ...]) -> ClaimResult:
    """Everything that is answered about the claim; `unknown`: keys of its facts that nobody knows."""
    answers = questioned_claim(case)
    findings = answers.findings
    broken_rules.told(one for one in findings if not one.file)
    said = case.statement
    doubted = tuple((paper.name, name) for paper in case.papers for name in paper.record.needs_person)
    alike = tuple((paper.name, name) for paper in case.papers for name in stated_alike(paper.form, said))
    held = Held(restrained=answers.restrained, doubted=bool(doubted))
    return ClaimResult(
        claim_id=said.claim_id,
        findings=findings,
        outcome=outcome(said.reason, findings, held),
        deciding=deciding(said.reason, findings),
        refundable=refundable(case),
        timeline=timeline(case),
        efficacy=efficacy(case),
        supplement=supplement(said.claim_id, findings, lambda finding: _places(case, finding)),
        doubted=doubted,
        stated_alike=alike,
        unknown=unknown,
        versions=_versions(case),
    )


def _comparable(case: Case) -> Case:
    """The same with every name in simplified script, so that 華 and 华 are one; ids and file names stay."""
    said = replace(case.statement, claim_id="", filed=())
    said = replace(all_simplified(said), claim_id=case.statement.claim_id, filed=case.statement.filed)
    return replace(
        case, statement=said, policy=all_simplified(case.policy), papers=tuple(map(_in_one_script, case.papers))
    )


def _in_one_script(paper: Paper) -> Paper:
    fields = tuple(replace(one, value=all_simplified(one.value)) for one in paper.form.fields)
    return replace(paper, record=replace(paper.record, form=replace(paper.form, fields=fields)))


def _places(case: Case, finding: Finding) -> tuple[Box, ...]:
    """What the rule points at; else where the fields it looked at stand."""
    if finding.places:
        return finding.places
    papers = (paper for paper in case.papers if paper.name == finding.file)
    fields = (paper.form.field(name) for paper in papers for name in finding.fields)
    return tuple(field.box for field in fields if field is not None and field.box is not None)


def _versions(case: Case) -> Mapping[str, object]:
    policy = {"version": case.policy.version, "campaign": case.policy.campaign}
    stated = {"stated_by_claim": list(case.statement.overrides)} if case.statement.overrides else {}
    return {"pipeline": PIPELINE, "rules": len(WHOLE_BOOK), "policy": policy | stated}


@dataclass(frozen=True, slots=True)
class ClaimDesk:
    """Questions one claim after the other, as one book: a duplicate fails the claim that is entered later.

    `registers` confirm what outside registers know of it; None where nobody is asked.
    """

    today: date
    terms: Terms
    book: TwinBook = field(default_factory=Twinned)
    registers: RegisterDesk | None = None
    kinds: Mapping[str, Kind] = field(default_factory=lambda: {kind.name: kind for kind in kinds()})

    def policy(self, stated: Stated) -> Policy:
        """The terms its documents are asked by, before anything is read; raises BadFacts."""
        return governing_unread(self.terms, stated)

    def enter(self, stated: Stated, read: Iterable[Read]) -> ClaimResult:
        """The answer about the claim and all its documents; raises BadFacts."""
        return self.asked(stated, sorted_out(read))

    def asked(self, stated: Stated, filing: Filing) -> ClaimResult:
        """The same, once everything is read: every rule is asked under the terms of the day of purchase."""
        case = Case(
            statement=stated.statement,
            papers=filing.papers,
            policy=self.policy(stated),
            today=self.today,
            refused=filing.refused,
        )
        bought = purchase_day(case)
        if bought:
            case = replace(case, policy=governing(self.terms, stated, bought.value))
        case = _comparable(case)
        case = replace(case, papers=tuple(self._questioned(paper, case.policy) for paper in case.papers))
        case = replace(case, earlier=self.book.earlier(case), confirmed=confirmed(self.registers, case))
        return answered(replace(case, twins=self.book.entered(case)), stated.unknown)

    def _questioned(self, paper: Paper, policy: Policy) -> Paper:
        """The paper with what its rules say under these terms; it may have been read under others, or before."""
        kind = self.kinds.get(paper.kind)
        if paper.document is None or kind is None:
            return paper
        facts = document_facts(self.today, policy, paper.document, kind)
        findings = questioned(paper.form, replace(facts, slot=paper.slot))
        return replace(paper, record=replace(paper.record, findings=findings))
