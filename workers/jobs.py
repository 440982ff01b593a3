"""What the desk is asked to do with one document, and what comes back."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.pages import Document
from pipeline.records import Record, Refusal


@dataclass(frozen=True, slots=True)
class Job:
    """One document: its `name` as the caller gave it, the names of all its files, and where they lie."""

    name: str
    files: tuple[str, ...]
    paths: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """The answer, the document it was read from, and, when asked for, one JPEG per page."""

    answer: Record | Refusal
    document: Document | None
    pictures: tuple[bytes, ...]
