"""Order pages, from text to fields."""

from decimal import Decimal

import pytest

from extractors.kinds.order_screenshot import KIND
from extractors.wordings import parsed
from pipeline.flow import extracted
from pipeline.sheets import Sheet
from tests.paper import paper

TAOBAO = """
18:20                                5G 86%
<  订单详情                          客服
交易成功
张*例 138****0000
示例省示例市演示区演示路***
星禾旗舰店 >
禾光焕亮精华液30ml补水提亮         ¥399.00
颜色分类：30ml单瓶                 x1
加入购物车  申请售后
商品总价                           ¥399.00
店铺优惠                           -¥60.00
平台红包                           -¥40.00
运费(快递)                         ¥0.00
实付款                             ¥299.00
订单编号       2612345678901234567  复制
支付宝交易号   2026090122001499912345678901
创建时间       2026-09-01 20:11:05
付款时间       2026-09-01 20:11:33
"""
AMAZON = """
Your order details
Order placed  September 1, 2026
Order #  999-1234567-7654321
Delivered
Sold by: Demo Goods Ltd
Brightening Serum 30 ml, pack of one
Item(s) Subtotal:   $40.00
Shipping & Handling:   $5.00
Coupon savings:   -$3.00
Grand Total:   $42.00
amazon.com
"""


@pytest.mark.parametrize("printed", ["2026-09-0120:11:05", "2026/09/0120:11:05", "2026年9月1日20:11:05"])
def test_a_time_that_runs_into_its_day_is_still_read(printed: str) -> None:
    form = extracted(paper(TAOBAO.replace("2026-09-01 20:11:05", printed)), KIND)

    assert form.text("order_time") == "2026-09-01T20:11:05"


def test_an_earlier_moment_on_the_page_makes_the_time_of_ordering_a_question() -> None:
    smudged = TAOBAO.replace("付款时间", "下单时间").replace("创建时间", "创Z#间")

    field = extracted(paper(smudged), KIND).field("order_time")

    assert field is not None
    assert (field.value, field.doubts, field.candidates) == (
        "2026-09-01T20:11:33",
        ("two_times",),
        ("2026-09-01T20:11:05",),
    )


@pytest.mark.parametrize(
    "line", ["付款时间 2026-09-01 20:11", "会员注册 2024-05-01 10:00:00", "活动 2026-08-20 起", "20:05 到店"]
)
def test_what_is_no_earlier_moment_of_the_order_is_no_question(line: str) -> None:
    field = extracted(paper(f"{TAOBAO}{line}\n"), KIND).field("order_time")

    assert field is not None
    assert field.doubts == ()


def test_a_marketplace_page_yields_its_ids_times_and_sums() -> None:
    form = extracted(paper(TAOBAO), KIND)

    assert form.text("platform") == "taobao"
    assert form.text("order_id") == "2612345678901234567"
    assert form.text("order_time") == "2026-09-01T20:11:05"
    assert form.text("order_status") == "交易成功"
    assert form.text("seller_name") == "星禾旗舰店"
    assert form.text("item_name") == "禾光焕亮精华液30ml补水提亮"
    assert form.amount("list_amount") == Decimal("399.00")
    assert form.amount("discount_amount") == Decimal("100.00")
    assert form.amount("paid_amount") == Decimal("299.00")


def test_goods_and_freight_less_discounts_confirm_what_was_paid() -> None:
    right = extracted(paper(TAOBAO), KIND).field("paid_amount")
    wrong = extracted(paper(TAOBAO.replace("实付款                             ¥299.00", "实付款   ¥289.00")), KIND)

    assert right is not None
    assert "goods and freight" in right.confirmed_by
    paid = wrong.field("paid_amount")
    assert paid is not None
    assert "sums_differ" in paid.doubts


@pytest.mark.parametrize("free", ["FREE", "免运费", "包邮"])
def test_freight_that_is_free_is_no_amount_of_the_next_row(free: str) -> None:
    page = AMAZON.replace("Handling:   $5.00", f"Handling:   {free}").replace("$42.00", "$37.00")

    form = extracted(paper(page), KIND)

    paid = form.field("paid_amount")
    assert form.amount("freight_amount") == Decimal("0.00")
    assert paid is not None
    assert "goods and freight" in paid.confirmed_by


def test_a_day_is_no_item_and_a_bare_date_is_when_it_was_ordered() -> None:
    head = "Order summary\nOrder  #EU1356\nDate  01 Oct 2026\nDelivered\n"
    page = head + "Firming Eye Cream 15g  $41.50\nTotal paid  $41.50\nShopify"

    form = extracted(paper(page), KIND)

    assert (form.text("item_name"), form.text("order_time")) == ("Firming Eye Cream 15g", "2026-10-01")


def test_english_order_pages_are_read_too() -> None:
    form = extracted(paper(AMAZON), KIND)

    assert form.text("platform") == "amazon"
    assert form.text("order_id") == "999-1234567-7654321"
    assert form.text("order_time") == "2026-09-01"
    assert form.amount("paid_amount") == Decimal("42.00")


def test_a_page_of_an_unknown_shop_falls_back_to_labels_for_all() -> None:
    form = extracted(paper("订单详情\n订单号：XJ20260901\n下单时间：2026-09-01 08:05\n实付：88.00元"), KIND)

    assert form.text("platform") is None
    assert form.text("order_id") == "XJ20260901"
    assert form.text("order_time") == "2026-09-01T08:05"
    assert form.amount("paid_amount") == Decimal("88.00")


def test_stray_pinyin_and_traditional_characters_do_not_hide_a_label() -> None:
    form = extracted(paper("訂ding單dan編bian號hao：2612345678901234567\n實付款：299.00元"), KIND)

    assert form.text("order_id") == "2612345678901234567"
    assert form.amount("paid_amount") == Decimal("299.00")


def test_two_different_order_numbers_are_put_before_a_person() -> None:
    field = extracted(paper("订单编号：2612345678901234567\n订单编号：2612345678901234568"), KIND).field("order_id")

    assert field is not None
    assert "two_values" in field.doubts
    assert field.candidates == ("2612345678901234568",)


OWN = """
schema = "proofdesk.wording/1"
kind = "order_screenshot"

[[platform]]
name = "our_shop"
words = ["星禾商城"]

[[label]]
field = "order_id"
words = ["购物单号"]
pattern = 'XH\\d{12}'
platform = "our_shop"
"""


@pytest.mark.parametrize(("shop", "number"), [("星禾商城", "XH202611050001"), ("别家商城", None)])
def test_a_merchants_own_label_counts_on_the_merchants_own_pages(shop: str, number: str | None) -> None:
    page = paper(f"{shop}\n购物单号：XH202611050001")

    form = extracted(Sheet(page.document, parsed(OWN, "own.toml")), KIND)

    assert form.text("order_id") == number


def test_an_order_number_that_breaks_after_its_hyphen_goes_on_where_its_line_begins() -> None:
    page = paper("""
Order Details
Ordered 1 Sep | Order# 113-  Promotion:  -$16.32
5086882-4770761
Order Total:  $23.68
""")

    assert extracted(page, KIND).text("order_id") == "113-5086882-4770761"


def test_where_only_the_joining_and_the_paying_are_dated_an_order_was_made_at_the_joining() -> None:
    page = TAOBAO.replace("创建时间", "拼单时间") + "\n支付时间       2026-09-01 20:12:55"

    ordered = extracted(paper(page), KIND).field("order_time")

    assert ordered is not None
    assert (ordered.value, ordered.candidates, ordered.doubts) == ("2026-09-01T20:11:05", (), ())
