"""A campaign's promise as values: every [X] of its terms; what it does not say has a documented default."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pipeline.claim.reasons import REQUIRED, Choice, ClaimReason
from pipeline.claim.workdays import Calendar
from pipeline.rows import Direction


class ThresholdBasis(StrEnum):
    """What X is compared with: the share of the claimed efficacy reached, or the claimed efficacy itself (X = 100)."""

    RATIO_OF_CLAIM = "ratio_of_claim"
    FULL_CLAIM = "full_claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedEfficacy:
    """What was promised of one indicator, as published; `value_percent` in percent, positive = better.

    `wording` is the sentence as published ("连续使用28天，黑素指数降低15%以上"). `published_from` and `published_to`
    bound the days it stood on the page, both included; None is open.
    """

    indicator: str
    indicator_zh: str = ""
    direction: Direction | None = None
    value_percent: Decimal | None = None
    after_days: int | None = None
    wording: str = ""
    published_from: date | None = None
    published_to: date | None = None

    def stood_on(self, day: date) -> bool:
        return (self.published_from is None or self.published_from <= day) and (
            self.published_to is None or day <= self.published_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyProduct:
    """A product or service that takes part; `category` such as `cosmetic`, `food`, `course`.

    `no_reason_excluded`: lawfully outside the 7-day no-reason return, confirmed by buyers at purchase in the way
    `no_reason_confirmation` tells.
    """

    name: str
    aliases: tuple[str, ...] = ()
    spec: str = ""
    batches: tuple[str, ...] = ()
    category: str = ""
    cycle_days: int | None = None
    uses_per_day: int | None = None
    no_reason_excluded: bool = False
    no_reason_confirmation: str = ""
    claimed: tuple[ClaimedEfficacy, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyMerchant:
    """Who sells: the company and every name it trades, is paid or prints receipts under.

    `merchant_numbers` are those of its payment terminals, `resellers` companies allowed to invoice in its place
    (name and USCC).
    """

    name: str
    uscc: str = ""
    aliases: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    merchant_numbers: tuple[str, ...] = ()
    resellers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountTier:
    """Purchases from `paid_from` on give back `percent` of the refundable sum, at most `most` (None: no cap)."""

    paid_from: Decimal
    percent: Decimal = Decimal(100)
    most: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refunds:
    """What of the paid amount comes back. `gift_value` is deducted when a gift of that worth was kept.

    `minimum_spend`: the promise holds for purchases of at least this sum. `tiers` rising by `paid_from`.
    """

    freight_refundable: bool = True
    gift_value: Decimal = Decimal(0)
    minimum_spend: Decimal | None = None
    tiers: tuple[AmountTier, ...] = ()
    bank_workdays: int | None = None
    original_route_workdays: int | None = None


@dataclass(frozen=True, slots=True)
class Reduction:
    """Whoever spends `spend` pays `off` less (满减)."""

    spend: Decimal
    off: Decimal


@dataclass(frozen=True, slots=True)
class Offers:
    """What made the purchase cheaper; a refund is always of what was paid.

    `discount_percent` is taken off the price (20 for 八折).
    """

    discount_percent: Decimal | None = None
    reductions: tuple[Reduction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One version of one campaign's terms; `effective_from` to `effective_to` are the purchase days it governs.

    None where the terms do not say: then nothing is asked of it. `threshold_basis` None: the published text leaves
    two readings open, and the one that favours the customer counts (Civil Code art. 498). `basis`: the terms' own word
    for what their percentages count, such as `relative` or `points`. Days are calendar days
    unless they are called workdays.
    """

    campaign: str = ""
    version: str = "default"
    effective_from: date | None = None
    effective_to: date | None = None
    campaign_start: date | None = None
    campaign_end: date | None = None
    refund_window_days: int | None = None
    window_margin_days: int = 3
    usage_cycles_required: int | None = None
    cycle_days: int | None = None
    most_gap_days: int = 1
    test_within_days: int | None = None
    attainment_threshold_pct: Decimal = Decimal(100)
    threshold_basis: ThresholdBasis | None = ThresholdBasis.RATIO_OF_CLAIM
    basis: str = ""
    group_study_counts: bool = False
    required: Mapping[ClaimReason, tuple[Choice, ...]] = field(default_factory=lambda: REQUIRED)
    products: tuple[PolicyProduct, ...] = ()
    merchants: tuple[PolicyMerchant, ...] = ()
    refunds: Refunds = field(default_factory=Refunds)
    offers: Offers = field(default_factory=Offers)
    amount_cap: Decimal = Decimal(10_000_000)
    four_eyes_above: Decimal | None = None
    priority_tiers: Mapping[str, int] = field(default_factory=dict)
    review_sla_workdays: int = 10
    most_claims: int = 3
    most_claims_days: int = 180
    no_reason_days: int = 7
    calendar: Calendar = field(default_factory=Calendar)

    def governs(self, day: date) -> bool:
        """Whether a purchase on `day` falls under this version."""
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )


@dataclass(frozen=True, slots=True)
class Campaign:
    """A phase of a campaign on the calendar; None where its terms name no such day."""

    name: str
    first: date | None
    last: date | None

    def runs(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def campaigns(versions: Iterable[Policy]) -> tuple[Campaign, ...]:
    """Each version as a phase of its campaign, by its first day; one whose terms name no day at all is none.

    A phase lasts as the campaign does by its terms; where they do not say, as long as purchases fall under it.
    """
    phases = (
        Campaign(
            f"{one.campaign} {one.version.partition('+')[0]}",  # without the hash of its file
            one.campaign_start or one.effective_from,
            one.campaign_end or one.effective_to,
        )
        for one in versions
        if one.campaign
    )
    dated = (one for one in phases if one.first or one.last)
    return tuple(sorted(dated, key=lambda one: (one.first or date.min, one.name)))


DEFAULT = Policy()
"""What counts without a policy file."""
