"""The days of a claim on one axis, from the purchase to the last day on which it could be claimed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from app.charts.drawn import WIDE, Frame, picture, rule, words
from pipeline.findings import Reason

DEADLINE = "deadline"
_LEFT, _ROOM = 12, WIDE - 24
_STEP, _HIGH = 18, 16  # units between two numbers side by side, and of one row of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day; `number` on the axis, `what` as in the answer. `late`: it lies behind the deadline."""

    number: int
    what: str
    text: Reason
    day: date
    file: str
    late: bool


def days(body: Mapping[str, object]) -> tuple[Day, ...]:
    """From an answer, in order; the same day may come several times."""
    told = body.get("timeline")
    rows = sorted(told if isinstance(told, list) else [], key=lambda one: str(one["day"]))
    ends = [date.fromisoformat(str(one["day"])) for one in rows if one["what"] == DEADLINE]
    return tuple(
        Day(
            number=number,
            what=str(one["what"]),
            text=Reason(str(one["zh"]), str(one["en"])),
            day=date.fromisoformat(str(one["day"])),
            file=str(one.get("file") or ""),
            late=bool(ends) and date.fromisoformat(str(one["day"])) > ends[0],
        )
        for number, one in enumerate(rows, 1)
    )


def axis(frame: Frame, shown: tuple[Day, ...]) -> Markup:
    """Each day a numbered mark where it lies; numbers that would touch stand above each other."""
    rows = _rows(shown)
    tall = (max(rows, default=0) + 1) * _HIGH
    return picture(frame, tall + 26, _marks(shown, rows, tall))


def _marks(shown: tuple[Day, ...], rows: tuple[int, ...], tall: float) -> Iterator[Markup]:
    yield rule((_LEFT, tall + 6, WIDE - _LEFT, tall + 6), "axis")
    for one, row in zip(shown, rows, strict=True):
        x = _at(one, shown)
        role = "late" if one.late else "end-day" if one.what == DEADLINE else "day"
        yield rule((x, tall + 1, x, tall + 11), f"tick {role}")
        yield words(x, tall - row * _HIGH - 2, str(one.number), f"mid {role}")
    if shown:
        yield words(_LEFT, tall + 23, shown[0].day.isoformat())
        yield words(WIDE - _LEFT, tall + 23, shown[-1].day.isoformat(), "end")


def _at(one: Day, shown: tuple[Day, ...]) -> float:
    long = (shown[-1].day - shown[0].day).days
    return _LEFT + (_ROOM * (one.day - shown[0].day).days / long if long else 0.0)


def _rows(shown: tuple[Day, ...]) -> tuple[int, ...]:
    """The lowest row on which each number touches none before it."""
    ends: list[float] = []
    rows = []
    for one in shown:
        x = _at(one, shown)
        row = next((at for at, end in enumerate(ends) if x - end >= _STEP), len(ends))
        ends[row : row + 1] = [x]
        rows.append(row)
    return tuple(rows)
