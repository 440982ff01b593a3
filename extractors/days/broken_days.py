"""A day that a row breaks off and the row below ends: `to 8` over `February 2026`, `until 3 July` over `2025`."""

from dataclasses import dataclass
from datetime import date

from extractors.days.dates import dates_in
from pipeline.sheets import GAP, Sheet, Spot, Strip

_ALIGNED = 0.03  # of the page's width: where the row below begins


@dataclass(frozen=True, slots=True)
class BrokenDay:
    """The day, and where its two parts stand."""

    day: date
    spots: tuple[Spot, Spot]


def broken_day(sheet: Sheet, strip: Strip, end: int) -> BrokenDay | None:
    """The day that begins in the line before character `end` and ends in the line that stands right below."""
    above = strip.part_at(max(0, end - 1))
    begin, length = strip.starts[strip.lines.index(above)], len(above.text)
    for row in sheet.after(strip):
        for at, below in zip(row.starts, row.lines, strict=True):
            if abs(below.box.left - above.box.left) >= _ALIGNED:
                continue
            for dated in dates_in(Strip(strip.page, strip.number, (above, below))):
                if dated.spot.start < length < dated.spot.end and not dated.others:
                    first = Spot(strip, begin + dated.spot.start, begin + length)
                    rest = Spot(row, at, at + dated.spot.end - length - len(GAP))
                    return BrokenDay(dated.likely, (first, rest))
    return None
