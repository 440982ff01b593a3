"""Lines under a stamp, read from pixels: in red, and in the grey of a copy."""

import math

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from extractors.engine import Image as Pixels
from extractors.engine import Spelling
from extractors.reading.lines.stamped import tells_more
from extractors.reading.marks.rings import grey_rings, red_rings
from tests.extractors.reading.drawn import page, pixels, texts

REPORT = [
    "TEST REPORT",
    "Sample   Night cream",
    "Result   passed",
    "Approved by  J. Doe",
    "Issue date: 2026-07-18",
    "Page 1 of 1",
]
DAY = "2026-07-18"
RED, GREY = (214, 40, 48), (128, 128, 128)


def stamped(picture: Pixels, ink: tuple[int, int, int], middle: tuple[int, int]) -> Pixels:
    """The page with a round stamp over `middle`: a ring, a star and two bars, as ink that lets print through."""
    paper = Image.fromarray(picture)
    stamp = Image.new("RGB", paper.size, "white")
    pen = ImageDraw.Draw(stamp)
    x, y = middle
    pen.ellipse((x - 70, y - 70, x + 70, y + 70), outline=ink, width=7)
    turns = [math.pi * (0.5 + step / 5) for step in range(10)]
    star = [
        ((28, 12)[at % 2] * math.cos(turn) + x, y - (28, 12)[at % 2] * math.sin(turn)) for at, turn in enumerate(turns)
    ]
    pen.polygon(star, fill=ink)
    pen.rectangle((x - 40, y + 34, x + 40, y + 41), fill=ink)
    return pixels(ImageChops.multiply(paper, stamp))


@pytest.mark.parametrize("ink", [RED, GREY], ids=["red", "grey"])
def test_a_day_under_a_stamp_is_read(ink: tuple[int, int, int]) -> None:
    read = "\n".join(texts(stamped(page(REPORT), ink, (190, 250))))

    assert DAY in read
    assert read.count(DAY) == 1


def test_a_stamp_is_known_by_its_ring_in_red_and_in_grey() -> None:
    plain = page(REPORT)

    red, grey = stamped(plain, RED, (190, 250)), stamped(plain, GREY, (190, 250))

    assert len(red_rings(red)) == len(grey_rings(grey)) == 1
    assert red_rings(plain) == grey_rings(plain) == ()
    assert grey_rings(red) == ()  # a page in colour shows its stamps in colour


def test_a_round_logo_of_words_is_no_stamp() -> None:
    picture = Image.fromarray(page(["ab", *REPORT]))
    pen = ImageDraw.Draw(picture)
    for row in range(5):
        pen.text((400 - 20 * (2 - abs(2 - row)), 20 + 16 * row), "x" * (4 + 4 * (2 - abs(2 - row))), fill=RED)

    assert red_rings(np.asarray(picture, dtype=np.uint8)) == ()


def test_a_line_that_says_no_more_than_what_was_read_before_changes_nothing() -> None:
    text = "Issue date: 2026-07-18"
    clear = Spelling(text, ((0.0, 1.0),) * len(text), (0.9,) * len(text))

    assert tells_more(clear, [("Issue date: 2026", 0.9)])
    assert tells_more(clear, [("Issue date: 2026-0", 0.9), ("7-18", 0.9)])
    assert not tells_more(clear, [("Issue date: 2026-07-18", 0.2)])
    assert not tells_more(clear, [("Issue date: 2026-07-18 J. Doe", 0.95)])
