"""What a chart holds for eyes, for screen readers and against strangers' texts."""

from html.parser import HTMLParser

import pytest

from app.charts.bars import lying, standing
from app.charts.drawn import WIDE, Bar, Frame
from app.charts.intervals import Row, intervals
from app.charts.lines import Series, Stretch, lines
from app.charts.stacks import stacked
from pipeline.trust.shares import Share

FRAME = Frame("arrivals", "Files by hour", "Most came at 9: 12 files.")
BARS = (Bar("8", 4, "4"), Bar("9", 12, "12"), Bar("10", 0, "0"))
SHARES = (Row("online", Share(80, 100), "80 %"), Row("offline", Share(2, 4), "50 %, few"))
DRAWN = {
    "lying": lying(FRAME, BARS),
    "standing": standing(FRAME, BARS),
    "lines": lines(FRAME, (Series("came", BARS), Series("went", BARS[::-1]))),
    "stretched": lines(FRAME, (Series("came", BARS),), (Stretch("spring", 0, 1), Stretch("summer", 2, 2))),
    "stacked": stacked(FRAME, BARS),
    "intervals": intervals(FRAME, SHARES),
}
EMPTY = {
    "lying": lying(FRAME, ()),
    "standing": standing(FRAME, ()),
    "lines": lines(FRAME, ()),
    "stacked": stacked(FRAME, ()),
    "intervals": intervals(FRAME, ()),
}


class Parts(HTMLParser):
    """Every element of a drawing in order, with its attributes, and the text that follows its start."""

    def __init__(self, svg: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, str] = {}
        self.feed(svg)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.texts[self.found[-1][1].get("id", "")] = data

    def of(self, tag: str) -> list[dict[str, str]]:
        return [given for name, given in self.found if name == tag]


def marks(svg: str, tag: str, role: str) -> list[dict[str, str]]:
    return [one for one in Parts(svg).of(tag) if role in one.get("class", "").split()]


@pytest.mark.parametrize("kind", DRAWN)
def test_a_chart_has_a_name_and_a_sentence_for_those_who_cannot_see_it(kind: str) -> None:
    parts = Parts(DRAWN[kind])

    (root,) = parts.of("svg")
    assert root["role"] == "img"
    assert [parts.texts[name] for name in root["aria-labelledby"].split()] == [FRAME.title, FRAME.about]


@pytest.mark.parametrize("kind", DRAWN)
def test_nothing_is_drawn_outside_the_picture(kind: str) -> None:
    parts = Parts(DRAWN[kind])
    high = float(parts.of("svg")[0]["viewbox"].split()[3])

    for one in parts.of("rect"):
        left, top, wide, tall = (float(one.get(name, 0)) for name in ("x", "y", "width", "height"))
        assert 0 <= left <= left + wide <= WIDE + 0.2
        assert 0 <= top <= top + tall <= high + 0.2


@pytest.mark.parametrize("kind", DRAWN)
def test_no_chart_carries_style_or_script_of_its_own(kind: str) -> None:
    assert "style" not in DRAWN[kind]
    assert "script" not in DRAWN[kind]


@pytest.mark.parametrize("kind", EMPTY)
def test_nothing_to_show_is_a_chart_without_marks(kind: str) -> None:
    assert marks(EMPTY[kind], "rect", "bar") == []
    assert "nan" not in EMPTY[kind]


def test_bars_are_as_long_as_what_they_stand_for() -> None:
    four, twelve, none = (float(one.get("width", 0)) for one in marks(DRAWN["lying"], "rect", "bar"))

    assert twelve == pytest.approx(3 * four, abs=0.2)
    assert none == 1


def test_standing_bars_leave_out_what_is_nothing() -> None:
    assert len(marks(DRAWN["standing"], "rect", "bar")) == 2


def test_parts_side_by_side_differ_in_shape_as_well_as_in_colour() -> None:
    parts = Parts(DRAWN["stacked"])

    fills = {one["fill"] for one in parts.of("rect") if "fill" in one}
    assert fills == {"url(#arrivals-s2)", "url(#arrivals-s3)"}
    assert {one["id"] for one in parts.of("pattern")} >= {"arrivals-s2", "arrivals-s3"}


def test_an_interval_reaches_as_far_as_chance_and_few_cases_are_hollow() -> None:
    wide, wider = (
        float(one.get("x2", 0)) - float(one.get("x1", 0)) for one in marks(DRAWN["intervals"], "line", "reach")
    )

    assert wider > wide
    assert len(marks(DRAWN["intervals"], "circle", "few")) == 1


def test_strangers_texts_stay_texts() -> None:
    drawn = lying(Frame("x", "<b>&", "d"), (Bar('"/><script>alert(1)</script>', 1, "\u202e1"),))

    assert {tag for tag, _ in Parts(drawn).found} == {"svg", "title", "desc", "text", "rect"}
    assert "\u202e" not in drawn


def test_what_lasted_lies_under_its_days_and_its_name_stays_in_the_picture() -> None:
    parts = Parts(DRAWN["stretched"])

    spring, summer = marks(DRAWN["stretched"], "line", "reach")
    assert [float(spring[name]) for name in ("x1", "x2")] == [5, WIDE / 2]
    assert float(summer["x1"]) == WIDE - 5
    assert [one["class"] for one in parts.of("text")][-2:] == ["", "end"]
