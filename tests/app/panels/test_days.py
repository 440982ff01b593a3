"""The days of a claim on one axis."""

import re

from app.charts.drawn import Frame
from app.panels.days import axis, days

FRAME = Frame("days", "Days", "From purchase to deadline")


def body(**moments: str) -> dict[str, object]:
    return {"timeline": [{"what": what, "day": day, "zh": what, "en": what} for what, day in moments.items()]}


def places(drawn: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r'class="mid [\w-]+" x="([\d.]+)" y="([\d.-]+)"', drawn)]


def test_days_stand_in_order_and_are_counted() -> None:
    told = days(body(claim="2026-11-02", purchase="2026-09-28", deadline="2026-12-27"))

    assert [(one.number, one.what) for one in told] == [(1, "purchase"), (2, "claim"), (3, "deadline")]


def test_what_came_after_the_deadline_is_late() -> None:
    told = days(body(purchase="2026-09-28", deadline="2026-10-28", claim="2026-11-02"))

    assert [one.late for one in told] == [False, False, True]


def test_a_day_lies_where_it_belongs_between_the_first_and_the_last() -> None:
    told = days(body(purchase="2026-01-01", claim="2026-01-11", deadline="2026-01-21"))

    first, middle, last = (x for x, _ in places(axis(FRAME, told)))
    assert middle - first == last - middle


def test_days_that_lie_close_do_not_cover_each_other() -> None:
    moments = {f"m{day}": f"2026-01-{day:02}" for day in range(1, 9)} | {"deadline": "2026-12-31"}

    marks = places(axis(FRAME, days(body(**moments))))

    assert len(set(marks)) == len(marks)
    rows = {y: [x for x, at in marks if at == y] for _, y in marks}
    for row in rows.values():
        assert all(after - before >= 18 for before, after in zip(sorted(row), sorted(row)[1:], strict=False))
    assert min(y for _, y in marks) >= 12


def test_one_day_and_none_can_be_drawn() -> None:
    assert "nan" not in axis(FRAME, days(body(purchase="2026-01-01")))
    assert places(axis(FRAME, days({"timeline": []}))) == []
