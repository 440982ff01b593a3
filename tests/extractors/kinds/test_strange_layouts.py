"""Papers of markets, wallets, banks and houses whose layouts nobody tuned the readers for."""

from datetime import date
from decimal import Decimal

import pytest

import extractors.kinds
from extractors.kinds import contract, exam_result, invoice, lab_report, payment_screenshot, receipt
from pipeline.flow import classified, extracted
from pipeline.kinds import Kind
from pipeline.plugins import collected
from tests.paper import paper

KINDS = tuple(collected(extractors.kinds, "KIND", Kind))
OTHER = next(kind for kind in KINDS if kind.name == "other")
ORDER = """
16:47                                5G 17%
订单信息
交易完成
示例会员商城
示例玻色因面霜
默认规格
¥172.92 ×3
商品小计              ¥518.76
储值卡抵扣            -¥41.50
配送费                ¥0.00
合计实付              ¥477.26
订单单号    E20269694974348563173280
创建时间    2026-09-13 23:19:03
支付时间    2026-09-13 23:20:14
支付方式    微信支付
"""
WALLET = """
2:45                          WiFi 16%
Bill Details
示例市好邻里信息技术有限公司演示分公司
-¥364.50
Successful
Payment Time          2026-01-22 17:55:27
Paid Via              Yu'E Bao
Payee's Full Name     示例市好邻里信息技术有限
                      公司演示分公司
Order No.             2026012222001921581344978718
Merchant Order No.    20260122665466529631
"""
RESULT = """
19:27                         WiFi 90%
我的成绩
姓名        宋某某
考号        184313004075267
考试项目    2026年下半年普通话水平测试
考试时间    2026-02-16
合格线      80分
成绩结果    未合格
"""
SENTENCES = """
检测报告
编号：2026-HZP-7040        第1页共1页
产品名称    示例面霜
检测结果
1）皮肤水分含量（单位：a.u.）：使用前 35.1，使用28天后 35.0，变化率 -0.28%。
2）经皮失水量(TEWL)（单位：g/(m²·h)）：使用前 11.4，使用28天后 10.4，变化率 -8.77%。
"""
TAIWAN = """
晨光藥局股份有限公司
電子發票證明聯
115年11-12月
FR-09489128
2026-11-08 16:42:51
隨機碼9649    德計金额 NT$1915
賣方99950746    買方99646177
應付金额 4項    $1915
應税銷售额    1824
稅額    91
現金    $2000
找回    $85
"""


def kind_of(text: str) -> str:
    return classified(paper(text), KINDS, OTHER).kind.name


@pytest.mark.parametrize(
    ("text", "kind"),
    [(ORDER, "order_screenshot"), (WALLET, "payment_screenshot"), (RESULT, "exam_result"), (TAIWAN, "receipt")],
)
def test_pages_of_strangers_are_known_for_what_they_are(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_an_order_of_a_market_nobody_named_is_read_by_its_labels() -> None:
    order = next(kind for kind in KINDS if kind.name == "order_screenshot")
    form = extracted(paper(ORDER), order)

    assert form.text("order_id") == "E20269694974348563173280"
    assert (form.text("seller_name"), form.text("item_name")) == ("示例会员商城", "示例玻色因面霜")
    assert (form.amount("list_amount"), form.amount("paid_amount")) == (Decimal("518.76"), Decimal("477.26"))


def test_a_wallet_that_names_the_merchants_order_too_calls_its_own_number_an_order() -> None:
    form = extracted(paper(WALLET), payment_screenshot.KIND)

    assert form.text("transaction_id") == "2026012222001921581344978718"
    assert form.text("merchant_order_id") == "20260122665466529631"
    assert form.text("payee_name") == "示例市好邻里信息技术有限公司演示分公司"
    assert form.text("payment_status") == "Successful"


def test_readings_told_in_sentences_are_read_with_their_unit_and_rate() -> None:
    form = extracted(paper(SENTENCES), lab_report.KIND)

    assert (form.text("indicator"), form.text("unit")) == ("皮肤水分含量", "a.u.")
    assert (form.amount("baseline_value"), form.amount("endpoint_value")) == (Decimal("35.1"), Decimal("35.0"))
    assert form.amount("improvement_rate") == Decimal("-0.28")


def test_a_number_that_begins_with_a_year_is_never_cut_to_its_end() -> None:
    assert extracted(paper(SENTENCES), lab_report.KIND).text("report_number") == "2026-HZP-7040"


def test_a_mark_beside_the_word_number_is_no_label_of_its_own() -> None:
    form = extracted(
        paper("CMA            编号: ZY-25-GX4704\n219900346271\n检 测 报 告\n样品名称    示例乳"), lab_report.KIND
    )

    assert form.text("report_number") == "ZY-25-GX4704"


def test_a_batch_that_is_called_a_lot_begins_with_the_word() -> None:
    form = extracted(paper("Efficacy Test Report\nLot/Batch    LOT429976\nDate: 2025-09-03"), lab_report.KIND)

    assert form.text("batch_number") == "LOT429976"
    assert form.day("issued_date") == date(2025, 9, 3)


def test_a_count_of_goods_behind_the_sum_due_is_no_sum_and_the_track_is_the_receipts_number() -> None:
    form = extracted(paper(TAIWAN), receipt.KIND)

    assert form.amount("total_amount") == Decimal("1915")
    assert (form.text("receipt_number"), form.text("seller_tax_id")) == ("FR-09489128", "99950746")


def test_a_clause_whose_heading_a_scan_glued_to_its_text_is_still_the_target() -> None:
    form = extracted(
        paper(
            "服务合同\n甲方：示例公司    乙方：张示例\n第一条服务期限\n自2026年5月31日至2026年11月26日止。\n"
            "第二条效果约定服务期满乙方体重较签约当日减少6公斤以上。\n第三条退款\n未达到目标的，退还费用的70%。"
        ),
        contract.KIND,
    )

    assert form.text("target") == "服务期满乙方体重较签约当日减少6公斤以上。"


def test_a_result_on_a_phone_is_read() -> None:
    form = extracted(paper(RESULT), exam_result.KIND)

    assert (form.text("admission_number"), form.text("result_status")) == ("184313004075267", "未合格")


def test_sides_without_letters_are_a_and_b_as_the_paper_names_them() -> None:
    form = extracted(
        paper("SERVICE AGREEMENT\nClient: Casey Specimen\nProvider: Invented Growth Partners Inc.\n1. Services"),
        contract.KIND,
    )

    assert (form.text("party_a"), form.text("party_b")) == ("Casey Specimen", "Invented Growth Partners Inc.")


def test_a_change_that_its_heading_says_is_in_percent_is_the_rate() -> None:
    form = extracted(
        paper(
            "Clinical Efficacy Study Report\nSample Receiving Date    2026-09-29\n"
            "Test Item              Unit    Baseline    T14     Change from baseline (%)\n"
            "Wrinkle area           mm²     9.90        9.61    -2.93"
        ),
        lab_report.KIND,
    )

    assert form.amount("improvement_rate") == Decimal("2.93")
    assert form.day("received_date") == date(2026, 9, 29)


def test_a_german_invoice_names_its_number_and_day_as_it_likes_and_its_title_is_no_seller() -> None:
    form = extracted(
        paper(
            "Muster Handel GmbH\nRECHNUNG\nAusstellungsdatum:    11.10.2026\nBeleg-Nr.:    3209646\n"
            "Artikel    Menge    Preis\nWebhosting    2    138,00\nGesamtbetrag    € 138,00"
        ),
        invoice.KIND,
    )

    assert (form.text("invoice_number"), form.day("issue_date")) == ("3209646", date(2026, 10, 11))
    assert form.text("seller_name") == "Muster Handel GmbH"


@pytest.mark.parametrize("days", ["30天", "20天", "60天后"])
def test_a_day_that_ends_in_nought_is_not_the_first_day(days: str) -> None:
    form = extracted(
        paper(
            "检测报告\n样品名称    示例面霜\n"
            f"检测指标                使用前        使用10天      使用{days}     变化率(%)\n"
            "皮肤水分含量(a.u.)      33.4±0.6      34.3±0.5      35.1±0.6      +5.09"
        ),
        lab_report.KIND,
    )

    assert (form.amount("baseline_value"), form.amount("endpoint_value")) == (Decimal("33.4"), Decimal("35.1"))


def test_what_tax_is_added_to_is_the_net_amount_whatever_it_is_called() -> None:
    form = extracted(
        paper(
            "Example Software, Inc.\nInvoice number    INV-23997\nInvoice date    06 August 2025\n"
            "Net total    $750.40\nSales Tax (8.25%)    $61.91\nTotal incl. tax    $812.31\nAmount due    $812.31"
        ),
        invoice.KIND,
    )

    assert (form.amount("net_amount"), form.amount("total_amount")) == (Decimal("750.40"), Decimal("812.31"))


def test_the_slip_of_a_transfer_names_the_accounts_beside_the_names() -> None:
    form = extracted(
        paper(
            "转账汇款电子回单\n付款人户名    周样例    收款人户名    示例市沐野化妆品有限公司\n"
            "付款人账号    6222********5789    收款人账号    9999*******9937\n"
            "金额（小写）    ¥1,989.90    金额（大写）    壹仟玖佰捌拾玖元玖角整\n"
            "业务流水号    202607172623371509 入账时间    2026.07.17 21:55:50"
        ),
        payment_screenshot.KIND,
    )

    assert form.text("payee_name") == "示例市沐野化妆品有限公司"
    assert form.text("payment_time") == "2026-07-17T21:55:50"
    assert (form.text("transaction_id"), form.amount("paid_amount")) == ("202607172623371509", Decimal("1989.90"))


def test_labels_that_a_narrow_column_breaks_are_whole_and_their_values_too() -> None:
    form = extracted(
        paper(
            "Bill Details\n-340.90\nCreated On       2026-08-05 14:05:06\n"
            "Payee's Full     示例省演示市日用品有限责任\nName             公司\n"
            "Transaction      202608052200101609771929929\nNo.              5\n"
            "Merchant         20260805763627315902\nOrder No."
        ),
        payment_screenshot.KIND,
    )

    assert form.text("payee_name") == "示例省演示市日用品有限责任公司"
    assert form.text("transaction_id") == "2026080522001016097719299295"
    assert form.text("merchant_order_id") == "20260805763627315902"
    assert form.text("payment_time") == "2026-08-05T14:05:06"


def test_two_labels_over_one_another_with_a_value_each_are_two() -> None:
    order = next(kind for kind in KINDS if kind.name == "order_screenshot")
    form = extracted(paper("订单详情\n商品        示例面霜\n总价        ¥88.00\n实付款      ¥80.00"), order)

    assert (form.text("item_name"), form.amount("list_amount")) == ("示例面霜", Decimal("88.00"))


def test_a_clock_time_that_a_slip_prints_in_the_next_row_belongs_to_its_day() -> None:
    form = extracted(
        paper("POS签购单\n参考号:938929382199\n日期/时间:2026/04/27\n10:52:57\n金额:\nRMB 88.00"),
        payment_screenshot.KIND,
    )

    assert form.text("payment_time") == "2026-04-27T10:52:57"


def test_a_firm_that_is_registered_is_no_cash_register() -> None:
    text = (
        "Notreal Chemicals plc\nRegistered in England no. 00999999\nINVOICE\nInvoice date    25 September 2025\n"
        "Invoice No.    8208893\nBill to:\nAvery Sample\nDescription    Qty    Unit price    Amount\n"
        "Courier, next day    10    34.80    348.00\nPoint-of-sale stand    10    37.99    379.90\n"
        "Batch testing    4    55.00    220.00\nSubtotal    £947.90\nVAT 20%    £189.58\nInvoice total    £1,137.48"
    )

    assert kind_of(text) == "invoice"


def test_a_test_period_that_breaks_before_its_last_day_is_read_from_both_rows() -> None:
    text = (
        "检验报告\n批号      20260114           接样日期    2026/04/14\n"
        "检测日期  2026/04/16至       报告日期    2026/05/17\n"
    )
    whole = extracted(paper(f"{text}          2026/05/14\n产品宣称：使用28天"), lab_report.KIND)
    cut = extracted(paper(text), lab_report.KIND)

    assert (whole.day("tested_from"), whole.day("tested_to")) == (date(2026, 4, 16), date(2026, 5, 14))
    assert (cut.day("tested_from"), cut.day("tested_to")) == (date(2026, 4, 16), None)
