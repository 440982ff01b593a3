"""What arrived: one file, or the pictures that are pages of one document; it never changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

EvidenceId = NewType("EvidenceId", str)
ClaimId = NewType("ClaimId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """`sha256`: lower-case hex of the first file's bytes; `files`: all names in page order, `filename` the first."""

    id: EvidenceId
    claim_id: ClaimId | None
    sha256: str
    media_type: str
    filename: str
    files: tuple[str, ...]
    channel: str
    received: datetime

    def __post_init__(self) -> None:
        if self.received.tzinfo is None:
            raise ValueError("our own clock is aware UTC")
