"""Bars: lying with their names beside them, or standing in a row such as the hours of a day."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from app.charts.drawn import WIDE, Bar, Frame, box, fitting, picture, rule, widest, words

_ROW, _HIGH = 24, 14  # units of a lying bar with its gap, and of the bar itself
_TALL, _FOOT, _HEAD = 120, 18, 14  # of standing ones: the tallest, the names below, the room above


def lying(frame: Frame, bars: Sequence[Bar]) -> Markup:
    """One row each, the longest as long as there is room."""
    return picture(frame, max(1, len(bars)) * _ROW, _rows(bars))


def standing(frame: Frame, bars: Sequence[Bar], every: int = 1) -> Markup:
    """One column each; every so many have their name below."""
    return picture(frame, _HEAD + _TALL + _FOOT, _columns(bars, every))


def _rows(bars: Sequence[Bar]) -> Iterator[Markup]:
    names = widest((one.label for one in bars), WIDE * 0.45)
    told = widest((one.told for one in bars), WIDE * 0.3)
    room, most = WIDE - names - told, max((one.value for one in bars), default=0.0)
    for row, one in enumerate(bars):
        top = row * _ROW + (_ROW - _HIGH) / 2
        long = room * one.value / most if most else 0.0
        yield words(0, top + 11, fitting(one.label, names))
        yield box((names, top, max(long, 1.0), _HIGH), "bar")
        yield words(names + max(long, 1.0) + 4, top + 11, one.told, "told")


def _columns(bars: Sequence[Bar], every: int) -> Iterator[Markup]:
    most = max((one.value for one in bars), default=0.0)
    step = WIDE / max(1, len(bars))
    foot = _HEAD + _TALL
    yield rule((0, foot, WIDE, foot), "axis")
    for at, one in enumerate(bars):
        high = _TALL * one.value / most if most else 0.0
        if high:
            yield box((at * step + step * 0.15, foot - high, step * 0.7, high), "bar")
        if at % every == 0:
            yield words((at + 0.5) * step, foot + 13, fitting(one.label, step * every), "mid")
    if most:
        peak = max(range(len(bars)), key=lambda at: bars[at].value)
        yield words(min(max((peak + 0.5) * step, 16), WIDE - 16), _HEAD - 3, bars[peak].told, "mid told")
