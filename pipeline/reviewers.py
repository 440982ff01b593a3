"""Who works at the review desk, and what each role may do there; whatever stands nowhere is not allowed."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from pipeline.entries import Actor
from pipeline.errors import Forbidden


class Role(StrEnum):
    """As users carry it."""

    REVIEWER = "reviewer"
    SENIOR_REVIEWER = "senior_reviewer"
    AUDITOR = "auditor"
    ADMIN = "admin"
    CUSTOMER_SERVICE = "customer_service"


class Right(StrEnum):
    """What can be done at the desk. `CONFIRM_HIGH`: be the second person of a sum above the policy's limit."""

    SEE_QUEUE = "see_queue"
    REVIEW = "review"
    TAKE_ESCALATED = "take_escalated"
    CONFIRM = "confirm"
    CONFIRM_HIGH = "confirm_high"
    SEE_HISTORY = "see_history"


_REVIEWER = frozenset({Right.SEE_QUEUE, Right.REVIEW, Right.CONFIRM, Right.SEE_HISTORY})
RIGHTS: Mapping[Role, frozenset[Right]] = MappingProxyType(
    {
        Role.REVIEWER: _REVIEWER,
        Role.SENIOR_REVIEWER: _REVIEWER | {Right.TAKE_ESCALATED, Right.CONFIRM_HIGH},
        Role.AUDITOR: frozenset({Right.SEE_QUEUE, Right.SEE_HISTORY}),
        Role.ADMIN: frozenset(),
        Role.CUSTOMER_SERVICE: frozenset({Right.SEE_HISTORY}),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """A person at the desk: `name` is what the ledger calls them, so that a corrector and an approver compare."""

    name: str
    roles: frozenset[Role]
    tenant: str
    request: str | None = None

    @property
    def actor(self) -> Actor:
        return Actor(tenant=self.tenant, name=self.name, request=self.request)

    def may(self, right: Right) -> bool:
        return any(right in RIGHTS[role] for role in self.roles)

    def need(self, right: Right) -> None:
        """Raises Forbidden without the right."""
        if not self.may(right):
            raise Forbidden("Your role does not allow this; ask somebody whose role does, or your administrator.")
