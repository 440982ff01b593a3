"""Every pattern of the readers and the rules ends soon, whatever a row or a line repeats."""

import re

import pytest

from benchmarks.patterns import Gathered, beyond_rows, gathered, lines, rows_handed_on, slowest
from pipeline.sheets import LONGEST_ROW

FAR_TOO_LONG = 0.25  # second of processor time; the slowest takes 0.02
EVERY = gathered()


def named(where: str) -> list[Gathered]:
    return [one for one in EVERY if one.where.startswith(where)]


@pytest.mark.timeout(120)
def test_no_pattern_is_kept_busy_by_a_row_of_a_page() -> None:
    seconds, where, row = slowest(EVERY, rows_handed_on())[0]

    assert seconds < FAR_TOO_LONG, f"{where} takes {seconds:.2f} s on a row of {row!r}"


@pytest.mark.timeout(120)
def test_no_pattern_that_sees_more_than_a_row_is_kept_busy_by_a_long_line() -> None:
    seconds, where, line = slowest(beyond_rows(EVERY), lines(6_000))[0]

    assert seconds < FAR_TOO_LONG, f"{where} takes {seconds:.2f} s on a line of {line!r}"


def test_patterns_are_gathered_from_constants_tuples_calls_and_label_files() -> None:
    assert named("extractors.money.amounts._AMOUNT")  # a constant
    assert len(named("validators.contract._SIDES")) == 2  # in a tuple
    assert named("pipeline.typed_values:")  # where it is used
    assert named("label payment_screenshot.")
    assert [one.anchored for one in named("validators.generated._MARK")] == [True]
    assert [one.anchored for one in named("validators.options._NUMBER")] == [False]


def test_a_row_is_measured_as_a_sheet_hands_it_on() -> None:
    assert {len(row) for row in rows_handed_on().values()} == {LONGEST_ROW}
    assert {len(line) for line in lines(60_000).values()} == {60_000}


def test_a_pattern_that_tries_every_number_from_each_of_its_digits_is_noticed() -> None:
    slow = Gathered("slow", re.compile(r"\d+ml"), anchored=False)
    soon = Gathered("soon", re.compile(r"(?<!\d)\d+ml"), anchored=False)

    course = slowest((soon, slow), {"digits": "1" * 6_000})

    assert course[0][1] == "slow"
    assert course[0][0] > 20 * course[1][0]
