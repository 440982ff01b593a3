"""Where the day of purchase and the paid amount come from, and whether they are clear."""

from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.claim.claims import Paper
from pipeline.fields import State
from tests.validators.cases import case, filed
from tests.validators.papers import form
from validators.claim.known import paid_amounts, purchase_day, purchase_days

STATED = date(2026, 9, 1)


def paper(kind: str, **known: Any) -> Paper:
    needs = known.pop("needs_person", ())
    return filed(form(kind, **known), needs_person=needs)


def test_nobody_knows_the_day_of_purchase_of_an_empty_claim() -> None:
    assert purchase_day(case()) is None
    assert purchase_days(case()) == ()


def test_the_claims_own_day_comes_first_then_orders_receipts_and_payments() -> None:
    payment = paper("payment_screenshot", payment_time="2026-09-04T10:00")
    receipt = paper("receipt", issue_date=date(2026, 9, 3))
    order = paper("order_screenshot", order_time="2026-09-02T10:00")
    contract = paper("contract", signed_date=date(2026, 8, 1))
    found = purchase_days(case(payment, receipt, order, contract, stated={"purchase_date": STATED}))

    assert [(known.value.day, known.name) for known in found] == [
        (1, "claim.purchase_date"),
        (2, "order_time"),
        (3, "issue_date"),
        (4, "payment_time"),
    ]
    assert [known.paper for known in found] == [None, order, receipt, payment]


def test_the_day_that_counts_is_the_first_word_for_it() -> None:
    order = paper("order_screenshot", order_time="2026-09-02T10:00")
    stated, read = purchase_day(case(order, stated={"purchase_date": STATED})), purchase_day(case(order))

    assert stated is not None
    assert read is not None
    assert (stated.value, read.value) == (STATED, date(2026, 9, 2))


def test_a_contracts_day_counts_only_where_no_other_paper_tells_one() -> None:
    contract = paper("contract", signed_date=date(2026, 8, 1))
    payment = paper("payment_screenshot", payment_time="2026-09-04")
    smudged = paper("payment_screenshot", payment_time=State.UNREADABLE)

    assert [known.name for known in purchase_days(case(contract, smudged))] == ["signed_date"]
    assert [known.name for known in purchase_days(case(contract, payment))] == ["payment_time"]
    assert [known.name for known in purchase_days(case(contract, stated={"purchase_date": STATED}))] == [
        "claim.purchase_date"
    ]


def test_a_stated_day_is_clear_and_a_read_one_only_where_no_person_has_to_look() -> None:
    clear = paper("receipt", issue_date=STATED)
    doubtful = paper("receipt", issue_date=STATED, needs_person=("issue_date",))
    elsewhere = paper("receipt", issue_date=STATED, needs_person=("total_amount",))

    assert [
        known.clear
        for about in (case(stated={"purchase_date": STATED}), case(clear), case(doubtful), case(elsewhere))
        for known in purchase_days(about)
    ] == [True, True, False, True]


def test_paid_is_what_orders_say_then_payments_receipts_and_invoices() -> None:
    papers = (
        paper("invoice", total_amount=Decimal(5)),
        paper("vat_invoice", gross_amount=Decimal(4), net_amount=Decimal(9)),
        paper("receipt", total_amount=Decimal(3)),
        paper("payment_screenshot", paid_amount=Decimal(2)),
        paper("order_screenshot", paid_amount=Decimal(1), list_amount=Decimal(8)),
        paper("order_screenshot", paid_amount=State.UNREADABLE),
    )

    assert [known.value for known in paid_amounts(case(*papers))] == [1, 2, 3, 4, 5]


def test_a_paid_amount_of_nothing_is_still_an_amount() -> None:
    assert [known.value for known in paid_amounts(case(paper("receipt", total_amount=Decimal(0))))] == [0]
