"""Pages whose print is set otherwise than most: what is glued, split, smeared or printed in a row of its own."""

import pytest

from extractors.kinds import invoice, lab_report, order_screenshot, payment_screenshot, receipt, vat_invoice
from pipeline.fields import Field
from pipeline.flow import classified, extracted
from pipeline.kinds import Kind
from tests.paper import paper
from workers.desk import kinds

NARROW_CELLS = """
电子发票（普通发票）
发票号码：25997311298023406878    开票日期：2025年10月28日
购  名称：示例市明德健康管理股份有限公司  销  名称：演示县万客隆福商贸有限公司
买  统一社会信用代码/纳税人识别号：  售  统一社会信用代码/纳税人识别号：
方  91990000MA3DK2673G             方  91990000MA7RUGCDFQ
合  计    ¥2202.35    ¥161.66
价税合计（大写）  贰仟叁佰陆拾肆圆零壹分  （小写）¥2364.01
"""
LETTER = """
Cobblestone Mock LLC · www.example.com · billing@example.com
Billed to    Invoice number    2025-1524
Placeholder Group Inc.    Date    August 30, 2025
1 Sample Plaza    Due by    October 14, 2025
INVOICE
Details    Units    Price    Net
Brand guidelines PDF    4    $330.50    $1,322.00
Sub total    $1,322.00
Tax (8.25%)    $109.06
Amount due    $1,431.06
"""
TWO_TITLES = """
Rechnung /                    Nordexempel Handels KG
Lieferschein
Rechnungs-Nr.  2025-8006      Kunde
Datum  24.09.2025             Erika Beispiel
Leistung  Anzahl  Preis  Betrag
Ladenregal Eiche  2  € 30,50  € 61,00
Webhosting Tarif M  4  € 21,80  € 87,20
Nettobetrag    € 148,20
MwSt. 19 %    € 28,16
Gesamtbetrag    € 176,36
"""
ABROAD = """
Fictional Foods Pty Ltd    INVOICE
GST No.00-000-000
CUSTOMER
Sample Doe    Invoice number    F/26/6539
70 Placeholder Road    Issue date    7 February 2026
Code    Item    Units    Price    Amount
EK-310    Photography half day    10    45.80    NZ$458.00
MC-827    Delivery and handling    1    11.90    NZ$11.90
DC-699    Website maintenance    4    29.90    NZ$119.60
Net amount    NZ$589.50
GST @ 15%    NZ$88.43
Grand total    NZ$677.93
Sort code 00-00-00 · Account 00008241 · Fictional Foods Pty Ltd
Please quote F/26/6539 with your payment.
"""
SHOP = """
02:35    LTE
(    Thank you, Avery!    Help
On its way
Confirmation    #EX1817
number
Date    2026-09-20
Shop examplar-outlet
Ceramic Pour-Over Coffee Dripper
US $18.99
Payment info
Subtotal    US $18.99
Delivery    US $5.99
Amount paid    US $24.98
Ship to
Powered by Shopify
"""
ENGLISH_REPORT = """
Example Skin Testing Institute    CNAS L73608
Efficacy test report
Report ID    20260516019
Sample name    Lorem Zinc Matte Fluid
Report issuedon: Apr 25, 2026
Parameter    Before use    After use    % change
Sebum level    116    101    -12.93
Conclusion
Sebum level improved by 12.93% after
56 days of use.
The results relate only to the sample received.
"""


def _field(kind: Kind, text: str, name: str) -> Field:
    field = extracted(paper(text), kind).field(name)
    assert field is not None
    return field


def _report(day: str) -> str:
    return f"""
检验报告
报告书编号:演检字〔2026]第2246号
检测起止日期    2025/11/26~2025/12/26
检测项目    使用前    使用后    变化率(%)
黑素指数    181.0    172.0    -4.97
{day}
"""


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("批准f11期:2026.09.07", "2026-09-07"),
        ("发布门1期：2026/01.01", "2026-01-01"),
        ("批号 20260429 报告日期 2026年9月8日", "2026-09-08"),
    ],
)
def test_a_day_of_issue_is_found_where_its_label_was_stamped_over_or_stands_close(printed: str, read: str) -> None:
    assert str(_field(lab_report.KIND, _report(printed), "issued_date").value) == read


def test_an_instalment_is_no_day() -> None:
    assert _field(lab_report.KIND, _report("分12期:2026.09.07"), "issued_date").value is None


def test_of_two_unlike_brackets_the_opening_one_says_which_was_printed() -> None:
    assert _field(lab_report.KIND, _report(""), "report_number").value == "演检字〔2026〕第2246号"


def test_an_institutes_name_is_no_label_of_what_stands_beside_it() -> None:
    assert _field(lab_report.KIND, ENGLISH_REPORT, "lab_name").value == "Example Skin Testing Institute"


def test_an_english_label_whose_words_run_together_is_one() -> None:
    assert str(_field(lab_report.KIND, ENGLISH_REPORT, "issued_date").value) == "2026-04-25"


def test_a_conclusion_over_two_rows_keeps_its_blanks_and_ends_before_the_small_print() -> None:
    conclusion = _field(lab_report.KIND, ENGLISH_REPORT, "conclusion")

    assert conclusion.value == "Sebum level improved by 12.93% after 56 days of use."


def test_tax_ids_under_their_labels_are_each_partys_own() -> None:
    assert _field(vat_invoice.KIND, NARROW_CELLS, "buyer_tax_id").value == "91990000MA3DK2673G"
    assert _field(vat_invoice.KIND, NARROW_CELLS, "seller_tax_id").value == "91990000MA7RUGCDFQ"


def test_the_line_over_the_address_names_who_sends_an_invoice() -> None:
    assert _field(invoice.KIND, LETTER, "seller_name").value == "Cobblestone Mock LLC"


def test_a_title_of_two_rows_is_not_who_sends_an_invoice() -> None:
    assert _field(invoice.KIND, TWO_TITLES, "seller_name").value == "Nordexempel Handels KG"
    assert str(_field(invoice.KIND, TWO_TITLES, "net_amount").value) == "148.20"


def test_an_invoice_that_says_how_to_pay_it_is_no_receipt() -> None:
    verdict = classified(paper(ABROAD), (invoice.KIND, receipt.KIND), kinds()[0])

    assert (verdict.kind.name, verdict.rival) == ("invoice", None)


def test_a_shops_page_that_calls_nothing_an_order_is_an_order_page() -> None:
    assert order_screenshot.KIND.score(paper(SHOP)) > 0.5
    assert _field(order_screenshot.KIND, SHOP, "paid_amount").value is not None


@pytest.mark.parametrize(("printed", "read"), [("#110-4346638-3757303", "110-4346638-3757303"), ("#1042", "#1042")])
def test_a_sign_before_a_long_number_is_no_part_of_it(printed: str, read: str) -> None:
    page = SHOP.replace("Confirmation    #EX1817\nnumber", f"Ordered on June 07, 2025 | Order {printed}")

    assert _field(order_screenshot.KIND, page, "order_id").value == read


def test_a_bare_dollar_of_a_market_that_names_all_others_is_an_american_one() -> None:
    page = SHOP.replace("US $", "$").replace("Powered by Shopify", "eBay Money Back Guarantee")

    assert _field(order_screenshot.KIND, page, "currency").value == "USD"


def test_a_moment_that_lost_a_mark_of_its_day_is_read() -> None:
    slip = "POS签购单\n检索参考号(REFNO.):111832113050\n日期/时间(DATE/TIME):202506 11\n08:05:45\n金额 RMB 224.80"

    assert _field(payment_screenshot.KIND, slip, "payment_time").value == "2025-06-11T08:05:45"


FADED_SUMS = """
示例省增值税专用发票    No 51976144
名  称：示例市演示区星禾化妆品有限责任公司
纳税人识别号：91990000MAKP61PTNG
货物或应税劳务、服务名称  规格型号  单位  数量  单价  金额  税率  税额
*谷物*东北长粒香大米  5kg  袋  5  274.058  1370.29  13%  168.77
合i计    ¥1370.29    ¥168.77
价税合计（大写)  壹仟伍佰叁拾玖圆零陆分  (小写)¥1539.06
名  称：示例省演示市鲜多汇健康管理有限公司
纳税人识别号：91990000MA0DQ7PTJB
"""
UNION_PAY = """
08:19    4G
<    订单详情
交易成功
-¥735.90
交易类型    二维码消费
收款方    示例省演示市鹿鸣日用品股份有限公司
付款方式    示例银行信用卡(尾号3514)
支付时间    2025-09-11 17:14:43
订单编号    26930762253077311928
加入账本    >
记账分类    购物
交易有疑问?    >
云闪付
"""
WALLET = """
账单详情
-4866.00
支付状态    支付成功
付款时间    2025年12月18日10:31:33
商品详情    商户单号XP332965746024
商户全称    示例省演示市启航演示日用品有限公司
微信支付单号    4200877481202512180813770390
商户单号    251218993057090620961969
"""
BARGAIN = """
订单详情
交易已完成
订单编号:250807-891090282214904    复制
下单时间:2025-08-07 11:04:17
安禾专营店
【百亿补贴】安禾祛痘面膜学生补    ¥71.50
优惠¥5.00 共1件商品实付:¥72.50(含运费¥6.00)
为你推荐
¥20.00 已拼62万件 ¥36.99 已拼70万件
"""


@pytest.mark.parametrize("label", ["合i计", "合    计", "合", "计"])
def test_sums_whose_label_lost_half_of_itself_are_still_the_sums(label: str) -> None:
    page = FADED_SUMS.replace("合i计", label)

    assert str(_field(vat_invoice.KIND, page, "net_amount").value) == "1370.29"
    assert str(_field(vat_invoice.KIND, page, "tax_amount").value) == "168.77"
    assert _field(vat_invoice.KIND, page, "seller_name").value == "示例省演示市鲜多汇健康管理有限公司"


def test_a_wallets_page_that_calls_itself_an_order_is_a_payment() -> None:
    assert classified(paper(UNION_PAY), kinds(), kinds()[0]).kind.name == "payment_screenshot"


def test_a_label_inside_what_was_bought_names_nothing() -> None:
    assert _field(payment_screenshot.KIND, WALLET, "merchant_order_id").value == "251218993057090620961969"


def test_goods_keep_the_words_that_tell_their_market() -> None:
    assert _field(order_screenshot.KIND, BARGAIN, "item_name").value == "【百亿补贴】安禾祛痘面膜学生补"
    assert "已拼" not in str(_field(order_screenshot.KIND, BARGAIN, "item_name").value)


def test_goods_beside_a_label_of_the_other_column_are_goods() -> None:
    page = ABROAD_ORDER.replace("Fauxleaf Garlic Press", "Fauxleaf Garlic Press    Order total: CA$16.00")

    assert _field(order_screenshot.KIND, page, "item_name").value == "Fauxleaf Garlic Press"


ABROAD_ORDER = """
Purchase details
Fulfilled · June 10, 2026
Order number    12-67781-66853
Fauxleaf Garlic Press
CA$16.00
J. Example · 4 Specimen Road
"""


@pytest.mark.parametrize(
    ("numbered", "read"),
    [("Invoice no,    2025-91570", "2025-91570"), ("USt-IdNr. DE999999999\nBeleg-Nr.:    2031597", "2031597")],
)
def test_an_invoices_number_is_told_from_a_tax_id(numbered: str, read: str) -> None:
    page = f"Rechnung    Nordexempel Handels KG\n{numbered}\nSumme netto    100,00 €\nGesamtbetrag    119,00 €"

    assert _field(invoice.KIND, page, "invoice_number").value == read
