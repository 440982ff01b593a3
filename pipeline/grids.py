"""Ruled tables as they stand on a page: which cell lies where, and how many rows and columns it covers."""

from dataclasses import dataclass
from functools import cached_property

from pipeline.geometry import Box, Quad, union

MOST_GRIDS = 32
"""Grids of one page."""
MOST_CELLS = 1_500
"""Cells of one grid."""
MOST_PLACES = 10_000
"""Rows times columns of one grid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A place ruled off on all sides: `rows` rows from `row`, `columns` columns from `column`, both counted from 0."""

    quad: Quad
    row: int
    column: int
    rows: int = 1
    columns: int = 1

    def covers(self, row: int, column: int) -> bool:
        return self.row <= row < self.row + self.rows and self.column <= column < self.column + self.columns

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the page lies in the cell, which may lean."""
        corners = self.quad.corners
        sides = zip(corners, (*corners[1:], corners[0]), strict=True)
        return all((bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0 for (ax, ay), (bx, by) in sides)


@dataclass(frozen=True)
class Grid:
    """The cells of one ruled table, at least one, top to bottom and left to right."""

    page: int
    cells: tuple[Cell, ...]

    @cached_property
    def box(self) -> Box:
        return union(tuple(cell.quad.box for cell in self.cells))

    @cached_property
    def rows(self) -> int:
        return max(cell.row + cell.rows for cell in self.cells)

    @cached_property
    def columns(self) -> int:
        return max(cell.column + cell.columns for cell in self.cells)

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers this row and column; None where nothing is ruled off."""
        return self._places.get((row, column))

    def under(self, x: float, y: float) -> Cell | None:
        """The cell that holds a point of the page."""
        for (left, top, right, bottom), cell in self._around:
            if left <= x <= right and top <= y <= bottom and cell.holds(x, y):
                return cell
        return None

    @cached_property
    def _places(self) -> dict[tuple[int, int], Cell]:
        covered: dict[tuple[int, int], Cell] = {}
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.rows):
                for column in range(cell.column, cell.column + cell.columns):
                    covered.setdefault((row, column), cell)
        return covered

    @cached_property
    def _around(self) -> tuple[tuple[tuple[float, float, float, float], Cell], ...]:
        return tuple((cell.quad.box.sides, cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules of one page make; `overfull`: there are more drawn lines than anyone looks at, so no grid."""

    grids: tuple[Grid, ...] = ()
    overfull: bool = False
