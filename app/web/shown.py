"""What the desk shows of one document of a claim, as values a template lays out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

from app.showing.catalogue import Catalogue
from app.showing.layout import Row, grouped, rows_of
from app.web.masks import hidden_places, masked
from pipeline.claim.claims import Paper
from pipeline.evidence import EvidenceId
from pipeline.fields import Field as Read
from pipeline.fields import FieldSpec, State, ValueType
from pipeline.findings import Finding, Outcome, Reason
from pipeline.geometry import Quad
from pipeline.pages import Page
from pipeline.records import Record, plain
from pipeline.trust.reasons import doubted

AS_READ = "read"  # stands where nobody put anything right yet
PERSON = "person"  # among what confirms a value: somebody looked


class Mark(Enum):
    """The shape a field wears at the desk, its colour role and the key of its words."""

    TAKEN = ("✓", "verified", "desk.mark.taken")
    YOURS = ("●", "yours", "desk.mark.yours")
    FAILED = ("▲", "failed", "desk.mark.failed")
    CHANGED = ("✎", "changed", "desk.mark.changed")
    ABSENT = ("⊘", "absent", "desk.mark.absent")

    def __init__(self, shape: str, role: str, words: str) -> None:
        self.shape = shape
        self.role = role
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One field of the form. `value` as it is typed, "" where the page does not say it or it is hidden.

    `row` is what the result page of a document shows of it; `stand` names what a correction is held against; `hidden`
    is a sensitive value behind stars, `blind` one that is keyed before it is shown. `groups`: a long number in fours.
    `reasons` why a person must look, beside the rules in `failed`, which say it in their own words.
    """

    row: Row
    spec: FieldSpec
    mark: Mark
    value: str
    stand: str
    groups: tuple[str, ...]
    reasons: tuple[Reason, ...]
    failed: tuple[Finding, ...]
    asks: bool
    hidden: bool
    blind: bool

    @property
    def open(self) -> bool:
        """Whether the page may say what it was read as."""
        return self.row.read and not self.hidden and not self.blind

    @property
    def long(self) -> bool:
        """Whether it holds what people compare four characters at a time, as soon as it is long enough."""
        return self.spec.type is ValueType.ID and not self.hidden

    @property
    def name(self) -> str:
        return self.spec.name

    @property
    def editable(self) -> bool:
        return self.spec.type is not ValueType.ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One document on its tab: `number` on the claim strip, from 1; `refused` says why nothing could be read."""

    number: int
    name: str
    evidence: EvidenceId
    kind: Reason
    record: Record | None
    boxes: tuple[Box, ...]
    covered: tuple[Quad, ...]
    refused: str = ""

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.record.pages if self.record else ()

    @property
    def single(self) -> bool:
        """Whether one file came in as this document, so that its original can be had."""
        return self.record is None or len(self.record.files) == 1

    @property
    def seal(self) -> str:
        """Ends the addresses of its pictures and words, so that a browser never shows what it kept from before."""
        return "?covered" if self.covered else "?open"

    @property
    def asks(self) -> int:
        """How many fields need a person."""
        return sum(box.asks for box in self.boxes)

    @property
    def failed(self) -> bool:
        return any(box.failed for box in self.boxes)

    @property
    def mark(self) -> Mark:
        if not self.record:
            return Mark.ABSENT
        return Mark.YOURS if self.asks else Mark.FAILED if self.failed else Mark.TAKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """How a person looks at a document: which fields are keyed unseen, whether personal values are shown.

    `stands`: per field the newest correction, so that nobody corrects what they did not see.
    """

    number: int
    evidence: EvidenceId
    blind: frozenset[str] = frozenset()
    revealed: bool = False
    stands: Mapping[str, str] = field(default_factory=dict)


def shown(paper: Paper, read: Record, look: Looking, catalogue: Catalogue, findings: tuple[Finding, ...]) -> Shown:
    """`paper` with what people put right, `read` as the machine read it, `findings` about this document."""
    record = paper.record
    kind = next((one for one in catalogue.kinds if one.name == record.kind), None)
    specs = kind.fields if kind else ()
    fields = tuple(record.form.field(spec.name) or Read(name=spec.name, state=State.NOT_FOUND) for spec in specs)
    rows = rows_of(record, fields, catalogue)
    against = (*record.findings, *findings)
    boxes = tuple(
        _box(record, read, (spec, field, row), look, _failed(against, spec.name))
        for spec, field, row in zip(specs, fields, rows, strict=True)
    )
    return Shown(
        number=look.number,
        name=paper.name,
        evidence=look.evidence,
        kind=catalogue.kind(record.kind),
        record=record,
        boxes=tuple(_in_order(boxes)),
        covered=() if look.revealed else hidden_places(record.form, specs, paper.document),
    )


def unread(number: int, name: str, evidence: EvidenceId, why_not: str) -> Shown:
    """A file of which nothing could be read."""
    none = Reason("", "")
    return Shown(
        number=number, name=name, evidence=evidence, kind=none, record=None, boxes=(), covered=(), refused=why_not
    )


def _box(record: Record, read: Record, one: tuple[FieldSpec, Read, Row], look: Looking, failed: list[Finding]) -> Box:
    spec, read_now, row = one
    blind = spec.name in look.blind
    asks = blind or spec.name in record.needs_person
    value = "" if read_now.value is None or isinstance(read_now.value, tuple) else str(plain(read_now.value))
    if isinstance(read_now.value, bool):
        value = "true" if read_now.value else "false"
    hidden = spec.sensitive and not look.revealed and bool(value)
    typed = "" if blind else masked(value) if hidden else value
    return Box(
        row=row,
        spec=spec,
        mark=_mark(read_now, read.form.field(spec.name), asks=asks, failed=bool(failed)),
        value=typed,
        stand=look.stands.get(spec.name, AS_READ),
        groups=_fours(typed) if spec.type is ValueType.ID and not hidden else (),
        reasons=doubted(record, spec.name, failed) if asks and not blind else (),
        failed=() if blind else tuple(failed),
        asks=asks,
        hidden=hidden,
        blind=blind,
    )


def _fours(text: str) -> tuple[str, ...]:
    """Nothing for what is short, or no plain number."""
    found = grouped(text)
    return found if len(found) > 1 else ()


def _mark(now: Read, read: Read | None, *, asks: bool, failed: bool) -> Mark:
    if asks:
        return Mark.YOURS
    if failed:
        return Mark.FAILED
    if PERSON in now.confirmed_by and (read is None or read.value != now.value):
        return Mark.CHANGED
    return Mark.TAKEN if now.state is State.READ else Mark.ABSENT


def _failed(findings: tuple[Finding, ...], name: str) -> list[Finding]:
    """Each rule once, as it was answered last."""
    against = [one for one in findings if one.outcome is Outcome.FAIL and name in one.fields]
    return list({one.rule: one for one in against}.values())


def _in_order(boxes: tuple[Box, ...]) -> Iterator[Box]:
    """As the kind lists them; what is simply not on the page comes last."""
    absent = [box for box in boxes if box.mark is Mark.ABSENT and not box.spec.critical]
    yield from (box for box in boxes if box not in absent)
    yield from absent
