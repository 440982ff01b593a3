"""Pages as customers send them, drawn by somebody who had seen no reader: what their first reading got wrong."""

from decimal import Decimal

import pytest

from extractors.kinds import (
    appraisal_report,
    certificate_of_analysis,
    complaint_record,
    contract,
    exam_result,
    lab_report,
    order_screenshot,
    payment_screenshot,
)
from extractors.money.amounts import currency_of
from pipeline.fields import Value
from pipeline.flow import extracted
from pipeline.kinds import Kind
from tests.paper import paper

SLIP = """
POS 签购单
商户名称    常青健康生活馆
参考号    260914773018
日期/时间    2026/09/14 19:06:22
金额: RMB 688.00
交易金额未超过1000元，免密免签
"""
REPORT = """
华测衡检检测技术有限公司    报告编号：A2260518807731C
样品名称    花隐堂烟酰胺亮肤精华液
样品接收日期    2026.10.30
样品检测日期    2026.10.30～2026.11.27
"""
CAPITALS = """
NORTHFIELD CLINICAL TESTING LTD.    Test Report No. NCT-26-118840
EFFICACY TESTING REPORT
Applicant    Ms. Dana Whitlock
"""
HOSPITAL = """
示例市第三人民医院检验报告单
姓名：周小北    性别：女
报告时间：2026-11-02 15:40
"""
ORDER = """
Order Placed: September 3, 2026
Order number: 113-4402187-9035561
Order Total: $54.37
1 of: Vitamin C Brightening Serum    $38.99
1 of: Biotin Hair Growth Capsules    $14.49
Item(s) Subtotal:    $53.48
Shipping & Handling:    $5.99
Free Shipping:    -$5.99
Your Coupon Savings:    -$3.00
Estimated tax to be collected:    $3.89
Grand Total:    $54.37
"""
DELIVERED = """
订单已送达
康怡堂大药房（望江路店）
低脂鸡胸沙拉套餐    ¥209.30
实付 ¥183.30
订单号    8066412907731502846
下单时间    2026-11-12 17:58
"""
COURIER = """
已完成
京东快递 运单号 JDVB26100733194
京东自营 · 晨露健康
晨露 氨糖软骨素钙片 180粒*2瓶    ¥398
订单编号    314159265358
"""
CHAT = """
花隐堂旗舰店 客服小花
2026年11月20日 19:58
检测只下降3.9%，我要投诉
订单号 4218893012657740213
已为您登记投诉，投诉单号 TS20261120-0093
"""
MARKS = """
2026年全国硕士研究生招生考试初试成绩查询
姓名    孙可欣
成绩以招生单位公布为准。复试分数线：355（A区）
"""
TRANSFER = """
已收款
¥460.00
转账时间    2026年11月3日 12:58:20
"""


def _read(kind: Kind, text: str) -> dict[str, Value | None]:
    return {field.name: field.value for field in extracted(paper(text), kind).fields}


def test_a_merchants_number_that_begins_with_rm_is_no_ringgit() -> None:
    assert currency_of("商户单号 RM20260914152730048") is None
    assert currency_of("Rm 1203, 12/F") is None
    assert currency_of("TOTAL RM 1,007.50") == "MYR"


def test_a_limit_that_was_not_passed_is_no_amount() -> None:
    form = extracted(paper(SLIP), payment_screenshot.KIND)
    paid = next(field for field in form.fields if field.name == "paid_amount")

    assert paid.value == Decimal("688.00")
    assert not paid.doubts


def test_the_days_of_a_samples_test_are_the_days_of_testing() -> None:
    read = _read(lab_report.KIND, REPORT)

    assert (str(read["tested_from"]), str(read["tested_to"])) == ("2026-10-30", "2026-11-27")
    assert str(read["received_date"]) == "2026-10-30"


@pytest.mark.parametrize(
    ("text", "name"), [(CAPITALS, "NORTHFIELD CLINICAL TESTING LTD."), (HOSPITAL, "示例市第三人民医院")]
)
def test_a_laboratory_is_known_in_capitals_and_by_the_title_of_its_report(text: str, name: str) -> None:
    assert _read(lab_report.KIND, text)["lab_name"] == name


def test_the_title_of_a_report_is_no_laboratory() -> None:
    assert not _read(lab_report.KIND, "EFFICACY TESTING REPORT\nApplicant    Ms. Dana Whitlock")["lab_name"]


def test_shipping_given_free_counts_where_the_total_is_told_above_the_goods() -> None:
    form = extracted(paper(ORDER), order_screenshot.KIND)
    paid = next(field for field in form.fields if field.name == "paid_amount")

    assert (paid.value, form.amount("discount_amount")) == (Decimal("54.37"), Decimal("8.99"))
    assert "goods and freight" in paid.confirmed_by


def test_a_meal_that_was_brought_is_an_order_that_ended() -> None:
    read = _read(order_screenshot.KIND, DELIVERED)

    assert (read["order_status"], read["seller_name"]) == ("订单已送达", "康怡堂大药房（望江路店）")


def test_the_courier_and_the_shop_are_no_goods() -> None:
    assert str(_read(order_screenshot.KIND, COURIER)["item_name"]).startswith("晨露 氨糖软骨素钙片")


def test_a_chat_names_the_complaint_in_a_sentence() -> None:
    read = _read(complaint_record.KIND, CHAT)

    assert (read["complaint_number"], read["complaint_time"]) == ("TS20261120-0093", "2026-11-20T19:58")


def test_the_line_for_the_second_round_is_a_pass_mark() -> None:
    assert _read(exam_result.KIND, MARKS)["pass_mark"] == Decimal(355)


def test_a_transfer_that_was_taken_has_its_status() -> None:
    assert _read(payment_screenshot.KIND, TRANSFER)["payment_status"] == "已收款"


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("Steep Hill Massachusetts is an Independent Testing Laboratory", "Steep Hill Massachusetts"),
        ("Sample Quality Laboratory Inc.", "Sample Quality Laboratory Inc."),
    ],
)
def test_a_certificate_says_in_its_small_print_who_tested(row: str, name: str) -> None:
    text = f"CERTIFICATE OF ANALYSIS\nSample Name    Hemp oil\nLab ID    V220211-613\nResult    0.3 %\n{row}"

    assert _read(certificate_of_analysis.KIND, text)["lab_name"] == name


def test_an_orders_sum_less_its_discounts_confirms_what_was_paid() -> None:
    page = (
        "晨露健康旗舰店\n-268.80\n交易成功\n订单金额    299.00\n红包    -10.00\n支付立减    -20.20\n"
        "付款时间    2026-04-06 11:20:45"
    )

    form = extracted(paper(page), payment_screenshot.KIND)
    paid = next(field for field in form.fields if field.name == "paid_amount")

    assert (paid.value, paid.doubts) == (Decimal("268.80"), ())
    assert "discounts" in paid.confirmed_by


def test_a_banks_page_of_a_transfer_is_a_payment() -> None:
    page = (
        "转账成功\n￥12,800.00\n收款人    北京优学教育咨询有限公司\n收款账户    1100 **** **** 0098\n"
        "付款账户    6217 **** **** 7745\n转账金额    12,800.00元\n手续费    0.00元\n"
        "交易日期    2026/03/01\n交易序号    EB0301AC998172"
    )

    assert payment_screenshot.KIND.score(paper(page)) >= 0.8


def test_sides_that_run_together_are_told_apart_and_the_price_is_the_one_in_words() -> None:
    page = (
        "课程服务合同\n合同编号:XEY-2026-0308-1177\n甲方(学员):孙可欣乙方(机构):北京学而优教育科技有限公司\n"
        "第一条 课程原价人民币4,980.00元,优惠1,300.00元,实收学费人民币叁仟陆佰捌拾元整(¥3,680.00)。\n"
        "第二条 服务期限:2026年3月8日至2026年12月31日。\n甲方:孙可欣    乙方(盖章)\n2026年3月8日    2026年3月8日"
    )

    read = _read(contract.KIND, page)

    assert (read["party_a"], read["party_b"]) == ("孙可欣", "北京学而优教育科技有限公司")
    assert (read["contract_amount"], str(read["signed_date"])) == (Decimal("3680.00"), "2026-03-08")


def test_a_party_whose_role_stands_in_the_next_row_is_the_other_side() -> None:
    page = (
        "PERSONAL TRAINING AGREEMENT\n"
        'This Agreement is made on 2 May 2026 between Ironclad Fitness Ltd (the "Studio") and Oliver Grant\n'
        '(the "Client").'
    )

    read = _read(contract.KIND, page)

    assert (read["party_a"], read["party_b"]) == ("Ironclad Fitness Ltd", "Oliver Grant")


def test_an_appraisal_is_of_the_day_under_it_not_of_the_day_of_looking() -> None:
    page = (
        '质量鉴定意见书\n编号:〔2026〕质鉴字第0331号\n委托事项:对"轻净空气净化器"是否存在质量缺陷进行鉴定\n'
        "受理日期:2026年10月9日    鉴定日期:2026年10月15日\n鉴定意见:送检样品风机轴承断裂,系制造缺陷所致.\n"
        "示例省产品质量鉴定中心\n二〇二六年十月二十日"
    )

    form = extracted(paper(page), appraisal_report.KIND)
    issued = next(field for field in form.fields if field.name == "issued_date")

    assert (str(issued.value), issued.candidates) == ("2026-10-20", ("2026-10-15",))
    assert form.text("report_number") == "〔2026〕质鉴字第0331号"
    assert form.text("product_name") == "轻净空气净化器"


def test_a_row_with_its_own_name_is_no_further_reading_of_the_row_above() -> None:
    page = "毛发检测报告单\n        首次检测    复查\n平均毛干直径(μm)    61.4    62.0\n检查床位    38    35"

    rows = extracted(paper(page), lab_report.KIND).measurements()

    assert [row.baseline_value for row in rows if row.indicator == "平均毛干直径"] in ([], [Decimal("61.4")])


def test_two_labels_in_one_row_with_single_blanks_are_two() -> None:
    page = "检测报告\n报告编号 KQ2026-1102-07 检测单位 示例环境检测技术有限公司"

    read = _read(lab_report.KIND, page)

    assert (read["report_number"], read["lab_name"]) == ("KQ2026-1102-07", "示例环境检测技术有限公司")
