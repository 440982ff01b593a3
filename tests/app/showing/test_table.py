"""The table people scan on a terminal."""

import io

import pytest

from app.showing.marks import Mark
from app.showing.paint import coloured, paint_for, plain
from app.showing.safe import width
from app.showing.table import Table
from pipeline.fields import Field, State
from pipeline.records import Refusal
from tests.app.papers import KINDS, read, record, till_receipt

TABLE = Table(KINDS, plain, 120)


def line(text: str, start: str) -> str:
    return next(row for row in text.splitlines() if start in row)


def test_each_field_shows_shape_label_value_sureness_and_proof() -> None:
    row = line(TABLE.record(till_receipt()), "Total 合计")

    assert row.split() == ["✓", "Total", "合计", "52.70", "99", "%", "high", "second", "reading,", "net", "+", "tax"]


def test_a_doubtful_field_asks_for_a_person_and_says_why() -> None:
    drawn = TABLE.record(till_receipt())

    assert line(drawn, "Date 日期").split()[0] == "●"
    assert "or 2024-04-03?" in line(drawn, "2024-03-04")
    assert "    ● Date 日期: day and month could be the other way round 日期的日月顺序不明" in drawn


def test_failed_rules_are_told_in_both_languages_and_passed_ones_counted() -> None:
    drawn = TABLE.record(till_receipt())

    assert "Rules: 1 passed, 1 failed" in drawn
    assert "REC-02  The lines do not add up" in drawn
    assert "明细与合计不符" in drawn
    assert "REC-01" not in drawn


def test_values_stand_in_one_column_whatever_script_the_labels_have() -> None:
    drawn = TABLE.record(till_receipt())
    rows = [line(drawn, value) for value in ("MINI MARKET", "46.62   ", "6.08", "52.70")]

    starts = {
        width(row[: row.index(value)]) for row, value in zip(rows, ("MINI", "46.62", "6.08", "52.70"), strict=True)
    }

    assert len(starts) == 1


def test_a_missing_critical_field_has_its_line_and_others_are_counted() -> None:
    missing = Field(name="total_amount", state=State.NOT_FOUND, critical=True)
    drawn = TABLE.record(record("a.jpg", missing, Field(name="tip_amount", state=State.NOT_FOUND)))

    assert line(drawn, "Total 合计").split() == ["–", "Total", "合计", "not", "found", "未找到"]
    assert "– 1 more not on the page" in drawn


def test_strangers_text_cannot_steer_the_terminal() -> None:
    drawn = TABLE.record(record("a\x1b[2J.jpg", read("seller_name", "EVIL\x1b]0;x\x07\u202e")))

    assert drawn.isprintable() is False  # line ends only
    assert all(char.isprintable() or char == "\n" for char in drawn)


def test_a_refused_file_says_what_to_do() -> None:
    refusal = Refusal(
        name="a.pdf", files=("a.pdf",), sha256="", media_type="", code="locked", message="Send it unlocked."
    )

    assert TABLE.refusal(refusal) == "✗ a.pdf\n    Send it unlocked. (locked)\n"


def test_colour_only_decorates_and_only_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)

    assert paint_for(Terminal()) is coloured
    assert paint_for(io.StringIO()) is plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert paint_for(Terminal()) is plain


def test_the_legend_explains_every_shape() -> None:
    assert all(mark.shape in TABLE.legend() and mark.text.zh in TABLE.legend() for mark in Mark)
