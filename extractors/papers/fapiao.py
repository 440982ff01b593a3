"""The parts of a Chinese VAT invoice: numbers, parties, amounts and lines, found by their printed labels."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractors.money.amounts import Amount, amounts_in, decimal_of
from pipeline.geometry import union
from pipeline.rows import Item
from pipeline.sheets import Sheet, Spot, Strip

_NAME = re.compile(r"(?<!项目)(?<!服务)(?<!劳务)(?<!货物)名\s*[称秤稱]\s*[:;]?\s*(?P<v>[^\s:]+(?: [^\s:]+)*)")
_TAX_ID = re.compile(
    r"(?:识\s*[别刻]\s*号|信用代码)\s*(?:/\s*纳税人识别号)?\s*[:;]?\s*(?P<v>[0-9A-Z]{15,20})(?![0-9A-Z])"
)
_TAX_ID_LABEL = re.compile(r"(?:统一社会信用代码|纳税人)\S{0,12}(?:识\s*[别刻]\s*号|信用代码)\s*[:;]?(?=\s*$|\s\s)")
_CREDIT_CODE = re.compile(r"(?<![0-9A-Z])(?P<v>[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10})(?![0-9A-Z])")
_ROLL = {
    "seller": re.compile(r"销售方名称\s*[:]?\s*(?P<v>\S+)"),
    "buyer": re.compile(r"购买方名称\s*[:]?\s*(?P<v>\S+)"),
}
_WORDS = re.compile(r"大\s*写\s*\)?\s*[:]?\s*(?P<v>(?:ⓧ\s?)?(?:\(负数\))?[^\s()¥\d]*(?:\s?[^\s()¥\d]+)*)")
_FIGURES = re.compile(r"小\s*写\s*\)?\s*[:]?\s*")
_TWO_SUMS = r"[¥￥]\s?-?[\d,]+\.\d\d"
# 合计, or what is left of it over the sums of both columns: `合  ¥1370.29  ¥168.77`, `合  i计`
_SUM_ROW = re.compile(rf"^\W*合\s*\w?\s*计|合\s{{2,}}计|^\W*[合计]\W{{0,6}}{_TWO_SUMS}\s+{_TWO_SUMS}\s*$")
_HEADER = re.compile(r"(?:货物|项目名称|服务名称|^项\s*目).*(?:金\s*额|单\s*价)")
_FAINT = 0.6  # the least probability of a character, below which nobody is sure of the print
_LINE_END = re.compile(
    r"(?P<rate>\d{1,2}(?:\.\d)?\s?%|免税|不征税|\*{2,3})\s*(?P<tax>-?[\d,]+\.\d{2}|\*{2,3})?\s*[^\d.]{0,8}$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Where buyer's and seller's names and tax ids stand."""

    buyer_name: Spot | None = None
    buyer_tax_id: Spot | None = None
    seller_name: Spot | None = None
    seller_tax_id: Spot | None = None


def after_label(sheet: Sheet, label: str, value: str) -> Spot | None:
    """The first `value` pattern right behind `label` in a row."""
    pattern = re.compile(rf"(?:{label})\s*[:;.]?\s*(?P<v>{value})", re.IGNORECASE)
    for strip in sheet.strips:
        match = pattern.search(strip.text)
        if match:
            return strip.spot(match, "v")
    return None


def parties(sheet: Sheet) -> Parties:
    """Buyer and seller. Side by side the buyer stands left; one above the other the buyer stands above."""
    roll = {who: _first(sheet, pattern) for who, pattern in _ROLL.items()}
    ids = (*_all(sheet, _TAX_ID), *_ids_below(sheet))
    if roll["seller"] and not (ids and ids[0].strip.number < roll["seller"].strip.number):  # else a list of goods
        return Parties(
            buyer_name=roll["buyer"], seller_name=roll["seller"],
            seller_tax_id=ids[0] if ids else None, buyer_tax_id=ids[1] if len(ids) > 1 else None,
        )  # fmt: skip
    buyer_name, seller_name = _pair(_all(sheet, _NAME), sheet)
    buyer_id, seller_id = _pair(ids, sheet)
    return Parties(buyer_name=buyer_name, buyer_tax_id=buyer_id, seller_name=seller_name, seller_tax_id=seller_id)


def _ids_below(sheet: Sheet) -> Iterator[Spot]:
    """The ids printed under their labels, where a narrow cell leaves no room behind them."""
    for strip in sheet.strips:
        labels = [strip.spot(label) for label in _TAX_ID_LABEL.finditer(strip.text)]
        below = [row.spot(code, "v") for row in sheet.after(strip, 2) for code in _CREDIT_CODE.finditer(row.text)]
        for label in labels:
            box = label.place.box
            under = (code for code in below if code.place.box.left < box.right and code.place.box.right > box.left)
            yield from list(under)[:1]


def _pair(spots: tuple[Spot, ...], sheet: Sheet) -> tuple[Spot | None, Spot | None]:
    """(buyer's, seller's): by half of the page when the sheet sets them side by side, else above and below the sums."""
    if "购" not in sheet.text and "销" not in sheet.text and not spots:
        return None, None
    row = next((strip.number for strip in sheet.strips if _SUM_ROW.search(strip.text)), 10**6)
    above = [spot for spot in spots if spot.strip.number < row]
    below = [spot for spot in spots if spot.strip.number > row]
    if below:
        return (above[0] if above else None), below[0]
    left = [spot for spot in above if spot.place.box.left < 0.45]
    right = [spot for spot in above if spot.place.box.left >= 0.45]
    return (left[0] if left else None), (right[0] if right else None)


def net_and_tax(sheet: Sheet) -> tuple[Amount | None, Amount | None]:
    """The sums of the 合计 row: net, then tax (None where it prints `***` or nothing)."""
    for strip in sheet.strips:
        if _SUM_ROW.search(strip.text) and "价税" not in strip.text and "小写" not in strip.text:
            sums = [amount for amount in amounts_in(strip) if amount.decimals == 2]
            if sums:
                return sums[0], (sums[1] if len(sums) > 1 else None)
    return None, None


def gross(sheet: Sheet) -> Amount | None:
    """The figure behind 小写."""
    for strip in sheet.strips:
        match = _FIGURES.search(strip.text)
        if match:
            behind = [amount for amount in amounts_in(strip) if amount.spot.start >= match.end()]
            alone = behind or [amount for row in sheet.after(strip) for amount in amounts_in(row) if amount.marked]
            if alone:
                return alone[0]
    for strip in sheet.strips:
        if "价税合计" in strip.text.replace(" ", ""):
            marked = [amount for amount in amounts_in(strip) if amount.decimals == 2]
            if marked:
                return marked[-1]
    return None


def words(sheet: Sheet) -> Spot | None:
    """The text behind 大写 up to 小写."""
    for strip in sheet.strips:
        match = _WORDS.search(strip.text)
        if match and re.search(r"[元圆角分整零壹贰叁肆伍陆柒捌玖拾佰仟万]", match["v"]):
            spot = strip.spot(match, "v")
            small = re.search(r"\s*\(?小\s*写", spot.text)
            return Spot(strip, spot.start, spot.start + small.start()) if small and small.start() else spot
    return None


def lines(sheet: Sheet) -> tuple[Item, ...]:
    """The rows between the header and 合计; a row without amounts goes on with the name above it."""
    header = next((strip.number for strip in sheet.strips if _HEADER.search(strip.text)), None)
    if header is None:
        return ()
    items: list[Item] = []
    for strip in sheet.strips[header + 1 :]:
        if _SUM_ROW.search(strip.text) or "价税合计" in strip.text or "小计" in strip.text:
            break
        item = _line(strip)
        if item:
            items.append(item)
        elif items and strip.lines[0].box.left < 0.35 and not amounts_in(strip):
            last = items.pop()
            items.append(_longer(last, strip))
    return tuple(items)


def smudged_lines(sheet: Sheet) -> tuple[Spot, ...]:
    """What stands between the header and 合计 where its reader could hardly make it out."""
    header = next((strip.number for strip in sheet.strips if _HEADER.search(strip.text)), None)
    end = next((strip.number for strip in sheet.strips if _SUM_ROW.search(strip.text)), None)
    if header is None or end is None:
        return ()
    rows = (Spot(strip, 0, len(strip.text.rstrip())) for strip in sheet.strips[header + 1 : end])
    return tuple(row for row in rows if row.confidence < _FAINT)


def _line(strip: Strip) -> Item | None:
    end = _LINE_END.search(strip.text)
    numbers = [amount for amount in amounts_in(strip) if end is None or amount.spot.end <= end.start()]
    money = [amount for amount in numbers if amount.decimals == 2]
    if not money:
        return None
    amount = money[-1]
    rate, tax = (end["rate"], end["tax"]) if end else (None, None)
    columns = re.split(r"\s{2,}|\s(?=\S+$)", strip.text[: numbers[0].spot.start].strip())
    quantity, unit_price = _quantity(numbers[:-1])
    return Item(
        name=columns[0],
        spec=columns[1] if len(columns) > 2 else None,
        unit=columns[-1] if len(columns) > 1 else None,
        quantity=quantity,
        unit_price=unit_price,
        amount=-amount.value if amount.negative else amount.value,
        tax_rate=Decimal(rate.rstrip("% ")) if rate and rate.endswith("%") else None,
        tax_amount=decimal_of(tax) if tax and tax[-1].isdigit() else None,
        box=union(tuple(line.box for line in strip.lines)),
    )


def _quantity(numbers: list[Amount]) -> tuple[Decimal | None, Decimal | None]:
    if len(numbers) >= 2:
        return numbers[-2].value, numbers[-1].value
    return None, next((number.value for number in numbers if number.decimals), None)


def _longer(item: Item, strip: Strip) -> Item:
    return Item(
        name=item.name + strip.lines[0].text.strip(), spec=item.spec, unit=item.unit, quantity=item.quantity,
        unit_price=item.unit_price, amount=item.amount, tax_rate=item.tax_rate, tax_amount=item.tax_amount, box=item.box,
    )  # fmt: skip


def _first(sheet: Sheet, pattern: re.Pattern[str]) -> Spot | None:
    return next(iter(_all(sheet, pattern)), None)


def _all(sheet: Sheet, pattern: re.Pattern[str]) -> tuple[Spot, ...]:
    return tuple(_spots(sheet, pattern))


def _spots(sheet: Sheet, pattern: re.Pattern[str]) -> Iterator[Spot]:
    for strip in sheet.strips:
        for match in pattern.finditer(strip.text):
            yield strip.spot(match, "v")
