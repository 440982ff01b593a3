"""Tables turned on their side: what elsewhere heads the columns stands at the beginning of the rows."""

import re
from collections.abc import Iterator, Sequence

from extractors.labels import parts
from extractors.script import simplified
from extractors.tables.cells import Written
from extractors.tables.columns import OTHER, Column, Roles, Table, TableRow, role_of
from pipeline.claim.efficacy import direction_of
from pipeline.sheets import Sheet, Spot, Strip

_ABOVE, _BELOW = 4, 8  # rows around the first one that are looked at
_CLOSE = 0.5  # of a row's height: between two lines of one heading
_VALUE = re.compile(r"(?:\W{0,3}|[上下升降提增减改善高低少加]{1,3})[+\-−]?\s?\d[\d,]*(?:\.\d+)?.{0,24}")
_EMPTY = re.compile(r"[-—–/·.一]{1,3}")


def turned_tables(sheet: Sheet, roles: Roles, first: str, needed: frozenset[str]) -> Iterator[Table]:
    """Every table whose row of role `first` is followed by rows of all `needed` roles; one `TableRow` an item.

    What heads a column of values is its `indicator`; a row of role `unit` may stand between.
    """
    for strip in sheet.strips:
        values = _values(strip)
        if values and _led(strip, roles) == first:
            lines = {first: strip} | _following(sheet, strip, roles)
            heads = _heads(sheet, strip, roles, len(values))
            if needed <= lines.keys() and heads:
                yield _turned(lines | _units(sheet, strip, roles), heads, values)


def _spots(strip: Strip) -> list[Spot]:
    return [Spot(strip, start, end) for start, end in parts(strip)]


def _led(strip: Strip, roles: Roles) -> str | None:
    """The role of a row's first cell."""
    first = next(iter(_spots(strip)), None)
    return role_of(first.text, roles) if first and not _VALUE.fullmatch(first.text) else None


def _values(strip: Strip) -> list[Spot]:
    """The cells behind the first when every one of them is a value."""
    cells = _spots(strip)[1:]
    return cells if cells and all(_VALUE.fullmatch(cell.text) or _EMPTY.fullmatch(cell.text) for cell in cells) else []


def _following(sheet: Sheet, strip: Strip, roles: Roles) -> dict[str, Strip]:
    """The rows right below by the role of their first cell; of several points in time the last."""
    found: dict[str, Strip] = {}
    for row in sheet.after(strip, _BELOW):
        role = _led(row, roles)
        if role is None or not _values(row):
            break
        found[role] = row
    return found


def _units(sheet: Sheet, strip: Strip, roles: Roles) -> dict[str, Strip]:
    return next(({"unit": row} for row in reversed(sheet.before(strip, 2)) if _led(row, roles) == "unit"), {})


def _heads(sheet: Sheet, strip: Strip, roles: Roles, count: int) -> list[Written]:
    """The headings of `count` columns, a corner cell left out: of the nearest row above that names something we know.

    Where none does, of the nearest with as many cells; a raised mark leaves half a row of units between.
    """
    fitting: list[list[Written]] = []
    above: Strip | None = None
    for row in reversed(sheet.before(strip, _ABOVE)):
        cells = _spots(row)
        if _led(row, roles) == "unit" or any(_VALUE.fullmatch(cell.text) for cell in cells) or len(cells) < count:
            continue
        if len(cells) > count + 1:
            break
        heads = cells[len(cells) - count :]
        if above is not None and fitting and above.top - row.bottom < _CLOSE * row.height:
            fitting[-1] = _over(heads, fitting[-1])
        fitting.append([Written((head,)) for head in heads])
        above = row
    known = (heads for heads in fitting if any(direction_of(simplified(head.text)) for head in heads))
    return next(known, next(iter(fitting), []))


def _over(upper: Sequence[Spot], lower: Sequence[Written]) -> list[Written]:
    """Headings of two lines: what stands over each, where the columns are the same."""
    pairs = tuple(zip(upper, lower, strict=True))
    same = all(_share(head, under.spots[0]) for head, under in pairs)
    return [Written((head, *under.spots)) for head, under in pairs] if same else list(lower)


def _share(one: Spot, other: Spot) -> bool:
    """Whether two cells stand over each other."""
    above, below = one.place.box, other.place.box
    return above.left < below.right and below.left < above.right


def _turned(lines: dict[str, Strip], heads: Sequence[Written], values: Sequence[Spot]) -> Table:
    rows = []
    for place, (head, value) in enumerate(zip(heads, values, strict=True)):
        cells = {"indicator": (head,)}
        for role, row in lines.items():
            others = _spots(row)[1:]
            found = others[place] if len(others) == len(values) else _beneath(value, others)
            cells |= {role: (Written((found,)),)} if found else {}
        rows.append(TableRow(value.strip, cells))
    columns = [Column(role, _spots(row)[0].text, 0.0, 1.0) for role, row in lines.items()]
    return Table("", tuple(columns or [Column(OTHER, "", 0.0, 1.0)]), tuple(rows))


def _beneath(value: Spot, cells: Sequence[Spot]) -> Spot | None:
    """The cell of another row in the column of `value`: the one whose middle is nearest, if they share any width."""

    def away(cell: Spot) -> float:
        one, other = cell.place.box, value.place.box
        return abs(one.left + one.right - other.left - other.right)

    nearest = min(cells, key=away, default=None)
    if nearest is None:
        return None
    width = max(nearest.place.box.right - nearest.place.box.left, value.place.box.right - value.place.box.left)
    return nearest if away(nearest) <= 2 * max(width, 0.03) else None
