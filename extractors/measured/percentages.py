"""Percentages that were measured: results printed with a percent sign, or under a heading of percent."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from extractors.labels import parts, plain
from extractors.values import number_of
from pipeline.sheets import GAP, Sheet, Spot, Strip

_RESULT = re.compile(r"(?P<before>.{0,3}?)(?<![\d.,\-–~])(?P<v>\d{1,3}(?:\.\d{1,6})?)\s?[%％]")
_RANGE = re.compile(r"\d\s*[%％]?\s*(?:-|–|~|to|至|±|\+/-)\s*\d{1,3}(?:\.\d+)?\s?[%％]", re.IGNORECASE)
_LIMITED = re.compile(
    r"[<>≤≥＜＞±]\s*$|(?:no[tr]?\s(?:more|less)\sthan|nmt|nlt|max\.?|min\.?|up\sto|at\s(?:least|most)|不低于|不高于|"
    r"不大于|不小于|以下|limit|spec\w*)\W*$",
    re.IGNORECASE,
)
_LIMIT_AFTER = re.compile(
    r"^\s*(?:max|min|or\s(?:more|less)|以[上下]|confidence|CI\b|RH\b|humidity|recovery|RSD)", re.IGNORECASE
)
_NOT_A_RESULT = re.compile(
    r"limit|LOQ|LOD|specification|spec\.|humidity|confidence|uncertainty|RSD|recovery|tolerance|要求|标准|限值|规格|"
    r"湿度|moisture\sconcentration|\bRH\b",
    re.IGNORECASE,
)


def percentages(sheet: Sheet) -> tuple[tuple[Decimal, Spot], ...]:
    """Each measured percentage once, in the order of the page; limits, ranges and quantitation limits are none."""
    found: dict[Decimal, Spot] = {}
    for strip in sheet.strips:
        limits = tuple(_limit_columns(sheet, strip))
        for value, spot in _in_row(strip):
            middle = (spot.place.box.left + spot.place.box.right) / 2
            if not any(left <= middle <= right for left, right in limits):
                found.setdefault(value, spot)
    for value, spot in (*_behind_names(sheet), *_under_headings(sheet)):
        found.setdefault(value, spot)
    return tuple(found.items())


def _in_row(strip: Strip) -> Iterator[tuple[Decimal, Spot]]:
    text = plain(strip)
    ranges = [match.span() for match in _RANGE.finditer(text)]
    for match in _RESULT.finditer(text):
        start, end = match.span("v")
        inside = any(low <= start < high for low, high in ranges)
        limited = _LIMITED.search(text[:start]) or _LIMIT_AFTER.match(text[match.end() :].split(GAP)[0])
        own = next((text[low:high] for low, high in parts(strip) if low <= start < high), text)
        name = next((text[low:high] for low, high in parts(strip)), "")
        words = _NOT_A_RESULT.search(own) or _NOT_A_RESULT.match(name)
        value = number_of(match["v"])
        if not inside and not limited and not words and value is not None and value <= 100:
            yield value, Spot(strip, start, end)


_NAMED = re.compile(r"[A-Za-z\u4e00-\u9fff].{0,60}\(\s?[%％]\s?\)\W*$")


def _behind_names(sheet: Sheet) -> Iterator[tuple[Decimal, Spot]]:
    """The number beside a name that ends in (%)."""
    for strip in sheet.strips:
        for (start, end), (low, high) in pairwise(parts(strip)):
            name, number = plain(strip)[start:end], strip.text[low:high].strip()
            if _NAMED.match(name) and not _NOT_A_RESULT.search(name) and re.fullmatch(r"\d{1,3}(?:\.\d{1,6})?", number):
                yield Decimal(number), Spot(strip, low, high)


_LIMIT_HEAD = re.compile(
    r"^\W*(?:specifications?|specs?\.?|limits?|acceptance\s(?:criteria|limits?)|LOQ|LOD|MRL|requirement|criteria|"
    r"标准要求|标准值|标准|指标要求|规格|限值|限度|技术要求)",
    re.IGNORECASE,
)


def _limit_columns(sheet: Sheet, strip: Strip) -> Iterator[tuple[float, float]]:
    """Left and right of the columns above that hold limits, from the nearest heading row on the page."""
    if len(list(parts(strip))) < _CELLS:
        return
    for row in reversed(sheet.before(strip, 40)):
        heads = [(start, end) for start, end in parts(row)]
        if any(_LIMIT_HEAD.match(plain(row)[start:end]) for start, end in heads) and len(heads) > 2:
            boxes = [row.place(start, end).box for start, end in heads]
            for place, (start, end) in enumerate(heads):
                if _LIMIT_HEAD.match(plain(row)[start:end]):
                    left = (boxes[place - 1].right + boxes[place].left) / 2 if place else 0.0
                    right = (boxes[place].right + boxes[place + 1].left) / 2 if place + 1 < len(heads) else 1.0
                    yield left, right
            return


_PERCENT_HEAD = re.compile(
    r"^\W*(?:(?:result|results|mass|amount|potency|w/w|value|conc\w*\.?|结果|检测结果)\W{0,3})?\(?\s?(?:wt\.?\s?|"
    r"w/?w\s?)?(?:[%％]|percent)\s?\(?(?:w/?w|wt)?\)?\W*$",
    re.IGNORECASE,
)
_DEEP = 40
_CELLS = 3  # stretches from which a row belongs to a table


def _under_headings(sheet: Sheet) -> Iterator[tuple[Decimal, Spot]]:
    """Plain numbers that stand under a heading of percent which is no limit of quantitation."""
    for strip in sheet.strips:
        for start, end in parts(strip):
            if _PERCENT_HEAD.match(plain(strip)[start:end]) and not _limit_above(sheet, Spot(strip, start, end)):
                yield from _column(sheet, Spot(strip, start, end))


def _limit_above(sheet: Sheet, heading: Spot) -> bool:
    """A two-line heading whose upper line says that these are limits."""
    box = heading.place.box
    for row in sheet.before(heading.strip):
        for start, end in parts(row):
            above = row.place(start, end).box
            if above.left < box.right and above.right > box.left and _LIMIT_HEAD.match(plain(row)[start:end]):
                return True
    return False


def _column(sheet: Sheet, heading: Spot) -> Iterator[tuple[Decimal, Spot]]:
    column, lost = heading.place.box, 0
    for row in sheet.after(heading.strip, _DEEP):
        under = [
            Spot(row, start, end)
            for start, end in parts(row)
            if row.place(start, end).box.left < column.right and row.place(start, end).box.right > column.left
        ]
        number = re.fullmatch(r"\s*(\d{1,3}\.\d{1,6})\s*", under[0].text) if len(under) == 1 else None
        if number and Decimal(number[1]) <= 100:
            lost = 0
            yield Decimal(number[1]), under[0]
        else:
            lost += 1
            if lost > 3:
                return
