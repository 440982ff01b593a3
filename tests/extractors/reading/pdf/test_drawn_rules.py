"""Ruled tables a PDF draws: cells, wide cells, and what is too much or cannot be seen."""

import time

import pypdfium2 as pdfium

from extractors.reading.pdf.drawn_rules import drawn_rules
from pipeline.grids import Ruled
from tests.extractors.reading.pdfs import LETTER, Sheet, frame, pdf, table


def ruled(sheet: Sheet | str) -> Ruled:
    return drawn_rules(pdfium.PdfDocument(pdf(sheet))[0], 1)


def test_every_cell_of_a_ruled_table_has_its_row_and_column() -> None:
    (grid,) = ruled(table(3, 4)).grids

    assert (grid.rows, grid.columns, len(grid.cells)) == (3, 4, 12)
    box = grid.cells[0].quad.box
    assert [round(side, 2) for side in box.sides] == [0.16, 0.13, 0.31, 0.16]


def test_a_cell_over_two_columns_says_so() -> None:
    (grid,) = ruled(frame(100, 70, 90, 30) + frame(190, 70, 180, 30) + table(2, 3)).grids

    wide = next(cell for cell in grid.cells if cell.columns == 2)
    assert (wide.row, wide.column, wide.rows) == (0, 1, 1)


def test_a_table_on_a_turned_page_stands_where_the_upright_page_shows_it() -> None:
    (grid,) = ruled(Sheet(content=table(3, 2), entries="/Rotate 90")).grids

    assert (grid.rows, grid.columns) == (2, 3)


def test_rules_are_found_where_moved_coordinates_paint_them() -> None:
    (grid,) = ruled("q 1 0 0 1 50 -50 cm\n" + table(2, 2) + "Q\n").grids

    assert round(grid.box.left, 2) == round(150 / LETTER[0], 2)


def test_rules_nobody_can_see_rule_nothing() -> None:
    assert ruled("1 G\n" + table(3, 3)).grids == ()


def test_two_tables_are_two_grids() -> None:
    grids = ruled(table(2, 2) + table(3, 3, top=400)).grids

    assert [len(grid.cells) for grid in grids] == [4, 9]


def test_a_page_of_two_hundred_thousand_lines_costs_little_and_says_that_it_was_too_much() -> None:
    page = pdfium.PdfDocument(pdf("".join(f"{n % 600} {n % 790} m {n % 600} 790 l S\n" for n in range(200_000))))[0]

    begun = time.process_time()
    found = drawn_rules(page, 1)

    assert found == Ruled(overfull=True)
    assert time.process_time() - begun < 2.0


def test_one_path_of_two_hundred_thousand_lines_is_too_much_as_well() -> None:
    assert ruled("0 0 m\n" + "".join(f"{n % 600} {n % 790} l\n" for n in range(200_000)) + "S\n").overfull


def test_crosshatching_is_too_much_instead_of_many_small_tables() -> None:
    lines = [f"{at} 0 m {at} 790 l S\n0 {at} m 600 {at} l S\n" for at in range(4, 600, 5)]

    assert ruled("".join(lines)) == Ruled(overfull=True)
