"""Values found by their label: right of it in the row, or under it in its column."""

import re
from collections.abc import Iterator

from pipeline.sheets import Sheet, Spot, Strip

_BETWEEN = re.compile(r"[\s:;,.#°º=\-]*")


def values_of(sheet: Sheet, label: re.Pattern[str], value: re.Pattern[str]) -> Iterator[Spot]:
    """Every `value` right behind a `label`, then every one in the column below a label that ends its line."""
    columns: list[Spot] = []
    for strip in sheet.strips:
        for match in label.finditer(strip.text):
            beside = _match_at(strip, match.end(), value)
            if beside:
                yield beside
            else:
                columns.append(strip.spot(match))
    for rows_below in (1, 2):
        for heading in columns:
            yield from _under(sheet, heading, value, rows_below)


def _match_at(strip: Strip, at: int, value: re.Pattern[str]) -> Spot | None:
    gap = _BETWEEN.match(strip.text, at)
    found = value.match(strip.text, gap.end() if gap else at)
    return strip.spot(found) if found else None


def _under(sheet: Sheet, heading: Spot, value: re.Pattern[str], rows_below: int) -> Iterator[Spot]:
    """The first value in that row below whose place overlaps the heading's column."""
    column = heading.place.box
    for row in sheet.after(heading.strip, rows_below)[rows_below - 1 :]:
        for match in value.finditer(row.text):
            spot = row.spot(match)
            place = spot.place.box
            if place.left < column.right and place.right > column.left:
                yield spot
                return
