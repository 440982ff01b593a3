"""From when to when a contract runs: two days, or one day and how long from then."""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from extractors.days.broken_days import broken_day
from extractors.days.dates import Dated, dates_in
from extractors.labels import plain
from extractors.values import habitual
from pipeline.sheets import Sheet, Spot, Strip

_TERM = re.compile(
    r"期限|有效期|服务期|培训期|周期|自.{4,20}[至到]|起.{0,3}至|届满|\bterm\b|effective|takes?\seffect|"
    r"(?:in|into)\s(?:force|effect)|valid\b|expir|\bends?\son"
    r"|(?:from|between)\s.{6,30}\s(?:to|until|through|till|and)\s|commenc|period\b|\bduration",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"(?:至|到|止于|截止|截至|until|till|through|\bto|expir\w*(?:\son)?|ends?\son)\W{0,3}$", re.IGNORECASE
)
_COUNTS = {
    word: number
    for number, words in enumerate(
        (
            *("a an one 一 壹", "two 二 两 贰", "three 三 叁", "four 四 肆", "five 五 伍", "six 六 陆", "seven 七 柒"),
            *("eight 八 捌", "nine 九 玖", "ten 十 拾", "eleven 十一", "twelve 十二"),
        ),
        start=1,
    )
    for word in words.split()
} | {"eighteen": 18, "十八": 18, "twenty-four": 24, "二十四": 24, "thirty": 30, "三十": 30, "sixty": 60, "ninety": 90}
_COUNT = "|".join(sorted(_COUNTS, key=len, reverse=True))
_LENGTHS = (
    re.compile(
        r"(?:\bfor|\bof|\blasts?|\bduration:?|\bterm:?|\bperiod:?)\s(?:(?:a|an|the)\s(?:\w+\s)?(?:term|period|"
        rf"duration)\sof\s)?(?P<count>\d{{1,3}}|{_COUNT})"
        r"(?:\s?\(\d{1,3}\))?[\s-](?:(?:calendar|consecutive|full|whole)\s)?(?P<unit>year|month|week|day)s?\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:期限?|周期|[为共计起算:,，(])\s?(?P<count>\d{{1,3}}|{_COUNT})\s?个?(?:自然)?(?P<unit>周年|年|月|周|星期|"
        r"天|日)(?![内前后度底初])"
    ),
    re.compile(r"(?P<count>半)(?P<unit>年)(?![内前后度底初])"),
)
_RUNS = re.compile(r"\bfrom\b|commenc|beginning|starting|with\seffect|自|起|开始", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of the term; `others` are the days it may also be, where it is told by a length and not printed."""

    day: date
    spots: tuple[Spot, ...]
    others: tuple[date, ...] = ()


def term(sheet: Sheet) -> Mapping[str, Bound]:
    """`effective_from` and `effective_to`, as far as a row that speaks of a term names them."""
    rows = [strip for strip in sheet.strips if _TERM.search(plain(strip))]
    for strip in rows:
        if broken := _broken(sheet, strip):
            return broken
        days = _days(sheet, strip)
        if len(days) >= 2 and days[0].spot.strip is strip and days[0].likely < days[1].likely:
            ends = zip(("effective_from", "effective_to"), days[:2], strict=True)
            return {name: Bound(day.likely, (day.spot,)) for name, day in ends}
    told = (_lasting(sheet, strip) or _only_until(sheet, strip) for strip in rows)
    return next((one for one in told if one), {})


def _days(sheet: Sheet, strip: Strip) -> list[Dated]:
    return [habitual(sheet, one) for row in (strip, *sheet.after(strip)) for one in dates_in(row)]


def _broken(sheet: Sheet, strip: Strip) -> dict[str, Bound]:
    """`from 5 April 2025 until 3 July`, the year in the row below."""
    days = [habitual(sheet, one) for one in dates_in(strip)]
    last = broken_day(sheet, strip, len(strip.text)) if len(days) == 1 else None
    if last and days[0].likely < last.day and _UNTIL.search(plain(strip)[: last.spots[0].start]):
        return {"effective_from": Bound(days[0].likely, (days[0].spot,)), "effective_to": Bound(last.day, last.spots)}
    return {}


def _only_until(sheet: Sheet, strip: Strip) -> dict[str, Bound]:
    """`valid until …` and no day from which."""
    days = [habitual(sheet, one) for one in dates_in(strip)]
    if len(days) == 1 and _UNTIL.search(plain(strip)[: days[0].spot.start]):
        return {"effective_to": Bound(days[0].likely, (days[0].spot,))}
    return {}


def _lasting(sheet: Sheet, strip: Strip) -> dict[str, Bound]:
    """A day and a length: `for twelve (12) months from 1 March 2026`. Whether the last day counts, the paper seldom says."""
    for row in (strip, *sheet.after(strip)):
        days = [habitual(sheet, one) for one in dates_in(row)]
        if len(days) > 1 or (days and row is not strip and row.page != strip.page):
            return {}
        if days:
            first, text = days[0], _without(plain(strip), days[0] if row is strip else None)
            text = text if row is strip else f"{text} {_without(plain(row), first)}"
            last = next(_ends(first.likely, text), None) if _RUNS.search(text) else None
            if last is None:
                return {}
            bounds = Bound(first.likely, (first.spot,)), Bound(last - timedelta(days=1), (first.spot,), (last,))
            return dict(zip(("effective_from", "effective_to"), bounds, strict=True))
    return {}


def _without(text: str, day: Dated | None) -> str:
    return text if day is None else f"{text[: day.spot.start]} {text[day.spot.end :]}"


def _ends(first: date, text: str) -> Iterator[date]:
    """The day on which each length told in `text` is over, counted from `first`."""
    for match in (match for pattern in _LENGTHS for match in pattern.finditer(text)):
        told, unit = match["count"].lower(), match["unit"].lower()
        if told == "半":
            yield _months_later(first, 6)
        elif unit in ("year", "month", "周年", "年", "月"):
            yield _months_later(first, _count(told) * (1 if unit in ("month", "月") else 12))
        else:
            yield first + timedelta(days=_count(told) * (1 if unit in ("day", "天", "日") else 7))


def _count(told: str) -> int:
    return int(told) if told.isdecimal() else _COUNTS[told]


def _months_later(first: date, count: int) -> date:
    months = first.month - 1 + count
    year, month = first.year + months // 12, months % 12 + 1
    return date(year, month, min(first.day, monthrange(year, month)[1]))
