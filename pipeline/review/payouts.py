"""What became of the money, and what the customer said: told by claims systems after a decision."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from pipeline.claim.workdays import Calendar
from pipeline.evidence import ClaimId


class PayoutStatus(StrEnum):
    """`failed`: it never went out. `returned`: it went out and came back."""

    PAID = "paid"
    FAILED = "failed"
    RETURNED = "returned"


class UnpaidCause(StrEnum):
    """Why money that was promised did not arrive, or was not redeemed."""

    ACCOUNT_WRONG = "account_wrong"
    NAME_DIFFERS = "name_differs"
    ACCOUNT_CLOSED = "account_closed"
    EXPIRED = "expired"
    BELOW_THRESHOLD = "below_threshold"
    NOT_CLAIMED = "not_claimed"
    REFUSED_BY_BANK = "refused_by_bank"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutWish:
    """What finance says: `reference` names the payment in its own books, `key` the request; the same twice is one.

    `cause`: why it did not arrive, where finance says so; raises ValueError beside PAID.
    """

    status: PayoutStatus
    reference: str
    on: date
    amount: Decimal | None = None
    note: str = ""
    key: str = ""
    cause: UnpaidCause | None = None

    def __post_init__(self) -> None:
        if self.cause is not None and self.status is PayoutStatus.PAID:
            raise ValueError("what was paid has no cause for not arriving")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """`decision`: the version it pays."""

    number: int
    decision: int
    said: PayoutWish
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A decision whose money is not known to have arrived; `newest` is what was heard last, None for nothing."""

    claim_id: ClaimId
    decision: int
    promised: date
    newest: PayoutStatus | None

    def days_late(self, today: date, calendar: Calendar) -> int:
        """Working days after the promised one; 0 when it failed before that day."""
        return calendar.workdays_between(self.promised, today)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackWish:
    """`score` 1 (bad) to 5 (good), None for none; `explain`: the customer asks for a person's explanation.

    `key` names the request: the same twice is one.
    """

    score: int | None = None
    explain: bool = False
    comment: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        if self.score is not None and not 1 <= self.score <= 5:
            raise ValueError("a score is a number from 1 to 5")
