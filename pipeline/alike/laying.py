"""Two prints laid over each other: how many spots of one picture fall on their like in the other."""

import math
from dataclasses import dataclass

from pipeline.alike.prints import FINE, TURN, Point, Print

_SAME_SPOT = 30  # of 128 bits
_LEANS = 15 / 360  # of a turn: pages stand upright
_OFF = 0.012  # of the longest side: what a tilted camera shifts


@dataclass(frozen=True, slots=True)
class _Laying:
    """How the new picture lies on the old one: turned, scaled and moved."""

    cosine: float
    sine: float
    x: float
    y: float

    def of(self, point: Point) -> tuple[float, float]:
        return (
            self.cosine * point.x - self.sine * point.y + self.x,
            self.sine * point.x + self.cosine * point.y + self.y,
        )


def laid_over(new: Print, old: Print) -> tuple[int, int]:
    """How many spots fall on their like, and how many of the new one's spots the old picture shows."""
    pairs = _pairs(new.points, old.points)
    off = _OFF * FINE * max(old.width, old.height)
    best, laying = 0, None
    for one, other in pairs:
        tried = _laying(one, other)
        if tried is None:
            continue
        count = sum(_near(tried.of(mine), theirs, off) for mine, theirs in pairs)
        if count > best:
            best, laying = count, tried
    if laying is None:
        return (0, 0)
    inside = sum(_shows(old, laying.of(point)) for point in new.points)
    return best, min(inside, len(old.points))


def _pairs(new: tuple[Point, ...], old: tuple[Point, ...]) -> list[tuple[Point, Point]]:
    """Spots that are each other's nearest."""
    if not new or not old:
        return []
    rows = [[(point.bits ^ other.bits).bit_count() for other in old] for point in new]
    back = [min(range(len(new)), key=column.__getitem__) for column in map(list, zip(*rows, strict=True))]
    found = []
    for place, row in enumerate(rows):
        least = min(row)
        nearest = row.index(least)
        if least <= _SAME_SPOT and back[nearest] == place:
            found.append((new[place], old[nearest]))
    return found


def _laying(one: Point, other: Point) -> _Laying | None:
    """The laying that puts `one` on `other`; None when the page would not stand upright."""
    turn = ((other.angle - one.angle) / TURN + 0.5) % 1 - 0.5
    if abs(turn) > _LEANS or not one.size:
        return None
    scale = other.size / one.size
    cosine, sine = scale * math.cos(2 * math.pi * turn), scale * math.sin(2 * math.pi * turn)
    return _Laying(cosine, sine, other.x - cosine * one.x + sine * one.y, other.y - sine * one.x - cosine * one.y)


def _near(place: tuple[float, float], point: Point, off: float) -> bool:
    return abs(place[0] - point.x) <= off and abs(place[1] - point.y) <= off


def _shows(page: Print, place: tuple[float, float]) -> bool:
    return 0 <= place[0] <= page.width * FINE and 0 <= place[1] <= page.height * FINE
