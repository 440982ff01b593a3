"""Amounts in English words."""

from decimal import Decimal

import pytest

from extractors.money.spelled import spelled_out


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("say US Dollars Five Thousand Three Hundred Eighty-Two only", "5382.00"),
        ("Renminbi Four Thousand Seven Hundred Forty-Nine and Cents Eighty only", "4749.80"),
        ("One Hundred and Seven Thousand dollars and 53/100", "107000.53"),
        ("two million one hundred", "2000100.00"),
        ("Euros Twelve Thousand Four Hundred and Fifty Cents Only", "12400.50"),
        ("Euros Four Thousand Four Hundred and Fifty and Fifty Cents Only", "4450.50"),
        ("Four Thousand Four Hundred and Fifty Only", "4450.00"),
        ("Two Hundred Dollars Fifty Cents", "200.50"),
        ("Twelve Hundred Pounds", "1200.00"),
        ("Two Lakh Fifty Thousand only", "250000.00"),
    ],
)
def test_written_amounts_are_understood(words: str, value: str) -> None:
    told = spelled_out(words)

    assert told is not None
    assert told[0] == Decimal(value)


@pytest.mark.parametrize(
    "words", ["one", "hundred thousand", "a hundred and", "five items", "", "fifty fifty thousand", "twenty twelve"]
)
def test_what_is_no_amount_is_none(words: str) -> None:
    assert spelled_out(words) is None
