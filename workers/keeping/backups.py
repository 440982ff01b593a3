"""A copy of everything while it runs: rows of one moment, sealed files, checkpoints; keys apart from them."""

import json
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from pipeline.errors import Missing, WrongUse
from pipeline.ports import Objects
from storage.keys import CHECKPOINTS, DESTROYED, TENANTS
from storage.objects.folder import FolderObjects
from storage.records.keeping.dumping import SUBJECTS, dumped
from storage.records.migration import newest_form
from workers.proof.signing import key_file, outside, signed_now
from workers.stores import MASTER_KEY, Stores

SCHEMA = "proofdesk.backup/1"
ABOUT, ROWS, OBJECTS, OUTSIDE = "backup.json", "database", "objects", "outside"
LEDGER_KEY = "ledger.key"
_AT_ONCE = 16  # files


@dataclass(frozen=True, slots=True)
class Backup:
    """Where a backup stands; `keys` is another place: whoever has both, and the master key, can read everything."""

    folder: Path
    keys: Path

    def rows(self, name: str) -> Path:
        """The wrapped keys of subjects stand with the keys."""
        return self.keys / f"{name}.jsonl.gz" if name == SUBJECTS else self.folder / ROWS / f"{name}.jsonl.gz"

    def objects(self, part: str) -> Objects:
        return FolderObjects.open(self.folder / part)

    def sums(self) -> dict[str, str]:
        """SHA-256 of every file of rows."""
        files = [*sorted((self.folder / ROWS).glob("*.jsonl.gz")), self.rows(SUBJECTS)]
        return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


def backed_up(stores: Stores, into: Backup) -> Mapping[str, object]:
    """What the backup holds. Made again in the same place, only new files are copied.

    The rows come first: whatever they refer to is there by then, and files that came later do no harm.
    """
    signed_now(stores)
    try:
        (into.folder / ROWS).mkdir(parents=True, exist_ok=True, mode=0o700)
        into.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        (into.folder / ABOUT).unlink(missing_ok=True)  # until it is whole again
    except OSError as error:
        raise WrongUse(f"{into.folder} cannot be written ({error.strerror}); name a place you may write.") from error
    begun = datetime.now(UTC)
    rows = dumped(stores.database, into.rows)
    copies = outside(stores)
    told = {
        "schema": SCHEMA,
        "form": newest_form(),
        "taken_at": begun.isoformat(timespec="seconds"),
        "rows": dict(rows),
        "files": _copied(stores.objects, into.objects(OBJECTS), TENANTS),
        "checkpoints": sum(_copied(copies, into.objects(OUTSIDE), one) for one in (CHECKPOINTS, DESTROYED)),
        "keys": _keys_copied(stores, into),
        "sha256": into.sums(),
    }
    (into.folder / ABOUT).write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    return told


def _copied(source: Objects, target: Objects, prefix: str) -> int:
    """How many files there are; what stands in the backup already is not copied again."""
    known = {kept.name for kept in target.names(prefix)}
    there = [kept.name for kept in source.names(prefix)]
    return len(there) - copied(source, target, [name for name in there if name not in known])


def copied(source: Objects, target: Objects, names: Sequence[str]) -> int:
    """Sealed files, many at a time as disks and servers wait for each; how many were erased meanwhile.

    Each is in memory while it is copied: none is larger than an upload may be.
    """

    def copy(name: str) -> bool:
        try:
            with source.get(name) as content:
                target.put(name, BytesIO(content.read()))
        except Missing:
            return True
        return False

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return sum(pool.map(copy, names))


def _keys_copied(stores: Stores, into: Backup) -> list[str]:
    """Key files of this machine's folder; those that settings name elsewhere are their operator's to copy."""
    found = []
    for file, name in ((stores.folder / MASTER_KEY, MASTER_KEY), (key_file(stores), LEDGER_KEY)):
        if file.is_file() and stores.folder in file.parents:
            target = into.keys / name
            target.unlink(missing_ok=True)
            shutil.copy2(file, target)
            found.append(name)
    return found
