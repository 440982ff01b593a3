"""What a person types for a field, brought into the form in which a record holds it."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from pipeline.errors import WrongUse
from pipeline.fields import FieldSpec, ValueType
from pipeline.trust.audits import ABSENT

NUMBERS = frozenset({ValueType.AMOUNT, ValueType.WORDS_AMOUNT, ValueType.NUMBER, ValueType.PERCENT})
_MARKS = re.compile(r"[¥$€£元%\s]|RMB|CNY|USD|EUR|MYR|RM|HK|NT", re.IGNORECASE)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_SPOILT = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")


def told(text: str, spec: FieldSpec) -> str:
    """The answer as a record would hold it; raises WrongUse where it cannot be a value of this field."""
    text = unicodedata.normalize("NFKC", text).strip().removeprefix("'").strip()
    if text in (ABSENT, "–", "—"):
        return ABSENT
    if _SPOILT.fullmatch(text):
        raise WrongUse(f"{text} was shortened by a spreadsheet; format the column value as text and type it again.")
    if spec.type in NUMBERS:
        return _number(text)
    if spec.type is ValueType.DATE:
        return _day(text)
    if spec.type is ValueType.TIME:
        return _clock(text)
    if spec.type is ValueType.MOMENT:
        return _moment(text)
    return re.sub(r"\s", "", text) if spec.type is ValueType.ID else text


def _number(text: str) -> str:
    plain = _MARKS.sub("", text)
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", plain):
        raise WrongUse(f"{text!r} is no number; write it like 1234.50.")
    return format(Decimal(plain), "f")


def _day(text: str) -> str:
    found = _DAY.fullmatch(text)
    try:
        if found:
            return date(*map(int, found.groups())).isoformat()
    except ValueError:
        pass
    raise WrongUse(f"{text!r} is no day; write the year first, like 2026-01-31.")


def _clock(text: str) -> str:
    found = _CLOCK.fullmatch(text)
    if not found or int(found[1]) > 23 or int(found[2]) > 59 or int(found[3] or 0) > 59:
        raise WrongUse(f"{text!r} is no time; write it like 18:30 or 18:30:05.")
    return ":".join(part.zfill(2) for part in found.groups() if part is not None)


def _moment(text: str) -> str:
    day, _, clock = re.sub(r"(日|\d)\s{0,9}T?\s{0,9}(?=\d{1,2}:)", r"\1 ", text, count=1).rpartition(" ")
    if ":" not in text:
        return _day(text)
    return f"{_day(day)}T{_clock(clock)}"
