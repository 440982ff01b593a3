"""How a rule is written down: its id, its texts, the kinds it speaks about, and the question as a pure function."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.findings import Answer, Finding, Outcome, Reason, Severity
from pipeline.pages import Document
from pipeline.records import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a rule may know besides the form: today, the document as read, and the policy's limits.

    `pages_missing` … come later with claims; everything here is a value, nothing reaches a store.
    """

    today: date
    document: Document
    legibility_floor: float = 0.25
    amount_cap: Decimal = Decimal(10_000_000)


Question = Callable[[Form, Facts], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the book; `kinds` empty means every kind."""

    id: str
    severity: Severity
    kinds: tuple[str, ...]
    reason: Reason
    question: Question

    def ask(self, form: Form, facts: Facts) -> Finding:
        """The rule's finding about one document; the texts' placeholders are filled with the answer's words."""
        answer = self.question(form, facts) if self.speaks_about(form.kind) else not_applicable()
        words = _Words(answer.words)
        return Finding(
            rule=self.id,
            outcome=answer.outcome,
            severity=answer.severity or self.severity,
            reason=Reason(self.reason.zh.format_map(words), self.reason.en.format_map(words)),
            fields=answer.fields,
        )

    def speaks_about(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


def rule(
    rule_id: str, *, severity: Severity, zh: str, en: str, kinds: tuple[str, ...] = ()
) -> Callable[[Question], Rule]:
    """Decorate a question; the module-level name then holds the Rule."""

    def written_down(question: Question) -> Rule:
        return Rule(id=rule_id, severity=severity, kinds=kinds, reason=Reason(zh, en), question=question)

    return written_down


def passed(*fields: str) -> Answer:
    return Answer(outcome=Outcome.PASS, fields=fields)


def failed(*fields: str, severity: Severity | None = None, **words: str) -> Answer:
    return Answer(outcome=Outcome.FAIL, fields=fields, words=words, severity=severity)


def unreadable(*fields: str) -> Answer:
    return Answer(outcome=Outcome.UNREADABLE, fields=fields)


def not_applicable(*fields: str) -> Answer:
    return Answer(outcome=Outcome.NOT_APPLICABLE, fields=fields)


class _Words(dict[str, str]):
    """Placeholders a passing answer does not fill read as a dash."""

    def __missing__(self, key: str) -> str:
        return "—"
