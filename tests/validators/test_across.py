"""Whether the pages of one document carry one number."""

from dataclasses import replace

import pytest

from pipeline.pages import Line, Page
from tests.validators.papers import document, line, page
from validators.across import REPORT, Across, across

NUMBER = "HC-2026-001"
OURS, ANOTHER = f"报告编号：{NUMBER}", "报告编号：HC-2026-002"


def doubted(text: str, *, page_number: int, score: float, at: int = -1) -> Page:
    """A page with one line, one character of which is read with `score`."""
    one = line(text, page=page_number)
    scores = list(one.scores)
    scores[at] = score
    return page(replace(one, scores=tuple(scores)), number=page_number)


def test_pages_with_another_number_and_without_one_are_told() -> None:
    read = document(page(OURS), page(ANOTHER, number=2), page("检测结果", number=3))

    assert across(read, REPORT, NUMBER) == Across(((2, "HC-2026-002"),), (3,), False)


@pytest.mark.parametrize("printed", ["HC/2026/001", "hc-2026-001", "HC-2O26-00I", "HC2026001"])
def test_a_number_is_the_same_whatever_its_marks_and_its_lookalikes(printed: str) -> None:
    assert across(document(page(f"报告编号：{printed}")), REPORT, NUMBER) == Across((), (), False)


@pytest.mark.parametrize("at", [0, 7, -1])
def test_another_number_counts_only_where_its_whole_line_is_plainly_read(at: int) -> None:
    sure, unsure = (
        document(page(OURS), doubted(ANOTHER, page_number=2, score=score, at=at), page(OURS, number=3))
        for score in (0.6, 0.59)
    )

    assert across(sure, REPORT, NUMBER) == Across(((2, "HC-2026-002"),), (), False)
    assert across(unsure, REPORT, NUMBER) == Across((), (2,), True)


def test_a_number_broken_over_two_lines_is_doubtful_and_still_on_its_page() -> None:
    assert across(document(page("报告编号：HC-2026", "-001")), REPORT, NUMBER) == Across((), (), True)


def test_a_label_and_its_number_may_be_two_lines_of_one_row() -> None:
    pieces: tuple[Line, ...] = (line("报告编号："), line("HC-2026-002"))

    read = document(replace(page(), rows=(pieces,)))

    assert across(read, REPORT, NUMBER).others == ((1, "HC-2026-002"),)
