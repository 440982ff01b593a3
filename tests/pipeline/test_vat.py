"""The arithmetic of Chinese value added tax."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import vat


@pytest.mark.parametrize(
    ("net", "rate", "tax"), [("264.60", "13", "34.40"), ("263.72", "13", "34.28"), ("94.34", "6", "5.66")]
)
def test_published_examples_are_within_a_cent(net: str, rate: str, tax: str) -> None:
    assert vat.off(Decimal(net), Decimal(rate), Decimal(tax)) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [(date(2019, 4, 1), 16, 9), (date(2018, 5, 1), 17, 16), (date(2017, 7, 1), 13, 17)],
)
def test_rates_change_on_their_day(change: date, before: int, after: int) -> None:
    assert Decimal(before) in vat.rates(change - timedelta(days=1))
    assert Decimal(before) not in vat.rates(change)
    assert Decimal(after) in vat.rates(change)


@settings(deadline=None)
@given(st.dates(date(1994, 1, 1), date(2099, 1, 1)))
def test_every_rate_in_force_was_lawful_at_some_time(day: date) -> None:
    assert all(vat.ever(rate) for rate in vat.rates(day))
    assert not vat.ever(Decimal(8))
