"""How far a till may round the total, by currency."""

import re
from decimal import Decimal

from pipeline.pages import Document
from pipeline.records import Form
from validators.printed import amounts, rows

# Cash rounding: half of the smallest coin in use. MYR: 1, 2, 6, 7 sen down, 3, 4, 8, 9 up to the nearest 5 (central
# bank's rounding mechanism). SGD tills may round down the whole way. CNY: 抹零 drops 角 and 分.
_MOST = {
    "MYR": Decimal("0.02"),
    "SGD": Decimal("0.04"),
    "AUD": Decimal("0.02"),
    "CAD": Decimal("0.02"),
    "NZD": Decimal("0.05"),
    "CHF": Decimal("0.02"),
    "EUR": Decimal("0.02"),
    "DKK": Decimal("0.25"),
    "SEK": Decimal("0.50"),
    "NOK": Decimal("0.50"),
    "CNY": Decimal("0.99"),
}
_USUAL = Decimal("0.05")  # where the currency is unknown
_MARKS = {"RM": "MYR", "S$": "SGD", "A$": "AUD", "￥": "CNY", "¥": "CNY", "元": "CNY", "RMB": "CNY", "€": "EUR"}
_LABEL = re.compile(r"\b(?:rounding|rnd)\b|抹零|舍入|去零", re.IGNORECASE)
_SUM = re.compile(r"total|合计|总计|应收|实收|after|before|incl", re.IGNORECASE)


def currency(form: Form) -> str:
    """ISO 4217; "" where the receipt does not say."""
    said = (form.text("currency") or "").upper()
    return _MARKS.get(said, said)


def most(code: str) -> Decimal | None:
    """The most a till may round in currency `code`; None where we know no rule."""
    return _MOST.get(code)


def allowed(gap: Decimal, code: str) -> bool:
    """Whether `gap`, sum of the parts less total, can be rounding; 抹零 only ever goes down."""
    if code == "CNY":
        return Decimal(0) <= gap <= _MOST["CNY"]
    return abs(gap) <= _MOST.get(code, _USUAL)


def printed(document: Document) -> frozenset[Decimal] | None:
    """The amounts printed behind a rounding label, without sign; None where no such label is printed."""
    labelled = [(row, match.end()) for row in rows(document) if (match := _LABEL.search(row)) and not _SUM.search(row)]
    return frozenset(amount for row, end in labelled for amount in amounts(row[end:])) if labelled else None
