"""How well a page can be read, as one number from 0 to 1.

legibility = size x crispness x contrast x sureness, each from 0 to 1, of the page's middle (median) line:

- size: x-height in pixels / 14 (what 10 point print has at 200 dpi); 10 pixels, the least we ask for, make 0.7;
- crispness: how much of the step from paper to ink lies between two neighbouring pixels of a line scaled to 48 pixels
  height, / 0.3 (print at 200 dpi, untouched);
- contrast: difference between ink and paper / 80 of 255 grey levels;
- sureness: mean probability of the characters, 0.5 and less counting as 0, 0.95 and more as 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from extractors.engine import Image

GOOD_SIZE = 14.0
X_HEIGHT = 0.40  # part of a found line's height, margins included, that a small letter fills
CRISP = 0.30
STRONG = 80.0
DOUBTFUL, CERTAIN = 0.5, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How one line looked: `height` of its place in pixels, the rest measured on its strip."""

    height: float
    crispness: float
    contrast: float
    confidence: float


def sight(strip: Image, height: float, confidence: float) -> Sight:
    """Measured on every second row of the green channel: that suffices and costs little."""
    gray = strip[::2, :, 1].astype(np.int16)
    ink, paper = np.percentile(gray, (5, 95))
    steps = np.abs(np.diff(gray, axis=1))
    steepest = float(np.percentile(steps, 97)) if steps.size else 0.0
    contrast = float(paper - ink)
    return Sight(height=height, crispness=steepest / max(contrast, 1.0), contrast=contrast, confidence=confidence)


def legibility(sights: Sequence[Sight]) -> float:
    """0 for a page on which nothing was read."""
    if not sights:
        return 0.0
    size = median(sight.height for sight in sights) * X_HEIGHT / GOOD_SIZE
    crispness = median(sight.crispness for sight in sights) / CRISP
    contrast = median(sight.contrast for sight in sights) / STRONG
    sureness = (median(sight.confidence for sight in sights) - DOUBTFUL) / (CERTAIN - DOUBTFUL)
    product = 1.0
    for part in (size, crispness, contrast, sureness):
        product *= min(1.0, max(0.0, part))
    return product
