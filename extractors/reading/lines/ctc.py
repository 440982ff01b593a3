"""A strip of pixels becomes text: the CTC recogniser of PP-OCR."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Image, Spelling
from extractors.reading.lines.models import Model, checked
from extractors.reading.lines.sessions import Floats, Session
from pipeline.errors import WrongUse

HEIGHT = 48  # what the network was trained on
WIDEST = 3200  # longer lines are squeezed; also bounds the memory of one strip
NARROWEST = 32
STEP = 32  # widths are padded to a multiple, so that few shapes occur
BLANK = 0
REACH = 3.0  # steps a character extends from its middle at most


class CtcReader:
    """Reads strips with one recogniser; the same strip always gives the same spelling."""

    def __init__(self, model: Model, characters: Model) -> None:
        """Raises WrongUse when a file is missing or not the pinned one."""
        self._session = Session(model)
        listed = checked(characters).decode("utf-8").replace("\r\n", "\n").rstrip("\n").split("\n")
        self._characters = ("", *listed, " ")
        if self._session.classes != len(self._characters):
            raise WrongUse(f"{model.name} and {characters.name} do not belong together. Run ./run setup.")

    def spell(self, strip: Image) -> Spelling:
        pixels, filled = _prepared(strip)
        steps = self._session.run(pixels)[0]
        return self._spelled(steps, filled)

    def _spelled(self, steps: Floats, filled: float) -> Spelling:
        """Greedy CTC: a step counts when its best class is no blank and differs from the step before."""
        best = steps.argmax(axis=1)
        kept = np.flatnonzero((best != BLANK) & np.concatenate(([True], best[1:] != best[:-1])))
        text = "".join(self._characters[index] for index in best[kept])
        scores = tuple(float(score) for score in steps[kept, best[kept]])
        return Spelling(text, _stops(kept, len(steps), filled), scores)


def _prepared(strip: Image) -> tuple[Floats, float]:
    """The strip as `1 x 3 x 48 x W` in -1..1, blue first, and which part of W it fills; the rest is grey (0)."""
    height, width = strip.shape[:2]
    wide = min(WIDEST, max(8, round(width * HEIGHT / height)))
    scaled = strip if (height, width) == (HEIGHT, wide) else cv2.resize(strip, (wide, HEIGHT))
    padded = max(NARROWEST, -(-wide // STEP) * STEP)
    pixels = np.zeros((1, 3, HEIGHT, padded), dtype=np.float32)
    pixels[0, :, :, :wide] = scaled[:, :, ::-1].transpose(2, 0, 1)
    pixels[0, :, :, :wide] *= 1 / 127.5
    pixels[0, :, :, :wide] -= 1.0
    return pixels, wide / padded


def _stops(kept: NDArray[np.intp], steps: int, filled: float) -> tuple[tuple[float, float], ...]:
    """Each character reaches half way to its neighbours, at most `REACH` steps to either side.

    A step covers 8 pixels of a strip 48 high; a full-width character is about as wide as the strip is high.
    """
    if not len(kept):
        return ()
    centres = kept + 0.5
    middles = (centres[1:] + centres[:-1]) / 2
    starts = np.maximum(np.concatenate(([0.0], middles)), centres - REACH)
    ends = np.minimum(np.concatenate((middles, [float(steps)])), centres + REACH)
    scale = steps * filled
    return tuple((min(1.0, float(a) / scale), min(1.0, float(b) / scale)) for a, b in zip(starts, ends, strict=True))
