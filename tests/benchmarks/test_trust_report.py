"""The report on probabilities says what n allows, and no more."""

from benchmarks.curves import risk_picture, truth_picture
from benchmarks.trust_report import DECISIVE, EVERY, as_markdown, as_object, promise, worths
from tests.benchmarks.values import missed, values


def test_right_wrong_and_missing_add_up_per_field_and_in_all() -> None:
    found = worths([*((one, one.confidence) for one in values(30, 1)), missed("total_amount")])

    assert [row.name for row in found] == [DECISIVE, EVERY, "receipt · total_amount"]
    assert [(row.n, row.right, row.wrong, row.missing) for row in found] == [
        (30, 25, 5, 0),
        (31, 25, 5, 1),
        (31, 25, 5, 1),
    ]


def test_what_passed_alone_is_counted_with_its_bound() -> None:
    (decisive,) = (row for row in worths((one, one.confidence) for one in values(300, 1)) if row.name == DECISIVE)

    assert as_object(decisive)["asked_nobody"] == {"n": 200, "wrong": 0, "bound": 0.0149}
    through = decisive.through()
    assert through is not None
    assert (through.passed, through.wrong) == (200, 0)


def test_too_few_values_promise_nothing_and_enough_do() -> None:
    few, many = (
        next(row for row in worths((one, one.confidence) for one in values(count, 1)) if row.name == DECISIVE)
        for count in (300, 1200)
    )

    assert promise(few) == "too few to promise 0.5%: the bound is 1.5%, 598 without an error would do"
    assert promise(many) == "error at most 0.37% with 95 % confidence"


def test_the_page_and_its_pictures_say_their_numbers_in_words() -> None:
    found = worths((one, one.confidence) for one in values(300, 1))
    page = as_markdown(found, "300 values.")
    picture, truth = risk_picture(found[0].curve, "decisive & real"), truth_picture(found[0].judged, "decisive")

    assert "| decisive values | real | 300 |" in page
    assert "decisive &amp; real" in picture
    assert "the error among what passes is at most" in picture
    assert truth.count("<circle") == 10
