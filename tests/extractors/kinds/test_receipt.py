"""Shop receipts, from text to fields."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.kinds.receipt import KIND
from pipeline.fields import State
from pipeline.flow import extracted
from tests.paper import paper

TILL_SLIP = """
        DEMO MART SDN BHD
   GST ID: 000000000000
RECEIPT NO: 0012345    CASHIER: AMY
DATE: 05/11/2026  TIME: 06:13 PM
ITEM              QTY     AMOUNT
HAND CREAM 75ML           18.90
FACE TONER 200ML          50.80
COTTON PADS                6.98
SUBTOTAL                  76.68
DISCOUNT                  -3.00
TOTAL INCL. GST           73.68
ROUNDING ADJ               0.02
GRAND TOTAL     RM        73.70
CASH                     100.00
CHANGE                    26.30
"""
XIAOPIAO = """
     示例佳佳超市(演示路店)
单号:0007-20261105-000123  收银:03
日期:2026-11-05 18:13:24  机号:07
品名        单价   数量    金额
禾光洁面乳100g      39.90   1   39.90
抽纸3层    6.50   3   19.50
件数:2            合计:59.40
优惠:             -5.00
应收:             54.40
微信支付:         54.40
"""


def test_a_till_slip_is_read_field_by_field() -> None:
    form = extracted(paper(TILL_SLIP), KIND)

    assert form.text("seller_name") == "DEMO MART SDN BHD"
    assert form.text("receipt_number") == "0012345"
    assert form.text("issue_time") == "18:13"
    assert form.amount("total_amount") == Decimal("73.70")
    assert form.amount("tendered_amount") == Decimal("100.00")
    assert form.amount("change_amount") == Decimal("26.30")
    assert form.text("currency") == "MYR"
    assert [item.amount for item in form.items()] == [Decimal("18.90"), Decimal("50.80"), Decimal("6.98")]


def test_cash_printed_without_cents_is_read_and_a_cards_own_number_is_no_cash() -> None:
    slip = XIAOPIAO.replace(
        "微信支付:         54.40", "现金:             100\n实收:             100\n找零:             45.60"
    )
    cash, card = extracted(paper(slip), KIND), extracted(paper(XIAOPIAO.replace("微信支付", "银行卡 8812")), KIND)

    assert (cash.amount("tendered_amount"), cash.amount("change_amount")) == (Decimal(100), Decimal("45.60"))
    assert card.amount("tendered_amount") == Decimal("54.40")


def test_a_count_right_before_the_amount_is_no_thousand() -> None:
    slip = XIAOPIAO.replace("39.90   1   39.90", "9.90 1 239.90").replace("39.90   ", "")

    items = extracted(paper(slip), KIND).items()

    assert [item.amount for item in items] == [Decimal("239.90"), Decimal("19.50")]


def test_a_day_that_may_be_a_month_is_doubted_and_keeps_both() -> None:
    found = extracted(paper(TILL_SLIP), KIND).field("issue_date")

    assert found is not None
    assert found.value == date(2026, 11, 5)
    assert found.candidates == ("2026-05-11",)
    assert found.doubts == ("ambiguous_date",)


def test_a_chinese_receipt_is_read_in_its_own_words() -> None:
    form = extracted(paper(XIAOPIAO), KIND)

    assert form.text("seller_name") == "示例佳佳超市(演示路店)"
    assert form.day("issue_date") == date(2026, 11, 5)
    assert form.text("issue_time") == "18:13:24"
    assert form.amount("total_amount") == Decimal("54.40")
    assert form.amount("discount_amount") == Decimal("5.00")
    assert form.text("payment_method") == "微信支付"
    assert [item.quantity for item in form.items()] == [Decimal(1), Decimal(3)]


def test_a_receipt_looks_like_one_and_a_sign_does_not() -> None:
    assert KIND.score(paper(TILL_SLIP)) > 0.8
    assert KIND.score(paper(XIAOPIAO)) > 0.8
    assert KIND.score(paper("Welcome to the town\nPopulation 4512")) < 0.2


def test_every_field_says_where_it_stands() -> None:
    form = extracted(paper(TILL_SLIP), KIND)

    total = form.field("total_amount")

    assert total is not None
    assert total.box is not None
    assert total.raw == "73.70"
    assert total.readings[0].reader == "ppocr-v6-small"


@pytest.mark.parametrize(
    ("row", "state"),
    [
        ("时间：2O8l8:08:04", State.UNREADABLE),
        ("日期：", State.UNREADABLE),
        ("时间：18:08:04", None),
        ("营业时间：8点开门", None),
        ("日期：2026-10-03", State.READ),
    ],
)
def test_a_label_without_its_day_is_a_day_that_cannot_be_read(row: str, state: State | None) -> None:
    fields = {
        field.name: field for field in KIND.extract(paper(f"示例星禾生活馆\n{row}\n精华液  1  264.99\n合计：264.99"))
    }
    day = fields.get("issue_date")

    assert (day.state if day else None) is state


def test_a_total_read_without_its_point_goes_to_a_person_with_what_it_may_be() -> None:
    rows = "精华水  1  195.84  195.84\n针织衫  1  350.00  350.00\n方巾  3  212.90  638.70"
    form = extracted(paper(f"演示鞋履二店\n销售单\n{rows}\n应收:  118454\n微信:  118454"), KIND)

    total = form.field("total_amount")
    assert total is not None
    assert (total.doubts, total.candidates, total.confirmed_by) == (("point_lost",), ("1184.54",), ())
