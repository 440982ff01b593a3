"""What each printed amount is for: total, tax, tender, change and their like (domain: roles of amounts)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from extractors.money.amounts import Amount, amounts_in
from pipeline.sheets import GAP, Sheet, Strip


class Role(StrEnum):
    PAID = "paid"
    GRAND = "grand"
    TOTAL = "total"
    WEAK = "weak"
    SUBTOTAL = "subtotal"
    TAX = "tax"
    SERVICE = "service"
    TIP = "tip"
    DISCOUNT = "discount"
    ROUNDING = "rounding"
    TENDER = "tender"
    CHANGE = "change"
    REFUND = "refund"
    LIST = "list"
    ASIDE = "aside"  # counts, points, balances, tax tables: numbers that are no sum of this purchase


_S = r"[\s.:\-_]*"
_CORE = (
    rf"(?:t{_S}[o0a]{_S}[tfd]{_S}[aeo]{{1,2}}{_S}[l1i]|toal|totl|todl|ota[l1]\b|ttl)(?:e|en|"
    r"s)?(?!(?!due\b|ttc\b)[a-z]{3})"
)
_TOTAL = rf"(?<![b-oq-z]){_CORE}"
_TAX = r"(?:gst|vat|sst|hst|pst|qst|[sci]gst|mwst|ust|tva|btw|[i1l]\.?v\.?a|moms|[t1][ae]x(?:es)?|txx?\b|steuer)"
_INCLUDING = r"(?:inc(?:l\w*)?\b|with\b|w/(?!o)|after\b|gross\b|brutto\b|ttc\b|tax\s?in\b)"
_EXCLUDING = r"(?:exc(?:l\w*)?\b|ex\.?\s?(?=gst|vat|tax)|before\b|w/o\b|without\b|net of\b|h\.?t\.?\b|bfr\b)"
# The first pattern found anywhere in the words before an amount decides; the more specific stand first.
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = tuple(
    (role, re.compile(words, re.IGNORECASE))
    for role, words in (
        (Role.ASIDE, rf"suppl(?:y|ies)\b|{_TAX}\s*\W?\s*(?:id|reg|ref|no\b|number|inv)|due\s*date|tax\s*invoice"),
        (Role.TAX, rf"{_TOTAL}\s*included\s*{_TAX}"),
        (Role.TAX, (rf"{_TAX}.{{0,14}}incl\w*\s*in\b|^(?!.*(?:{_TOTAL}|am(?:oun)?t\b|"
                   rf"paid)).*(?:incl\w*\s.{{0,12}}{_TAX}|{_TAX}\s*(?:amount\s*)?inclu(?:ded|sive)|"
                   rf"(?:davon|enth).{{0,12}}{_TAX})")),
        (Role.PAID, (rf"rounded\s*{_TOTAL}|{_TOTAL}\s*(?:\(?\s*)(?:after|rounded)\s*(?:rounding|round|rnd|adj|bill)?|"
                    rf"final\s*{_TOTAL}|{_TOTAL}\s*round(?:ed|ing)")),
        (Role.SUBTOTAL, (rf"\bs[uo][bho]{_S}t|zwischensumme|imponibile|\bbase\s(?:[it1l]m?po|tributável)|"
                        rf"(?:prix|montant)\s?h\.?t\b|^\W*st\W*$|subtotale|sous{_S}t|小计|小計|小记|taxfree")),
        (Role.ASIDE, (rf"{_TOTAL}{_S}(?:no|number|#){_S}of|{_TOTAL}\s*(?:\(?\s*)(?:qty|quantity|items?\b|pcs|units?|"
                     r"points?|loading|count|guests?|covers?|saving|saved|pts|weight)|"
                     rf"(?:qty|items?|item count|pcs|quantity)\s*{_TOTAL}")),
        (Role.ASIDE, (r"items?\s?sold|number of items|no\.? ?of ?items?|items?\s?count|items?\(s\)|qty\(s\)|"
                     r"(?:you\s?)?saved\b|savings?\b|points?\b|card\sbal|"
                     r"(?:opening|closing|prev\w*|available|new|remaining|point|reward)\s*bal|suggest|recommend|"
                     r"tip\s?guide|auth|approval|积分|积点|余额|卡余|件数|数量合计|总件数|总数量|品项|总数|"
                     r"\d\d\s?%\s?(?:tip|=|is)|if\s+you\s+pay")),
        (Role.REFUND, r"退款|已退|退货|refund(?:ed)?\s(?:amount|total)|amount\srefunded"),
        (Role.SUBTOTAL, (rf"{_TOTAL}.{{0,24}}{_EXCLUDING}|{_EXCLUDING}\s*(?:of\s*)?{_TAX}|netto(?:betrag|summe)?\b|"
                        r"net\s?sum\b|net\s?(?:sales?|price)\b|(?:food|bev\w*|merchandise|taxable|goods?|"
                        rf"items?)\s*{_TOTAL}|taxable")),
        (Role.GRAND, rf"{_TOTAL}.{{0,24}}{_INCLUDING}|(?:amount|amt|amnt|paid)\s*\(?{_INCLUDING}|{_TOTAL}{_S}ttc"),
        (Role.DISCOUNT, (rf"{_TOTAL}\s*disc|disc(?:ount|\.|nt|\b)|\bless\b|coupon|voucher|promo(?:tion)?\b|rabatt|"
                        r"remise|korting|优惠|優惠|折扣|立减|立減|满减|滿減|抵扣|抵用|红包|減免|减免|让利|讓利|折让|"
                        r"折讓|折[议議譲]")),
        (Role.ROUNDING, r"round(?:ing|ed)?|\brnd\b|抹零|舍入|去零|进位"),
        (Role.TAX, (rf"{_TOTAL}\s*(?:sales\s?)?{_TAX}|\b{_TAX}\d?\b|\d\s?%\s*{_TAX}|{_TAX}\s*\d|税额|税金|稅額|營業稅|"
                   r"sales\s?tax")),
        (Role.SERVICE, (r"serv\w*\.?\s*(?:charge|chg|fee|tax|c\b)|s(?:vc|vr)\.?\s*(?:chrg|chg|charge)|\bs\.?c\.?\s*\d|"
                       r"delivery\s*(?:fee|charge)|surcharge|服务费|配送费|打包费|包装费|运费|餐盒费")),
        (Role.CHANGE, (r"\bchange\b|\bchg\b|r[uü]ckgeld|wechselgeld|rendu|retour\sd|cambio|wisselgeld|troco|vuelto|"
                      r"找[\u4e00-\u9fff]\s*[:：]|\btilbage\b|\bväxel\b|\breszta\b|找零|找赎|找續|找回|找補|找钱")),
        (Role.LIST, r"原价合计|商品总[价额]|商品金额|原价"),
        (Role.PAID, r"实付(?:款|金额|合计)?|实际支付|实际付款|支付金额|付款金额|成交金额|成交价|本次支付|實付"),
        (Role.GRAND, (rf"gr\w?n?d{_S}{_TOTAL}|net{_S}t?{_S}{_TOTAL}|"
                     rf"{_TOTAL}{_S}(?:\(?\w{{0,3}}\)?\s*)(?:due|payable|to{_S}pay|owing|amount{_S}(?:due|payable)|"
                     rf"amt{_S}(?:due|payable))|(?:a[lr1i]?mount|amt|balance|bal){_S}(?:due|payable|owing|to\spay|"
                     rf"to{_S}be{_S}paid)|^\W*due\b|montant\s*(?:d[uû]|[àa]\s*payer|ttc)|zu\szahlen|"
                     r"gesamt(?:betrag|summe)?|endbetrag|rechnungsbetrag|factuurbedrag|net\s?[àa]\s?payer|"
                     r"te\sbetalen|(?:totale?|importe)\s(?:a\spagar|da\spagare|dovuto|complessivo|factura|fattura)|"
                     r"应收|应付|待付|應付|應收")),
        (Role.TENDER, (rf"accepted\s{_TOTAL}|{_TOTAL}\s*(?:paid|tender\w*|payment|received)|tender|\bkontant|"
                      r"\befectivo\b|\bcontant[ei]\b|\bgotówka\b|现金|現金|[收实實][现現]|实收|實收|八達通|轉數快|"
                      r"悠遊|信用卡|微信|支付宝|云闪付|银联|银行卡|储值卡|会员卡支付|刷卡|会员卡\W*$|信用卡|收款|"
                      r"^\W*付款\W*$")),
        (Role.TOTAL, (rf"{_TOTAL}|\bsumme\b|\bsom[mn]e\b|\bsumma\b|\bsuma\b|合计|合計|总计|总計|總計|总额|總額|总金额|"
                     r"消费金额|交易金额|[合总總]\s+[计計]|应收|^\W*.計(?=[\s:\d])|(?<=\s)德計")),
        (Role.TIP, r"\btips?\b|gratuity|小费"),
        (Role.TENDER, (r"\bcash\b(?!\s*&)|\breceived\b|^\W*pay\b|\bvisa\b|master\s?card|\bmaster\b|\bamex\b|"
                      r"american\sexp|\bdebit\b|credit(?:\s?card)?|\bcard\b|eftpos|\bpaid\b|payment|\bgiro\b|gegeben|"
                      r"esp[eè]ces|\bbar\b|carte\s(?:banc|bleue)|efectivo|tarjeta|contant[ei]|dinheiro|multibanco|"
                      r"\bpin\b|touch\s?n\s?go|e-?wallet|grabpay|boost|terminal")),
        (Role.WEAK, (r"net\s?am(?:oun)?t\b|\bamount\b|\bamt\b|\bbalance\b|\bbal\b|\bsales?\b|金额|\bpurchase\b|"
                    r"\bcharged?\b|\bfare\b|\bbetrag\b|\bmontant\b|\bimporte\b")),
    )
)  # fmt: skip
_STRONG = (Role.PAID, Role.GRAND, Role.TOTAL)
_TAX_BEHIND = re.compile(rf"\s{{1,3}}{_TAX}\b", re.IGNORECASE)  # 1.07 VAT 20%  6.40: British tills set it before
_TAX_ON = re.compile(rf"{_TAX}\b.{{0,14}}\bon\W*$", re.IGNORECASE)  # VAT @12.50% ON  885.00  110.63
_COUNTED = re.compile(r"\s?[项項頂件個个](?![\u4e00-\u9fff])")  # 4項: so many kinds of goods
_SAVED = re.compile(r"\bsavings?\W*$", re.IGNORECASE)  # with a minus it is taken off: Loyalty saving -16.94
_WORDLESS = re.compile(r"[a-z]{3}|[\u4e00-\u9fff]", re.IGNORECASE)
_TAX_TABLE = re.compile(
    r"(?:gst|tax|vat|sst)\s*(?:summary|analysis|breakdown|code|rate)|tax\s*amt|amount\s*\(?rm\)?\s+(?:gst|tax)|"
    r"税率\s*金额",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """An amount with the words that name it.

    `beside` False when the amount stands in the row below its label; `in_table` inside a table of taxes.
    """

    role: Role
    amount: Amount
    label: str
    strip: Strip
    beside: bool
    in_table: bool


def role_of(words: str) -> Role | None:
    """What amounts behind `words` are for; None when the words name nothing we know.

    Of several columns before the amount the last one counts when it names a total by itself.
    """
    whole = _role(words)
    last = words.rstrip(" :.$€£¥").rpartition(GAP)[2]
    nearest = _role(last) if last != words and whole not in (*_STRONG, Role.CHANGE) else None
    return nearest if nearest in _STRONG else whole


def _role(words: str) -> Role | None:
    return next((role for role, pattern in _ROLES if pattern.search(words)), None)


@lru_cache(maxsize=8)  # several kinds ask the same sheet
def labelled(sheet: Sheet) -> tuple[Labelled, ...]:
    """Every amount whose label stands before it in its row, or alone in the row above."""
    found: list[Labelled] = []
    in_table = False
    for strip in sheet.strips:
        in_table = in_table or bool(_TAX_TABLE.search(strip.text))
        found += _in_row(sheet, strip, in_table)
    return tuple(found)


def _in_row(sheet: Sheet, strip: Strip, in_table: bool) -> Iterator[Labelled]:
    role, words, at = None, "", 0
    amounts = tuple(amount for amount in amounts_in(strip) if amount.value < 10**9)
    for amount in amounts:
        if not amount.decimals and _COUNTED.match(strip.text, amount.spot.end):
            continue
        between = strip.text[at : amount.spot.start]
        at = amount.spot.end
        if _WORDLESS.search(between):
            words, role = between.strip(), role_of(between)
        if not words and not strip.text[: amount.spot.start].strip() and _TAX_BEHIND.match(strip.text, at):
            yield Labelled(role=Role.TAX, amount=amount, label="", strip=strip, beside=True, in_table=in_table)
        elif role is Role.TAX and len(amounts) > 1 and _TAX_ON.search(between):
            yield Labelled(role=Role.ASIDE, amount=amount, label=words, strip=strip, beside=True, in_table=in_table)
        elif role:
            role = Role.PAID if role is Role.ROUNDING and amount.value >= 1 else role
            role = Role.DISCOUNT if amount.negative and _SAVED.search(words) else role
            yield Labelled(role=role, amount=amount, label=words, strip=strip, beside=True, in_table=in_table)
    rest = strip.text[at:]
    short = len(rest.split()) <= 5 and not in_table and _WORDLESS.search(rest)
    last = role_of(rest) if short else None
    if last and last not in (Role.ASIDE, Role.WEAK):
        for amount in _nearest_row(sheet, strip, at):
            yield Labelled(role=last, amount=amount, label=rest.strip(), strip=strip, beside=False, in_table=in_table)


def _nearest_row(sheet: Sheet, strip: Strip, at: int) -> tuple[Amount, ...]:
    """Amounts of the row below or above, whichever is nearer, when it holds nothing but amounts right of the label."""
    start = at + len(strip.text[at:]) - len(strip.text[at:].lstrip())
    label = strip.place(start, len(strip.text)).box
    middle = (label.top + label.bottom) / 2
    rows = [row for row in (*sheet.after(strip), *sheet.before(strip)) if _only_amounts(row)]
    near = sorted((abs((row.top + row.bottom) / 2 - middle), row.number, row) for row in rows)
    for distance, _, row in near:
        if distance <= 2.5 * strip.height:
            return tuple(amount for amount in amounts_in(row) if amount.spot.place.box.right >= label.left)
    return ()


def _only_amounts(row: Strip) -> bool:
    return len(re.sub(r"[\d.,\s$€£¥:()\-*=]|RM|MYR|USD|SR|元", "", row.text, flags=re.IGNORECASE)) <= 2
