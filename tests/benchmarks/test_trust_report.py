"""The report on probabilities says what n allows, and no more."""

from benchmarks.curves import risk_picture, truth_picture
from benchmarks.trust_page import Report, as_object, promise
from benchmarks.trust_report import DECISIVE, DRAWN, EVERY, worths
from tests.benchmarks.values import missed, values


def test_exact_near_wrong_and_missing_add_up_per_field_and_in_all() -> None:
    found = worths([*((one, one.confidence) for one in values(30, 1)), missed("total_amount")])

    assert [row.name for row in found] == [DECISIVE, EVERY, "receipt · total_amount"]
    assert [(row.n, row.exact, row.near, row.wrong, row.missing) for row in found] == [(31, 20, 5, 5, 1)] * 3


def test_a_drawn_value_counts_under_its_treatment_and_among_all_drawn_ones() -> None:
    found = worths((one, one.confidence) for one in values(30, 1, template="till", level="scan"))

    assert [(row.name, row.source, row.n) for row in found] == [
        *((name, source, 30) for name in (DECISIVE, EVERY) for source in (DRAWN, "scan")),
        *(("receipt · total_amount", source, 30) for source in (DRAWN, "scan")),
    ]


def test_what_passed_alone_is_counted_with_its_bound() -> None:
    (decisive,) = (row for row in worths((one, one.confidence) for one in values(300, 1)) if row.name == DECISIVE)

    assert as_object(decisive)["asked_nobody"] == {"n": 200, "wrong": 0, "bound": 0.0149}
    through = decisive.through(0.005)
    assert through is not None
    assert (through.passed, through.wrong) == (200, 0)


def test_too_few_values_promise_nothing_and_enough_do() -> None:
    few, many = (
        next(row for row in worths((one, one.confidence) for one in values(count, 1)) if row.name == DECISIVE)
        for count in (300, 1200)
    )

    assert promise(few) == "too few to promise 0.50%: the bound is 1.5%, 598 without an error would do"
    assert promise(many) == "error at most 0.37% with 95 % confidence"
    assert promise(many, 0.001) == "too few to promise 0.10%: the bound is 0.4%, 2995 without an error would do"
    assert promise(few, 0.02) == "error at most 1.49% with 95 % confidence"


def test_the_page_and_its_pictures_say_their_numbers_in_words() -> None:
    found = worths((one, one.confidence) for one in values(300, 1))
    page = Report(found, 0.02).as_markdown("300 values.", "pictures")
    picture, truth = risk_picture(found[0].curve, "decisive & real"), truth_picture(found[0].judged, "decisive")

    assert "| decisive values | real | 300 | 200 | 50 | 50 | 0 |" in page
    assert "passes at 2.00%" in page
    assert "error at most 1.49% with 95 % confidence" in page
    assert "(pictures/receipt.total_amount-real-risk.svg)" in page
    assert "| decisive values | real | 0 of 200 (1.49%); 34 |" in page
    assert "decisive &amp; real" in picture
    assert "the error among what passes is at most" in picture
    assert truth.count("<circle") == 10
