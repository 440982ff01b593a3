"""The master keys: a file that opens every other key."""

import os
import re
import stat
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import WrongUse
from storage.objects import sealing
from storage.objects.durable import linked

_LINE = re.compile(r"(?:([A-Za-z0-9_-]{1,64}):)?([0-9a-fA-F]{64})")
_FIRST = "1"  # the id of a key that stands alone in its file, without one


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """Every master key by id; the one called `current` wraps, the older ones still open."""

    current: str
    _held: dict[str, bytes] = field(repr=False)

    @classmethod
    def read(cls, path: Path) -> "MasterKeys":
        """Lines of `id:hex`, the last is the current one, or one line of 64 hex digits. Raises WrongUse."""
        held = _parsed(path, _private_text(path))
        return cls(next(reversed(held)), held)

    @classmethod
    def read_or_made(cls, path: Path) -> "MasterKeys":
        """As `read`; a missing file is made, once, whoever else makes it at the same time. Raises WrongUse."""
        if not path.exists():
            _make(path)
        return cls.read(path)

    def wrapped(self, key: bytes, aad: bytes) -> bytes:
        """The id of the current master key, a colon and 60 bytes; `aad` names the subject: it opens for no other."""
        return self.current.encode("ascii") + b":" + sealing.wrapped(self._held[self.current], key, aad)

    def unwrapped(self, wrapped: bytes, aad: bytes) -> bytes:
        """Raises WrongUse when its master key is not in the file, Tampered when it does not open."""
        name, _, sealed = wrapped.partition(b":")
        master = self._held.get(name.decode("ascii", "replace"))
        if master is None:
            raise WrongUse(f"The master key {name[:64]!r} is not in the key file; put its line back above the current.")
        return sealing.unwrapped(master, sealed, aad)


def _private_text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o027:
                raise WrongUse(f"{path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")
            return file.read(1 << 16).decode("ascii", "replace")
    except OSError as error:
        raise WrongUse(f"{path} cannot be read ({error.strerror}); put the master key there, mode 600.") from error


def _parsed(path: Path, text: str) -> dict[str, bytes]:
    """Ids to keys in the order of lines. What a line holds is never repeated in an error: it may be a key."""
    held: dict[str, bytes] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        if found is None:
            raise WrongUse(f"Line {number} of {path} is no key; write id:hex with 64 hex digits.")
        if (name := found[1] or _FIRST) in held:
            raise WrongUse(f"Line {number} of {path} repeats the id {name}; every key needs an id of its own.")
        held[name] = bytes.fromhex(found[2])
    if not held:
        raise WrongUse(f"{path} holds no key; put the master key back from where you keep its copy.")
    return held


def _make(path: Path) -> None:
    """A whole file appears under `path`, or the one that was faster stays."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".master-", dir=path.parent)  # mode 0600
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                file.write(f"{sealing.new_key().hex()}\n")
                file.flush()
                os.fsync(file.fileno())
            linked(Path(draft), path)
        finally:
            Path(draft).unlink(missing_ok=True)
    except OSError as error:
        raise WrongUse(f"{path} cannot be made ({error.strerror}); name a place you may write.") from error
