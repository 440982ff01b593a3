"""Scores of answers against labels, and what they add up to."""

from decimal import Decimal

import pytest

from benchmarks.accuracy import Answer, measured
from benchmarks.labels import Label
from benchmarks.matching import Match
from benchmarks.report import as_object, as_text
from benchmarks.scoring import scores, tally, wilson
from pipeline.fields import Grade
from pipeline.records import Refusal
from tests.app.papers import fails, read, record, till_receipt


def label(doc_type: str = "receipt", level: str = "", raises: tuple[str, ...] = (), **accepted: str) -> Label:
    rights = {name: (value,) for name, value in accepted.items()}
    return Label(
        set_name="set", name="a.jpg", path=None, doc_type=doc_type, accepted=rights, level=level, raises=raises
    )


def matches(one: Label, answer: Answer) -> dict[str, Match]:
    return {score.field: score.match for score in scores(one, answer)}


REFUSED = Refusal(name="a.jpg", files=(), sha256="", media_type="", code="locked", message="Send it unlocked.")


def test_each_labelled_field_and_the_kind_get_a_score() -> None:
    found = matches(label(total_amount="52.70", issue_date="2024-04-03", tip_amount="1.00"), till_receipt())

    assert found == {
        "(kind)": Match.EXACT,
        "total_amount": Match.EXACT,
        "issue_date": Match.WRONG,
        "tip_amount": Match.MISSING,
    }


def test_a_refused_document_misses_everything() -> None:
    assert set(matches(label(total_amount="1.00"), REFUSED).values()) == {Match.MISSING}


def test_labels_total_and_subtotal_are_gross_and_net_on_an_invoice() -> None:
    fields = (read("gross_amount", Decimal("52.70")), read("net_amount", Decimal("46.62")))

    found = matches(label(total_amount="52.70", subtotal_amount="46.62"), record("a.jpg", *fields))

    assert found["total_amount"] is found["subtotal_amount"] is Match.EXACT


def test_a_wrong_decisive_value_nobody_is_asked_about_is_listed_without_its_value() -> None:
    wrong = record("a.jpg", read("total_amount", Decimal("62.70"), critical=True, grade=Grade.VERIFIED))
    found = measured([(label(total_amount="52.70"), wrong)])

    assert "not under needs_person: 1\n  set  a.jpg  total_amount" in as_text(found, values=False)
    assert "62.70" not in as_text(found, values=False)
    assert "'62.70', not '52.70'" in as_text(found, values=True)
    assert as_object(found)["silent"] == [{"set": "set", "file": "a.jpg", "field": "total_amount"}]


def test_a_wrong_value_a_person_is_asked_about_is_not_silent() -> None:
    found = measured([(label(issue_date="2024-04-03"), till_receipt())])

    assert as_object(found)["silent"] == []


def test_values_on_documents_that_are_no_evidence_are_inventions() -> None:
    found = measured([(label("other"), till_receipt()), (label("receipt"), till_receipt())])

    assert [(one.file, one.field) for one in found.inventions] == [("a.jpg", "total_amount")]


def test_drawn_documents_say_which_rules_had_to_fail() -> None:
    one = record("a.jpg", findings=(fails("REC-02", "", "", "total_amount"), fails("INV-01", "", "")))

    found = as_object(measured([(label(level="clean", raises=("REC-02", "INV-06")), one)]))

    assert found["rules_raised"] == 1
    assert [alarm["rule"] for alarm in _list(found["rules_missed"])] == ["INV-06"]
    assert [alarm["rule"] for alarm in _list(found["rules_unexpected"])] == ["INV-01"]


def _list(value: object) -> list[dict[str, object]]:
    assert isinstance(value, list)
    return value


def test_levels_are_reported_apart() -> None:
    clean, photo = label(level="clean", total_amount="52.70"), label(level="photo", total_amount="1.00")

    text = as_text(measured([(clean, till_receipt()), (photo, till_receipt())]), values=False)

    assert "set · receipt · clean (n = 1)" in text
    assert "set · receipt · photo (n = 1)" in text


def test_a_refused_file_is_listed_with_its_code() -> None:
    assert "Refused: 1\n  set  a.jpg  locked" in as_text(measured([(label(), REFUSED)]), values=False)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(20, 20, 0.839, 1.0), (0, 10, 0.0, 0.278), (81, 263, 0.255, 0.366), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(right: int, n: int, low: float, high: float) -> None:
    found = wilson(right, n)

    assert found == pytest.approx((low, high), abs=0.0006)


def test_a_tally_counts_each_outcome() -> None:
    found = tally(scores(label(total_amount="1.00", issue_date="2024-03-04", tip_amount="1"), till_receipt()))

    assert (found.n, found.exact, found.wrong, found.missing, found.silent, found.asked) == (4, 2, 1, 1, 1, 1)
