"""How a rule is written down: its id, its texts, the kinds it speaks about, and the question as a pure function."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.fields import FieldSpec
from pipeline.findings import Answer, Finding, Outcome, Reason, Severity
from pipeline.pages import Document
from pipeline.records import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a rule may know besides the form: today, the document as read, its kind's promises, the policy's limits.

    `specs` are those of the form's kind: they name the fields and say which are required. `confidence_floor` 0 means
    confidence is not judged. `stores` are the merchant's names and telephone numbers; `refund_window_days` counts from
    the day after the purchase. Empty or None: the policy does not say.
    """

    today: date
    document: Document
    specs: tuple[FieldSpec, ...] = ()
    legibility_floor: float = 0.25
    confidence_floor: float = 0.0
    amount_cap: Decimal = Decimal(10_000_000)
    stores: tuple[str, ...] = ()
    refund_window_days: int | None = None

    def label(self, name: str) -> Reason:
        """What people call field `name`."""
        for spec in self.specs:
            if spec.name == name:
                return Reason(spec.zh, spec.en)
        return Reason(name, name.replace("_", " "))


Question = Callable[[Form, Facts], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the book; `kinds` empty means every kind.

    `holds` states what is so when the rule passes; `fails` what is wrong and what to do, with placeholders.
    """

    id: str
    severity: Severity
    kinds: tuple[str, ...]
    holds: Reason
    fails: Reason
    question: Question

    def ask(self, form: Form, facts: Facts) -> Finding:
        """The rule's finding about one document, in words for people."""
        answer = self.question(form, facts) if self.speaks_about(form.kind) else not_applicable()
        return Finding(
            rule=self.id,
            outcome=answer.outcome,
            severity=answer.severity or self.severity,
            reason=self._reason(answer),
            fields=answer.fields,
        )

    def speaks_about(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds

    def _reason(self, answer: Answer) -> Reason:
        match answer.outcome:
            case Outcome.PASS:
                return self.holds
            case Outcome.FAIL:
                zh = {
                    key: _clipped(word.zh if isinstance(word, Reason) else word) for key, word in answer.words.items()
                }
                en = {
                    key: _clipped(word.en if isinstance(word, Reason) else word) for key, word in answer.words.items()
                }
                return Reason(self.fails.zh.format_map(_Words(zh)), self.fails.en.format_map(_Words(en)))
            case Outcome.UNREADABLE:
                return Reason(f"无法核对：{self.holds.zh}", f"Could not be checked: {self.holds.en}")
            case Outcome.NOT_APPLICABLE:
                return Reason(f"不适用：{self.holds.zh}", f"Does not apply: {self.holds.en}")


def rule(
    rule_id: str, *, severity: Severity, holds: Reason, fails: Reason, kinds: tuple[str, ...] = ()
) -> Callable[[Question], Rule]:
    """Decorate a question; the module-level name then holds the Rule."""

    def written_down(question: Question) -> Rule:
        return Rule(id=rule_id, severity=severity, kinds=kinds, holds=holds, fails=fails, question=question)

    return written_down


def passed(*fields: str) -> Answer:
    return Answer(outcome=Outcome.PASS, fields=fields)


def failed(*fields: str, severity: Severity | None = None, **words: str | Reason) -> Answer:
    return Answer(outcome=Outcome.FAIL, fields=fields, words=words, severity=severity)


def unreadable(*fields: str) -> Answer:
    return Answer(outcome=Outcome.UNREADABLE, fields=fields)


def not_applicable(*fields: str) -> Answer:
    return Answer(outcome=Outcome.NOT_APPLICABLE, fields=fields)


_LONGEST_WORD = 160  # a stranger's text never floods the reason


def _clipped(word: str) -> str:
    shown = " ".join("".join(character if character.isprintable() else " " for character in word).split())
    return shown if len(shown) <= _LONGEST_WORD else shown[: _LONGEST_WORD - 1] + "…"


class _Words(dict[str, str]):
    """A placeholder nobody filled reads as a dash: a finding must never be lost over its wording."""

    def __missing__(self, key: str) -> str:
        return "—"
