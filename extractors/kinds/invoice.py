"""Commercial invoices that are not Chinese: English, Dutch, French and German wording."""

import re
from collections.abc import Iterator

from extractors.beside import values_of
from extractors.days.dates import Dated, dates_in
from extractors.days.purchase_date import chosen_date
from extractors.found import Doubt, found
from extractors.labels import parts
from extractors.money.amounts import currency_of
from extractors.money.roles import labelled
from extractors.money.totals import chosen_total
from extractors.papers.seller import seller_spots
from extractors.papers.shop_receipt import items_of, subtotal_of, tax_of
from extractors.papers.tax_ids import seller_tax_id
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.kinds import Kind
from pipeline.pages import Source
from pipeline.sheets import Sheet, Spot

_A, _T, _I = ValueType.AMOUNT, ValueType.TEXT, ValueType.ID
FIELDS = (
    FieldSpec(name="seller_name", type=_T, zh="开票方名称", en="Seller"),
    FieldSpec(name="seller_tax_id", type=_I, zh="开票方税号", en="Seller's tax id"),
    FieldSpec(name="invoice_number", type=_I, zh="账单号", en="Invoice number", required=True, critical=True),
    FieldSpec(name="issue_date", type=ValueType.DATE, zh="开具日期", en="Invoice date", required=True, critical=True),
    FieldSpec(name="order_id", type=_I, zh="订单号", en="Order number", critical=True),
    FieldSpec(name="net_amount", type=_A, zh="不含税金额", en="Net amount"),
    FieldSpec(name="tax_amount", type=_A, zh="税额", en="Tax"),
    FieldSpec(name="total_amount", type=_A, zh="总金额", en="Total", required=True, critical=True),
    FieldSpec(name="currency", type=_T, zh="币种", en="Currency"),
    FieldSpec(name="items", type=ValueType.ROWS, zh="明细", en="Lines"),
)
_SPECS = {spec.name: spec for spec in FIELDS}


def _words(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_NUMBER_LABELS = (
    _words(
        r"(?:tax\s)?invoice\s*(?:number|num\b|no\b|nr\b|id\b|#|n[°º])|"
        r"(?:facture|rechnung)s?\s*-?\s*(?:n[°ºo]|nummer|num[eé]ro|nr)|factuur\s?(?:nummer|nr)\b|"
        r"(?:factura|fattura|fatura)\s*(?:n[°ºo.]*|num[eé]ro|número|nr\.?)\s*:?"
    ),
    _words(
        r"#(?=\s*invoice)|(?<!\w)(?:invoice|factuur|facture|"
        r"rechnung)(?!\s*(?:date|datum|total|amount|to\b|address|summary|period|adres|totaal))\b"
    ),
    _words(r"(?:bill|booking|receipt|document|reference|beleg)\s*-?\s*(?:number|nummer|no\b|nr\b|id\b|#)"),
    _words(r"(?<![\w.] )(?<!\w)(?:number|nummer|no\.?)\s*:"),
)
_SHORT_LABEL = _words(r"(?:^|\s\s)(?:no\.?|our\s?ref(?:erence|\.)?|r[ée]f[ée]rence)(?=\s?:?\s\s|\s?:\s)")
_ANOTHERS = _words(r"(?:your|customer|client|votre|ihre?|order|p\.?o\.?)\s?(?:ref(?:erence)?|no|number|#)?\W*$|"
                   r"(?:ust-?\s?id|steuer|siret|siren|\btva|\bvat|\bbtw|\babn|\bgst|\bein|\bhrb|\bnif|"
                   r"\bp\.?\s?iva)[\w.\-\s]{0,14}\W*$")  # fmt: skip
_NUMBER = _words(
    r"#?\s?(?=[A-Z0-9/_.\-]*\d)(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b)[A-Z0-9][A-Z0-9/_.\-]{2,29}(?![\w/])|"
    r"invoice[\s_]+number[\s_]+\d+"
)
_ORDER_LABEL = _words(r"(?:order|bestell?|commande)\s?(?:number|nummer|no\b|nr\b|id\b|#|n[°º])|ordernummer")
_ORDER = _words(r"(?=[A-Z0-9\-]*\d)[A-Z0-9][A-Z0-9\-]{4,39}(?![\w/])")
# Cobblestone Ltd · www.example.com · billing@example.com, as letters in windowed envelopes have it over the address
_SENDER = _words(r"\W{0,2}(?P<v>[^·•∙|@\d]{3,60}?)\s?[·•∙|]")
_REACHED = _words(
    r"www\.|@|https?:|\btel\b|\bsiret\b|\bsiren\b|\btva\b|\bvat\b|steuern|\bust\b|ust-?id|\bein\b|\bhrb\b|\bbtw\b|"
    r"\bkvk\b|\babn\b|\bgst\b|\breg\b|,\s?[a-z]?-?\d{4,6}\s|\d{5}"
)
_COMPANY = re.compile(
    r"[^\W\d_]{3,}\W{1,3}(?:GmbH|KG|OHG|AG|UG|e\.\s?K\.|S\.?A\.?S?\.?|SARL|S\.p\.A\.?|S\.r\.l\.?|B\.?V\.?|N\.?V\.?|"
    r"Ltd\.?|Limited|LLC|LLP|Inc\.?|PLC|Oy|ApS)$"
)
_FOR_WHOM = _words(
    r"\W*(?:(?:bill|invoice|ship|sold|deliver)(?:ed|d)?\s?to|rechnung\san|rechnungsempf|kunde|destinataire|"
    r"factur[ée]+\s[àa]|client|customer|klant|cliente|factuur\saan|attention|for)\b"
)
_SENDER_ROWS, _HEAD_ROWS = 3, 9
_LEAN = 0.02  # of the page's width
_DATE_LABEL = _words(
    r"invoice\s*date|date\s*of\s*(?:invoice|issue)|issue\s*date|date\sissued|\b[ée]mise?\s?le\b|"
    r"\bissued(?:\son)?\s?(?::|(?=\s\s|$))|(?:rechnungs|factuur|ausstellungs|beleg)\s?datum|"
    r"date\s*(?:de\s*(?:la\s*)?facture|d'?[ée]mission|de\s*facturation)|facture\s.{0,20}\bdu\b|billing\s*date|"
    r"fecha\s*(?:de\s*(?:la\s*)?)?(?:factura|emisi[oó]n|expedici[oó]n)|"
    r"data\s*(?:della\s*)?(?:fattura|documento|emissione)|data\s*de\s*emiss[aã]o"
)
_SIGNS = tuple(
    (weight, _words(sign))
    for weight, sign in (
        (0.30, r"\binvoice\b|\bfacture\b|\brechnung|\bfactuur|\bfactura\b|\bfattura\b|\bfatura\b"),
        (0.25, (r"invoice\s*(?:number|no\b|#|date)|invoice\s{2,}#?(?=[A-Z0-9\-]*\d)[A-Z0-9\-]{4,}|date\sof\sissue|"
               r"issue\sdate|our\sref\b|facture\s?n|rechnungsn|factuurn|factuur\s?datum")),
        (0.20, (r"bill?\s*(?:ed\s*)?to|invoiced?\s?to\b|factur[ée]+\s[àa]\b|ship\s*to|sold\s*(?:by|to)|"
               r"(?:^|\n)\W*(?:customer|client|kunde|destinataire|rechnungsempfänger)\b|billing\s*address|"
               r"factuuradres|kundenn|klantn|customer\s(?:no|id)")),
        (0.20, (r"due\s*date|payment\s*terms|\biban\b|\bbic\b|\bswift\b|vervaldatum|zahlungs|date limite|vencimiento|"
               r"scadenza|vencimento|date\sdue|payment\sdue|net\s(?:14|30|45|60)\b|payable\s(?:to|within)|überweis|"
               r"\bvirement\b|[ée]ch[ée]ance|r[ée]gler\savant|fällig|zahlbar|bank\s*account|bank\sdetails|sort\scode|"
               r"please\squote")),
        (0.15, r"\bvat\b|\bbtw\b|\btva\b|\biva\b|mwst|\bgst\b|sales tax|\btax\b"),
        (0.15, r"\btotal\b|totaal|\bsumme\b|gesamt|(?:balance|amount) due"),
        (0.15, (r"unit\s*(?:price|cost)|quantity|\bqty\b|\baantal\b|\bmenge\b|d[ée]signation|"
               r"descri(?:ption|pción|zione|ção)|cantidad|quantità")),
        (0.30, r"payment\s*receipt"),
        (-0.40, (r"\bchange\b|\bcashier|tendered|\btable\b|gst\s*summary|rounding|served by|till\b|"
                r"thank\s?you.{0,20}(?:come|shopping)")),
        (-0.60, r"发票|certificate of analysis|agreement|whereas|小票"),
    )
)  # fmt: skip


def _score(sheet: Sheet) -> float:
    score = sum(weight for weight, sign in _SIGNS if sign.search(sheet.text))
    page = sheet.document.pages[0]
    printed_form = 0.62 < page.width / page.height < 0.85
    score += 0.25 * (page.source is Source.TEXT_LAYER and printed_form) + 0.1 * printed_form
    return max(0.0, min(1.0, score * 0.75))


def _extract(sheet: Sheet) -> tuple[Field, ...]:
    labels = labelled(sheet)
    total = chosen_total(sheet, labels)
    fields = [*_ids(sheet), *_date(sheet)]
    net, tax = subtotal_of(labels, total), tax_of(sheet, labels, total)
    sums = {"net_amount": net.amount if net else None, "tax_amount": tax}
    fields += [found(_SPECS[name], amount.value, (amount.spot,)) for name, amount in sums.items() if amount]
    if total:
        fields.append(found(_SPECS["total_amount"], total.amount.value, (total.amount.spot,), total.doubt))
    currency, items = currency_of(sheet.text), items_of(sheet, labels)
    fields += [found(_SPECS["currency"], currency, ())] if currency else []
    return (*fields, *([found(_SPECS["items"], items, ())] if items else []))


def _ids(sheet: Sheet) -> Iterator[Field]:
    number = next(_numbers(sheet), None)
    order = next(values_of(sheet, _ORDER_LABEL, _ORDER), None)
    tax_id, seller = seller_tax_id(sheet), _seller(sheet)
    if number:
        yield found(_SPECS["invoice_number"], re.sub(r"[\s#]", "", number.text), (number,))
    if order:
        yield found(_SPECS["order_id"], order.text, (order,))
    if tax_id:
        yield found(_SPECS["seller_tax_id"], re.sub(r"\s", "", tax_id.text), (tax_id,))
    if seller:
        yield found(_SPECS["seller_name"], " ".join(spot.raw for spot in seller), seller)


def _seller(sheet: Sheet) -> tuple[Spot, ...]:
    """Who sends it: the first piece of a sender's line, else the name at the head; of that, one with its legal form."""
    for strip in sheet.strips[:_SENDER_ROWS]:
        line = _SENDER.match(strip.text)
        if line and _REACHED.search(strip.text, line.end("v")) and not _REACHED.search(line["v"]):
            return (strip.spot(line, "v"),)
    head = seller_spots(sheet)
    if any(_COMPANY.search(spot.text) for spot in head):
        return head
    cells = (Spot(strip, *cell) for strip in sheet.strips[:_HEAD_ROWS] for cell in parts(strip))
    named = next((cell for cell in cells if _COMPANY.search(cell.text) and not _addressed(sheet, cell)), None)
    return (named,) if named else head


def _addressed(sheet: Sheet, name: Spot) -> bool:
    """Whether it stands right under the words that name whom the paper is for."""
    above = [Spot(row, *cell) for row in sheet.before(name.strip, 2) for cell in parts(row)]
    left = name.place.box.left
    return any(abs(cell.place.box.left - left) < _LEAN and _FOR_WHOM.match(cell.text) for cell in above)


def _numbers(sheet: Sheet) -> Iterator[Spot]:
    """Behind a label of the number; a short word leads it only where no label says clearly which number is meant."""
    clear = any(_NUMBER_LABELS[0].search(strip.text) for strip in sheet.strips)
    labels = _NUMBER_LABELS if clear else (*_NUMBER_LABELS, _SHORT_LABEL)
    spots = (spot for label in labels for spot in values_of(sheet, label, _NUMBER))
    return (spot for spot in spots if not _is_day(spot) and not _ANOTHERS.search(spot.strip.text[: spot.start]))


def _is_day(spot: Spot) -> bool:
    """A day with its marks, printed beside or below the label of the number, is no number."""
    marked = re.search(r"\d\s?[-./]\s?\w", spot.text) is not None
    return marked and any(day.spot.start <= spot.start and spot.end <= day.spot.end for day in dates_in(spot.strip))


def _date(sheet: Sheet) -> Iterator[Field]:
    dated = _labelled_date(sheet)
    choice = None if dated else chosen_date(sheet, currency=currency_of(sheet.text))
    dated = dated or (choice.dated if choice else None)
    if dated is None:
        return
    rivals = tuple(rival.likely.isoformat() for rival in choice.rivals) if choice else ()
    others = tuple(day.isoformat() for day in dated.others)
    reasons = ("ambiguous_date",) * bool(others) + ("two_dates",) * bool(rivals)
    yield found(_SPECS["issue_date"], dated.likely, (dated.spot,), Doubt(reasons=reasons, candidates=others + rivals))


def _labelled_date(sheet: Sheet) -> Dated | None:
    """The date beside or below a label that can only mean the invoice's date."""
    for spot in values_of(sheet, _DATE_LABEL, _words(r"(?=.{0,14}\d)\S.{1,24}")):
        for dated in dates_in(spot.strip):
            overlaps = dated.spot.start < spot.end and spot.start < dated.spot.end
            if overlaps and dated.spot.start - spot.start < 6:
                month_first = currency_of(sheet.text) == "USD"
                return dated.either(day_first=not month_first)
    return None


KIND = Kind(name="invoice", zh="商业发票(境外)", en="Invoice", fields=FIELDS, score=_score, extract=_extract)
