"""Red stamps, by colour and shape."""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from extractors.engine import Image as Pixels
from extractors.reading.marks.seals import red_seal

SAMPLES = Path(__file__).resolve().parents[4] / "fixtures" / "samples"
RED = (200, 30, 40)


def page() -> Pixels:
    """A white page with a blue rule: in colour, without a stamp."""
    image = np.full((1000, 700, 3), 255, np.uint8)
    image[40:50] = (30, 60, 200)
    return image


def test_a_round_stamp_with_writing_is_seen() -> None:
    image = page()
    cv2.circle(image, (500, 800), 80, RED, 6)
    cv2.putText(image, "SEAL", (455, 815), cv2.FONT_HERSHEY_SIMPLEX, 1.2, RED, 4)

    assert red_seal(image) is True


def test_an_oval_stamp_may_stand_slanted() -> None:
    image = page()
    cv2.ellipse(image, (500, 800), (90, 65), 20, 0, 360, RED, 7)
    cv2.putText(image, "SEAL", (455, 815), cv2.FONT_HERSHEY_SIMPLEX, 1.2, RED, 4)

    assert red_seal(image) is True


def test_a_red_frame_or_a_red_headline_is_no_stamp() -> None:
    image = page()
    cv2.rectangle(image, (450, 700), (600, 820), RED, 6)
    cv2.putText(image, "INVOICE", (100, 150), cv2.FONT_HERSHEY_SIMPLEX, 3, RED, 8)

    assert red_seal(image) is False


def test_an_oval_printed_into_the_head_of_a_form_is_no_stamp() -> None:
    image = page()
    cv2.ellipse(image, (350, 150), (90, 65), 0, 0, 360, RED, 7)
    cv2.putText(image, "TAX", (315, 165), cv2.FONT_HERSHEY_SIMPLEX, 1.2, RED, 4)

    assert red_seal(image) is False


def test_a_grey_copy_cannot_tell() -> None:
    image = page()
    image[40:50] = 90

    assert red_seal(image) is None


def test_photographed_paper_shows_its_stamp() -> None:
    with Image.open(SAMPLES / "demo" / "paper_invoice.jpg") as picture:
        pixels = np.asarray(picture.convert("RGB"), dtype=np.uint8)

    assert red_seal(pixels) is True
