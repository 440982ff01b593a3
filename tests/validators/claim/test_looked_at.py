"""Which fields the answers about orders, payments and invoices looked at."""

from decimal import Decimal

import pytest

from pipeline.claim.claims import Case
from pipeline.claim.registers import Register, Standing
from pipeline.claim.rules import ClaimRule
from pipeline.fields import State
from pipeline.findings import Outcome
from tests.validators.cases import case, findings
from tests.validators.purchases import (
    BOUGHT,
    NAME,
    PERSON,
    SELLER,
    SERUM,
    bill,
    listed,
    ordered,
    register,
    sheet,
    vat,
)
from validators.claim import invoice, order, payment, recorded

SMUDGED = State.UNREADABLE
ORDER_ID, ITEM, BUYER, TRANSACTION = ("order_id",), ("item_name",), ("buyer_name",), ("transaction_id",)
LOOKED: list[tuple[ClaimRule, Case, Outcome, tuple[str, ...]]] = [
    (
        recorded.the_merchant_has_the_order,
        case(stated={"order_id": "D-1"}, **register(Register.ORDERS, "D-1", Standing.FOUND)),
        Outcome.PASS,
        ORDER_ID,
    ),
    (recorded.the_merchant_has_the_order, case(ordered(order_id=SMUDGED)), Outcome.UNREADABLE, ORDER_ID),
    (recorded.the_merchant_has_the_order, case(stated={"order_id": "D-1"}), Outcome.NOT_APPLICABLE, ()),
    (
        recorded.the_merchant_has_the_order,
        case(stated={"order_id": "D-1"}, **register(Register.ORDERS, "D-1", Standing.NOT_CONFIRMED)),
        Outcome.UNREADABLE,
        ORDER_ID,
    ),
    (order.the_product_takes_part, case(ordered(item_name=SMUDGED), stated=SERUM), Outcome.UNREADABLE, ITEM),
    (order.the_product_takes_part, case(ordered(), stated=SERUM), Outcome.NOT_APPLICABLE, ()),
    (
        order.the_product_takes_part,
        case(ordered(item_name="禾光焕亮精华液"), stated=SERUM),
        Outcome.PASS,
        ITEM,
    ),
    (
        order.it_was_bought_while_the_campaign_ran,
        case(ordered(order_time=SMUDGED), policy={"campaign_end": BOUGHT}),
        Outcome.UNREADABLE,
        ("order_time", "issue_date", "payment_time"),
    ),
    (
        payment.the_payee_is_the_merchant,
        case(bill(payee_name=SMUDGED), stated=SELLER),
        Outcome.UNREADABLE,
        ("payee_name",),
    ),
    (payment.the_payee_is_the_merchant, case(bill(payee_name=NAME), stated=SELLER), Outcome.PASS, ("payee_name",)),
    (
        payment.no_more_is_claimed_than_was_paid,
        case(bill(paid_amount=SMUDGED), stated={"claimed_amount": Decimal(1)}),
        Outcome.UNREADABLE,
        ("paid_amount",),
    ),
    (
        payment.no_more_is_claimed_than_was_paid,
        case(bill(paid_amount=Decimal(1)), stated={"claimed_amount": Decimal(1)}),
        Outcome.PASS,
        ("paid_amount",),
    ),
    (
        payment.order_and_payment_agree,
        case(ordered(paid_amount=Decimal(1)), bill(paid_amount=Decimal(1))),
        Outcome.PASS,
        ("paid_amount",),
    ),
    (
        payment.order_and_payment_agree,
        case(ordered(paid_amount=Decimal(1)), bill(paid_amount=SMUDGED)),
        Outcome.UNREADABLE,
        ("paid_amount",),
    ),
    (
        payment.it_was_paid_after_it_was_ordered,
        case(ordered(order_time="2026-11-05"), bill(payment_time="2026-11-05")),
        Outcome.PASS,
        ("order_time", "payment_time", "currency"),
    ),
    (payment.the_ledger_confirms_the_payment, case(bill(transaction_id=SMUDGED)), Outcome.UNREADABLE, TRANSACTION),
    (
        payment.the_ledger_confirms_the_payment,
        case(bill(transaction_id="T-1"), **register(Register.PAYMENTS, "T-1", Standing.FOUND)),
        Outcome.PASS,
        ("transaction_id", "paid_amount"),
    ),
    (invoice.the_seller_is_the_merchant, case(vat(seller_name=NAME), stated=SELLER), Outcome.PASS, ("seller_name",)),
    (
        invoice.the_seller_is_the_merchant,
        case(vat(seller_name=SMUDGED), stated=SELLER),
        Outcome.UNREADABLE,
        ("seller_name", "seller_tax_id"),
    ),
    (invoice.the_buyer_is_the_claimant, case(vat(buyer_name="个人"), stated={"claimant": PERSON}), Outcome.PASS, BUYER),
    (
        invoice.the_buyer_is_the_claimant,
        case(vat(buyer_name=SMUDGED), stated={"claimant": PERSON}),
        Outcome.UNREADABLE,
        BUYER,
    ),
    (
        invoice.the_buyer_is_the_claimant,
        case(vat(buyer_name="**"), stated={"claimant": PERSON}),
        Outcome.UNREADABLE,
        BUYER,
    ),
    (
        invoice.the_invoice_fits_the_purchase,
        case(sheet("invoice", total_amount=SMUDGED)),
        Outcome.UNREADABLE,
        ("issue_date", "total_amount"),
    ),
    (
        invoice.the_tax_bureau_confirms_it,
        case(vat(invoice_number=SMUDGED)),
        Outcome.UNREADABLE,
        ("invoice_code", "invoice_number"),
    ),
    (
        invoice.the_product_stands_on_the_invoice,
        case(vat(items=listed("禾光焕亮精华液")), stated=SERUM),
        Outcome.PASS,
        ("items",),
    ),
    (invoice.the_product_stands_on_the_invoice, case(vat(items=SMUDGED), stated=SERUM), Outcome.UNREADABLE, ("items",)),
    (
        invoice.the_product_stands_on_the_invoice,
        case(vat(items=listed("禾光焕亮面膜乳")), stated=SERUM),
        Outcome.UNREADABLE,
        ("items",),
    ),
]


@pytest.mark.parametrize(("rule", "about", "outcome", "fields"), LOOKED)
def test_an_answer_names_the_fields_it_looked_at(
    rule: ClaimRule, about: Case, outcome: Outcome, fields: tuple[str, ...]
) -> None:
    (finding,) = findings(rule, about)

    assert (finding.outcome, finding.fields) == (outcome, fields)
