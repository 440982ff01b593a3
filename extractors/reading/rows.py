"""Lines become rows as a person reads them, on pages that lean or are seen at an angle."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.pages import Line

Numbers = NDArray[np.float64]
FEWEST = 4  # lines from which a page says how it leans


def in_rows(lines: Sequence[Line], width: int, height: int) -> tuple[tuple[tuple[Line, ...], ...], float]:
    """Rows in reading order (top to bottom, left to right), and the page's slant in degrees, clockwise positive.

    `width` and `height`: the page in pixels, so that the slant is that of the picture.
    """
    shapes = [_Shape(line, width, height) for line in lines]
    level, spread = _lean(shapes)
    placed = [shape.placed(level, spread, width / 2) for shape in shapes]
    rows = _grouped(placed)
    ordered = sorted(
        (sorted(row, key=lambda i: placed[i][0]) for row in rows),
        key=lambda row: float(np.mean([placed[i][2] for i in row])),
    )
    return tuple(tuple(lines[i] for i in row) for row in ordered), float(
        np.degrees(np.arctan(level + spread * height / 2))
    )


class _Shape:
    def __init__(self, line: Line, width: int, height: int) -> None:
        corners = np.array(line.quad.corners) * (width, height)
        self.corners = corners
        self.centre = corners.mean(axis=0)
        along = (corners[1] + corners[2] - corners[0] - corners[3]) / 2
        down = (corners[3] + corners[2] - corners[0] - corners[1]) / 2
        self.length = float(np.hypot(*along))
        self.thickness = float(np.hypot(*down))
        self.flat = abs(along[1]) < abs(along[0])
        self.slope = float(along[1] / along[0]) if self.flat else 0.0

    def placed(self, level: float, spread: float, middle: float) -> tuple[float, float, float, float]:
        """Left, right, row, half height."""
        x, y = self.centre
        u = x - middle
        row = (y - level * u) / (1 + spread * u)
        tall = self.thickness if self.flat else float(np.ptp(self.corners[:, 1]))
        return float(self.corners[:, 0].min()), float(self.corners[:, 0].max()), float(row), tall / 2


def _lean(shapes: Sequence[_Shape]) -> tuple[float, float]:
    """Slope at the top of the page and how it changes per pixel downward: 0, 0 for pages of few lines."""
    telling = [s for s in shapes if s.flat and s.length > 3 * s.thickness]
    if len(telling) < FEWEST:
        return 0.0, 0.0
    slopes = np.array([s.slope for s in telling])
    weights = np.array([s.length for s in telling])
    order = np.argsort(slopes)
    total = np.cumsum(weights[order])
    return float(slopes[order][np.searchsorted(total, total[-1] / 2)]), 0.0


def _grouped(placed: Sequence[tuple[float, float, float, float]]) -> list[list[int]]:
    order = sorted(range(len(placed)), key=lambda i: placed[i][2])
    rows: list[list[int]] = []
    for i in order:
        left, right, row, half = placed[i]
        for members in reversed(rows[-4:]):
            centre = float(np.mean([placed[j][2] for j in members]))
            size = min(half, min(placed[j][3] for j in members))
            apart = all(
                min(right, placed[j][1]) - max(left, placed[j][0])
                < 0.3 * min(right - left, placed[j][1] - placed[j][0])
                for j in members
            )
            if abs(row - centre) < size and apart:
                members.append(i)
                break
        else:
            rows.append([i])
    return rows
