"""Whether the amounts of one paper add up: base with tax and extras, less a discount, is what was paid."""

from decimal import Decimal
from itertools import combinations

from pipeline.records import Form

_TOTALS = ("total_amount", "gross_amount", "paid_amount")
_BASES = ("subtotal_amount", "net_amount", "list_amount")
_ADDED = ("tax_amount", "tip_amount", "freight_amount")
_TAKEN = ("discount_amount",)
_PARTS = (*_BASES, *_ADDED)
_ROUNDING = Decimal("0.05")  # what tills round a sum by


def adds_up(form: Form, name: str) -> bool | None:
    """Whether a sum that the amount `name` is part of comes out; None where no sum can tell.

    A part that is more than the whole never comes out. Tax that is already inside the prices tells nothing.
    """
    if name not in (*_TOTALS, *_PARTS, *_TAKEN) or form.amount(name) is None:
        return None
    total = _first(form, _TOTALS)
    if total is None:
        return None
    told = [_comes_out(form, base, total, name) for base in _BASES if form.amount(base) is not None]
    if True in told:
        return True
    own = form.amount(name)
    more = name in _PARTS and name != "list_amount" and own is not None and own > total + _ROUNDING
    return False if more or False in told else None


def _first(form: Form, names: tuple[str, ...]) -> Decimal | None:
    return next((amount for name in names if (amount := form.amount(name)) is not None), None)


def _comes_out(form: Form, base: str, total: Decimal, name: str) -> bool | None:
    """None where the sum comes out without `name` alone, or `name` is another base."""
    if name in _BASES and name != base:
        return None
    start = form.amount(base) or Decimal(0)
    steps = [(part, form.amount(part) or Decimal(0)) for part in _ADDED if form.amount(part)]
    steps += [(part, -(form.amount(part) or Decimal(0))) for part in _TAKEN if form.amount(part)]
    without = False
    for count in range(len(steps) + 1):
        for chosen in combinations(steps, count):
            if abs(start + sum((step for _, step in chosen), Decimal(0)) - total) <= _ROUNDING:
                if name in (base, *_TOTALS) or name in {part for part, _ in chosen}:
                    return True
                without = True
    return None if without else False
