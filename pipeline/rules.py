"""How a rule is written down: its id, its texts, the kinds it speaks about, and the question as a pure function."""

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.claim.reasons import Slot
from pipeline.fields import FieldSpec
from pipeline.findings import Answer, Finding, Outcome, Reason, Severity
from pipeline.pages import Document
from pipeline.records import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a rule may know besides the form: today, the document as read, its kind's promises, the policy's limits.

    `specs` are those of the form's kind: they name the fields and say which are required. `confidence_floor` 0 means
    confidence is not judged. `stores` are the merchant's names and telephone numbers; `refund_window_days` counts from
    the day after the purchase. `slot`: what the sender says the document is. Empty or None: nobody says.
    """

    today: date
    document: Document
    specs: tuple[FieldSpec, ...] = ()
    legibility_floor: float = 0.25
    confidence_floor: float = 0.0
    amount_cap: Decimal = Decimal(10_000_000)
    stores: tuple[str, ...] = ()
    refund_window_days: int | None = None
    slot: Slot | None = None

    def label(self, name: str) -> Reason:
        """What people call field `name`."""
        for spec in self.specs:
            if spec.name == name:
                return Reason(spec.zh, spec.en)
        return Reason(name, name.replace("_", " "))


Question = Callable[[Form, Facts], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What stands in the book about one rule: its weight, its texts, what it looks at, and why it may ask.

    `holds` states what is so when the rule passes; `fails` what is wrong and what to do, with placeholders. `inputs`
    are fields of papers (`paid_amount`), facts of the claim (`claim.order_id`) and terms of the policy
    (`policy.refund_window_days`). `basis`: the law, standard or term the rule rests on.
    """

    id: str
    severity: Severity
    holds: Reason
    fails: Reason
    inputs: tuple[str, ...]
    basis: str

    def found(self, answer: Answer) -> Finding:
        """The answer dressed in words for people."""
        return Finding(
            rule=self.id,
            outcome=answer.outcome,
            severity=answer.severity or self.severity,
            reason=self._reason(answer),
            fields=answer.fields,
            file=answer.file,
            places=answer.places,
            unanswered=answer.away is not None,
        )

    def answers(self, question: Callable[[], Answer | tuple[Answer, ...]]) -> tuple[Finding, ...]:
        """At least one finding. A question that breaks becomes a finding about the rule; the others still answer."""
        try:
            found = question()
            given = (found,) if isinstance(found, Answer) else found
            return tuple(map(self.found, given or (not_applicable(),)))
        except Exception as error:  # noqa: BLE001 - a question ends here, and its error is told and logged
            return (self._broken(error),)

    def _broken(self, error: Exception) -> Finding:
        """It fails, so that a person looks and no guard is lifted; `trouble` says where, for the log."""
        kind = type(error).__name__
        at = traceback.extract_tb(error.__traceback__)[-1]
        return Finding(
            rule=self.id,
            outcome=Outcome.FAIL,
            severity=Severity.REVIEW,
            trouble=f"{kind} in {at.name}, line {at.lineno}",
            reason=Reason(
                f"本规则运行出错（{kind}），未能核对，请人工核对并告知管理员：{self.holds.zh}",
                f"This rule itself failed ({kind}); please check by hand and tell the administrator: {self.holds.en}",
            ),
        )

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
                open_ = Reason(f"无法核对：{self.holds.zh}", f"Could not be checked: {self.holds.en}")
                away = answer.away
                return Reason(f"{open_.zh}；{away.zh}", f"{open_.en}. {away.en}") if away else open_
            case Outcome.NOT_APPLICABLE:
                return Reason(f"不适用：{self.holds.zh}", f"Does not apply: {self.holds.en}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule that one document can answer; `kinds` empty means every kind."""

    article: Article
    kinds: tuple[str, ...]
    question: Question

    @property
    def id(self) -> str:
        return self.article.id

    def ask(self, form: Form, facts: Facts) -> Finding:
        """The rule's finding about one document."""
        (found,) = self.article.answers(
            lambda: self.question(form, facts) if self.speaks_about(form.kind) else not_applicable()
        )
        return found

    def speaks_about(self, kind: str) -> bool:
        return not self.kinds or kind in self.kinds


def rule(article: Article, *, kinds: tuple[str, ...] = ()) -> Callable[[Question], Rule]:
    """Decorate a question; the module-level name then holds the Rule."""

    def written_down(question: Question) -> Rule:
        return Rule(article=article, kinds=kinds, question=question)

    return written_down


def passed(*fields: str, file: str = "") -> Answer:
    return Answer(outcome=Outcome.PASS, fields=fields, file=file)


def failed(*fields: str, severity: Severity | None = None, file: str = "", **words: str | Reason) -> Answer:
    return Answer(outcome=Outcome.FAIL, fields=fields, words=words, severity=severity, file=file)


def unreadable(*fields: str, file: str = "") -> Answer:
    return Answer(outcome=Outcome.UNREADABLE, fields=fields, file=file)


def unanswered(*fields: str, away: Reason, file: str = "") -> Answer:
    """Never a fail: an outside register was asked and did not answer."""
    return Answer(outcome=Outcome.UNREADABLE, fields=fields, file=file, away=away)


def not_applicable(*, file: str = "") -> Answer:
    """Nothing was looked at that a person could look at, too: it names no field."""
    return Answer(outcome=Outcome.NOT_APPLICABLE, file=file)


_LONGEST_WORD = 160  # a stranger's text never floods the reason


def _clipped(word: str) -> str:
    shown = " ".join("".join(character if character.isprintable() else " " for character in word).split())
    return shown if len(shown) <= _LONGEST_WORD else shown[: _LONGEST_WORD - 1] + "…"


class _Words(dict[str, str]):
    """A placeholder nobody filled reads as a dash: a finding must never be lost over its wording."""

    def __missing__(self, key: str) -> str:
        return "—"
