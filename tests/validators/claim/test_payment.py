"""PAY over a whole claim: to whom, how much, and when it was paid."""

from decimal import Decimal
from typing import Any

import pytest

from pipeline.claims import Paper, StatedMerchant
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from pipeline.policy import PolicyMerchant, Refunds
from pipeline.registers import Confirmation, Inquiry, Register, Standing
from tests.validators.cases import asked, case, complaint, filed
from tests.validators.papers import form
from validators.claim.payment import (
    it_was_paid_after_it_was_ordered,
    no_more_is_claimed_than_was_paid,
    order_and_payment_agree,
    the_payee_is_the_merchant,
)

PASS, FAIL, UNREADABLE, SILENT = Outcome.PASS, Outcome.FAIL, Outcome.UNREADABLE, Outcome.NOT_APPLICABLE
NAME = "示例市星禾生物科技有限公司"
SELLER = {"merchant": StatedMerchant(name=NAME, shop_names=("禾光美肤馆",))}
SMUDGED = State.UNREADABLE


def order(*doubted: str, name: str = "", **fields: Any) -> Paper:
    return filed(form("order_screenshot", **fields), name=name, needs_person=doubted)


def payment(*doubted: str, name: str = "", **fields: Any) -> Paper:
    return filed(form("payment_screenshot", **fields), name=name, needs_person=doubted)


def ordered(amount: str, *doubted: str, name: str = "", **fields: Any) -> Paper:
    return order(*doubted, name=name, paid_amount=Decimal(amount), **fields)


def paid(amount: str, *doubted: str, name: str = "", **fields: Any) -> Paper:
    return payment(*doubted, name=name, paid_amount=Decimal(amount), **fields)


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

    (finding,) = no_more_is_claimed_than_was_paid.ask(
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
