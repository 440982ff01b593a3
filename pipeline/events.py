"""What claims systems are told: thin, ids and states only, never a value of the evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EventType(StrEnum):
    """What can have happened."""

    EVIDENCE_RECEIVED = "evidence.received"
    EVIDENCE_SETTLED = "evidence.settled"
    EVIDENCE_REFUSED = "evidence.refused"
    EVIDENCE_QUARANTINED = "evidence.quarantined"
    CLAIM_UPDATED = "claim.updated"
    CLAIM_ANSWERED = "claim.answered"
    CLAIM_CUSTOMER_ASKED = "claim.customer_asked"
    CLAIM_DECIDED = "claim.decided"
    CLAIM_REOPENED = "claim.reopened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """`number` grows with time and is where a listener resumes; `facts` are what a webhook's `data` holds."""

    number: int
    id: str
    type: EventType
    at: datetime
    facts: Mapping[str, object]

    def payload(self) -> dict[str, object]:
        """The body of the webhook; keys that do not apply are left out."""
        told = {name: value for name, value in self.facts.items() if value is not None}
        return {"type": self.type.value, "timestamp": self.at.isoformat(), "data": told}
