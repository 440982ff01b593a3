"""The few values most rules of a claim start from, each with where it comes from and whether it is clear."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from pipeline.claim.claims import Case, Paper
from pipeline.fields import State

V = TypeVar("V", date, Decimal)


@dataclass(frozen=True, slots=True)
class Known(Generic[V]):
    """One source's word for a value; `paper` None where the claims system states it.

    `clear`: stated, or read and no person has to look at it.
    """

    value: V
    name: str
    paper: Paper | None = None

    @property
    def clear(self) -> bool:
        return self.paper is None or self.paper.clear(self.name)


_BOUGHT = (("order_screenshot", "order_time"), ("receipt", "issue_date"), ("payment_screenshot", "payment_time"))
_SIGNED = (("contract", "signed_date"),)
_PAID = (
    ("order_screenshot", "paid_amount"),
    ("payment_screenshot", "paid_amount"),
    ("receipt", "total_amount"),
    ("vat_invoice", "gross_amount"),
    ("invoice", "total_amount"),
)


def purchase_days(case: Case) -> tuple[Known[date], ...]:
    """Every word for the day of purchase: the claim's first, then orders, receipts, payments, then contracts."""
    stated = case.statement.purchase_date
    said = (Known(stated, "claim.purchase_date"),) if stated else ()
    return (*said, *_days(case, _BOUGHT)) or tuple(_days(case, _SIGNED))


def purchase_day(case: Case) -> Known[date] | None:
    """The day that counts: the claim's where it states one, else the first paper's; None where nobody says."""
    return next(iter(purchase_days(case)), None)


def paid_amounts(case: Case) -> tuple[Known[Decimal], ...]:
    """What each paper says was paid, orders and payments before receipts and invoices."""
    return tuple(
        Known(amount, name, paper)
        for kind, name in _PAID
        for paper in case.of(kind)
        if (amount := paper.form.amount(name)) is not None
    )


def paid_lost(case: Case, *kinds: str) -> bool:
    """Whether a paper, of these kinds where any are named, cannot be read where it says what was paid."""
    return any(
        paper.form.state(name) is State.UNREADABLE
        for kind, name in _PAID
        if not kinds or kind in kinds
        for paper in case.of(kind)
    )


def _days(case: Case, sources: tuple[tuple[str, str], ...]) -> Iterator[Known[date]]:
    for kind, name in sources:
        for paper in case.of(kind):
            if (day := paper.form.day(name)) is not None:
                yield Known(day, name, paper)
