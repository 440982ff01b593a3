"""How a page's text leans: by one angle, or differently from top to bottom when it was seen at an angle."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.geometry import Quad

FEWEST = 5  # telling lines from which a page says how it leans
ENOUGH = 10  # from which it says how the lean changes
SLENDER = 2.5  # a line this many times longer than high tells its direction
STRAY = 0.12  # slopes further from the page's median are not believed (7 degrees)
STEEPEST = 0.35  # change of slope from the page's middle to its edge beyond which a fit is nonsense
ROUNDS = 6
TURNS = (-0.03, -0.02, -0.01, 0.01, 0.02, 0.03)
CLEARLY = 1.25
MOST_COMPARED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """A line of text as a stroke in pixels: its middle, its slope, its length and how thick it is."""

    x: float
    y: float
    left: float
    right: float
    slope: float
    length: float
    thickness: float
    flat: bool

    @classmethod
    def of(cls, quad: Quad, width: int, height: int) -> "Stroke":
        corners = np.array(quad.corners) * (width, height)
        middle = corners.mean(axis=0)
        along = (corners[1] + corners[2] - corners[0] - corners[3]) / 2
        down = (corners[3] + corners[2] - corners[0] - corners[1]) / 2
        flat = bool(abs(along[1]) < abs(along[0]))
        return cls(
            x=float(middle[0]),
            y=float(middle[1]),
            left=float(corners[:, 0].min()),
            right=float(corners[:, 0].max()),
            slope=float(along[1] / along[0]) if flat else 0.0,
            length=float(np.hypot(*along)),
            thickness=float(np.hypot(*down)),
            flat=flat,
        )


@dataclass(frozen=True, slots=True)
class Lean:
    """Rows as a pencil of straight lines: the row that meets the page's middle at `y` has slope `top + change * y`.

    Parallel rows have `change` 0; rows seen in perspective meet in one point far beside the page, and a straight line
    through that point has exactly this slope.
    """

    middle: float
    top: float = 0.0
    change: float = 0.0

    def level(self, x: float, y: float) -> float:
        """Where the row through (x, y) meets the page's vertical middle line."""
        aside = x - self.middle
        return (y - self.top * aside) / (1 + self.change * aside)

    def slope(self, y: float) -> float:
        """Of the row that meets the page's vertical middle line at `y`."""
        return self.top + self.change * y

    def degrees(self, height: int) -> float:
        """Slant of the row through the page's middle, clockwise positive."""
        return round(math.degrees(math.atan(self.top + self.change * height / 2)), 3) + 0.0


def leaning(strokes: Sequence[Stroke], width: int, height: int) -> Lean:
    """The lean most of the text agrees on; none on pages of few lines.

    On curled paper the lines on one side all lean alike while the rows do not: another lean is taken when it brings
    clearly more lines level with lines beside them.
    """
    told = _told(strokes, width, height)
    if told is None:
        return Lean(width / 2)
    flat = [stroke for stroke in strokes if stroke.flat][:MOST_COMPARED]
    others = [Lean(width / 2), *(Lean(told.middle, told.top + turn, told.change) for turn in TURNS)]
    best = max(others, key=lambda lean: _aligned(flat, lean))
    return best if _aligned(flat, best) > CLEARLY * _aligned(flat, told) else told


def _aligned(strokes: Sequence[Stroke], lean: Lean) -> float:
    """How many pairs of lines that stand beside each other are level, each counted by how well."""
    levels = np.array([lean.level(stroke.x, stroke.y) for stroke in strokes])
    left, right, thick = (np.array([getattr(s, name) for s in strokes]) for name in ("left", "right", "thickness"))
    off = np.abs(levels[:, None] - levels) / np.maximum(np.minimum(thick[:, None], thick), 1.0)
    beside = (left[:, None] >= right) & (off < 1.0)
    return float(np.exp(-((off[beside] / 0.25) ** 2)).sum())


def _told(strokes: Sequence[Stroke], width: int, height: int) -> Lean | None:
    """What the lines' own slopes say; None when too few can tell."""
    telling = [stroke for stroke in strokes if stroke.flat and stroke.length > SLENDER * stroke.thickness]
    if len(telling) < FEWEST:
        return None
    slopes = np.array([stroke.slope for stroke in telling])
    lengths = np.array([stroke.length for stroke in telling])
    centre = _median(slopes, lengths)
    levels = np.array([stroke.y - stroke.slope * (stroke.x - width / 2) for stroke in telling])
    near = np.abs(slopes - centre) < STRAY
    if near.sum() < ENOUGH or np.ptp(levels[near]) < height / 4:
        return Lean(width / 2, centre)
    top, change = _fitted(levels[near], slopes[near], lengths[near])
    if abs(change) * width / 2 > STEEPEST:
        return Lean(width / 2, centre)
    return Lean(width / 2, top, change)


def _median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values, kind="stable")
    running = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(running, running[-1] / 2)])


def _fitted(
    levels: NDArray[np.float64], slopes: NDArray[np.float64], lengths: NDArray[np.float64]
) -> tuple[float, float]:
    """Slope at level 0 and its change per pixel: least squares, re-weighted so that strays count little (Cauchy).

    The slope of a line is known to about a pixel over its length, so its square weighs as the length squared.
    """
    design = np.stack([np.ones_like(levels), levels], axis=1)
    weights = lengths**2
    solution = np.array([_median(slopes, lengths), 0.0])
    for _ in range(ROUNDS):
        off = np.abs(slopes - design @ solution)
        scale = max(1.5 * _median(off, lengths), 1e-4)
        root = np.sqrt(weights / (1 + (off / scale) ** 2))
        solution = np.linalg.lstsq(design * root[:, None], slopes * root, rcond=None)[0]
    return float(solution[0]), float(solution[1])
