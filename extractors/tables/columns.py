"""Tables: columns and rows by their rules where they are drawn, else by where headings stand and what stands under them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.labels import parts, plain
from extractors.tables.cells import Written, filled
from extractors.tables.ruled import Ruling, ruled_rows, ruling
from pipeline.sheets import Sheet, Spot, Strip

OTHER = "other"  # a heading that says nothing we look for
_MOST_LINES = 80
_OWN_HEADING = 3  # roles from which a row is a heading by itself, and no second line of the one above
_LONGEST_HEADING = 42  # characters; what says more is prose
_MOST_LOST = 2  # rows in a row that hold no cell under a heading: the table is over


_NUMBER = re.compile(r"\W{0,3}\d")

Roles = Sequence[tuple[str, re.Pattern[str]]]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading's role, what it says, and how far its column reaches, as fractions of the page's width."""

    role: str
    words: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class TableRow:
    """The cells of one row by the role of their column, left to right where several columns have one role."""

    strip: Strip
    cells: Mapping[str, tuple[Written, ...]]

    def first(self, role: str) -> Written | None:
        return next(iter(self.cells.get(role, ())), None)


@dataclass(frozen=True, slots=True)
class Table:
    """`caption`: the two rows above the heading."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]


def tables(sheet: Sheet, roles: Roles, needed: frozenset[str]) -> Iterator[Table]:
    """Every table whose heading names all `needed` roles; on later pages rows carry on under the same columns."""
    used, waiting = -1, filled(sheet)
    for strip in sheet.strips:
        if strip.number <= used:
            continue
        here = [one for one in waiting if one.first <= strip.number <= one.last]
        waiting = tuple(one for one in waiting if one not in here)
        for one in here:
            ruled = ruling(one, lambda words: role_of(words, roles) or OTHER, needed)
            if ruled:
                table, end = _by_rules(sheet, ruled)
                used = max(used, end)
                yield table
        if strip.number <= used:
            continue
        columns = headings(sheet, strip, roles)
        if needed <= {column.role for column in columns}:
            rows = tuple(_rows(sheet, strip, columns, strip.number + 1))
            used = rows[-1].strip.number if rows else strip.number
            yield Table(_caption(sheet, strip), columns, rows)


def _by_rules(sheet: Sheet, ruled: Ruling) -> tuple[Table, int]:
    """The table, and its last row on the sheet."""
    found, end, open_ended = ruled_rows(sheet, ruled)
    heading = sheet.strips[ruled.filled.first]
    columns = tuple(
        Column(role, words, *bounds) for role, words, bounds in zip(ruled.roles, ruled.words, ruled.bounds, strict=True)
    )
    rows = [TableRow(strip, cells) for strip, cells in found]
    if open_ended:
        foot = max(strip.number for strip in sheet.strips if strip.page == end.grid.page)
        rows += _rows(sheet, heading, columns, foot + 1)
    caption = _caption(sheet, heading)
    return Table(caption, columns, tuple(rows)), max([end.last, *(row.strip.number for row in rows)])


def _caption(sheet: Sheet, heading: Strip) -> str:
    return " ".join(row.text for row in sheet.before(heading, 2))


def headings(sheet: Sheet, strip: Strip, roles: Roles) -> tuple[Column, ...]:
    """The columns a row names; a heading's second line, right below, adds to its words."""
    heads: list[tuple[str, float, float]] = [_head(strip, start, end) for start, end in parts(strip)]
    for row in sheet.after(strip):
        second = [_head(row, start, end) for start, end in parts(row)]
        close = row.top - strip.bottom < strip.height
        own = {role_of(words, roles) for words, _, _ in second} - {None}  # a heading by itself
        if close and len(own) < _OWN_HEADING and not any(re.search(r"\d\.\d", words) for words, _, _ in second):
            heads = [_joined(head, second) for head in heads]
    named = [(role_of(head[0], roles) or OTHER, *head) for head in heads]
    if sum(role != OTHER for role, *_ in named) < 2:
        return ()
    bounds = [0.0, *((one[3] + other[2]) / 2 for one, other in pairwise(named)), 1.0]
    return tuple(
        Column(role, words, low, high)
        for (role, words, _, _), low, high in zip(named, bounds, bounds[1:], strict=False)
    )


def _head(strip: Strip, start: int, end: int) -> tuple[str, float, float]:
    box = strip.place(start, end).box
    return plain(strip)[start:end], box.left, box.right


def _joined(head: tuple[str, float, float], second: list[tuple[str, float, float]]) -> tuple[str, float, float]:
    words, left, right = head
    under = [one for one in second if one[1] < right and one[2] > left]
    return " ".join([words, *(one[0] for one in under)]), left, right


def role_of(words: str, roles: Roles) -> str | None:
    """The first role whose words a heading holds; None for prose."""
    if len(words) > _LONGEST_HEADING:
        return None
    return next((role for role, pattern in roles if pattern.search(words)), None)


def _rows(sheet: Sheet, heading: Strip, columns: tuple[Column, ...], first: int) -> Iterator[TableRow]:
    """Rows below the heading, over page breaks too, until another heading, or what no longer fits the columns."""
    lost = 0
    for strip in sheet.strips[first : first + _MOST_LINES]:
        if _heads_another(strip, heading, columns):
            return
        row = TableRow(strip, _gathered(_cells(strip, columns)))
        numbers = [cell for cells in row.cells.values() for cell in cells if re.search(r"\d", cell.text)]
        if len(row.cells) >= 2 and numbers:
            lost = 0
            yield row
        elif strip.page == heading.page or lost:
            lost += 1
            if lost > _MOST_LOST and strip.page == heading.page:
                return


def _heads_another(strip: Strip, heading: Strip, columns: tuple[Column, ...]) -> bool:
    """Whether a row of words alone, not the same heading again, begins another table."""
    cells = [plain(strip)[start:end] for start, end in parts(strip)]
    same = {plain(heading)[start:end] for start, end in parts(heading)}
    words = len(cells) > 2 and 2 * len(cells) >= len(columns) and not any(_NUMBER.match(cell) for cell in cells)
    apart = strip.page != heading.page or strip.top - heading.bottom > 2 * strip.height
    return words and apart and len(same.intersection(cells)) * 2 < len(cells)


def _gathered(cells: Iterator[tuple[str, Spot]]) -> dict[str, tuple[Written, ...]]:
    gathered: dict[str, tuple[Written, ...]] = {}
    for role, spot in cells:
        gathered[role] = (*gathered.get(role, ()), Written((spot,)))
    return gathered


def _cells(strip: Strip, columns: tuple[Column, ...]) -> Iterator[tuple[str, Spot]]:
    """As many stretches as columns are taken in turn; else each belongs to the column that holds its middle.

    Where two columns have one role, the first cell comes first.
    """
    stretches = [Spot(strip, start, end) for start, end in parts(strip)]
    for place, spot in enumerate(stretches):
        column = columns[place] if len(stretches) == len(columns) else _under(spot, columns)
        if column:
            yield column.role, spot


def _under(spot: Spot, columns: tuple[Column, ...]) -> Column | None:
    box = spot.place.box
    middle = (box.left + box.right) / 2
    return next((one for one in columns if one.left <= middle < one.right), None)
