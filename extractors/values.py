"""The fields of a kind by their labels: every value read as its type asks, and what else it might be."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from extractors.days.dates import Dated, dates_in, time_behind, times_in
from extractors.found import Doubt, found
from extractors.labels import Region, named, parts, plain, regions
from extractors.money.amounts import amounts_in, currency_of
from pipeline.fields import Field, FieldSpec, Value, ValueType
from pipeline.sheets import GAP, Sheet, Spot, Strip

_APART = r"(?<![0-9A-Za-z])(?<![0-9A-Za-z][-/])"  # nor in the middle of a longer number
ID = r"#?(?=[A-Za-z\-_/.()]{0,12}\d)[A-Z0-9a-z][0-9A-Za-z\-_/.()*]{3,39}(?: ?\d{3,}){0,8}"
DOCUMENT_NUMBER = (
    r"[\[〔(【]\s?20\d\d\s?[\]〕)】]\s?[\u4e00-\u9fff]{1,8}第?\s?[0-9A-Z\-]{1,12}\s?号|"
    r"[\u4e00-\u9fff]{1,10}\s?(?:[\[〔(【]\s?20\d\d\s?[\]〕)】]\s?(?:第\s?)?[0-9A-Z\-]{1,12}\s?号?"
    r"|[\[〔(【]?\s?20\d\d\s?[\]〕)】]?\s?第\s?[0-9A-Z\-]{1,12}\s?号)"
)
NUMBER = r"(?<![\d.])[+\-−]?\s?\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,6})?(?![\d])"
_UI = re.compile(r"\s*(?:[复復]制|展开|收起|查看\S{0,6}|详情|[>›»＞]|copy|view\b.*|\bedit\b)\s*$", re.IGNORECASE)
# What readers glue to the value before it, where a gap was narrow: 生发精华订单：39482017
_NEXT_ITEM = re.compile(
    r"(?:订单(?:编?号)?|证件号码?|(?:联系)?电话|手机号?码?|性别|年龄)\s?[:：].*$|\s[\u4e00-\u9fff]{2,6}\s?[:：].*$"
)
_A_DAY = re.compile(r"(?:19|20)\d\d(?:([-/.])\d\d?\1\d\d?)?")  # a day, or the year out of a longer number: no id
_HALF_BRACKETED = re.compile(r"(?P<open>[\[〔(【]?)(?P<year>20\d\d)(?P<close>[\]〕)】]?)第")
_BRACKETS = {"[": "]", "〔": "〕", "(": ")", "【": "】"}
_FADED_DAY = re.compile(
    r"(?<!\d)(?P<y>20\d\d)(?:(?P<m>0[1-9]|1[0-2])\s{0,2}[-/.\s]|\s?[-/.]\s?(?P<m2>0[1-9]|1[0-2]))\s?(?P<d>0[1-9]|"
    r"[12]\d|3[01])(?!\d)"
)
_FREE = re.compile(r"\W*(?P<v>free|免[运運]费?|免[費费邮郵]|包[邮郵])\W*", re.IGNORECASE)
_ID_GOES_ON = re.compile(r"\s*(?P<rest>[0-9A-Za-z\-_]{1,24})(?:\s*$|(?=\s\s))")
_MASKED = re.compile(r"[*＊?？•]")
_MOST_CONTINUATIONS = 3
_COLUMN, _FULL = 0.08, 0.55  # of the page's width: values in a column of their own; a row that fills the page
_LEAN = 0.015  # of the page's width: how far the ends of right-aligned rows may differ
_FAINT = 0.6  # the least probability of a character, below which nobody is sure of the print
_WIDE = 0.8  # where the rows of a paragraph end


@dataclass(frozen=True, slots=True)
class Hit:
    """A value with where it stands; `rank` of its label, the lower is believed first; `others` the print may also be."""

    value: Value
    spots: tuple[Spot, ...]
    rank: int
    others: tuple[str, ...] = ()


Parse = Callable[[Sheet, Region], Iterator[Hit]]


def hits(sheet: Sheet, kind: str, spec: FieldSpec, platform: str | None = None) -> tuple[Hit, ...]:
    """The value at each of the field's labels, the best label first, behind labels before below, then top to bottom."""
    found_at: list[tuple[int, int, Hit]] = []
    for places in regions(sheet, kind, spec.name, platform):
        for region in places:
            hit = next(_PARSERS[spec.type](sheet, region), None)
            if hit:
                found_at.append((hit.rank, min(1, region.below), hit))
                break
            if spec.type is ValueType.TEXT and region.text.strip():
                break
    return tuple(hit for _, _, hit in sorted(found_at, key=lambda one: one[:2]))


def field_of(spec: FieldSpec, every: Iterable[Hit]) -> Field | None:
    """The field from the best-labelled value; another value under an equally good label is a doubt, and so is a mask."""
    every = tuple(every)
    if not every:
        return None
    best = every[0]
    rivals = [_text(hit.value) for hit in every if hit.rank == best.rank and hit.value != best.value]
    reasons = ("two_values",) * bool(rivals and spec.critical) + ("ambiguous_date",) * bool(best.others)
    reasons += ("masked",) * (spec.type is ValueType.ID and bool(_MASKED.search(str(best.value))))
    candidates = tuple(dict.fromkeys((*best.others, *rivals))) if spec.critical or best.others else ()
    return found(spec, best.value, best.spots, Doubt(reasons=reasons, candidates=candidates))


def labelled_fields(
    sheet: Sheet, kind: str, specs: Iterable[FieldSpec], platform: str | None = None
) -> dict[str, Field]:
    """Every field of `specs` that a label leads to, by name."""
    own = tuple(spec for spec in specs if spec.type in _PARSERS)
    read = ((spec, field_of(spec, hits(sheet, kind, spec, platform)) or smudged(sheet, kind, spec)) for spec in own)
    return {spec.name: field for spec, field in read if field}


def smudged(sheet: Sheet, kind: str, spec: FieldSpec) -> Field | None:
    """The field where something stands behind its label that its reader could hardly make out, and that is no value."""
    for region, *_ in regions(sheet, kind, spec.name):
        first = next(_stretches(region), None)
        spot = _trimmed(Spot(region.strip, *first)) if first else None
        if spot and spot.confidence < _FAINT:
            return found(spec, None, (spot,))
    return None


def _id(_: Sheet, region: Region) -> Iterator[Hit]:
    text = region.strip.text[: region.end]
    pattern = region.named.entry.label.pattern or f"(?:{DOCUMENT_NUMBER}|{ID})"
    match = re.compile(_APART + pattern).search(text, region.start)
    if match is None or match.start() - region.start > 24:
        return
    spot = region.strip.spot(match)
    value = _bracketed(re.sub(r"\s", "", spot.text)).strip(".,;:/(").removesuffix(")" if "(" not in spot.text else "\0")
    if re.search(r"\d", value) and not _A_DAY.fullmatch(value):
        yield Hit(value, (spot,), region.named.entry.rank)


def _bracketed(number: str) -> str:
    """A document number with both its brackets where print or reader lost one, 鉴字[2026第12号, or took one for another."""
    match = _HALF_BRACKETED.search(number)
    if match is None or match["close"] == _BRACKETS.get(match["open"], ""):
        return number
    opening = match["open"] or next(left for left, right in _BRACKETS.items() if right == match["close"])
    whole = f"{opening}{match['year']}{_BRACKETS[opening]}第"
    return number[: match.start()] + whole + number[match.end() :]


def _continued_id(sheet: Sheet, region: Region) -> Iterator[Hit]:
    """An id, and the rest of it where the page breaks it into the next row of its column."""
    for hit in _id(sheet, region):
        spot = hit.spots[0]
        rest = _rest_below(sheet, region, spot)
        wide = len(str(hit.value)) >= 12 and spot.end >= len(region.strip.text) - 1
        joined = isinstance(hit.value, str) and rest is not None and (wide or _broken_off(spot))
        yield Hit(f"{hit.value}{rest.text}", (spot, rest), hit.rank) if joined and rest else hit


def _broken_off(spot: Spot) -> bool:
    """An id that ends with its hyphen where its line or its column ends goes on below: Order# 113-."""
    after = spot.strip.text[spot.end :]
    return spot.text.endswith("-") and (not after.strip() or after.startswith(GAP))


def _rest_below(sheet: Sheet, region: Region, spot: Spot) -> Spot | None:
    """A row below that holds nothing but the rest of an id, beginning where the id above begins or ending where it ends."""
    for row in sheet.after(spot.strip):
        half = region.named.rest
        begin = half.end if half and half.strip.number == row.number else 0
        match = _ID_GOES_ON.match(row.text, begin)
        if match and re.search(r"\d", match["rest"]) and not dates_in(row):
            rest = row.spot(match, "rest")
            above, below = spot.place.box, rest.place.box
            begins = (above.left, *([spot.strip.place(0, 1).box.left] if _broken_off(spot) else []))
            aligned = min(abs(left - below.left) for left in begins) < 0.03 or abs(above.right - below.right) < 0.03
            if aligned and below.top - above.bottom < row.height:
                return rest
    return None


def _amount(_: Sheet, region: Region) -> Iterator[Hit]:
    for amount in amounts_in(region.strip):
        if region.start <= amount.spot.start and amount.spot.end <= region.end:
            around = region.strip.text[max(0, amount.spot.start - 1) : amount.spot.end + 1]
            if not _MASKED.search(around):
                yield Hit(amount.value, (amount.spot,), region.named.entry.rank)
            return
    free = _FREE.fullmatch(region.text)
    if free:
        spot = Spot(region.strip, region.start + free.start("v"), region.start + free.end("v"))
        yield Hit(Decimal("0.00"), (spot,), region.named.entry.rank)


@lru_cache(maxsize=16)
def day_first(sheet: Sheet) -> bool | None:
    """Whether this paper writes days before months: by a date that can only be read one way, else by its country."""
    for strip in sheet.strips:
        for dated in dates_in(strip):
            first = re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}$", dated.spot.text)
            if first and not dated.others and dated.likely.day > 12:
                return int(first[1]) == dated.likely.day
    return False if currency_of(sheet.text) == "USD" else None


def habitual(sheet: Sheet, dated: Dated) -> Dated:
    """The date as this paper writes dates; what else it may mean stays with it."""
    first = day_first(sheet)
    return dated if first is None else dated.either(day_first=first)


def _date(sheet: Sheet, region: Region) -> Iterator[Hit]:
    for dated in (habitual(sheet, one) for one in dates_in(region.strip)):
        if region.start <= dated.spot.start < region.end:
            others = tuple(day.isoformat() for day in dated.others)
            yield Hit(dated.likely, (dated.spot,), region.named.entry.rank, others)
            return
    yield from _faded_day(region)


def _faded_day(region: Region) -> Iterator[Hit]:
    """A day right behind its label that lost one of its two marks: 202604-30."""
    faded = None if region.below else faded_day(region.strip, region.start, region.end)
    if faded and faded[1].start - region.start <= 2:
        yield Hit(faded[0], (faded[1],), region.named.entry.rank)


def faded_day(strip: Strip, start: int, end: int) -> tuple[date, Spot] | None:
    """A day that lost one of its two marks, between those characters of the row."""
    match = _FADED_DAY.search(strip.text, start, end)
    with suppress(ValueError):
        if match:
            return date(int(match["y"]), int(match["m"] or match["m2"]), int(match["d"])), strip.spot(match)
    return None


def _moment(sheet: Sheet, region: Region) -> Iterator[Hit]:
    """A date with the clock time behind it; the day alone where none is printed."""
    for dated in (habitual(sheet, one) for one in dates_in(region.strip)):
        if not region.start <= dated.spot.start < region.end:
            continue
        clock = time_behind(dated.spot) or _clock_below(sheet, dated.spot)
        here = clock is None or clock[1].strip is region.strip
        spot = Spot(region.strip, dated.spot.start, clock[1].end if clock and here else dated.spot.end)
        times = f"T{clock[0]}" if clock else ""
        others = tuple(f"{day.isoformat()}{times}" for day in dated.others)
        spots = (spot,) if clock is None or here else (spot, clock[1])
        yield Hit(f"{dated.likely.isoformat()}{times}", spots, region.named.entry.rank, others)
        return
    for hit in _faded_day(region):
        clock = time_behind(hit.spots[0]) or _clock_below(sheet, hit.spots[0])
        behind = (clock[1],) if clock else ()
        yield Hit(f"{hit.value}T{clock[0]}" if clock else str(hit.value), (*hit.spots, *behind), hit.rank)


def _clock_below(sheet: Sheet, day: Spot) -> tuple[str, Spot] | None:
    """The clock time that a narrow slip prints alone in the next row, behind a date that ends its own."""
    ends = not day.strip.text[day.end :].strip()
    rows = sheet.after(day.strip) if ends else ()
    return next((found for row in rows for found in times_in(row) if found[1].text.strip() == row.text.strip()), None)


def _number(_: Sheet, region: Region) -> Iterator[Hit]:
    match = re.compile(region.named.entry.label.pattern or NUMBER).search(region.strip.text, region.start, region.end)
    value = number_of(match.group()) if match else None
    if match and value is not None:
        yield Hit(value, (region.strip.spot(match),), region.named.entry.rank)


def number_of(text: str) -> Decimal | None:
    """The plain number in `text` with its sign; None when there is none."""
    match = re.search(r"[+\-−]?\s?\d[\d,]*(?:\.\d+)?", text)
    return Decimal(re.sub(r"[\s,+]", "", match.group()).replace("−", "-")) if match else None


def _words(sheet: Sheet, region: Region) -> Iterator[Hit]:
    """The rest of the row's stretch, and the rows below that carry on in its column."""
    first = next(((start, end) for start, end in _stretches(region)), None)
    if first is None:
        return
    spot = _trimmed(Spot(region.strip, *first))
    if re.match(r"[a-z]{2,}\s", spot.text) and not re.search(
        r"[:=]", region.strip.text[region.named.spot.end : spot.start]
    ):
        return  # a sentence that begins with the label's word
    pattern = region.named.entry.label.pattern
    if pattern:
        match = re.search(pattern, spot.text)
        if match is None:
            return
        spot = Spot(spot.strip, spot.start + match.start(), spot.start + match.end())
    if re.search(r"\w", spot.text):
        spots = (spot, *continuations(sheet, region, spot))
        yield Hit("".join(_joint(one) for one in spots).strip(), spots, region.named.entry.rank)


def _joint(spot: Spot) -> str:
    """The raw text; with a blank behind it where letters would otherwise run together."""
    raw = spot.raw.strip()
    return raw + (" " if raw[-1:].isascii() else "")


def _stretches(region: Region) -> Iterator[tuple[int, int]]:
    for start, end in parts(region.strip):
        low, high = max(start, region.start), min(end, region.end)
        if low < high and re.search(r"\w", region.strip.text[low:high]):
            yield low, high


def _trimmed(spot: Spot) -> Spot:
    """Without the buttons that apps print behind values, and without what the next label says."""
    own = _NEXT_ITEM.search(plain(spot.strip), spot.start + 1, spot.end)
    text = _UI.sub("", spot.strip.text[spot.start : own.start() if own else spot.end]).rstrip(" ,;:")
    return Spot(spot.strip, spot.start, spot.start + len(text))


def continuations(sheet: Sheet, region: Region, spot: Spot) -> Iterator[Spot]:
    """Rows below that hold one stretch beginning under the value's beginning, and no label of their own."""
    above = spot.place.box
    under_itself = spot.place.box.left - region.named.spot.place.box.left > _COLUMN
    paragraph = bool(region.below) and above.right > _WIDE
    if not paragraph and (region.below or (above.right < _FULL and not under_itself)):
        return
    label = region.named.entry.label
    taken = {one.spot.strip.number for one in named(sheet, label.kind, label.platform)}
    for row in sheet.after(spot.strip, _MOST_CONTINUATIONS):
        half = region.named.rest
        stretches = [
            one for one in parts(row) if not (half and half.strip.number == row.number and one[0] == half.start)
        ]
        if len(stretches) != 1 or row.number in taken:
            return
        below = row.place(*stretches[0]).box
        level = -0.08 if paragraph else -0.025  # the first row of a paragraph stands further in
        right = under_itself and below.left > above.left and abs(below.right - above.right) < _LEAN
        if not (right or level < below.left - above.left < 0.025) or below.top - above.bottom > 0.9 * row.height:
            return
        if re.search(r"[:：]|^\W*\d[\d.,\-:\s]*$", plain(row)):
            return
        yield Spot(row, *stretches[0])
        if paragraph and below.right < _WIDE:
            return
        above = below


def _text(value: Value) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


_PARSERS: Mapping[ValueType, Parse] = MappingProxyType(
    {
        ValueType.ID: _continued_id,
        ValueType.AMOUNT: _amount,
        ValueType.DATE: _date,
        ValueType.MOMENT: _moment,
        ValueType.NUMBER: _number,
        ValueType.PERCENT: _number,
        ValueType.TEXT: _words,
    }
)
