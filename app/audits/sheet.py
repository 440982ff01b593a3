"""The sheet of an audit: one row a value, with its place and without what the machine read."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from app.showing.spreadsheet import cell
from pipeline.errors import WrongUse
from pipeline.trust.audits import Sample, field_of

COLUMNS = ("sample", "evidence", "record", "file", "page", "box", "kind", "field", "label", "value")
LARGEST = 50 * 1024 * 1024  # bytes of a sheet that comes back


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A sample with what helps a person find it: its file, the label of its field, the record with its place."""

    sample: Sample
    file: str
    label: str
    record: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A row that came back with an answer; `row` counts from 1 with the heading."""

    row: int
    sample: str
    value: str
    evidence: str
    record: str
    kind: str
    field: str


def new_sheet(path: Path) -> TextIO:
    """A file for a sheet, with a mark that spreadsheets know UTF-8 by; one that stands there is left alone."""
    try:
        return path.open("x", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise WrongUse(f"{path} cannot be written ({error.strerror}); give --out the name of a new file.") from error


def write(stream: TextIO, rows: Iterable[Shown]) -> int:
    """How many rows were written."""
    sheet = csv.writer(stream)
    sheet.writerow(COLUMNS)
    count = 0
    for row in rows:
        sheet.writerow([cell(one) for one in _cells(row)])
        count += 1
    return count


def filled(path: Path) -> tuple[tuple[Filled, ...], int]:
    """The rows with an answer, and how many had none; raises WrongUse that says what to mend."""
    text = _text(path)
    head = text.partition("\n")[0]
    delimiter = max((",", ";", "\t"), key=head.count)
    sheet = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    needed = {"sample", "evidence", "record", "kind", "field", "value"}
    missing = needed - set(sheet.fieldnames or ())
    if missing:
        raise WrongUse(f"{path} has no column {', '.join(sorted(missing))}; answer in the file that was drawn.")
    try:
        rows = [_filled(number, row) for number, row in enumerate(sheet, 2)]
    except csv.Error as error:
        raise WrongUse(f"{path} is no CSV any more: {error}. Save it as CSV again.") from error
    answered = [row for row in rows if row.value.strip().strip("'")]
    known: set[str] = set()
    for row in answered:
        if row.sample in known:
            raise WrongUse(f"{path}, row {row.row}: this sample stands there twice; leave one row out.")
        known.add(row.sample)
    return tuple(answered), len(rows) - len(answered)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise WrongUse(f"{path} is larger than {LARGEST // 1024**2} MB; answer in the file that was drawn.")
        content = path.read_bytes()
    except OSError as error:
        raise WrongUse(f"{path} cannot be read ({error.strerror}).") from error
    for encoding in ("utf-8-sig", "gb18030"):  # spreadsheets on Chinese machines save in the second
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongUse(f"{path} is not text in UTF-8; save it as CSV UTF-8.")


def _filled(number: int, row: Mapping[str | None, str | None]) -> Filled:
    def told(name: str) -> str:
        return (row.get(name) or "").strip()

    return Filled(
        row=number,
        sample=told("sample"),
        value=told("value"),
        evidence=told("evidence"),
        record=told("record"),
        kind=told("kind"),
        field=told("field"),
    )


def _cells(row: Shown) -> tuple[str, ...]:
    value = row.sample.value
    page, box = _place(row.record, value.field)
    return (
        row.sample.id,
        value.evidence,
        str(value.record),
        row.file,
        page,
        box,
        value.kind,
        value.field,
        row.label,
        "",
    )


def _place(record: Mapping[str, object], name: str) -> tuple[str, str]:
    found = field_of(record, name)
    box = found.get("box")
    return str(found.get("page") or ""), " ".join(f"{side:.3f}" for side in box) if isinstance(box, list) else ""
