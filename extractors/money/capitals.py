"""Amounts in Chinese financial capitals (大写), by the grammar of the payment-settlement rules; nothing is guessed."""

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {mark: digit for digit, marks in enumerate(("零〇", "壹壱一", "贰貳二贰", "叁參叄三", "肆四", "伍五", "陆陸六", "柒七", "捌八", "玖九")) for mark in marks}  # fmt: skip
_UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
_PLAIN = frozenset("一二三四五六七八九十百千〇")
_FORM = re.compile(
    r"^(?:人民币|RMB|¥|ⓧ|⊗|Ⓧ|[xX×*])?\s*[:]?\s*(?P<sign>\(?负(?:数)?\)?)?"
    r"(?:(?P<yuan>[^元圆圓角分整正]+)[元圆圓])?(?P<jiao>[^角分整正]+角|"
    r"零(?=.分))?(?P<fen>[^角分整正]+分)?(?P<whole>[整正])?$"
)


@dataclass(frozen=True, slots=True)
class Capitals:
    """`value` without its sign; `flags`: `nonstandard` (plain numerals, bare 拾), `whole_after_fen`, `zero_doubled`."""

    value: Decimal
    negative: bool
    flags: tuple[str, ...]


def capitals(text: str) -> Capitals | None:
    """The amount; None when any character or the order of units is outside the grammar (so: unreadable)."""
    bare = re.sub(r"\s", "", text).strip(":.,。")
    match = _FORM.match(bare)
    if not bare or match is None or not (match["yuan"] or match["jiao"] or match["fen"]):
        return None
    parts = (_yuan(match["yuan"]), _small(match["jiao"]), _small(match["fen"]))
    if any(part is None for part in parts):
        return None
    yuan, jiao, fen = (Decimal(part or 0) for part in parts)
    flags = ("nonstandard",) * bool(
        _PLAIN & set(bare) or re.search(r"(?:^|[^壹贰叁肆伍陆柒捌玖零])拾", match["yuan"] or "")
    )
    flags += ("whole_after_fen",) * bool(match["whole"] and match["fen"]) + ("zero_doubled",) * ("零零" in bare)
    value = (yuan + jiao / 10 + fen / 100).quantize(Decimal("0.01"))
    return Capitals(value, bool(match["sign"]), flags)


def _small(text: str | None) -> int | None:
    """零肆分 → 4; 伍角 → 5; a bare 零 → 0. None when it is no single digit."""
    if text is None:
        return 0
    digits = text.rstrip("角分").lstrip("零") or "零"
    return _DIGITS.get(digits) if len(digits) == 1 else None


def _yuan(text: str | None) -> int | None:
    if text is None:
        return 0
    total = 0
    for power, mark in ((10**8, "[亿億]"), (10**4, "[万萬]")):
        head, *tail = re.split(mark, text, maxsplit=1)
        if tail:
            section = _section(head) if power == 10**4 else _yuan(head)
            if not section:
                return None
            total, text = total + section * power, tail[0]
    if not text:
        return total
    rest = _section(text)
    return None if rest is None else total + rest


def _section(text: str) -> int | None:
    """Below 10,000: units strictly falling, a digit before each, 零 only between unequal levels."""
    total, level, digit = 0, 10_000, None
    for place, mark in enumerate(text):
        if mark in _UNITS:
            unit = _UNITS[mark]
            digit = 1 if digit is None and unit == 10 and place == 0 else digit
            if not digit or unit >= level:
                return None
            total, level, digit = total + digit * unit, unit, None
        elif mark in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[mark] or None
        else:
            return None
    return total + (digit or 0)
