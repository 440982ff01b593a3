"""Amounts in financial capitals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.money.capitals import capitals
from fixtures.capitals import in_capitals


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("贰佰玖拾玖圆整", "299.00"),
        ("叁佰贰拾伍元零肆分", "325.04"),
        ("壹万陆仟肆佰零玖元零贰分", "16409.02"),
        ("陆仟捌佰圆整", "6800.00"),
        ("壹仟零肆圆伍角整", "1004.50"),
        ("壹拾万柒仟元零伍角叁分", "107000.53"),
        ("壹拾万零柒仟元伍角叁分", "107000.53"),
        ("壹亿零壹元整", "100000001.00"),
        ("捌角玖分", "0.89"),
        ("零圆整", "0.00"),
        ("人民币叁仟伍佰元整", "3500.00"),
        ("ⓧ贰佰圆整", "200.00"),
        ("伍拾贰圆柒角", "52.70"),
        ("貳佰玖拾玖圓整".replace("圓", "圆"), "299.00"),
    ],
)
def test_words_become_the_amount_they_say(words: str, value: str) -> None:
    found = capitals(words)

    assert found is not None
    assert found.value == Decimal(value)
    assert not found.negative


@pytest.mark.parametrize(
    "words", ["壹贰叁元", "佰元整", "玖拾玖佰元", "贰佰圆整多", "柒仟零壹拾捌圆拥角叁分", "", "元", "¥299.00"]
)
def test_words_outside_the_grammar_are_unreadable(words: str) -> None:
    assert capitals(words) is None


@pytest.mark.parametrize(
    ("words", "flag"), [("拾元整", "nonstandard"), ("二百元整", "nonstandard"), ("伍元伍分整", "whole_after_fen")]
)
def test_tolerated_writing_is_flagged(words: str, flag: str) -> None:
    found = capitals(words)

    assert found is not None
    assert flag in found.flags


def test_a_red_invoice_says_minus() -> None:
    found = capitals("（负数）贰佰玖拾玖圆整".replace("（", "(").replace("）", ")"))

    assert found is not None
    assert found.negative


@given(st.integers(min_value=0, max_value=10**10 - 1))
def test_what_is_written_in_capitals_is_read_back(fen: int) -> None:
    value = Decimal(fen) / 100

    found = capitals(in_capitals(value))

    assert found is not None
    assert found.value == value
