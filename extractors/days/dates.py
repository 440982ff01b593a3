"""Dates and times as they are printed, with their ambiguity kept (domain: dates and windows)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pipeline.sheets import Spot, Strip

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier januari ene enero gen gennaio janeiro",
            "feb february februar fevrier février februari febrero febbraio fevereiro fev",
            "mar harch march märz maerz mars maart mrt marzo março",
            "apr april avril abr abril aprile",
            "may mai mei mayo maggio maio mag",
            "jun june juni juin junio giugno junho giu",
            "jul ju1 jui july juli juillet julio luglio julho lug",
            "aug au9 august août aout augustus ago agosto",
            "sep sept september septembre septiembre settembre set setembro",
            "oct 0ct okt october oktober octobre octubre ottobre outubro out ott",
            "nov n0v november novembre noviembre novembro",
            "dec 0ec oec dez december dezember decembre décembre dic diciembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_CHINESE = {
    mark: digit
    for digit, marks in enumerate(("〇○零Oo0", "一壹", "二贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for mark in marks
}
_HAN = "〇○零OoΟ0一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾"

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ymd", re.compile(r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})(?!\d)\s?日?")),
    ("roc", re.compile(r"(?:民[國国]|"
                       r"中[華华]民[國国])\s?(?P<y>1\d\d)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})(?!\d)\s?日?")),
    ("roc", re.compile(r"(?<![\d.,])(?P<y>1[01]\d)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日")),
    ("han", re.compile(rf"(?P<y>[二贰][{_HAN}]{{3}})年(?P<m>[{_HAN}]{{1,2}})月(?P<d>[{_HAN}]{{1,3}})日?")),
    ("ymd", re.compile(r"(?<![\d.])(?P<y>(?:19|"
                       r"20)\d\d)\s?(?P<s>[-/.])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<d>\d\d(?=\d{1,2}:\d\d)|"
                       r"\d{1,2}(?!\d))")),
    ("ymd", re.compile(r"(?<![\d.])(?P<y>20\d\d)[-=/.;](?P<m>0\d|"
                       r"1[0-2])[-=/.;](?P<d>[0-3]\d)(?![\d.])")),  # 2026-09=30, 2026/01.01: smeared
    ("ymd", re.compile(r"(?<![\d.])(?P<y>20\d\d)[-/.](?P<m>0\d|1[0-2])(?P<d>[0-3]\d)(?=\s+\d{1,2}:\d\d)")),
    ("roc", re.compile(r"(?<![\d/.])(?P<y>1[01]\d)(?P<s>[/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d\d(?=\d\d:\d\d)|"
                       r"\d{1,2}(?!\d))")),
    ("roc", re.compile(r"(?<![\w/.\-])(?P<y>1[1-3]\d)-(?P<m>0\d|1[0-2])-(?P<d>[0-3]\d)(?:(?=\d\d:\d\d)|(?![\w\-]))")),
    ("ymd", re.compile(r"(?<![\d.])(?P<y>20\d\d) {1,6}(?P<m>0\d|1[0-2]) {1,6}(?P<d>[0-3]\d)(?!\d)")),
    ("num", re.compile(r"(?<!\d)(?<!\d[.,/-])(?P<a>\d{1,2})\s?[,.]?(?P<s>[-/.'])\s?(?P<b>\d{1,2})\s?(?P=s)\s?(?P<y>(?:19|20)\d\d(?=\d{1,2}[.:]\d\d)|\d\d(?=\d{1,2}:\d\d)|(?:(?:19|20)\d\d|\d\d)(?![\d/]|[.,-]\d))")),
    ("dmy", re.compile(r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th|\.|º)?[\s\-/,.]{0,3}(?:of\s|"
                       rf"de\s)?(?P<m>{_MONTH})\.?[\s\-/,.']{{0,3}}(?:de\s)?(?P<y>(?:(?:19|20)\d\d|\d\d)(?!\d)|"
                       r"\d\d(?=\d{1,2}:\d\d))", re.I)),
    ("dmy", re.compile(rf"(?<![a-z])(?P<m>{_MONTH})\.?[\s\-/,.]{{0,3}}(?P<d>\d{{1,2}})(?:st|nd|rd|"
                       r"th)?[\s\-/,.']{1,3}(?P<y>(?:19|20)\d\d|\d\d(?!\s?:))(?!\d)", re.I)),
    ("dmy", re.compile(rf"(?<![a-z])(?P<m>{_MONTH})\.?\s?(?P<d>\d{{1,2}})(?:st|nd|rd|th)(?P<y>20\d\d)(?!\d)", re.I)),
    ("dmy", re.compile(rf"(?<![a-z])(?P<m>{_MONTH})(?P<d>[0-3]\d)['.:]?(?P<y>[0-3]\d)(?=\s+\d{{1,2}}:\d\d)", re.I)),
    ("ymd", re.compile(rf"(?<!\d)(?P<y>20\d\d)[\s\-/,.]{{1,2}}(?P<m>{_MONTH})\.?[\s\-/,.]{{1,2}}(?P<d>\d{{1,2}})(?!\d)", re.I)),
    ("ymd", re.compile(r"(?<!\d)(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])(?!\d)")),
)  # fmt: skip
_GAP = 6  # characters between a date and its time
_TIME = re.compile(
    r"(?P<half>上午|下午)?\s?(?<!\d)(?<!\d[:.])(?P<h>[01]?\d|"
    r"2[0-4])\s?[:.时]\s?(?P<m>[0-5]\d)(?:\s?[:.分]\s?(?P<s>[0-5]\d))?(?!\d)"
    r"\s?(?P<ampm>[ap]\.?\s?m\b\.?)?",
    re.IGNORECASE,
)
# 2026-09-01-20.11.33.123456: how mainframes of banks print a moment
_STAMP = re.compile(r"-(?P<h>[01]\d|2[0-3])\.(?P<m>[0-5]\d)\.(?P<s>[0-5]\d)(?:\.\d{3,6})?(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A printed date: `likely` first choice, `others` what the same print may also mean (day and month swapped)."""

    likely: date
    others: tuple[date, ...]
    short_year: bool
    spot: Spot

    def either(self, *, day_first: bool) -> "Dated":
        """The same print with the reading preferred that the country's habit suggests."""
        if not self.others:
            return self
        first = _day_first(self)
        if first == day_first:
            return self
        return Dated(likely=self.others[0], others=(self.likely,), short_year=self.short_year, spot=self.spot)


@lru_cache(maxsize=2_000)  # several kinds ask the same rows
def dates_in(strip: Strip) -> tuple[Dated, ...]:
    """Every date in a row, left to right; overlapping forms count once, the more explicit one wins."""
    found: list[Dated] = []
    for form, pattern in _FORMS:
        for match in pattern.finditer(strip.text):
            if any(match.start() < seen.spot.end and seen.spot.start < match.end() for seen in found):
                continue
            dated = _dated(form, strip, match)
            if dated:
                found.append(dated)
    return tuple(sorted(found, key=lambda dated: dated.spot.start))


def time_after(spot: Spot) -> tuple[str, Spot] | None:
    """The first clock time in the row of `spot` behind it, else before it; as HH:MM or HH:MM:SS on 24 hours."""
    text = spot.strip.text
    masked = text[: spot.start] + "\0" * (spot.end - spot.start) + text[spot.end :]
    matches = [match for match in _TIME.finditer(masked) if "\0" not in match.group()]
    behind = [match for match in matches if match.start() >= spot.end]
    for match in [*behind, *matches]:
        clock = clock_of(match)
        if clock:
            return clock, spot.strip.spot(match)
    return None


def time_behind(spot: Spot) -> tuple[str, Spot] | None:
    """The clock time right behind the date at `spot`; the blank between them is often lost (`2026-09-2716:18:48`)."""
    text = spot.strip.text[spot.end :]
    stamp = _STAMP.match(text)
    if stamp:
        return f"{stamp['h']}:{stamp['m']}:{stamp['s']}", Spot(spot.strip, spot.end + 1, spot.end + stamp.end("s"))
    for match in _TIME.finditer(text):
        clock = clock_of(match)
        if clock and match.start() <= _GAP:
            return clock, Spot(spot.strip, spot.end + match.start(), spot.end + match.end())
    return None


def times_in(strip: Strip) -> tuple[tuple[str, Spot], ...]:
    """Every clock time in a row."""
    times = ((clock_of(match), strip.spot(match)) for match in _TIME.finditer(strip.text))
    return tuple((clock, spot) for clock, spot in times if clock)


def clock_of(match: re.Match[str]) -> str | None:
    """HH:MM or HH:MM:SS on 24 hours; None when the hour and its half of the day contradict."""
    hour = int(match.group("h"))
    half = (match.group("ampm") or "").lower()[:1] or {"上午": "a", "下午": "p"}.get(match.group("half") or "", "")
    if half == "p" and hour < 12:
        hour += 12
    if half == "a" and hour == 12:
        hour = 0
    if hour > 23 or (not half and ":" not in match.group() and "时" not in match.group()):
        return None
    seconds = match.group("s")
    return f"{hour:02d}:{match.group('m')}" + (f":{seconds}" if seconds else "")


def _dated(form: str, strip: Strip, match: re.Match[str]) -> Dated | None:
    readings = tuple(dict.fromkeys(day for day in _readings(form, match) if 1990 <= day.year <= 2099))
    if not readings:
        return None
    short = len(match.group("y")) == 2
    return Dated(likely=readings[0], others=readings[1:], short_year=short, spot=strip.spot(match))


def _readings(form: str, match: re.Match[str]) -> Iterator[date]:
    if form == "num":
        a, b, year = int(match["a"]), int(match["b"]), _year(match["y"])
        read = tuple(_days(((year, b, a), (year, a, b))))
        year_first = () if len(match["y"]) == 4 else ((_year(match["a"].zfill(2)), b, int(match["y"])),)
        yield from read or _days(year_first)
        return
    if form == "han":
        year = int("".join(str(_CHINESE.get(mark, 0)) for mark in match["y"]))
        yield from _days(((year, _han_number(match["m"]), _han_number(match["d"])),))
        return
    month = _MONTHS.get(match["m"].lower()) or int(match["m"])
    year = int(match["y"]) + 1911 if form == "roc" else _year(match["y"])
    yield from _days(((year, month, int(match["d"])),))


def _days(parts: tuple[tuple[int, int, int], ...]) -> Iterator[date]:
    for year, month, day in parts:
        try:
            yield date(year, month, day)
        except ValueError:
            continue


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _han_number(text: str) -> int:
    """十一 → 11, 二十 → 20, 三十一 → 31, 〇五 → 5."""
    if "十" in text or "拾" in text:
        tens, _, ones = text.replace("拾", "十").partition("十")
        return (_CHINESE.get(tens, 1) if tens else 1) * 10 + (_CHINESE.get(ones, 0) if ones else 0)
    return int("".join(str(_CHINESE.get(mark, 0)) for mark in text))


def _day_first(dated: Dated) -> bool:
    first = re.match(r"\d+", dated.spot.text)
    return bool(first) and int(first.group()) == dated.likely.day if first else False
