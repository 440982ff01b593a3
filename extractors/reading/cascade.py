"""A page is read once by the small model's cheaper sister, and again where that matters."""

import re
from dataclasses import dataclass

from extractors.engine import Corners, Image, LineFinder, LineReader, Spelling
from extractors.reading.strips import extent, laid_flat, quad, turned
from pipeline.pages import Line

UNSURE = 0.85


@dataclass(frozen=True, slots=True)
class NamedReader:
    name: str
    reader: LineReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """Who finds the lines, who reads them first, who reads them again, and which words call for that."""

    finder: LineFinder
    first: NamedReader
    second: NamedReader
    wanted: re.Pattern[str]

    def lines(self, image: Image, number: int) -> tuple[tuple[Line, ...], tuple[float, ...]]:
        """Lines that hold text, and how high each stands in pixels."""
        found = []
        for corners in self.finder.find(image):
            place = turned(corners)
            line = self._line(image, place, number)
            if line is not None:
                found.append((line, extent(place)[1]))
        return tuple(line for line, _ in found), tuple(height for _, height in found)

    def _line(self, image: Image, place: Corners, number: int) -> Line | None:
        strip = laid_flat(image, place)
        spelling, reader = self.first.reader.spell(strip), self.first.name
        if self._matters(spelling):
            again = self.second.reader.spell(strip)
            if again.text.strip():
                spelling, reader = again, self.second.name
        if not spelling.text.strip():
            return None
        return Line(
            text=spelling.text,
            quad=quad(place, image, number),
            stops=spelling.stops,
            scores=spelling.scores,
            reader=reader,
        )

    def _matters(self, spelling: Spelling) -> bool:
        text = spelling.text
        return (
            spelling.confidence < UNSURE or any(mark.isdigit() for mark in text) or self.wanted.search(text) is not None
        )
