"""How a rule about a whole claim is written down: like one about a document, but it may answer for several files."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.claims import Case
from pipeline.findings import Answer, Finding
from pipeline.rules import Article, not_applicable

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
        try:
            found = self.question(case)
            answers = (found,) if isinstance(found, Answer) else found
            return tuple(map(self.article.found, answers or (not_applicable(),)))
        except Exception as error:  # noqa: BLE001 - one broken rule never silences the others
            return (self.article.broken(error),)


def claim_rule(article: Article) -> Callable[[ClaimQuestion], ClaimRule]:
    """Decorate a question about a claim; the module-level name then holds the ClaimRule."""

    def written_down(question: ClaimQuestion) -> ClaimRule:
        return ClaimRule(article, question)

    return written_down
