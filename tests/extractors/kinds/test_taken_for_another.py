"""What stands on a page and was once taken for something else."""

from extractors.kinds import invoice, lab_report, order_screenshot, other, payment_screenshot, receipt
from pipeline.fields import Field
from pipeline.flow import classified, extracted
from pipeline.kinds import Kind
from tests.paper import paper

PAID_ALONE = """
订单详情
交易成功
星禾旗舰店 >
禾光焕亮精华液30ml补水提亮    ¥399.00
商品总价    ¥399.00
实付款    ¥399.00
订单编号    2612345678901234567    复制
付款时间    2026-09-01 20:11:33
发货时间    2026-09-02 09:30:12
"""
CONFIRMATION = """
From: Glow & Co <hello@glow.example>
Subject: Order #GL1042 confirmed
Date: May 3, 2026 at 10:12 AM
Order #GL1042
Thank you for your purchase!
View your order    or Visit our store
Order summary
Brightening Serum x 1
$48.00
Discount (MAY10)    -$4.80
Subtotal    $43.20
Shipping    $5.00
Total tax    $4.24
Total paid today    $52.44 USD
Payment method
Mastercard **** 4242
"""
ABROAD = """
Order details
Delivered on Fri, Apr 18
Time placed    Apr 12, 2026 at 8:15 AM
Order number    26-12345-54321
Sold by
demo_store (1203)
Apr 18 - Apr 22
Vitamin C Serum 30ml Brightening
US $39.99
Item subtotal    US $39.99
Shipping    US $3.00
Order total    US $42.99
eBay
"""
BANK = """
中国工商银行
电子回单
付款人户名    张*例
收款人户名    示例市星禾生物科技有限公司
金额    299.00元
交易流水号    99887766554
时间戳    2026-09-01-20.11.33.123456
"""
REPORT = """
检测报告
报告编号：HC-GX-2026-10-00123
样品名称    禾光焕亮精华液
检测项目    单位    使用前    使用后    变化率(%)
黑素指数    -    181.0    172.0    -4.97
检测结论：受试者连续使用样品28天后，黑素指数下降4.97%。
示例市衡测检测技术有限公司（检验检测专用章）
签发日期：2026年10月12日
"""


def _field(kind: Kind, text: str, name: str) -> Field:
    field = extracted(paper(text), kind).field(name)
    assert field is not None
    return field


def test_when_it_was_paid_stands_for_when_it_was_ordered_with_a_doubt_alone() -> None:
    both = PAID_ALONE.replace("付款时间", "创建时间    2026-09-01 20:11:05\n付款时间")

    paid, ordered = (_field(order_screenshot.KIND, text, "order_time") for text in (PAID_ALONE, both))

    assert (paid.value, paid.doubts) == ("2026-09-01T20:11:33", ("when_paid",))
    assert (ordered.value, ordered.doubts) == ("2026-09-01T20:11:05", ())


def test_a_shops_mail_that_confirms_an_order_is_an_order_and_no_receipt() -> None:
    kinds = (receipt.KIND, invoice.KIND, order_screenshot.KIND, payment_screenshot.KIND)

    assert classified(paper(CONFIRMATION), kinds, other.KIND).kind.name == "order_screenshot"


def test_a_subtotal_under_its_discount_is_what_the_discount_left() -> None:
    paid = _field(order_screenshot.KIND, CONFIRMATION, "paid_amount")

    assert (str(paid.value), paid.doubts) == ("52.44", ())
    assert "goods and freight" in paid.confirmed_by


def test_neither_a_stretch_of_days_nor_the_sellers_name_is_an_article() -> None:
    assert _field(order_screenshot.KIND, ABROAD, "item_name").value == "Vitamin C Serum 30ml Brightening"


def test_an_article_named_after_a_month_is_one() -> None:
    page = ABROAD.replace("Vitamin C Serum 30ml Brightening", "March Lily Serum 2026 edition")

    assert _field(order_screenshot.KIND, page, "item_name").value == "March Lily Serum 2026 edition"


def test_a_moment_as_banks_machines_print_it_is_when_it_was_paid() -> None:
    assert _field(payment_screenshot.KIND, BANK, "payment_time").value == "2026-09-01T20:11:33"


def test_a_conclusion_ends_before_the_name_of_who_signs_it() -> None:
    assert _field(lab_report.KIND, REPORT, "conclusion").value == "受试者连续使用样品28天后，黑素指数下降4.97%。"


def test_a_conclusion_ends_before_the_next_label() -> None:
    labelled = REPORT.replace("示例市衡测检测技术", "检测机构：示例市衡测检测技术").replace("4.97%。", "4.97%")

    assert _field(lab_report.KIND, labelled, "conclusion").value == "受试者连续使用样品28天后，黑素指数下降4.97%"


def test_a_conclusion_that_goes_on_below_is_read_whole() -> None:
    longer = REPORT.replace("下降4.97%。", "下降4.97%，\n皮肤亮度上升1.55%。")

    assert str(_field(lab_report.KIND, longer, "conclusion").value).endswith("，皮肤亮度上升1.55%。")
