"""What a person reads about orders, payments, invoices and files."""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.claim.claims import Case, Payout
from pipeline.claim.policy import Refunds
from pipeline.claim.reasons import Slot
from pipeline.claim.registers import Register, Standing
from pipeline.claim.rules import ClaimRule
from pipeline.findings import Reason
from pipeline.records import Refusal
from tests.validators.cases import case, complaint, filed
from tests.validators.papers import document, form, page
from tests.validators.purchases import (
    BOUGHT,
    NAME,
    NUMBER,
    PERSON,
    SELLER,
    SERUM,
    bill,
    listed,
    ordered,
    register,
    sheet,
    vat,
)
from validators.claim import intake, invoice, order, payment, recorded

CLAIMED = date(2026, 11, 20)
BROKEN = Refusal(name="a.pdf", files=("a.pdf",), sha256="0" * 64, media_type="", code="encrypted", message="")
COMPLAINTS: list[tuple[ClaimRule, Case, str, str]] = [
    (
        intake.every_file_opens,
        case(refused=((None, BROKEN),)),
        "文件无法打开或格式不符（a.pdf：encrypted），请重新上传",
        "The file cannot be opened or its format is wrong (a.pdf: encrypted); please upload it again",
    ),
    (
        intake.the_document_fits_its_slot,
        case(filed(form("other"), Slot.ORDER)),
        "上传的材料类型不符：需要订单详情截图，收到未能识别的材料，请上传订单详情截图",
        (
            "Wrong document type: the order page is needed, a document of unknown kind was received; "
            "please upload the order page"
        ),
    ),
    (
        intake.the_evidence_is_complete,
        case(sheet("usage_record"), sheet("lab_report")),
        "缺少订单详情截图或购物小票或发票；支付凭证或购物小票，请补充",
        "Missing: the order page or the receipt or the invoice; the proof of payment or the receipt; please send it",
    ),
    (
        order.the_order_is_the_one_claimed_for,
        case(ordered(order_id="D-2"), stated={"order_id": "D-1"}),
        "凭证订单号（D-2）与申请订单号（D-1）不一致，请核对是否上传了另一笔订单",
        "Order number D-2 differs from the claim's D-1; please check whether another order was sent",
    ),
    (
        recorded.the_merchant_has_the_order,
        case(ordered(order_id="D-1"), **register(Register.ORDERS, "D-1", Standing.NOT_FOUND)),
        "订单D-1：系统中查无此订单，请在后台核对",
        "Order D-1: not found among the merchant's orders; please check in the merchant's system",
    ),
    (
        recorded.the_merchant_has_the_order,
        case(
            stated={"order_id": "D-1", "claimant": PERSON},
            **register(Register.ORDERS, "D-1", Standing.FOUND, buyer="李*范"),
        ),
        "订单D-1：买家（李*范）与申请人（张示例）不一致，请在后台核对",
        "Order D-1: bought by 李*范, claimed by 张示例; please check in the merchant's system",
    ),
    (
        order.the_product_takes_part,
        case(ordered(item_name="抽纸3层"), stated=SERUM),
        "商品（抽纸3层）与申请或参加活动的产品（禾光焕亮精华液）不符，请核对",
        "The product (抽纸3层) is not the one claimed for or taking part (禾光焕亮精华液); please check",
    ),
    (
        order.it_was_bought_while_the_campaign_ran,
        case(stated={"purchase_date": BOUGHT}, policy={"campaign_end": date(2026, 11, 4)}),
        "购买时间（2026-11-05）不在活动期（不限至2026-11-04）内，请核对购买时间",
        "Bought on 2026-11-05, outside the campaign (open to 2026-11-04); please check the day of purchase",
    ),
    (
        payment.the_payee_is_the_merchant,
        case(bill(payee_name="远川商行"), stated=SELLER),
        f"收款方（远川商行）与商户（{NAME}）不一致，请核对",
        f"The payee (远川商行) is not the merchant ({NAME}); please check",
    ),
    (
        payment.no_more_is_claimed_than_was_paid,
        case(
            bill(paid_amount=Decimal("299.00")),
            stated={"claimed_amount": Decimal("300.00"), "refunded_amount": Decimal("9.00")},
            policy={"refunds": Refunds(gift_value=Decimal("5.00"))},
        ),
        "申请金额300.00超过可退的285.00（实付299.00，已退9.00，不退部分5.00），请核对金额",
        (
            "300.00 is claimed, but at most 285.00 may come back (paid 299.00, refunded 9.00, kept 5.00); "
            "please check the amount"
        ),
    ),
    (
        payment.order_and_payment_agree,
        case(ordered(paid_amount=Decimal("299.00")), bill(paid_amount=Decimal("29.90"))),
        "订单实付（299.00）与支付凭证金额（29.90）不一致，请核对是否同一笔交易",
        "The order says 299.00, the payment 29.90; please check whether they belong together",
    ),
    (
        payment.it_was_paid_after_it_was_ordered,
        case(
            ordered(order_time="2026-11-05T18:13", currency="CNY"),
            bill(payment_time="2026-11-04T09:00", currency="USD"),
        ),
        "支付与订单矛盾（币种 CNY / USD；支付 2026-11-04T09:00 早于下单 2026-11-05T18:13），请对照原图核对",
        (
            "The payment contradicts the order (currency CNY / USD; paid 2026-11-04T09:00, before the order of "
            "2026-11-05T18:13); please check against the pictures"
        ),
    ),
    (
        payment.it_was_paid_after_it_was_ordered,
        case(ordered(order_time="2026-11-05"), bill(payment_time="2026-11-13")),
        "支付与订单矛盾（支付 2026-11-13 晚于下单 2026-11-05 7天以上），请对照原图核对",
        (
            "The payment contradicts the order (paid 2026-11-13, more than 7 days after the order of 2026-11-05); "
            "please check against the pictures"
        ),
    ),
    (
        payment.the_payer_may_be_the_claimant,
        case(
            filed(form("payment_screenshot"), read=document(page("付款人 李*范"))),
            stated={"claimant": PERSON},
        ),
        "付款人（李*范）与申请人（张示例）不一致，请核对两者关系（赠送、代付均属正常）",
        "The payer (李*范) is not the claimant (张示例); please check (gifts and family purchases are fine)",
    ),
    (
        payment.the_refund_goes_to_the_claimant,
        case(stated={"payout": Payout(holder="李示范"), "claimant": PERSON}),
        "收款账户户名（李示范）与申请人（张示例）不一致，请核对后再退款",
        "The account is 李示范's, the claim 张示例's; please check before paying",
    ),
    (
        payment.the_ledger_confirms_the_payment,
        case(bill(transaction_id="T-1")),
        "支付T-1：尚未与后台流水核对，请核对后台流水",
        "Payment T-1: not yet matched with the merchant's ledger; please check the merchant's ledger",
    ),
    (
        payment.the_ledger_confirms_the_payment,
        case(bill(transaction_id="T-1"), **register(Register.PAYMENTS, "T-1", Standing.NOT_FOUND)),
        "支付T-1：后台流水中查无此笔，请核对后台流水",
        "Payment T-1: not in the merchant's ledger; please check the merchant's ledger",
    ),
    (
        payment.the_ledger_confirms_the_payment,
        case(
            bill(transaction_id="T-1", paid_amount=Decimal("299.00")),
            stated=SELLER,
            **register(
                Register.PAYMENTS, "T-1", Standing.FOUND, paid_amount="29.90", payee="远川商行", status="已退款"
            ),
        ),
        "支付T-1：凭证 299.00，流水 29.90；流水收款方 远川商行；流水状态 已退款，请核对后台流水",
        (
            "Payment T-1: 299.00 on the screenshot, 29.90 in the ledger; paid to 远川商行 in the ledger; "
            "已退款 in the ledger; please check the merchant's ledger"
        ),
    ),
    (
        invoice.the_seller_is_the_merchant,
        case(vat(seller_name="远川商行"), stated=SELLER),
        "销售方（远川商行）不是本商户，请核对发票",
        "The seller (远川商行) is not the merchant; please check the invoice",
    ),
    (
        invoice.the_buyer_is_the_claimant,
        case(vat(buyer_name="李示范"), stated={"claimant": PERSON}),
        "发票购买方（李示范）与申请人（张示例）不一致，请核对两者关系",
        "The invoice's buyer (李示范) differs from the claimant (张示例); please check how they are related",
    ),
    (
        invoice.the_invoice_fits_the_purchase,
        case(
            vat(issue_date=date(2026, 11, 4), gross_amount=Decimal("29.90")),
            ordered(paid_amount=Decimal("299.00")),
            stated={"purchase_date": BOUGHT},
        ),
        "开票日期或金额与订单不符（开票 2026-11-04 早于购买 2026-11-05；金额 29.90 ≠ 299.00），请对照原票核对",
        (
            "The invoice's day or amount does not fit the purchase (issued 2026-11-04, before the purchase on "
            "2026-11-05; amount 29.90 ≠ 299.00); please check the invoice"
        ),
    ),
    (
        invoice.the_invoice_fits_the_purchase,
        case(vat(issue_date=date(2026, 11, 21)), stated={"submitted_on": CLAIMED}),
        "开票日期或金额与订单不符（开票 2026-11-21 晚于申请 2026-11-20），请对照原票核对",
        (
            "The invoice's day or amount does not fit the purchase (issued 2026-11-21, after the claim of 2026-11-20); "
            "please check the invoice"
        ),
    ),
    (
        invoice.the_tax_bureau_confirms_it,
        case(vat(invoice_number=NUMBER)),
        "发票查验：尚未在税务平台查验",
        "Official verification: not yet verified with the tax bureau",
    ),
    (
        invoice.the_tax_bureau_confirms_it,
        case(vat(invoice_number=NUMBER), **register(Register.INVOICES, NUMBER, Standing.NOT_FOUND)),
        "发票查验：税务平台查无此票，请核对号码",
        "Official verification: unknown to the tax bureau; please check the number",
    ),
    (
        invoice.the_tax_bureau_confirms_it,
        case(vat(invoice_number=NUMBER), **register(Register.INVOICES, NUMBER, Standing.FOUND, status="void")),
        "发票查验：已作废",
        "Official verification: void",
    ),
    (
        invoice.the_tax_bureau_confirms_it,
        case(vat(invoice_number=NUMBER), **register(Register.INVOICES, NUMBER, Standing.FOUND, status="credit")),
        "发票查验：红字发票",
        "Official verification: a credit note",
    ),
    (
        invoice.the_tax_bureau_confirms_it,
        case(vat(invoice_number=NUMBER), **register(Register.INVOICES, NUMBER, Standing.FOUND, status="Frozen")),
        "发票查验：查验状态“frozen”，请核对",
        "Official verification: status frozen; please check",
    ),
    (
        invoice.the_product_stands_on_the_invoice,
        case(vat(items=listed("抽纸", "牙刷")), stated=SERUM),
        "发票项目（抽纸；牙刷）与申请的商品（禾光焕亮精华液）不符，请核对",
        "The invoice's items (抽纸; 牙刷) are not the product claimed for (禾光焕亮精华液); please check",
    ),
]


@pytest.mark.parametrize(("rule", "about", "zh", "en"), COMPLAINTS)
def test_a_complaint_tells_in_both_languages_what_differs_and_what_to_do(
    rule: ClaimRule, about: Case, zh: str, en: str
) -> None:
    assert complaint(rule, about).reason == Reason(zh, en)
