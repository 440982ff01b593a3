"""Places of a JPEG that were not in the JPEG it was made from: all else was rounded to blocks once before, they were not."""

from collections.abc import Sequence
from functools import cache
from io import BytesIO

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, JpegImagePlugin

from extractors.reading.marks.ink import PixelBox

MOST_PIXELS = 4_000_000
"""A larger picture is not looked at: it would cost more than so weak a sign is worth."""
_BLOCK = 8  # pixels
_SHIFT = 4  # pixels off the grid, where nothing was rounded before
_STUDIED = 4096  # blocks of which the sample is taken
_SAMPLE = 512  # blocks the earlier rounding is told by: those of most texture
_SLOWEST = 20  # coefficients of each
_QUALITIES = range(30, 98)
_TRIED_FROM = 40  # of them; what stands below is only compared with
_COARSER = 1.12  # the earlier rounding against the last: a finer one leaves no trace
_NEAR = (3, 8)  # qualities away, that a true one is compared with
_DIP = 0.6  # of the error there
_CLIPPED = (3, 252)  # darker and brighter pixels may have been cut off
_SOFT = 1.0  # squared grey levels added to both errors: flat paper tells nothing
_TEXTURE = 6.0  # squared grey levels off the grid: less is no print
_ODD = 0.75  # of the error off the grid: print that was never rounded stays near 1
_FAR = 10  # blocks: so far away is elsewhere
_ELSEWHERE = 0.75  # of what is odd: where other print comes near it, the page was not rounded evenly
PLACES = 2
"""Most places of one picture: more were not changed in it, it was put together otherwise."""

Gray = NDArray[np.uint8]
Plane = NDArray[np.float32]


def pasted(content: bytes, shown: Image.Image) -> tuple[PixelBox, ...]:
    """Boxes in pixels of the JPEG as it is stored, which decodes to `shown`; none where nothing can be told."""
    rows, columns = shown.height // _BLOCK, shown.width // _BLOCK
    if shown.width * shown.height > MOST_PIXELS or min(rows, columns) <= 2 * _FAR:
        return ()
    kept_so = _stored(content)
    if kept_so is None:
        return ()
    last, lightness = kept_so
    lightness = np.ascontiguousarray(lightness[: rows * _BLOCK, : columns * _BLOCK])
    steps = _rounded_before(lightness, last)
    if steps is None:
        return ()
    whole = np.ascontiguousarray(np.asarray(shown.convert("RGB"))[: rows * _BLOCK, : columns * _BLOCK])
    kept = np.asarray(cv2.inRange(whole, (_CLIPPED[0],) * 3, (_CLIPPED[1],) * 3), dtype=np.uint8)
    return _odd_places(*(_error(lightness, kept, steps, off) for off in (0, _SHIFT)))


def _stored(content: bytes) -> tuple[Plane, Gray] | None:
    """The steps of the last rounding and the lightness as stored; None for a JPEG that does not hold them as usual.

    Its pixels were shown all the same: so weak a sign must cost nobody their file.
    """
    try:
        stored = Image.open(BytesIO(content), formats=["JPEG"])
        stored.draft("L", stored.size)
        if not isinstance(stored, JpegImagePlugin.JpegImageFile) or stored.mode != "L":
            return None
        return np.array(stored.quantization[0], dtype=np.float32), np.asarray(stored)
    except (OSError, SyntaxError, KeyError):  # what Pillow raises for damage, and a table under another number
        return None


def _rounded_before(lightness: Gray, last: Plane) -> list[int] | None:
    """The steps of the earlier rounding, row by row; None where there was none or its steps are not the usual ones.

    At the true quality the error is small, a few qualities away it is not.
    """
    slow = _slowest()
    on, off = (_coefficients(lightness[shift:, shift:])[:, slow] for shift in (0, _SHIFT))
    errors: dict[int, float] = {}
    for quality in _QUALITIES:
        steps = _steps(quality)[slow]
        if float((steps / last[slow]).mean()) < _COARSER:
            break
        errors[quality] = _lost(on, steps) / (_lost(off, steps) + 1.0)
    best = min((quality for quality in errors if quality >= _TRIED_FROM), key=errors.__getitem__, default=0)
    near = [error for quality, error in errors.items() if _NEAR[0] <= abs(quality - best) <= _NEAR[1]]
    if not near or errors[best] > _DIP * float(np.median(near)):
        return None
    return [int(step) for step in _steps(best)]


def _coefficients(lightness: Gray) -> Plane:
    """Those of the blocks of most texture, row by row."""
    rows, columns = (length // _BLOCK for length in lightness.shape)
    every = -(-rows * columns // _STUDIED)
    blocks = lightness[: rows * _BLOCK, : columns * _BLOCK].reshape(rows, _BLOCK, columns, _BLOCK)[::every]
    flat = blocks.transpose(0, 2, 1, 3).reshape(-1, _BLOCK, _BLOCK).astype(np.float32) - 128
    chosen = flat[np.argsort(flat.var(axis=(1, 2)))[-_SAMPLE:]]
    cosines = _cosines()
    return np.asarray((cosines @ chosen @ cosines.T).reshape(len(chosen), -1), dtype=np.float32)


def _lost(coefficients: Plane, steps: Plane) -> float:
    return float(((coefficients - np.rint(coefficients / steps) * steps) ** 2).sum())


def _error(lightness: Gray, kept: Gray, steps: Sequence[int], off: int) -> Plane:
    """The squared grey levels by which two by two blocks change when rounded so, on a grid `off` pixels from theirs."""
    out = BytesIO()
    padded = np.pad(lightness, (off, _BLOCK - off), mode="edge") if off else lightness
    Image.fromarray(padded).save(out, "JPEG", qtables=[list(steps)])
    again = np.asarray(Image.open(out, formats=["JPEG"]))
    height, width = lightness.shape
    changed = cv2.bitwise_and(cv2.absdiff(again[off : off + height, off : off + width], lightness), kept)
    squares = cv2.multiply(changed, changed, dtype=cv2.CV_32F)
    blocks = cv2.resize(squares, (width // _BLOCK, height // _BLOCK), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.blur(blocks, (2, 2), anchor=(0, 0), borderType=cv2.BORDER_REPLICATE), dtype=np.float32)


def _odd_places(on: Plane, off: Plane) -> tuple[PixelBox, ...]:
    share = np.where(off > _TEXTURE, (on + _SOFT) / (off + _SOFT), 0.0).astype(np.float32)
    found: list[PixelBox] = []
    while len(found) < PLACES and float(share.max()) >= _ODD:
        least = float(share.max())
        row, column = (int(at) for at in np.unravel_index(int(share.argmax()), share.shape))
        top, left = max(0, row - _FAR), max(0, column - _FAR)
        around = share[top : row + _FAR + 1, left : column + _FAR + 1]
        rows, columns = np.nonzero(around >= _ELSEWHERE * least)
        sides = (left + columns.min(), top + rows.min(), left + columns.max() + 2, top + rows.max() + 2)
        a, b, c, d = (float(side * _BLOCK) for side in sides)
        found.append((a, b, c, d))
        around[:] = 0.0
    return tuple(found) if found and float(share.max()) < _ELSEWHERE * least else ()


@cache
def _cosines() -> Plane:
    """The cosine transform of JPEG (ITU-T T.81 A.3.3) as a matrix."""
    k, x = np.arange(_BLOCK)[:, None], np.arange(_BLOCK)[None]
    scale = np.where(k == 0, np.sqrt(1 / _BLOCK), np.sqrt(2 / _BLOCK))
    return np.asarray(scale * np.cos((2 * x + 1) * k * np.pi / (2 * _BLOCK)), dtype=np.float32)


@cache
def _slowest() -> NDArray[np.intp]:
    """Where, row by row, the slowest coefficients stand; not the mean."""
    sums = np.add.outer(np.arange(_BLOCK), np.arange(_BLOCK)).ravel()
    return np.argsort(sums, kind="stable")[1 : _SLOWEST + 1]


_USUAL = np.array(
    [
        *(16, 11, 10, 16, 24, 40, 51, 61),
        *(12, 12, 14, 19, 26, 58, 60, 55),
        *(14, 13, 16, 24, 40, 57, 69, 56),
        *(14, 17, 22, 29, 51, 87, 80, 62),
        *(18, 22, 37, 56, 68, 109, 103, 77),
        *(24, 35, 55, 64, 81, 104, 113, 92),
        *(49, 64, 78, 87, 103, 121, 120, 101),
        *(72, 92, 95, 98, 112, 100, 103, 99),
    ]
)  # ITU-T T.81 table K.1


@cache
def _steps(quality: int) -> Plane:
    """As the free JPEG library scales the table of the standard, and nearly every app with it."""
    percent = 5000 // quality if quality < 50 else 200 - 2 * quality
    return np.asarray(np.clip((_USUAL * percent + 50) // 100, 1, 255), dtype=np.float32)
