"""Shares with how sure they are: a dot, and a line as far as chance may have moved it; few cases are drawn hollow."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.charts.drawn import WIDE, Frame, dot, fitting, picture, rule, widest, words
from pipeline.trust.shares import Share

_ROW, _FOOT = 26, 18
_TICKS = (0.0, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """`told` such as `80 % (12 of 15)`."""

    label: str
    share: Share
    told: str


def intervals(frame: Frame, rows: Sequence[Row]) -> Markup:
    """All on one scale from 0 to 100 %."""
    return picture(frame, len(rows) * _ROW + _FOOT, _marks(rows))


def _marks(rows: Sequence[Row]) -> Iterator[Markup]:
    names = widest((one.label for one in rows), WIDE * 0.32)
    told = widest((one.told for one in rows), WIDE * 0.4)
    start, room, foot = names + 5, WIDE - names - told - 14, len(rows) * _ROW
    for tick in _TICKS:
        x = start + room * tick
        yield rule((x, 0, x, foot), "grid")
        yield words(x, foot + 13, f"{tick:.0%}", "mid")
    for at, one in enumerate(rows):
        y = at * _ROW + _ROW / 2
        low, high = one.share.interval
        yield words(0, y + 4, fitting(one.label, names))
        yield rule((start + room * low, y, start + room * high, y), "reach")
        if one.share.rate is not None:
            yield dot(start + room * one.share.rate, y, "point few" if one.share.few else "point")
        yield words(WIDE, y + 4, one.told, "end told")
