"""The check character of the unified social credit code."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import uscc

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DRAWN = (
    "91990000MA0DEM0A7X",
    "91990000MA0DEM1D8R",
    "91990000MA0DEM1E6L",
    "91990000MA0DEM0B5Q",
    "91990000MA0FAKE17U",
)


@st.composite
def codes(draw: st.DrawFn) -> str:
    head = draw(st.text(ALPHABET, min_size=2, max_size=2))
    region = draw(st.text("0123456789", min_size=6, max_size=6))
    first = head + region + draw(st.text(ALPHABET, min_size=9, max_size=9))
    return first + uscc.check_character(first)


@pytest.mark.parametrize("code", DRAWN)
def test_codes_with_the_right_check_character_are_valid(code: str) -> None:
    assert uscc.valid(code)


@settings(deadline=None)
@given(codes())
def test_every_single_wrong_character_is_caught(code: str) -> None:
    for place in range(uscc.LENGTH):
        for other in set(ALPHABET) - {code[place]}:
            assert not uscc.valid(code[:place] + other + code[place + 1 :])


@settings(deadline=None)
@given(codes())
def test_every_swap_of_neighbours_is_caught(code: str) -> None:
    for place in range(uscc.LENGTH - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or not uscc.valid(swapped)


@pytest.mark.parametrize(
    "code",
    ["", "91990000MA0DEM0A7", "91990000MA0DEM0A7XX", "91990000ma0dem0a7x", "9199OOOOMA0DEM0A7X", "91990000MA0DEM0A7７"],
)
def test_what_is_not_written_in_the_codes_alphabet_is_not_valid(code: str) -> None:
    assert not uscc.valid(code)


def test_a_region_with_letters_is_not_valid_even_where_the_check_fits() -> None:
    first = "9199A000MA0DEM0A7"

    assert not uscc.valid(first + uscc.check_character(first))


def test_an_impossible_letter_leaves_the_one_code_that_fits() -> None:
    assert uscc.candidates("91990000MA0DEM0A7S") == ("91990000MA0DEM0A7X",)


def test_a_wrong_but_possible_letter_is_offered_with_its_lookalike() -> None:
    assert uscc.candidates("91990000MA0DEM0A7Y") == ("91990000MA0DEM0A7X",)


def test_zeros_read_as_the_letter_o_are_offered_as_zeros() -> None:
    assert uscc.candidates("91990000MAODEMOA7X") == ("91990000MA0DEM0A7X",)


def test_no_company_is_offered_that_nobody_registers() -> None:
    assert uscc.valid("971201103409033300")
    assert uscc.candidates("911201103409033300") == ()


@pytest.mark.parametrize(
    "code", ["91990000MA0DEM0A7X", "990000123456788", "SOSOSOSOSOSOSOSOSO", "", "统一社会信用代码统一社会信用代码统一"]
)
def test_nothing_is_offered_where_nothing_near_could_have_been_printed(code: str) -> None:
    assert uscc.candidates(code) == ()


@settings(deadline=None)
@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=16, max_size=19))
def test_every_candidate_is_another_valid_code(code: str) -> None:
    found = uscc.candidates(code)

    assert all(uscc.valid(near) and near != code for near in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("read", ["9199OOOOMAODEMOA7X", "91990000MAODEM0A7X", "91990000ma0dem0a7x"])
def test_letters_no_code_holds_are_the_digits_they_look_like(read: str) -> None:
    assert uscc.as_printed(read) == "91990000MA0DEM0A7X"


@pytest.mark.parametrize("read", ["91990000MA0DEM0A7Y", "9199OOOOMAODEMOA7Y", "9199OOOO", ""])
def test_a_code_that_fits_in_no_way_stays_as_it_was_read(read: str) -> None:
    assert uscc.as_printed(read) == read
