"""What arrived, how far it has come, and who holds it; what arrived never changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from pipeline.lifecycle import USUAL_PRIORITY, EvidenceState

EvidenceId = NewType("EvidenceId", str)
ClaimId = NewType("ClaimId", str)
TenantId = NewType("TenantId", str)
SubjectId = NewType("SubjectId", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One file as it came in.

    `subject`: whose data key seals it. `sha256`: lower-case hex of its bytes, `size` their number. `channel`: the door,
    such as `api` or `folder`. `expected_kind`: what the sender says it is. `parent`: the archive or mail it came in.
    """

    id: EvidenceId
    tenant: TenantId
    claim_id: ClaimId | None
    subject: SubjectId
    sha256: str
    size: int
    media_type: str
    filename: str
    channel: str
    received: datetime
    expected_kind: str | None = None
    parent: EvidenceId | None = None
    priority: int = USUAL_PRIORITY

    def __post_init__(self) -> None:
        if self.received.tzinfo is None:
            raise ValueError("our own clock is aware UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far one piece of evidence has come; `version` grows with every change, `record` is its newest record's.

    `code`: why it was refused or quarantined.
    """

    evidence: Evidence
    state: EvidenceState
    changed: datetime
    version: int
    attempt: int
    failures: int
    record: int | None
    kind: str | None
    route: str | None
    code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """The right to read `evidence` until `until`; `attempt` is the fencing token: a later one ends this one's right."""

    evidence: Evidence
    attempt: int
    owner: str
    until: datetime
