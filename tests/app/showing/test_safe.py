"""Strangers' text on a terminal and in JSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.showing.safe import cut, json_line, padded, visible, width

ANYTHING = st.text(
    st.characters(exclude_categories=())
)  # lone surrogates too: that is what a badly encoded file name becomes


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x\x1b[31mred\x1b[0m.pdf", "x\\x1b[31mred\\x1b[0m.pdf"),
        ("\u202efdp.exe", "\\u202efdp.exe"),
        ("in\u200bvo\u200dice", "in\\u200bvo\\u200dice"),
        ("a\r\nSet-Cookie: b", "a\\r\\nSet-Cookie: b"),
        ("\x9b31m", "\\x9b31m"),
        ("发票 Ärger é", "发票 Ärger é"),
        (b"\xff.jpg".decode("utf-8", "surrogateescape"), "\\udcff.jpg"),
    ],
)
def test_characters_that_steer_are_shown_as_escapes_and_letters_stay(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(ANYTHING)
def test_json_keeps_every_text_and_prints_nothing_that_steers(text: str) -> None:
    line = json_line({"file": text})

    assert json.loads(line) == {"file": text}
    assert line == visible(line)
    line.encode()


def test_chinese_stays_readable_in_json() -> None:
    assert json_line({"zh": "合计"}) == '{"zh": "合计"}'


@given(ANYTHING, st.integers(1, 40))
def test_a_cut_text_fits_its_columns(text: str, columns: int) -> None:
    shown = visible(text)

    assert width(cut(shown, columns)) <= columns
    assert width(padded(cut(shown, columns), columns)) == columns


def test_a_chinese_character_takes_two_columns_and_an_accent_none() -> None:
    assert width("合计 ab") == 7
    assert width("e\u0301") == 1
