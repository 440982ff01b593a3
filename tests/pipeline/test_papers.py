"""Values read across several papers are in doubt; a paper read by itself is not."""

from dataclasses import replace
from datetime import date

import pytest

from pipeline.fields import Field, State
from pipeline.pages import Document
from pipeline.papers import PART, SEVERAL, unparted
from pipeline.records import Form
from tests.paper import paper

FORM = Form(
    "receipt",
    (
        Field(name="issue_date", state=State.READ, value=date(2026, 3, 12), raw="12/03/2026", critical=True),
        Field(name="seller_name", state=State.READ, value="CORNER SHOP", raw="CORNER SHOP"),
        Field(name="total_amount", state=State.NOT_FOUND, critical=True),
    ),
)


def seen(*flags: str, **facts: str) -> Document:
    document = paper("TOTAL 5.70").document
    return replace(document, traces=replace(document.traces, flags=flags, facts=facts))


def test_decisive_values_read_across_papers_are_in_doubt() -> None:
    doubted = unparted(FORM, seen(SEVERAL))

    assert [field.doubts for field in doubted.fields] == [(SEVERAL,), (), ()]


@pytest.mark.parametrize("document", [seen(), seen(SEVERAL, **{PART: "2/3"})])
def test_values_of_one_paper_are_as_they_were(document: Document) -> None:
    assert unparted(FORM, document) == FORM
