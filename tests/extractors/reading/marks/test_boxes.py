"""Boxes somebody ticked, by pixels."""

import cv2
import numpy as np

from extractors.engine import Image
from extractors.reading.marks.boxes import ticked


def page(*lefts: int) -> Image:
    """A white page with empty boxes of 18 pixels in one row."""
    image = np.full((1400, 1000, 3), 255, np.uint8)
    for left in lefts:
        cv2.rectangle(image, (left, 500), (left + 18, 518), (0, 0, 0), 2)
    return image


def tick(image: Image, left: int) -> None:
    points = np.array([(left + 3, 508), (left + 8, 515), (left + 22, 494)], np.int32)
    cv2.polylines(image, [points], False, (20, 20, 60), 2)


def test_a_ticked_box_beside_an_empty_one_is_found() -> None:
    image = page(100, 300, 500)
    tick(image, 300)

    (found,) = ticked(image)

    assert 295 <= found[0] <= 302
    assert 515 <= found[3] <= 522


def test_empty_boxes_are_not_ticked() -> None:
    assert ticked(page(100, 300, 500)) == ()


def test_a_box_alone_cannot_be_told_from_a_character() -> None:
    image = page(300)
    tick(image, 300)

    assert ticked(image) == ()


def test_print_beside_an_empty_box_is_no_tick() -> None:
    image = page(100)
    cv2.putText(image, "B8 o DQ one by one", (140, 518), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (0, 0, 0), 2)

    assert ticked(image) == ()
