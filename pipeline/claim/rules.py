"""How a rule about a whole claim is written down: like one about a document, but it may answer for several files."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.claim.claims import Case
from pipeline.findings import Answer, Finding, Outcome
from pipeline.rules import Article

ClaimQuestion = Callable[[Case], Answer | tuple[Answer, ...]]


@dataclass(frozen=True, slots=True)
class ClaimRule:
    """One rule that needs the claim's facts, the policy, other files or other claims."""

    article: Article
    question: ClaimQuestion

    @property
    def id(self) -> str:
        return self.article.id

    def ask(self, case: Case) -> tuple[Finding, ...]:
        """At least one finding; an answer about one document carries its `file`."""
        return self.article.answers(lambda: self.question(case))


def claim_rule(article: Article) -> Callable[[ClaimQuestion], ClaimRule]:
    """Decorate a question about a claim; the module-level name then holds the ClaimRule."""

    def written_down(question: ClaimQuestion) -> ClaimRule:
        return ClaimRule(article, question)

    return written_down


Findings = tuple[Finding, ...]
GuardQuestion = Callable[[Case, Findings], Answer | tuple[Answer, ...]]


@dataclass(frozen=True, slots=True)
class Guard:
    """A legal guard: asked last, of what all others answered. It restrains the machine, never the customer.

    `forbids`: where it fails, no refusal may be recommended; a person decides.
    """

    article: Article
    question: GuardQuestion
    forbids: bool

    @property
    def id(self) -> str:
        return self.article.id

    def ask(self, case: Case, findings: Findings) -> tuple[Finding, ...]:
        """At least one finding."""
        return self.article.answers(lambda: self.question(case, findings))


def guard(article: Article) -> Callable[[GuardQuestion], Guard]:
    """Decorate a guard that speaks, but forbids nothing by itself."""
    return lambda question: Guard(article, question, forbids=False)


def forbidding(article: Article) -> Callable[[GuardQuestion], Guard]:
    """Decorate a guard under which no refusal may be recommended while it fails."""
    return lambda question: Guard(article, question, forbids=True)


def restrains(guards: tuple[Guard, ...], findings: Findings) -> bool:
    """Whether one of the guards that forbid refusals fails."""
    forbidding_ids = {one.id for one in guards if one.forbids}
    return any(one.rule in forbidding_ids and one.outcome is Outcome.FAIL for one in findings)
