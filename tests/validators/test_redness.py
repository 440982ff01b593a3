"""What makes an invoice look like a credit note or void."""

from decimal import Decimal

import pytest

from pipeline.findings import Reason
from tests.validators.papers import coded, document, field, form, page
from validators.redness import Sign, signs

DIGITAL = "26992000000012345678"


@pytest.mark.parametrize("name", ["gross_amount", "net_amount", "tax_amount"])
def test_each_amount_may_be_negative(name: str) -> None:
    about = form("vat_invoice", field(name, Decimal("-113.00"), raw="-113.00"))

    assert signs(about, document()) == (Sign(name, Reason("金额为负 -113.00", "negative amount -113.00"), plain=False),)


def test_negative_words_are_a_sign() -> None:
    about = form("vat_invoice", field("gross_amount_words", Decimal(-113), raw="（负数）壹佰壹拾叁圆整"))

    words = Reason("大写为负 （负数）壹佰壹拾叁圆整", "negative in words （负数）壹佰壹拾叁圆整")
    assert signs(about, document()) == (Sign("gross_amount_words", words, plain=False),)


@pytest.mark.parametrize(("amount", "negative"), [("-0.01", True), ("0.00", False), ("0.50", False)])
def test_a_qr_code_says_it_plainly(amount: str, negative: bool) -> None:
    known = coded(f"01,32,,{DIGITAL},{amount},20261105,,ABCD")

    found = signs(form("vat_invoice"), known.document)

    sign = Sign("qr_payload", Reason(f"二维码金额 {amount}", f"QR amount {amount}"), plain=True)
    assert found == ((sign,) if negative else ())


def test_a_positive_invoice_shows_no_sign() -> None:
    about = form("vat_invoice", field("gross_amount", Decimal("113.00"), raw="113.00"))

    assert signs(about, document(page("价税合计 113.00"))) == ()
