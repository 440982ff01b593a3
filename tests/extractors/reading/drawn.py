"""Pictures of text drawn for tests, and the readers that read them, loaded once."""

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extractors.engine import Image as Pixels
from extractors.reading.lines.readers import Readers


@cache
def readers() -> Readers:
    return Readers.load(re.compile("total|date", re.IGNORECASE))


def pixels(picture: Image.Image) -> Pixels:
    return np.array(picture.convert("RGB"), dtype=np.uint8)


def page(lines: Sequence[str], *, size: float = 28, width: int = 640) -> Pixels:
    """Black print on white, one line under the other."""
    font = ImageFont.load_default(size)
    step = round(size * 1.9)
    picture = Image.new("RGB", (width, step * (len(lines) + 1)), "white")
    pen = ImageDraw.Draw(picture)
    for place, line in enumerate(lines):
        pen.text((30, step * place + step // 2), line, fill="black", font=font)
    return pixels(picture)


def texts(picture: Pixels) -> list[str]:
    """What is read, row by row."""
    return [" ".join(line.text for line in row) for row in readers().read(picture, 1).rows]
