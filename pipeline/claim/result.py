"""The answer about a whole claim: findings, what they add up to, the sum, the days, the efficacy, what to ask for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pipeline.claim.outcomes import ClaimOutcome
from pipeline.findings import Finding, Reason
from pipeline.geometry import Box


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a sum a person can follow by hand; `amount` what stands after it."""

    text: Reason
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Refundable:
    """The sum that comes back, in the currency paid; None where it cannot be told without a person."""

    amount: Decimal | None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One day on the claim's axis; `what` is stable (`purchase`, `deadline`, …), `file` where it is read."""

    what: str
    text: Reason
    day: date
    file: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One thing the customer is asked for: what is wrong, what cures it, and where on which page it shows."""

    rule: str
    text: Reason
    file: str = ""
    places: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Supplement:
    """One message to the customer about everything that is missing or unclear."""

    text: Reason
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Efficacy:
    """The arithmetic of 'does not reach X % of the claimed efficacy', followed by hand.

    `reached` and `claimed` in the same form (percent, or the unit for absolute claims); `attained` = A and
    `threshold` = X in percent; `result` is `ineffective`, `reached` or `open`, with `why` where it is open.
    """

    indicator: str
    unit: str = ""
    direction: str | None = None
    baseline: Decimal | None = None
    endpoint: Decimal | None = None
    reached: Decimal | None = None
    printed: Decimal | None = None
    claimed: Decimal | None = None
    attained: Decimal | None = None
    threshold: Decimal | None = None
    basis: str | None = None
    result: str = "open"
    why: Reason | None = None
    steps: tuple[Reason, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimResult:
    """What a claim became; `deciding` are the rules that keep it from being eligible, `unknown` keys nobody knows.

    `doubted`: file and field of every value that a person must confirm before anything is paid; `stated_alike`: of
    every value that the facts of the claim state, too.
    """

    claim_id: str
    findings: tuple[Finding, ...]
    outcome: ClaimOutcome
    deciding: tuple[str, ...]
    refundable: Refundable
    timeline: tuple[Moment, ...]
    efficacy: Efficacy | None
    supplement: Supplement | None
    doubted: tuple[tuple[str, str], ...] = ()
    stated_alike: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    versions: Mapping[str, object] = field(default_factory=dict)
