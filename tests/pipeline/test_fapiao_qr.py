"""What the QR code of a Chinese VAT invoice says."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.fapiao_qr import FapiaoQr, parsed


def written(qr: FapiaoQr, ending: str) -> str:
    return f"01,{qr.type},{qr.code},{qr.number},{qr.amount},{qr.date:%Y%m%d},{qr.check_code}{ending}"


@st.composite
def qrs(draw: st.DrawFn) -> FapiaoQr:
    digits = "0123456789"
    digital = draw(st.booleans())
    return FapiaoQr(
        type=draw(st.sampled_from(["31", "32"] if digital else ["01", "04", "10", "11"])),
        code="" if digital else draw(st.text(digits, min_size=10, max_size=12)),
        number=draw(st.text(digits, min_size=20, max_size=20) if digital else st.text(digits, min_size=8, max_size=8)),
        amount=draw(st.decimals(-10_000_000, 10_000_000, places=2)),
        date=draw(st.dates(date(2000, 1, 1), date(2099, 12, 31))),
        check_code="" if digital else draw(st.text(digits, min_size=20, max_size=20)),
    )


@settings(deadline=None)
@given(qrs(), st.sampled_from(["", ",", ",A1B2", ",a1b2,", ",9F3C,\n"]))
def test_what_was_written_is_read_back(qr: FapiaoQr, ending: str) -> None:
    assert parsed(written(qr, ending)) == qr


def test_a_digital_invoice_states_its_gross_amount() -> None:
    qr = parsed("01,32,,26992000000012345678,299.00,20261105,,A1B2")

    assert qr == FapiaoQr(
        type="32",
        code="",
        number="26992000000012345678",
        amount=Decimal("299.00"),
        date=date(2026, 11, 5),
        check_code="",
    )
    assert qr.states_gross
    assert qr.digital


def test_a_paper_invoice_states_its_net_amount_and_check_code() -> None:
    qr = parsed("01,04,099002600104,00012345,264.60,20261105,12345678901234567890,9F3C,")

    assert qr is not None
    assert (qr.code, qr.number, qr.check_code) == ("099002600104", "00012345", "12345678901234567890")
    assert not qr.states_gross
    assert not qr.digital


def test_a_red_invoice_keeps_its_minus() -> None:
    qr = parsed("01,32,,26992000000012345678,-299.00,20261105,,A1B2")

    assert qr is not None
    assert qr.amount == Decimal("-299.00")


@pytest.mark.parametrize(
    "payload",
    [
        "",
        "https://example.org/inv?d=01,32,,26992000000012345678,299.00,20261105,,A1B2",
        "$019199000001示例市星禾生物科技有限公司",
        "01,32,,26992000000012345678,299.00,20261305,,A1B2",
        "01,32,,2699200000001234567,299.00,20261105,,A1B2",
        "01,32,,26992000000012345678,2.9.9,20261105,,A1B2",
        "01,32,,２６９９２００００００012345678,299.00,20261105,,A1B2",
        "02,32,,26992000000012345678,299.00,20261105,,A1B2",
    ],
)
def test_any_other_code_is_none_of_ours(payload: str) -> None:
    assert parsed(payload) is None
