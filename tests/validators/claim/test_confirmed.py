"""PAY-10 and INV-13: what ledger and tax bureau confirm."""

from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, StatedMerchant
from pipeline.claim.registers import Register, Standing
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from tests.validators.cases import answers, asked, case, complaint, filed, findings
from tests.validators.papers import form
from validators.claim.invoice import the_tax_bureau_confirms_it
from validators.claim.payment import the_ledger_confirms_the_payment
from validators.claim.sums import refunded

PAID = "4200002612345678901234567890"
INVOICE = "26952000001234567890"


def payment(row: dict[str, str], standing: Standing = Standing.FOUND) -> Case:
    paper = filed(form("payment_screenshot", transaction_id=PAID, paid_amount=Decimal("299.00")))
    stated = {"merchant": StatedMerchant(name="示例市星禾生物科技有限公司")}
    return case(paper, stated=stated, **answers(Register.PAYMENTS, PAID, standing, **row))


def invoice(standing: Standing = Standing.FOUND, *, doubted: tuple[str, ...] = (), **row: str) -> Case:
    paper = filed(form("vat_invoice", invoice_number=INVOICE), needs_person=doubted)
    return case(paper, **answers(Register.INVOICES, INVOICE, standing, **row))


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"paid_amount": "299", "payee": "星禾生物科技", "status": "支付成功"},
        {"paid_amount": "n/a", "status": "B2"},
    ],
)
def test_a_payment_in_the_ledger_passes(row: dict[str, str]) -> None:
    assert asked(the_ledger_confirms_the_payment, payment(row)) == [Outcome.PASS]


@pytest.mark.parametrize(
    ("row", "told"),
    [({"paid_amount": "299.01"}, "299.01"), ({"payee": "演示百货"}, "演示百货"), ({"status": "已退款"}, "已退款")],
)
def test_a_ledger_that_says_otherwise_goes_to_a_person(row: dict[str, str], told: str) -> None:
    finding = complaint(the_ledger_confirms_the_payment, payment(row))

    assert finding.severity is Severity.REVIEW
    assert told in finding.reason.zh


def test_a_payment_that_is_not_in_the_ledger_goes_to_a_person() -> None:
    finding = complaint(the_ledger_confirms_the_payment, payment({}, Standing.NOT_FOUND))

    assert finding.severity is Severity.REVIEW
    assert PAID in finding.reason.en


def test_a_ledger_that_is_away_is_never_a_fail() -> None:
    (finding,) = findings(the_ledger_confirms_the_payment, payment({}, Standing.NOT_CONFIRMED))

    assert (finding.outcome, finding.waits) == (Outcome.UNREADABLE, True)
    assert "商户收款流水未应答" in finding.reason.zh


def test_without_a_ledger_a_payment_is_noted() -> None:
    paper = filed(form("payment_screenshot", transaction_id=PAID))

    assert complaint(the_ledger_confirms_the_payment, case(paper)).severity is Severity.INFO


@pytest.mark.parametrize(
    ("numbered", "outcome"),
    [
        ({}, Outcome.NOT_APPLICABLE),
        ({"transaction_id": State.UNREADABLE}, Outcome.UNREADABLE),
        ({"transaction_id": "4200****7890"}, Outcome.UNREADABLE),
    ],
)
def test_a_payment_without_a_whole_number_is_not_looked_up(numbered: dict[str, Any], outcome: Outcome) -> None:
    assert asked(the_ledger_confirms_the_payment, case(filed(form("payment_screenshot", **numbered)))) == [outcome]


@pytest.mark.parametrize("status", ["valid", "VALID ", "正常", "有效"])
def test_a_valid_invoice_passes(status: str) -> None:
    assert asked(the_tax_bureau_confirms_it, invoice(status=status)) == [Outcome.PASS]


@pytest.mark.parametrize(("doubted", "severity"), [((), Severity.REJECT), (("invoice_number",), Severity.REVIEW)])
@pytest.mark.parametrize(("status", "told"), [("void", "void"), ("红冲", "a credit note"), ("已作废", "void")])
def test_a_void_invoice_is_grave_where_its_number_is_plain(
    status: str, told: str, doubted: tuple[str, ...], severity: Severity
) -> None:
    finding = complaint(the_tax_bureau_confirms_it, invoice(doubted=doubted, status=status))

    assert finding.severity is severity
    assert told in finding.reason.en


@pytest.mark.parametrize("about", [invoice(status="7"), invoice(), invoice(Standing.NOT_FOUND)])
def test_an_invoice_nobody_vouches_for_goes_to_a_person(about: Case) -> None:
    assert complaint(the_tax_bureau_confirms_it, about).severity is Severity.REVIEW


def test_a_bureau_that_is_away_is_never_a_fail_and_holds_nothing_up() -> None:
    (finding,) = findings(the_tax_bureau_confirms_it, invoice(Standing.NOT_CONFIRMED))

    assert (finding.outcome, finding.unanswered, finding.waits) == (Outcome.UNREADABLE, True, False)
    assert "发票查验平台未应答" in finding.reason.zh


def test_without_a_register_an_invoice_is_noted() -> None:
    about = case(filed(form("vat_invoice", invoice_number=INVOICE)))

    assert complaint(the_tax_bureau_confirms_it, about).severity is Severity.INFO


@pytest.mark.parametrize(
    ("numbered", "outcome"),
    [
        ({}, Outcome.NOT_APPLICABLE),
        ({"invoice_number": State.UNREADABLE}, Outcome.UNREADABLE),
        ({"invoice_number": "12345678"}, Outcome.UNREADABLE),
    ],
)
def test_an_invoice_without_its_whole_key_is_not_asked_for(numbered: dict[str, Any], outcome: Outcome) -> None:
    assert asked(the_tax_bureau_confirms_it, case(filed(form("vat_invoice", **numbered)))) == [outcome]


@pytest.mark.parametrize(
    ("stated", "recorded", "back"), [("10", "20.50", "20.50"), ("30", "20.50", "30"), (None, "", "0")]
)
def test_what_went_back_is_what_the_claim_or_the_merchant_says_whichever_is_more(
    stated: str | None, recorded: str, back: str
) -> None:
    told = {"order_id": "261105-1234", "refunded_amount": Decimal(stated) if stated else None}
    about = case(stated=told, **answers(Register.ORDERS, "261105-1234", refunded_amount=recorded))

    assert refunded(about) == Decimal(back)
