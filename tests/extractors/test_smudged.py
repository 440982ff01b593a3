"""What stands behind a label and cannot be made out is smudged, not absent."""

from dataclasses import replace

import pytest

from extractors.kinds.usage_record import KIND
from pipeline.fields import Field, State
from pipeline.sheets import Sheet
from tests.paper import paper

RECORD = """
产品使用记录表
使用人：张示例  产品名称：禾光焕亮精华液
开始日期：{day}  结束日期：2026-10-29
"""


def started(sheet: Sheet) -> Field | None:
    return next((field for field in KIND.extract(sheet) if field.name == "usage_start"), None)


def read(text: str, score: float) -> Sheet:
    """The record with `text` for its first day, of which its reader was as sure as `score`."""
    document = paper(RECORD.format(day=text)).document
    page = document.pages[0]
    rows = tuple(
        tuple(replace(line, scores=(score,) * len(line.text)) if text in line.text else line for line in row)
        for row in page.rows
    )
    return Sheet(replace(document, pages=(replace(page, rows=rows),)))


def test_letters_that_are_no_day_and_were_hardly_made_out_are_a_smudged_day() -> None:
    field = started(read("2o∂6-l∩-o2", 0.3))

    assert field
    assert (field.state, field.value, field.raw) == (State.UNREADABLE, None, "2o∂6-l∩-o2")


@pytest.mark.parametrize(("text", "score"), [("另行通知", 0.99), ("—", 0.3)])
def test_plain_words_and_strokes_are_no_smudge(text: str, score: float) -> None:
    assert started(read(text, score)) is None


def test_a_day_that_can_be_read_is_read_however_faint() -> None:
    field = started(read("2026-10-02", 0.3))

    assert field
    assert field.state is State.READ
