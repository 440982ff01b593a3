"""What is seen of a page we drew from what a file says itself."""

import cv2
import numpy as np

from extractors.engine import Image
from extractors.reading.intake import Limits
from extractors.reading.looking import Layer, Looked
from extractors.reading.marks.codes import codes
from extractors.reading.ofd.drawn_text import lines
from extractors.reading.ofd.white_page import WhitePage, fitting, pixels
from pipeline.pages import Line

FEWEST = 8  # characters; a page with fewer is read from its pictures
LARGE = 0.5  # of the page: a picture that large is the page, and the text lies under or over it


def image_of(page: WhitePage, limits: Limits) -> Image:
    return pixels(page, fitting(page.size, limits.page_dpi, limits.reading_pixels))


def looked_at(page: WhitePage, number: int, limits: Limits, flags: tuple[str, ...]) -> Looked:
    """The text with its places, as far as it may stand for the page, and the codes among the pictures."""
    gray = np.asarray(cv2.cvtColor(image_of(page, limits), cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    height, width = gray.shape
    said = tuple(lines(page.runs, page.size, number))
    return Looked(
        number=number,
        width=width,
        height=height,
        rotation=0,
        layer=Layer(lines=said, serves=_serves(said, page)) if said else None,
        codes=codes(gray, number),
        flags=flags,
    )


def _serves(said: tuple[Line, ...], page: WhitePage) -> bool:
    """Whether the text may stand for the page: there is enough of it, and no picture is the page."""
    area = page.size[0] * page.size[1]
    boxes = (picture.box for picture in page.pictures)
    large = any((right - left) * (bottom - top) > LARGE * area for left, top, right, bottom in boxes)
    return sum(len(line.text) for line in said) >= FEWEST and not large
