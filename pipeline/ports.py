"""What the steps ask of the world: each port has one adapter or more outside the heart."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from pipeline.corrections import Change, Correction
from pipeline.evidence import EvidenceId, TenantId
from pipeline.fields import Reading
from pipeline.geometry import Quad
from pipeline.ledger.entries import Actor, Entry
from pipeline.trust.audits import Answer, Candidate, Sample
from pipeline.trust.lanes import Lane, Lanes


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


class Audits(Protocol):
    """Lanes of every tenant under the terms of one installation: what was drawn and answered, who opened and closed.

    Every change stands together with its entry in the ledger; the person who acts is the actor's name.
    """

    def lanes(self, tenant: TenantId) -> Lanes:
        """As they stand now."""
        ...

    def draw(self, actor: Actor, seed: str, values: tuple[Candidate, ...]) -> tuple[Sample, ...]:
        """Keeps what was drawn. Raises Conflict when one of them was drawn before."""
        ...

    def samples(self, tenant: TenantId) -> tuple[Sample, ...]:
        """Everything that was drawn, oldest first."""
        ...

    def answer(self, actor: Actor, answers: tuple[Answer, ...]) -> tuple[Lane, ...]:
        """Keeps the answers, all or none, and closes every lane whose bound passed its target: those are returned.

        Raises Missing for a sample nobody drew, Conflict where somebody answers again and otherwise.
        """
        ...

    def open_lane(self, actor: Actor, kind: str, field: str, reason: str = "") -> Lane:
        """`reason` stands in the ledger. Raises Conflict where it may not be opened now, WrongUse without a name."""
        ...

    def close_lane(self, actor: Actor, kind: str, field: str, reason: str) -> Lane:
        """Raises Conflict where it is not open."""
        ...

    def close_failing(self, tenant: TenantId) -> tuple[Lane, ...]:
        """Closes every lane that stands open and may not any more, as when policy asks for more than before."""
        ...

    def history(self, tenant: TenantId, kind: str, field: str) -> tuple[Entry, ...]:
        """Everything that was done to a lane, in order."""
        ...


class Corrections(Protocol):
    """What people put right, kept beside what was read; nothing is ever changed or taken back, only said anew."""

    def correct(self, actor: Actor, change: Change, still_kept: Callable[[], None] = ...) -> Correction:
        """Keeps the change with its entry in the ledger.

        Raises Missing for no such evidence, and Conflict where its record or the field's newest correction is another
        one than the change names. `still_kept` raises when its crop is not there (any more); while it is asked nobody
        tidies what belongs to the same subject.
        """
        ...

    def of(self, tenant: TenantId, evidence: EvidenceId) -> tuple[Correction, ...]:
        """Oldest first."""
        ...

    def of_each(self, tenant: TenantId, wanted: Collection[EvidenceId]) -> Mapping[EvidenceId, tuple[Correction, ...]]:
        """The same for several at once, each with its own."""
        ...

    def corrected(self, tenant: TenantId) -> tuple[EvidenceId, ...]:
        """All evidence somebody corrected, in the order in which it came."""
        ...
