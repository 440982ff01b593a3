"""The pre-filled form of one document: immutable, with everything that was read and asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pipeline.fields import Field, State
from pipeline.findings import Finding, Reason
from pipeline.pages import Page
from pipeline.rows import Item, Mark, Measurement, Row, UsageDay, columns

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?")


class Route(StrEnum):
    """Where the document goes next; `refuse_recommended` only recommends."""

    ACCEPT = "accept"
    REVIEW = "review"
    ASK = "ask"
    REFUSE_RECOMMENDED = "refuse_recommended"


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of one document, by name, with typed getters that answer None for what was not read."""

    kind: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        return next((field for field in self.fields if field.name == name), None)

    def amount(self, name: str) -> Decimal | None:
        value = self._value(name)
        return value if isinstance(value, Decimal) else None

    def day(self, name: str) -> date | None:
        """The day of a date or of a printed moment."""
        value = self._value(name)
        if isinstance(value, str) and _MOMENT.fullmatch(value):
            return date.fromisoformat(value[:10])
        return value if isinstance(value, date) else None

    def text(self, name: str) -> str | None:
        value = self._value(name)
        return value if isinstance(value, str) else None

    def items(self, name: str = "items") -> tuple[Item, ...]:
        return tuple(row for row in self._rows(name) if isinstance(row, Item))

    def measurements(self, name: str = "measurements") -> tuple[Measurement, ...]:
        return tuple(row for row in self._rows(name) if isinstance(row, Measurement))

    def usage_days(self, name: str = "entries") -> tuple[UsageDay, ...]:
        return tuple(row for row in self._rows(name) if isinstance(row, UsageDay))

    def marks(self, name: str = "scores") -> tuple[Mark, ...]:
        return tuple(row for row in self._rows(name) if isinstance(row, Mark))

    def state(self, name: str) -> State:
        found = self.field(name)
        return found.state if found else State.NOT_FOUND

    def _rows(self, name: str) -> tuple[object, ...]:
        value = self._value(name)
        return value if isinstance(value, tuple) else ()

    def _value(self, name: str) -> object:
        found = self.field(name)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Passage:
    """Whether the decisive value `field` needs no person, and why."""

    field: str
    passed: bool
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one document became. `name` is the file as the caller named it; `needs_person` field names; `lanes` one
    for each decisive field. `sha256` is the first file's, `further_sha256` those of its other pages sent as files.

    `versions` names pipeline, engines, models, rules and how confidence was made.
    """

    name: str
    files: tuple[str, ...]
    sha256: str
    media_type: str
    flags: tuple[str, ...]
    pages: tuple[Page, ...]
    kind: str
    kind_confidence: float
    form: Form
    findings: tuple[Finding, ...] = ()
    route: Route = Route.REVIEW
    needs_person: tuple[str, ...] = ()
    lanes: tuple[Passage, ...] = ()
    further_sha256: tuple[str, ...] = ()
    versions: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A file that could not become a record: `code` is stable, `message` says what to do next."""

    name: str
    files: tuple[str, ...]
    sha256: str
    media_type: str
    code: str
    message: str
    flags: tuple[str, ...] = ()


def plain(value: object) -> object:
    """A value as JSON holds it: numbers as plain decimals, dates ISO 8601, rows as objects."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_row(row) for row in value]
    return value


def _row(row: Row) -> object:
    """Money stands without its sign here too: a refund is a status, not a minus."""
    if isinstance(row, Decimal):
        return plain(row)
    cells = {name: getattr(row, name) for name in columns(row)}
    if isinstance(row, Item):
        cells = {name: abs(cell) if isinstance(cell, Decimal) else cell for name, cell in cells.items()}
    return {name: plain(cell) for name, cell in cells.items()}
