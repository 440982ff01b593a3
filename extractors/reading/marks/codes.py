"""QR codes of a page, with their place."""

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from pipeline.geometry import Quad
from pipeline.pages import Code

MOST_PIXELS = 8_000_000  # larger pages are looked at smaller: a code of 20 mm on A4 still has 4 pixels a module
MOST_CHARACTERS = 4_096
MOST_CODES = 16


def codes(gray: NDArray[np.uint8], number: int) -> tuple[Code, ...]:
    """Every QR code on the upright page `number`, in the order found."""
    height, width = gray.shape
    scale = min(1.0, (MOST_PIXELS / (width * height)) ** 0.5)
    if scale < 1:
        gray = np.asarray(cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    wanted = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    # A QR code is found at any angle without trying each; white on black is printed on no invoice.
    found = zxingcpp.read_barcodes(gray, formats=wanted, try_rotate=False, try_invert=False)
    return tuple(_code(each, number, gray.shape[1], gray.shape[0]) for each in found[:MOST_CODES] if each.valid)


def _code(found: "zxingcpp.Barcode", number: int, width: int, height: int) -> Code:
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    a, b, c, d = ((corner.x / width, corner.y / height) for corner in corners)
    return Code(payload=found.text[:MOST_CHARACTERS], quad=Quad(number, (a, b, c, d)))
