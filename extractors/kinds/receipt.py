"""Shop receipts: till slips and 小票, Chinese, English and other European."""

import re
from dataclasses import replace
from decimal import Decimal

from extractors.days.dates import dates_in, time_after
from extractors.days.purchase_date import chosen_date
from extractors.days.time_of_sale import time_of_sale
from extractors.found import Doubt, confirmed, found
from extractors.money.amounts import amounts_in, currency_of
from extractors.money.base_and_tax import base_of, tax_on
from extractors.money.roles import Labelled, Role, labelled
from extractors.money.totals import Choice, chosen_total
from extractors.papers.address import address_spots
from extractors.papers.seller import names_company, seller_spots
from extractors.papers.shop_receipt import amount_of, items_of, listed, number_of, subtotal_of, tax_of
from extractors.papers.tax_ids import seller_tax_id
from extractors.script import in_both_scripts, plain_sheet, simplified
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.kinds import Kind
from pipeline.rows import Item
from pipeline.sheets import Sheet, Spot

_A = ValueType.AMOUNT
FIELDS = (
    FieldSpec(name="seller_name", type=ValueType.TEXT, zh="商户名称", en="Seller"),
    FieldSpec(name="seller_address", type=ValueType.TEXT, zh="商户地址", en="Seller's address"),
    FieldSpec(name="seller_tax_id", type=ValueType.ID, zh="商户税号", en="Seller's tax id"),
    FieldSpec(name="receipt_number", type=ValueType.ID, zh="小票号", en="Receipt number"),
    FieldSpec(name="issue_date", type=ValueType.DATE, zh="日期", en="Date", required=True, critical=True),
    FieldSpec(name="issue_time", type=ValueType.TIME, zh="时间", en="Time"),
    FieldSpec(name="list_amount", type=_A, zh="原价合计", en="Total before discount"),
    FieldSpec(name="subtotal_amount", type=_A, zh="小计", en="Subtotal"),
    FieldSpec(name="discount_amount", type=_A, zh="优惠", en="Discount"),
    FieldSpec(name="tax_amount", type=_A, zh="税额", en="Tax"),
    FieldSpec(name="tip_amount", type=_A, zh="小费", en="Tip"),
    FieldSpec(name="total_amount", type=_A, zh="实付金额", en="Total paid", required=True, critical=True),
    FieldSpec(name="tendered_amount", type=_A, zh="实收", en="Tendered"),
    FieldSpec(name="change_amount", type=_A, zh="找零", en="Change"),
    FieldSpec(name="payment_method", type=ValueType.TEXT, zh="支付方式", en="Payment method"),
    FieldSpec(name="currency", type=ValueType.TEXT, zh="币种", en="Currency"),
    FieldSpec(name="items", type=ValueType.ROWS, zh="商品明细", en="Items"),
)
_SPECS = {spec.name: spec for spec in FIELDS}
_SIGNS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (weight, re.compile(words, re.IGNORECASE))
    for weight, words in (
        (0.45, (r"\breceipt\b|\bticket\b|kassenbon|kassabon|quittung|scontrino|\brecibo\b|\bbon\s?n|[单單][号號]|"
               r"[統统]一[编編][号號]|發票證明聯|交易明細|隨機碼|小票|收银|收款凭证|收据|购物清单|结[账帐]单|"
               r"消费(?:单|明细)|[销銷][货貨]明[细細]")),
        (0.35, (r"\bchange\b|找零|找赎|tendered|应收|实收|rückgeld|rendu|\btilbage\b|\bväxel\b|wisselgeld|\bcambio\b|"
               r"\breszta\b")),
        (0.30, (r"\bcash(?:ier)?\b|收银员|营业员|枱號|桌[号號]|收[银銀][机機]|机号|機號|收银机|款台|机号|\btill\b|"
               r"\bregister\b|operator|served\sby|server\b|table\b|kassa?e?\b|\bwaiter|\btbl\b|\bpax\b|"
               r"no\.?\s?of\sguests?|\bguests?\s?:|dine\s{0,2}in\b|take\s?(?:out|away)\b|\bpump\s?[#:\d]|\bgallons\b|"
               r"\btisch\s?\d|\bbord\s?nr|kellner|bedient")),
        (0.30, (r"su[bo].{0,2}t[oa]t|\bt[o0a]t[ae][l1i]e?\b|[合总總][计計额額]|應收|summe|gesamt|\bsaldo\b|"
               r"\bsub\s?tt?l\b|\bi\salt\b|at{1,2}\sbetala?e?\b|^amount\s?:|fuel\ssale|montant\s?d[uû]|[àa]\spayer|"
               r"zu\szahlen|importe|totale")),
        (0.20, r"thank\s?you|please\scome|[谢謝]{2}惠[顾顧]|多[谢謝]惠[顾顧]|[欢歡]迎光[临臨]|merci|vielen dank|谢谢"),
        (0.20, (r"visa|master\s?card|amex|debit|credit\scard|现金|現金|八達通|悠遊|信用卡|line\s?pay|街口支付|微信|"
               r"支付宝|approval|auth|\bcb\b|sans\s?contact|carte\sbanc|girocard|kartenzahlung|bancomat|contactless|"
               r"\bkontant|\befectivo\b|\bcontant[ei]\b|\bgotówka\b")),
        (0.15, r"gst|vat|sst|mwst|\bmoms\b|\biva\b|\bbtw\b|tva|sales\stax|\btax\b"),
        (0.15, r"\brestaurant|ristorante|\bcaf[eé]\b|\bbistro|\bgrill\b|\bsushi\b|\bpizza|\bbar\b|travel\splaza"),
        (0.15, r"\bqty\b|件数|数量|items?\b"),
        (-0.60, r"发票代码|价税合计|纳税人识别号|检测报告|检验报告|certificate of analysis|合同编号|甲方"),
        (-0.35, (r"bill?\sto|invoiced?\sto\b|factur[ée]+\s[àa]\b|ship\sto|due\sdate|payment\sterms|\biban\b|"
                r"account\snumber|remittance|invoice\sdate|dear\s|sort\scode|please\squote|paid\sfor\sin\sfull")),
        (-0.35, (r"billed\sto|date\sdue|payment\sdue|net\s(?:14|30|45|60)\b|payable\s(?:to|within)|überweis|"
                r"\bvirement\b|[ée]ch[ée]ance|r[ée]gler\savant|fällig|zahlbar|leistungsdatum|tax\spoint|"
                r"wire\stransfer|bank\sdetails|\bswift\b")),
        (-0.60, (r"\banalytes?\b|\bLO[QD]\b|\bmg/g\b|pesticide|heavy\smetal|microbial|使用前|受试者|检测项目|样品名称|"
                r"订单详情|订单编号|账单详情|交易单号|商户全称|准考证|投诉人|鉴定结论")),
        (-0.60, r"(?:^|\n)\W*订单信息\W*(?:\n|$)|订单(?:提交|创建)时间|货品(?:总[价额]|金额)"),
        (-0.40, r"\A\W{0,3}\d{1,2}:\d\d\b[^\n]*(?:[45]G|LTE|wi-?fi|\d{1,3}\s?%)"),  # a phone's status bar
        (-0.50, (r"申请售后|再次购买|再[买来]一单|查看物流|查看发票|加入购物车|确认收货|"
                r"(?:order|purchase)\s(?:summary|details)|shipping\s(?:address|method)|tracking\snumber|"
                r"contact\sinformation|shopify|order\splaced|view\syour\sorder|ready\sto\sbe\sshipped|"
                r"total\spaid\stoday")),
        (-0.50, (r"转账详情|明细详情|收支详情|交易详情|电子回单|付款账户|付款卡号|收款户名|对方户名|付款户名|"
                r"商户订单号")),
        (-0.40, r"order\s\S{1,16}\s(?:is\s)?confirmed|thank\syou\sfor\syour\spurchase\W*[\s\S]{0,400}\border\ssummary"),
        (-0.50, r"agreement|whereas|hereby|section\s\d+\.\d|学年|考试|问答|参数"),
    )
)  # fmt: skip
_DAY_LABEL = re.compile(
    r"^\s*(?:交易|消费|销售|打印|开单|下单|结账)?(?:日\s?期|时\s?间|date)\s?[:：]\s*(?P<behind>.{0,24}?)\s*$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?")
_METHODS = (
    ("微信支付", r"微信"), ("支付宝", r"支付宝"), ("银联", r"银联|银行卡"), ("现金", (r"现金|"
                                                                                     r"現金")), ("VISA", r"\bvisa\b"),
    ("MASTERCARD", (r"master\s?card|"
                   r"\bmaster\b")), ("AMEX", (r"\bamex\b|"
                                                          r"american express")), ("DEBIT", r"\bdebit\b"), ("CASH", r"\bcash\b(?!ier| sale| bill| ?&)"),
)  # fmt: skip


def _score(sheet: Sheet) -> float:
    text = in_both_scripts(sheet)
    score = sum(weight for weight, sign in _SIGNS if sign.search(text))
    labels = labelled(sheet)
    cents = 0 if _in_whole_units(sheet) else 2
    money = any(
        label.role in (Role.TOTAL, Role.GRAND, Role.PAID, Role.TENDER) and label.amount.decimals == cents
        for label in labels
    )
    prices = sum(bool(amounts and amounts[-1].decimals == cents) for amounts in map(amounts_in, sheet.strips))
    score += 0.35 * money - 0.25 * (not labels) + 0.25 * (prices >= 3) + 0.1 * any(map(dates_in, sheet.strips))
    score -= 0.5 * max(0, len(sheet.document.pages) - 2)  # slips have a page or two
    return max(0.0, min(1.0, score * 0.75))


def _in_whole_units(sheet: Sheet) -> bool:
    """Whether its tills print no cents: in traditional script, not one amount on the page has any."""
    return plain_sheet(sheet) is not sheet and not any(
        amount.decimals == 2 for strip in sheet.strips for amount in amounts_in(strip)
    )


def _extract(sheet: Sheet) -> tuple[Field, ...]:
    labels = labelled(sheet)
    total = chosen_total(sheet, labels)
    items = items_of(sheet, labels)
    currency = currency_of(sheet.text)
    fields = [*_head(sheet), *_when(sheet, currency), *_parts(sheet, labels, total), *_paid(total, items)]
    if currency:
        fields.append(found(_SPECS["currency"], currency, ()))
    if items:
        fields.append(found(_SPECS["items"], items, ()))
    return tuple(fields)


def _head(sheet: Sheet) -> list[Field]:
    spots = seller_spots(sheet)
    doubt = Doubt(reasons=("no_label",) * (not any(names_company(spot.text) for spot in spots)))
    fields = [found(_SPECS["seller_name"], " ".join(spot.raw for spot in spots), spots, doubt)] if spots else []
    address = address_spots(sheet, spots)
    if address:
        fields.append(found(_SPECS["seller_address"], ", ".join(spot.raw.strip(" ,") for spot in address), address))
    number, tax_id = number_of(sheet), seller_tax_id(sheet)
    if number:
        fields.append(found(_SPECS["receipt_number"], re.sub(r"\s", "", number.raw), (number,)))
    if tax_id:
        fields.append(found(_SPECS["seller_tax_id"], re.sub(r"\s", "", tax_id.raw), (tax_id,)))
    method = _method(sheet)
    return fields + ([found(_SPECS["payment_method"], *method)] if method else [])


def _when(sheet: Sheet, currency: str | None) -> list[Field]:
    choice = chosen_date(sheet, currency=currency)
    if choice is None:
        return _smudged_day(sheet)
    others = tuple(day.isoformat() for day in choice.dated.others)
    rivals = tuple(rival.likely.isoformat() for rival in choice.rivals)
    reasons = ("ambiguous_date",) * bool(others) + ("two_dates",) * bool(rivals)
    doubt = Doubt(reasons=reasons, candidates=others + rivals)
    fields = [found(_SPECS["issue_date"], choice.dated.likely, (choice.dated.spot,), doubt)]
    clock = time_after(choice.dated.spot) or _nearby_time(sheet, choice.dated.spot)
    return fields + ([_time(sheet, clock)] if clock else [])


def _smudged_day(sheet: Sheet) -> list[Field]:
    """A label of the day with no day behind it, nor a mere time: what was printed there cannot be read."""
    for strip in sheet.strips:
        label = _DAY_LABEL.search(simplified(strip.text))
        if label and not _CLOCK.fullmatch(label["behind"]):
            return [found(_SPECS["issue_date"], None, (strip.spot(label),))]
    return []


def _time(sheet: Sheet, near: tuple[str, Spot]) -> Field:
    """A receipt may print when it was ordered, paid and printed: each could be meant."""
    (clock, spot), others = time_of_sale(sheet, near)
    doubt = Doubt(reasons=("two_times",) * bool(others), candidates=others[:3])
    return found(_SPECS["issue_time"], clock, (spot,), doubt)


def _nearby_time(sheet: Sheet, spot: Spot) -> tuple[str, Spot] | None:
    rows = (*sheet.after(spot.strip, 2), *sheet.before(spot.strip, 2), *sheet.strips)
    return next((clock for row in rows if (clock := time_after(Spot(row, 0, 0)))), None)


def _parts(sheet: Sheet, labels: tuple[Labelled, ...], total: Choice | None) -> list[Field]:
    paid = total.amount.value if total else None
    labelled_parts = {
        "subtotal_amount": subtotal_of(labels, total),
        "discount_amount": amount_of(Role.DISCOUNT, labels, not_value=paid),
        "tip_amount": amount_of(Role.TIP, labels, not_value=paid),
        "tendered_amount": amount_of(Role.TENDER, labels, not_value=None),
        "change_amount": amount_of(Role.CHANGE, labels, not_value=None),
    }
    chosen = {name: label.amount for name, label in labelled_parts.items() if label}
    if total and "subtotal_amount" not in chosen and (base := base_of(sheet, labels, total)):
        chosen["subtotal_amount"] = base
    chosen |= {
        name: amount
        for name, amount in (
            ("list_amount", listed(sheet, labels, total)),
            ("tax_amount", tax_of(sheet, labels, total) or (tax_on(sheet, labels, total) if total else None)),
        )
        if amount
    }
    return [found(_SPECS[name], amount.value, (amount.spot,)) for name, amount in chosen.items()]


def _paid(total: Choice | None, items: tuple[Item, ...]) -> list[Field]:
    if total is None:
        return []
    reasons = ("weak_label",) * (total.score < 4.0)
    reasons += ("negative",) * (total.label is not None and total.label.role is Role.REFUND)
    doubt = replace(total.doubt, reasons=total.doubt.reasons + reasons)
    field = found(_SPECS["total_amount"], total.amount.value, (total.amount.spot,), doubt)
    lines = sum((item.amount or Decimal(0) for item in items), Decimal(0))
    return [confirmed(field, "line sum") if len(items) > 1 and lines == total.amount.value else field]


def _method(sheet: Sheet) -> tuple[str, tuple[Spot, ...]] | None:
    for name, words in _METHODS:
        for strip in sheet.strips:
            match = re.search(words, strip.text, re.IGNORECASE)
            if match:
                return name, (strip.spot(match),)
    return None


KIND = Kind(name="receipt", zh="购物小票", en="Receipt", fields=FIELDS, score=_score, extract=_extract)
