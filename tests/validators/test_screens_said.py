"""FRD-11: the sentences about a status bar, where they point to, and what a clock can show."""

from dataclasses import replace

import pytest

from pipeline.findings import Outcome, Reason
from pipeline.geometry import Box, Quad
from pipeline.pages import Line
from pipeline.rules import Facts
from tests.validators.papers import asked, complaint, document, facts, field, form, line, page
from validators.screens import status_bar_fits

BELOW = Box(page=1, left=0.3, top=0.5, right=0.7, bottom=0.52)
PAID = form("payment_screenshot", field("payment_time", "2026-09-01T20:11:33", place=Quad.around(BELOW)))
TODAY = "支付时间 今天 20:11"
CONTRADICTS = (
    "截图元素自相矛盾：{}，请对照原件",
    "The screenshot contradicts itself: {}; please compare with the original",
)


def screen(*lines: Line, width: int = 1080, height: int = 2340) -> Facts:
    return facts(document(replace(page(*lines), width=width, height=height)))


def bar(text: str, top: float = 0.01, score: float = 0.99) -> Line:
    return line(text, top=top, score=score)


FIRST, SECOND = bar("09:10 5G 87%"), bar("21:02 5G 86%", top=0.4)


@pytest.mark.parametrize(
    ("known", "zh", "en", "places"),
    [
        (screen(bar("25:10")), "状态栏时间25:10不存在", "no clock shows 25:10", (bar("25:10").box,)),
        (
            screen(FIRST, SECOND),
            "有两个状态栏：09:10、21:02",
            "two status bars, 09:10 and 21:02",
            (FIRST.box, SECOND.box),
        ),
        (
            screen(FIRST, width=1000, height=1149),
            "有手机状态栏，但画面不是竖屏比例",
            "it has a phone's status bar, but not the shape of a phone's screen",
            (FIRST.box,),
        ),
        (
            screen(FIRST),
            "状态栏时间09:10早于页面时间20:11（若为同一天截图）",
            "its clock says 09:10, before 20:11 on the page (if taken that day)",
            (FIRST.box, BELOW),
        ),
        (
            screen(FIRST, line(TODAY, top=0.6)),
            "状态栏时间09:10早于页面时间20:11",
            "its clock says 09:10, before 20:11 on the page",
            (FIRST.box, BELOW),
        ),
    ],
)
def test_a_reviewer_reads_and_sees_how_a_screenshot_contradicts_itself(
    known: Facts, zh: str, en: str, places: tuple[Box, ...]
) -> None:
    finding = complaint(status_bar_fits, PAID, known)

    assert finding.reason == Reason(CONTRADICTS[0].format(zh), CONTRADICTS[1].format(en))
    assert finding.places == places


def test_a_clock_before_the_page_points_to_the_time_on_it() -> None:
    assert complaint(status_bar_fits, PAID, screen(FIRST)).fields == ("payment_time",)


def test_a_picture_just_high_enough_has_a_phones_shape() -> None:
    assert asked(status_bar_fits, PAID, screen(bar("20:30"), width=1000, height=1150)) is Outcome.PASS


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("8:11 PM", Outcome.PASS),
        ("8:10 PM", Outcome.FAIL),
        ("8:11 AM", Outcome.FAIL),
        ("8:11", Outcome.FAIL),
        ("12:30 PM", Outcome.FAIL),
        ("1:30 PM", Outcome.FAIL),
        ("11:59 PM", Outcome.PASS),
        ("24:00", Outcome.FAIL),
        ("20:60", Outcome.FAIL),
        ("20:59", Outcome.PASS),
    ],
)
def test_a_clock_is_read_with_its_half_of_the_day(text: str, outcome: Outcome) -> None:
    assert asked(status_bar_fits, PAID, screen(bar(text), line(TODAY, top=0.6))) is outcome


@pytest.mark.parametrize("text", ["24:00", "20:60", "25:10", "13:00 PM 5G 99:99"])
def test_a_time_no_clock_shows_is_named_or_is_no_bar(text: str) -> None:
    assert asked(status_bar_fits, PAID, screen(bar(text))) is not Outcome.PASS


@pytest.mark.parametrize(("hour", "said"), [("12:30 PM", "12:30"), ("1:30 PM", "1:30"), ("12:30 AM", "12:30")])
def test_a_clock_in_halves_contradicts_a_page_of_the_same_day_only_where_it_is_earlier(hour: str, said: str) -> None:
    noon = form("payment_screenshot", payment_time="2026-09-01T13:31:00")

    reason = complaint(status_bar_fits, noon, screen(bar(hour), line("支付时间 今天 13:31", top=0.6))).reason

    assert reason.en.startswith(f"The screenshot contradicts itself: its clock says {said}, before 13:31")


@pytest.mark.parametrize(
    ("hour", "outcome"), [("12:50 AM", Outcome.FAIL), ("12:50 PM", Outcome.PASS), ("1:00 PM", Outcome.PASS)]
)
def test_midnight_and_one_oclock_stand_at_the_two_ends_of_the_halves(hour: str, outcome: Outcome) -> None:
    about = form("payment_screenshot", payment_time="2026-09-01T12:45:00")

    assert asked(status_bar_fits, about, screen(bar(hour), line("支付时间 今天 12:45", top=0.6))) is outcome


@pytest.mark.parametrize(("score", "outcome"), [(0.9, Outcome.PASS), (0.89, Outcome.UNREADABLE)])
def test_every_character_of_the_clock_is_read_for_sure(score: float, outcome: Outcome) -> None:
    assert asked(status_bar_fits, PAID, screen(bar("20:30", score=score))) is outcome


@pytest.mark.parametrize(
    ("at", "outcome"), [(0, Outcome.UNREADABLE), (4, Outcome.UNREADABLE), (5, Outcome.PASS), (9, Outcome.PASS)]
)
def test_only_the_clock_itself_must_be_sure(at: int, outcome: Outcome) -> None:
    sure = bar("20:30 5G 87%")
    doubtful = replace(sure, scores=(*sure.scores[:at], 0.5, *sure.scores[at + 1 :]))

    assert asked(status_bar_fits, PAID, screen(doubtful)) is outcome


@pytest.mark.parametrize(
    ("top", "height", "outcome"),
    [
        (0.059, 2160, Outcome.PASS),
        (0.061, 2160, Outcome.NOT_APPLICABLE),
        (0.029, 4320, Outcome.PASS),
        (0.031, 4320, Outcome.NOT_APPLICABLE),
        (0.061, 1500, Outcome.NOT_APPLICABLE),
    ],
)
def test_a_phone_shows_its_clock_at_the_top_and_a_scrolled_picture_higher_still(
    top: float, height: int, outcome: Outcome
) -> None:
    """Six hundredths of a page twice as high as wide; the same number of points on a longer one."""
    assert asked(status_bar_fits, PAID, screen(bar("20:30 5G 87%", top=top), height=height)) is outcome
