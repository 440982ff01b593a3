"""Numbers spelled in one way."""

import pytest

from pipeline.claim.business_keys import compared_number, folded_name, invoice_key, printed_number
from tests.validators.papers import form


@pytest.mark.parametrize("text", ["#eu 1001-a", "EU1001－A", "EU1001—A", "ＥＵ1001-A"])
def test_a_number_is_one_number_however_it_is_printed(text: str) -> None:
    assert printed_number(text) == "EU1001-A"
    assert compared_number(text) == "EU1001A"


def test_names_are_compared_without_blanks_marks_and_case_but_with_their_masks() -> None:
    assert folded_name("Z. Example_Lab（示例）") == "zexamplelab示例"
    assert folded_name("张*例") == "张*例"


def test_twenty_digits_name_an_invoice_and_fewer_need_their_code() -> None:
    assert invoice_key(form("vat_invoice", invoice_number="26952000001234567890")) == "26952000001234567890"
    assert invoice_key(form("vat_invoice", invoice_number="12345678", invoice_code="031002600111")) == (
        "03100260011112345678"
    )
    assert invoice_key(form("vat_invoice", invoice_number="12345678")) is None
    assert invoice_key(form("vat_invoice", invoice_code="031002600111")) is None
    assert invoice_key(form("vat_invoice")) is None


def test_the_code_of_an_invoice_of_twenty_digits_adds_nothing() -> None:
    read = form("vat_invoice", invoice_number="26952000001234567890", invoice_code="031002600111")

    assert invoice_key(read) == "26952000001234567890"
