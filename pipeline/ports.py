"""What the steps ask of the world: each port has one adapter or more outside the heart."""

from typing import Protocol

from pipeline.fields import Reading
from pipeline.geometry import Quad


class Rereader(Protocol):
    """Reads places of one document again, each with every further reader."""

    def reread(self, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]:
        """For every place the further readings, in the order of `places`; an empty tuple where nobody could look."""
        ...
