"""Records of use: who used which product on which days."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from extractors.days.dates import dates_in
from extractors.form import form_kind
from extractors.found import doubted, found
from extractors.labels import named, parts, plain, regions
from extractors.signs import signs
from pipeline.fields import Field, FieldSpec, ValueType
from pipeline.rows import UsageDay
from pipeline.sheets import Sheet, Spot, Strip

NAME = "usage_record"
_T, _D = ValueType.TEXT, ValueType.DATE
_FIELDS = (
    FieldSpec(name="customer_name", type=_T, zh="使用者", en="User", sensitive=True),
    FieldSpec(name="item_name", type=_T, zh="使用产品", en="Product", required=True),
    FieldSpec(name="batch_number", type=ValueType.ID, zh="批号", en="Batch"),
    FieldSpec(name="usage_start", type=_D, zh="开始使用", en="First use", required=True, critical=True),
    FieldSpec(name="usage_end", type=_D, zh="结束使用", en="Last use", required=True, critical=True),
    FieldSpec(name="usage_days", type=ValueType.NUMBER, zh="使用天数", en="Days of use", critical=True),
    FieldSpec(name="entries", type=ValueType.ROWS, zh="逐日记录", en="Day by day"),
)
_SPECS = {spec.name: spec for spec in _FIELDS}
_TITLE = re.compile(r"^\W*(?:使用|护肤|产品)?(?:使用)?(?:日记|日志|记录|打卡)|usage\s(?:log|diary)", re.IGNORECASE)
_COLUMN = 0.02  # of the width of the page: what stands in one column begins as near as that
_LIKE_A_DAY = re.compile(r"\s*20\d\d[-/.年]\d{1,2}[-/.月]\d")
_COUNT = re.compile(r"(?:共计?|总计|合计|[(（])\s?(?P<days>\d{1,3})\s?(?:天|日|days?\b)", re.IGNORECASE)
_TO = re.compile(r"\s?(?:起?至|到|[-–—~～]{1,2}|to|until)\s?", re.IGNORECASE)
_SHORT = re.compile(r"(?<![\d./\-])(?P<m>0?[1-9]|1[0-2])\s?[月/.\-]\s?(?P<d>0?[1-9]|[12]\d|3[01])\s?日?(?![\d./\-年%])")


def _completed(sheet: Sheet, fields: dict[str, Field]) -> dict[str, Field]:
    counted = {name: fields[name] for name in ("usage_days",) if name in fields}  # behind a label of its own
    fields = fields | _period(sheet) | counted
    titled = None if "item_name" in fields else _titled(sheet)
    if titled:
        fields["item_name"] = found(_SPECS["item_name"], titled.raw, (titled,))
    rows = tuple(_days(sheet, _year(fields)))
    if not rows:
        return fields
    fields["entries"] = found(_SPECS["entries"], tuple(row for row, _ in rows), ())
    told = fields | _from_rows(fields, rows, _lost(sheet))
    ends = [name for name in ("usage_start", "usage_end") if name not in fields and _undated(sheet, rows)]
    return told | {name: doubted(told[name], "row_without_day") for name in ends}


def _titled(sheet: Sheet) -> Spot | None:
    """Apps print the product right under the title, alone in its row."""
    for strip in sheet.strips[:6]:
        if _TITLE.search(plain(strip)):
            row = next(iter(sheet.after(strip)), None)
            alone = (
                row is not None
                and len(list(parts(row))) == 1
                and re.fullmatch(r"[^\d:：]{3,30}.{0,12}", row.text.strip())
            )
            return Spot(row, 0, len(row.text.rstrip())) if row and alone else None
    return None


def _period(sheet: Sheet) -> dict[str, Field]:
    """A period names its first and its last day behind one label."""
    for places in regions(sheet, NAME, "usage_start"):
        region = places[0]
        days = [day for day in dates_in(region.strip) if region.start <= day.spot.start < region.end]
        if len(days) == 2:
            names = ("usage_start", "usage_end")
            ends = {name: found(_SPECS[name], day.likely, (day.spot,)) for name, day in zip(names, days, strict=True)}
            return ends | _counted(days[-1].spot)
    return {}


def _counted(last: Spot) -> dict[str, Field]:
    """The number of days printed right behind the last day of a period: 至2026-10-04（共14天）."""
    match = _COUNT.search(last.strip.text, last.end)
    if match is None or match.start() - last.end > 3:
        return {}
    return {"usage_days": found(_SPECS["usage_days"], Decimal(match["days"]), (last.strip.spot(match, "days"),))}


def _year(fields: dict[str, Field]) -> int | None:
    start = fields.get("usage_start")
    return start.value.year if start and isinstance(start.value, date) else None


def _days(sheet: Sheet, year: int | None) -> Iterator[tuple[UsageDay, Spot]]:
    """Each day of the list; a row may hold several columns of days. Rows of the head, which labels begin, are none."""
    taken = {one.spot.strip.number for one in named(sheet, NAME) if not _dated_before(one.spot, year)}
    seen: set[date] = set()
    for strip in sheet.strips:
        if strip.number in taken:
            continue
        stretches = [spot for start, end in parts(strip) if not _spans(spot := Spot(strip, start, end))]
        dated = [(place, *one) for place, spot in enumerate(stretches) if (one := _day_in(spot, year))]
        for number, (place, day, spot) in enumerate(dated):
            until = dated[number + 1][0] if number + 1 < len(dated) else len(stretches)
            cells = stretches[place:until]
            if number + 1 < len(dated) and re.fullmatch(r"\d{1,3}", cells[-1].text.strip()):
                cells = cells[:-1]  # the number of the day in the column beside
            note = " ".join(cell.raw.strip() for cell in cells).replace(spot.raw, "", 1).strip()
            if day not in seen:
                seen.add(day)
                yield UsageDay(day=day, note=note or None, box=spot.place.box), spot


def _spans(cell: Spot) -> bool:
    """A first and a last day in one cell are a period whose label was misread, no day of the list."""
    days = [day.spot for day in dates_in(cell.strip) if cell.start <= day.spot.start < cell.end]
    return any(_TO.fullmatch(cell.strip.text[one.end : other.start]) for one, other in pairwise(days))


def _lost(sheet: Sheet) -> int:
    """Rows of the list whose day could not be read: a border beside it was taken for a digit (`2026-10-171`)."""
    return sum(bool(_LIKE_A_DAY.match(plain(strip))) and not dates_in(strip) for strip in sheet.strips)


def _undated(sheet: Sheet, rows: tuple[tuple[UsageDay, Spot], ...]) -> bool:
    """Whether a row says, in the same column, what days of the list say, and its own day cannot be read."""
    dated = {spot.strip.number for _, spot in rows}
    notes = [
        spot
        for strip in sheet.strips
        if strip.number in dated
        for spot in [_last_part(strip)]
        if not _day_in(spot, None)
    ]
    for strip in sheet.strips:
        if strip.number in dated:
            continue
        last = _last_part(strip)
        alike = (one for one in notes if one.text == last.text and len(last.text.strip()) > 1)
        if any(abs(one.place.box.left - last.place.box.left) < _COLUMN for one in alike):
            return True
    return False


def _last_part(strip: Strip) -> Spot:
    return Spot(strip, *max(parts(strip), default=(0, 0)))


def _dated_before(label: Spot, year: int | None) -> bool:
    """A day stands before the words: they are a note of that day."""
    return label.start > 0 and _day_in(Spot(label.strip, 0, label.start), year) is not None


def _day_in(spot: Spot, year: int | None) -> tuple[date, Spot] | None:
    """A full date, or month and day where the head of the paper names the year."""
    full = next((one for one in dates_in(spot.strip) if spot.start <= one.spot.start < spot.end), None)
    if full:
        return full.likely, full.spot
    match = _SHORT.search(plain(spot.strip), spot.start, spot.end) if year else None
    if match is None or year is None or match.start() - spot.start > 6:
        return None
    try:
        return date(year, int(match["m"]), int(match["d"])), spot.strip.spot(match)
    except ValueError:
        return None


def _from_rows(fields: dict[str, Field], rows: tuple[tuple[UsageDay, Spot], ...], lost: int) -> dict[str, Field]:
    """First and last day where the head does not name them, and the number of days; what differs is doubted.

    As far as rows whose day is `lost` may be the missing ones, nothing differs.
    """
    days = sorted(((row.day, spot) for row, spot in rows), key=lambda one: one[0])
    told: dict[str, Field] = {}
    for name, (day, spot) in (("usage_start", days[0]), ("usage_end", days[-1])):
        stated = fields.get(name)
        if stated is None:
            told[name] = found(_SPECS[name], day, (spot,))
        elif len(days) > 2 and stated.value not in _possible(name, day, lost):
            told[name] = doubted(stated, "rows_differ", day.isoformat())
    count, number = fields.get("usage_days"), Decimal(len(days))
    if count is None and len(days) > 2:
        told["usage_days"] = found(_SPECS["usage_days"], number, ())
    elif (
        count is not None and count.value not in (number, number + lost) and _whole(days[0][0], days[-1][0], len(days))
    ):
        told["usage_days"] = doubted(count, "rows_differ", str(number))
    return told


def _possible(name: str, day: date, lost: int) -> tuple[date, ...]:
    """The first or last day of the list, `day` of those that were read."""
    step = timedelta(days=-1 if name == "usage_start" else 1)
    return tuple(day + step * beyond for beyond in range(lost + 1))


def _whole(first: date, last: date, count: int) -> bool:
    """Whether every day from first to last was read: only then can the rows contradict the head."""
    return last - first == timedelta(days=count - 1)


KIND = form_kind(
    NAME,
    ("使用记录", "Usage record"),
    _FIELDS,
    signs(
        (0.55, (r"(?:使用|试用)\S{0,4}?(?:记录|日志|日记|跟踪|登记)|打卡(?:记录|日历)|用药记录|"
               r"usage\s(?:record|log|diary)|daily\s(?:use|usage)\s?(?:record|log|diary)?|diary\sof\suse|use\sdiary")),
        (0.25, (r"使用(?:天数|期间|周期|时段)|试用(?:期间|周期|天数)|连续使用|累计|(?:开始|停止|结束)使用|首次使用|"
               r"已坚持|days\s(?:used|of\suse)|first\suse|morning|evening")),
        (0.20, r"早晚|早上|晚上|早|晚间|睡前|用量|用法|次数|每次\d滴|a\.?m\.?|p\.?m\.?|dose"),
        (0.15, r"使用者|使用人|试用[人者]|记录人|使用产品|试用(?:产品|品)|产品名称|批号|batch|product"),
        (-0.55, (r"检[验测](?:检[测验])?报告|报告编号|甲方|合同编号|价税合计|certificate\sof\sanalysis|"
                r"(?:test|study)\sreport|end\sof\sreport|实付|订单编号")),
    ),
    _completed,
)  # fmt: skip
