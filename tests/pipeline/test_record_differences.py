"""Two records are told apart value by value, under the names people know, and never called equal when they are not."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from pipeline.record_differences import Difference, differences, record_bytes

RECORD: dict[str, Any] = {
    "kind": "receipt",
    "pages": [{"number": 1, "rotation": 0}],
    "fields": [{"name": "total_amount", "value": "9.00", "candidates": []}, {"name": "issue_date", "value": None}],
    "findings": [{"rule": "REC-01", "outcome": "pass"}, {"rule": "REC-01", "outcome": "fail"}],
    "versions": {"readers": {"tiny": "1"}},
}
ANYTHING = some.recursive(
    some.none() | some.booleans() | some.integers(0, 3) | some.text("ab", max_size=2),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)


def changed(**keys: object) -> tuple[Difference, ...]:
    return differences(RECORD, {**RECORD, **keys})


def test_the_same_record_differs_in_nothing() -> None:
    assert changed() == ()


def test_a_value_is_called_by_the_name_of_its_field() -> None:
    fields = [{**RECORD["fields"][0], "value": "8.00"}, RECORD["fields"][1]]

    assert changed(fields=fields) == (Difference("total_amount value", "9.00", "8.00"),)


def test_a_field_that_is_gone_does_not_move_the_others() -> None:
    assert changed(fields=RECORD["fields"][1:]) == (Difference("total_amount", RECORD["fields"][0], None),)


def test_a_rule_that_answers_twice_is_counted() -> None:
    findings = [RECORD["findings"][0], {"rule": "REC-01", "outcome": "pass"}]

    assert changed(findings=findings) == (Difference("rule REC-01 #2 outcome", "fail", "pass"),)


def test_pages_and_versions_have_their_places() -> None:
    pages = [{"number": 1, "rotation": 90}]

    assert changed(pages=pages, versions={"readers": {"tiny": "2"}}) == (
        Difference("page 1 rotation", 0, 90),
        Difference("versions readers tiny", "1", "2"),
    )


def test_the_same_said_in_another_order_is_not_the_same_bytes() -> None:
    (found,) = differences(RECORD, dict(reversed(RECORD.items())))

    assert "order" in found.where


@given(some.dictionaries(some.sampled_from("abc"), ANYTHING), some.dictionaries(some.sampled_from("abc"), ANYTHING))
def test_no_difference_means_the_same_bytes(one: dict[str, object], other: dict[str, object]) -> None:
    assert (differences(one, other) == ()) == (record_bytes(one) == record_bytes(other))
    assert json.loads(record_bytes(one)) == one
