"""A folder of results: per document its record and its page, whole or not there at all."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import StoreTrouble, WrongUse

_NOT_IN_NAMES = re.compile(r"[^\w.\-]+")


@dataclass(frozen=True, slots=True)
class Results:
    """Writes below `folder`; safe to call from several threads, every file appears at once or never."""

    folder: Path

    @classmethod
    def open(cls, folder: Path) -> "Results":
        """The folder is made when missing. Raises WrongUse when it cannot be written."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return cls(folder)
        except OSError as error:
            raise WrongUse(
                f"Nothing can be written to {folder} ({error.strerror}); give --out a folder you may write."
            ) from error

    def keep(self, name: str, text: str) -> None:
        """Put `text` as UTF-8 under `name`. Raises StoreTrouble when the disk refuses; then nothing is left behind."""
        self.keep_bytes(name, text.encode("utf-8", "backslashreplace"))

    def keep_bytes(self, name: str, content: bytes) -> None:
        """The same for what is no text."""
        try:
            handle, draft = tempfile.mkstemp(prefix=".draft-", dir=self.folder)
        except OSError as error:
            raise _refused(self.folder, error) from error
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).chmod(0o644)
            Path(draft).replace(self.folder / name)
        except OSError as error:
            Path(draft).unlink(missing_ok=True)
            raise _refused(self.folder, error) from error


def stem(name: str) -> str:
    """A file name of at most 61 characters for the document `name`; different names never meet.

    Letters of any script, digits, dot and hyphen stay, the rest becomes a hyphen; ten hex digits of the name's
    SHA-256 make it unique and leave nothing that starts with a dot or climbs out of the folder.
    """
    readable = _NOT_IN_NAMES.sub("-", name).strip(".-_")[-50:].lstrip(".-_")
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{readable or 'document'}-{digest}"


def _refused(folder: Path, error: OSError) -> StoreTrouble:
    return StoreTrouble(f"{folder} did not take a result ({error.strerror}); make room and run again.")
