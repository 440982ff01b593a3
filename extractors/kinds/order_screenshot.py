"""Order pages of marketplaces: what was ordered, when, from whom, and what was really paid."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.days.dates import dates_in
from extractors.days.order_moment import first_of_all
from extractors.found import Doubt, confirmed, doubted, found
from extractors.labels import named, plain
from extractors.money.amounts import Amount, amounts_in, currency_of
from extractors.papers.order_page import discounts, item_of, platform_of, shop_of, status_of
from extractors.signs import signs, weighed
from extractors.values import habitual, hits, labelled_fields
from extractors.wordings import built_in
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.geometry import Box
from pipeline.kinds import Kind
from pipeline.sheets import Sheet

NAME = "order_screenshot"
_A, _T = ValueType.AMOUNT, ValueType.TEXT
FIELDS = (
    FieldSpec(name="platform", type=_T, zh="平台", en="Marketplace"),
    FieldSpec(name="order_id", type=ValueType.ID, zh="订单编号", en="Order number", required=True, critical=True),
    FieldSpec(name="order_time", type=ValueType.MOMENT, zh="下单时间", en="Ordered", required=True, critical=True),
    FieldSpec(name="order_status", type=_T, zh="订单状态", en="Order status"),
    FieldSpec(name="seller_name", type=_T, zh="店铺", en="Shop"),
    FieldSpec(name="item_name", type=_T, zh="商品", en="Item"),
    FieldSpec(name="list_amount", type=_A, zh="商品总价", en="Price of goods"),
    FieldSpec(name="discount_amount", type=_A, zh="优惠合计", en="Discounts"),
    FieldSpec(name="freight_amount", type=_A, zh="运费", en="Shipping"),
    FieldSpec(name="paid_amount", type=_A, zh="实付款", en="Paid", required=True, critical=True),
    FieldSpec(name="currency", type=_T, zh="币种", en="Currency"),
)
_MONTH_FIRST = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s?\d{1,2}(?:st|nd|rd|th)?,?\s?20\d\d",
    re.IGNORECASE,
)
_TAX = re.compile(r"\W*(?:estimated\s|sales\s)*(?:total\s)?(?:tax(?:es)?|VAT|GST)\b|\W*税[费金]", re.IGNORECASE)
_SPECS = {spec.name: spec for spec in FIELDS}
_LONG_NUMBER = re.compile(r"#(?:\D*\d){12}")  # shops of their own number by a sign and few digits: #1042
_AMERICAN = re.compile(r"\bamazon\.com\b(?!\.)", re.IGNORECASE)
_LATER = re.compile(r"付款|支付|成团|\bpaid\b|payment", re.IGNORECASE)
_SIGNS = signs(
    (0.35, (r"^.{0,3}订单(?:详情|信息)|order\s?details|purchase\sdetails|your\s?order|order\s?summary|"
           r"order\s?confirmation|thank\syou\sfor\syour\s(?:order|purchase)|order\s\S{1,16}\s(?:is\s)?confirmed|"
           r"view\s(?:your\s)?order\b")),
    (0.30, r"订单(?:编号|单?号)|order\s{0,4}(?:number|no\b|#|id\b)"),
    (0.25, r"(?:下单|创建|拼单|成团|提交)时间|order\s?placed|ordered\son|order\s?date|date\splaced|placed\son"),
    (0.25, (r"实付款?|商品(?:总[价额]|总?金额|小计)|货品(?:总[价额]|金额)|实际付款|运费|items?\s?(?:\(s\))?\s?subtotal|"
           r"order\stotal|grand\stotal")),
    (0.20, (r"申请售后|再[买来次]一[单次]|再次购买|查看物流|加入购物车|确认收货|退货包运费|查看发票|申请开票|"
           r"联系(?:商家|卖家)|发笔记|buy\s(?:it\s)?again|tracking\snumber|shipping\smethod|track\spackage|"
           r"return\sor\sreplace|leave\sfeedback|ship(?:ping)?\s(?:to|address)|delivered|"
           r"order\sready\sto\sbe\sshipped|total\spaid\stoday")),
    (0.25, (r"powered\sby\sshopify|^\W*(?:order|payment)\sinfo\W*$|"
           r"^subtotal\b[^\n]*\n(?:[^\n]*\n)?(?:shipping|delivery|postage)\b")),
    (0.15, r"旗舰店|专卖店|专营店|店铺优惠|sold\sby"),
    (0.20, (r"shopify|^thank(?:s|\syou),\s?\w+\W*$|contact\sinformation|"
           r"(?:淘宝|天猫|京东|拼多多|抖音|小红书|快手)\S{0,6}$")),
    (-0.50, (r"纳税人识别号|价税合计|甲方|检测报告|检验报告|账单详情|invoice\s(?:number|date|no)|bill\sto|cashier|找零|"
            r"收银|投诉|合同编号")),
    (-0.40, r"记账分类|加入账本|交易有疑问|^\W*云闪付\W*$"),
    (-0.30, r"商户全称|收款方全称|交易单号|商家订单号|收单机构"),
)  # fmt: skip


def _score(sheet: Sheet) -> float:
    return weighed(sheet, _SIGNS)


def _extract(sheet: Sheet) -> tuple[Field, ...]:
    platform = platform_of(sheet)
    fields = labelled_fields(sheet, NAME, FIELDS, platform.value if platform else None)
    if platform:
        fields["platform"] = found(_SPECS["platform"], platform.value, platform.spots)
    for name, spots in (
        ("seller_name", shop_of(sheet, platform.value if platform else None)),
        ("item_name", item_of(sheet, _taken(fields))),
    ):
        if spots and name not in fields:
            fields[name] = found(_SPECS[name], "".join(spot.raw for spot in spots).strip(" >›»<‹"), spots)
    number = fields.get("order_id")
    if number and isinstance(number.value, str) and _LONG_NUMBER.match(number.value):
        fields["order_id"] = replace(number, value=number.value[1:])
    if "order_time" in fields and _told_later(sheet, platform.value if platform else None):
        fields["order_time"] = doubted(fields["order_time"], "when_paid")
    if "order_time" not in fields and (day := _only_day(sheet)):
        fields["order_time"] = day
    if "order_time" in fields:
        fields["order_time"] = first_of_all(sheet, fields["order_time"])
    status = status_of(sheet)
    if status:
        fields["order_status"] = found(_SPECS["order_status"], status[0].raw, status)
    fields |= {field.name: field for field in _sums(sheet, fields)}
    return tuple(fields[spec.name] for spec in FIELDS if spec.name in fields)


def _taken(fields: dict[str, Field]) -> tuple[Box, ...]:
    """Where values of other fields stand; the words that tell the platform may be part of a name of goods."""
    return tuple(field.box for field in fields.values() if field.box and field.name != "platform")


def _sums(sheet: Sheet, fields: dict[str, Field]) -> Iterator[Field]:
    platform = fields.get("platform")
    currency = currency_of(sheet.text) or _dollars(sheet, platform)
    if currency:
        yield found(_SPECS["currency"], currency, ())
    off = discounts(sheet)
    total = sum((amount.value for amount in off), Decimal(0))
    if off:
        yield found(_SPECS["discount_amount"], total, (off[0].spot,))
    paid = fields.get("paid_amount")
    if paid and isinstance(paid.value, Decimal):
        yield _checked(sheet, paid, fields, off)


def _dollars(sheet: Sheet, platform: Field | None) -> str | None:
    """A bare dollar is the one of the States where the page writes the month before the day, or is one of a market
    abroad that writes whose dollar every other is (`AU $`, `C $`).
    """
    bare = re.search(r"(?<![A-Za-z])(?<![A-Za-z]\s)\$\s?\d", sheet.text)
    named_others = (platform is not None and platform.value == "ebay") or _AMERICAN.search(sheet.text)
    return "USD" if bare and (named_others or _MONTH_FIRST.search(sheet.text)) else None


def _told_later(sheet: Sheet, platform: str | None) -> bool:
    """Whether the page prints no time of the order, only when it was paid: mostly the same day, but somebody must look.

    What a merchant's own labels call the time of the order is that.
    """
    times = [one.entry for one in named(sheet, NAME, platform) if one.entry.label.field == "order_time"]
    later = {one.rank for one in times if _LATER.search(one.word) and one.label in built_in().labels}
    best = next(iter(hits(sheet, NAME, _SPECS["order_time"], platform)), None)
    return best is not None and best.rank in later


def _only_day(sheet: Sheet) -> Field | None:
    """Where no label names the day of the order, the only day on the page: somebody must look."""
    days = [dated for strip in sheet.strips for dated in dates_in(strip)]
    if len({day.likely for day in days}) != 1:
        return None
    day = habitual(sheet, days[0])
    told = Doubt(reasons=("no_label",), candidates=tuple(other.isoformat() for other in day.others))
    return found(_SPECS["order_time"], day.likely.isoformat(), (day.spot,), told)


def _taxes(sheet: Sheet) -> Iterator[Decimal]:
    """What a row charges as tax on top of prices without it."""
    for strip in sheet.strips:
        if _TAX.match(plain(strip)) and (amounts := amounts_in(strip)):
            yield amounts[-1].value


def _checked(sheet: Sheet, paid: Field, fields: dict[str, Field], off: tuple[Amount, ...]) -> Field:
    """The paid amount, confirmed where goods and freight less discounts, and a tax on top, come to it."""
    goods, freight = (fields[name].value if name in fields else None for name in ("list_amount", "freight_amount"))
    if not isinstance(goods, Decimal):
        return paid
    before = goods + (freight if isinstance(freight, Decimal) else Decimal(0))
    due = before - sum((amount.value for amount in off), Decimal(0))
    taxes = (Decimal(0), *_taxes(sheet))
    bases = (due, before) if _taken_off_above(fields["list_amount"], off) else (due,)
    if paid.value in {base + tax for base in bases for tax in taxes}:
        return confirmed(paid, "goods and freight")
    return paid if paid.doubts or not re.search(r"\.\d\d", str(due)) else doubted(paid, "sums_differ")


def _taken_off_above(goods: Field, off: tuple[Amount, ...]) -> bool:
    """Whether every discount stands over the price of goods, which then may be what is left of it."""
    top = goods.box.top if goods.box else 0.0
    return bool(off) and all(amount.spot.place.box.bottom <= top for amount in off)


KIND = Kind(name=NAME, zh="订单截图", en="Order page", fields=FIELDS, score=_score, extract=_extract)
