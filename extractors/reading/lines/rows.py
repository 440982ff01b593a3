"""Lines become rows as a person reads them, on pages that lean or are seen at an angle."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractors.reading.lines.lean import Lean, Stroke, leaning
from pipeline.pages import Line

SHARED = 0.5  # of the lower line's height: from here two lines can stand on one row
STACKED = 0.3  # of the shorter line's length: from here one stands above the other
ACROSS = math.tan(math.radians(15))  # slope against the page's from which a line is not part of the rows
NEIGHBOURS = 4  # to the right of each line; bounds the work on pages full of specks


def in_rows(lines: Sequence[Line], width: int, height: int) -> tuple[tuple[tuple[Line, ...], ...], float]:
    """Rows in reading order (top to bottom, left to right), and the page's slant in degrees, clockwise positive.

    What runs across the rows, as the words of a stamp or a watermark do, stands alone and after them.

    `width` and `height`: the page in pixels. The slant is that of the page's middle; 0 on pages of few lines.
    """
    strokes = tuple(Stroke.of(line.quad, width, height) for line in lines)
    lean = leaning(strokes, width, height)
    spots = [_Spot.of(stroke, lean) for stroke in strokes]
    rows = [sorted(row, key=lambda index: spots[index].left) for row in _grouped(spots)]
    rows.sort(key=lambda row: (_across(spots, row), _level(spots, row), spots[row[0]].left))
    return tuple(tuple(lines[index] for index in row) for row in rows), lean.degrees(height)


def _level(spots: Sequence["_Spot"], row: Sequence[int]) -> float:
    return sum(spots[index].level for index in row) / len(row)


def _across(spots: Sequence["_Spot"], row: Sequence[int]) -> bool:
    return not any(spots[index].flat for index in row)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Spot:
    """A line's place in the frame of the page's lean: `level` is its height on the page's middle line, in pixels.

    `flat`: it runs along the rows.
    """

    left: float
    right: float
    level: float
    half: float
    flat: bool

    @classmethod
    def of(cls, stroke: Stroke, lean: Lean) -> "_Spot":
        return cls(
            left=stroke.left,
            right=stroke.right,
            level=lean.level(stroke.x, stroke.y),
            half=max(stroke.thickness / 2, 0.5),
            flat=stroke.flat and abs(stroke.slope - lean.slope(stroke.y)) <= ACROSS,
        )

    def stacked(self, other: "_Spot") -> bool:
        """Whether one stands above the other, so that they cannot be on one row."""
        common = min(self.right, other.right) - max(self.left, other.left)
        return common > STACKED * min(self.right - self.left, other.right - other.left)


def _grouped(spots: Sequence[_Spot]) -> list[list[int]]:
    """The best-aligned pairs are joined first; a pair that would put two stacked lines on one row is left."""
    row_of = {index: [index] for index in range(len(spots))}
    for _, first, second in sorted(_pairs(spots)):
        one, two = row_of[first], row_of[second]
        if one is two or any(spots[a].stacked(spots[b]) for a in one for b in two):
            continue
        one.extend(two)
        row_of.update(dict.fromkeys(two, one))
    return list({id(row): row for row in row_of.values()}.values())


def _pairs(spots: Sequence[_Spot]) -> list[tuple[float, int, int]]:
    """Pairs that can share a row, each with how badly they are aligned; text running downward stands alone."""
    flat = [index for index, spot in enumerate(spots) if spot.flat]
    left, right, level, half = (
        np.array([getattr(spots[index], name) for index in flat]) for name in ("left", "right", "level", "half")
    )
    found = []
    for place, index in enumerate(flat):
        lower = np.minimum(half, half[place])
        off = np.abs(level - level[place])
        fits = ((half + half[place] - off) / (2 * lower) >= SHARED) & (left >= left[place])
        fits[place] = False
        candidates = np.flatnonzero(fits)
        gaps = np.maximum(0.0, left[candidates] - right[place])
        for nearest in np.argsort(gaps, kind="stable")[:NEIGHBOURS]:
            other = int(candidates[nearest])
            strain = off[other] / lower[other] + 0.1 * gaps[nearest] / (right.max() - left.min() + 1.0)
            found.append((float(strain), index, flat[other]))
    return found
