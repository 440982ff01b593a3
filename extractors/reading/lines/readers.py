"""Every OCR engine of one process, loaded once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from extractors import engines
from extractors.engine import Engine, LineReader
from extractors.engine import Image as Image
from extractors.reading.lines.cascade import Cascade, NamedReader
from extractors.reading.lines.rereading import Views
from extractors.reading.lines.rows import in_rows
from extractors.reading.lines.spellings import doubtful
from extractors.reading.pictures.legibility import legibility
from pipeline.errors import WrongUse
from pipeline.fields import Reading
from pipeline.geometry import Quad
from pipeline.pages import Line
from pipeline.plugins import collected

TINY = "ppocr-v6-tiny"
SMALL = "ppocr-v6-small"
OTHER = "tesseract"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What was read of one picture; see `pipeline.pages.Page` for the meaning of each part.

    `turned`: how many degrees clockwise the picture had to be turned first (0, 90, 180, 270); every place is one of
    the picture so turned.
    """

    rows: tuple[tuple[Line, ...], ...]
    angle: float
    legibility: float
    turned: int = 0


class Readers:
    """Reads pages and reads places again; not for several threads at once."""

    def __init__(self, cascade: Cascade, other: LineReader, versions: Mapping[str, str]) -> None:
        self._cascade = cascade
        self._views = Views(cascade.first.reader, cascade.second.reader, other)
        self.versions = versions

    @classmethod
    def load(cls, wanted: re.Pattern[str]) -> "Readers":
        """`wanted`: label words; lines that match are read again by the small model.

        Raises WrongUse when a model is missing or is not the pinned one, saying what to do.
        """
        found = {engine.name: engine for engine in collected(engines, "ENGINE", Engine)}
        tiny, small, other = found[TINY], found[SMALL], found[OTHER]
        if tiny.finder is None:
            raise WrongUse(f"{tiny.name} must be able to find lines.")
        cascade = Cascade(
            finder=tiny.finder(),
            first=NamedReader(tiny.name, tiny.reader()),
            second=NamedReader(small.name, small.reader()),
            again=partial(doubtful, wanted=wanted),
        )
        return cls(cascade, other.reader(), {name: engine.version() for name, engine in found.items()})

    def read(self, image: Image, number: int) -> ReadPage:
        """Every line of the picture once it is upright; `number` is the 1-based page number put into the quads."""
        page = self._cascade.stand(image)
        height, width = page.image.shape[:2]
        seen = self._cascade.read(page, number)
        rows, angle = in_rows([line for line, _ in seen], width, height)
        clear = legibility([sight for _, sight in seen])
        return ReadPage(rows=rows, angle=angle, legibility=clear, turned=page.turned)

    def reread(self, image: Image, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]:
        """For every place three further readings: tiny, small on a larger crop, and another family."""
        return tuple(self._views.all(image, place) for place in places)

    def confirm(self, image: Image, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]:
        """For every place of a text the file itself says: tiny and another family, small only where they differ."""
        return tuple(self._views.fewest(image, place) for place in places)
