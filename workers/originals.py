"""Original files for reading: unsealed into memory, checked against their hash, gone when they were read."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pipeline.evidence import Evidence
from storage.keys import original
from storage.objects.opening import copy_original
from workers.stores import Stores


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
def _hidden_file(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    if hasattr(os, "memfd_create"):
        with os.fdopen(os.memfd_create("evidence"), "w+b") as file:
            yield file, Path(f"/proc/self/fd/{file.fileno()}")
        return
    with tempfile.NamedTemporaryFile(dir=folder) as named:  # macOS: a file only we may read
        yield named.file, Path(named.name)  # type: ignore[misc]
