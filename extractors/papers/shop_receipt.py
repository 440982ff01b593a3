"""The parts of a shop receipt: amounts by role, its number, and its lines of goods."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extractors.money.amounts import Amount, amounts_in, decimal_of
from extractors.money.roles import Labelled, Role, role_of
from extractors.money.totals import Choice, deposits_on
from pipeline.geometry import union
from pipeline.rows import Item
from pipeline.sheets import Sheet, Spot, Strip, folded

_CENT = Decimal("0.01")
# Labels that can mean nothing else stand before the bare `No:`, which houses, phones and companies carry too.
_NUMBER_LABELS = (
    re.compile(
        r"(?:rec[ec]?[il1]pt|rcpt|recpt|invo[il]ce|inv|bill|doc(?:ument)?|slip|check|chk|ticket|cash\s?sales?|"
        r"trans(?:action)?|trx|trn|sale|folio|"
        r"cs|cb|bon|beleg|rechnung)\s*[.\-]?\s*(?:no\b|number|num\b|nr\b|#|id\b|n[o°º])|\b(?:receipt|invoice|bill|"
        r"check|rcpt|trn|trx|chk|trans(?:action)?)\s*[:#]|"
        r"(?:小票|流水|交易序?|单据|單據|收银|收据|收據|销售单|銷售單|销售|账单|帳單|發票|凭证|憑證|结账单|"
        r"结算单)\s?[单單]?\s?[编編]?[号號][码碼]?|(?<![订訂户戶易])[单單]\s?[号號]|發票號碼",
        re.IGNORECASE,
    ),
    re.compile(
        r"\btax\s*invoice\b|\b(?:trans(?:action)?|facture|ticket|invoice)\b(?=\s+[A-Z]*\d)|"
        r"[订訂][单單]\s?[编編]?\s?[号號]|\b[o0]rder\s*(?:no\b|number|#|id\b)|\breceipt\b(?=\s+[A-Z]*\d)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![a-z.])NO\s*[:.](?!\s?\d{1,4}\s?[,/A-Z]|\s?\d{1,3}[-.]|\s*\w+\s+(?:jalan|jln))", re.IGNORECASE),
)
_FOREIGN = re.compile(
    r"(?:gst|tax|vat|reg|tel|phone|table|co|roc|br|acc?|a/c|card|company|fax|id|hp|lot|ssm|member|ic|pos)\W*$",
    re.IGNORECASE,
)
_ID = re.compile(r"[A-Za-z]{0,6}[-/]?\d[A-Za-z0-9]*(?:(?:[-/#.]|-\s(?=\d{4,}(?!\S)))[A-Za-z0-9]+)*")
_TRACK = re.compile(r"\s*[A-Z]{2}\s?-?\s?\d{8}\s*")
_QUANTITY = re.compile(
    r"(?<![\d.,])(\d{1,4}(?:\.\d{1,3})?)\s*(?:[xX×*@]|pcs?\b|瓶|件|个|盒|包|支)(?!\w)|"
    r"(?<=[xX×*@])\s?(\d{1,4})(?![\d.,])"
)
_CODE = re.compile(r"^\W*(?:\d{6,14}|[A-Z]?\d{3,6})\b\W*")
_HEADER = re.compile(
    r"\b(?:item|description|desc|qty|quantity|price|u/?p|unit|amount|amt|total|disc|particulars|rate|menge|artikel|"
    r"prix)\b|品名|商品|名称|单价|数量|金额|小计|品項",
    re.IGNORECASE,
)
_CHINESE_SUM = re.compile(r"[合总總]\s*[计計额額]|[总總]金[额額]|小[计計]")
_SUMS = (Role.SUBTOTAL, Role.TOTAL, Role.GRAND, Role.PAID, Role.LIST)
_STOP = (Role.SUBTOTAL, Role.TOTAL, Role.GRAND, Role.PAID, Role.TENDER)


_CASH = re.compile(
    r"[现現]金|[实實]收|收[现現]|找[零赎續续回補补钱錢]|\bcash\b|\btendered\b|\breceived\b|\bchange\b", re.IGNORECASE
)  # not cards: the number behind them may be their own


def amount_of(role: Role, found: tuple[Labelled, ...], *, not_value: Decimal | None) -> Labelled | None:
    """The first plain amount of a role outside tax tables (inside one when there is no other).

    Tills print cash without its decimals, too: `实收: 400`.
    """
    mine = [label for label in found if label.role is role and label.amount.value != not_value]
    printed = [label for label in mine if label.amount.decimals == 2 or label.amount.marked]
    printed = printed or [label for label in mine if label.beside and _CASH.search(label.label)]
    return next((label for label in printed if not label.in_table), next(iter(printed), None))


def subtotal_of(found: tuple[Labelled, ...], total: Choice | None) -> Labelled | None:
    """The subtotal: one that builds up to the total with a printed tax, else the first."""
    mine = [label for label in found if label.role is Role.SUBTOTAL and label.amount.decimals == 2]
    taxes = [label.amount.value for label in found if label.role is Role.TAX]
    if total:
        for label in mine:
            if any(label.amount.value + tax == total.amount.value for tax in taxes):
                return label
        for label in (
            found if not mine else ()
        ):  # `Net total` names a sum due on receipts, and here what tax is added to
            if label.amount.value and any(label.amount.value + tax == total.amount.value for tax in taxes if tax):
                return label
    return next((label for label in mine if not label.in_table), next(iter(mine), None))


def tax_of(sheet: Sheet, found: tuple[Labelled, ...], total: Choice | None) -> Amount | None:
    """The tax: what fills the gap between a base and the total, labelled or in a table, else the only one printed."""
    mine = [label for label in found if label.role is Role.TAX and (label.amount.decimals == 2 or _in_yuan(label))]
    mine = [label for label in mine if total is None or label.amount.value < total.amount.value]
    bases = [label.amount.value for label in found if label.role is Role.SUBTOTAL]
    if total:
        for label in mine:
            if any(base + label.amount.value == total.amount.value for base in bases):
                return label.amount
    beside = [label.amount for label in mine if label.beside and not label.in_table]
    return tax_in_table(sheet, total) or next(iter(beside), None)


def _in_yuan(label: Labelled) -> bool:
    """Taiwanese tills print the tax without cents."""
    return label.beside and bool(re.search(r"稅額|营业税|營業稅", label.label))


def tax_in_table(sheet: Sheet, total: Choice | None) -> Amount | None:
    """The tax a table of rates states below the total (`S = 6%  69.51  4.17`): base + tax is the total, ± a rounding."""
    if total is None:
        return None
    for strip in sheet.strips:
        sums = [amount for amount in amounts_in(strip) if amount.decimals == 2]
        for base, tax in pairwise(sums):
            if tax.value < base.value and abs(base.value + tax.value - total.amount.value) <= Decimal("0.05"):
                return tax
    return None


def listed(sheet: Sheet, found: tuple[Labelled, ...], total: Choice | None) -> Amount | None:
    """The sum before discounts: printed as such, a 合计 beside a sum due, or a total that printed discounts lead from."""
    printed = amount_of(Role.LIST, found, not_value=None)
    if printed or total is None:
        return printed.amount if printed else None
    due = total.label is not None and total.label.role in (Role.PAID, Role.GRAND)
    roles = (Role.SUBTOTAL, Role.TOTAL) if due else (Role.SUBTOTAL,)
    named = [label for label in found if label.role in roles and label.beside and _CHINESE_SUM.search(label.label)]
    deposits = deposits_on(sheet)
    summed = [label.amount for label in named if label.amount.value + deposits >= total.amount.value]
    if summed:
        return summed[0]
    fewer = [
        label.amount.value for label in found if label.role in (Role.DISCOUNT, Role.ROUNDING) and label.amount.value
    ]
    before = total.amount.value + sum(fewer, Decimal(0))
    goods = (Role.TOTAL, Role.GRAND, Role.SUBTOTAL)
    sums = [label.amount for label in found if label.role in goods and label.amount.value == before]
    return sums[0] if fewer and sums else None


def number_of(sheet: Sheet) -> Spot | None:
    """The receipt's own number: an id right of its label, or below it."""
    track = _track(sheet)
    return track or next((spot for label in _NUMBER_LABELS for spot in _labelled_ids(sheet, label)), None)


def _track(sheet: Sheet) -> Spot | None:
    """The number of a Taiwanese invoice, whatever else its till numbers: two letters and eight digits alone in a row."""
    if not re.search(r"[發发]票", sheet.text):
        return None
    return next((row.spot(match) for row in sheet.strips if (match := _TRACK.fullmatch(row.text))), None)


def _labelled_ids(sheet: Sheet, label: re.Pattern[str]) -> Iterator[Spot]:
    for strip in sheet.strips:
        for match in label.finditer(strip.text):
            if _FOREIGN.search(strip.text[: match.start()]):
                continue
            spot = _id_after(strip, match.end())
            if spot is None and not strip.text[match.end() :].strip(" :.#"):
                spot = next((_id_after(row, 0) for row in sheet.after(strip)), None)
            if spot:
                yield spot


def _id_after(strip: Strip, at: int) -> Spot | None:
    match = re.compile(r"[\s:.#\-\[(]*").match(strip.text, at)
    start = match.end() if match else at
    found = _ID.match(strip.text, start)
    if not found or len(re.sub(r"\D", "", found.group())) < 2 or re.match(r"\d{1,2}[/.-]\d{1,2}[/.-]\d", found.group()):
        return None
    return Spot(strip, found.start(), found.end())


def items_of(sheet: Sheet, found: tuple[Labelled, ...]) -> tuple[Item, ...]:
    """The lines of goods above the first total, where they are clear: under a header row, or adding up to a sum.

    A row with only a name belongs to the amount in the row below it.
    """
    stops = [label.strip.number for label in found if label.role in _STOP and label.beside]
    end = min(stops, default=0)
    headers = [strip for strip in sheet.strips[:end] if len(_HEADER.findall(strip.text)) >= 2]
    start = headers[-1].number + 1 if headers else 0
    rows = sheet.strips[start:end]
    items = tuple(_items(tuple(_under(headers[-1], rows)) if headers else rows))
    sums = {label.amount.value for label in found if label.role in _SUMS}
    return items if headers or sum((item.amount or 0 for item in items), Decimal(0)) in sums else ()


def _under(header: Strip, rows: tuple[Strip, ...]) -> Iterator[Strip]:
    """The rows without what stands wholly to the left of their headings, such as an address beside the table."""
    left = min(line.box.left for line in header.lines if _HEADER.search(folded(line.text)))
    for strip in rows:
        lines = tuple(line for line in strip.lines if strip.page != header.page or line.box.right > left)
        if lines:
            yield strip if len(lines) == len(strip.lines) else Strip(strip.page, strip.number, lines)


def _items(strips: tuple[Strip, ...]) -> Iterator[Item]:
    name = ""
    for strip in strips:
        amounts = [amount for amount in amounts_in(strip) if amount.decimals == 2]
        text = _CODE.sub("", strip.text[: amounts[0].spot.start] if amounts else strip.text).strip(" .:-*")
        text = _QUANTITY.sub("", text).strip(" .:-*@")
        lettered = len(re.findall(r"[^\W\d_]", text)) >= (1 if re.search(r"[\u4e00-\u9fff]", text) else 3)
        if role_of(text):
            name = ""
            continue
        own = text if lettered else name
        if amounts and own:
            yield _item(strip, own, _apart(own, amounts))
        name = text if lettered and not amounts else ""


def _apart(name: str, amounts: list[Amount]) -> list[Amount]:
    """Chinese slips never group thousands by a space: what stands before one is the count (`1 321.74`)."""
    last = amounts[-1]
    count, space, price = last.spot.text.partition(" ")
    if not (space and count.isdigit() and "." in price and re.search(r"[\u4e00-\u9fff]", name)):
        return amounts
    spot = replace(last.spot, start=last.spot.start + len(count) + 1)
    return [*amounts[:-1], replace(last, value=decimal_of(price), spot=spot)]


def _item(strip: Strip, name: str, amounts: list[Amount]) -> Item:
    amount = amounts[-1].value
    quantity, unit = _quantity(strip, amounts)
    name = re.sub(rf"\s{{2,}}{quantity}$", "", name)  # a count in a column of its own
    signed = -amount if amounts[-1].negative else amount
    boxes = tuple(line.box for line in strip.lines)
    return Item(name=re.sub(r"\s{2,}", " ", name), quantity=quantity, unit_price=unit, amount=signed, box=union(boxes))


def _quantity(strip: Strip, amounts: list[Amount]) -> tuple[Decimal | None, Decimal | None]:
    """Quantity and unit price when their product is the line's amount."""
    amount = amounts[-1].value
    counts = [Decimal(a or b) for a, b in _QUANTITY.findall(strip.text)]
    counts += [number.value for number in amounts_in(strip) if number.decimals in (0, 3)]
    for unit in [price.value for price in amounts[:-1]] or [amount]:
        for count in counts:
            if 0 < count < 10_000 and abs(count * unit - amount) <= _CENT:
                return count, unit
    return None, None
