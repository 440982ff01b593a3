"""Amounts written out in English words: `say US Dollars Five Thousand Three Hundred Eighty-Two only`."""

import re
from decimal import Decimal

_ONES = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_GROUPS = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_WORD = "|".join(sorted([*_ONES, *_TENS, *_GROUPS, "hundred"], key=len, reverse=True))
_PHRASE = re.compile(rf"\b(?:{_WORD})\b(?:[\s,-]+(?:and\s+)?(?:{_WORD})\b)*", re.IGNORECASE)
_CENTS = re.compile(
    rf"[\s,]*(?:(?:us\s)?dollars?|pounds?|euros?|yuan|rmb|ringgit)?\s*and\s+(?:(?P<figures>\d\d)/100|(?:cents?\s+)?(?P<words>(?:{_WORD})(?:[\s-]+(?:{_WORD}))?)(?:\s+cents?)?)",
    re.IGNORECASE,
)


def spelled_out(text: str) -> tuple[Decimal, tuple[int, int]] | None:
    """Value and place of the first amount of two words or more; None when there is none, or its grammar is broken."""
    for match in _PHRASE.finditer(text):
        if len(re.split(r"[\s,-]+", match.group())) < 2:
            continue
        whole = _number(match.group())
        if whole is None:
            continue
        cents = _CENTS.match(text, match.end())
        part = _cents(cents) if cents else Decimal(0)
        return (Decimal(whole) + part).quantize(Decimal("0.01")), (match.start(), cents.end() if cents else match.end())
    return None


def _cents(match: re.Match[str]) -> Decimal:
    number = int(match["figures"]) if match["figures"] else _number(match["words"] or "") or 0
    return Decimal(number) / 100


def _number(text: str) -> int | None:
    total = group = 0
    for word in re.split(r"[\s,-]+", text.lower()):
        if word in _ONES:
            group += _ONES[word]
        elif word in _TENS:
            group += _TENS[word]
        elif word == "hundred":
            if not 0 < group < 10:
                return None
            group *= 100
        elif word in _GROUPS:
            if not group or (total and total < _GROUPS[word]):
                return None
            total, group = total + group * _GROUPS[word], 0
        elif word != "and":
            return None
    return total + group
