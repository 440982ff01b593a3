"""The print of a picture stays when the picture is pressed, scaled, cut or shown inside another one."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from extractors.engine import Image
from extractors.reading.pictures.prints import print_of
from pipeline.alike.laying import laid_over
from pipeline.alike.prints import alike


def goods(seed: int) -> Image:
    """Boxes and discs strewn over a plain ground."""
    chance = np.random.default_rng(seed)
    scene = np.full((800, 600, 3), 210, np.uint8)
    for _ in range(40):
        x, y, size = (int(chance.integers(*bounds)) for bounds in ((30, 570), (30, 770), (12, 60)))
        colour = tuple(int(part) for part in chance.integers(0, 255, 3))
        if chance.random() < 0.5:
            cv2.rectangle(scene, (x, y), (x + size, y + size // 2), colour, -1)
        else:
            cv2.circle(scene, (x, y), size // 2, colour, -1)
    return scene


def pressed(scene: Image) -> Image:
    _, body = cv2.imencode(".jpg", scene, [cv2.IMWRITE_JPEG_QUALITY, 35])
    return np.asarray(cv2.imdecode(body, cv2.IMREAD_COLOR), np.uint8)


def halved(scene: Image) -> Image:
    return np.asarray(cv2.resize(scene, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8)


def cut(scene: Image) -> Image:
    return np.ascontiguousarray(scene[90:, 40:560])


def framed(scene: Image) -> Image:
    """As a phone shows it, with bars above and below."""
    return np.pad(scene, ((120, 160), (0, 0), (0, 0)), constant_values=20)


@pytest.mark.parametrize("way", [pressed, halved, cut, framed])
def test_a_copy_lies_on_its_original(way: Callable[[Image], Image]) -> None:
    original, copy = print_of(goods(1)), print_of(way(goods(1)))

    spots, shown = laid_over(copy, original)

    assert alike(copy, original)
    assert spots >= 32
    assert spots / shown >= 0.3


def test_another_picture_does_not() -> None:
    spots, _ = laid_over(print_of(goods(2)), print_of(goods(1)))

    assert spots < 10


def test_the_same_pixels_give_the_same_print() -> None:
    assert print_of(goods(1)) == print_of(goods(1))


def test_an_empty_picture_has_a_print_without_spots() -> None:
    assert print_of(np.full((500, 400, 3), 255, np.uint8)).points == ()
