"""Registers are asked by whole numbers, each once, and by nothing else."""

from decimal import Decimal

import pytest

from pipeline.claim.inquiries import about, about_order, confirmation, inquiries
from pipeline.claim.registers import NOT_KEPT, Inquiry, Register
from pipeline.fields import State
from tests.validators.cases import answers, case, filed
from tests.validators.papers import form


def test_every_number_of_a_claim_is_asked_once() -> None:
    papers = (
        filed(form("order_screenshot", order_id="1")),
        filed(form("payment_screenshot", transaction_id="2")),
        filed(form("lab_report", cma_number="3")),
        filed(form("complaint_record", complaint_number="4")),
        filed(form("exam_result", admission_number="5")),
        filed(form("vat_invoice", invoice_number="12345678", invoice_code="6", gross_amount=Decimal(1))),
        filed(form("receipt", receipt_number="7")),
    )

    assert inquiries(case(*papers, stated={"order_id": "1"})) == (
        Inquiry(Register.ORDERS, "1"),
        Inquiry(Register.PAYMENTS, "2"),
        Inquiry(Register.LABS, "3"),
        Inquiry(Register.COMPLAINTS, "4"),
        Inquiry(Register.RESULTS, "5"),
        Inquiry(Register.INVOICES, "612345678"),
    )
    assert inquiries(case()) == ()


def test_the_order_the_claim_states_comes_before_those_of_its_pages() -> None:
    shown = filed(form("order_screenshot", order_id="2"))

    assert inquiries(case(shown, stated={"order_id": "1"})) == (
        Inquiry(Register.ORDERS, "1"),
        Inquiry(Register.ORDERS, "2"),
    )
    assert about_order(case(filed(form("order_screenshot")), shown)) == Inquiry(Register.ORDERS, "2")
    assert about_order(case()) is None


@pytest.mark.parametrize(
    ("printed", "asked"),
    [
        ("#261105—1234", "261105-1234"),
        (" １２３ 45 ", "12345"),
        ("XHb-1_a", "XHb-1_a"),
        ("1" * 64, "1" * 64),
    ],
)
def test_a_number_is_asked_as_systems_keep_it(printed: str, asked: str) -> None:
    assert about(filed(form("order_screenshot", order_id=printed))) == Inquiry(Register.ORDERS, asked)


@pytest.mark.parametrize(
    "printed", [State.UNREADABLE, "2612***4567", "12…34", "12..34", "..", "—", "1" * 65, "12?4", "1\ud800"], ids=ascii
)
def test_what_is_no_whole_number_is_not_asked(printed: str | State) -> None:
    assert about(filed(form("order_screenshot", order_id=printed))) is None


def test_an_invoice_is_asked_for_only_by_a_key_that_names_one() -> None:
    assert about(filed(form("vat_invoice", invoice_number="12345678"))) is None


def test_where_nobody_could_be_asked_nobody_keeps_it() -> None:
    known = case(**answers(Register.ORDERS, "1", buyer="张示例"))

    assert confirmation(known, Inquiry(Register.ORDERS, "1")).row == {"buyer": "张示例"}
    assert confirmation(known, Inquiry(Register.PAYMENTS, "1")) == NOT_KEPT
    assert confirmation(known, None) == NOT_KEPT
