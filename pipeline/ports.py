"""What the steps ask of the world: each port has one adapter or more outside the heart."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from pipeline.evidence import EvidenceId
from pipeline.fields import Reading
from pipeline.geometry import Quad


class Rereader(Protocol):
    """Reads places of one document again, each with every further reader."""

    def reread(self, places: tuple[Quad, ...]) -> tuple[tuple[Reading, ...], ...]:
        """For every place the further readings, in the order of `places`; an empty tuple where nobody could look."""
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """One object as a listing shows it; `size` in bytes."""

    name: str
    size: int
    modified: datetime


class Objects(Protocol):
    """Named byte strings that are written once and never changed; names come from `storage/keys.py` only.

    Every call raises StoreTrouble when the store cannot be reached, is full, or refuses.
    """

    def put(self, name: str, content: BinaryIO) -> bool:
        """Keep `content` (seekable, read from its start) under `name`, durable once this returns.

        False when the name was taken: what stood there stays. Half an object is never visible. The SHA-256 of what was
        stored is checked against what was sent.
        """
        ...

    def get(self, name: str) -> BinaryIO:
        """A stream the caller closes; a hang-up in the middle raises StoreTrouble. Raises Missing for no such name."""
        ...

    def delete(self, name: str) -> None:
        """Nothing happens when there is no such object."""
        ...

    def names(self, prefix: str) -> Iterator[Kept]:
        """Everything whose name begins with `prefix`, in the order of names."""
        ...

    def upload_address(self, name: str, seconds: int) -> str | None:
        """An address to which a stranger may PUT `name` once within `seconds`; None where the store has none."""
        ...

    def probe(self) -> None:
        """Returns when the store answers."""
        ...


class Hints(Protocol):
    """Tells readers elsewhere that evidence waits; it may forget, repeat and reorder, the database is the truth.

    Calls raise StoreTrouble when the carrier does not answer or is full.
    """

    def send(self, evidence: EvidenceId, attempt: int) -> None:
        """One hint that `evidence` waits for its try number `attempt`."""
        ...

    def knows(self, evidence: EvidenceId, attempt: int) -> bool:
        """Whether that hint is still on its way."""
        ...

    def room(self) -> int:
        """How many more hints are useful now."""
        ...
