"""Legibility falls as a page gets worse."""

from itertools import pairwise

import cv2
import numpy as np
import pytest

from extractors.reading.pictures.legibility import legibility
from tests.extractors.reading.drawn import page, readers

TEXT = ["CORNER SHOP", "12 Market Street", "Bread roll 4.20", "Milk 2.80", "Total 128.50"]


@pytest.fixture(scope="module")
def sharp() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return page(TEXT, size=32)


def test_clean_large_print_is_fully_legible(sharp: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    assert readers().read(sharp, 1).legibility > 0.9


def test_legibility_falls_with_blur(sharp: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    blurred = [np.asarray(cv2.GaussianBlur(sharp, (0, 0), width), dtype=np.uint8) for width in (0.1, 1.5, 2.5, 4, 6)]

    values = [readers().read(picture, 1).legibility for picture in blurred]

    assert all(better >= worse for better, worse in pairwise(values))
    assert values[-1] < 0.25 < values[0]


def test_legibility_falls_with_size(sharp: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    height, width = sharp.shape[:2]
    smaller = [
        np.asarray(cv2.resize(sharp, (width * part // 16, height * part // 16), interpolation=cv2.INTER_AREA), np.uint8)
        for part in (16, 10, 6, 3)
    ]

    values = [readers().read(picture, 1).legibility for picture in smaller]

    assert all(better >= worse for better, worse in pairwise(values))
    assert values[-1] < 0.25


def test_legibility_falls_with_contrast(sharp: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    faint = np.asarray(255 - (255 - sharp.astype(int)) // 8, dtype=np.uint8)

    assert readers().read(faint, 1).legibility < 0.6


def test_nothing_read_is_not_legible() -> None:
    assert legibility([]) == 0.0
