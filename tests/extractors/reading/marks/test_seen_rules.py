"""Ruled tables in pictures: leaning, broken, with dark headings; print and photos make none."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.engine import Image as Pixels
from extractors.reading.marks.seen_rules import seen_rules

WHITE = (250, 250, 248)
BORDERS = (150, 330, 640, 900, 1090)


def sheet(rows: int = 5, columns: tuple[int, ...] = BORDERS) -> Image.Image:
    """A page with one table and a little print in every cell."""
    page = Image.new("RGB", (1_200, 1_600), WHITE)
    draw = ImageDraw.Draw(page)
    for row in range(rows + 1):
        draw.line((columns[0], 300 + 60 * row, columns[-1], 300 + 60 * row), fill=(60, 60, 60), width=2)
    for border in columns:
        draw.line((border, 300, border, 300 + 60 * rows), fill=(60, 60, 60), width=2)
    for row in range(rows):
        for left in columns[:-1]:
            draw.text((left + 20, 318 + 60 * row), "Value 12.34", fill=(20, 20, 20), font_size=22)
    return page


def leaning(page: Image.Image, degrees: float) -> Pixels:
    return np.asarray(page.rotate(degrees, resample=Image.Resampling.BICUBIC, fillcolor=WHITE), dtype=np.uint8)


@pytest.mark.parametrize("degrees", [0.0, 1.5, -2.5])
def test_a_table_is_found_on_a_page_that_leans(degrees: float) -> None:
    (grid,) = seen_rules(leaning(sheet(), degrees), 1)

    assert (grid.rows, grid.columns, len(grid.cells)) == (5, 4, 20)


def test_a_point_of_a_leaning_cell_lies_in_it() -> None:
    (grid,) = seen_rules(leaning(sheet(), 2.5), 1)
    turned = cv2.getRotationMatrix2D((600, 800), 2.5, 1.0)
    x, y = turned @ np.array((240 + 800, 330 + 240, 1.0))

    cell = grid.under(float(x) / 1_200, float(y) / 1_600)
    assert cell is not None
    assert (cell.row, cell.column) == (4, 3)


def test_a_short_gap_in_a_rule_opens_no_cell() -> None:
    page = sheet()
    ImageDraw.Draw(page).rectangle((700, 355, 708, 365), fill=WHITE)

    (grid,) = seen_rules(np.asarray(page, dtype=np.uint8), 1)
    assert len(grid.cells) == 20


def test_a_dark_heading_with_light_print_is_a_row() -> None:
    page = sheet()
    draw = ImageDraw.Draw(page)
    draw.rectangle((150, 300, 1_090, 360), fill=(40, 60, 90))
    draw.text((170, 318), "Heading", fill=WHITE, font_size=24)

    (grid,) = seen_rules(np.asarray(page, dtype=np.uint8), 1)
    assert grid.rows == 5


def test_print_and_single_lines_make_no_table() -> None:
    page = Image.new("RGB", (1_200, 1_600), WHITE)
    draw = ImageDraw.Draw(page)
    draw.line((100, 200, 1_100, 200), fill=0, width=3)
    for row in range(30):
        draw.text((100, 250 + 40 * row), "A line of print that goes on and on 检测报告", fill=0, font_size=24)

    assert seen_rules(np.asarray(page, dtype=np.uint8), 1) == ()


def test_noise_makes_no_table() -> None:
    noise = np.random.default_rng(7).integers(0, 256, (1_600, 1_200, 3), dtype=np.uint8)

    assert seen_rules(noise, 1) == ()


@pytest.mark.parametrize("size", [(1, 1), (3, 2_000), (2_000, 3)])
def test_the_smallest_pictures_have_no_table(size: tuple[int, int]) -> None:
    assert seen_rules(np.full((*size, 3), 255, dtype=np.uint8), 1) == ()
