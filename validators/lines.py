"""What the lines of a receipt add up to, and whether they are all there."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from pipeline.pages import Document
from pipeline.records import Form
from pipeline.rows import Item
from validators.printed import rows

_COUNTS = tuple(
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        r"(?:件\s*数|数\s*量|品项)\s*(?:合计|总计)?\s*[:.]?\s*(\d{1,3})(?![\d.])",
        r"共\s*(\d{1,3})\s*(?:件|项|样)",
        r"\b(?:item count|items? sold|(?:no\.?|number) of items?|total (?:items?|qty|quantity))\W*(\d{1,3})(?![\d.])",
        r"\b(\d{1,3})\s*(?:items?|item\(s\))(?=\W|$)",
    )
)
_NONE = Decimal(0)
_COUNTED_TWICE = 2  # lines and pieces; more counts are those of single lines


@dataclass(frozen=True, slots=True)
class Lines:
    amount: Decimal
    complete: bool


def lines_of(form: Form, document: Document) -> Lines | None:
    """The sum of the lines; `complete` when a printed count or subtotal vouches for them. None without lines."""
    items = form.items()
    amount = _sum(items)
    if amount is None:
        return None
    subtotals = {form.amount("subtotal_amount"), form.amount("list_amount")}
    return Lines(amount, amount in subtotals or _counted(items, document))


def gaps(form: Form, lines: Lines | None, total: Decimal) -> tuple[Decimal, ...]:
    """How far from `total` the parts may add up to, nearest first: less discount, with tax and tip on top or inside.

    The parts are the lines where they are complete, else also the printed subtotals.
    """
    bases = {lines.amount} if lines else set()
    if not (lines and lines.complete):
        bases |= {each for name in ("subtotal_amount", "list_amount") if (each := form.amount(name)) is not None}
    discount, tax, tip = (form.amount(name) or _NONE for name in ("discount_amount", "tax_amount", "tip_amount"))
    added = product({_NONE, -abs(discount)}, {_NONE, tax}, {_NONE, tip})
    return tuple(sorted({base + sum(more, _NONE) - total for base, more in product(bases, added)}, key=abs))


def _sum(items: tuple[Item, ...]) -> Decimal | None:
    """None where there is no line, or one without its amount."""
    amounts = [item.amount for item in items if item.amount is not None]
    return sum(amounts, _NONE) if items and len(amounts) == len(items) else None


def _counted(items: tuple[Item, ...], document: Document) -> bool:
    """Whether the page prints the number of goods: of lines, or of pieces where what is sold by weight is one."""
    goods = [item for item in items if item.amount is not None and item.amount > 0]
    printed = {int(count) for row in rows(document) for pattern in _COUNTS for count in pattern.findall(row)}
    return len(printed) <= _COUNTED_TWICE and bool(printed & {len(goods), sum(_pieces(item) for item in goods)})


def _pieces(item: Item) -> int:
    quantity = item.quantity
    return int(quantity) if quantity is not None and quantity == int(quantity) and quantity > 0 else 1
