"""What a result page shows of one record, as values a template can lay out."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher

from app.showing.catalogue import Catalogue
from app.showing.marks import Mark, mark
from app.showing.safe import visible
from app.showing.sums import Sum, sums
from app.showing.texts import CONFIRMATIONS, STATES, Text, percent, sureness
from pipeline.fields import Field, Reading, State, ValueType
from pipeline.findings import Finding, Outcome
from pipeline.geometry import Box, Point, Quad
from pipeline.pages import Page
from pipeline.records import Record, plain
from pipeline.rows import Row as TableRow
from pipeline.trust.agreement import agrees
from pipeline.trust.reasons import alternatives, why, worded

GONE = "‸"  # stands where a reading lacks what the others have


@dataclass(frozen=True, slots=True)
class Shape:
    """A polygon in the page's own pixels: `points` as SVG wants them, where its number stands and how big (`tag`)."""

    points: str
    left: float
    top: float
    tag: float


@dataclass(frozen=True, slots=True)
class View:
    """The part of a page that shows a value: an SVG view box, how to turn the page first, and width over height."""

    box: str
    turn: str
    wide: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One reading, its text in stretches with whether each differs from the printed text as accepted."""

    reader: str
    stretches: tuple[tuple[str, bool], ...]
    sure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One field. `number` counts the boxes on the pages, 0 without one; `groups` the value in stretches of four."""

    number: int
    name: str
    label: Text
    mark: Mark
    state: Text
    read: bool
    groups: tuple[str, ...]
    raw: str
    sure: str
    sure_word: Text
    opinions: tuple[Opinion, ...]
    split: bool
    others: tuple[str, ...]
    proofs: tuple[Text, ...]
    items: tuple[TableRow, ...]
    places: tuple[Box, ...]
    shape: Shape | None
    page: int
    view: View | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person is asked, why, and the id of the place on the page that shows it ("" when there is none)."""

    label: Text
    reasons: tuple[Text, ...]
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Everything one result page shows; `silent` are fields that are simply not on the page."""

    record: Record
    kind: Text
    kind_sure: str
    rows: tuple[Row, ...]
    silent: tuple[Text, ...]
    sums: tuple[Sum, ...]
    findings: tuple[tuple[Outcome, tuple[Finding, ...]], ...]
    asked: tuple[Asked, ...]

    @property
    def failed(self) -> int:
        return sum(finding.outcome is Outcome.FAIL for finding in self.record.findings)


def laid_out(record: Record, catalogue: Catalogue) -> Layout:
    shown = [field for field in record.form.fields if _shown(record, field)]
    silent = [field for field in record.form.fields if not _shown(record, field)]
    outcomes = (Outcome.FAIL, Outcome.UNREADABLE, Outcome.PASS, Outcome.NOT_APPLICABLE)
    answered = [(kind, tuple(one for one in record.findings if one.outcome is kind)) for kind in outcomes]
    rows = rows_of(record, shown, catalogue)
    return Layout(
        record=record,
        kind=catalogue.kind(record.kind),
        kind_sure=percent(record.kind_confidence),
        rows=rows,
        silent=tuple(catalogue.field(record.kind, field.name) for field in silent),
        sums=sums(record.form),
        findings=tuple((kind, found) for kind, found in answered if found),
        asked=tuple(_asked(record, name, rows, catalogue) for name in record.needs_person),
    )


def _shown(record: Record, field: Field) -> bool:
    return field.state is not State.NOT_FOUND or field.critical or field.name in record.needs_person


def rows_of(record: Record, fields: Iterable[Field], catalogue: Catalogue) -> tuple[Row, ...]:
    """These fields of the record, those that stand on a page counted from 1."""
    return tuple(_rows(record, fields, catalogue))


def _rows(record: Record, fields: Iterable[Field], catalogue: Catalogue) -> Iterator[Row]:
    number = 0
    for field in fields:
        page = _page(record, field)
        number += page is not None
        yield _row(record, field, catalogue, (number, page) if page else (0, None))


def _asked(record: Record, name: str, rows: tuple[Row, ...], catalogue: Catalogue) -> Asked:
    row = next((row for row in rows if row.name == name), None)
    anchor = "" if row is None else f"b{row.number}" if row.number else f"x{name}"
    return Asked(catalogue.field(record.kind, name), why(record, name), anchor)


def _row(record: Record, field: Field, catalogue: Catalogue, stand: tuple[int, Page | None]) -> Row:
    number, page = stand
    spec = catalogue.spec(record.kind, field.name)
    value = "" if isinstance(field.value, tuple | None) else visible(str(plain(field.value)))
    raw = visible(field.raw)
    items = field.value if isinstance(field.value, tuple) else ()
    opinions = tuple(_opinion(field, reading) for reading in field.readings)
    return Row(
        number=number,
        name=field.name,
        label=catalogue.field(record.kind, field.name),
        mark=mark(record, field),
        state=worded(STATES, field.state.value),
        read=field.state is State.READ,
        groups=grouped(value) if spec and spec.type is ValueType.ID else (value,),
        raw="" if _bare(raw) == _bare(value) else raw,
        sure=percent(field.confidence),
        sure_word=sureness(field.confidence),
        opinions=opinions,
        split=any(differs for opinion in opinions for _, differs in opinion.stretches),
        others=tuple(visible(other) for other in alternatives(field)),
        proofs=tuple(worded(CONFIRMATIONS, name) for name in field.confirmed_by),
        items=items,
        places=tuple(item.box for item in items if not isinstance(item, Decimal) and item.box),
        shape=_shape(field.place, page) if field.place and page else None,
        page=page.number if page else 0,
        view=_view(field.place, page) if field.place and page else None,
    )


def grouped(text: str) -> tuple[str, ...]:
    """A long number in stretches of four, as people compare them; short or punctuated ids stay whole."""
    if len(text) < 8 or not text.isalnum() or not text.isascii():
        return (text,)
    return tuple(text[start : start + 4] for start in range(0, len(text), 4))


def stretches(text: str, standard: str) -> tuple[tuple[str, bool], ...]:
    """`text` cut where it differs from `standard`; a gap is shown as GONE. White space does not count."""
    if _bare(text) == _bare(standard):
        return ((text, False),)
    cut = []
    for tag, _, _, start, end in SequenceMatcher(None, standard, text, autojunk=False).get_opcodes():
        cut.append((text[start:end] if end > start else GONE, tag != "equal"))
    return tuple(cut)


def _bare(text: str) -> str:
    return "".join(text.split())


def _opinion(field: Field, reading: Reading) -> Opinion:
    """A reading that holds the accepted text is shown whole, even when its crop took in a neighbour."""
    text = visible(reading.text)
    cut = ((text, False),) if agrees(field, reading) else stretches(text, visible(field.raw))
    return Opinion(reader=reading.reader, stretches=cut, sure=percent(reading.confidence))


def _page(record: Record, field: Field) -> Page | None:
    number = field.place.page if field.place else 0
    return next((page for page in record.pages if page.number == number), None)


def _shape(quad: Quad, page: Page) -> Shape:
    points = _pixels(quad, page)
    written = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    box, short = quad.box, min(page.width, page.height)
    tag = min(short / 34, max(short / 60, 0.8 * math.dist(points[0], points[3])))
    left, top = box.left * page.width - 1.25 * tag, box.top * page.height
    return Shape(written, round(max(0.0, left), 1), round(top, 1), round(tag, 2))


def _view(quad: Quad, page: Page) -> View:
    """The value upright, however it leans on the page, with a little air around it."""
    a, b, c, d = _pixels(quad, page)
    x, y = sum(point[0] for point in (a, b, c, d)) / 4, sum(point[1] for point in (a, b, c, d)) / 4
    width, height = max(math.dist(a, b), math.dist(d, c)), max(math.dist(a, d), math.dist(b, c))
    air = max(3.0, height * 0.25)
    wide, high = width + 2 * air, height + 2 * air
    lean = math.degrees(math.atan2(b[1] - a[1], b[0] - a[0]))
    box = f"{x - wide / 2:.1f} {y - high / 2:.1f} {wide:.1f} {high:.1f}"
    return View(box, f"rotate({-lean:.2f} {x:.1f} {y:.1f})", round(wide / high, 2))


def _pixels(quad: Quad, page: Page) -> tuple[Point, Point, Point, Point]:
    a, b, c, d = ((x * page.width, y * page.height) for x, y in quad.corners)
    return a, b, c, d
