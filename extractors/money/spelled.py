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
_GROUPS = {"thousand": 1_000, "lakh": 100_000, "million": 1_000_000, "crore": 10_000_000, "billion": 1_000_000_000}
_WORD = "|".join(sorted([*_ONES, *_TENS, *_GROUPS, "hundred"], key=len, reverse=True))
_PHRASE = re.compile(rf"\b(?:{_WORD})\b(?:[\s,-]+(?:and\s+)?(?:{_WORD})\b)*", re.IGNORECASE)
_COINS = r"(?:cents?|sen|pence|fen)\b"
_CENTS = re.compile(
    r"[\s,]*(?:(?:us\s|singapore\s|hong\skong\s)?dollars?|pounds?|euros?|yuan|rmb|renminbi|"
    r"ringgit)?[\s,]*(?:(?:and\s+)?(?P<figures>\d\d)/100"
    rf"|and\s+(?:cents?\s+)?(?P<words>(?:{_WORD})(?:[\s-]+(?:{_WORD}))?)\b(?:\s+{_COINS})?"
    rf"|(?P<bare>(?:{_WORD})(?:[\s-]+(?:{_WORD}))?)\s+{_COINS})",
    re.IGNORECASE,
)
_COINS_BEHIND = re.compile(rf"\s+{_COINS}", re.IGNORECASE)


def spelled_out(text: str) -> tuple[Decimal, tuple[int, int]] | None:
    """Value and place of the first amount of two words or more; None when there is none, or its grammar is broken."""
    for match in _PHRASE.finditer(text):
        if len(re.split(r"[\s,-]+", match.group())) < 2:
            continue
        coins = _COINS_BEHIND.match(text, match.end())
        told = _with_coins(match.group(), text[match.end() :]) if coins is None else _parted(match.group())
        if told is not None:
            value, length = told
            return value.quantize(Decimal("0.01")), (match.start(), coins.end() if coins else match.end() + length)
    return None


def _parted(words: str) -> tuple[Decimal, int] | None:
    """`four hundred and fifty`, said of cents: what stands behind the last `and` are the cents."""
    before, _, last = re.sub(r"\s+", " ", words.lower()).rpartition(" and ")
    whole, cents = _number(before) if before else None, _number(last)
    if whole is None or cents is None or cents >= 100:
        return None
    return Decimal(whole) + Decimal(cents) / 100, 0


def _with_coins(words: str, behind: str) -> tuple[Decimal, int] | None:
    whole = _number(words)
    if whole is None:
        return None
    cents = _CENTS.match(behind)
    return (Decimal(whole) + _cents(cents), cents.end()) if cents else (Decimal(whole), 0)


def _cents(match: re.Match[str]) -> Decimal:
    number = int(match["figures"]) if match["figures"] else _number(match["words"] or match["bare"] or "") or 0
    return Decimal(number) / 100


def _number(text: str) -> int | None:
    """The whole number; None where a word cannot follow the one before it (fifty and fifty, five twelve)."""
    total = group = 0
    for word in re.split(r"[\s,-]+", text.lower()):
        if word in _GROUPS:
            if not group or (total and total < _GROUPS[word]):
                return None
            total, group = total + group * _GROUPS[word], 0
        elif word != "and":
            longer = _below_a_thousand(group, word)
            if longer is None:
                return None
            group = longer
    return total + group


def _below_a_thousand(group: int, word: str) -> int | None:
    """`group` with `word` behind it; None when it cannot stand there."""
    if word == "hundred":
        return group * 100 if 0 < group < 20 else None
    if word in _TENS:
        return None if group % 100 else group + _TENS[word]
    if word in _ONES:
        taken = group % 10 if _ONES[word] < 10 and group % 100 >= 20 else group % 100
        return None if taken else group + _ONES[word]
    return None
