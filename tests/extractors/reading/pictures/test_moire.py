"""A picture taken of a screen shows the screen's dots; paper, print and screenshots do not."""

from collections.abc import Callable
from io import BytesIO

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from extractors.reading.files.signatures import JPEG
from extractors.reading.intake import Limits
from extractors.reading.pictures.pages import Picture
from pipeline.alterations import Sign, Trait
from pipeline.geometry import Box

DOT = 6  # fine pixels to one of the screen: its three stripes are two wide each


def page(side: int) -> NDArray[np.uint8]:
    """Grey lines of letters on white."""
    drawn = np.full((side, side, 3), 235, dtype=np.uint8)
    for row in range(20, side - 20, 16):
        cv2.putText(drawn, "Total 128.50 paid 2026-09-01 " * 4, (8, row), cv2.FONT_HERSHEY_PLAIN, 0.7, (60, 60, 60))
    return drawn


def shot(shown: NDArray[np.float32], size: int, degrees: float) -> bytes:
    """A camera's JPEG of what is `shown`, a little turned; each of its pixels sees a square of it."""
    step = shown.shape[0] / size
    seen = cv2.GaussianBlur(cv2.blur(shown, (round(step), round(step))), (0, 0), 0.5 * step)
    turn = cv2.getRotationMatrix2D((shown.shape[1] / 2, shown.shape[0] / 2), degrees, 1.0)
    turn = np.asarray(turn, dtype=np.float64) / step
    taken = cv2.warpAffine(seen, turn, (size, size), borderMode=cv2.BORDER_REFLECT)
    noisy = taken + np.random.default_rng(1).normal(0, 2, taken.shape)
    return saved(noisy.clip(0, 255).astype(np.uint8))


def saved(pixels: NDArray[np.uint8]) -> bytes:
    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=85)
    return out.getvalue()


def on_a_screen(side: int) -> NDArray[np.float32]:
    cell = np.zeros((DOT, DOT, 3), dtype=np.float32)
    for colour in range(3):
        cell[: DOT - 1, 2 * colour : 2 * colour + 2, colour] = 1.0
    large = np.repeat(np.repeat(page(side), DOT, axis=0), DOT, axis=1)
    return np.asarray(large * np.tile(cell, (side, side, 1)) * 2.5, dtype=np.float32)


def printed(side: int) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(page(side), None, fx=DOT, fy=DOT), dtype=np.float32)


def halftoned(side: int) -> NDArray[np.float32]:
    """A tint of black dots under everything, at 45 degrees."""
    y, x = np.mgrid[: side * DOT, : side * DOT].astype(np.float32)
    dots = (np.cos((x + y) * 0.37) + np.cos((x - y) * 0.37)) / 4 + 0.5
    return np.where(dots[..., None] < 0.85, printed(side), 20.0).astype(np.float32)


def signs(content: bytes) -> tuple[Sign, ...]:
    return Picture(content, JPEG, Limits()).look(1).signs


@pytest.mark.parametrize("degrees", [-3.1, 1.3, 2.4])
@pytest.mark.parametrize("size", [930, 1130])
def test_a_picture_taken_of_a_screen_is_told(size: int, degrees: float) -> None:
    (sign,) = signs(shot(on_a_screen(400), size, degrees))

    assert sign == Sign(trait=Trait.SCREEN, place=Box(page=1, left=0.0, top=0.0, right=1.0, bottom=1.0))


@pytest.mark.parametrize("degrees", [-3.1, 4.2])
@pytest.mark.parametrize("drawn", [printed, halftoned])
def test_a_picture_taken_of_print_is_none(drawn: Callable[[int], NDArray[np.float32]], degrees: float) -> None:
    assert signs(shot(drawn(400), 1130, degrees)) == ()


def test_a_screenshot_is_none() -> None:
    assert signs(saved(page(1100))) == ()


@pytest.mark.parametrize("side", [40, 255])
def test_a_picture_too_small_to_tell_says_nothing(side: int) -> None:
    assert signs(saved(page(side))) == ()
