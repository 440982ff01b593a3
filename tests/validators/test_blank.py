"""What is answered where the fields a rule looks for do not stand on the paper."""

import pytest

from pipeline.fields import State
from pipeline.findings import Outcome
from tests.validators.cases import filed
from tests.validators.papers import form
from validators.blank import blank, blank_on

BOTH = ("party_a", "party_b")


@pytest.mark.parametrize("smudged", BOTH)
def test_one_smudged_field_leaves_it_open_and_all_that_were_looked_for_are_named(smudged: str) -> None:
    paper = filed(form("contract", **{smudged: State.UNREADABLE}))

    answer = blank_on(paper, *BOTH)

    assert (answer.outcome, answer.fields, answer.file) == (Outcome.UNREADABLE, BOTH, "contract.pdf")
    assert blank(paper.form, *BOTH).outcome is Outcome.UNREADABLE


def test_fields_that_were_never_there_are_not_asked_about_whatever_else_is_smudged() -> None:
    paper = filed(form("contract", party_a=State.NOT_FOUND, target=State.UNREADABLE))

    answer = blank_on(paper, *BOTH)

    assert (answer.outcome, answer.fields, answer.file) == (Outcome.NOT_APPLICABLE, (), "contract.pdf")
    assert blank(paper.form, *BOTH).fields == ()
