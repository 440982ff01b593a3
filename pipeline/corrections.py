"""What people put right: what stood in a field, what they read instead, and where on the page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from pipeline.evidence import EvidenceId
from pipeline.fields import Field, Grade, State, Value, ValueType
from pipeline.geometry import Box, Quad
from pipeline.records import Record
from pipeline.trust.audits import field_of

NO_VALUE = "-"  # what a person says where the paper holds no such value
_NUMBERS = frozenset({ValueType.AMOUNT, ValueType.WORDS_AMOUNT, ValueType.NUMBER, ValueType.PERCENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """What a field says now: what its newest correction says, else what was read; None where nothing was read.

    `record` is the version of the record it stands beside, `correction` the newest one's id.
    """

    kind: str
    field: str
    value: str | None
    box: Box | None
    record: int
    correction: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person says of one field: `old` is what stood there, `new` what the paper says (`-`: no such value).

    `read` is what the machine had read; `crop` names the picture of the place, "" where no place is known; `after` is
    the correction that stood before, if any. A `new` that equals `old` says that somebody looked and it is right.
    """

    evidence: EvidenceId
    record: int
    kind: str
    field: str
    read: str | None
    old: str | None
    new: str
    box: Box | None
    crop: str
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A change that is kept, and whose it is."""

    id: str
    change: Change
    by: str
    at: datetime


def stands(record: Mapping[str, object], version: int, kept: tuple[Correction, ...], name: str) -> Stands:
    """What the field `name` of a record, as every door hands it out, says after the corrections `kept`, oldest first.

    What a person read stays true when the evidence is read again; where it is taken for another kind then, the field of
    that name is another one.
    """
    kind = str(record.get("kind"))
    newest = next((one for one in reversed(kept) if (one.change.kind, one.change.field) == (kind, name)), None)
    found = field_of(record, name)
    return Stands(
        kind=kind,
        field=name,
        value=newest.change.new if newest else as_text(found.get("value")),
        box=newest.change.box if newest else place_of(found),
        record=version,
        correction=newest.id if newest else None,
    )


def said_again(now: Stands, kept: tuple[Correction, ...], change: Change, by: str) -> Correction | None:
    """The newest correction, where the same person sends that very change once more."""
    newest = next((one for one in kept if one.id == now.correction), None)
    if newest is None or newest.by != by:
        return None
    said, sent = newest.change, change
    same = (said.old, said.new, said.box) == (sent.old, sent.new, sent.box)
    return newest if same else None


def put_right(record: Record, kept: tuple[Correction, ...], types: Mapping[str, ValueType]) -> Record:
    """The record with what people read where they looked: such a value is doubted no more.

    `kept` oldest first, `types` of the kind's fields; what was said of another kind stays aside.
    """
    newest = {one.change.field: one.change for one in kept if one.change.kind == record.kind}
    said = {
        name: _said(record.form.field(name), change, types[name]) for name, change in newest.items() if name in types
    }
    if not said:
        return record
    fields = tuple(said.get(field.name, field) for field in record.form.fields)
    fields += tuple(field for name, field in said.items() if record.form.field(name) is None)
    doubted = tuple(name for name in record.needs_person if name not in said)
    return replace(record, form=replace(record.form, fields=fields), needs_person=doubted)


def _said(read: Field | None, change: Change, kind: ValueType) -> Field:
    value = None if change.new == NO_VALUE else _value(change.new, kind)
    return Field(
        name=change.field,
        state=State.NOT_FOUND if value is None else State.READ,
        value=value,
        raw=change.new if read is None else read.raw,
        place=Quad.around(change.box) if change.box else None,
        readings=read.readings if read else (),
        confirmed_by=(*(read.confirmed_by if read and read.value == value else ()), "person"),
        grade=Grade.VERIFIED,
        confidence=1.0,
        critical=read.critical if read else False,
    )


def _value(text: str, kind: ValueType) -> Value:
    """As the API wrote it when it was kept."""
    if kind in _NUMBERS:
        return Decimal(text)
    if kind is ValueType.DATE:
        return date.fromisoformat(text)
    return text == "true" if kind is ValueType.BOOL else text


def as_text(value: object) -> str | None:
    """A value of a record as a text that can be compared; raises ValueError for a list."""
    if isinstance(value, list):
        raise ValueError("a list is corrected row by row")
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def place_of(found: Mapping[str, object]) -> Box | None:
    """Where a field of a record stands; None where nobody knows."""
    page, sides = found.get("page"), found.get("box")
    if not isinstance(page, int) or not isinstance(sides, list):
        return None
    left, top, right, bottom = (float(side) for side in sides)
    return Box(page=page, left=left, top=top, right=right, bottom=bottom)
