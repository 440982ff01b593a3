"""Readings kept in a folder, so that fields are found anew over the same lines in seconds."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.labels import Label
from pipeline.claim.claims import Paper
from pipeline.errors import StoreTrouble
from pipeline.fields import Reading
from pipeline.geometry import Quad
from pipeline.pages import Document
from pipeline.records import Record, Refusal
from storage.papers import packed, unpacked
from workers.claims.papers import Understood
from workers.desk import Desk
from workers.jobs import Arrived, Job, Result, processed, read_on

_SAME = 0.001  # of the page: places this near are one place
_NOT_KEPT = "No reading of this file as it is now was kept; run again with --keep."


@dataclass(frozen=True, slots=True)
class KeptReadings:
    """One folder with a packed document per label. They are evidence: whoever made the folder deletes it."""

    folder: Path

    def keep(self, label: Label, result: Result) -> None:
        """What was refused is not kept. Raises OSError where the folder cannot be written."""
        if isinstance(result.answer, Record) and result.document:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._place(label).write_bytes(packed(Paper(record=result.answer, document=result.document)))

    def found_again(self, label: Label, desk: Desk) -> Result:
        """The answer over the kept lines; refused as `not_kept` where there are none of the file as it is now.

        A value whose place was read again then has those readings; one found in another place has only its first.
        """
        paper = self._kept(label)
        if paper is None or paper.document is None:
            return Result(_not_kept(label), None, ())
        record = paper.record
        arrived = Arrived(
            job=Job(record.name, record.files, ()),
            sha256=record.sha256,
            further_sha256=record.further_sha256,
            media_type=record.media_type,
            flags=record.flags,
        )
        return read_on(desk, arrived, (_Look(record), Understood.of(paper.document, desk)), 0)

    def _kept(self, label: Label) -> Paper | None:
        place = self._place(label)
        if label.path is None or not (place.is_file() and label.path.is_file()):
            return None
        try:
            paper = unpacked(place.read_bytes())
        except StoreTrouble:
            return None  # another version kept it in another form
        return paper if paper.record.sha256 == hashlib.sha256(label.path.read_bytes()).hexdigest() else None

    def _place(self, label: Label) -> Path:
        return self.folder / hashlib.sha256(f"{label.set_name}\n{label.name}".encode()).hexdigest()[:40]


def documents(desk: Desk, keep: str, kept: str) -> Callable[[Label], Result]:
    """Reads a label's file, and keeps what was read in the folder `keep`; or finds its fields in what `kept` holds."""
    if kept:
        again = KeptReadings(Path(kept))
        return lambda label: again.found_again(label, desk)
    keeping = KeptReadings(Path(keep)) if keep else None

    def read(label: Label) -> Result:
        paths = (label.path,) if label.path else ()
        result = processed(desk, Job(label.name, (label.name,), paths), pictures=0)
        if keeping:
            keeping.keep(label, result)
        return result

    return read


@dataclass(frozen=True, slots=True)
class _Look:
    """What is left of a file once it is closed: its lines, tables and seals as they were found, and its readings."""

    record: Record

    @property
    def versions(self) -> Mapping[str, str]:
        readers = self.record.versions.get("readers")
        return {str(name): str(one) for name, one in readers.items()} if isinstance(readers, Mapping) else {}

    def marked(self, document: Document) -> Document:
        return document

    def ruled(self, document: Document) -> Document:
        return document

    def pictured(self, document: Document) -> Document:
        return document

    def reread(self, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]:
        return tuple(self._readings(place) for place in places)

    def picture(self, page: int, longest: int) -> bytes:
        raise StoreTrouble(f"Page {page} is not there to be drawn with {longest} pixels; only its lines were kept.")

    def _readings(self, place: Quad) -> tuple[Reading, ...]:
        fields = (field for field in self.record.form.fields if field.place is not None and _same(field.place, place))
        return next((field.readings[1:] for field in fields if len(field.readings) > 1), ())


def _not_kept(label: Label) -> Refusal:
    return Refusal(
        name=label.name,
        files=(label.name,),
        sha256="",
        media_type="application/octet-stream",
        code="not_kept",
        message=_NOT_KEPT,
    )


def _same(one: Quad, other: Quad) -> bool:
    near = (abs(a - b) for pair in zip(one.corners, other.corners, strict=True) for a, b in zip(*pair, strict=True))
    return one.page == other.page and all(apart < _SAME for apart in near)
