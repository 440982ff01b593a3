"""Papers of a fourth group of layouts, as they read at first sight: what they taught holds for all paper."""

from datetime import date
from decimal import Decimal

import extractors.kinds
from extractors.kinds import appraisal_report, contract, order_screenshot, payment_screenshot, receipt
from pipeline.flow import classified, extracted
from pipeline.kinds import Kind
from pipeline.plugins import collected
from tests.paper import paper

KINDS = tuple(collected(extractors.kinds, "KIND", Kind))
OTHER = next(kind for kind in KINDS if kind.name == "other")
SLIP = """
鹿鳴食堂
銷貨明細
桌號:28 人數:5
單號:274107
結帳時間:115-05-26 14:49
蛋餅       36 x1  36
紅燒牛肉麵  220 x1  220
小計       NT$ 256
服務費10%  NT$ 26
應收金额   NT$ 282
LINE Pay   NT$ 282
"""
INVOICE = """
示範藥妝站前店
收銀機統一發票(收執聯)
NL94416929
統一編號99289548
民國115年05月11日 09:09 No.1668
蛋餅  37 x2  74
合計  74
"""
BARGAIN = """
订单详情
已发货,待收货
禾光日用百货工厂店>
【百亿补贴】禾光冻干草莓脆零食  ¥35.14
默认款×2
优惠¥5.00实付:¥65.28(免运费)
订单号:251105-690899158252507  复制
创建时间:2025-11-05 16:13:03
拼单时间:2025-11-05 16:41:03
"""
SAVED = """
交易成功
知微旗舰店>
知微羊毛混纺围巾女秋冬  ¥146.99
商品总价  ¥146.99
运费  ¥0.00
共减¥30.87 实付款¥116.12
订单编号:  263072249558576767 复制
下单时间  2026-05-28 19:09:35
再买一单
"""
BILL = """
账单详情
-1,864.50
当前状态  支付成功
支付时间  2025年10月11日12:31:18
商品  商户单号93718567
商户全称  演示县云杉里商贸有限公司
支付方式  零钱通
交易单号  4274961946202510116952283987
商户单号  6417814225506038392647962633
"""
TICKET = """
投诉进度
投诉已处理
服务单号  54471626807703
发起时间  2025-09-22 11:38:05
联系人  张例安
店铺主体  示例市朗月生物科技有限公司
关联订单  826278710028
问题描述  购买后发现效果与宣传不符,要求退款.
平台判定:投诉成立,商家已同意全额退款
"""
DIARY = """
产品试用跟踪表
试用人:赵一例
使用产品:松果减脂代餐奶昔
用法:晚间贴敷8小时
使用期间:2026-08-02至2026-08-04(共3天)
日期  早  晚  用量  备注
2026-08-02  √  √  晚间贴敷8小时  无不适
2026-08-03  √  √  晚间贴敷8小时  无不适
2026-08-04  √  √  晚间贴敷8小时  无不适
"""
OPINION = """
质量鉴定报告
鉴定编号:QA2601-1295
(二)产品名称
瑞禾实木餐椅
(四)鉴定意见:所检样品存在质量缺陷,系制造原因所致.
示例市质量鉴定评估有限公司
202601/20
"""
AGREEMENT = """
SERVICES CONTRACT
THIS CONTRACT is dated 17 Jun 2025 and made between Specimen Language School Pte. Ltd.
("Service Provider") and Taylor Nowhere ("Client").
1. Services. The Provider will supply the programme.
"""


def _kind(text: str) -> str:
    return classified(paper(text), KINDS, OTHER).kind.name


def _read(kind: Kind, text: str) -> dict[str, object]:
    return {field.name: field.value for field in extracted(paper(text), kind).fields}


def test_a_slip_in_traditional_script_without_cents_is_a_receipt_of_its_republic() -> None:
    fields = _read(receipt.KIND, SLIP)

    assert _kind(SLIP) == "receipt"
    assert (fields["issue_date"], fields["total_amount"]) == (date(2026, 5, 26), Decimal("282.00"))


def test_a_day_with_hyphens_counts_years_of_the_republic_in_no_simplified_paper() -> None:
    assert _read(receipt.KIND, "收据\n单号: 274107\n115-05-26\n合计 282.00")["issue_date"] is None


def test_a_taiwanese_invoice_is_known_by_its_track_and_number_not_by_its_tills_count() -> None:
    assert _read(receipt.KIND, INVOICE)["receipt_number"] == "NL94416929"


def test_what_was_saved_and_paid_in_one_row_are_told_apart() -> None:
    fields = _read(order_screenshot.KIND, BARGAIN)

    assert (fields["discount_amount"], fields["paid_amount"]) == (Decimal("5.00"), Decimal("65.28"))
    assert fields["order_status"] == "已发货,待收货"


def test_when_a_group_was_joined_is_no_rival_of_when_it_was_ordered() -> None:
    ordered = extracted(paper(BARGAIN), order_screenshot.KIND).field("order_time")

    assert ordered is not None
    assert (ordered.value, ordered.doubts) == ("2025-11-05T16:13:03", ())


def test_a_paid_sum_behind_what_was_saved_is_found_and_the_saving_too() -> None:
    fields = _read(order_screenshot.KIND, SAVED)

    assert (fields["paid_amount"], fields["discount_amount"]) == (Decimal("116.12"), Decimal("30.87"))


def test_goods_called_by_a_number_do_not_name_the_merchants_number() -> None:
    assert _read(payment_screenshot.KIND, BILL)["merchant_order_id"] == "6417814225506038392647962633"


def test_a_platforms_ticket_is_a_complaint_with_its_outcome() -> None:
    kind = next(kind for kind in KINDS if kind.name == "complaint_record")
    fields = _read(kind, TICKET)

    assert _kind(TICKET) == "complaint_record"
    assert fields["complaint_time"] == "2025-09-22T11:38:05"
    assert fields["complaint_result"] == "投诉成立,商家已同意全额退款"
    assert (fields["customer_name"], fields["seller_name"]) == ("张例安", "示例市朗月生物科技有限公司")


def test_a_trial_sheet_is_a_record_of_use() -> None:
    kind = next(kind for kind in KINDS if kind.name == "usage_record")
    fields = _read(kind, DIARY)

    assert _kind(DIARY) == "usage_record"
    assert (fields["usage_start"], fields["usage_end"]) == (date(2026, 8, 2), date(2026, 8, 4))


def test_an_appraisal_by_a_company_keeps_its_house_and_a_day_that_lost_a_mark_is_doubted() -> None:
    form = extracted(paper(OPINION), appraisal_report.KIND)
    issuer, issued = form.field("issuer_name"), form.field("issued_date")

    assert issuer is not None
    assert issuer.value == "示例市质量鉴定评估有限公司"
    assert issued is not None
    assert (issued.value, issued.doubts) == (date(2026, 1, 20), ("no_label",))


def test_a_party_that_ends_its_row_is_named_where_the_next_row_says_its_role() -> None:
    fields = _read(contract.KIND, AGREEMENT)

    assert (fields["party_a"], fields["party_b"]) == ("Specimen Language School Pte. Ltd.", "Taylor Nowhere")


def test_a_side_below_the_and_that_ends_its_row_is_named() -> None:
    text = (
        'AGREEMENT\nThis Agreement is made between Invented Web Agency Ltd ("Provider") and\nRobin Sample ("Client").'
    )
    fields = _read(contract.KIND, text)

    assert (fields["party_a"], fields["party_b"]) == ("Invented Web Agency Ltd", "Robin Sample")


def test_a_paid_sum_glued_to_what_stands_before_it_is_found() -> None:
    glued = SAVED.replace("¥30.87 实付款", "¥30.87实付款")
    counted = BARGAIN.replace("优惠¥5.00实付", "优惠¥5.00共1件商品实付")

    assert _read(order_screenshot.KIND, glued)["paid_amount"] == Decimal("116.12")
    fields = _read(order_screenshot.KIND, counted)
    assert (fields["discount_amount"], fields["paid_amount"]) == (Decimal("5.00"), Decimal("65.28"))


def test_a_day_of_the_republic_glued_to_its_time_is_read() -> None:
    assert _read(receipt.KIND, SLIP.replace("26 14:49", "2614:49"))["issue_date"] == date(2026, 5, 26)


def test_a_day_is_no_number_of_a_report_whatever_its_marks() -> None:
    kind = next(kind for kind in KINDS if kind.name == "lab_report")
    text = "皮肤检测报告\n报告编号  演检字 〔2025〕第0611号\n示例检测中心\n2025/04/13"

    assert _read(kind, text)["report_number"] == "演检字〔2025〕第0611号"
    assert _read(kind, text.replace("演检字 〔2025〕第0611号", ""))["report_number"] is None


def test_a_written_receipt_with_years_of_the_republic_has_its_day() -> None:
    written = "收據\n台照:個人  No.388160\n115年7月6日\n電池 3號4入  3  66  198\n總計新臺幣  198\n統一編號99838392"

    assert _read(receipt.KIND, written)["issue_date"] == date(2026, 7, 6)


def test_a_last_day_whose_year_is_in_the_next_row_is_joined_and_not_taken_for_the_first() -> None:
    kind = next(kind for kind in KINDS if kind.name == "lab_report")
    fields = _read(kind, "Efficacy Test Report\nTest period  16 June 2026 - 18 July\n             2026\nSubject  P1")

    assert (fields["tested_from"], fields["tested_to"]) == (date(2026, 6, 16), date(2026, 7, 18))

    fields = _read(kind, "Study Report\nTesting dates  16-Jul-2025 to 27-Aug-\n               2025\nSubject  A")

    assert (fields["tested_from"], fields["tested_to"]) == (date(2025, 7, 16), date(2025, 8, 27))


def test_a_danish_slip_is_a_receipt_with_its_cash_and_change() -> None:
    slip = (
        "LETZSUSHI\nBORD NR. 21\n1x MISOSUPPE  30.00\n1x ROLL  135.00\nI ALT  165.00\nKONTANT  500.00\nTILBAGE  335.00"
    )
    fields = _read(receipt.KIND, slip)

    assert _kind(slip) == "receipt"
    assert (fields["tendered_amount"], fields["change_amount"]) == (Decimal("500.00"), Decimal("335.00"))
