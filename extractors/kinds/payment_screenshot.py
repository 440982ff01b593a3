"""Wallet pages, bank app pages and card slips: that money was paid, how much, when, to whom, under which number."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.found import Doubt, confirmed, found
from extractors.labels import parts, plain
from extractors.money.amounts import Amount, amounts_in, currency_of
from extractors.signs import signs, weighed
from extractors.values import hits, labelled_fields
from pipeline.fields import Field, FieldSpec, State, ValueType
from pipeline.kinds import Kind
from pipeline.sheets import Sheet, Spot

NAME = "payment_screenshot"
_T, _I = ValueType.TEXT, ValueType.ID
FIELDS = (
    FieldSpec(name="payment_method", type=_T, zh="支付渠道", en="Paid with"),
    FieldSpec(name="transaction_id", type=_I, zh="交易单号", en="Transaction number", required=True, critical=True),
    FieldSpec(name="merchant_order_id", type=_I, zh="商户单号", en="Merchant's order number"),
    FieldSpec(name="payment_time", type=ValueType.MOMENT, zh="支付时间", en="Paid on", required=True, critical=True),
    FieldSpec(name="payee_name", type=_T, zh="收款方", en="Payee"),
    FieldSpec(name="paid_amount", type=ValueType.AMOUNT, zh="支付金额", en="Paid", required=True, critical=True),
    FieldSpec(name="payment_status", type=_T, zh="支付状态", en="Payment status"),
    FieldSpec(name="currency", type=_T, zh="币种", en="Currency"),
)
_SPECS = {spec.name: spec for spec in FIELDS}
_SIGNS = signs(
    (0.35, (r"账单详情|账单\W*$|数字人民币|交易详情|交易明细|明细详情|收支详情|收支明细|转账明细|转账结果|交易结果|"
           r"付款结果|支付结果|交易回单|回单详情|支付凭证|转账凭证|电子回单|签购单|转账详情|付款详情|payment\sdetails|"
           r"transaction\sdetails|bill\sdetails|pos\s?签购|cardholder\scopy|merchant\scopy|持卡人存根")),
    (0.35, (r"交易单号|商户全称|收款方全称|转账单号|流水号|回单[编]?号|交易序号|交易编号|转账编号|商户单号|"
           r"商[家户]订单号|检索参考号|transaction\s(?:id|no)|merchant\sorder\s(?:no|id|number)")),
    (0.25, (r"当前状态|支付时间|付款方式|支付方式|付款时间|收单机构|清算机构|交易时间|转账时间|付款账户|付款卡号|"
           r"交易卡号|收款账[户号]|收款户名|收款人|对方户名|对方账[户号]|业务类型|交易类型|payment\smethod|"
           r"paid\s(?:with|via)|payee(?:'s)?\s(?:full\s)?name|merchant\sfull\sname|payment\stime|current\sstatus")),
    (0.25, r"回单验证码|入账时间|(?:付款|收款)方(?:户?名|账|开户?)"),
    (0.15, r"手续费|到账方式|转账金额|实时到账|到账时间"),
    (0.20, r"账单分类|计入收支|账单服务|对此?订单有疑[问惑]|申请电子(?:凭证|回单)|往来记录|零钱|余额宝|花呗"),
    (0.20, r"商户编?号.{0,4}\d{15}|终端编?号|批次号|凭证号|授权码|terminal\sid|batch\sno|auth\sno"),
    (0.35, r"记账分类|加入账本|交易有疑问|^\W*云闪付\W*$"),
    (0.15, r"^\W*(?:(?:支付|转账|付款|交易|收款)成功|(?:payment\s)?success(?:ful)?)\W*$"),
    (0.15, r"^[-−+]\s?[¥]?\d[\d,]*\.\d\d$"),
    (-0.40, (r"商品总[价额]|申请售后|查看物流|纳税人识别号|价税合计|检测报告|合同编号|甲方|找零|invoice\snumber|"
            r"订单详情")),
)  # fmt: skip
_METHODS = (
    ("微信支付", r"微信|商户全称|零钱(?!宝)|转账单号|^50\d{27}$|收单机构.*财付通"),
    ("支付宝", r"支付宝|余额宝|花呗|收款方全称|商家订单号|账单分类|蚂蚁"),
    ("银联", r"云闪付|银联|unionpay|签购单|检索参考号"),
    ("银行卡", r"银行|储蓄卡|信用卡|\bbank\b|visa|master\s?card"),
)
_STATUS = re.compile(
    r"(?:支付|交易|转账|付款|消费|退款|收款|处理)(?:已)?(?:成功|完成|关闭|失败|处理中)|已?全额退款|已部分退款|"
    r"部分退款|已退款(?:\S{0,2}[¥]?[\d.]+)?|等待付款|已关闭|已撤销|撤销"
    r"|(?<![\u4e00-\u9fff])已(?:完成|支付|付款|到账|转账|转出|扣款|收款|收钱|存入零钱)(?![\u4e00-\u9fff])|"
    r"对方已收[款钱]|已存入零钱|\b(?:(?:payment\s)?success(?:ful)?|completed|approved|paid|refunded|declined|failed|"
    r"cancell?ed)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,6}[:：]\s*")
_MASKED_NUMBER = re.compile(r"\s?[(（]?\d{2,4}\s?\*{2,}\s?\d{2,4}[)）]?$")  # 王*例138****0000
_PAID_TO = re.compile(r"(?:付款|转账|收款|支付)[-\s]?转?(?:给|至|到)\s?(?P<v>[\u4e00-\u9fffA-Za-z*·]{2,20})")
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z()·&' -]{2,40}")
_NO_NAME = re.compile(
    r"账单|详情|明细|结果|凭证|回单|金额|合计|支出|收入|元$|转账|付款|收款|成功|payment|details|amount|bill",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"^\W*(?:\S{0,6}(?:红包|立减|优惠|满减|抵扣|折扣|代金券|优惠券|减免|补贴))|^\W*discount|^\W*coupon", re.IGNORECASE
)
_LONG = 16  # characters: wallets number payments longer
_HEAD = 8  # rows in which a wallet names whom it paid
_VOUCHER = 6  # characters that the number of a voucher or an authorisation has; a payment's is longer
_TALL = 1.25  # times the usual height of a row: the sum a wallet prints large


def _score(sheet: Sheet) -> float:
    return weighed(sheet, _SIGNS)


def _extract(sheet: Sheet) -> tuple[Field, ...]:
    fields = labelled_fields(sheet, NAME, FIELDS)
    number = fields.get("transaction_id")
    if number is None:
        fields |= {field.name: field for field in _own_number(sheet, fields.get("merchant_order_id"))}
    elif number.value is not None and len(str(number.value)) <= _VOUCHER:
        fields["transaction_id"] = _longer(sheet, number) or replace(number, doubts=(*number.doubts, "short_number"))
    method = _method(sheet)
    if method:
        fields["payment_method"] = found(_SPECS["payment_method"], *method)
    status = _status(sheet)
    if status and not _says_a_status(fields.get("payment_status")):
        fields["payment_status"] = found(_SPECS["payment_status"], status.raw, (status,))
    payee = _payee(sheet, fields.get("payee_name"))
    if payee:
        fields["payee_name"] = payee
    paid = _paid(sheet, fields.get("paid_amount"))
    if paid:
        fields["paid_amount"] = paid
    currency = currency_of(sheet.text) or ("CNY" if re.search(r"[\u4e00-\u9fff]{4}", sheet.text) and paid else None)
    if currency:
        fields["currency"] = found(_SPECS["currency"], currency, ())
    return tuple(fields[spec.name] for spec in FIELDS if spec.name in fields)


def _method(sheet: Sheet) -> tuple[str, tuple[Spot, ...]] | None:
    """The channel whose own words are on the page; the first in the order of how telling they are."""
    for name, words in _METHODS:
        pattern = re.compile(words, re.IGNORECASE)
        for strip in sheet.strips:
            match = pattern.search(plain(strip))
            if match:
                return name, (strip.spot(match),)
    return None


def _longer(sheet: Sheet, number: Field) -> Field | None:
    """The one number of a payment longer than a voucher's that the page names beside it: 流水号 has 6 digits, 参考号 12."""
    long = {hit.value: hit for hit in hits(sheet, NAME, _SPECS["transaction_id"]) if len(str(hit.value)) > _VOUCHER}
    if len(long) != 1:
        return None
    doubt = Doubt(reasons=("two_values",), candidates=(str(number.value),))
    return next(found(_SPECS["transaction_id"], hit.value, hit.spots, doubt) for hit in long.values())


def _own_number(sheet: Sheet, merchants: Field | None) -> Iterator[Field]:
    """Where a wallet names the merchant's order number too, its bare order number is its own."""
    for hit in hits(sheet, NAME, _SPECS["merchant_order_id"]):
        if merchants is not None and hit.value != merchants.value and len(str(hit.value)) >= _LONG:
            yield found(_SPECS["transaction_id"], hit.value, hit.spots)
            return


def _payee(sheet: Sheet, labelled: Field | None) -> Field | None:
    """The labelled name without the masked number printed behind it; else the one whom the head of the page names."""
    if labelled is not None and isinstance(labelled.value, str):
        name = _MASKED_NUMBER.sub("", labelled.value).strip()
        return replace(labelled, value=name) if name else labelled
    above = _over_the_sum(sheet)
    if above:
        return found(_SPECS["payee_name"], above.raw.strip(), (above,))
    for strip in sheet.strips[:_HEAD]:
        match = _PAID_TO.search(plain(strip))
        if match:
            spot = strip.spot(match, "v")
            return found(_SPECS["payee_name"], spot.raw, (spot,))
    return None


def _over_the_sum(sheet: Sheet) -> Spot | None:
    """The name that stands alone over the sum, where wallets print whom it went to; not one that is cut short."""
    large = _large(sheet)
    for row in sheet.before(large.spot.strip) if large and large.spot.strip.number < _HEAD else ():
        text = plain(row).strip()
        if (
            len(tuple(parts(row))) == 1
            and _NAME.fullmatch(text)
            and not _STATUS.search(text)
            and not _NO_NAME.search(text)
        ):
            return Spot(row, 0, len(row.text))
    return None


def _says_a_status(field: Field | None) -> bool:
    return field is not None and isinstance(field.value, str) and bool(_STATUS.search(field.value))


def _status(sheet: Sheet) -> Spot | None:
    """A stretch of its own that says how the payment ended."""
    for strip in sheet.strips:
        for start, end in parts(strip):
            start += next((len(label.group()) for label in [_LABEL.match(plain(strip)[start:end])] if label), 0)
            match = _STATUS.search(plain(strip), start, end)
            if match and (match.end() - match.start()) * 1.6 >= end - start:
                return strip.spot(match)
    return None


def _paid(sheet: Sheet, labelled: Field | None) -> Field | None:
    """The labelled amount, or the one printed large; each confirms the other, and a difference is a doubt."""
    large = _large(sheet)
    if labelled is None or labelled.state is not State.READ:
        return found(_SPECS["paid_amount"], large.value, (large.spot,)) if large else None
    if large is None or not isinstance(labelled.value, Decimal):
        return labelled
    if large.value == labelled.value:
        return confirmed(labelled, "printed twice")
    if _taken_off(sheet) == labelled.value - large.value:
        return confirmed(found(_SPECS["paid_amount"], large.value, (large.spot,)), "discounts")
    told = Doubt(reasons=("two_totals",), candidates=(format(labelled.value, "f"),))
    return found(_SPECS["paid_amount"], large.value, (large.spot,), told)


def _taken_off(sheet: Sheet) -> Decimal:
    """What the rows that name a discount come to, between the sum of an order and what was paid."""
    rows = (amounts_in(strip) for strip in sheet.strips if _OFF.search(plain(strip)))
    return sum((amounts[0].value for amounts in rows if len(amounts) == 1), Decimal(0))


def _large(sheet: Sheet) -> Amount | None:
    """The tallest lone amount in the upper half of the page, where wallets print what was paid."""
    heights = sorted(strip.height for strip in sheet.strips)
    usual = heights[len(heights) // 2] if heights else 0.0
    upper = [strip for strip in sheet.strips if strip.page == 1][: max(6, len(sheet.strips) // 2)]
    lone = []
    for strip in upper:
        amounts = [amount for amount in amounts_in(strip) if amount.decimals == 2]
        bare = re.sub(r"[\s\d.,¥$€£+\-−]|元|圆|人民币|CNY|RMB", "", strip.text)
        signed = re.match(r"\s*[-−+]", strip.text)
        if len(amounts) == 1 and len(bare) <= 2 and (signed or strip.height > _TALL * usual):
            lone.append((strip.height, amounts[0]))
    return max(lone, key=lambda pair: pair[0])[1] if lone else None


KIND = Kind(name=NAME, zh="支付截图", en="Payment page", fields=FIELDS, score=_score, extract=_extract)
