"""Amounts of one document set against each other."""

from decimal import Decimal

import pytest

from app.showing.sums import sums
from pipeline.records import Form
from pipeline.rows import Item
from tests.app.papers import read


def form(**amounts: str) -> Form:
    return Form("receipt", tuple(read(name, Decimal(amount)) for name, amount in amounts.items()))


@pytest.mark.parametrize(
    ("amounts", "holds"),
    [
        ({"net_amount": "46.62", "tax_amount": "6.08", "gross_amount": "52.70"}, True),
        ({"net_amount": "46.62", "tax_amount": "6.08", "gross_amount": "52.71"}, True),  # one cent of rounding
        ({"net_amount": "46.62", "tax_amount": "6.08", "gross_amount": "62.70"}, False),
        ({"subtotal_amount": "10", "tax_amount": "1", "tip_amount": "2", "total_amount": "13"}, True),
        ({"subtotal_amount": "10", "tax_amount": "1", "tip_amount": "2", "total_amount": "11"}, True),
        ({"subtotal_amount": "10", "tax_amount": "1", "discount_amount": "3", "total_amount": "8"}, True),
        ({"gross_amount_words": "52.70", "gross_amount": "52.70"}, True),
        ({"gross_amount_words": "52.00", "gross_amount": "52.70"}, False),
        ({"tendered_amount": "100", "change_amount": "47.30", "total_amount": "52.70"}, True),
    ],
)
def test_amounts_that_belong_together_are_added_up(amounts: dict[str, str], holds: bool) -> None:
    (found,) = sums(form(**amounts))

    assert found.holds is holds


def test_nothing_is_added_up_when_an_amount_is_missing() -> None:
    assert sums(form(net_amount="46.62", gross_amount="52.70")) == ()
    assert sums(form(net_amount="46.62", tax_amount="6.08")) == ()


def test_rows_add_up_to_the_net_amount_or_the_total() -> None:
    rows = (Item(name="a", amount=Decimal(4)), Item(name="b", amount=Decimal(6)))
    fields = (read("items", rows), read("subtotal_amount", Decimal(10)), read("total_amount", Decimal(11)))

    (found,) = sums(Form("receipt", fields))

    assert (found.total, found.holds) == (Decimal(10), True)
