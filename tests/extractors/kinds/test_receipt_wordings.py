"""Receipts that word, stamp or break their parts in other ways."""

from decimal import Decimal

import pytest

from extractors.kinds.receipt import KIND
from pipeline.flow import extracted
from pipeline.records import Form
from tests.paper import paper


def read(text: str) -> Form:
    return extracted(paper(text), KIND)


STAMPED = """
                 免用統一發票收據
客戶:個人                        No.679772
中華民國114年8月31日
       品名          數量     單價     總價
純棉毛巾              2        112      224
濾掛咖啡10入          1        267      267
總計新臺幣  零萬零仟肆佰玖拾壹元整      491
                    南枝美妝演示門市
                    統一編號99742020
                    演示市示範路170巷8號1樓
銀貨兩訖，貨品當面點清
"""


def test_a_stamped_receipt_names_its_seller_below_the_sums() -> None:
    form = read(STAMPED)

    assert form.text("seller_name") == "南枝美妝演示門市"
    assert form.text("seller_address") == "演示市示範路170巷8號1樓"
    assert form.text("seller_tax_id") == "99742020"


@pytest.mark.parametrize("label", ["營業人統編 99422193", "賣方統編:99422193", "統一編號 99422193"])
def test_the_sellers_number_is_read_behind_each_of_its_words(label: str) -> None:
    slip = f"好鄰里超商\n買方統編:12345678\n{label}\n115/09/06 10:32\n合計  NT$ 330"

    assert read(slip).text("seller_tax_id") == "99422193"


def test_what_goods_cost_before_a_discount_is_their_subtotal() -> None:
    form = read(
        "松果医药连锁\n2026-09-26 21:00\n小计:  207.01\n促销折扣:  8.28\n应付:  198.73\n付款:  200.00\n找零:  1.27"
    )

    assert form.amount("list_amount") == Decimal("207.01")
    assert form.amount("tendered_amount") == Decimal("200.00")


def test_a_deposit_is_charged_beside_the_goods() -> None:
    form = read("沐野超市\n2026-05-04 17:41\n合计:  72.42\n餐具押金:  2.00\n应付金额:  74.42\n会员卡:  74.42")

    assert form.amount("list_amount") == Decimal("72.42")
    assert form.amount("total_amount") == Decimal("74.42")
    assert form.amount("tendered_amount") == Decimal("74.42")


def test_the_time_behind_its_own_label_is_read() -> None:
    form = read("NORTHMOCK OUTDOORS\nDate:01/06/2025  Time:21:37\nInvoice 475060\nAmount due  35.76")

    assert form.text("issue_time") == "21:37"
    assert form.text("receipt_number") == "475060"


def test_the_time_of_paying_counts_and_not_when_the_table_was_taken() -> None:
    form = read("松果小馆\n开台时间:2026.08.27 09:07\n结账时间:2026.08.27 10:16\n应收:  131.22")

    assert form.text("issue_time") == "10:16"


def test_a_slip_that_pays_money_back_is_put_before_a_person() -> None:
    form = read("Bramblewick Hardware\nMay 26, 2026  15:11\nSUBTOTAL  -$11.79\nHST 13%  -$1.53\nRefund total  -$13.32")
    total = form.field("total_amount")

    assert total is not None
    assert total.value == Decimal("13.32")
    assert "negative" in total.doubts


@pytest.mark.parametrize(
    "address",
    [
        "2 Example Quay, Demotown, Co. Sample",
        "Unit 3, Fixture Retail Park, Exampleford EX9 9ZZ",
        "1200 Sample Ave, Exampleville ON Z9Z 9Z9",
        "Main St, Ballymock",
    ],
)
def test_an_address_is_no_name(address: str) -> None:
    form = read(f"Parsnip Lane Deli\n{address}\nVAT Reg No IE9999999X\n08 Apr 2026  10:02\nTOTAL  £268.29")

    assert form.text("seller_name") == "Parsnip Lane Deli"
    assert form.text("seller_address") == address


def test_a_saving_with_its_minus_is_taken_off() -> None:
    form = read("Bramblewick Hardware\nMar 02, 2025\nSubtotal  99.65\nLoyalty saving  -16.94\nAmount due  82.71")

    assert form.amount("discount_amount") == Decimal("16.94")


def test_a_deposit_is_no_change() -> None:
    form = read("北斗星咖啡\n2026.07.02 12:41\n消费合计  318.79\n杯子押金  1.00\n实收金额  319.79\n微信支付  319.79")

    assert form.amount("total_amount") == Decimal("319.79")


def test_what_the_sale_was_closed_for_was_paid() -> None:
    form = read("知微鞋履\n2025/09/04 17:19\n合计:  2473.57\nVIP折扣:  -395.77\n成交金额:  2077.80\n支付方式:  微信")

    assert form.amount("total_amount") == Decimal("2077.80")
    assert form.amount("list_amount") == Decimal("2473.57")
