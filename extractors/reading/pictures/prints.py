"""Takes the print of a page from its upright picture."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Image
from extractors.reading.pictures.scaling import with_longest
from pipeline.alike.prints import FINE, MOST_POINTS, TURN, Point, Print

LONGEST = 320  # pixels: large enough for lines of text, too small for noise and pressing to matter
_FAINTEST = 0.03  # contrast of a spot that is kept, half of what is printed on pale paper
_DCT = 32
_LOW = 8


def print_of(image: Image) -> Print:
    """The print of an upright RGB page; the same pixels always give the same print."""
    grey = np.asarray(cv2.cvtColor(with_longest(image, LONGEST), cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    height, width = grey.shape
    return Print(width=width, height=height, whole=_whole(grey), points=_points(grey))


def _whole(grey: NDArray[np.uint8]) -> int:
    """The signs of the lowest frequencies against their median, the mean brightness left out."""
    small = cv2.resize(grey, (_DCT, _DCT), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = np.asarray(cv2.dct(small))[:_LOW, :_LOW].ravel()
    low[0] = np.median(low[1:])
    return _number(low > np.median(low[1:]))


def _points(grey: NDArray[np.uint8]) -> tuple[Point, ...]:
    keys, looks = cv2.SIFT.create(contrastThreshold=_FAINTEST).detectAndCompute(grey, None)
    if not keys:  # then there are no looks either
        return ()
    strength = [(-key.size * key.response, key.pt, key.angle, place) for place, key in enumerate(keys)]
    bits = looks > looks.mean(axis=1, keepdims=True)
    # neighbouring directions say the same: the first half holds every other one, so that 64 bits tell enough
    mixed = np.concatenate((bits[:, ::2], bits[:, 1::2]), axis=1)
    return tuple(_point(keys[place], mixed[place]) for *_, place in sorted(strength)[:MOST_POINTS])


def _point(key: cv2.KeyPoint, bits: NDArray[np.bool_]) -> Point:
    x, y = (round(min(max(part, 0), LONGEST) * FINE) for part in key.pt)
    turn = round(key.angle * TURN / 360) % TURN
    return Point(x=x, y=y, size=min(round(key.size * FINE), 0xFFFF), angle=turn, bits=_number(bits))


def _number(bits: NDArray[np.bool_]) -> int:
    return int.from_bytes(np.packbits(bits).tobytes(), "big")
