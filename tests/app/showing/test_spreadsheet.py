"""Tables that spreadsheets open."""

import csv
import io

import pytest

from app.showing.spreadsheet import MARK, cell, sheet


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\r=1", "=cmd|' /C calc'!A0", "＝1+1", "＠SUM(1)"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert cell(text)[0] in "'\\"


def test_a_table_comes_back_as_it_was() -> None:
    rows = [("receipt, till", "12"), ('with "quotes"', "3"), ("两行\n文字", "")]

    written = sheet(("kind", "count"), rows)

    assert written.startswith(MARK)
    back = list(csv.reader(io.StringIO(written.removeprefix(MARK), newline="")))
    assert back == [["kind", "count"], ["receipt, till", "12"], ['with "quotes"', "3"], ["两行\\n文字", ""]]


def test_headings_are_no_formulas_either() -> None:
    assert sheet(("=A1",), ()).removeprefix(MARK) == "'=A1\r\n"
