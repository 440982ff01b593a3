"""Before and after in rows of their own: a cell names the point in time, another holds what was measured then."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.labels import parts
from extractors.tables.cells import Written
from extractors.tables.columns import Column, Roles, Table, TableRow, role_of
from pipeline.claim.efficacy import direction_of
from pipeline.geometry import share_column
from pipeline.sheets import Sheet, Spot, Strip

_LONGEST_STAGE = 14  # characters
_NEAR = 3  # rows around a point in time in which its indicator and the next point stand
_VALUE = re.compile(r"[+\-−]?\s?\d[\d,]*(?:\.\d+)?(?:\s?±\s?\d[\d.]*)?")
_RATE = re.compile(r"[^\d<>≤≥]{0,4}[+\-−]?\d+(?:\.\d+)?\s?%?")


@dataclass(frozen=True, slots=True)
class _Stage:
    """One row of a point in time: its value is the cell farthest right that is a plain number under no rate."""

    strip: Strip
    role: str
    values: tuple[Spot, ...]
    names: tuple[Spot, ...]


def staged_tables(sheet: Sheet, roles: Roles) -> Iterator[Table]:
    """A table of one row for every row of role `baseline` with rows of role `endpoint` close below it."""
    stages = [stage for strip in sheet.strips if (stage := _stage(strip, roles))]
    for place, stage in enumerate(stages):
        later = _later(stages[place + 1 :])
        if stage.role != "baseline" or not later or later[0].strip.number - stage.strip.number > _NEAR:
            continue
        last = later[-1]
        indicator = _indicator(sheet, stage, last)
        column = _shared(stage, last)
        if indicator and column:
            stood = {"indicator": indicator, "baseline": column[0], "endpoint": column[1]}
            rate = _rate(sheet, stage, last, column)
            stood |= {"rate": rate} if rate else {}
            cells = {role: (Written((spot,)),) for role, spot in stood.items()}
            heads = tuple(Column(role, "", 0.0, 1.0) for role in cells)
            yield Table("", heads, (TableRow(stage.strip, cells),))


def _stage(strip: Strip, roles: Roles) -> _Stage | None:
    cells = [Spot(strip, start, end) for start, end in parts(strip)]
    named = [role_of(cell.text, roles) if len(cell.text) <= _LONGEST_STAGE else None for cell in cells]
    role = next((role for role in named if role in ("baseline", "endpoint")), None)
    values = tuple(cell for cell in cells if _VALUE.fullmatch(cell.text))
    names = tuple(cell for cell in cells if direction_of(cell.text) and cell not in values)
    return _Stage(strip, role, values, names) if role and values else None


def _later(stages: list[_Stage]) -> list[_Stage]:
    """The endpoints before the next baseline or the next indicator, on the same page."""
    found: list[_Stage] = []
    for stage in stages:
        new = stage.names and found and stage.names[0].text != (found[0].names or stage.names)[0].text
        if stage.role != "endpoint" or new or (found and stage.strip.page != found[0].strip.page):
            break
        found.append(stage)
    return found


def _indicator(sheet: Sheet, stage: _Stage, last: _Stage) -> Spot | None:
    """The name beside the points in time, between their rows, or above them: in the heading or in the row over it."""
    if stage.names:
        return stage.names[0]
    above = sheet.strips[max(0, stage.strip.number - 2) : stage.strip.number]
    rows = (*sheet.strips[stage.strip.number : last.strip.number + 1], *reversed(above))
    cells = (Spot(row, start, end) for row in rows if row.page == stage.strip.page for start, end in parts(row))
    named = (cell for cell in cells if direction_of(cell.text) and len(cell.text) <= 3 * _LONGEST_STAGE)
    return next((_last_words(cell) for cell in named), None)


def _last_words(cell: Spot) -> Spot:
    """What a caption measures stands at its end: 检测结果：30名受试者使用4周，眼角皱纹面积占比(%)."""
    begin = max((match.end() for match in re.finditer(r"[,，:：;；、]\s?", cell.text)), default=0)
    last = Spot(cell.strip, cell.start + begin, cell.end)
    return last if direction_of(last.text) else cell


def _shared(stage: _Stage, last: _Stage) -> tuple[Spot, Spot] | None:
    """The right-most values of both rows that stand in one column."""
    for before in reversed(stage.values):
        for after in reversed(last.values):
            if share_column(before.place.box, after.place.box):
                return before, after
    return None


def _rate(sheet: Sheet, stage: _Stage, last: _Stage, column: tuple[Spot, Spot]) -> Spot | None:
    """A number right of the values: in the last row, else in the first or between them."""
    right = max(cell.place.box.right for cell in column)
    for row in (last.strip, *sheet.strips[stage.strip.number : last.strip.number]):
        for start, end in parts(row):
            spot = Spot(row, start, end)
            if _RATE.fullmatch(spot.text) and spot.place.box.left > right:
                return spot
    return None
