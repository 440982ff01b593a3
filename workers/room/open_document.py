"""One document between its parsing child and an OCR lane: looked at, read, read again, shown."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import metadata
from typing import TypeVar

from extractors.reading.lines.cuttings import cuttings
from extractors.reading.lines.places import Size
from extractors.reading.lines.rows import in_rows
from extractors.reading.looking import Layer, Looked
from extractors.reading.marks.regions import borne_out
from extractors.reading.pictures.turning import turned_page
from extractors.reading.refusals import refused
from pipeline.alike.likeness import tells_enough
from pipeline.alike.prints import Print
from pipeline.errors import WrongUse
from pipeline.fields import Reading
from pipeline.geometry import Quad
from pipeline.grids import Ruled
from pipeline.pages import Document, Page, Region, Source, Stroke, Traces
from workers.room.children import Crashed
from workers.room.encoding import Encoder
from workers.room.lane import Lane
from workers.room.parsing import Parser
from workers.room.wire import Rows
from workers.settings import Settings

T = TypeVar("T")
LIBRARIES = ("pdfplumber", "pikepdf", "pillow", "pypdfium2", "zxing-cpp")
LONGEST_PICTURE = 20_000


@dataclass(frozen=True, slots=True)
class Staff:
    """The children one document works with."""

    parser: Parser
    lane: Lane
    encoder: Encoder


class OpenDocument:
    """A context manager, for one thread at a time; leaving it ends the parsing child and frees the lane.

    Whatever is asked of it raises BadFile when the file cannot be read or has crashed its readers too often,
    ReaderTrouble when no reader starts, StoreTrouble when the file is gone.
    """

    def __init__(self, staff: Staff, settings: Settings, leave: Callable[[], None]) -> None:
        self._parser, self._lane, self._encoder = staff.parser, staff.lane, staff.encoder
        self._settings = settings
        self._leave = leave
        self._end = time.monotonic() + settings.document_seconds
        self._crashes = 0
        self._layered: dict[int, Size] = {}  # pages read from their text layer
        self._structured: set[int] = set()  # pages whose picture we drew ourselves from what the file says
        self._turned: dict[int, int] = {}  # degrees clockwise, of pages that lay the wrong way
        self._versions: Mapping[str, str] = _libraries()

    def __enter__(self) -> "OpenDocument":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._parser.close()
        if kind is not None and not issubclass(kind, Exception):
            self._lane.close()  # interrupted in the middle of a question: its answer would confuse the next
        self._lane.forget()
        self._leave()

    @property
    def versions(self) -> Mapping[str, str]:
        """What this document was read with, so far: libraries, and the OCR engines when they were used."""
        return self._versions

    def read(self) -> Document:
        """Every page looked at and read: its text layer where that serves, else by OCR."""
        count, said = self._tried(lambda: self._parser.open(self._seconds()))
        looked = []
        pages = []
        for number in range(1, count + 1):
            seen, page = self._read(self._looked(number))
            looked.append(seen)
            pages.append(page)
        flags = dict.fromkeys((*said.flags, *(flag for each in looked for flag in each.flags)))
        return Document(
            pages=tuple(pages),
            codes=tuple(code for each in looked for code in each.codes),
            traces=Traces(
                media_type=self._parser.media_type, flags=tuple(flags), facts={**said.facts, **_seal(looked)}
            ),
            signs=(*said.signs, *(sign for each in looked for sign in each.signs)),
            layer=tuple(line for each in looked if each.layer and not each.layer.serves for line in each.layer.lines),
        )

    def marked(self, document: Document) -> Document:
        """The document with the seals, signatures and ticks on its pages; a page we drew ourselves can show none.

        A page with a text layer is in colour where it shows any: without a red seal it has none.
        """
        pages = (page for page in document.pages if page.number not in self._structured)
        regions = tuple(region for page in pages for region in self._regions(page))
        traces = document.traces
        if self._layered and "red_seal" not in traces.facts:
            sealed = any(region.kind is Stroke.SEAL for region in regions)
            traces = replace(traces, facts={**traces.facts, "red_seal": "yes" if sealed else "no"})
        return replace(document, regions=regions, traces=traces)

    def ruled(self, document: Document) -> Document:
        """The document with the ruled tables on its pages; a flag says that a page had too many lines."""
        found = [self._ruled(page.number) for page in document.pages if page.number not in self._structured]
        flags = (*document.traces.flags, *("too_many_rules" for one in found if one.overfull))
        traces = replace(document.traces, flags=tuple(dict.fromkeys(flags)))
        return replace(document, traces=traces, grids=tuple(grid for one in found for grid in one.grids))

    def pictured(self, document: Document) -> Document:
        """The document with the print of its first page, where too little stands on all of them to know it again by.

        A page we drew ourselves has none: our drawings are all alike.
        """
        first, *others = document.pages
        if first.number in self._structured or tells_enough(document.pages):
            return document
        return replace(document, pages=(replace(first, picture=self._print(first)), *others))

    def reread(self, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]:
        """For every place the further readings, in the order of `places`.

        What a text layer says needs fewer of them: the file itself is a reader. A page we drew ourselves is not read
        again: our own drawing would only confirm itself.
        """
        found: dict[Quad, tuple[Reading, ...]] = {}
        for page in sorted({place.page for place in places}):
            here = tuple(dict.fromkeys(place for place in places if place.page == page))
            if page in self._structured:
                found |= dict.fromkeys(here, ())
                continue
            again = self._confirmed if page in self._layered else self._reread
            found |= zip(here, again(here, page), strict=True)
        return tuple(found[place] for place in places)

    def picture(self, page: int, longest: int) -> bytes:
        """A JPEG of the upright page, no side longer than `longest` pixels, made anew from its pixels."""
        if not 0 < longest <= LONGEST_PICTURE:
            raise WrongUse(f"A picture has 1 to {LONGEST_PICTURE} pixels on its longest side, not {longest}.")
        return self._tried(lambda: self._encoder.jpeg(self._shown(page, longest)))

    def _looked(self, number: int) -> Looked:
        return self._tried(lambda: self._parser.look(number, self._seconds()))

    def _read(self, looked: Looked) -> tuple[Looked, Page]:
        """What was seen and what was read, both of the upright page."""
        if looked.layer and looked.layer.serves:
            source = _source(looked.layer)
            if source is Source.TEXT_LAYER:
                self._layered[looked.number] = looked.width, looked.height
            else:
                self._structured.add(looked.number)
            rows, angle = in_rows(looked.layer.lines, looked.width, looked.height)
            return looked, _page(looked, source, (rows, angle, 1.0))
        rows, angle, legibility, turned = self._tried(lambda: self._lane.read(looked.number, self._pixels))
        self._turned[looked.number] = turned
        self._versions = {**_libraries(), **self._lane.versions}
        upright = turned_page(looked, turned)
        return upright, _page(upright, Source.OCR, (rows, angle, legibility))

    def _reread(self, places: tuple[Quad, ...], page: int) -> tuple[tuple[Reading, ...], ...]:
        found = self._tried(lambda: self._lane.reread(places, page, self._pixels))
        self._versions = {**_libraries(), **self._lane.versions}
        return found

    def _confirmed(self, places: tuple[Quad, ...], page: int) -> tuple[tuple[Reading, ...], ...]:
        cut = cuttings(places, self._layered[page])

        def asked() -> tuple[tuple[Reading, ...], ...]:
            return self._lane.confirm(cut.places, page, self._parser.cut(page, cut.boxes, self._seconds()))

        found = self._tried(asked)
        self._versions = {**_libraries(), **self._lane.versions}
        return found

    def _regions(self, page: Page) -> tuple[Region, ...]:
        turned = self._turned.get(page.number, 0)
        found = self._tried(lambda: self._parser.regions(page.number, turned, self._seconds()))
        return borne_out(found, page.lines)

    def _print(self, page: Page) -> Print:
        turned = self._turned.get(page.number, 0)
        return self._tried(lambda: self._parser.print(page.number, turned, self._seconds()))

    def _ruled(self, number: int) -> Ruled:
        turned = self._turned.get(number, 0)
        return self._tried(lambda: self._parser.ruled(number, turned, self._seconds()))

    def _pixels(self, number: int) -> memoryview:
        return self._parser.pixels(number, self._turned.get(number, 0), self._seconds())

    def _shown(self, page: int, longest: int) -> memoryview:
        return self._parser.picture(page, longest, self._turned.get(page, 0), self._seconds())

    def _seconds(self) -> float:
        """How long the next answer may take."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise refused("time_limit")
        return min(left, self._settings.page_wall_seconds)

    def _tried(self, work: Callable[[], T]) -> T:
        """`work`, again after a crash, until the document has crashed its readers as often as it may."""
        while True:
            try:
                return work()
            except Crashed as crash:
                self._crashes += 1
                if self._crashes >= self._settings.tries:
                    raise refused(crash.code) from None


def _source(layer: Layer) -> Source:
    """Text of a structured original says so itself."""
    structured = all(line.reader == Source.STRUCTURED for line in layer.lines)
    return Source.STRUCTURED if structured else Source.TEXT_LAYER


def _seal(pages: list[Looked]) -> Mapping[str, str]:
    """The fact `red_seal`: yes when any page shows one, no when a page could tell and none does."""
    told = [page.red_seal for page in pages if page.red_seal is not None]
    return {"red_seal": "yes" if any(told) else "no"} if told else {}


def _page(looked: Looked, source: Source, read: tuple[Rows, float, float]) -> Page:
    rows, angle, legibility = read
    return Page(
        number=looked.number,
        width=looked.width,
        height=looked.height,
        rotation=looked.rotation,
        angle=angle,
        source=source,
        legibility=legibility,
        rows=rows,
    )


@cache
def _libraries() -> dict[str, str]:
    return {name: metadata.version(name) for name in LIBRARIES}
