"""What may stand in a policy file: every key with its type, its bounds and its meaning."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from pipeline.claim.policy import ThresholdBasis
from pipeline.claim.reasons import ClaimReason, Slot
from pipeline.rows import Direction


def _number(value: object) -> object:
    """TOML numbers may be floats; what was written is what counts. Pydantic would take true for 1."""
    if isinstance(value, bool):
        raise ValueError("write a number")
    return str(value) if isinstance(value, float) else value


def _day(value: object) -> object:
    """Pydantic would take a number for seconds since 1970."""
    if isinstance(value, bool | int | float):
        raise ValueError("write a day such as 2026-01-31, without quotes")
    return value


def _not_empty(slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    if not slots:
        raise ValueError("the list must not be empty; leave it out instead")
    return slots


Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Names = tuple[Name, ...]
Day = Annotated[date, BeforeValidator(_day)]
Money = Annotated[Decimal, BeforeValidator(_number), Field(ge=0, max_digits=15, decimal_places=2)]
Sum = Annotated[Decimal, BeforeValidator(_number), Field(gt=0, max_digits=15, decimal_places=2)]
Share = Annotated[Decimal, BeforeValidator(_number), Field(gt=0, le=100)]
Percent = Annotated[Decimal, BeforeValidator(_number), Field(gt=0, le=100_000)]
Days = Annotated[int, BeforeValidator(_number), Field(ge=0, le=3_650)]
Some = Annotated[int, BeforeValidator(_number), Field(ge=1, le=3_650)]

OneOf = Annotated[tuple[Slot, ...], AfterValidator(_not_empty), Field(json_schema_extra={"minItems": 1})]


class Wrong(ValueError):
    """A mistake that several keys make together, told at one of them."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(reason)
        self.key = key


class Table(BaseModel):
    """A table of the file; a key nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _upright(self) -> Self:
        for name in type(self).model_fields:
            begun, _, end = name.rpartition("_")
            if end not in ("to", "end"):
                continue
            first = getattr(self, f"{begun}_{'from' if end == 'to' else 'start'}")
            last = getattr(self, name)
            if first is not None and last is not None and last < first:
                raise Wrong(name, f"the range is upside down: it ends on {last}, before it begins on {first}")
        return self


class ClaimedTable(Table):
    """A published promise of efficacy."""

    indicator: Name = Field(description="the indicator as test reports name it, such as melanin_index")
    indicator_zh: Text = Field(default="", description="its Chinese name")
    direction: Direction | None = Field(default=None, description="which way is better")
    value_percent: Percent | None = Field(default=None, description="how many percent better it was promised to become")
    after_days: Some | None = Field(default=None, description="after how many days of use")
    wording: Text = Field(default="", description="the sentence as published")
    published_from: Day | None = Field(default=None, description="first day it stood on the page; absent: always")
    published_to: Day | None = Field(default=None, description="last day it stood on the page; absent: still")


class ProductTable(Table):
    """A product or service that takes part."""

    name: Name = Field(description="its name on the page where it is sold")
    aliases: Names = Field(default=(), description="other names on orders, receipts and reports")
    spec: Text = Field(default="", description="such as 30ml")
    batches: Names = Field(default=(), description="batch numbers that were sold")
    category: Text = Field(default="", description="such as cosmetic, food, course")
    cycle_days: Some | None = Field(
        default=None, description="days of one cycle of use, where it differs from the policy's"
    )
    uses_per_day: Some | None = Field(default=None, description="how often a day it is to be used")
    no_reason_excluded: bool = Field(default=False, description="lawfully outside the 7-day no-reason return")
    no_reason_confirmation: Text = Field(default="", description="how buyers confirm that exclusion at purchase")
    claimed: tuple[ClaimedTable, ...] = Field(default=(), description="what was promised of it")


class ResellerTable(Table):
    """A company allowed to invoice in the merchant's place."""

    name: Name = Field(description="its registered name")
    uscc: Text = Field(default="", description="its unified social credit code")


class MerchantTable(Table):
    """Who sells, and every name it trades under."""

    name: Name = Field(description="the registered name")
    uscc: Text = Field(default="", description="the unified social credit code")
    aliases: Names = Field(default=(), description="shop names on order pages, payments and receipts")
    phones: Names = Field(default=(), description="telephone numbers on receipts")
    merchant_numbers: Names = Field(default=(), description="numbers of its payment terminals")
    resellers: tuple[ResellerTable, ...] = Field(default=(), description="companies allowed to invoice in its place")


class TierTable(Table):
    """A step of the refund by what was paid."""

    paid_from: Money = Field(description="from this sum paid on")
    percent: Share = Field(default=Decimal(100), description="percent of the refundable sum that comes back")
    most: Money | None = Field(default=None, description="never more than this")


class RefundsTable(Table):
    """What of the paid amount comes back, and how soon."""

    freight_refundable: bool = Field(default=True, description="whether the freight comes back too")
    gift_value: Money = Field(default=Decimal(0), description="deducted when a gift of that worth was kept")
    minimum_spend: Money | None = Field(
        default=None, description="the promise holds for purchases of at least this sum"
    )
    bank_workdays: Days | None = Field(default=None, description="working days until a bank transfer arrives")
    original_route_workdays: Days | None = Field(default=None, description="working days back the way it was paid")
    tiers: tuple[TierTable, ...] = Field(default=(), description="steps by what was paid, rising")

    @model_validator(mode="after")
    def _rising(self) -> Self:
        steps = [tier.paid_from for tier in self.tiers]
        if steps != sorted(set(steps)):
            raise Wrong("tiers", "write the tiers in rising order of paid_from, each once")
        return self


class ReductionTable(Table):
    """So much less for whoever spends so much (满减)."""

    spend: Sum = Field(description="whoever spends this")
    off: Sum = Field(description="pays this much less")

    @model_validator(mode="after")
    def _smaller(self) -> Self:
        if self.off >= self.spend:
            raise Wrong("off", f"{self.off} off a purchase of {self.spend} leaves nothing to pay")
        return self


class OffersTable(Table):
    """What made purchases cheaper; a refund is of what was paid."""

    discount_percent: Share | None = Field(default=None, description="taken off the price; 20 for 八折")
    reductions: tuple[ReductionTable, ...] = Field(default=(), description="reductions by what is spent")


class CalendarTable(Table):
    """Days off, and weekend days worked in exchange, beyond the public calendar."""

    country: Literal["CN", "none"] = Field(
        default="CN", description="whose public holidays count; none: only those below"
    )
    holidays: tuple[Day, ...] = Field(default=(), description="further days off")
    workdays: tuple[Day, ...] = Field(default=(), description="further days worked (调休)")

    @model_validator(mode="after")
    def _apart(self) -> Self:
        both = set(self.holidays) & set(self.workdays)
        if both:
            raise Wrong("workdays", f"{min(both)} cannot be both a holiday and a working day")
        return self


class PolicyTable(Table):
    """One version of a campaign's terms."""

    campaign: Text = Field(default="", description="the campaign's name")
    version: Name = Field(description="your own name of this version")
    effective_from: Day | None = Field(default=None, description="first day of purchases it governs; absent: always")
    effective_to: Day | None = Field(default=None, description="last day of purchases it governs; absent: still")
    campaign_start: Day | None = Field(default=None, description="purchases take part from this day")
    campaign_end: Day | None = Field(default=None, description="purchases take part up to this day")
    refund_window_days: Days | None = Field(default=None, description="days to claim, from the day after the purchase")
    window_margin_days: Days = Field(default=3, description="days after the window in which a person decides")
    usage_cycles_required: Some | None = Field(default=None, description="cycles of use before a claim")
    cycle_days: Some | None = Field(default=None, description="days of one cycle")
    most_gap_days: Days = Field(default=1, description="days in a row that may be missing in a record of use")
    test_within_days: Some | None = Field(default=None, description="days after the last use in which to test")
    attainment_threshold_pct: Share = Field(
        default=Decimal(100), description="X of 'does not reach X % of the claimed effect'"
    )
    threshold_basis: ThresholdBasis | None = Field(default=None, description="what X is a share of")
    basis: Text = Field(default="", description="what the percentages count, such as relative or points")
    group_study_counts: bool = Field(default=False, description="whether a study of a group proves one customer's case")
    required: dict[ClaimReason, tuple[OneOf, ...]] = Field(
        default_factory=dict, description="evidence by reason; of each inner list one is needed; absent: the default"
    )
    products: tuple[ProductTable, ...] = Field(default=(), description="what takes part; none: everything")
    merchants: tuple[MerchantTable, ...] = Field(default=(), description="who sells")
    refunds: RefundsTable = Field(default=RefundsTable())
    offers: OffersTable = Field(default=OffersTable())
    amount_cap: Sum = Field(default=Decimal(10_000_000), description="no amount on a paper is larger")
    four_eyes_above: Money | None = Field(default=None, description="refunds above this need two people")
    priority_tiers: dict[Name, Annotated[int, BeforeValidator(_number), Field(ge=0, le=9)]] = Field(
        default_factory=dict, description="how urgent each tier of customers is, 0 to 9"
    )
    review_sla_workdays: Some = Field(default=10, description="working days until an answer")
    most_claims: Some = Field(default=3, description="claims of one person before somebody looks closer")
    most_claims_days: Some = Field(default=180, description="the days in which they are counted")
    no_reason_days: Annotated[Days, Field(ge=7)] = Field(
        7, description="days of the no-reason return; by law 7 or more"
    )
    calendar: CalendarTable = Field(default=CalendarTable())


TABLES: Mapping[str, type[Table]] = {
    "": PolicyTable,
    "[[products]]": ProductTable,
    "[[products.claimed]]": ClaimedTable,
    "[[merchants]]": MerchantTable,
    "[[merchants.resellers]]": ResellerTable,
    "[refunds]": RefundsTable,
    "[[refunds.tiers]]": TierTable,
    "[offers]": OffersTable,
    "[[offers.reductions]]": ReductionTable,
    "[calendar]": CalendarTable,
}
"""Every table of the file by the header it stands under."""
