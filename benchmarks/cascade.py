"""What reading costs and finds under each setting: the same pages, the product's own steps, every model asked once."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from benchmarks.labels import Label
from benchmarks.matching import Match
from benchmarks.metered import Meter, MeteredFinder, MeteredReader
from benchmarks.number_recall import labelled, recall, recall_blanks_aside
from benchmarks.peers import Peer
from benchmarks.scoring import KIND, scores
from benchmarks.speed import Course
from extractors.engine import Engine, Image, LineReader, Spelling
from extractors.engines import ppocr_v6_small, ppocr_v6_tiny, tesseract
from extractors.reading.intake import Limits, admitted
from extractors.reading.lines.cascade import Cascade, NamedReader
from extractors.reading.lines.finding import LONG_SIDE, PageFinder
from extractors.reading.lines.models import TINY_FINDER
from extractors.reading.lines.readers import Readers, ReadPage
from extractors.reading.lines.rereading import Views
from extractors.reading.lines.spellings import doubtful
from extractors.reading.pictures.pages import Picture
from extractors.reading.pictures.turning import turned_picture
from extractors.wanted import WANTED
from pipeline.fields import Field, FieldSpec, Reading
from pipeline.flow import classified, extracted
from pipeline.kinds import Kind
from pipeline.pages import Document, Page, Source, Traces
from pipeline.records import Form, Record
from pipeline.sheets import Sheet
from pipeline.trust.agreement import READ_SURELY, Bar, judged, regraded, worth_rereading

TINY, SECOND, OTHER = "ppocr-v6-tiny", "ppocr-v6-small+12%", "tesseract"
VIEWS = frozenset({TINY, SECOND, OTHER})
_DIGIT = re.compile(r"\d")
Again = Callable[[Spelling], bool]


def never(_: Spelling) -> bool:
    return False


def always(_: Spelling) -> bool:
    return True


def with_digits(spelling: Spelling) -> bool:
    return _DIGIT.search(spelling.text) is not None


def as_shipped(spelling: Spelling) -> bool:
    return doubtful(spelling, WANTED)


def sooner(spelling: Spelling, under: float = 0.8) -> bool:
    """As shipped, and lines with a digit beside a character less likely than `under`."""
    return as_shipped(spelling) or (with_digits(spelling) and min(spelling.scores, default=1.0) < under)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """`side`: pixels of the page's long side as the finder sees it; `first`: who reads every line; `again`: which lines
    the small model reads again; `views`: who reads a value again; `surely`: the least probability of a character from
    which a value that decides nothing is not read again.
    """

    name: str
    side: int = LONG_SIDE
    first: str = "tiny"
    again: Again = as_shipped
    views: frozenset[str] = VIEWS
    surely: float = READ_SURELY


SHIPPED = Setting(name="as shipped")
SETTINGS = (
    SHIPPED,
    Setting(name="finder sees 736 pixels", side=736),
    Setting(name="finder sees 1280 pixels", side=1280),
    Setting(name="tiny alone reads lines", again=never),
    Setting(name="small again: digits under 0.8 too", again=sooner),
    Setting(name="small again: digits under 0.9 too", again=partial(sooner, under=0.9)),
    Setting(name="small again: every line with a digit", again=with_digits),
    Setting(name="small again: every line", again=always),
    Setting(name="small alone reads lines", first="small", again=never),
    Setting(name="values: without the larger crop", views=VIEWS - {SECOND}),
    Setting(name="values: without Tesseract", views=VIEWS - {OTHER}),
    Setting(name="values: tiny alone again", views=frozenset({TINY})),
    Setting(name="values: Tesseract alone again", views=frozenset({OTHER})),
    Setting(name="values: decisive ones alone", surely=0.0),
    Setting(name="values: all short ones", surely=1.01),
)


@dataclass(slots=True)
class Run:
    """What one setting did on all pages: processor seconds of lines and of values, numbers seen, decisive values.

    `sure`: of the decisive values that were read, those no person is asked about by what the readers say.
    """

    lines: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    seen: int = 0
    closed: int = 0  # seen with blanks aside
    wanted: int = 0
    right: int = 0
    labelled: int = 0
    sure: int = 0
    silent: int = 0

    @property
    def cpu(self) -> float:
        """Seconds a page."""
        return (sum(self.lines) + sum(self.values)) / max(1, len(self.lines))

    @property
    def recall(self) -> float:
        return self.seen / self.wanted if self.wanted else 0.0


class Silent:
    """A reader that is not asked."""

    def spell(self, _: Image) -> Spelling:
        return Spelling("", (), ())


@dataclass(frozen=True, slots=True)
class Shop:
    """Every engine once, metered; `kinds` and the kind `other` as the desk knows them."""

    kinds: tuple[Kind, ...]
    fallback: Kind
    meter: Meter = field(default_factory=Meter)
    _readers: dict[str, MeteredReader] = field(default_factory=dict)
    _finders: dict[int, MeteredFinder] = field(default_factory=dict)

    def reader(self, name: str) -> MeteredReader:
        engines: Mapping[str, Engine] = {
            "tiny": ppocr_v6_tiny.ENGINE,
            "small": ppocr_v6_small.ENGINE,
            OTHER: tesseract.ENGINE,
        }
        if name not in self._readers:
            self._readers[name] = MeteredReader(engines[name].reader(), self.meter)
        return self._readers[name]

    def finder(self, side: int) -> MeteredFinder:
        if side not in self._finders:
            self._finders[side] = MeteredFinder(PageFinder(TINY_FINDER, side), self.meter)
        return self._finders[side]

    def forget(self) -> None:
        for reader in self._readers.values():
            reader.forget()
        for finder in self._finders.values():
            finder.forget()


def compared(
    shop: Shop, chosen: Sequence[Label], peers: Sequence[Peer] = (), settings: Sequence[Setting] = SETTINGS
) -> tuple[Mapping[str, Run], Mapping[str, Course]]:
    """Every page under every setting and by every peer before the next; who begins changes from page to page."""
    runs, courses = {setting.name: Run() for setting in settings}, {peer.name: Course() for peer in peers}
    _warm(shop, chosen, peers, settings)
    for turn, label in enumerate(chosen):
        if label.path is None:
            continue
        image, start = _image(label.path), turn % len(settings)
        for setting in (*settings[start:], *settings[:start]):
            _add(runs[setting.name], shop, setting, (label, image))
        shop.forget()
        for peer in peers:
            if label.text_boxes:
                courses[peer.name].add(peer.read(label.path), label.text_boxes)
    return runs, courses


def _warm(shop: Shop, chosen: Sequence[Label], peers: Sequence[Peer], settings: Sequence[Setting]) -> None:
    """The first page once by everybody, not counted: a model's first strip costs more."""
    path = next((label.path for label in chosen if label.path), None)
    if path is None:
        return
    for setting in settings:
        _add(Run(), shop, setting, (chosen[0], _image(path)))
    for peer in peers:
        peer.read(path)
    shop.forget()


def _add(run: Run, shop: Shop, setting: Setting, shown: tuple[Label, Image]) -> None:
    label, image = shown
    read, lines = shop.meter.measured(lambda: _read(shop, setting, image))
    record, values = shop.meter.measured(lambda: _record(shop, setting, turned_picture(image, read.turned), read))
    run.lines.append(lines)
    run.values.append(values)
    if label.text_boxes:
        text = "\n".join(line.text for row in read.rows for line in row)
        seen, wanted = recall(text, labelled(label.text_boxes))
        run.seen, run.wanted = run.seen + seen, run.wanted + wanted
        run.closed += recall_blanks_aside(text, labelled(label.text_boxes))
    for score in scores(label, record):
        if score.field == KIND or score.open or not score.critical:
            continue
        run.labelled += 1
        run.right += score.match in (Match.EXACT, Match.NEAR)
        run.sure += score.match is not Match.MISSING and not score.asked
        run.silent += score.silent


def _read(shop: Shop, setting: Setting, image: Image) -> ReadPage:
    first = NamedReader(setting.first, shop.reader(setting.first))
    second = NamedReader("small", shop.reader("small"))
    cascade = Cascade(finder=shop.finder(setting.side), first=first, second=second, again=setting.again)
    return Readers(cascade, Silent(), {}).read(image, 1)


def _record(shop: Shop, setting: Setting, image: Image, read: ReadPage) -> Record:
    """The page as one document, judged by its readers alone: no rule is asked, no probability weighed."""
    page = _page(image, read)
    sheet = Sheet(Document(pages=(page,), traces=Traces(media_type="image/jpeg")))
    verdict = classified(sheet, shop.kinds, shop.fallback)
    form = _again(shop, setting, image, (extracted(sheet, verdict.kind), verdict.kind))
    judgement = judged(form, verdict.kind.fields, (), Bar())
    return Record(
        name="",
        files=(),
        sha256="",
        media_type="image/jpeg",
        flags=(),
        pages=(page,),
        kind=verdict.kind.name,
        kind_confidence=verdict.confidence,
        form=form,
        needs_person=judgement.needs_person,
    )


def _again(shop: Shop, setting: Setting, image: Image, read: tuple[Form, Kind]) -> Form:
    """The form after the values this setting reads again were read by the views it asks."""
    form, kind = read
    views = _views(shop, setting)

    def further(field: Field, spec: FieldSpec) -> tuple[Reading, ...]:
        if field.place is None or not worth_rereading(field, spec, setting.surely):
            return ()
        return tuple(one for one in views.all(image, field.place) if one.reader in setting.views)

    pairs = zip(form.fields, kind.fields, strict=True)
    return replace(form, fields=tuple(regraded(field, further(field, spec)) for field, spec in pairs))


def _views(shop: Shop, setting: Setting) -> Views:
    def asked(view: str, name: str) -> LineReader:
        return shop.reader(name) if view in setting.views else Silent()

    return Views(asked(TINY, "tiny"), asked(SECOND, "small"), asked(OTHER, OTHER))


def _page(image: Image, read: ReadPage) -> Page:
    height, width = image.shape[:2]
    return Page(
        number=1,
        width=width,
        height=height,
        rotation=read.turned,
        angle=read.angle,
        source=Source.OCR,
        legibility=read.legibility,
        rows=read.rows,
    )


def _image(path: Path) -> Image:
    limits = Limits()
    with path.open("rb") as content:
        found = admitted(path.name, content, limits)
    return Picture(path.read_bytes(), found.media_type, limits).image(1)
