"""PAY over a whole claim: to whom, how much, and when it was paid."""

from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Paper, StatedMerchant
from pipeline.claim.policy import PolicyMerchant, Refunds
from pipeline.claim.registers import Confirmation, Inquiry, Register, Standing
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from tests.validators.cases import asked, case, complaint, filed, findings
from tests.validators.claim.payments import order, ordered, paid, payment
from tests.validators.papers import form
from validators.claim.payment import (
    no_more_is_claimed_than_was_paid,
    the_payee_is_the_merchant,
)

PASS, FAIL, UNREADABLE, SILENT = Outcome.PASS, Outcome.FAIL, Outcome.UNREADABLE, Outcome.NOT_APPLICABLE
NAME = "示例市星禾生物科技有限公司"
SELLER = {"merchant": StatedMerchant(name=NAME, shop_names=("禾光美肤馆",))}
SMUDGED = State.UNREADABLE


def claims(amount: str, **stated: Any) -> dict[str, Any]:
    return {"claimed_amount": Decimal(amount), **stated}


# ---- PAY-02: the payee


@pytest.mark.parametrize("payee", [NAME, "星禾生物科技", "禾光美肤馆", "*禾生物科技有限公司"])
def test_money_paid_to_the_merchant_or_its_shop_passes(payee: str) -> None:
    assert asked(the_payee_is_the_merchant, case(payment(payee_name=payee), stated=SELLER)) == [PASS]


def test_money_paid_to_an_alias_of_the_terms_passes() -> None:
    merchant = PolicyMerchant(name=NAME, aliases=("亮肤优选",))

    about = case(payment(payee_name="亮肤优选"), policy={"merchants": (merchant,)})

    assert asked(the_payee_is_the_merchant, about) == [PASS]


def test_money_paid_to_another_goes_to_a_person() -> None:
    finding = complaint(the_payee_is_the_merchant, case(payment(payee_name="远川贸易商行"), stated=SELLER))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "payment_screenshot.pdf"
    assert "远川贸易商行" in finding.reason.zh
    assert NAME in finding.reason.en


@pytest.mark.parametrize("payee", [SMUDGED, "***"])
def test_a_payee_of_whom_nothing_shows_is_no_other_payee(payee: str | State) -> None:
    assert asked(the_payee_is_the_merchant, case(payment(payee_name=payee), stated=SELLER)) == [UNREADABLE]


def test_no_payee_is_asked_for_where_the_page_or_the_claim_names_none() -> None:
    assert asked(the_payee_is_the_merchant, case(payment(), stated=SELLER)) == [SILENT]
    assert asked(the_payee_is_the_merchant, case(payment(payee_name="远川贸易商行"))) == [SILENT]


def test_every_payment_is_answered() -> None:
    two = payment(payee_name=NAME), payment(name="b.pdf", payee_name="远川贸易商行")

    assert asked(the_payee_is_the_merchant, case(*two, stated=SELLER)) == [PASS, FAIL]


# ---- PAY-04: how much is claimed


@pytest.mark.parametrize("claimed", ["298.99", "299.00"])
def test_a_claim_up_to_what_was_paid_passes(claimed: str) -> None:
    assert asked(no_more_is_claimed_than_was_paid, case(ordered("299.00"), stated=claims(claimed))) == [PASS]


def test_a_claim_for_a_cent_more_than_was_plainly_paid_is_grave() -> None:
    finding = complaint(no_more_is_claimed_than_was_paid, case(ordered("299.00"), stated=claims("299.01")))

    assert finding.severity is Severity.REJECT
    assert "299.01" in finding.reason.zh
    assert "at most 299.00" in finding.reason.en


@pytest.mark.parametrize(
    "papers",
    [
        (ordered("299.00", "paid_amount"),),
        (ordered("29.00"), paid("299.00", "paid_amount")),
        (paid("299.00"), paid("29.00", "paid_amount", name="b.pdf")),
        (ordered("299.00"), payment(paid_amount=SMUDGED)),
        (ordered("299.00"), filed(form("receipt", total_amount=SMUDGED))),
        (ordered("299.00"), filed(form("receipt", total_amount=Decimal("29.00")), needs_person=("total_amount",))),
    ],
)
def test_too_much_goes_to_a_person_where_a_sum_is_smudged_or_doubted_and_nowhere_repeated(
    papers: tuple[Paper, ...],
) -> None:
    finding = complaint(no_more_is_claimed_than_was_paid, case(*papers, stated=claims("598.00")))

    assert finding.severity is Severity.REVIEW


@pytest.mark.parametrize(("claimed", "severity"), [("300.00", Severity.REVIEW), ("300.01", Severity.REJECT)])
def test_more_than_one_order_is_grave_only_beyond_all_orders_together(claimed: str, severity: Severity) -> None:
    orders = ordered("100.00"), ordered("200.00", name="b.pdf")

    finding = complaint(no_more_is_claimed_than_was_paid, case(*orders, stated=claims(claimed)))

    assert finding.severity is severity
    assert "at most 200.00" in finding.reason.en


@pytest.mark.parametrize(
    "papers", [(ordered("299.00"), paid("299.00", "paid_amount")), (ordered("299.00"), paid("9.00"))]
)
def test_an_order_and_its_payment_are_not_added_up_and_one_plainly_read_is_enough(papers: tuple[Paper, ...]) -> None:
    finding = complaint(no_more_is_claimed_than_was_paid, case(*papers, stated=claims("299.01")))

    assert finding.severity is Severity.REJECT


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("payment_screenshot", "paid_amount"),
        ("receipt", "total_amount"),
        ("vat_invoice", "gross_amount"),
        ("invoice", "total_amount"),
    ],
)
def test_what_was_paid_may_stand_on_any_proof_of_purchase(kind: str, name: str) -> None:
    read, smudged = (filed(form(kind, **{name: value})) for value in (Decimal("50.00"), SMUDGED))

    assert asked(no_more_is_claimed_than_was_paid, case(read, stated=claims("50.00"))) == [PASS]
    assert asked(no_more_is_claimed_than_was_paid, case(read, stated=claims("50.01"))) == [FAIL]
    assert asked(no_more_is_claimed_than_was_paid, case(smudged, stated=claims("50.00"))) == [UNREADABLE]


def test_the_greatest_sum_of_one_kind_is_what_was_paid_altogether() -> None:
    papers = ordered("200.00"), paid("100.00"), paid("200.00", name="b.pdf")

    finding = complaint(no_more_is_claimed_than_was_paid, case(*papers, stated=claims("300.00")))

    assert finding.severity is Severity.REVIEW


def test_what_already_came_back_comes_off_and_is_as_grave() -> None:
    stated = {"refunded_amount": Decimal("100.00")}

    assert asked(no_more_is_claimed_than_was_paid, case(ordered("299.00"), stated=claims("199.00", **stated))) == [PASS]
    finding = complaint(no_more_is_claimed_than_was_paid, case(ordered("299.00"), stated=claims("199.01", **stated)))
    assert finding.severity is Severity.REJECT
    assert "refunded 100.00" in finding.reason.en


def test_what_the_merchants_orders_say_came_back_comes_off_too() -> None:
    row = Confirmation(Standing.FOUND, {"refunded_amount": "100.00"})
    known = {Inquiry(Register.ORDERS, "D-1"): row}
    about = case(ordered("299.00"), stated=claims("199.01", order_id="D-1"), confirmed=known)

    assert complaint(no_more_is_claimed_than_was_paid, about).severity is Severity.REJECT


def test_what_came_back_beyond_what_was_paid_leaves_nothing() -> None:
    stated = claims("1.00", refunded_amount=Decimal("300.00"))

    assert "at most 0 " in complaint(no_more_is_claimed_than_was_paid, case(ordered("299.00"), stated=stated)).reason.en


@pytest.mark.parametrize(("claimed", "outcome"), [("281.00", PASS), ("281.01", FAIL)])
def test_freight_and_gifts_the_terms_keep_come_off_but_are_never_grave(claimed: str, outcome: Outcome) -> None:
    refunds = Refunds(freight_refundable=False, gift_value=Decimal("8.00"))
    page = ordered("299.00", freight_amount=Decimal("10.00"))

    (finding,) = findings(
        no_more_is_claimed_than_was_paid,
        case(page, stated=claims(claimed), policy={"refunds": refunds}),
    )

    assert finding.outcome is outcome
    assert outcome is PASS or (finding.severity is Severity.REVIEW and "kept 18.00" in finding.reason.en)


def test_amounts_in_different_currencies_are_not_compared() -> None:
    pages = ordered("299.00", currency="CNY"), paid("42.00", currency="USD")
    dollars = ordered("42.00", currency="USD")

    for kind, name in (("receipt", "total_amount"), ("vat_invoice", "gross_amount"), ("invoice", "total_amount")):
        billed = ordered("299.00", currency="CNY"), filed(form(kind, **{name: Decimal("42.00")}, currency="USD"))
        assert asked(no_more_is_claimed_than_was_paid, case(*billed, stated=claims("300.00"))) == [UNREADABLE]
    assert asked(no_more_is_claimed_than_was_paid, case(*pages, stated=claims("299.00"))) == [UNREADABLE]
    assert asked(no_more_is_claimed_than_was_paid, case(dollars, stated=claims("299.00", currency="CNY"))) == [
        UNREADABLE
    ]
    assert asked(no_more_is_claimed_than_was_paid, case(dollars, stated=claims("42.01", currency="USD"))) == [FAIL]


def test_a_smudged_amount_is_no_amount() -> None:
    page = order(paid_amount=SMUDGED)

    assert asked(no_more_is_claimed_than_was_paid, case(page, stated=claims("299.00"))) == [UNREADABLE]


def test_no_amount_is_asked_about_where_the_claim_or_the_pages_show_none() -> None:
    assert asked(no_more_is_claimed_than_was_paid, case(order(), stated=claims("299.00"))) == [SILENT]
    assert asked(no_more_is_claimed_than_was_paid, case(ordered("299.00"))) == [SILENT]
    assert asked(no_more_is_claimed_than_was_paid, case(order(paid_amount=SMUDGED))) == [SILENT]
