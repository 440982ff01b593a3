"""Original files for reading: unsealed into memory, checked against their hash, gone when they were read."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from extractors.reading.refusals import refused
from pipeline.assemblies import ASSEMBLED, Assembly, assembly
from pipeline.evidence import Evidence
from storage.keys import original
from storage.objects.opening import copy_original
from workers.stores import Stores

MOST_PICTURES = 200  # that are one document


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """The files of one document in page order; `made`: how it was put together, None for what came in as one file."""

    names: tuple[str, ...]
    paths: tuple[Path, ...]
    media_type: str
    made: Assembly | None = None


@contextmanager
def original_files(stores: Stores, evidence: Evidence) -> Iterator[Originals]:
    """The file that came in, or the files that the evidence was put together from.

    Raises what `original_file` does, and BadFile for more pictures, or more bytes than a request may have: they would
    all lie in memory at once.
    """
    with ExitStack() as stack:
        path = stack.enter_context(original_file(stores, evidence))
        if evidence.media_type != ASSEMBLED:
            yield Originals(names=(evidence.filename,), paths=(path,), media_type=evidence.media_type)
            return
        made = assembly(path.read_bytes())
        if len(made.of) > MOST_PICTURES:
            raise refused("too_many_pages")
        parts = [stores.standings.find(evidence.tenant, one).evidence for one in made.of]
        if sum(part.size for part in parts) > max(stores.settings.quotas.request_bytes, parts[0].size):
            raise refused("too_large")
        yield Originals(
            names=tuple(part.filename for part in parts),
            paths=tuple(stack.enter_context(original_file(stores, part)) for part in parts),
            media_type=parts[0].media_type,
            made=made,
        )


@contextmanager
def original_file(stores: Stores, evidence: Evidence) -> Iterator[Path]:
    """A path that leads to the plain bytes while the context lasts; other processes cannot find it.

    Raises Missing when the object is gone, Tampered when it is not what came in, StoreTrouble when the store does not
    answer.
    """
    with _hidden_file(stores.folder) as (file, path):
        name = original(evidence.tenant, evidence.subject, evidence.sha256)
        copy_original(stores.objects, name, stores.subject(evidence).key, name.encode(), file)
        file.flush()
        yield path


@contextmanager
def in_memory(content: bytes) -> Iterator[Path]:
    """A path that leads to `content` while the context lasts; other processes cannot find it."""
    with _hidden_file(Path(tempfile.gettempdir())) as (file, path):
        file.write(content)
        file.flush()
        yield path


@contextmanager
def _hidden_file(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("evidence"), "w+b") as file:
            yield file, Path(f"/proc/self/fd/{file.fileno()}")
        return
    with tempfile.NamedTemporaryFile(dir=folder) as named:  # macOS: a file only we may read
        yield named.file, Path(named.name)  # type: ignore[misc]
