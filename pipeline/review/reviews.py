"""One claim at the review desk: where it stands, who holds it, and what the queue shows of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from pipeline.errors import Conflict
from pipeline.evidence import ClaimId, TenantId
from pipeline.findings import Reason
from pipeline.people.reviewers import Reviewer, Right
from pipeline.people.roles import Role
from pipeline.review.clock import Pause
from pipeline.review.items import Need

LOCK = timedelta(seconds=60)  # a page that is open beats more often than that
MOST_NEEDS = 8  # shown in the queue; the desk shows them all


class ReviewState(StrEnum):
    """`asked`: it is the customer's turn. `second`: decided, and another person must agree."""

    WAITING = "waiting"
    ASKED = "asked"
    SECOND = "second"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What the queue shows of a claim; it is kept sealed. `customer` is masked already."""

    needs: tuple[Need, ...]
    claimed: Decimal | None = None
    refundable: Decimal | None = None
    currency: str | None = None
    tier: str | None = None
    customer: str = ""


@dataclass(frozen=True, slots=True)
class Lock:
    """Who works on it; one whose time is over may be taken over."""

    by: str
    since: datetime
    until: datetime

    def lives(self, now: datetime) -> bool:
        return now < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """`version` grows with every change, `answer` is the newest answer it knows. `level`: the least role to take it.

    `pauses` in order. `decision`: the newest version that stands, `goes` when it is told, None once it was.
    `explain`: since when the customer waits for a person's explanation. `read`: the moment of all this.
    """

    tenant: TenantId
    claim_id: ClaimId
    state: ReviewState
    version: int
    answer: int
    level: Role
    urgency: int
    reason: str
    outcome: str
    opened: datetime
    start: date
    workdays: int
    due: date
    brief: Brief
    read: datetime
    lock: Lock | None = None
    decision: int | None = None
    goes: datetime | None = None
    explain: datetime | None = None
    pauses: tuple[Pause, ...] = ()

    @property
    def held(self) -> bool:
        return self.lock is not None and self.lock.lives(self.read)

    def open_to(self, person: Reviewer) -> bool:
        """Whether this role may take it."""
        return person.may(Right.REVIEW) and (self.level is Role.REVIEWER or person.may(Right.TAKE_ESCALATED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What an answer makes of a claim's review. `customer`: who claims, as a text that equals itself, "" for nobody."""

    tenant: TenantId
    claim_id: ClaimId
    answer: int
    urgency: int
    reason: str
    outcome: str
    start: date
    workdays: int
    due: date
    rank: datetime
    customer: str
    brief: Brief


class HeldByOther(Conflict):
    """Somebody else works on the claim just now."""

    def __init__(self, lock: Lock) -> None:
        super().__init__("Somebody else works on this claim just now; take another, or come back in a minute.")
        self.lock = lock


@dataclass(frozen=True, slots=True)
class Beat:
    """`held`: the lock is still this person's. `answer` and `version` tell whether something new came in."""

    held: bool
    answer: int
    version: int


def masked_name(name: str | None) -> str:
    """`张*`: the first character and stars, so that a person at the desk knows whom they speak of, and nobody else."""
    plain = (name or "").strip()
    return plain[:1] + "*" * min(3, len(plain) - 1) if plain else ""


def brief_json(brief: Brief) -> dict[str, object]:
    return {
        "needs": [
            [one.code, one.text.zh, one.text.en, one.rule, one.file, one.field] for one in brief.needs[:MOST_NEEDS]
        ],
        "claimed": _plain(brief.claimed),
        "refundable": _plain(brief.refundable),
        "currency": brief.currency,
        "tier": brief.tier,
        "customer": brief.customer,
    }


def brief_from(held: Mapping[str, Any]) -> Brief:
    """What `brief_json` made."""
    return Brief(
        needs=tuple(
            Need(code=code, text=Reason(zh, en), rule=rule, file=file, field=field)
            for code, zh, en, rule, file, field in held["needs"]
        ),
        claimed=_decimal(held["claimed"]),
        refundable=_decimal(held["refundable"]),
        currency=held["currency"],
        tier=held["tier"],
        customer=held["customer"],
    )


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
