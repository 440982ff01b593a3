"""The rule book as a page to read: `python -m validators.catalogue > docs/rules.md`."""

from collections.abc import Iterable

from pipeline.claim.rules import ClaimRule, Guard
from pipeline.findings import Severity
from pipeline.rules import Rule
from validators.book import WHOLE_BOOK

_HEAD = """# The rules

This page is generated from the rule book (`python -m validators.catalogue > docs/rules.md`); a test keeps it true.

Every rule answers `pass`, `fail`, `unreadable` or `not_applicable`, with a reason in Chinese and English. `unreadable`
never counts as fail. A failed rule only recommends; a person confirms every refusal. Words in braces are filled in
from the document. A rule may answer a milder or graver case with another severity than its usual one.

| severity | what a failed rule recommends |
|---|---|
"""
_RECOMMENDS = {
    Severity.REJECT: "refusal, which a person confirms",
    Severity.REVIEW: "a person looks",
    Severity.ASK: "the sender supplies what is missing",
    Severity.INFO: "nothing; it is noted",
}
_NAMES = ("rule", "speaks about", "severity", "passes when", "reason when it fails", "looks at", "basis")
_COLUMNS = f"\n| {' | '.join(_NAMES)} |\n{'|---' * len(_NAMES)}|\n"


def page(book: Iterable[Rule | ClaimRule | Guard]) -> str:
    """The book as Markdown."""
    severities = "".join(f"| `{severity}` | {meaning} |\n" for severity, meaning in _RECOMMENDS.items())
    return _HEAD + severities + _COLUMNS + "".join(_row(rule) for rule in book)


def _row(rule: Rule | ClaimRule | Guard) -> str:
    kinds = _spoken_about(rule)
    texts = (f"{text.zh}<br>{text.en}" for text in (rule.article.holds, rule.article.fails))
    looks_at = ", ".join(f"`{name}`" for name in rule.article.inputs)
    columns = (rule.id, kinds, f"`{rule.article.severity}`", *texts, looks_at, rule.article.basis)
    return f"| {' | '.join(columns)} |\n"


def _spoken_about(rule: Rule | ClaimRule | Guard) -> str:
    if not isinstance(rule, Rule):
        return "the claim"
    return ", ".join(f"`{kind}`" for kind in rule.kinds) or "every kind"


if __name__ == "__main__":
    print(page(WHOLE_BOOK), end="")
