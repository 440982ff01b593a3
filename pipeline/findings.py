"""What a rule answers: an outcome with its reason in Chinese and English, never an exception."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.geometry import Box


class Outcome(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    UNREADABLE = "unreadable"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """What a failed rule recommends; a person confirms every refusal."""

    REJECT = "reject"
    REVIEW = "review"
    ASK = "ask"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Reason:
    """A text for people in both languages."""

    zh: str
    en: str

    @property
    def both(self) -> str:
        """English, then Chinese; once where they are the same."""
        return self.en if self.zh == self.en else f"{self.en} {self.zh}"

    def followed(self, by: str) -> "Reason":
        """A name with what stands under it."""
        return Reason(f"{self.zh} {by}", f"{self.en} {by}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One rule's answer; `fields` are the names it looked at, `file` the document it is about ("" for the claim).

    `places`: where on the pages what it found can be seen. `trouble`: where the rule itself broke, for whoever keeps
    the log; "" for every rule that answered. `unanswered`: it could not be checked because an outside register did not
    answer, so that a person has to.
    """

    rule: str
    outcome: Outcome
    severity: Severity
    reason: Reason
    fields: tuple[str, ...] = ()
    file: str = ""
    trouble: str = ""
    places: tuple[Box, ...] = ()
    unanswered: bool = False

    @property
    def waits(self) -> bool:
        """Whether it waits for an outside register, and is grave enough that nothing is decided before."""
        return self.unanswered and self.severity is not Severity.INFO


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a rule's function returns before it is dressed as a Finding.

    `words` fill the placeholders of the rule's texts: a Reason where the languages differ, a str where not. `severity`
    overrides the rule's own where the case is milder or graver than usual. `file` names the document where a claim's
    rule answers about one. `away`: which outside register did not answer, and what a person should do.
    """

    outcome: Outcome
    fields: tuple[str, ...] = ()
    words: Mapping[str, str | Reason] = field(default_factory=dict)
    severity: Severity | None = None
    file: str = ""
    places: tuple[Box, ...] = ()
    away: Reason | None = None
