"""Which values of one record passed without a person, and why the others did not."""

from dataclasses import replace
from decimal import Decimal

from pipeline.fields import Field, State
from pipeline.records import Form
from pipeline.trust.lanes import Allowed, Audited, Automation, Door, Lane, Lanes
from pipeline.trust.passages import passages

TOTAL = Field(name="total_amount", state=State.READ, value=Decimal("73.70"), raw="73.70", critical=True)
FORM = Form("receipt", (TOTAL, Field(name="remark", state=State.NOT_FOUND)))
ALLOWED = Allowed(kind="receipt", field="total_amount", target_error=0.005)
OPEN = Lanes(
    Automation((ALLOWED,)),
    (
        Lane(
            allowed=ALLOWED,
            audited=Audited(kind="receipt", field="total_amount", n=598),
            door=Door.OPENED,
            by="Lin Mei",
        ),
    ),
)


def test_a_sure_value_passes_in_an_open_lane_and_only_decisive_ones_are_told() -> None:
    (only,) = passages(FORM, (), OPEN)

    assert (only.field, only.passed) == ("total_amount", True)
    assert only.reason.en.startswith("opened by Lin Mei")


def test_a_sure_value_waits_for_a_person_in_a_closed_lane() -> None:
    (only,) = passages(FORM, (), Lanes(Automation((ALLOWED,))))

    assert not only.passed
    assert only.reason.en == "nothing was audited yet"


def test_a_doubted_value_does_not_pass_in_an_open_lane() -> None:
    assert not passages(FORM, ("total_amount",), OPEN)[0].passed


def test_nothing_passes_on_a_page_whose_kind_is_not_sure() -> None:
    assert passages(FORM, ("kind",), OPEN)[0].reason.en == "it could be another kind of document"


def test_a_value_nobody_read_does_not_pass() -> None:
    unread = replace(TOTAL, state=State.UNREADABLE, value=None)

    assert not passages(Form("receipt", (unread,)), (), OPEN)[0].passed
