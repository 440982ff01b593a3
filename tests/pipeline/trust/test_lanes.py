"""A lane lets values pass only while policy, audits and a named person all say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Conflict, WrongUse
from pipeline.trust.lanes import (
    Allowed,
    Audited,
    Automation,
    Door,
    Lane,
    Lanes,
    LaneState,
    Why,
    may_open,
    named,
    percent,
)

TOTAL = Allowed(kind="receipt", field="total_amount", target_error=0.005)


def lane(n: int = 0, errors: int = 0, door: Door = Door.NEVER_OPENED, *, waiting: int = 0) -> Lane:
    audited = Audited(kind="receipt", field="total_amount", n=n, errors=errors, waiting=waiting)
    return Lane(allowed=TOTAL, audited=audited, door=door, by="Lin Mei", note="holidays")


def test_without_audits_nothing_is_let_through_whoever_opened() -> None:
    assert lane(door=Door.OPENED).state is LaneState.CLOSED
    assert lane(door=Door.OPENED).why is Why.NO_AUDIT
    assert lane().bound == 1.0


def test_good_audits_alone_do_not_open_a_lane() -> None:
    assert lane(598).state is LaneState.CLOSED
    assert lane(598).why is Why.NOT_OPENED


def test_a_lane_is_open_once_a_person_opened_it_and_the_bound_is_within_the_target() -> None:
    found = lane(598, door=Door.OPENED)

    assert found.state is LaneState.OPEN
    assert (
        found.reason.en == "opened by Lin Mei; the error is at most 0.5 %, target 0.5 % (0 of 598 audited values wrong)"
    )
    assert "Lin Mei" in found.reason.zh


def test_one_value_fewer_is_not_enough() -> None:
    found = lane(597, door=Door.OPENED)

    assert found.state is LaneState.CLOSED
    assert found.failing
    assert found.why is Why.BOUND_ABOVE_TARGET
    assert found.still_needed == 1


def test_what_policy_does_not_name_stays_closed_however_good_it_is() -> None:
    found = Lane(allowed=None, audited=Audited(kind="receipt", field="seller_name", n=5000), door=Door.OPENED)

    assert found.state is LaneState.CLOSED
    assert found.why is Why.NOT_ALLOWED
    assert found.still_needed == 0


def test_a_lane_an_audit_closed_stays_closed_when_the_bound_comes_down_again() -> None:
    found = lane(5000, 1, Door.CLOSED_BY_AUDIT)

    assert found.within
    assert found.state is LaneState.CLOSED
    assert found.why is Why.CLOSED_BY_AUDIT
    may_open(found, "Lin Mei")


def test_a_lane_a_person_closed_says_who_and_why() -> None:
    assert lane(598, door=Door.CLOSED_BY_PERSON).reason.en == "closed by Lin Mei: holidays"


@given(st.integers(0, 40), st.integers(0, 6000), st.sampled_from(Door))
def test_no_lane_is_open_while_its_bound_is_above_the_target(errors: int, right: int, door: Door) -> None:
    found = lane(errors + right, errors, door)

    assert found.state is LaneState.CLOSED or found.bound <= TOTAL.target_error
    assert found.failing <= (found.state is LaneState.CLOSED)


def test_a_lane_opens_for_a_named_person_only() -> None:
    may_open(lane(598), "Lin Mei")
    for nobody in ("", "  ", "-", "a\nb\x00", "x" * 101):
        with pytest.raises(WrongUse, match="Say who"):
            may_open(lane(598), nobody)
    assert named("  Lin   Mei ") == "Lin Mei"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (lane(), "may be 100 %"),
        (lane(200), "398 more"),
        (lane(598, waiting=3), "3 drawn values are not answered"),
        (lane(598, door=Door.OPENED), "open already"),
        (Lane(allowed=None, audited=Audited(kind="receipt", field="x", n=9000)), "PROOFDESK_AUTOMATION"),
    ],
)
def test_a_lane_that_may_not_open_says_what_is_missing(found: Lane, said: str) -> None:
    with pytest.raises(Conflict, match=said):
        may_open(found, "Lin Mei")


def test_only_open_lanes_are_granted() -> None:
    other = Lane(allowed=None, audited=Audited(kind="invoice", field="total_amount", n=9000), door=Door.OPENED)
    lanes = Lanes(Automation((TOTAL,)), (lane(598, door=Door.OPENED), other))

    assert lanes.granted == {("receipt", "total_amount")}
    assert lanes.of("receipt", "issue_date").why is Why.NOT_ALLOWED
    assert [one.audited.kind for one in lanes.all()] == ["invoice", "receipt"]
    assert Lanes(Automation((TOTAL,))).of("receipt", "total_amount").why is Why.NO_AUDIT


@pytest.mark.parametrize(("rate", "told"), [(0.0, "0 %"), (1.0, "100 %"), (0.005, "0.5 %"), (0.0050031, "0.501 %")])
def test_a_bound_is_never_told_smaller_than_it_is(rate: float, told: str) -> None:
    assert percent(rate) == told


@pytest.mark.parametrize("target", [0.0, 1.0, -0.1])
def test_a_target_that_promises_nothing_or_everything_is_refused(target: float) -> None:
    with pytest.raises(ValueError, match="target"):
        Allowed(kind="receipt", field="total_amount", target_error=target)
