"""What is really printed where: a word without ink under it is not there."""

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Image

PixelBox = tuple[float, float, float, float]  # left, top, right, bottom

LEAST_CONTRAST = 28  # of 255: paler print is not seen by a person
DARK = 128  # of the red channel: seals are red, print is not
GLYPH = (4, 32)  # least and most height in pixels of a printed character on the half-size page
SLIMMEST = 0.12  # bars and rules are slimmer than this, or wider than GLYPH


class Ink:
    """The ink of one upright page."""

    def __init__(self, image: Image) -> None:
        self._image = image
        self.gray: NDArray[np.uint8] = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        self.height, self.width = self.gray.shape

    def under(self, box: PixelBox) -> bool:
        """Whether anything can be seen in `box`, a pixel around it included (a full stop fills its own box)."""
        left, top = max(0, int(box[0]) - 1), max(0, int(box[1]) - 1)
        right, bottom = min(self.width, int(box[2]) + 2), min(self.height, int(box[3]) + 2)
        if left >= right or top >= bottom:
            return False
        if _contrast(self.gray[top:bottom, left:right]) >= LEAST_CONTRAST:
            return True
        patch = self._image[top:bottom, left:right]  # colours of one lightness still differ
        return any(int(np.ptp(patch[..., channel])) >= 2 * LEAST_CONTRAST for channel in range(3))

    def strays(self, boxes: Iterable[PixelBox]) -> int:
        """How many marks of the size of a character stand outside `boxes`; rules, bars, photos and seals are none."""
        least, most = GLYPH
        dark = (self._image[::2, ::2, 0] < DARK).view(np.uint8)
        for left, top, right, bottom in boxes:
            pad = max(2, int((bottom - top) * 0.1))
            x, y = max(0, int(left) - pad) // 2, max(0, int(top) - pad) // 2
            dark[y : (int(bottom) + pad) // 2 + 1, x : (int(right) + pad) // 2 + 1] = 0
        amount = int(np.count_nonzero(dark))
        if amount < least * most:
            return 0
        labels = (
            cv2.CV_16U if amount < 2**16 else cv2.CV_32S
        )  # never more marks than dark pixels; short labels are fast
        _, _, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(dark, 8, labels, cv2.CCL_DEFAULT)
        width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
        like = (height >= least) & (height <= most) & (width <= most) & (width >= SLIMMEST * height) & (width >= 2)
        return int(np.count_nonzero(like))


def _contrast(patch: NDArray[np.uint8]) -> float:
    least, most, _, _ = cv2.minMaxLoc(patch)
    return most - least
