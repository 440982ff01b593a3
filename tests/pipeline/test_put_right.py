"""What people read stands in the record, and is doubted no more."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipeline.corrections import Change, Correction, put_right
from pipeline.evidence import EvidenceId
from pipeline.fields import Grade, State, Value, ValueType
from pipeline.geometry import Box
from pipeline.records import Record
from tests.validators.cases import filed
from tests.validators.papers import field, form

PLACE = Box(page=1, left=0.25, top=0.25, right=0.5, bottom=0.5)
TYPES = {
    "paid_amount": ValueType.AMOUNT,
    "order_time": ValueType.MOMENT,
    "issue_date": ValueType.DATE,
    "printed": ValueType.BOOL,
    "order_id": ValueType.ID,
}


def record() -> Record:
    read = form(
        "order_screenshot",
        field("paid_amount", Decimal("9.00"), raw="9.0O", critical=True, doubts=("differs",), candidates=("9.06",)),
        field("order_id", "1234", confirmed_by=("second reading",)),
    )
    return filed(read, needs_person=("paid_amount", "order_id")).record


def said(name: str, new: str, *, kind: str = "order_screenshot", box: Box | None = None) -> Correction:
    change = Change(
        evidence=EvidenceId("evd_1"),
        record=1,
        kind=kind,
        field=name,
        read=None,
        old=None,
        new=new,
        box=box,
        crop="",
        after=None,
    )
    return Correction(id="cor_1", change=change, by="person", at=datetime(2026, 11, 29, tzinfo=UTC))


def test_the_value_a_person_read_stands_and_is_doubted_no_more() -> None:
    found = put_right(record(), (said("paid_amount", "9.90", box=PLACE),), TYPES)

    amount = found.form.field("paid_amount")
    assert amount is not None
    assert (amount.value, amount.raw, amount.grade, amount.confidence) == (Decimal("9.90"), "9.0O", Grade.VERIFIED, 1.0)
    assert (amount.doubts, amount.candidates, amount.confirmed_by) == ((), (), ("person",))
    assert amount.box == PLACE
    assert amount.critical
    assert found.needs_person == ("order_id",)


def test_a_value_found_right_keeps_what_confirmed_it() -> None:
    found = put_right(record(), (said("order_id", "1234"),), TYPES).form.field("order_id")

    assert found is not None
    assert found.confirmed_by == ("second reading", "person")


@pytest.mark.parametrize(
    ("name", "new", "value"),
    [
        ("issue_date", "2026-09-01", date(2026, 9, 1)),
        ("order_time", "2026-09-01T20:11", "2026-09-01T20:11"),
        ("printed", "true", True),
        ("printed", "false", False),
    ],
)
def test_a_field_nobody_had_read_is_added_as_its_type(name: str, new: str, value: Value) -> None:
    found = put_right(record(), (said(name, new),), TYPES).form.field(name)

    assert found is not None
    assert found.value == value


def test_what_is_not_on_the_paper_is_not_found() -> None:
    found = put_right(record(), (said("paid_amount", "-"),), TYPES).form

    assert found.state("paid_amount") is State.NOT_FOUND
    assert found.amount("paid_amount") is None


def test_the_newest_word_counts() -> None:
    found = put_right(record(), (said("paid_amount", "9.90"), said("paid_amount", "9.06")), TYPES)

    assert found.form.amount("paid_amount") == Decimal("9.06")


@pytest.mark.parametrize(
    "other", [said("paid_amount", "9.90", kind="receipt"), said("colour", "red")], ids=["another kind", "no such field"]
)
def test_what_was_said_of_something_else_changes_nothing(other: Correction) -> None:
    before = record()

    assert put_right(before, (other,), TYPES) is before
    assert put_right(replace(before), (), TYPES) == before
