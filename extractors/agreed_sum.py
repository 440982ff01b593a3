"""The sum a contract is about, in figures and in words, apart from sums that go back."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from extractors.amounts import amounts_in
from extractors.capitals import capitals
from extractors.clauses import Clause, headed
from extractors.labels import plain
from extractors.spelled import spelled_out
from pipeline.sheets import Sheet, Spot, Strip

_PRICE = r"费用|金额|价款|价格|付款|总价|报酬|学费|服务费|\bprice\b|\bfees?\b|consideration|payment|charges|total\s(?:contract\s)?amount"
_TOTAL = re.compile(
    r"合同总?金额|总金额|费用共计|费用合计|总费用|共计|合计|总价|总计|服务费用?|培训费|学费|价款|人民币|total|fee|price|amount",
    re.IGNORECASE,
)
_BACK = re.compile(r"退[还款费]|返还|违约金|refund|claim\sback|penalty", re.IGNORECASE)
_CAPITALS = re.compile(
    r"[零壹贰貳叁參叄肆伍陆陸柒捌玖拾佰仟万萬亿億]{1,24}[元圆圓](?:[零壹贰叁肆伍陆柒捌玖]角)?(?:[零壹贰叁肆伍陆柒捌玖]{1,2}分)?[整正]?"
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """Value and place of the sum in figures and in words; None where one is not printed."""

    figures: tuple[Decimal, Spot] | None
    words: tuple[Decimal, Spot] | None


def agreed(sheet: Sheet, every: tuple[Clause, ...]) -> Agreed:
    """From the clause on the price; where there is none, from the first row that names a total."""
    clause = headed(every, _PRICE)
    rows = [spot.strip for spot in clause.body] if clause else []
    rows = [clause.heading, *rows] if clause else [strip for strip in sheet.strips if _TOTAL.search(plain(strip))]
    rows = list(_before_refunds(rows))
    return Agreed(_in_figures(rows), _in_words(rows))


def _before_refunds(rows: Iterable[Strip]) -> Iterator[Strip]:
    return (row for row in rows if not _BACK.search(plain(row)))


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
