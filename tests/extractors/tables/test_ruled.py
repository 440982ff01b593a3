"""Tables with rules: cells decide what belongs together, whatever the alignment says."""

import re
import time
from dataclasses import replace

from extractors.tables.columns import Table, tables
from pipeline.geometry import Box, Quad
from pipeline.grids import Cell, Grid
from pipeline.pages import Document, Line, Page, Source, Traces
from pipeline.sheets import Sheet

ROLES = (
    ("baseline", re.compile("before")),
    ("endpoint", re.compile("after")),
    ("indicator", re.compile("item")),
)
NEEDED = frozenset({"baseline", "endpoint"})
HEIGHT = 0.05

Word = tuple[str, float, float]
"""What is written, and where it begins: left and top."""


def line(word: Word, page: int) -> Line:
    text, left, top = word
    count, right = len(text), left + 0.012 * len(text)
    box = Box(page=page, left=left, top=top, right=right, bottom=top + 0.015)
    stops = tuple((at / count, (at + 1) / count) for at in range(count))
    return Line(text=text, quad=Quad.around(box), stops=stops, scores=(1.0,) * count, reader="one")


def sheet(pages: tuple[tuple[Word, ...], ...], *grids: Grid) -> Sheet:
    """Words of one height stand in one row."""
    made = []
    for number, words in enumerate(pages, 1):
        tops = sorted({top for _, _, top in words})
        rows = tuple(
            tuple(line(word, number) for word in sorted(words, key=lambda w: w[1]) if word[2] == top) for top in tops
        )
        made.append(
            Page(
                number=number,
                width=1_000,
                height=1_000,
                rotation=0,
                angle=0.0,
                source=Source.OCR,
                legibility=1.0,
                rows=rows,
            )
        )
    return Sheet(Document(pages=tuple(made), traces=Traces(media_type="image/png"), grids=grids))


def cell(row: int, column: int, rows: int = 1, columns: int = 1, page: int = 1) -> Cell:
    """Columns are 0.2 wide and begin at 0.1; rows are 0.05 high and begin at 0.1."""
    left, top = 0.1 + 0.2 * column, 0.1 + HEIGHT * row
    box = Box(page=page, left=left, top=top, right=left + 0.2 * columns, bottom=top + HEIGHT * rows)
    return Cell(quad=Quad.around(box), row=row, column=column, rows=rows, columns=columns)


def grid(rows: int, columns: int = 3, page: int = 1) -> Grid:
    return Grid(page, tuple(cell(row, column, page=page) for row in range(rows) for column in range(columns)))


def only(found: Sheet) -> Table:
    (table,) = tables(found, ROLES, NEEDED)
    return table


def texts(table: Table) -> list[dict[str, str]]:
    return [{role: cells[0].text for role, cells in row.cells.items()} for row in table.rows]


HEADING = (("item", 0.11, 0.11), ("before", 0.31, 0.11), ("after", 0.51, 0.11))


def test_text_that_wraps_within_a_cell_is_one_cell_of_one_row() -> None:
    words = (("water", 0.11, 0.152), ("12", 0.31, 0.16), ("15", 0.51, 0.16), ("content", 0.11, 0.18))

    assert texts(only(sheet(((*HEADING, *words),), grid(2)))) == [
        {"indicator": "water content", "baseline": "12", "endpoint": "15"}
    ]


def test_glyphs_that_wrap_go_on_without_a_blank() -> None:
    words = (("皮肤水分", 0.11, 0.152), ("12", 0.31, 0.16), ("15", 0.51, 0.16), ("含量", 0.11, 0.18))

    assert texts(only(sheet(((*HEADING, *words),), grid(2))))[0]["indicator"] == "皮肤水分含量"


def test_an_empty_cell_stays_empty_though_its_neighbour_stands_near() -> None:
    """By alignment alone the 15 under `after` would be taken in turn for the missing value before it."""
    words = (("water", 0.11, 0.16), ("15", 0.502, 0.16))

    assert texts(only(sheet(((*HEADING, *words),), grid(2)))) == [{"indicator": "water", "endpoint": "15"}]


def test_a_line_read_across_a_rule_is_parted_there() -> None:
    words = (("water", 0.11, 0.16), ("12.3 15.4", 0.455, 0.16))

    (row,) = only(sheet(((*HEADING, *words),), grid(2))).rows
    assert (row.cells["baseline"][0].text, row.cells["endpoint"][0].text) == ("12.3", "15.4")


def test_a_wide_heading_names_every_column_under_it() -> None:
    """Two columns before, mean and spread; one after."""
    heads = (cell(0, 0, rows=2), cell(0, 1, columns=2), cell(0, 3, rows=2))
    rows = (cell(1, 1), cell(1, 2), *(cell(2, column) for column in range(4)))
    words = (
        *(("before use", 0.44, 0.11), ("item", 0.11, 0.14), ("after use", 0.71, 0.14)),
        *(("mean", 0.31, 0.16), ("SD", 0.51, 0.16)),
        *(("water", 0.11, 0.21), ("12", 0.31, 0.21), ("1", 0.51, 0.21), ("15", 0.71, 0.21)),
    )

    (row,) = only(sheet((words,), Grid(1, (*heads, *rows)))).rows
    assert [one.text for one in row.cells["baseline"]] == ["12", "1"]
    assert [one.text for one in row.cells["endpoint"]] == ["15"]


def test_a_table_ruled_close_above_adds_nothing_to_the_heading() -> None:
    """Three facts in a row, whose cells do not stand over whole columns of the table below."""
    above = (cell(0, 0, columns=2), cell(0, 2, columns=2))
    below = (cell(1, 0), cell(1, 1, columns=2), cell(1, 3), cell(2, 0), cell(2, 1, columns=2), cell(2, 3))
    words = (
        *(("person", 0.11, 0.11), ("site before", 0.51, 0.11)),
        *(("item", 0.11, 0.16), ("before", 0.31, 0.16), ("after", 0.71, 0.16)),
        *(("water", 0.11, 0.21), ("12", 0.31, 0.21), ("15", 0.71, 0.21)),
    )

    assert texts(only(sheet((words,), Grid(1, (*above, *below))))) == [
        {"indicator": "water", "baseline": "12", "endpoint": "15"}
    ]


def test_a_cell_over_several_rows_says_the_same_in_each() -> None:
    cells = (*grid(1).cells, cell(1, 0, rows=2), *(cell(row, column) for row in (1, 2) for column in (1, 2)))
    words = (("12", 0.31, 0.16), ("15", 0.51, 0.16), ("water", 0.11, 0.19), ("13", 0.31, 0.21), ("16", 0.51, 0.21))

    assert [row["indicator"] for row in texts(only(sheet(((*HEADING, *words),), Grid(1, cells))))] == ["water", "water"]


def test_headings_in_one_undivided_band_belong_to_the_columns_below() -> None:
    cells = (cell(0, 0, columns=3), *grid(2).cells[3:])
    words = (("water", 0.11, 0.16), ("12", 0.31, 0.16), ("15", 0.51, 0.16))

    assert texts(only(sheet(((*HEADING, *words),), Grid(1, cells)))) == [
        {"indicator": "water", "baseline": "12", "endpoint": "15"}
    ]


def test_a_heading_that_holds_the_first_rows_values_is_left_to_alignment() -> None:
    """The rule between heading and first row was missed: no row may be lost in silence."""
    words = (
        *(("item", 0.12, 0.10), ("before", 0.32, 0.10), ("after", 0.52, 0.10)),
        *(("area", 0.12, 0.125), ("12.30", 0.32, 0.125), ("11.81", 0.52, 0.125)),
        *(("skin", 0.12, 0.16), ("0.486", 0.32, 0.16), ("0.519", 0.52, 0.16)),
    )

    assert [row["indicator"] for row in texts(only(sheet((words,), grid(2))))] == ["area", "skin"]


def test_rows_whose_rule_was_missed_are_still_rows() -> None:
    cells = (*grid(1).cells, *(cell(1, column, rows=2) for column in range(3)))
    words = (
        *(("water", 0.11, 0.16), ("12", 0.31, 0.16), ("15", 0.51, 0.16)),
        *(("fat", 0.11, 0.21), ("7", 0.31, 0.21), ("6", 0.51, 0.21)),
    )

    assert texts(only(sheet(((*HEADING, *words),), Grid(1, cells)))) == [
        {"indicator": "water", "baseline": "12", "endpoint": "15"},
        {"indicator": "fat", "baseline": "7", "endpoint": "6"},
    ]


def test_a_ruled_table_goes_on_over_the_page_without_its_heading() -> None:
    first = (*HEADING, ("water", 0.11, 0.16), ("12", 0.31, 0.16), ("15", 0.51, 0.16))
    second = (("fat", 0.11, 0.11), ("7", 0.31, 0.11), ("6", 0.51, 0.11), ("oil", 0.11, 0.16), ("9", 0.51, 0.16))

    found = only(sheet((first, second), grid(2), grid(2, page=2)))
    assert [row["indicator"] for row in texts(found)] == ["water", "fat", "oil"]
    assert "baseline" not in texts(found)[2]


def test_a_ruled_table_goes_on_by_alignment_where_the_next_page_shows_no_rules() -> None:
    first = (*HEADING, ("water", 0.11, 0.16), ("12", 0.31, 0.16), ("15", 0.51, 0.16))
    second = (("fat", 0.11, 0.11), ("7", 0.31, 0.11), ("6", 0.51, 0.11))

    assert [row["endpoint"] for row in texts(only(sheet((first, second), grid(2))))] == ["15", "6"]


def test_another_table_on_the_next_page_is_not_the_same() -> None:
    first = (*HEADING, ("water", 0.11, 0.16), ("12", 0.31, 0.16), ("15", 0.51, 0.16))
    second = (("fat", 0.11, 0.11), ("7", 0.31, 0.11), ("1", 0.11, 0.16), ("2", 0.31, 0.16))

    assert len(only(sheet((first, second), grid(2), grid(2, columns=2, page=2))).rows) == 1


def test_a_grid_around_the_heading_alone_leaves_the_rows_to_alignment() -> None:
    cells = tuple(cell(row, column) for row in (0, 1) for column in range(3))
    shifted = tuple(replace(one, row=1 - one.row) for one in cells)  # the heading is the last row
    words = (("water", 0.11, 0.21), ("12", 0.31, 0.21), ("15", 0.51, 0.21))
    below = tuple((text, left, top + 0.05) for text, left, top in HEADING)

    assert texts(only(sheet(((*below, *words),), Grid(1, shifted)))) == [
        {"indicator": "water", "baseline": "12", "endpoint": "15"}
    ]


def test_a_grid_of_wide_cells_full_of_stretches_is_read_in_time() -> None:
    width, height = 0.9 / 90, 0.9 / 100
    narrow = (_small(0, column, 1, width, height) for column in range(90))
    wide = (_small(row, 0, 90, width, height) for row in range(1, 100))
    words = tuple(
        (f"{place}", 0.05 + 0.018 * place, 0.05 + height * row + 0.0005) for row in range(1, 100) for place in range(40)
    )

    full = sheet((words,), Grid(1, (*narrow, *wide)))

    begun = time.process_time()
    assert list(tables(full, ROLES, NEEDED)) == []
    assert time.process_time() - begun < 5.0


def _small(row: int, column: int, columns: int, width: float, height: float) -> Cell:
    left, top = 0.05 + width * column, 0.05 + height * row
    box = Box(page=1, left=left, top=top, right=left + width * columns, bottom=top + height)
    return Cell(quad=Quad.around(box), row=row, column=column, columns=columns)
