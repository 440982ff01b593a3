"""A sheet at a steep angle on a darker table is laid flat; whatever is not surely one is left as it is."""

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from extractors.engine import Image as Pixels
from extractors.reading.files.signatures import JPEG
from extractors.reading.intake import Limits
from extractors.reading.pictures.flattening import flattened
from extractors.reading.pictures.pages import Picture
from tests.extractors.reading.drawn import page, texts

LINES = ("CORNER SHOP", "RECEIPT 4711", "TEA 3.50", "BREAD 2.20", "SUGAR 1.30", "MILK 1.90", "TOTAL 8.90", "THANK YOU")
STEEP = ((0.30, 0.16), (0.78, 0.10), (0.92, 0.92), (0.06, 0.86))
GENTLE = ((0.12, 0.10), (0.90, 0.11), (0.91, 0.92), (0.10, 0.90))
CUT_OFF = ((0.30, -0.08), (0.78, -0.10), (0.92, 0.92), (0.06, 0.86))


def photographed(corners: tuple[tuple[float, float], ...], *, table: int = 70, sheet: Pixels | None = None) -> Pixels:
    """The sheet with its corners at these places of a picture of 900 × 1000 pixels."""
    sheet = page(LINES) if sheet is None else sheet
    height, width = sheet.shape[:2]
    flat = np.array(((0, 0), (width, 0), (width, height), (0, height)), dtype=np.float32)
    lying = np.array(corners, dtype=np.float32) * np.array((900, 1000), dtype=np.float32)
    scene = np.full((1000, 900, 3), table, dtype=np.uint8)
    matrix = cv2.getPerspectiveTransform(flat, lying)
    cv2.warpPerspective(sheet, matrix, (900, 1000), dst=scene, borderMode=cv2.BORDER_TRANSPARENT)
    return scene


def test_a_steep_sheet_is_the_whole_page_and_reads_as_it_was_printed() -> None:
    flat = flattened(photographed(STEEP))

    assert flat is not None
    assert [text.replace(" ", "") for text in texts(flat)] == [line.replace(" ", "") for line in LINES]
    assert np.median(flat[:, :20]) > 200
    assert np.median(flat[:, -20:]) > 200


@pytest.mark.parametrize(
    "scene",
    [
        pytest.param(photographed(GENTLE), id="a sheet that lies nearly flat"),
        pytest.param(photographed(CUT_OFF), id="a sheet cut off by the picture's edge"),
        pytest.param(photographed(STEEP, table=245), id="a sheet on a white table"),
        pytest.param(page(LINES), id="a scan without a table"),
        pytest.param(np.full((400, 300, 3), 255, dtype=np.uint8), id="a blank picture"),
        pytest.param(np.full((1, 900, 3), 80, dtype=np.uint8), id="a picture one pixel high"),
    ],
)
def test_what_is_no_steep_sheet_for_sure_is_left_as_it_is(scene: Pixels) -> None:
    assert flattened(scene) is None


def test_a_second_paper_on_the_table_is_never_cut_away() -> None:
    scene = photographed(STEEP)
    scene[40:400, 20:180] = 250

    assert flattened(scene) is None


def test_the_edge_of_a_shadow_is_no_edge_of_the_sheet() -> None:
    shade = np.clip(np.linspace(1.3, 0.1, page(LINES).shape[1]), 0.25, 1.0)[None, :, None]
    sheet = np.asarray(page(LINES) * shade, dtype=np.uint8)

    assert flattened(photographed(STEEP, sheet=sheet)) is None


def test_the_page_says_that_it_was_laid_flat_and_every_place_is_one_of_the_flat_page() -> None:
    stored = BytesIO()
    Image.fromarray(photographed(STEEP)).save(stored, "JPEG", quality=92)

    picture = Picture(stored.getvalue(), JPEG, Limits())
    looked = picture.look(1)

    assert looked.flags == ("flattened",)
    assert picture.image(1).shape[:2] == (looked.height, looked.width)
    assert looked.width < 900
