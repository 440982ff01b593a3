"""Amounts as they are printed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.money.amounts import amounts_in, currency_of, decimal_of
from tests.paper import paper


def values(text: str) -> list[str]:
    return [str(amount.value) for strip in paper(text).strips for amount in amounts_in(strip)]


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("Total 1,234.56", "1234.56"),
        ("Summe 1.234,56", "1234.56"),
        ("Total TTC 1 234,56", "1234.56"),
        ("TOTAL 12,50", "12.50"),
        ("TOTAL 73. 70", "73.70"),
        ("RM73.70", "73.70"),
        ("合计：￥２９９．００", "299.00"),
        ("299元", "299"),
        ("单价 264.601769911504", "264.601769911504"),
        ("ROUNDING .02", ".02".replace(".", "0.")),
        ("TOTAL $16  52", "16.52"),
    ],
)
def test_an_amount_keeps_its_printed_value(printed: str, value: str) -> None:
    assert values(printed) == [value]


@pytest.mark.parametrize(
    "printed", ["05/11/2026", "18:13:24", "GST 6%", "TEL 03-9221345", "A01B22", "5KG", "(317041-W)", "RC21#88", "9折"]
)
def test_dates_times_percentages_and_ids_are_no_amounts(printed: str) -> None:
    assert values(printed) == []


@pytest.mark.parametrize("printed", ["-3.00", "3.00-", "(3.00)", "3.00 CR"])
def test_every_way_to_print_a_minus_is_seen(printed: str) -> None:
    (amount,) = amounts_in(paper(f"DISCOUNT {printed}").strips[0])

    assert amount.negative
    assert amount.value == Decimal("3.00")


def test_an_amount_knows_where_it_stands() -> None:
    strip = paper("TOTAL            73.70").strips[0]

    (amount,) = amounts_in(strip)

    assert amount.spot.text == "73.70"
    assert amount.spot.place.box.left > 0.25


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_whatever_thousands_mark_is_used_the_value_is_the_same(value: Decimal) -> None:
    english = f"{value:,.2f}"
    european = english.translate(str.maketrans(",.", ".,"))

    assert decimal_of(english) == decimal_of(european) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("合计 ¥12.00", "CNY"),
        ("DEMO MART SDN BHD TOTAL RM 5.00", "MYR"),
        ("TOTAL £5.00", "GBP"),
        ("Total $5.00  Austin, TX 78701", "USD"),
        ("Total $5.00", None),
    ],
)
def test_a_currency_is_named_only_when_the_page_says_it(text: str, code: str | None) -> None:
    assert currency_of(text) == code


def test_a_sum_in_yuan_whose_point_was_not_seen_keeps_its_cents() -> None:
    assert [amount.value for amount in amounts_in(paper("￥436 35").strips[0])] == [Decimal("436.35")]
