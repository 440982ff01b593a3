"""How well a page can be read, as one number from 0 to 1."""

from collections.abc import Sequence

from pipeline.pages import Line

GOOD = 14.0  # pixels: the x-height of 10 point print at 200 dpi
SHARE = 0.42  # x-height of a line's box


def legibility(lines: Sequence[Line], heights: Sequence[float]) -> float:
    if not lines:
        return 0.0
    middle = sorted(heights)[len(heights) // 2]
    sure = sum(line.confidence for line in lines) / len(lines)
    return min(1.0, middle * SHARE / GOOD) * sure
