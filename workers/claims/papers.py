"""Several papers on one picture: it is cut where both sides are whole documents that say different things."""

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from extractors.reading.pictures.apart import Halves, halves
from pipeline.fields import FieldSpec, State, Value, ValueType
from pipeline.flow import Verdict, classified, extracted
from pipeline.geometry import Box, union
from pipeline.pages import Document, Source
from pipeline.papers import PART, SEVERAL
from pipeline.records import Form
from pipeline.sheets import Sheet
from workers.desk import Desk

_SLIPS = frozenset({"receipt", "vat_invoice", "invoice", "payment_screenshot", "order_screenshot"})
_PLAIN = 0.9  # confidence of a kind of which no more is asked
_RECEIPT = "receipt"
_LIKE_ONE = 0.6  # no upright cut through any of 190 real receipts left two sides as sure as this
_MOST = 8  # papers of one picture
_WORD = re.compile(r"[\u4e00-\u9fff]{2}|[^\W\d_]{4}")
_TELLING = 0.3  # of a paper's lines


class _Seen(IntEnum):
    """What a cut shows; TOUCHING: two papers of which one cannot be read by itself."""

    ONE = 0
    TOUCHING = 1
    TWO = 2


Parts = tuple[tuple[Document, _Seen], ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """A document with its rows and the kind it was taken for."""

    document: Document
    sheet: Sheet
    verdict: Verdict

    @classmethod
    def of(cls, document: Document, desk: Desk) -> "Understood":
        sheet = Sheet(document, desk.wording)
        return cls(document, sheet, classified(sheet, desk.kinds, desk.fallback))


@dataclass(frozen=True, slots=True)
class _Side:
    verdict: Verdict
    form: Form

    @property
    def decisive(self) -> tuple[FieldSpec, ...]:
        return tuple(spec for spec in self.verdict.kind.fields if spec.required and spec.critical)

    @property
    def read(self) -> dict[str, Value | None]:
        """Values of the decisive fields."""
        names = {spec.name for spec in self.decisive}
        return {
            field.name: field.value for field in self.form.fields if field.name in names and field.state is State.READ
        }

    @property
    def ids(self) -> dict[str, Value | None]:
        names = {spec.name for spec in self.verdict.kind.fields if spec.type is ValueType.ID}
        return {
            field.name: field.value for field in self.form.fields if field.name in names and field.state is State.READ
        }

    @property
    def complete(self) -> bool:
        return len(self.read) == len(self.decisive)

    @property
    def paid(self) -> set[Value | None]:
        amounts = {spec.name for spec in self.decisive if spec.type is ValueType.AMOUNT}
        return {value for name, value in self.read.items() if name in amounts}


def papers(document: Document, desk: Desk) -> tuple[Understood, ...]:
    """Every paper of the picture by itself, in reading order; the whole picture where it shows one.

    A picture of several that cannot be told apart for sure comes whole, and its flag says so.
    """
    one = Understood.of(document, desk)
    parts = _parted(document, desk, _MOST) if _may_be_slips(one, desk) else ((document, _Seen.ONE),)
    if len(parts) == 1 and parts[0][1] is _Seen.ONE:
        return (one,)
    return tuple(
        Understood.of(_numbered(part, number, len(parts)) if seen is _Seen.ONE else _flagged(part), desk)
        for number, (part, seen) in enumerate(_in_order(parts), 1)
    )


def _in_order(parts: Parts) -> Parts:
    """Row by row from left to right, as people read what lies on a table."""
    rows: list[list[tuple[Document, _Seen]]] = []
    floor = 0.0
    for part in sorted(parts, key=lambda part: _place(part[0]).top):
        place = _place(part[0])
        if not rows or (place.top + place.bottom) / 2 > floor:
            rows.append([])
            floor = place.bottom
        rows[-1].append(part)
    return tuple(part for row in rows for part in sorted(row, key=lambda part: _place(part[0]).left))


def _place(part: Document) -> Box:
    return union(tuple(line.box for line in part.pages[0].lines))


def whole(document: Document, desk: Desk) -> tuple[Understood, int]:
    """The document as one, with a flag where it shows several papers, and how many of them can be told apart."""
    found = papers(document, desk)
    return found[0] if len(found) == 1 else Understood.of(_flagged(document), desk), len(found)


def _may_be_slips(one: Understood, desk: Desk) -> bool:
    """A page that is plainly a report or a contract is not cut: those are long, and nobody sends two on one picture."""
    verdict = one.verdict
    return verdict.kind.name in _SLIPS or verdict.kind is desk.fallback or verdict.confidence < _PLAIN


def _parted(document: Document, desk: Desk, most: int) -> Parts:
    """Every part with what is seen of it: TWO only where there would be more than `most`."""
    seen, pair = _cut(document, desk)
    if pair is None or most < 2:
        return ((document, seen),)
    first = _parted(pair.first, desk, most - 1)
    return first + _parted(pair.second, desk, most - len(first))


def _cut(document: Document, desk: Desk) -> tuple[_Seen, Halves | None]:
    """The first cut between two papers; without one, whether any cut shows papers that touch."""
    seen = _Seen.ONE
    for pair in halves(document):
        shown = _seen(pair, desk)
        if shown is _Seen.TWO:
            return shown, pair
        seen = max(seen, shown)
    return seen, None


def _seen(pair: Halves, desk: Desk) -> _Seen:
    first = Understood.of(pair.first, desk)
    second = Understood.of(pair.second, desk) if _slip(first) else None
    if second is None or not _slip(second):
        return _Seen.ONE  # before its fields are looked for, which costs most
    one, other = _side(first), _side(second)
    if one.complete and other.complete:
        return _Seen.TWO if _told_apart(one, other, pair) else _Seen.ONE
    touching = (one.complete or other.complete) and _paid_apart(one, other)
    apart = _differing(one, other) > pair.level or (_goods(one, other) and _numbered_apart(one, other))
    return _Seen.TOUCHING if (touching and apart) or _two_receipts(one, other, pair) else _Seen.ONE


def _two_receipts(one: _Side, other: _Side, pair: Halves) -> bool:
    """Two columns that each read like a receipt: taken as one, the date of this may join the total of that."""
    like = all(side.verdict.kind.name == _RECEIPT and side.verdict.confidence >= _LIKE_ONE for side in (one, other))
    return like and not pair.level and not one.paid & other.paid and _worded(pair.first) and _worded(pair.second)


def _worded(document: Document) -> bool:
    """Whether words stand on it: the right half of one slip holds its figures and little else."""
    lines = [line.text for page in document.pages for line in page.lines]
    return sum(_WORD.search(text) is not None for text in lines) >= _TELLING * len(lines)


def _told_apart(one: _Side, other: _Side, pair: Halves) -> bool:
    """Whether the two complete sides speak about different purchases.

    Beside each other one different value is enough. One above the other it may be a receipt and the slip of its card,
    with a tip and an hour later: then two values must differ, or both list goods. A page that a program typeset often
    sets an order's sums in a column of their own: there, too, the sums must differ.
    """
    if one.verdict.kind is not other.verdict.kind:
        photographed = pair.first.pages[0].source is Source.OCR
        return (photographed and not pair.level) or _paid_apart(one, other)
    return _differing(one, other) > pair.level or (_goods(one, other) and _paid_apart(one, other))


def _differing(one: _Side, other: _Side) -> int:
    """How many decisive values both sides name differently."""
    if one.verdict.kind is not other.verdict.kind:
        return 0
    return sum(one.read[name] != other.read[name] for name in one.read.keys() & other.read.keys())


def _goods(one: _Side, other: _Side) -> bool:
    """Both list goods: neither is the slip of a card."""
    return bool(one.form.items() and other.form.items())


def _numbered_apart(one: _Side, other: _Side) -> bool:
    """A number that both carry differs: the paper's own, its shop's tax id."""
    return any(one.ids[name] != other.ids[name] for name in one.ids.keys() & other.ids.keys())


def _paid_apart(one: _Side, other: _Side) -> bool:
    return bool(one.paid) and bool(other.paid) and one.paid.isdisjoint(other.paid)


def _slip(one: Understood) -> bool:
    return one.verdict.kind.name in _SLIPS


def _side(one: Understood) -> _Side:
    return _Side(one.verdict, extracted(one.sheet, one.verdict.kind))


def _flagged(document: Document) -> Document:
    traces = replace(document.traces, flags=(*document.traces.flags, SEVERAL))
    return replace(document, traces=traces)


def _numbered(part: Document, number: int, count: int) -> Document:
    """The part says which it is, and no longer whether a stamp is on the picture: it may be on another paper."""
    flagged = _flagged(part)
    facts = {name: said for name, said in flagged.traces.facts.items() if name != "red_seal"}
    facts[PART] = f"{number}/{count}"
    return replace(flagged, traces=replace(flagged.traces, facts=facts))
