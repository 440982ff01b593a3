"""Where something stands on a page: fractions 0–1 of the upright page, origin top left."""

import math
from dataclasses import dataclass

Point = tuple[float, float]
Sides = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An upright rectangle on page `page` (1-based); one that is upside down or outside the page cannot exist."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if self.page < 1:
            raise ValueError(f"pages are counted from 1, not {self.page}")
        if not (0.0 <= self.left <= self.right <= 1.0 and 0.0 <= self.top <= self.bottom <= 1.0):
            raise ValueError(f"no box on the page: {self.left, self.top, self.right, self.bottom}")

    @property
    def sides(self) -> Sides:
        return self.left, self.top, self.right, self.bottom


@dataclass(frozen=True, slots=True)
class Quad:
    """Four corners in reading order (top left, top right, bottom right, bottom left of the text), possibly slanted.

    Coordinates are fractions of the page's width and height; `page` is 1-based. Corners may lie slightly outside
    the page (a detector's box does); `box` is clipped to it.
    """

    page: int
    corners: tuple[Point, Point, Point, Point]

    @property
    def box(self) -> Box:
        """The smallest upright box around the corners."""
        xs = [_within(x) for x, _ in self.corners]
        ys = [_within(y) for _, y in self.corners]
        return Box(page=self.page, left=min(xs), top=min(ys), right=max(xs), bottom=max(ys))

    def part(self, start: float, end: float) -> "Quad":
        """The stretch from fraction `start` to `end` along the reading direction."""
        a, b, c, d = self.corners
        return Quad(self.page, (_between(a, b, start), _between(a, b, end), _between(d, c, end), _between(d, c, start)))

    def part_sides(self, start: float, end: float) -> Sides:
        """What `part(start, end).box` has for sides; neither is made, for a page holds thousands of words."""
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = self.corners
        upper, lower, up, low = bx - ax, cx - dx, by - ay, cy - dy
        xs = ax + upper * start, ax + upper * end, dx + lower * start, dx + lower * end
        ys = ay + up * start, ay + up * end, dy + low * start, dy + low * end
        return _within(min(xs)), _within(min(ys)), _within(max(xs)), _within(max(ys))

    @classmethod
    def around(cls, box: Box) -> "Quad":
        """The upright quad with the sides of `box`."""
        left, top, right, bottom = box.sides
        return cls(box.page, ((left, top), (right, top), (right, bottom), (left, bottom)))


def share_column(one: Box, other: Box) -> bool:
    """Whether a vertical line goes through both, on whatever page each stands."""
    return one.left < other.right and other.left < one.right


def meet(one: Box, other: Box) -> bool:
    """Whether the two cover a place of one page."""
    return one.page == other.page and overlap(one.sides, other.sides)


def overlap(one: Sides, other: Sides) -> bool:
    """Whether the two cover one place, if they are of one page."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def joined(quads: tuple[Quad, ...]) -> Quad:
    """One quad over several that stand in reading order on one row of one page.

    Raises ValueError when there is none, or when they stand on different pages.
    """
    pages = {quad.page for quad in quads}
    if len(pages) != 1:
        raise ValueError(f"one quad cannot cover pages {sorted(pages)}")
    first, last = quads[0], quads[-1]
    if len(quads) == 1:
        return first
    return Quad(first.page, (first.corners[0], last.corners[1], last.corners[2], first.corners[3]))


def union(boxes: tuple[Box, ...]) -> Box:
    """The smallest box around boxes of one page."""
    return Box(
        page=boxes[0].page,
        left=min(box.left for box in boxes),
        top=min(box.top for box in boxes),
        right=max(box.right for box in boxes),
        bottom=max(box.bottom for box in boxes),
    )


def _within(side: float) -> float:
    """On the page."""
    return min(1.0, max(0.0, side))


def _between(a: Point, b: Point, fraction: float) -> Point:
    return a[0] + (b[0] - a[0]) * fraction, a[1] + (b[1] - a[1]) * fraction


def slope(quad: Quad, width: int, height: int) -> float:
    """Angle of the reading direction in degrees on a page of `width` × `height` pixels, clockwise positive."""
    (ax, ay), (bx, by) = quad.corners[0], quad.corners[1]
    return math.degrees(math.atan2((by - ay) * height, (bx - ax) * width))
