"""The ports kept in memory, gone when the process ends."""

import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import BinaryIO

from pipeline.errors import Missing
from pipeline.evidence import EvidenceId
from pipeline.ports import Kept
from storage.keys import checked, checked_prefix


@dataclass(frozen=True, slots=True)
class MemoryObjects:
    """The port `Objects`; safe to call from several threads."""

    _held: dict[str, tuple[bytes, datetime]] = field(default_factory=dict)
    _one_at_a_time: threading.Lock = field(default_factory=threading.Lock)

    def put(self, name: str, content: BinaryIO) -> bool:
        checked(name)
        content.seek(0)
        held = content.read(), datetime.now(UTC)
        with self._one_at_a_time:
            return self._held.setdefault(name, held) is held

    def get(self, name: str) -> BinaryIO:
        held = self._held.get(checked(name))
        if held is None:
            raise Missing(f"There is no object {name}; look for it in a backup.")
        return io.BytesIO(held[0])

    def delete(self, name: str) -> None:
        self._held.pop(checked(name), None)

    def names(self, prefix: str) -> Iterator[Kept]:
        checked_prefix(prefix)
        with self._one_at_a_time:
            held = sorted(self._held.items())
        for name, (content, modified) in held:
            if name.startswith(prefix):
                yield Kept(name, len(content), modified)

    def upload_address(self, name: str, seconds: int) -> str | None:  # noqa: ARG002 - memory has no address
        checked(name)
        return None

    def probe(self) -> None:
        """Memory always answers."""


@dataclass(frozen=True, slots=True)
class MemoryHints:
    """The port `Hints` as a list that whoever reads it empties; `places`: how many hints are useful at once."""

    places: int = 64
    sent: list[tuple[EvidenceId, int]] = field(default_factory=list)

    def send(self, evidence: EvidenceId, attempt: int) -> None:
        self.sent.append((evidence, attempt))

    def knows(self, evidence: EvidenceId, attempt: int) -> bool:
        return (evidence, attempt) in self.sent

    def room(self) -> int:
        return max(self.places - len(self.sent), 0)
