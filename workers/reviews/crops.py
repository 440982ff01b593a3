"""The part of a page around one value, as a picture for people: cut and encoded behind the reading room's walls."""

import math
import threading
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.reading.refusals import refused
from pipeline.errors import WrongUse
from pipeline.evidence import EvidenceId
from pipeline.geometry import Box
from workers.room.children import Crashed, ForkParent
from workers.room.encoding import Encoder
from workers.room.parsing import Parser, Sent
from workers.room.reading_room import Cast
from workers.room.wire import pixels_in, pixels_out
from workers.settings import Settings

LONGEST = 3_000  # pixels of the page a crop is cut from
_MARGIN = 0.6  # of a line's height, so that what stands beside shows too
_LEAST = 12  # pixels of margin
_AT_ONCE = 2  # pages open at a time


@dataclass(frozen=True, slots=True)
class Place:
    """Where to cut, on the upright page as its record tells it; `rotation` is the record's, in degrees clockwise."""

    box: Box
    rotation: int


@dataclass(frozen=True, slots=True)
class Cutter:
    """Thread safe; its children's parent starts with the first crop, and `close` ends it."""

    settings: Settings
    cast: Cast = field(default_factory=Cast)
    _parent: ForkParent = field(default_factory=ForkParent)
    _turns: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(_AT_ONCE))

    def crop(self, paths: tuple[Path, ...], media_type: str, place: Place) -> bytes:
        """A JPEG, made anew from pixels. Raises BadFile when the page cannot be shown, and what a Parser raises."""
        with self._turns:
            parser = Parser(self._parent, self.cast.parsing, Sent(paths, media_type), self.settings)
            try:
                return self._cut(parser, place)
            except Crashed as crash:
                raise refused(crash.code) from None
            finally:
                parser.close()

    def close(self) -> None:
        self._parent.close()

    def _cut(self, parser: Parser, place: Place) -> bytes:
        seconds = self.settings.page_wall_seconds
        page = place.box.page
        pages, _ = parser.open(seconds)
        if page > pages:
            raise WrongUse(f"The file has {pages} pages, not {page}.")
        turned = (place.rotation - parser.look(page, seconds).rotation) % 360
        frame = parser.picture(page, LONGEST, turned, seconds)
        (width, height), pixels = pixels_in(frame, self.settings.limits.reading_pixels)
        image = np.frombuffer(pixels, dtype=np.uint8).reshape(height, width, 3)
        cut = np.ascontiguousarray(_around(image, place.box))
        encoder = Encoder(self._parent, self.cast.picture, self.settings)
        return encoder.jpeg(memoryview(b"".join(pixels_out(cut))))


def place_name(evidence: EvidenceId, box: Box) -> str:
    """Names the crop of a place: the same place has the same name, 64 hex digits."""
    sides = " ".join(f"{side:.5f}" for side in box.sides)
    return sha256(f"{evidence} {box.page} {sides}".encode()).hexdigest()


def _around(image: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The box with a margin; never empty, never outside the page."""
    height, width = image.shape[:2]
    margin = max(_LEAST, _MARGIN * (box.bottom - box.top) * height)
    left, top = (max(0, math.floor(side - margin)) for side in (box.left * width, box.top * height))
    right, bottom = (math.ceil(side + margin) for side in (box.right * width, box.bottom * height))
    cut: NDArray[np.uint8] = image[min(top, height - 1) : bottom, min(left, width - 1) : right]
    return cut
