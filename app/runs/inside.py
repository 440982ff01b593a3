"""Archives and mails among the documents: what they hold is answered in their place, one by one."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from app.runs.inputs import Entry, grouped
from extractors.reading.files.archives import Bounds
from extractors.reading.files.signatures import PDF_WITHIN, sniffed
from extractors.reading.refusals import refused
from pipeline.errors import BadFile, ReaderTrouble
from pipeline.records import Refusal
from workers.claims.members import DEEPEST, INSIDE
from workers.jobs import Arrived, Job, refusal
from workers.reception import CONTAINERS
from workers.room.children import Crashed
from workers.room.reading_room import ReadingRoom
from workers.room.unpacking import Unpacked
from workers.settings import Settings


@dataclass(slots=True)
class _Left:
    """What may still come out of one file of the caller's, however it is packed inside."""

    members: int
    size: int

    def take(self, *, members: int = 0, size: int = 0) -> None:
        """Raises BadFile when that is more than is left."""
        self.members -= members
        self.size -= size
        if self.members < 0:
            raise refused("too_many_members")
        if self.size < 0:
            raise refused("expansion_limit")


@dataclass(frozen=True, slots=True)
class Unpacking:
    """Opens in `room`, and puts what comes out into `folder`; once `stop` is set nothing more is opened."""

    room: ReadingRoom
    settings: Settings
    folder: Path
    stop: threading.Event

    def expanded(self, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """Every archive and mail replaced by its members, or by the one refusal of it as a whole."""
        return tuple(found for entry in entries for found in self._expanded(entry, 1, self._all()))

    def _expanded(self, entry: Entry, depth: int, left: _Left) -> Iterator[Entry]:
        media_type = "" if isinstance(entry, Refusal) or self.stop.is_set() else self._container(entry)
        if isinstance(entry, Refusal) or not media_type:
            yield entry
            return
        try:
            members = self._members(entry, media_type, depth, left)
        except (BadFile, ReaderTrouble) as trouble:
            yield refusal(Arrived(job=entry, media_type=media_type), trouble.code, trouble.message)
        except OSError as error:
            message = (
                f"What it holds cannot be written ({error.strerror}); make room in the folder for temporary files."
            )
            yield refusal(Arrived(job=entry, media_type=media_type), "unreadable_path", message)
        else:
            for member in grouped(members):
                yield from self._expanded(member, depth + 1, left)

    def _container(self, job: Job) -> str:
        """The media type of a file to open; empty for all others, also those that the gates will refuse."""
        path = job.paths[0]
        try:
            if len(job.paths) > 1 or path.stat().st_size > self.settings.limits.file_bytes:
                return ""
            with path.open("rb") as content:
                found = sniffed(content.read(PDF_WITHIN))
        except OSError:
            return ""
        return found if found in CONTAINERS else ""

    def _members(self, job: Job, media_type: str, depth: int, left: _Left) -> list[Job]:
        """All or, with an error, none."""
        if depth > DEEPEST:
            raise refused("archive_too_deep")
        folder = Path(mkdtemp(dir=self.folder))
        try:
            with closing(self.room.unpacker(job.paths[0], media_type)) as unpacker:
                members = unpacker.members(self.settings.document_seconds)
                return [_written(job, member, folder / str(number), left) for number, member in enumerate(members)]
        except Crashed as crash:
            raise refused(crash.code) from crash

    def _all(self) -> _Left:
        bounds = Bounds()
        return _Left(members=bounds.members, size=bounds.all_bytes)


def _written(outer: Job, member: Unpacked, path: Path, left: _Left) -> Job:
    """The member's name is a label and never a path."""
    left.take(members=1)
    with path.open("xb") as file:
        for block in member.blocks:
            left.take(size=len(block))
            file.write(block)
    label = f"{outer.name}{INSIDE}{member.name}"
    return Job(label, (label,), (path,))
