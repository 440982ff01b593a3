"""The arithmetic of Chinese value added tax: which rates were in force when, and how far rounding may go."""

from datetime import date
from decimal import Decimal

LINE_TOLERANCE = Decimal("0.06")  # |net × rate − tax| of one line, the issuing software's limit
WHOLE_TOLERANCE = Decimal("1.27")  # the same over a whole invoice

# General rates in percent from the day they came into force; 6 % and the rates of _ALWAYS never changed.
_GENERAL = (
    (date(2019, 4, 1), frozenset({Decimal(13), Decimal(9)})),
    (date(2018, 5, 1), frozenset({Decimal(16), Decimal(10)})),
    (date(2017, 7, 1), frozenset({Decimal(17), Decimal(11)})),
    (date(1994, 1, 1), frozenset({Decimal(17), Decimal(13), Decimal(11)})),
)
# Exempt, reduced and simplified collection rates (征收率) that stand on invoices of any year.
_ALWAYS = frozenset(Decimal(rate) for rate in ("0", "0.5", "1", "1.5", "2", "3", "4", "5", "6"))


def rates(day: date) -> frozenset[Decimal]:
    """The rates in percent that may stand on an invoice issued on `day` (VAT Law art. 10, 11 and what preceded it)."""
    general = next((rates for since, rates in _GENERAL if day >= since), frozenset[Decimal]())
    return general | _ALWAYS


def ever(rate: Decimal) -> bool:
    """Whether `rate` in percent was lawful at any time."""
    return rate in _ALWAYS or any(rate in rates for _, rates in _GENERAL)


def off(net: Decimal, rate: Decimal, tax: Decimal) -> Decimal:
    """By how much `tax` differs from `rate` percent of `net`; tax stands outside the price (art. 7)."""
    return abs(net * rate / 100 - tax)
