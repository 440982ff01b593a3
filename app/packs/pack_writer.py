"""An export as a zip file: every file in it stands in a signed manifest, with its size and hash."""

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO

from pipeline.errors import WrongUse
from pipeline.ledger.notes import Note

MANIFEST, PACK = "MANIFEST", "proofdesk.pack/1"
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*", re.ASCII)
_WHEN = (1980, 1, 1, 0, 0, 0)  # the earliest a zip file knows: the same export is the same bytes
_MODE = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Written:
    """One file of the export."""

    name: str
    size: int
    sha256: str


class FileSink:
    """A file of the zip as it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sum = sha256()
        self.size = 0

    def write(self, block: bytes, /) -> None:
        self._sum.update(block)
        self.size += len(block)
        self._file.write(block)

    @property
    def sha256(self) -> str:
        return self._sum.hexdigest()


class PackWriter:
    """A context manager: the file appears under its name when `signed` was called, else nothing stays behind."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._draft = target.with_name(f".{target.name}.part")
        self.files: dict[str, Written] = {}
        self._whole = False
        try:
            self._zip = zipfile.ZipFile(self._draft, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        except OSError as error:
            raise WrongUse(f"{target} cannot be written ({error.strerror}); name a place you may write.") from error

    def __enter__(self) -> "PackWriter":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        if self._whole and kind is None:
            self._draft.replace(self._target)
        else:
            self._draft.unlink(missing_ok=True)

    def filled(self, name: str, fill: Callable[[FileSink], object]) -> Written:
        """A file whose bytes `fill` writes, however many."""
        if not _SAFE.fullmatch(name) or name in self.files or name == MANIFEST:
            raise WrongUse(f"{name!r} cannot be a file of an export.")
        with self._zip.open(_entry(name), "w", force_zip64=True) as file:
            sink = FileSink(file)
            fill(sink)
        self.files[name] = Written(name, sink.size, sink.sha256)
        return self.files[name]

    def file(self, name: str, content: bytes) -> Written:
        return self.filled(name, lambda sink: sink.write(content))

    def lines(self, name: str, lines: Iterable[str]) -> Written:
        def fill(sink: FileSink) -> None:
            for line in lines:
                sink.write(f"{line}\n".encode())

        return self.filled(name, fill)

    def signed(self, facts: Mapping[str, str], sign: Callable[[str], Note]) -> None:
        """The manifest comes last: facts, one a line, then every file."""
        told = [f"{word} {value}" for word, value in facts.items()]
        known = [f"file {one.sha256} {one.size} {one.name}" for one in self.files.values()]
        note = sign("\n".join([PACK, *told, *known]) + "\n")
        self._zip.writestr(_entry(MANIFEST), str(note).encode())
        self._whole = True


def _entry(name: str) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name, _WHEN)
    found.compress_type = zipfile.ZIP_DEFLATED
    found.external_attr = _MODE
    return found
