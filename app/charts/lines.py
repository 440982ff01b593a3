"""Lines over days: one point a day, a marker where few of them would be lost in a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.drawn import WIDE, Bar, Frame, dot, fitting, picture, rule, shape, words

_TALL, _FOOT, _HEAD, _LEGEND, _ROW = 120, 24, 14, 18, 30
_MARKED = 35  # points; more stand too close for markers


@dataclass(frozen=True, slots=True)
class Series:
    """`points` in order, as many as every other series of the chart has."""

    name: str
    points: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """What lasted from one point to another, both counted from 0, such as a campaign."""

    name: str
    first: int
    last: int


def lines(frame: Frame, series: Sequence[Series], stretches: Sequence[Stretch] = ()) -> Markup:
    """All in one scale that begins at zero; each has its own dashes beside its own colour. `stretches` lie below."""
    legend = _LEGEND * len(series) if len(series) > 1 else 0
    foot = _HEAD + _TALL + _FOOT + legend
    below = _stretched(stretches, len(series[0].points), foot) if series else ()
    return picture(frame, foot + _ROW * len(stretches), (*_marks(series), *below))


def _marks(series: Sequence[Series]) -> Iterator[Markup]:
    most = max((one.value for each in series for one in each.points), default=0.0)
    foot = _HEAD + _TALL
    yield rule((0, foot, WIDE, foot), "axis")
    if not most:
        return
    for number, each in enumerate(series):
        places = list(_places(each.points, most))
        yield Markup('<polyline class="line {}" points="{}"/>').format(
            shape(number), " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        )
        if len(places) <= _MARKED:
            yield from (dot(x, y, f"point {shape(number)}") for x, y in places)
        if len(series) > 1:
            yield from _legend(number, each.name, foot + _FOOT)
    yield from _ends(series[0].points, foot)
    yield words(0, _HEAD - 3, max((one for each in series for one in each.points), key=lambda one: one.value).told)


def _places(points: Sequence[Bar], most: float) -> Iterator[tuple[float, float]]:
    for at, one in enumerate(points):
        yield _across(at, len(points)), _HEAD + _TALL * (1 - one.value / most)


def _across(at: int, count: int) -> float:
    return 5 + at * (WIDE - 10) / max(1, count - 1)


def _stretched(stretches: Sequence[Stretch], count: int, top: float) -> Iterator[Markup]:
    """Each as a bar under its days with its name; one that begins late ends with its name."""
    for number, one in enumerate(stretches):
        y = top + number * _ROW + 8
        begins, ends = _across(one.first, count), _across(one.last, count)
        yield rule((begins, y, max(ends, begins + 1), y), "reach")
        late = begins > WIDE / 2
        room = ends if late else WIDE - begins
        yield words(ends if late else begins, y + 17, fitting(one.name, room), "end" if late else "")


def _legend(number: int, name: str, top: float) -> Iterator[Markup]:
    y = top + number * _LEGEND + 10
    yield rule((0, y, 24, y), f"line {shape(number)}")
    yield words(30, y + 4, name)


def _ends(points: Sequence[Bar], foot: float) -> Iterator[Markup]:
    if points:
        yield words(0, foot + 19, points[0].label)
    if len(points) > 1:
        yield words(WIDE, foot + 19, points[-1].label, "end")
