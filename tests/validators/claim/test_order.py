"""ORD over a whole claim."""

from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from tests.validators.cases import asked, case, complaint, filed
from tests.validators.papers import form
from validators.claim.order import the_order_is_the_one_claimed_for

ORDER = {"order_id": "2612345678901234567"}


def test_the_order_page_of_the_claim_passes() -> None:
    page = filed(form("order_screenshot", order_id="2612345678901234567"))

    assert asked(the_order_is_the_one_claimed_for, case(page, stated=ORDER)) == [Outcome.PASS]


def test_another_order_plainly_read_is_grave() -> None:
    page = filed(form("order_screenshot", order_id="2612345678901234568"))

    finding = complaint(the_order_is_the_one_claimed_for, case(page, stated=ORDER))

    assert finding.severity is Severity.REJECT
    assert finding.file == "order_screenshot.pdf"
    assert "2612345678901234568" in finding.reason.zh


def test_another_number_that_may_be_misread_goes_to_a_person() -> None:
    page = filed(form("order_screenshot", order_id="2612345678901234568"), needs_person=("order_id",))

    assert complaint(the_order_is_the_one_claimed_for, case(page, stated=ORDER)).severity is Severity.REVIEW


def test_a_number_that_cannot_be_read_is_no_other_number() -> None:
    page = filed(form("order_screenshot", order_id=State.UNREADABLE))

    assert asked(the_order_is_the_one_claimed_for, case(page, stated=ORDER)) == [Outcome.UNREADABLE]


def test_nothing_is_asked_where_the_claim_names_no_order() -> None:
    page = filed(form("order_screenshot", order_id="2612345678901234567"))

    assert asked(the_order_is_the_one_claimed_for, case(page)) == [Outcome.NOT_APPLICABLE]
