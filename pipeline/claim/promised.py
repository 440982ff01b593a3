"""What a published promise of efficacy asks for: the sentence read for bounds, ranges, points and targets.

Wordings and what they mean follow the domain's table: 以上, at least and ≥ include the number; 约 leaves a tenth either
way; 最高 and up to promise no lower bound; 至/到 name an end and 提升…倍 two possible ones.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pipeline.claim.policy import ClaimedEfficacy
from pipeline.findings import Reason
from pipeline.sheets import folded


class Form(StrEnum):
    """In what the promise is counted."""

    RELATIVE = "relative"  # percent of the first reading
    POINTS = "points"  # percentage points
    UNITS = "units"  # the indicator's own unit, degrees of ITA°


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """`least` and `most` are equal but for a range; `about`: a tenth either way is left to a person.

    `open_for`: why no number can be held against it, None where one can. `form` None: percent or points is not said.
    """

    least: Decimal
    most: Decimal
    form: Form | None = None
    about: bool = False
    open_for: Reason | None = None


_NUMBER = r"(\d+(?:\.\d+)?)"
_RANGE = re.compile(rf"(?<!\d){_NUMBER}\s{{0,4}}%?\s{{0,4}}(?:~|-|–|—|至|到|to)\s*{_NUMBER}\s*%", re.IGNORECASE)
_POINTS = re.compile(r"百分点|percentage points?|\bpp\b", re.IGNORECASE)
_DEGREES = re.compile(r"\d\s*(?:°|度)")
_ABOUT = re.compile(r"约|左右|大约|接近|\babout\b|approximately|around|nearly", re.IGNORECASE)
_UP_TO = re.compile(r"最高|最多|高达|可达|至多|\bup to\b|as much as|at most", re.IGNORECASE)
_TIMES = re.compile(r"\d\s*倍|[两二三四五]倍|翻倍|\btimes\b|\bdouble", re.IGNORECASE)
_TO = re.compile(
    rf"(?:降低?|减少?|提高|升高?|增加?|恢复|reduced?|increased?|down|up)\s*(?:至|到|to)\s*{_NUMBER}",
    re.IGNORECASE,
)
_TENTHS = re.compile(r"(?<!\d)([一二三四五六七八九1-9])\s*成([五半])?(?!\s*分)")  # 成分 are ingredients
_DIGITS = "零一二三四五六七八九"

_NO_LOWER_BOUND = Reason("宣称只给出上限（最高/高达），没有下限", "the promise names only an upper bound (up to)")
_TWO_TIMES = Reason("宣称以倍数表示，含义不止一种", "the promise counts in times, which can mean two things")
_TARGET = Reason("宣称的是达到某一数值，而非变化幅度", "the promise names an end to reach, not a change")
_NONE = Reason("没有宣称功效的数值", "no figure was promised")


def promise(claimed: ClaimedEfficacy) -> Promise:
    """What was promised; the wording decides how `value_percent` is meant."""
    text = folded(claimed.wording)
    span = _RANGE.search(text)
    value = claimed.value_percent if claimed.value_percent is not None else _tenths(text)
    least, most = (Decimal(span[1]), Decimal(span[2])) if span else (value, value)
    reason = _undecidable(text)
    if least is None or most is None or least <= 0 or most < least:
        return Promise(least=Decimal(0), most=Decimal(0), form=_form(text), open_for=reason or _NONE)
    return Promise(least=least, most=most, form=_form(text), about=bool(_ABOUT.search(text)), open_for=reason)


def _form(text: str) -> Form | None:
    if _POINTS.search(text):
        return Form.POINTS
    return Form.UNITS if _DEGREES.search(text) else None


def _undecidable(text: str) -> Reason | None:
    if _UP_TO.search(text):
        return _NO_LOWER_BOUND
    if _TIMES.search(text):
        return _TWO_TIMES
    return _TARGET if _TO.search(text) else None


def _tenths(text: str) -> Decimal | None:
    found = _TENTHS.search(text)
    if found is None:
        return None
    tens = int(found[1]) if found[1].isdecimal() else _DIGITS.index(found[1])
    return Decimal(tens * 10 + (5 if found[2] else 0))
