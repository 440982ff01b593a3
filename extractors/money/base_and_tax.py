"""What a receipt's total is made of, where no label names it: the rows above that add up to it."""

import re
from decimal import Decimal
from itertools import pairwise

from extractors.money.amounts import Amount, amounts_in
from extractors.money.roles import Labelled, Role
from extractors.money.totals import Choice, leads_to
from pipeline.sheets import Sheet, Strip

_ABOVE = 6  # rows over the total in which its parts stand
_FEWEST = 2  # amounts that a sum adds up
_RATE = re.compile(r"\d\s?[%×]|\d\.\d{1,3}\s?x\b|\btax|\bvat\b|\bgst\b|\bt\.?v\.?a\b|\bi\.?v\.?a\b", re.IGNORECASE)
_BASES = (Role.TOTAL, Role.GRAND, Role.WEAK, Role.LIST)
_ON_TOP = (Role.TAX, Role.SERVICE, Role.TIP)


def base_of(sheet: Sheet, found: tuple[Labelled, ...], total: Choice) -> Amount | None:
    """The sum before taxes, services and tips: labelled as some other total, or bare over what is put on top of it."""
    value = total.amount.value
    smaller = (label.amount for label in found if label.role in _BASES and label.beside and not label.in_table)
    for amount in smaller:
        if amount.decimals == 2 and 0 < amount.value < value and leads_to(found, amount.value, value):
            return amount
    pair = _pair(sheet, total)
    if pair is None:
        return None
    named = any(label.amount.spot == pair[1].spot and label.role in _ON_TOP for label in found)
    summed = _adds_up(sheet.strips[: pair[0].spot.strip.number], pair[0].value)
    return pair[0] if named or summed or _RATE.search(pair[1].spot.strip.text) else None


def tax_on(sheet: Sheet, found: tuple[Labelled, ...], total: Choice) -> Amount | None:
    """What is put on top of a base to make the total, in a row that names a rate and nothing else we know."""
    pair = _pair(sheet, total)
    if pair is None or any(label.amount.spot == pair[1].spot for label in found):
        return None
    return pair[1] if _RATE.search(pair[1].spot.strip.text) else None


def _pair(sheet: Sheet, total: Choice) -> tuple[Amount, Amount] | None:
    """Two amounts in rows of their own above the total, one below the other, that add up to it; the larger first."""
    row = total.amount.spot.strip.number
    alone = [amounts[0] for strip in sheet.strips[max(0, row - _ABOVE) : row] if len(amounts := _cents(strip)) == 1]
    for base, extra in pairwise(alone):
        if 0 < extra.value < base.value and base.value + extra.value == total.amount.value:
            return base, extra
    return None


def _adds_up(rows: tuple[Strip, ...], value: Decimal) -> bool:
    """Whether the last amounts of the rows right above come to it."""
    added, count = Decimal(0), 0
    for strip in reversed(rows):
        if amounts := _cents(strip):
            added, count = added + amounts[-1].value, count + 1
        if added >= value:
            return added == value and count >= _FEWEST
    return False


def _cents(strip: Strip) -> list[Amount]:
    return [amount for amount in amounts_in(strip) if amount.decimals == 2]
