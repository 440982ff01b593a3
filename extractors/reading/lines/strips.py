"""A line cut out of the page and laid flat, ready to be read."""

from collections.abc import Sequence

import cv2
import numpy as np

from extractors.engine import Corners, Image
from extractors.reading.lines.places import extent

HEIGHT = 48
WIDEST = 3200
SLIM = 1.5  # times higher than wide
SMALL = 22  # pixels: lower lines are smoothed as they are enlarged, as sharper edges would draw rings into them
TALL = 1.8  # times the height of the page's lines


def laid_flat(image: Image, corners: Corners) -> Image:
    """The strip inside the corners, 48 pixels high."""
    wide, high = extent(corners)
    width = int(min(WIDEST, max(8, round(wide * HEIGHT / max(high, 1.0)))))
    target = np.array([[0, 0], [width, 0], [width, HEIGHT], [0, HEIGHT]], dtype=np.float32)
    turn = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    between = cv2.INTER_LINEAR if high < SMALL else cv2.INTER_CUBIC
    strip = cv2.warpPerspective(image, turn, (width, HEIGHT), flags=between, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, dtype=np.uint8)


def readable(places: Sequence[Corners]) -> tuple[Corners, ...]:
    """Each place with its corners in reading order: slim ones hold text that runs downward (as upstream takes them).

    A slim place about as high as the page's lines is a single narrow character, a 1 or an I, and stays upright.
    """
    sizes = [extent(corners) for corners in places]
    lines = sorted(high for wide, high in sizes if high <= SLIM * wide)
    tall = TALL * lines[len(lines) // 2] if lines else 0.0
    turned = (high > SLIM * wide and high > tall for wide, high in sizes)
    return tuple(
        np.roll(corners, -1, axis=0) if turn else corners for corners, turn in zip(places, turned, strict=True)
    )


def grown(corners: Corners, share: float) -> Corners:
    """Corners moved outward by `share` of the height on every side."""
    wide, high = extent(corners)
    along = (corners[1] - corners[0] + corners[2] - corners[3]) / (2 * max(wide, 1e-6)) * (high * share)
    down = (corners[3] - corners[0] + corners[2] - corners[1]) / (2 * max(high, 1e-6)) * (high * share)
    return np.asarray(corners + np.array([-along - down, along - down, along + down, -along + down]), dtype=np.float32)
