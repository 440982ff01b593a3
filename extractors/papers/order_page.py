"""The parts of an order page that stand without a label: platform, status, shop, item, and the discounts."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from extractors.labels import named, parts, plain
from extractors.money.amounts import Amount, amounts_in
from extractors.script import simplified
from extractors.wordings import built_in
from pipeline.geometry import Box, meet
from pipeline.sheets import Sheet, Spot, Strip

KIND = "order_screenshot"
_STATUS = re.compile(
    r"(?:正在出库|出库中|已出库|待出库|待自提|待使用|买家已付款|[卖商]家已发货|"
    r"等待(?:买家|[卖商]家|平台)?(?:确认)?(?:收货|付款|发货|出库|评价|成团|自提))|"
    r"(?:拼单成功，)?(?:拼单成功|已拼成|拼单中|已发货)[,，]?(?:待发货|待收货)|"
    r"(?:交易|订单|拼单)?(?:已)?(?:全额|部分)?(?:交易成功|交易关闭|交易完成|已完成|完成|待发货|待收货|待付款|待评价|"
    r"已发货|运输中|派送中|配送中|已送达|已签收|签收|已收货|已取消|取消|已关闭|关闭"
    r"|退款成功|退款中|已退款|退货退款成功|售后完成|拼单成功|已成团|已评价|确认收货)|"
    r"(?:delivered|confirmed|processing|shipped|completed?|cancell?ed|refunded|partially refunded|fulfilled|paid|"
    r"unfulfilled|dispatched|in transit|"
    r"out for delivery|on (?:its|the) way|arriv(?:ing|ed) \w+|ready for pick\s?up|picked up|"
    r"preparing (?:for shipment|order)|not yet (?:shipped|dispatched)|awaiting (?:shipment|payment|dispatch)|pending|"
    r"partially fulfilled|returned|return complete[d]?|refund (?:issued|complete[d]?)|"
    r"order (?:complete[d]?|confirmed|received|delivered))",
    re.IGNORECASE,
)
_SHOP = re.compile(
    r"[\w\u4e00-\u9fff（()）·&\- ]{1,28}?(?:旗舰店|专卖店|专营店|官方店|直营店|自营店?|企业店|小店|店铺|商行|百货店?|"
    r"护肤店|美妆店|买手店|良品店|专区|优选|严选|生活馆|馆|店|商城|研究所|研究社|工坊|商社|特卖|直播间?|工作室|"
    r"小?铺子?|(?<![出])厂家?)[)）]?(?=\W*$|\s|[>›])"
)
_NO_SHOP = re.compile(
    r"^(?:抖音|快手|淘宝|天猫|京东|小红书)商城|^(?:快手小店|抖店|店铺|京东自营|进店|联系|逛逛|专区|优选|严选|收藏店)|"
    r"地址|省.*市|评价|优惠|查看|联系|关注|进店"
)
_NOT_GOODS = re.compile(
    r"\*{2}|[运快]单号|快递单|^\W*京东自营|交易|等待|待[发收付评]|大家都|已拼\d|猜你|为你|推荐|已完成|签收|订单|时间|"
    r"收货|地址|客服|物流|售后|(?<![效意包])退款|优惠|运费|实付|付款|保护|评价|旗舰店|专卖店|专营店|商城\W*$|复制|"
    r"编号|商品总|7天|七天|"
    r"^\W*[\d¥.,×x*:%\sG]+\W*$|^\W*(?:\d{1,2}\s[a-z]{3,9}|[a-z]{3,9}\s\d{1,2}),?\s\d{4}\W*$|order|deliver|ship|"
    r"subtotal|total|return|track|thank|contact|tax(?:es)?\b|summary|shopify|\bvisit\b|item\s(?:info|details)|"
    r"discount|coupon|placed|address|payment|quantity|qty\b|view|search|cart|hello|account|paid\s(?:with|by)|sold\sby|"
    r"package|on\s(?:its|the)\sway|\bdeal:|\S@\S+\.\w|^\W*[A-Z]+\d+\W*$|^[\d\s-]+$|^\W*(?:summary|payment\sinfo)|"
    r"^\W*(?:standard|economy|express|visa|paypal|master\s?card)\b",
    re.IGNORECASE,
)
_DISCOUNT = re.compile(
    r"优惠|立减|满减|抵扣|折抵|红包|折扣|券|减免|补贴|直降|满\d+减|津贴|积分抵|京豆|淘金币|返现|discount|coupon|promo|"
    r"savings|voucher|gift card",
    re.IGNORECASE,
)
_NO_DISCOUNT = re.compile(
    r"合计优惠|共优惠|已优惠|优惠合计|总优惠|共减|已省|省¥|返|得\d|赠|可用|领|查看|you saved|total savings",
    re.IGNORECASE,
)
_IN_ALL = re.compile(r"共减|合计优惠|共优惠|已优惠|优惠合计|总优惠")
_MONTH = re.compile(r"(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}", re.IGNORECASE)
_WHEN = re.compile(
    rf"{_MONTH.pattern}|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{{0,6}}|\d{{1,4}}|st|nd|rd|th|at|by|am|pm|to|between|and",
    re.IGNORECASE,
)
_CLOSE = 4  # characters between the words and their amount
# On its way · May 25, 2025; Shipped on March 4, 2026; 已签收，待评价
_BEHIND_STATUS = re.compile(
    rf"(?:\s?[·•.,\-]|\son)\s?[A-Z][a-z]{{2,8}}\s\d{{1,2}},\s?20\d\d\s*$|(?:\s?[,，]\s?(?:{_STATUS.pattern}))+\s*$",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\W*order\s?#\S+\s*$", re.IGNORECASE)
_LEAN = 0.02  # of the page's width


@dataclass(frozen=True, slots=True)
class Platform:
    """The marketplace by its own words; `spots` where the first of them stands."""

    value: str
    spots: tuple[Spot, ...]


def platform_of(sheet: Sheet) -> Platform | None:
    """The marketplace whose words are seen most often; None when none, or two alike, is seen."""
    every = sheet.wording.before(built_in()).platforms
    seen: dict[str, list[Spot]] = {}
    for platform in every:
        for word in platform.words:
            pattern = re.compile(r"\s?".join(map(re.escape, simplified(word).replace(" ", ""))), re.IGNORECASE)
            for strip in sheet.strips:
                match = pattern.search(plain(strip))
                if match:
                    seen.setdefault(platform.name, []).append(strip.spot(match))
                    break
    ranked = Counter({name: len(spots) for name, spots in seen.items()}).most_common(2)
    if not ranked or (
        len(ranked) == 2 and ranked[0][1] == ranked[1][1] and {ranked[0][0], ranked[1][0]} != {"taobao", "tmall"}
    ):
        return None
    name = ranked[0][0]
    return Platform(name, (seen[name][0],))


def status_of(sheet: Sheet) -> tuple[Spot, ...]:
    """The status in the page's head: a stretch of its own that says little else but the day since when, or what comes next."""
    head = [strip for strip in sheet.strips if strip.page == 1][: max(12, len(sheet.strips) // 3)]
    for strip in head:
        for start, end in parts(strip):
            match = _STATUS.search(plain(strip), start, end)
            behind = _BEHIND_STATUS.match(plain(strip), match.end(), end) if match else None
            whole = (behind.start() if behind else end) - start
            if match and (match.end() - match.start()) * 2.2 >= whole and match.start() - start <= 4:
                return (strip.spot(match),)
    return ()


def shop_of(sheet: Sheet, platform: str | None = None) -> tuple[Spot, ...]:
    """The line that ends as names of shops end; shops of their own write their name over the order's number."""
    if platform == "shopify" and (head := _over_the_number(sheet)):
        return head
    for strip in sheet.strips:
        for start, end in parts(strip):
            match = _SHOP.match(strip.text, start, end)
            if match and not _NO_SHOP.search(match.group()):
                return (strip.spot(match),)
    return ()


def _over_the_number(sheet: Sheet) -> tuple[Spot, ...]:
    """The one row between the phone's own and the title `Order #…`."""
    for strip in sheet.strips[1:4]:
        if _TITLE.match(strip.text):
            above = sheet.strips[strip.number - 1]
            own = not re.search(r"\d:\d\d|order|[<(]", above.text, re.IGNORECASE)
            return (Spot(above, 0, len(above.text)),) if own else ()
    return ()


def item_of(sheet: Sheet, taken: tuple[Box, ...] = ()) -> tuple[Spot, ...]:
    """The first item: the longest words beside or near the first price, and the row that carries them on.

    What stands in a box of `taken` is another field's value.
    """
    shop = shop_of(sheet)
    first = shop[0].strip.number + 1 if shop else 2
    labels = named(sheet, KIND)
    for strip in sheet.strips[first : first + 14]:
        spot = _goods_in(strip, min((one.spot.start for one in labels if one.spot.strip is strip), default=None))
        if spot and not any(meet(spot.place.box, box) for box in taken):
            return (spot, *_carried_on(sheet, spot))
    return ()


def _goods_in(strip: Strip, before: int | None) -> Spot | None:
    """The longest stretch that may name goods, of those that end before the character `before`, where a label begins."""
    cells = [(start, end) for start, end in parts(strip) if before is None or end <= before]
    stretches = [(start, end) for start, end in cells if _goods(plain(strip)[start:end])]
    long = [(start, end) for start, end in stretches if _weight(strip.text[start:end]) >= 8]
    if not long:
        return None
    start, end = max(long, key=lambda stretch: stretch[1] - stretch[0])
    price = re.search(
        r"\s*(?:\b[A-Z]{1,2}\s?)?[¥$£€]\s?[\d,]+(?:\.\d+)?(?:\s?[x×*]\s?\d{1,3})?\s*$", strip.text[start:end]
    )
    return Spot(strip, start, start + price.start() if price else end)


def _goods(text: str) -> bool:
    return not (_NOT_GOODS.search(text) or _only_status(text.strip()) or _only_days(text))


def _only_status(text: str) -> bool:
    """`Delivered`, or `Fulfilled · June 10, 2026`."""
    match = _STATUS.match(text)
    return match is not None and (match.end() == len(text) or bool(_BEHIND_STATUS.match(text, match.end())))


def _only_days(text: str) -> bool:
    """Whether a stretch says nothing but when: `Apr 18 - Apr 22`, `Fri, 18 Apr`."""
    tokens = re.findall(r"[^\W\d_]+|\d+", text)
    return any(map(_MONTH.fullmatch, tokens)) and all(map(_WHEN.fullmatch, tokens))


def _weight(text: str) -> int:
    return sum(2 if character > "\u2e7f" else 1 for character in text if character.isalnum())


def _carried_on(sheet: Sheet, spot: Spot) -> tuple[Spot, ...]:
    above = spot.place.box
    for row in sheet.after(spot.strip):
        for start, end in parts(row):
            below = row.place(start, end).box
            if abs(below.left - above.left) >= _LEAN:
                continue
            near = below.top - above.bottom < 0.6 * row.height
            alike = abs((below.bottom - below.top) - (above.bottom - above.top)) < 0.2 * row.height
            text = plain(row)[start:end]
            priced = re.search(r"[¥$£€]\s?\d", row.text)  # a row with a price is the article's, no more of its name
            goods = not priced and not _NOT_GOODS.search(text) and not re.search(r"[:;]|规格|颜色|型号|默认", text)
            return (Spot(row, start, end),) if near and alike and goods else ()
    return ()


def discounts(sheet: Sheet) -> tuple[Amount, ...]:
    """Every deduction with its own amount; lines that add them up are left out.

    Between the price of the goods and what was paid every negative amount is one, whatever it is called.
    """
    first = min(_rows_of(sheet, "list_amount"), default=0)
    last = min((row for row in _rows_of(sheet, "paid_amount") if row > first), default=0)  # told above the goods, too
    found = []
    for strip in sheet.strips:
        text = plain(strip)
        match, amounts = _DISCOUNT.search(text), amounts_in(strip)
        if not amounts or not amounts[-1].value or _NO_DISCOUNT.search(text):
            continue
        amount = _of_its_own(sheet, strip, match.end() if match else 0, amounts)
        called = match is not None and amount.spot.start >= match.end() and not _in_a_title(text, match)
        between = (
            first
            and first < strip.number < last
            and re.search(r"-\s?(?:[A-Z]{1,2}\s?)?[¥$£€]?\s?$", text[: amount.spot.start])
        )
        if between or (called and _money(amount)):
            found.append(amount)
    told = _summed_up(sheet)
    parts_of_it = sum((amount.value for amount in found), Decimal(0))
    return told if told and told[0].value > parts_of_it else tuple(found) or told


def _summed_up(sheet: Sheet) -> tuple[Amount, ...]:
    """What the page says was saved in all, where it names no single deduction."""
    for strip in sheet.strips:
        match = _IN_ALL.search(plain(strip))
        behind = [one for one in amounts_in(strip) if match and 0 <= one.spot.start - match.end() <= _CLOSE]
        if behind:
            return (behind[0],)
    return ()


def _money(amount: Amount) -> bool:
    return amount.negative or amount.marked or amount.decimals == 2


def _in_a_title(text: str, match: re.Match[str]) -> bool:
    """What goods are praised with in heavy brackets is taken off nothing: 【百亿补贴】."""
    return "【" in text[: match.start()] and "】" in text[match.end() :]


def _of_its_own(sheet: Sheet, strip: Strip, start: int, amounts: tuple[Amount, ...]) -> Amount:
    """The last amount of the row, but none behind a label that begins after the words at `start`: 优惠¥5 实付¥65."""
    labels = [one.spot.start for one in named(sheet, KIND) if one.spot.strip is strip and one.spot.start > start]
    ends = min(labels, default=0)
    own = [amount for amount in amounts if start <= amount.spot.start and amount.spot.end <= ends and _money(amount)]
    return (own or amounts)[-1]


def _rows_of(sheet: Sheet, field: str) -> list[int]:
    return [one.spot.strip.number for one in named(sheet, KIND) if one.entry.label.field == field]
