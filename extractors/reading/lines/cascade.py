"""A page is read once by the cheap reader, and again by the surer one where it matters and the first was unsure."""

from collections.abc import Callable
from dataclasses import dataclass

from extractors.engine import Corners, Image, LineFinder, LineReader, Spelling
from extractors.reading.lines.places import Size, extent, quad, size
from extractors.reading.lines.spellings import keeps
from extractors.reading.lines.stamped import same_line, tells_more, uncovered
from extractors.reading.lines.strips import laid_flat
from extractors.reading.pictures.legibility import Sight, sight
from extractors.reading.pictures.orientation import Upright, upright
from pipeline.pages import Line


@dataclass(frozen=True, slots=True)
class NamedReader:
    name: str
    reader: LineReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """Who finds the lines, who reads them first, who reads them again, and what of the first calls for that."""

    finder: LineFinder
    first: NamedReader
    second: NamedReader
    again: Callable[[Spelling], bool]

    def stand(self, image: Image) -> Upright:
        """The page as it stands upright, with its lines."""
        return upright(image, self.finder, self.first.reader)

    def read(self, page: Upright, number: int) -> tuple[tuple[Line, Sight], ...]:
        """The lines that hold text, from top to bottom, and how each looked; those under a stamp come last."""
        seen = {
            index: pair
            for index, place in enumerate(page.places)
            if (pair := self._line(page.image, place, page.spelled.get(index), number))
        }
        clear = []
        for one in uncovered(page.image, self.finder, self.second.reader):
            before = [index for index in seen if same_line(one.corners, page.places[index])]
            if tells_more(one.spelling, [(line.text, min(line.scores)) for line, _ in map(seen.__getitem__, before)]):
                line = self._told(one.spelling, one.corners, size(page.image), number)
                clear.append((line, sight(one.strip, extent(one.corners)[1], one.spelling.confidence)))
                seen = {index: pair for index, pair in seen.items() if index not in before}
        return (*seen.values(), *clear)

    def _told(self, spelling: Spelling, place: Corners, page: Size, number: int) -> Line:
        return Line(
            text=spelling.text,
            quad=quad(place, page, number),
            stops=spelling.stops,
            scores=spelling.scores,
            reader=self.second.name,
        )

    def _line(self, image: Image, place: Corners, spelled: Spelling | None, number: int) -> tuple[Line, Sight] | None:
        strip = laid_flat(image, place)
        name, spelling = self._read(strip, spelled)
        if not spelling.text.strip():
            return None
        line = Line(
            text=spelling.text,
            quad=quad(place, size(image), number),
            stops=spelling.stops,
            scores=spelling.scores,
            reader=name,
        )
        return line, sight(strip, extent(place)[1], spelling.confidence)

    def _read(self, strip: Image, spelled: Spelling | None) -> tuple[str, Spelling]:
        spelling = spelled or self.first.reader.spell(strip)
        if self.again(spelling):
            surer = self.second.reader.spell(strip)
            if not keeps(spelling, surer):
                return self.second.name, surer
        return self.first.name, spelling
