"""Whether the amounts of one paper add up: base with tax and extras, less a discount, is what was paid and kept."""

from decimal import Decimal
from itertools import combinations

from pipeline.records import Form

_TOTALS = ("total_amount", "gross_amount", "paid_amount")
_BASES = ("subtotal_amount", "net_amount", "list_amount")
_ADDED = ("tax_amount", "tip_amount", "freight_amount")
_TAKEN = ("discount_amount",)
_PARTS = (*_BASES, *_ADDED)
_HANDED, _BACK = "tendered_amount", "change_amount"
_ROUNDING = Decimal("0.05")  # what tills round a sum by
_MOST_TAX = Decimal("0.35")  # of what was paid; the dearest rates are 27 % on top of the net sum


def adds_up(form: Form, name: str) -> bool | None:
    """Whether a sum that the amount `name` is part of comes out; None where no sum can tell.

    A part that is more than the whole never comes out, nor a tax that is more than any. Tax that is already inside the
    prices tells nothing, and a sum that a till rounded nothing of its small parts.
    """
    total = _first(form, _TOTALS)
    if total is None or form.amount(name) is None:
        return None
    told = [_kept(form, total, name)]
    if name in (*_TOTALS, *_PARTS, *_TAKEN):
        told += [_comes_out(form, base, total, name) for base in _BASES if form.amount(base) is not None]
    if True in told:
        return True
    return False if False in told or _too_much(form, total, name) else None


def _kept(form: Form, total: Decimal, name: str) -> bool | None:
    """Whether what was handed over, less what was given back, is the total."""
    handed, back = form.amount(_HANDED), form.amount(_BACK)
    if name not in (*_TOTALS, _HANDED, _BACK) or handed is None or back is None:
        return None
    return abs(handed - back - total) <= _ROUNDING


def _too_much(form: Form, total: Decimal, name: str) -> bool:
    own = form.amount(name) or Decimal(0)
    if name == "tax_amount":
        return own > total * _MOST_TAX
    return name in _PARTS and name != "list_amount" and own > total + _ROUNDING


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
            off = abs(start + sum((step for _, step in chosen), Decimal(0)) - total)
            if off <= _ROUNDING:
                if name in (base, *_TOTALS) or (off == 0 and name in {part for part, _ in chosen}):
                    return True
                without = True
    return None if without else False
