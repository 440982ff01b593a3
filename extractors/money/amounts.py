"""Amounts of money and other numbers as they are printed (domain: writing amounts in digits)."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.sheets import Spot, Strip

# A dollar sign after a country reads as its S when the print is small.
_MARK = (
    r"(?:CN¥|HK[$S]|NT[$S]|US[$S]|S\$|A\$|C\$|RMB|CNY|MYR|SGD|USD|EUR|GBP|AUD|HKD|TWD|INR|Rs\.?|Rp\.?|RM|NT|[$€£¥₹฿])"
)
_DIGITS = (
    r"(?:\d{1,3}(?:,\s?\d{3})+(?:\s?\.\s?\d{1,2}(?!\d))?"  # 1,234.56
    r"|\d{1,3}(?:\.\d{3})+,\d{2}(?!\d)"  # 1.234,56
    r"|\d{1,3}(?:[ ']\d{3})+[.,]\d{2}(?!\d)"  # 1 234,56
    r"|\d+\s?[.]\s?\d{2}(?!\d)|\d+\s?,\s?\d{2}(?!\d)"  # 12.50, 12. 50, 12,50
    r"|\d+\.\d{1,13}|\.\d{2}(?!\d)|\d+)"  # 264.601769911504, .50, 299
)
_AMOUNT = re.compile(
    rf"(?<![\d#])(?<!\d[.,:/\-])(?P<open>[(\-])?\s?(?P<mark>{_MARK})?\s{{0,2}}(?P<minus>-)?\s?(?P<digits>{_DIGITS})"
    r"(?![\d:/%]|[.,]\d|-\w|\s?%|\s?折)(?P<tail>\s?(?:元|圆|块|CR\b|-(?![\w-])|\)))?",
    re.IGNORECASE,
)


# Cents set high and small, as cash registers do, are read apart: `$16  52`; so are those whose point was not seen.
_HIGH_CENTS = re.compile(r"[$€£¥]\s?(?P<digits>\d{1,4}\s?\.{0,2}\s{1,2}\d{2})(?![\d.,%])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A number that may be money: `value` without sign, `decimals` as printed, `marked`: a currency mark stands by."""

    value: Decimal
    decimals: int
    negative: bool
    marked: bool
    spot: Spot


def decimal_of(digits: str) -> Decimal:
    """The plain value of digits as printed; a comma is a decimal point only before the last one or two digits.

    Raises decimal.InvalidOperation when `digits` holds no number.
    """
    text = re.sub(r"[\s']", "", digits)
    last_comma, last_point = text.rfind(","), text.rfind(".")
    decimal_comma = last_comma > last_point and len(text) - last_comma - 1 in (1, 2)
    if decimal_comma:
        text = text.replace(".", "").replace(",", ".")
    return Decimal(text.replace(",", ""))


@lru_cache(maxsize=2_000)  # several kinds ask the same rows
def amounts_in(strip: Strip) -> tuple[Amount, ...]:
    """Every number in a row that could be an amount; percentages, dates, times and parts of ids are left out."""
    found = [_with_high_cents(strip, match) for match in _HIGH_CENTS.finditer(strip.text)]
    apart = [(amount.spot.start, amount.spot.end) for amount in found]
    for match in _AMOUNT.finditer(strip.text):
        amount = _amount(strip, match)
        if amount and all(amount.spot.end <= start or end <= amount.spot.start for start, end in apart):
            found.append(amount)
    return tuple(sorted(found, key=lambda amount: amount.spot.start))


def _with_high_cents(strip: Strip, match: re.Match[str]) -> Amount:
    digits = re.sub(r"\D", "", match["digits"])
    value = Decimal(f"{digits[:-2]}.{digits[-2:]}")
    return Amount(value=value, decimals=2, negative=False, marked=True, spot=strip.spot(match, "digits"))


def _amount(strip: Strip, match: re.Match[str]) -> Amount | None:
    digits = match.group("digits")
    start, end = match.span("digits")
    value = decimal_of(digits)
    decimals = len(str(value).partition(".")[2])
    before, after = strip.text[:start], strip.text[end:]
    marked = bool(match.group("mark")) or (match.group("tail") or "").strip() in {"元", "圆", "块"}
    if not marked and decimals == 0 and (_glued(before[-1:]) or _glued(after[:1])):
        return None
    if len(digits) > 12 and decimals == 0:
        return None
    tail = (match.group("tail") or "").strip()
    negative = match.group("open") == "-" or bool(match.group("minus")) or tail in {"-", "CR", "cr"}
    negative = negative or (match.group("open") == "(" and tail == ")")
    return Amount(value=value, decimals=decimals, negative=negative, marked=marked, spot=strip.spot(match, "digits"))


def _glued(character: str) -> bool:
    return bool(character) and ((character.isascii() and character.isalnum()) or character in "*_#@")


_CURRENCIES: tuple[tuple[str, str], ...] = (
    ("CNY", r"¥|人民币|RMB|\bCNY\b|\d\s?元"),
    ("TWD", r"NT\$|\bTWD\b|新[台臺]幣|統一編號"),
    ("HKD", r"HK\$|\bHKD\b"),
    ("MYR", r"\bRM\b(?!\s?\d)|\bRM\s?\d{1,6}(?:,\d{3})*\.\d\d(?!\d)|\bMYR\b|SDN\.?\s*BHD"),
    ("SGD", r"\bS\$|\bSGD\b|\bSINGAPORE\b"),
    ("AUD", r"\bA\$|\bAUD\b|\bABN\b"),
    ("CAD", r"C\$|CA\$|\bCAD\b"),
    ("NZD", r"NZ\$|\bNZD\b"),
    ("GBP", r"£|\bGBP\b"),
    ("EUR", r"€|\bEUR\b|\bEURO\b"),
    ("INR", r"₹|\bINR\b|\bRs\.?\s?\d"),
    ("IDR", r"\bRp\.?\s?\d|\bIDR\b"),
    ("THB", r"฿|\bTHB\b|\bBAHT\b"),
    ("USD", r"US\s?\$|\bUSD\b|\bEIN\b|\b[A-Z]{2},?\s+\d{5}(?:-\d{4})?\b"),
)


def currency_of(text: str) -> str | None:
    """The ISO 4217 code the page's own marks name; None when they are silent or a bare `$` has no country beside it."""
    counts = {code: len(re.findall(pattern, text, re.IGNORECASE)) for code, pattern in _CURRENCIES}
    dollars = len(re.findall(r"(?<![A-Za-z])(?<!US )\$", text))
    if dollars and not any(counts[code] for code in ("TWD", "HKD", "SGD", "AUD", "MYR", "CAD", "NZD")):
        return "USD" if counts["USD"] else None
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else None
