"""FRD-11: status bars that do not fit the page under them."""

from dataclasses import replace

import pytest

from pipeline.findings import Outcome, Severity
from pipeline.pages import Line, Traces
from pipeline.rules import Facts
from tests.validators import papers
from tests.validators.papers import asked, complaint, document, facts, form, line, page
from validators.screens import status_bar_fits

PAID = form("payment_screenshot", payment_time="2026-09-01T20:11:33")


def screen(
    *bars: Line, texts: tuple[str, ...] = ("支付时间 2026-09-01 20:11:33",), traces: Traces | None = None
) -> Facts:
    lines = (*bars, *(line(text, top=0.5 + at / 10) for at, text in enumerate(texts)))
    shown = replace(page(*lines), width=1080, height=2340)
    return facts(document(shown, traces=traces or papers.photo()))


def bar(text: str, top: float = 0.01, score: float = 0.99) -> Line:
    return line(text, top=top, score=score)


def test_a_clock_before_a_payment_of_the_same_day_goes_to_a_person() -> None:
    known = screen(bar("09:10 5G 87%"), texts=("支付时间 今天 20:11",))

    finding = complaint(status_bar_fits, PAID, known)

    assert finding.severity is Severity.REVIEW
    assert "状态栏时间09:10早于页面时间20:11，" in finding.reason.zh
    assert finding.places == (known.document.pages[0].lines[0].box,)


def test_a_picture_that_says_its_own_day_contradicts_too() -> None:
    known = screen(bar("09:10"), traces=papers.photo(taken="2026-09-01T09:10:12"))

    assert complaint(status_bar_fits, PAID, known).severity is Severity.REVIEW


def test_an_earlier_clock_on_a_day_nobody_knows_is_only_noted() -> None:
    finding = complaint(status_bar_fits, PAID, screen(bar("09:10 5G 87%")))

    assert finding.severity is Severity.INFO
    assert "(if taken that day)" in finding.reason.en


def test_a_picture_taken_on_a_later_day_passes() -> None:
    known = screen(bar("09:10"), traces=papers.photo(taken="2026-09-02T09:10:12"))

    assert asked(status_bar_fits, PAID, known) is Outcome.PASS


@pytest.mark.parametrize("text", ["20:11", "20:30 4G 55%", "9:05 PM LTE", "23:59 中国移动 5G", "20:30 l O"])
def test_a_clock_after_the_payment_passes(text: str) -> None:
    assert asked(status_bar_fits, PAID, screen(bar(text))) is Outcome.PASS


def test_signs_beside_the_clock_may_be_read_as_lone_letters() -> None:
    known = screen(bar("09:10 l O"), texts=("支付时间 今天 20:11",))

    assert asked(status_bar_fits, PAID, known) is Outcome.FAIL
    assert asked(status_bar_fits, PAID, screen(bar("09:10 to go"))) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("text", ["25:10", "20:71 5G"])
def test_a_clock_that_cannot_be_goes_to_a_person(text: str) -> None:
    assert complaint(status_bar_fits, PAID, screen(bar(text))).severity is Severity.REVIEW


def test_a_clock_that_is_hard_to_read_is_left_open() -> None:
    assert asked(status_bar_fits, PAID, screen(bar("25:10", score=0.6))) is Outcome.UNREADABLE


def test_two_status_bars_of_different_times_go_to_a_person_with_both_places() -> None:
    known = screen(bar("20:30 5G 87%"), bar("21:02 5G 86%", top=0.4))

    finding = complaint(status_bar_fits, PAID, known)

    assert finding.severity is Severity.REVIEW
    assert len(finding.places) == 2


def test_a_time_on_the_page_is_no_status_bar() -> None:
    assert asked(status_bar_fits, PAID, screen(bar("20:30 5G 87%"), bar("19:02", top=0.4))) is Outcome.PASS


def test_a_phones_bar_over_a_wide_picture_is_noted() -> None:
    known = screen(bar("20:30 5G 87%"))
    wide = replace(known.document.pages[0], width=1600, height=1000)

    finding = complaint(status_bar_fits, PAID, facts(replace(known.document, pages=(wide,))))

    assert finding.severity is Severity.INFO
    assert "not the shape of a phone's screen" in finding.reason.en


def test_a_payment_whose_time_nobody_read_is_left_open() -> None:
    assert asked(status_bar_fits, form("payment_screenshot"), screen(bar("20:30"))) is Outcome.UNREADABLE


@pytest.mark.parametrize("traces", [papers.photo(camera="Huawei P60"), papers.pdf()], ids=["a camera's", "a PDF"])
def test_what_is_no_screenshot_has_no_status_bar(traces: Traces) -> None:
    assert asked(status_bar_fits, PAID, screen(bar("09:10 5G 87%"), traces=traces)) is Outcome.NOT_APPLICABLE


def test_a_screenshot_cut_below_its_bar_has_none() -> None:
    assert asked(status_bar_fits, PAID, screen()) is Outcome.NOT_APPLICABLE
