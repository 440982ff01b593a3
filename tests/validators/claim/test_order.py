"""ORD over a whole claim: the order, and whether the merchant has it."""

from typing import Any

import pytest

from pipeline.claim.claims import Claimant, Paper
from pipeline.claim.registers import Confirmation, Inquiry, Register, Standing
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from tests.validators.cases import asked, case, complaint, filed
from tests.validators.papers import form
from validators.claim.order import the_order_is_the_one_claimed_for
from validators.claim.recorded import the_merchant_has_the_order

PASS, FAIL, UNREADABLE, SILENT = Outcome.PASS, Outcome.FAIL, Outcome.UNREADABLE, Outcome.NOT_APPLICABLE
NUMBER, ANOTHER = "2612345678901234567", "2612345678901234568"
ORDER = {"order_id": NUMBER}


def numbered(number: str | State, *doubted: str, kind: str = "order_screenshot", name: str = "") -> Paper:
    return filed(form(kind, order_id=number), needs_person=doubted, name=name)


# ---- ORD-02: the number


def test_the_order_page_of_the_claim_passes() -> None:
    assert asked(the_order_is_the_one_claimed_for, case(numbered(NUMBER), stated=ORDER)) == [PASS]


@pytest.mark.parametrize("printed", ["#113-1234567-A", "113 1234567 a", "1131234567A", "１１３-1234567-A"])
def test_blanks_hyphens_case_and_width_make_no_other_order(printed: str) -> None:
    about = case(numbered(printed), stated={"order_id": "113-1234567-A"})

    assert asked(the_order_is_the_one_claimed_for, about) == [PASS]


def test_another_order_plainly_read_is_grave() -> None:
    finding = complaint(the_order_is_the_one_claimed_for, case(numbered(ANOTHER), stated=ORDER))

    assert finding.severity is Severity.REJECT
    assert finding.file == "order_screenshot.pdf"
    assert ANOTHER in finding.reason.zh
    assert NUMBER in finding.reason.zh


def test_another_number_that_may_be_misread_goes_to_a_person() -> None:
    about = case(numbered(ANOTHER, "order_id"), stated=ORDER)

    assert complaint(the_order_is_the_one_claimed_for, about).severity is Severity.REVIEW


@pytest.mark.parametrize("kind", ["vat_invoice", "complaint_record"])
def test_another_number_on_another_paper_goes_to_a_person(kind: str) -> None:
    about = case(numbered(ANOTHER, kind=kind), stated=ORDER)

    assert complaint(the_order_is_the_one_claimed_for, about).severity is Severity.REVIEW


def test_an_invoice_whose_order_number_lost_its_end_goes_to_a_person() -> None:
    about = case(numbered(NUMBER[:-3], kind="vat_invoice"), stated=ORDER)

    assert complaint(the_order_is_the_one_claimed_for, about).severity is Severity.REVIEW


def test_a_number_that_cannot_be_read_is_no_other_number() -> None:
    assert asked(the_order_is_the_one_claimed_for, case(numbered(State.UNREADABLE), stated=ORDER)) == [UNREADABLE]


def test_every_paper_with_an_order_number_is_answered_and_no_other() -> None:
    papers = (numbered(NUMBER), numbered(ANOTHER, name="b.pdf"), numbered(ANOTHER, kind="receipt"))

    assert asked(the_order_is_the_one_claimed_for, case(*papers, stated=ORDER)) == [PASS, FAIL]


def test_a_paper_without_a_number_is_not_asked_for_it() -> None:
    assert asked(the_order_is_the_one_claimed_for, case(filed(form("order_screenshot")), stated=ORDER)) == [SILENT]


def test_nothing_is_asked_where_the_claim_names_no_order() -> None:
    assert asked(the_order_is_the_one_claimed_for, case(numbered(NUMBER))) == [SILENT]


# ---- ORD-03: the merchant's orders


def orders(standing: Standing, number: str = NUMBER, **row: str) -> dict[str, Any]:
    return {"confirmed": {Inquiry(Register.ORDERS, number): Confirmation(standing, row)}}


def of(name: str | None, kind: str | None = None) -> dict[str, Any]:
    return {"order_id": NUMBER, "claimant": Claimant(name=name, kind=kind)}


@pytest.mark.parametrize("buyer", ["张示例", "张*例", "***", ""])
def test_an_order_of_the_merchant_whose_buyer_may_be_the_claimant_passes(buyer: str) -> None:
    about = case(stated=of("张示例"), **orders(Standing.FOUND, buyer=buyer))

    assert asked(the_merchant_has_the_order, about) == [PASS]


def test_an_order_whose_buyer_is_not_known_passes() -> None:
    assert asked(the_merchant_has_the_order, case(stated=of("张示例"), **orders(Standing.FOUND))) == [PASS]
    assert asked(the_merchant_has_the_order, case(stated=of(None), **orders(Standing.FOUND, buyer="李示范"))) == [PASS]


@pytest.mark.parametrize("buyer", ["李示范", "张*范"])
def test_an_order_bought_under_another_name_goes_to_a_person(buyer: str) -> None:
    finding = complaint(the_merchant_has_the_order, case(stated=of("张示例"), **orders(Standing.FOUND, buyer=buyer)))

    assert finding.severity is Severity.REVIEW
    assert f"买家（{buyer}）与申请人（张示例）不一致" in finding.reason.zh


def test_a_company_that_bought_is_known_by_its_core() -> None:
    company = of("示例市远川贸易有限公司", "company")

    assert asked(the_merchant_has_the_order, case(stated=company, **orders(Standing.FOUND, buyer="远川贸易"))) == [PASS]
    assert asked(the_merchant_has_the_order, case(stated=company, **orders(Standing.FOUND, buyer="张示例"))) == [FAIL]


@pytest.mark.parametrize(
    ("papers", "stated", "severity"),
    [
        ((), ORDER, Severity.REJECT),
        ((numbered(NUMBER),), {}, Severity.REJECT),
        ((numbered(NUMBER, "order_id"),), {}, Severity.REVIEW),
        ((numbered(ANOTHER, "order_id"),), ORDER, Severity.REJECT),
    ],
)
def test_an_order_the_merchant_does_not_have_is_grave_where_its_number_is_beyond_doubt(
    papers: tuple[Paper, ...], stated: dict[str, Any], severity: Severity
) -> None:
    finding = complaint(the_merchant_has_the_order, case(*papers, stated=stated, **orders(Standing.NOT_FOUND)))

    assert finding.severity is severity
    assert NUMBER in finding.reason.zh
    assert "not found among the merchant's orders" in finding.reason.en


def test_the_first_page_with_a_number_is_asked_about_where_the_claim_names_none() -> None:
    pages = numbered(State.UNREADABLE), numbered(NUMBER, name="b.pdf"), numbered(ANOTHER, name="c.pdf")

    assert asked(the_merchant_has_the_order, case(*pages, **orders(Standing.FOUND))) == [PASS]


def test_a_register_of_orders_that_did_not_answer_leaves_the_question_open() -> None:
    assert asked(the_merchant_has_the_order, case(stated=ORDER, **orders(Standing.NOT_CONFIRMED))) == [UNREADABLE]


def test_nothing_is_asked_where_there_is_no_register_of_orders() -> None:
    assert asked(the_merchant_has_the_order, case(stated=ORDER)) == [SILENT]


def test_without_a_number_the_merchant_cannot_be_asked() -> None:
    assert asked(the_merchant_has_the_order, case(numbered(State.UNREADABLE))) == [UNREADABLE]
    assert asked(the_merchant_has_the_order, case(filed(form("order_screenshot")))) == [SILENT]
    assert asked(the_merchant_has_the_order, case(numbered(State.UNREADABLE, kind="vat_invoice"))) == [SILENT]
