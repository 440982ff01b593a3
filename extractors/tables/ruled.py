"""Tables whose rules are drawn: cells decide columns and rows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from extractors.tables.cells import Filled, Written, filled
from pipeline.sheets import Sheet, Strip

RoleOf = Callable[[str], str]
_SAME = 0.03  # of the page's width: borders of one table on two pages
_HIGHEST = 12  # rows in which a heading begins
_FEW = 3  # rows below a table that goes on over the page
_WHOLE = re.compile(r"[<>≤≥+\-]?\s?\d+(?:\.\d+)?\s?(?:[±(]\s?\d+(?:\.\d+)?\)?)?\s?[%a-zA-Zµμ/²·°*]{0,8}")


@dataclass(frozen=True, slots=True)
class Ruling:
    """A heading in a grid: role and words of every column, and the row below it."""

    filled: Filled
    roles: tuple[str, ...]
    words: tuple[str, ...]
    below: int

    @property
    def bounds(self) -> tuple[tuple[float, float], ...]:
        """How far every column reaches."""
        return tuple(_reach(self.filled, column) for column in range(len(self.roles)))


RuledRow = tuple[Strip, dict[str, tuple[Written, ...]]]


_VALUE = re.compile(r"(?<!\S)[+\-−]?\d+\.\d+%?(?!\S)")
_FEWEST_VALUES = 2  # in a heading: the rule below it was missed, and the first row stands in it


def ruling(one: Filled, role_of: RoleOf, needed: frozenset[str]) -> Ruling | None:
    """The heading with all `needed` roles in a grid that has rows below it."""
    found = _heading(one, role_of, needed)
    return found if found and any(True for _ in _rows(found, one, found.below)) else None


def ruled_rows(sheet: Sheet, heading: Ruling) -> tuple[list[RuledRow], Filled, bool]:
    """Rows of the table, over page breaks too, the grid it ends in, and whether it may go on where nothing is ruled."""
    rows, last = list(_rows(heading, heading.filled, heading.below)), heading.filled
    while _ends_its_page(sheet, last):
        ahead = [one for one in filled(sheet) if one.grid.page == last.grid.page + 1]
        if not ahead:
            return rows, last, True
        if not _goes_on(heading, ahead[0]):
            break
        last = ahead[0]
        rows += _rows(heading, last, 0)
    return rows, last, False


def _heading(one: Filled, role_of: RoleOf, needed: frozenset[str]) -> Ruling | None:
    for row in range(min(one.grid.rows - 1, _HIGHEST)):
        below = row + _deep(one, row)
        if below - row > 1 and _holds_readings(one, row + 1) and needed <= set(map(role_of, _heads(one, row, row + 1))):
            below = row + 1
        words = _heads(one, row, below)
        roles = tuple(role_of(text) for text in words)
        if needed <= set(roles) and sum(bool(_VALUE.search(text)) for text in words) < _FEWEST_VALUES:
            return Ruling(one, roles, words, below)
    return None


def _heads(one: Filled, first: int, below: int) -> tuple[str, ...]:
    return tuple(_words(one, column, range(first, below)) for column in range(one.grid.columns))


def _holds_readings(one: Filled, row: int) -> bool:
    """Whether two cells of the row are nothing but numbers: what was measured, and no second line of a heading."""
    cells = {
        cell.column: written for cell in one.grid.cells if cell.row == row and (written := one.cell(row, cell.column))
    }
    return sum(bool(_WHOLE.fullmatch(written.text.strip())) for written in cells.values()) >= _FEWEST_VALUES


def _deep(one: Filled, row: int) -> int:
    """Rows of a heading: as many as its tallest cell; two where a cell over several columns has its own below."""
    cells = [cell for column in range(one.grid.columns) if (cell := one.grid.at(row, column)) and cell.row == row]
    tallest = max((cell.rows for cell in cells), default=1)
    parted = [cell for cell in cells if cell.columns > 1 and cell in one.held and len(one.held[cell]) == 1]
    return 2 if tallest == 1 and parted and len(cells) > 1 and _nested(one, row) else tallest


def _nested(one: Filled, row: int) -> bool:
    """Whether no cell of the next row stands under two of this one: else another table is ruled close above it."""
    edges = {(cell.column, cell.column + cell.columns) for cell in one.grid.cells if cell.row == row}
    lower = [(cell.column, cell.column + cell.columns) for cell in one.grid.cells if cell.row == row + 1]
    return not any(left < edge < right for left, right in lower for pair in edges for edge in pair)


def _words(one: Filled, column: int, rows: range) -> str:
    """From top to bottom; a cell over several rows or columns says the same to all."""
    said = [written.text for row in rows if (written := one.cell(row, column))]
    return " ".join(dict.fromkeys(said))


def _rows(heading: Ruling, one: Filled, first: int) -> Iterator[RuledRow]:
    begun = {cell.row for cell in one.grid.cells}
    for row in sorted(begun.intersection(range(first, one.grid.rows))):
        held = {
            column: written
            for column in range(min(one.grid.columns, len(heading.roles)))
            if _begins(one, row, column) and (written := one.cell(row, column))
        }
        for level in _levels(held):
            cells: dict[str, tuple[Written, ...]] = {}
            for column, written in level.items():
                role = heading.roles[column]
                cells[role] = (*cells.get(role, ()), written)
            if len(cells) > 1 and any(re.search(r"\d", cell.text) for found in cells.values() for cell in found):
                yield next(iter(level.values())).spots[0].strip, cells


def _begins(one: Filled, row: int, column: int) -> bool:
    """A cell over several columns counts once, unless its stretches stand in one each."""
    cell = one.grid.at(row, column)
    return cell is not None and (cell.column == column or len(one.held.get(cell, ())) > 1)


def _levels(held: dict[int, Written]) -> Iterator[dict[int, Written]]:
    """One row, or several where a rule between them was missed: whole numbers stand stacked in two cells or more."""
    stacked = {column: cell for column, cell in held.items() if _stacked(cell)}
    heights = {len(cell.spots) for cell in stacked.values()}
    if len(stacked) < 2 or len(heights) != 1:
        yield held
        return
    model = next(iter(stacked.values()))
    for place, spot in enumerate(model.spots):
        level = {column: Written((cell.spots[place],)) for column, cell in stacked.items()}
        others = {column: cell for column, cell in held.items() if column not in stacked}
        beside = {
            column: Written(tuple(one for one in cell.spots if one.strip is spot.strip) or cell.spots)
            for column, cell in others.items()
        }
        yield dict(sorted((level | beside).items()))


def _stacked(cell: Written) -> bool:
    return len(cell.spots) > 1 and all(_WHOLE.fullmatch(spot.text.strip()) for spot in cell.spots)


def _ends_its_page(sheet: Sheet, one: Filled) -> bool:
    """Nothing but a foot stands below the grid."""
    below = takewhile(lambda strip: strip.page == one.grid.page, sheet.strips[one.last + 1 :])
    return sum(1 for _ in below) <= _FEW


def _goes_on(heading: Ruling, one: Filled) -> bool:
    """The same columns stand on the next page."""
    if one.grid.columns != len(heading.roles):
        return False
    pairs = zip(heading.bounds, (_reach(one, column) for column in range(one.grid.columns)), strict=True)
    return all(abs(mine - other) <= _SAME for pair in pairs for mine, other in zip(*pair, strict=True))


def _reach(one: Filled, column: int) -> tuple[float, float]:
    boxes = [cell.quad.box for cell in one.grid.cells if cell.column == column and cell.columns == 1]
    if not boxes:
        return 0.0, 0.0
    return sorted(box.left for box in boxes)[len(boxes) // 2], sorted(box.right for box in boxes)[len(boxes) // 2]
