"""What an exam result or another outcome says: passed or not."""

import re
from decimal import Decimal
from enum import Enum, auto

from pipeline.records import Form
from pipeline.rows import Mark
from pipeline.sheets import folded

# 末 is how readers often take 未: before a verb of passing it cannot be meant.
_NOT = re.compile(
    r"[未末不没]\s*(?:能|予)?\s*(?:通过|合格|及格|达到?标?|达线|录取|入围|上线)|落选|未上榜"
    r"|\b(?:not|no)\s+(?:\w+\s+)?(?:pass|qualif|success|achiev)|\bfail|\bunsuccessful|\bbelow",
    re.IGNORECASE,
)
_DONE = re.compile(r"通过|合格|及格|达标|录取|上线|\bpass|\bqualified|\bsuccessful|\bachieved", re.IGNORECASE)
_AWAY = re.compile(r"缺考|弃考|违纪|作弊|取消资格|absent|withdrawn|disqualif|no[- ]show", re.IGNORECASE)
_TOTAL = re.compile(r"总分|总成绩|合计|total|overall|aggregate", re.IGNORECASE)
_ABOVE_ANY_SUBJECT = 100


class Result(Enum):
    PASSED = auto()
    MISSED = auto()
    ABSENT = auto()


def by_words(status: str) -> Result | None:
    text = folded(status)
    if _AWAY.search(text):
        return Result.ABSENT
    if _NOT.search(text):
        return Result.MISSED
    return Result.PASSED if _DONE.search(text) else None


def by_marks(form: Form) -> Result | None:
    """Every subject must reach the pass mark; a mark no subject can reach is one for the total."""
    wanted, marks = form.amount("pass_mark"), form.marks()
    total = [mark for mark in marks if _TOTAL.search(mark.subject)]
    subjects = [mark for mark in marks if mark not in total]
    if wanted is None:
        return None
    if wanted > _ABOVE_ANY_SUBJECT or not subjects:
        return _verdict(total, wanted)
    answers = {_verdict(subjects, wanted)} | ({_verdict(total, wanted)} if len(subjects) == 1 and total else set())
    return answers.pop() if len(answers) == 1 else None


def _verdict(marks: list[Mark], wanted: Decimal) -> Result | None:
    scores = [mark.score for mark in marks if mark.score is not None]
    if any(score < wanted for score in scores):
        return Result.MISSED
    return Result.PASSED if scores and len(scores) == len(marks) else None
