"""What else the pages print, for rules that weigh a field against its surroundings."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from pipeline.pages import Document
from pipeline.sheets import folded

# Two decimals, grouped or not; a longer run of digits and dots is a date, a time or a number of another kind.
_AMOUNT = re.compile(r"(?<![\d.,:/])(\d{1,3}(?:[., ']\d{3})+|\d{1,9})[.,](\d{2})(?![.,:/]?\d)", re.ASCII)
# What a slip says beside its purchase: coupons to come, points, what is left on a card.
_ADVERTISED = re.compile(
    r"[领領送赠贈].*券|[满滿]\s*\d+.*[减減送]|[积積][分点點]|[余餘][额額]|\bpoints?\b|\bbalance left\b", re.IGNORECASE
)
# Not the tax id, and no sum before or with the tax.
_TAX = re.compile(
    r"^(?!.*\b(?:before|incl|excl|without|with)\w*\.? )"
    r".*(?:\b(?:tax|VAT|GST)\b(?!\W*(?:id|no|number))|[税稅](?!号|號))",
    re.IGNORECASE,
)


def rows(document: Document) -> Iterator[str]:
    """The text of every row, top to bottom, full-width marks as ASCII, its lines two blanks apart."""
    for page in document.pages:
        for row in page.rows:
            yield folded("  ".join(line.text for line in row))


def amounts(text: str) -> Iterator[Decimal]:
    """Every number with two decimals in `text`, without sign."""
    for whole, cents in _AMOUNT.findall(text):
        yield Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{cents}")


def other_amounts(document: Document, known: Iterable[Decimal]) -> frozenset[Decimal]:
    """The amounts the pages print besides those in `known`, and without advertisements."""
    printed = {amount for row in rows(document) if not _ADVERTISED.search(row) for amount in amounts(row)}
    return frozenset(printed - {abs(amount) for amount in known} - {Decimal(0)})


def taxes(document: Document) -> frozenset[Decimal]:
    """The amounts of rows that name a tax: charged beside what was bought, where the price is without it."""
    return frozenset(amount for row in rows(document) if _TAX.search(row) for amount in amounts(row))


def stands(amount: Decimal, printed: frozenset[Decimal], slack: Decimal = Decimal(0)) -> bool:
    """Whether `amount` is printed, give or take `slack`."""
    return any(abs(amount - each) <= slack for each in printed)


def accounts_for(gap: Decimal, printed: frozenset[Decimal], slack: Decimal = Decimal(0)) -> bool:
    """Whether one printed amount, or two added or subtracted, make up `gap`: a charge or discount nobody labelled."""
    gap = abs(gap)
    rests = ((rest, printed - {each}) for each in printed for rest in (abs(gap - each), gap + each))
    return stands(gap, printed, slack) or any(stands(rest, others, slack) for rest, others in rests)
