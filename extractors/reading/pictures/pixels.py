"""Whatever a picture's numbers mean, as 8-bit RGB on white, upright."""

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractors.reading.pictures.scaling import Pixels, at_most

_PLAIN = frozenset({"L", "RGB"})
_WITH_ALPHA = frozenset({"RGBA", "LA", "PA", "RGBa", "La"})


def rgb(image: Image.Image, most: int) -> Pixels:
    """The loaded picture in RGB with at most `most` pixels; see-through places show white paper."""
    if image.mode in _WITH_ALPHA or "transparency" in image.info:
        return _on_white(at_most(np.asarray(image.convert("RGBA")), most))
    if image.mode.startswith("I") or image.mode == "F":
        return _coloured(at_most(_eight_bits(np.asarray(image)), most))
    if image.mode == "1":
        return _coloured(at_most(np.asarray(image.convert("L")), most))
    plain = image if image.mode in _PLAIN else image.convert("RGB")
    return _coloured(at_most(np.asarray(plain), most))


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """`pixels` turned as EXIF orientation 1-8 asks (TIFF 6.0, tag 274)."""
    across = pixels.transpose(1, 0, 2)
    turned = {
        2: pixels[:, ::-1],
        3: pixels[::-1, ::-1],
        4: pixels[::-1],
        5: across,
        6: across[:, ::-1],
        7: across[::-1, ::-1],
        8: across[::-1],
    }.get(orientation, pixels)
    return np.ascontiguousarray(turned)


def _coloured(pixels: Pixels) -> Pixels:
    if pixels.ndim == 3:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB), dtype=np.uint8)


def _on_white(pixels: Pixels) -> Pixels:
    colour, alpha = pixels[..., :3].astype(np.uint16), pixels[..., 3:].astype(np.uint16)
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def _eight_bits(numbers: NDArray[Any]) -> Pixels:
    """16-bit grey divided by 257; whole numbers that fit 8 bits stay, fractions 0-1 are stretched."""
    numbers = np.nan_to_num(numbers)
    top = float(numbers.max(initial=0))
    if numbers.dtype.kind == "f" and top <= 1.0:
        return (numbers.clip(0, 1) * 255 + 0.5).astype(np.uint8)
    if numbers.dtype.itemsize == 2 or top > 255:
        return ((numbers.clip(0, 65_535).astype(np.uint32) + 128) // 257).astype(np.uint8)
    return numbers.clip(0, 255).astype(np.uint8)
