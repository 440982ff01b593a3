"""What stands in the cells of ruled tables: words of one cell are one text, however many rows they take."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from extractors.labels import parts
from pipeline.geometry import Box, union
from pipeline.grids import Cell, Grid
from pipeline.sheets import Sheet, Spot, Strip

_Column = tuple[int, float, float]  # its number, left and right
_WORD = re.compile(r"\S+")
_GLYPHS = re.compile(r"[\u4e00-\u9fff]$")


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in one cell: stretches in reading order, at least one."""

    spots: tuple[Spot, ...]

    @property
    def text(self) -> str:
        return _run_on(spot.text.strip() for spot in self.spots)

    @property
    def raw(self) -> str:
        return _run_on(spot.raw.strip() for spot in self.spots)

    @property
    def box(self) -> Box:
        return union(tuple(spot.place.box for spot in self.spots))


def _run_on(texts: Iterator[str]) -> str:
    """Glyphs go on without a blank on the next line, words with one."""
    whole = ""
    for text in texts:
        glued = not whole or (_GLYPHS.search(whole) and re.match(r"[\u4e00-\u9fff]", text))
        whole += text if glued else f" {text}"
    return whole


@dataclass(frozen=True, eq=False)
class Filled:
    """A grid and the stretches in each of its cells; `first` and `last` row of the sheet that has any."""

    grid: Grid
    held: dict[Cell, tuple[Spot, ...]]
    first: int
    last: int

    def cell(self, row: int, column: int) -> Written | None:
        """What stands at a place; in a cell over several columns each stretch belongs where it stands."""
        cell = self.grid.at(row, column)
        spots = self.held.get(cell, ()) if cell else ()
        if cell in self._apart:
            spots = self._apart[cell].get(column, ())
        return Written(spots) if spots else None

    @cached_property
    def _apart(self) -> dict[Cell | None, dict[int, tuple[Spot, ...]]]:
        """The stretches of each wide cell by their column, told by the nearest row that has its columns apart."""
        narrow: dict[int, list[_Column]] = {}
        for cell in self.grid.cells:
            if cell.columns == 1:
                box = cell.quad.box
                narrow.setdefault(cell.row, []).append((cell.column, box.left, box.right))
        found: dict[Cell | None, dict[int, tuple[Spot, ...]]] = {}
        for cell, spots in self.held.items():
            if cell.columns > 1 and _side_by_side(spots):
                columns = _nearest_columns(cell, narrow)
                placed: dict[int, tuple[Spot, ...]] = {}
                for spot in spots:
                    column = _column(spot, columns, cell.column)
                    placed[column] = (*placed.get(column, ()), spot)
                found[cell] = placed
        return found


def _nearest_columns(wide: Cell, narrow: dict[int, list[_Column]]) -> list[_Column]:
    """Those of one row above or below a wide cell that stand under or over it; rows below count as nearer."""
    for row in sorted(narrow, key=lambda row: (abs(row - wide.row), row < wide.row)):
        inside = [one for one in narrow[row] if wide.column <= one[0] < wide.column + wide.columns]
        if len(inside) > 1:
            return inside
    return []


def _column(spot: Spot, columns: list[_Column], otherwise: int) -> int:
    middle, _ = centre(spot)
    nearest = min(columns, key=lambda one: abs(one[1] + one[2] - 2 * middle) - (one[2] - one[1]), default=None)
    return nearest[0] if nearest else otherwise


def _side_by_side(spots: tuple[Spot, ...]) -> bool:
    return len({spot.strip.number for spot in spots}) < len(spots)


def centre(spot: Spot) -> tuple[float, float]:
    corners = spot.place.corners
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4


@lru_cache(maxsize=16)
def filled(sheet: Sheet) -> tuple[Filled, ...]:
    """Every grid that holds words, in reading order."""
    return tuple(one for grid in sheet.document.grids if (one := _filled(sheet, grid)))


def _filled(sheet: Sheet, grid: Grid) -> Filled | None:
    held: dict[Cell, tuple[Spot, ...]] = {}
    numbers = []
    for strip in sheet.strips:
        if strip.page == grid.page and strip.bottom > grid.box.top and strip.top < grid.box.bottom:
            for cell, spot in _in_cells(strip, grid):
                held[cell] = (*held.get(cell, ()), spot)
                numbers.append(strip.number)
    return Filled(grid, held, min(numbers), max(numbers)) if numbers else None


def _in_cells(strip: Strip, grid: Grid) -> Iterator[tuple[Cell, Spot]]:
    """Stretches of a row, parted where a border runs between two words."""
    for start, end in parts(strip):
        words = [Spot(strip, *match.span()) for match in _WORD.finditer(strip.text, start, end)]
        for cell, together in groupby(words, key=lambda word: grid.under(*centre(word))):
            run = list(together)
            if cell:
                yield cell, Spot(strip, run[0].start, run[-1].end)
