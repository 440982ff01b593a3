"""Who works at the review desk, and what each role may do there; whatever stands nowhere is not allowed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pipeline.errors import Forbidden
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Permission, Role, permitted


class Right(StrEnum):
    """What can be done at the desk. `CONFIRM_HIGH`: be the second person of a sum above the policy's limit."""

    SEE_QUEUE = "see_queue"
    REVIEW = "review"
    TAKE_ESCALATED = "take_escalated"
    CONFIRM = "confirm"
    CONFIRM_HIGH = "confirm_high"
    SEE_HISTORY = "see_history"


GIVEN_BY: Mapping[Right, tuple[Permission, ...]] = MappingProxyType(
    {
        Right.SEE_QUEUE: (Permission.READ_ASSIGNED, Permission.READ_AUDIT),
        Right.REVIEW: (Permission.APPROVE,),
        Right.TAKE_ESCALATED: (Permission.APPROVE_HIGH,),
        Right.CONFIRM: (Permission.APPROVE,),
        Right.CONFIRM_HIGH: (Permission.APPROVE_HIGH,),
        Right.SEE_HISTORY: (Permission.READ_ASSIGNED, Permission.READ_MASKED),
    }
)
"""Any one of these permissions gives the right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """A person at the desk: `name` is what the ledger calls them, so that a corrector and an approver compare."""

    name: str
    roles: frozenset[Role]
    tenant: str
    request: str | None = None

    @property
    def actor(self) -> Actor:
        role = " ".join(sorted(self.roles)) or None
        return Actor(tenant=self.tenant, name=self.name, request=self.request, role=role)

    def may(self, right: Right) -> bool:
        return any(permitted(self.roles, one) for one in GIVEN_BY[right])

    def need(self, right: Right) -> None:
        """Raises Forbidden without the right."""
        if not self.may(right):
            raise Forbidden("Your role does not allow this; ask somebody whose role does, or your administrator.")
