"""Wallet pages and card slips, from text to fields."""

from decimal import Decimal

from extractors.kinds.payment_screenshot import KIND
from pipeline.flow import extracted
from tests.paper import paper

WECHAT = """
账单详情
星禾生物科技
-299.00
当前状态    支付成功
支付时间    2026年9月1日 20:11:33
商品        禾光焕亮精华液30ml
商户全称    示例市星禾生物科技有限公司
支付方式    零钱
交易单号    42000099992026090112
        34567890
商户单号    可在支持的商户扫码退款
            XH202609010001
"""
ALIPAY = """
账单详情                     全部账单
示例市星禾生物科技有限公司
-299.00
交易成功
支付时间        2026-09-01 20:11:33
付款方式        余额宝
收款方全称      示例市星禾生物科技有限公司
订单号          2026090122001499912345678901
商家订单号      T200P2612345678901234567
"""


def test_a_wechat_bill_is_read_with_the_number_that_breaks_into_the_next_row() -> None:
    form = extracted(paper(WECHAT), KIND)

    assert form.text("payment_method") == "微信支付"
    assert form.text("transaction_id") == "4200009999202609011234567890"
    assert form.text("merchant_order_id") == "XH202609010001"
    assert form.text("payment_time") == "2026-09-01T20:11:33"
    assert form.text("payee_name") == "示例市星禾生物科技有限公司"
    assert form.text("payment_status") == "支付成功"
    assert form.amount("paid_amount") == Decimal("299.00")


def test_alipay_calls_its_own_number_an_order_number() -> None:
    form = extracted(paper(ALIPAY), KIND)

    assert form.text("payment_method") == "支付宝"
    assert form.text("transaction_id") == "2026090122001499912345678901"
    assert form.text("merchant_order_id") == "T200P2612345678901234567"


CARD_SLIP = """
CARDHOLDER COPY
(MERCHANT NO)  999990059952355
(VOUCHER NO)  650332
{reference}
(DATE/TIME)  2025/10/11
RMB 1,976.50
"""


def test_the_number_of_a_voucher_alone_is_doubted_and_that_of_the_payment_is_not() -> None:
    alone = extracted(paper(CARD_SLIP.format(reference="(BATCH NO)  155346")), KIND).field("transaction_id")
    named = extracted(paper(CARD_SLIP.format(reference="(REFER NO)  684411444988")), KIND).field("transaction_id")

    assert alone is not None
    assert named is not None
    assert (alone.value, alone.doubts) == ("650332", ("short_number",))
    assert (named.value, named.doubts) == ("684411444988", ())


def test_of_a_slips_running_number_and_its_reference_the_longer_is_the_payments_and_a_person_looks() -> None:
    slip = "消费签购单\n商户名：演示商贸\n流水号：788461\n授权码：483547\n参考号：481926186923\nRMB 712.99"

    number = extracted(paper(slip), KIND).field("transaction_id")

    assert number is not None
    assert (number.value, number.doubts, number.candidates) == ("481926186923", ("two_values",), ("788461",))


def test_between_two_long_numbers_beside_a_short_one_nothing_is_chosen() -> None:
    slip = "消费签购单\n流水号：788461\n参考号：481926186923\n回单号：99887766554433\nRMB 712.99"

    number = extracted(paper(slip), KIND).field("transaction_id")

    assert number is not None
    assert "short_number" in number.doubts


def test_a_labelled_amount_and_a_large_one_that_differ_are_doubted() -> None:
    field = extracted(paper("交易详情\n-299.00\n交易金额   289.00\n交易单号 X20260901"), KIND).field("paid_amount")

    assert field is not None
    assert "two_totals" in field.doubts
    assert field.candidates == ("289.00",)


def test_a_masked_amount_is_no_amount() -> None:
    assert extracted(paper("交易详情\n交易金额   2**.00"), KIND).amount("paid_amount") is None


def test_a_masked_number_behind_a_payee_is_no_part_of_the_name() -> None:
    form = extracted(
        paper("转账详情\n转账成功\n¥ 10.99\n收款方  冯*例138****0000\n交易单号  1000000000000000000000000001"), KIND
    )

    assert form.text("payee_name") == "冯*例"


def test_the_head_of_a_wallets_page_names_whom_it_paid() -> None:
    form = extracted(
        paper("账单详情\n转账-给张示例\n-10.99\n当前状态  支付成功\n交易单号  1000000000000000000000000001"), KIND
    )

    assert form.text("payee_name") == "张示例"
