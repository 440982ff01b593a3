"""Cells become grids: sides that stand in one line are one border, and borders count rows and columns."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np

from pipeline.geometry import Quad
from pipeline.grids import MOST_CELLS, MOST_GRIDS, MOST_PLACES, Cell, Grid

Sides = tuple[float, float, float, float]
"""Left, top, right and bottom."""
_FEWEST = 4  # cells: fewer are a frame
_NEAR = 0.45  # of a low cell: sides this near are one border


def grids_of(tables: Iterable[Sequence[Sides]], number: int, corners: Callable[[Sides], Quad]) -> tuple[Grid, ...]:
    """Grids of page `number` from the cells of each table; `corners` puts a cell where it stands on the page."""
    found = []
    for cells in tables:
        if _FEWEST <= len(cells) <= MOST_CELLS:
            grid = _grid(cells, number, corners)
            if grid and grid.rows > 1 and grid.columns > 1 and grid.rows * grid.columns <= MOST_PLACES:
                found.append(grid)
    found.sort(key=lambda grid: (grid.box.top, grid.box.left))
    return tuple(found[:MOST_GRIDS])


def _grid(cells: Sequence[Sides], number: int, corners: Callable[[Sides], Quad]) -> Grid | None:
    across = _borders([cell[0] for cell in cells] + [cell[2] for cell in cells], [cell[2] - cell[0] for cell in cells])
    down = _borders([cell[1] for cell in cells] + [cell[3] for cell in cells], [cell[3] - cell[1] for cell in cells])
    placed = []
    for left, top, right, bottom in cells:
        first, last = _nearest(across, left), _nearest(across, right)
        upper, lower = _nearest(down, top), _nearest(down, bottom)
        if last > first and lower > upper:
            placed.append(
                Cell(
                    quad=corners((left, top, right, bottom)),
                    row=upper,
                    column=first,
                    rows=lower - upper,
                    columns=last - first,
                )
            )
    placed.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(number, tuple(placed)) if len(placed) >= _FEWEST else None


def _borders(sides: list[float], lengths: list[float]) -> list[float]:
    """One place for every group of sides with no wide step between them."""
    near = _NEAR * float(np.percentile(lengths, 10))
    ordered = sorted(sides)
    groups = [[ordered[0]]]
    for before, after in pairwise(ordered):
        if after - before > near:
            groups.append([])
        groups[-1].append(after)
    return [sum(group) / len(group) for group in groups]


def _nearest(borders: list[float], side: float) -> int:
    return min(range(len(borders)), key=lambda index: abs(borders[index] - side))
