"""The amounts of one document set against each other, in one line each."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.showing.texts import Text
from pipeline.records import Form

_CENT = Decimal("0.01")
_TOTALS = ("gross_amount", "total_amount", "paid_amount")
_NETS = ("net_amount", "subtotal_amount")


@dataclass(frozen=True, slots=True)
class Sum:
    """`terms` in reading order, each with its sign and field name ("" for a sum of rows); `holds` within one cent."""

    terms: tuple[tuple[str, str, Decimal], ...]
    total: Decimal
    what: Text
    holds: bool


def sums(form: Form) -> tuple[Sum, ...]:
    """Only what can be added up: a line appears when all its amounts were read."""
    total = _first(form, _TOTALS)
    if total is None:
        return ()
    return (*_tax(form, total), *_words(form, total), *_rows(form, total), *_cash(form, total))


def _tax(form: Form, total: Decimal) -> Iterator[Sum]:
    net, tax = _first(form, _NETS), form.amount("tax_amount")
    if net is None or tax is None:
        return
    terms = [("", "net", net), ("+", "tax", tax)]
    tip, discount = form.amount("tip_amount"), form.amount("discount_amount")
    fuller = [*terms, *([("+", "tip", tip)] if tip else []), *([("−", "discount", discount)] if discount else [])]
    chosen = fuller if _signed(fuller) == total else terms
    yield _sum(chosen, total, Text("不含税 + 税额", "net + tax"))


def _words(form: Form, total: Decimal) -> Iterator[Sum]:
    words = form.amount("gross_amount_words")
    if words is not None:
        yield _sum([("", "words", words)], total, Text("大写金额", "amount in words"))


def _rows(form: Form, total: Decimal) -> Iterator[Sum]:
    amounts = [item.amount for item in form.items()]
    known = [amount for amount in amounts if amount is not None]
    if not known or len(known) < len(amounts):
        return
    aim = next((goal for goal in (_first(form, _NETS), total) if goal == sum(known)), total)
    yield _sum([("", f"{len(known)} lines", sum(known, Decimal(0)))], aim, Text("明细合计", "sum of the lines"))


def _cash(form: Form, total: Decimal) -> Iterator[Sum]:
    tendered, change = form.amount("tendered_amount"), form.amount("change_amount")
    if tendered is not None and change is not None:
        yield _sum([("", "given", tendered), ("−", "change", change)], total, Text("实收 − 找零", "given − change"))


def _sum(terms: list[tuple[str, str, Decimal]], total: Decimal, what: Text) -> Sum:
    return Sum(tuple(terms), total, what, abs(_signed(terms) - total) <= _CENT)


def _signed(terms: list[tuple[str, str, Decimal]]) -> Decimal:
    return sum((-amount if sign == "−" else amount for sign, _, amount in terms), Decimal(0))


def _first(form: Form, names: tuple[str, ...]) -> Decimal | None:
    return next((amount for name in names if (amount := form.amount(name)) is not None), None)
