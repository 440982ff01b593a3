"""Which taxpayer numbers carry a check, and what it says."""

import pytest

from pipeline.fields import State
from tests.validators.papers import form
from validators.taxpayers import Verdict, judged


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("91990000MA0DEM0B5Q", Verdict.RIGHT),
        ("91990000ma0dem0b5q", Verdict.RIGHT),
        ("91990000MA0DEM0B5R", Verdict.WRONG),
        ("990000199001010017", Verdict.UNCHECKED),  # an identity number, invented
        ("99000019900101005X", Verdict.UNCHECKED),
        ("99000019900101005x", Verdict.UNCHECKED),
        ("990000199001010018", Verdict.WRONG),
        ("990000199013010014", Verdict.WRONG),  # nobody is born in a thirteenth month
        ("9" * 14, Verdict.UNREADABLE),
        ("9" * 15, Verdict.UNCHECKED),
        ("9" * 20, Verdict.UNCHECKED),
        ("9" * 21, Verdict.UNREADABLE),
        ("91990000 MA0DEM0B5", Verdict.UNREADABLE),
        (State.UNREADABLE, Verdict.UNREADABLE),
    ],
)
def test_only_eighteen_characters_of_an_organisation_carry_a_check(code: str | State, verdict: Verdict) -> None:
    assert judged(form("vat_invoice", seller_tax_id=code), "seller_tax_id") is verdict


def test_a_number_that_is_not_there_is_not_checked() -> None:
    assert judged(form("vat_invoice"), "seller_tax_id") is Verdict.UNCHECKED
