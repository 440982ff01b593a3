"""Labels and values that a page breaks over rows, or words in other ways: order pages and pages of payments."""

from decimal import Decimal

from extractors.kinds.order_screenshot import KIND as ORDER
from extractors.kinds.payment_screenshot import KIND as PAYMENT
from pipeline.flow import extracted
from tests.paper import paper


def test_a_number_broken_to_the_next_row_belongs_to_the_label_that_ends_its_row() -> None:
    page = paper("Order Details\nOrder date 05 October 2026 | ORDER #\n207-9607088-4792502\nGrand Total:  CA$47.38")

    assert extracted(page, ORDER).text("order_id") == "207-9607088-4792502"


def test_the_only_day_without_a_label_is_put_before_a_person() -> None:
    page = "Example Works\nOrder #DM47613\nOn its way · February 10, 2026\nSubtotal  $125.70\nTotal paid  $125.70"
    form = extracted(paper(page), ORDER)
    placed = form.field("order_time")

    assert placed is not None
    assert placed.value == "2026-02-10"
    assert "no_label" in placed.doubts
    assert form.text("order_status") == "On its way"
    assert form.text("currency") == "USD"


def test_what_is_taken_off_in_all_counts_where_its_parts_are_not_all_named() -> None:
    off = "共减  减¥43.47\n88VIP 95折  减¥14.49\n淘金币抵扣  减¥20.29\n超级红包  减¥8.69"
    page = f"商品总价  ¥289.80\n{off}\n实付款  ¥246.33"

    assert extracted(paper(page), ORDER).amount("discount_amount") == Decimal("43.47")


def test_a_slips_reference_number_is_the_payments_and_not_its_trace() -> None:
    slip = "消费签购单\n流水号(TRACE NO.):319351\n检索参考号(REF NO.):944217572208\n交易金额(AMOUNT):RMB 86.99"

    assert extracted(paper(slip), PAYMENT).text("transaction_id") == "944217572208"


def test_the_name_over_the_sum_is_whom_it_was_paid_to() -> None:
    page = "账单详情\n青麓生活馆\n-2217.90\n当前状态  支付成功\n交易单号  4265116317202503064800900371"

    assert extracted(paper(page), PAYMENT).text("payee_name") == "青麓生活馆"


def test_a_number_in_the_name_of_the_goods_is_not_the_merchants() -> None:
    page = "-306.90\n商品名称  商户单号XP016246258513\n商家订单号  T200P2651650528689081298"

    assert extracted(paper(page), PAYMENT).text("merchant_order_id") == "T200P2651650528689081298"
