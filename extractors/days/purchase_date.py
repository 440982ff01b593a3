"""Which printed date is the day of the document, and which reading of an ambiguous one is likelier."""

import re
from collections import defaultdict
from dataclasses import dataclass

from extractors.days.dates import Dated, dates_in, times_in
from extractors.script import plain_sheet
from pipeline.sheets import Sheet

_MONTH_FIRST = frozenset({"USD"})
_LABEL = re.compile(
    r"\bdat(?:e|um|um/zeit)\b|date\s*[:/]|日期|日\s*期|时间|時間|\bissued?\b|\bdatum\b|\bfecha\b|\bdata\b|\ble\s+\d|"
    r"\bdated?\b",
    re.IGNORECASE,
)
# `114/06/11` counts years of the republic only where the page is Taiwanese, or in traditional script and not from
# Hong Kong; elsewhere it is no date.
_REPUBLIC = re.compile(r"1\d\d\s?[-/.年]")
_TAIWAN = re.compile(r"NT\$|TWD|民[國国]|[統统]一[編编][號号]|發票")
_HONG_KONG = re.compile(r"HK\$|HKD|港[幣币元]|八達通|香港|九龍|新界")
_OTHER = re.compile(
    r"exp(?:iry|ires?|\.|:)|valid|due\s|best\s?before|birth|dob\b|return\s?by|until|before|deliver|effective|since|"
    r"有效|截止|到期|生产日期|保质|prior|[ée]ch[ée]ance|avant\s|act\s?(?:19|20)\d\d|copyright|©|next|period|from\s",
    re.IGNORECASE,
)
_BEFORE_PAYING = re.compile(r"(?:开台|入座|点单|点菜|到店|開台|點餐)\s?[时時日]\s?[间間期]")
_HEAD = re.compile(
    r"\W*(?:(?:payment\s)?due(?:\s(?:by|on|date))?|pay(?:able)?\s(?:before|by|until)|valid\suntil|expires?(?:\son)?)\W*",
    re.IGNORECASE,
)
_ALIGNED = 0.02  # of the page's width


@dataclass(frozen=True, slots=True, kw_only=True)
class DateChoice:
    """The likeliest day; `rivals` other printed days that could be it."""

    dated: Dated
    rivals: tuple[Dated, ...]


def chosen_date(sheet: Sheet, *, currency: str | None) -> DateChoice | None:
    """The document's own date; None when no date is printed."""
    day_first = _day_first(sheet, currency)
    scores: dict[str, float] = defaultdict(float)
    best: dict[str, tuple[float, Dated]] = {}
    taiwanese = _taiwanese(sheet)
    for strip in sheet.strips:
        for found in dates_in(strip):
            if _REPUBLIC.match(found.spot.text) and not taiwanese:
                continue
            dated = found.either(day_first=day_first)
            score = _score(sheet, dated)
            key = dated.likely.isoformat()
            scores[key] = max(scores[key], score) + 0.3 * (key in best)
            if key not in best or score > best[key][0]:
                best[key] = (score, dated)
    if not best:
        return None
    ranked = sorted(best, key=lambda key: (-scores[key], best[key][1].spot.strip.number))
    rivals = tuple(best[key][1] for key in ranked[1:4] if scores[ranked[0]] - scores[key] < 0.8)
    return DateChoice(dated=best[ranked[0]][1], rivals=rivals)


def _taiwanese(sheet: Sheet) -> bool:
    if _TAIWAN.search(sheet.text):
        return True
    return plain_sheet(sheet) is not sheet and not _HONG_KONG.search(sheet.text)


def _score(sheet: Sheet, dated: Dated) -> float:
    strip = dated.spot.strip
    before = strip.text[: dated.spot.start]
    above = " ".join(row.text for row in sheet.before(strip))
    score = 1.5 * bool(_LABEL.search(before)) + 0.7 * bool(_LABEL.search(above))
    score += 1.0 * bool(times_in(strip))
    score -= 0.3 * bool(_BEFORE_PAYING.search(before[-16:]))
    score -= 2.5 * bool(_OTHER.search(before[-28:]) or _under_another_head(sheet, dated))
    score -= 0.4 * dated.short_year - 0.2
    return score - 1.5 * (not 2000 <= dated.likely.year <= 2035)


def _under_another_head(sheet: Sheet, dated: Dated) -> bool:
    """Whether the words right above begin where the day begins, and are the head of other days (`PAY BEFORE`)."""
    left = dated.spot.place.box.left
    heads = (line for row in sheet.before(dated.spot.strip) for line in row.lines)
    return any(_HEAD.fullmatch(line.text) and abs(line.box.left - left) < _ALIGNED for line in heads)


def _day_first(sheet: Sheet, currency: str | None) -> bool:
    """Another date of the page that cannot be read both ways decides; else the currency's country."""
    votes = 0
    for strip in sheet.strips:
        for dated in dates_in(strip):
            first = re.match(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]", dated.spot.text)
            if first and not dated.others and int(first.group(1)) != int(first.group(2)):
                votes += 1 if int(first.group(1)) > 12 else -1
    return votes > 0 if votes else currency not in _MONTH_FIRST
