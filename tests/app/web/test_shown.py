"""What the desk shows of a document's values, before a template lays it out."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.web.shown import Box, Looking, shown
from pipeline.claim.claims import Paper
from pipeline.evidence import EvidenceId
from pipeline.fields import Field, Grade
from tests.app.papers import KINDS, fails, read, record

_RULE = fails("INT-08", "识别结果存在歧义", "More than one reading is possible", "total_amount")


def box_of(field: Field) -> Box:
    """The row of a value that needs a person and on which a rule failed."""
    paper = replace(record("a.jpg", field, findings=(_RULE,)), needs_person=(field.name,))
    found = shown(Paper(record=paper), paper, Looking(number=1, evidence=EvidenceId("e")), KINDS, ())
    return next(box for box in found.boxes if box.name == field.name)


def test_a_failed_rule_speaks_in_its_own_words_and_not_by_its_code() -> None:
    doubted = box_of(read("total_amount", Decimal("52.70"), critical=True, doubts=("two_totals",)))
    ruled = box_of(read("total_amount", Decimal("52.70"), critical=True, grade=Grade.VERIFIED))

    assert [one.en for one in doubted.reasons] == ["more than one amount could be the total"]
    assert ruled.reasons == ()
    assert [one.reason.en for one in (*doubted.failed, *ruled.failed)] == ["More than one reading is possible"] * 2


@pytest.mark.parametrize(
    ("number", "fours"),
    [("2612345678901234567", ("2612", "3456", "7890", "1234", "567")), ("4711", ()), ("HG-2608-01B", ())],
)
def test_a_long_number_comes_in_fours(number: str, fours: tuple[str, ...]) -> None:
    assert box_of(read("receipt_number", number, critical=True)).groups == fours
