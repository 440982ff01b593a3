"""The sum a contract is about, in figures and in words, apart from sums that go back."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from extractors.agreements.clauses import Clause
from extractors.labels import plain
from extractors.money.amounts import amounts_in
from extractors.money.capitals import capitals
from extractors.money.spelled import spelled_out
from pipeline.sheets import Sheet, Spot, Strip

_PRICE = re.compile(
    r"费用|金额|价款|价格|付款|支付|收费|总价|报酬|学费|服务费|对价|款项|\bprice\b|\bfees?\b|consideration|payment|"
    r"charges|remuneration|tuition"
    r"|(?:total|contract|agreed)\s(?:contract\s)?(?:amount|sum|value|price)|\bcosts?\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(
    r"合同总?金额|总金额|总额|费用共计|费用合计|总费用|共计|合计|总价|总计|服务费用?|培训费|学费|价款|人民币|total|"
    r"fee|price|amount",
    re.IGNORECASE,
)
_BACK = re.compile(r"退[还款费回]|返[还回退]|违约金|refund|claim\sback|repa(?:y|id)|reimburse|penalty", re.IGNORECASE)
_CAPITALS = re.compile(
    r"[零壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟万萬亿億]{1,24}[元圆圓](?:[零壹贰叁肆伍陆柒捌玖]角)?(?:[零壹贰叁肆伍陆柒捌玖]{1,2}分)?[整正]?"
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Value and place of the sum in figures and in words; None where one is not printed."""

    figures: tuple[Decimal, Spot] | None
    words: tuple[Decimal, Spot] | None


def agreed(sheet: Sheet, every: tuple[Clause, ...]) -> Agreed:
    """From the clause on the price; where none names a sum, from the first row that names a total."""
    forward = [clause for clause in every if not _BACK.search(clause.title)]
    titled = [clause for clause in forward if _PRICE.search(plain_title(clause))]
    said = [clause for clause in forward if clause not in titled and _PRICE.search(clause.text)]
    for clause in (*titled, *said):
        sums = _sums([clause.heading, *(spot.strip for spot in clause.body)])
        if sums.figures or sums.words:
            return sums
    return _sums([strip for strip in sheet.strips if _TOTAL.search(plain(strip))])


def plain_title(clause: Clause) -> str:
    return clause.title.replace(" ", "") if not clause.title.isascii() else clause.title


def _sums(rows: Iterable[Strip]) -> Agreed:
    rows = list(_before_refunds(dict.fromkeys(rows)))
    words = _in_words(rows)
    return Agreed(_as_spelled(rows, words) or _in_figures(rows), words)


def _before_refunds(rows: Iterable[Strip]) -> Iterator[Strip]:
    return (row for row in rows if not _BACK.search(plain(row)))


def _as_spelled(rows: list[Strip], words: tuple[Decimal, Spot] | None) -> tuple[Decimal, Spot] | None:
    """The figures that say what the words say, wherever a list price or a discount stands before them."""
    every = (amount for row in rows for amount in amounts_in(row) if amount.marked or amount.decimals == 2)
    return next(((one.value, one.spot) for one in every if words and one.value == words[0]), None)


def _in_figures(rows: list[Strip]) -> tuple[Decimal, Spot] | None:
    marked = [amount for row in rows for amount in amounts_in(row) if amount.marked or amount.decimals == 2]
    total = [amount for amount in marked if _TOTAL.search(plain(amount.spot.strip)[: amount.spot.start])]
    best = next(iter([*total, *marked]), None)
    return (best.value, best.spot) if best else None


def _in_words(rows: list[Strip]) -> tuple[Decimal, Spot] | None:
    for row in rows:
        for match in _CAPITALS.finditer(row.text):
            value = capitals(match.group())
            if value:
                return value.value, row.spot(match)
    for row, below in zip_longest(rows, rows[1:]):
        told = spelled_out(f"{row.text} {below.text}" if below and below.page == row.page else row.text)
        if told and told[1][0] < len(row.text):
            return told[0], Spot(row, told[1][0], min(told[1][1], len(row.text)))
    return None
