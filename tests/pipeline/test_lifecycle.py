"""The life of evidence is its table, and the drawing above it is the table too."""

import re
from datetime import timedelta
from itertools import product

import pytest

from pipeline import lifecycle
from pipeline.errors import Conflict
from pipeline.lifecycle import ENDS, MOST_FAILURES, MOVES, WAITING, EvidenceState, Move, after_failure, moved, pause


def test_every_move_of_the_table_is_made_and_no_other() -> None:
    for state, move in product(EvidenceState, Move):
        if (state, move) in MOVES:
            assert moved(state, move) is MOVES[state, move]
        else:
            with pytest.raises(Conflict):
                moved(state, move)


def test_every_state_is_reached_and_every_one_but_the_last_is_left() -> None:
    reached = {EvidenceState.RECEIVED, *MOVES.values()}
    left = {state for state, _ in MOVES}

    assert reached == set(EvidenceState)
    assert set(EvidenceState) - left == ENDS - {EvidenceState.QUARANTINED}


def test_the_drawing_names_every_state_and_every_move() -> None:
    drawn = set(re.findall(r"[a-z_]+", lifecycle.__doc__ or ""))

    assert {*EvidenceState, *Move} <= drawn


def test_what_waits_can_be_claimed_and_what_ended_cannot() -> None:
    claimable = {state for state in EvidenceState if (state, Move.CLAIM) in MOVES}

    assert claimable == WAITING


def test_the_third_failure_ends_in_quarantine() -> None:
    assert [after_failure(number) for number in (1, 2, MOST_FAILURES, MOST_FAILURES + 1)] == [
        Move.GIVE_BACK,
        Move.GIVE_BACK,
        Move.QUARANTINE,
        Move.QUARANTINE,
    ]


def test_pauses_grow_threefold_to_five_minutes() -> None:
    assert [pause(times, 0.0) for times in (1, 2, 3, 4, 5, 50)] == [
        timedelta(seconds=seconds) for seconds in (5, 15, 45, 135, 300, 300)
    ]


def test_jitter_makes_a_pause_a_fifth_longer_at_most() -> None:
    assert pause(1, 1.0) == timedelta(seconds=6)
