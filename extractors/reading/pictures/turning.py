"""A page laid down the wrong way is turned by quarters: its picture, and whatever was found on it."""

from dataclasses import replace

import numpy as np

from extractors.engine import Image
from extractors.reading.looking import Looked
from pipeline.alterations import Sign
from pipeline.geometry import Point, Quad

QUARTERS = (0, 90, 180, 270)  # degrees clockwise


def turned_picture(image: Image, degrees: int) -> Image:
    """The picture turned clockwise by `degrees`, one of `QUARTERS`."""
    return np.ascontiguousarray(np.rot90(image, -degrees // 90)) if degrees else image


def turned_place(place: Quad, degrees: int) -> Quad:
    """Where the place stands when its page is turned clockwise; the text in it begins at the same corner."""
    a, b, c, d = (_turned(corner, degrees) for corner in place.corners)
    return Quad(place.page, (a, b, c, d))


def turned_page(looked: Looked, degrees: int) -> Looked:
    """All that was seen of a page, as it stands after the page is turned clockwise."""
    if not degrees:
        return looked
    width, height = (looked.height, looked.width) if degrees % 180 else (looked.width, looked.height)
    layer = looked.layer and replace(
        looked.layer,
        lines=tuple(replace(line, quad=turned_place(line.quad, degrees)) for line in looked.layer.lines),
    )
    return replace(
        looked,
        width=width,
        height=height,
        rotation=(looked.rotation + degrees) % 360,
        layer=layer,
        codes=tuple(replace(code, quad=turned_place(code.quad, degrees)) for code in looked.codes),
        signs=tuple(_turned_sign(sign, degrees) for sign in looked.signs),
    )


def _turned_sign(sign: Sign, degrees: int) -> Sign:
    return (sign.place and replace(sign, place=turned_place(Quad.around(sign.place), degrees).box)) or sign


def _turned(point: Point, degrees: int) -> Point:
    x, y = point
    for _ in range(degrees // 90):
        x, y = 1 - y, x
    return x, y
