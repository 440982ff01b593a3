"""PAY over a whole claim: whether order and payment belong together."""

from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Paper, StatedMerchant
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from tests.validators.cases import asked, case, complaint, filed
from tests.validators.claim.payments import order, ordered, paid, payment
from tests.validators.papers import form
from validators.claim.payment import (
    it_was_paid_after_it_was_ordered,
    order_and_payment_agree,
)

PASS, FAIL, UNREADABLE, SILENT = Outcome.PASS, Outcome.FAIL, Outcome.UNREADABLE, Outcome.NOT_APPLICABLE
NAME = "示例市星禾生物科技有限公司"
SELLER = {"merchant": StatedMerchant(name=NAME, shop_names=("禾光美肤馆",))}
SMUDGED = State.UNREADABLE


# ---- PAY-05: order and payment


def test_one_payment_over_the_amount_of_the_order_passes() -> None:
    in_yuan = ordered("299.00", currency="CNY"), paid("299.00", currency="CNY")

    assert asked(order_and_payment_agree, case(ordered("299.00"), paid("299.00"))) == [PASS]
    assert asked(order_and_payment_agree, case(*in_yuan)) == [PASS]


@pytest.mark.parametrize("amount", ["298.99", "299.01"])
def test_a_payment_a_cent_off_goes_to_a_person(amount: str) -> None:
    finding = complaint(order_and_payment_agree, case(ordered("299.00"), paid(amount)))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "payment_screenshot.pdf"
    assert "299.00" in finding.reason.zh
    assert amount in finding.reason.zh


def test_payments_that_together_make_the_orders_agree_with_them() -> None:
    pages = ordered("100.00"), ordered("200.00", name="b.pdf"), paid("250.00"), paid("50.00", name="c.pdf")

    assert asked(order_and_payment_agree, case(*pages)) == [PASS]


def test_several_amounts_that_do_not_agree_are_all_told() -> None:
    pages = ordered("100.00"), ordered("200.00", name="b.pdf"), paid("250.00"), paid("50.01", name="c.pdf")

    finding = complaint(order_and_payment_agree, case(*pages))

    assert "100.00 + 200.00" in finding.reason.en
    assert "250.00 + 50.01" in finding.reason.en


def test_one_of_several_payments_may_be_the_orders() -> None:
    pages = ordered("299.00"), paid("50.00"), paid("299.00", name="b.pdf")

    assert asked(order_and_payment_agree, case(*pages)) == [PASS]


def test_an_invoice_for_more_than_was_paid_goes_to_a_person() -> None:
    raised = filed(form("vat_invoice", gross_amount=Decimal("399.00")), name="fapiao.pdf")

    finding = complaint(order_and_payment_agree, case(ordered("299.00"), paid("299.00"), raised))

    assert finding.severity is Severity.REVIEW
    assert (finding.file, finding.fields) == ("fapiao.pdf", ("gross_amount",))
    assert "发票价税合计（399.00）与支付凭证金额（299.00）不一致" in finding.reason.zh


@pytest.mark.parametrize(
    ("gross", "others"),
    [
        ("299.00", ()),
        ("200.00", ()),  # what a coupon of the platform paid is not invoiced
        ("349.00", (paid("50.00", name="c.pdf"),)),
        ("399.00", (payment(name="c.pdf", paid_amount=SMUDGED),)),
    ],
)
def test_an_invoice_for_no_more_than_may_have_been_paid_is_no_matter(gross: str, others: tuple[Paper, ...]) -> None:
    invoice = filed(form("vat_invoice", gross_amount=Decimal(gross)))

    assert asked(order_and_payment_agree, case(ordered("299.00"), paid("299.00"), invoice, *others)) == [PASS]


@pytest.mark.parametrize(
    "papers",
    [
        (ordered("299.00"), payment(paid_amount=SMUDGED)),
        (order(paid_amount=SMUDGED), paid("299.00")),
        (ordered("299.00"), paid("100.00"), payment(name="b.pdf", paid_amount=SMUDGED)),
        (ordered("299.00"), order(name="b.pdf", paid_amount=SMUDGED), paid("100.00")),
    ],
)
def test_a_smudged_amount_is_held_against_neither_page(papers: tuple[Paper, ...]) -> None:
    assert asked(order_and_payment_agree, case(*papers)) == [UNREADABLE]


def test_amounts_in_two_currencies_are_left_to_the_rule_about_currencies() -> None:
    pages = ordered("299.00", currency="CNY"), paid("42.00", currency="USD")

    assert asked(order_and_payment_agree, case(*pages)) == [SILENT]


@pytest.mark.parametrize(
    "papers",
    [
        (ordered("299.00"),),
        (paid("299.00"),),
        (ordered("299.00"), payment()),
        (order(paid_amount=SMUDGED),),
        (payment(paid_amount=SMUDGED),),
        (ordered("299.00"), filed(form("receipt", total_amount=SMUDGED))),
    ],
)
def test_an_amount_alone_has_nothing_to_agree_with(papers: tuple[Paper, ...]) -> None:
    assert asked(order_and_payment_agree, case(*papers)) == [SILENT]


# ---- PAY-07: time and currency

AT = "2026-11-05T18:13"


def timed(at: str | State, **fields: Any) -> Paper:
    return payment(payment_time=at, **fields)


@pytest.mark.parametrize("at", [AT, "2026-11-05T18:13:59", "2026-11-12T18:13", "2026-11-05", "2026-11-12"])
def test_a_payment_within_seven_days_of_the_order_passes(at: str) -> None:
    assert asked(it_was_paid_after_it_was_ordered, case(order(order_time=AT), timed(at))) == [PASS]


@pytest.mark.parametrize(
    ("at", "word"),
    [
        ("2026-11-05T18:12", "before the order"),
        ("2026-11-04", "before the order"),
        ("2026-11-12T18:14", "more than 7 days after"),
        ("2026-11-13", "more than 7 days after"),
    ],
)
def test_a_payment_before_the_order_or_after_a_week_goes_to_a_person(at: str, word: str) -> None:
    finding = complaint(it_was_paid_after_it_was_ordered, case(order(order_time=AT), timed(at)))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "payment_screenshot.pdf"
    assert word in finding.reason.en
    assert at in finding.reason.zh


def test_of_several_orders_the_payment_has_to_fit_one() -> None:
    orders = order(order_time="2026-10-01T10:00", currency="USD"), order(name="b.pdf", order_time=AT, currency="CNY")

    assert asked(it_was_paid_after_it_was_ordered, case(*orders, timed(AT, currency="CNY"))) == [PASS]


def test_a_payment_that_may_be_for_the_order_with_the_smudged_time_is_unreadable() -> None:
    orders = order(order_time="2026-10-01T10:00"), order(name="b.pdf", order_time=SMUDGED)

    assert asked(it_was_paid_after_it_was_ordered, case(*orders, timed(AT))) == [UNREADABLE]


def test_a_payment_in_another_currency_goes_to_a_person() -> None:
    about = case(order(order_time=AT, currency="CNY"), timed(AT, currency="USD"))

    finding = complaint(it_was_paid_after_it_was_ordered, about)

    assert finding.severity is Severity.REVIEW
    assert "currency CNY / USD" in finding.reason.en
    assert "paid" not in finding.reason.en


def test_time_and_currency_that_both_differ_are_both_told() -> None:
    about = case(order(order_time=AT, currency="CNY"), timed("2026-11-01T09:00", currency="USD"))

    finding = complaint(it_was_paid_after_it_was_ordered, about)

    assert "币种 CNY / USD；支付 2026-11-01T09:00 早于下单" in finding.reason.zh


def test_a_currency_one_page_does_not_name_is_no_other_currency() -> None:
    assert asked(it_was_paid_after_it_was_ordered, case(order(order_time=AT), timed(AT, currency="USD"))) == [PASS]
    assert asked(it_was_paid_after_it_was_ordered, case(order(order_time=AT, currency="USD"), timed(AT))) == [PASS]


@pytest.mark.parametrize(("ordered_at", "paid_at"), [(AT, SMUDGED), (SMUDGED, AT)])
def test_a_smudged_time_contradicts_nothing(ordered_at: str | State, paid_at: str | State) -> None:
    about = case(order(order_time=ordered_at), timed(paid_at))

    assert asked(it_was_paid_after_it_was_ordered, about) == [UNREADABLE]


def test_no_time_is_asked_about_where_one_is_missing() -> None:
    assert asked(it_was_paid_after_it_was_ordered, case(order(order_time=AT), payment())) == [SILENT]
    assert asked(it_was_paid_after_it_was_ordered, case(order(), timed(AT))) == [SILENT]
    assert asked(it_was_paid_after_it_was_ordered, case(timed(AT))) == [SILENT]
