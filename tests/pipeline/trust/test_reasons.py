"""The reasons a person is given for looking at a field."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pipeline.fields import Field, Grade, Reading, State
from pipeline.record_json import as_json
from pipeline.trust.reasons import alternatives, why
from tests.app.papers import fails, read, record

SMALL = Reading(reader="small", text="52.70", confidence=0.9)
OTHER = Reading(reader="tesseract", text="62.70", confidence=0.9)
SHORT = Reading(reader="tiny", text=" 52.7", confidence=0.9)
BLIND = Reading(reader="tesseract", text=" ", confidence=0.0)


def total(**more: object) -> Field:
    return read("total_amount", Decimal("52.70"), None, critical=True, **more)


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        (total(doubts=("two_totals",)), "more than one amount could be the total"),
        (total(doubts=("never_heard_of",)), "never heard of"),
        (total(readings=(SMALL, OTHER)), "read differently by the independent reader: 5/6 in position 1"),
        (total(readings=(SMALL, SHORT)), "read differently by the second reader: 52.7"),
        (total(readings=(SMALL, BLIND)), "the independent reader could not read it"),
        (total(readings=(SMALL,)), "only one reader could look"),
        (total(readings=(SMALL, SMALL), grade=Grade.AGREED), "the independent reader did not confirm it"),
        (
            total(readings=(SMALL, SMALL, OTHER), grade=Grade.AGREED),
            "read differently by the independent reader: 5/6 in position 1",
        ),
        (total(grade=Grade.VERIFIED), "the reading is unsure"),
        (Field(name="total_amount", state=State.NOT_FOUND), "required, but not found"),
        (Field(name="total_amount", state=State.UNREADABLE), "something is there, but nobody could read it"),
    ],
)
def test_a_field_says_itself_why_it_is_doubted(field: Field, reason: str) -> None:
    assert [text.en for text in why(record("a.jpg", field), "total_amount")] == [reason]


def test_a_failed_rule_is_a_reason_after_the_fields_own() -> None:
    one = record("a.jpg", total(doubts=("two_totals",)), findings=(fails("REC-02", "差额", "gap", "total_amount"),))

    assert [text.en for text in why(one, "total_amount")] == [
        "more than one amount could be the total",
        "REC-02 failed",
    ]


def test_a_kind_that_could_be_another_is_asked_about_too() -> None:
    assert why(record("a.jpg"), "kind")[0].en == "it could be another kind of document"


def test_a_record_says_in_both_languages_why_each_field_needs_a_person() -> None:
    one = replace(record("a.jpg", total(readings=(SMALL, OTHER))), needs_person=("total_amount",))

    assert as_json(one)["because"] == {
        "total_amount": {
            "zh": "独立识读不同：第1位 5/6",
            "en": "read differently by the independent reader: 5/6 in position 1",
        }
    }


def test_alternatives_leave_out_what_already_stands() -> None:
    assert alternatives(total(candidates=("52.70", "62.70", "62.70"))) == ("62.70",)
