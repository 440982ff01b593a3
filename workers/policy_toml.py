"""What may stand in a policy file: every key with its type and bounds."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from pipeline.claim_reasons import REQUIRED, ClaimReason, Slot
from pipeline.policy import ThresholdBasis
from pipeline.rows import Direction


def _decimal(value: object) -> object:
    """TOML numbers may be floats; what was written is what counts."""
    if isinstance(value, bool):
        raise ValueError("write a number")
    return str(value) if isinstance(value, float) else value


Word = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
Words = tuple[Word, ...]
Money = Annotated[Decimal, BeforeValidator(_decimal), Field(ge=0, max_digits=15, decimal_places=2)]
Share = Annotated[Decimal, BeforeValidator(_decimal), Field(gt=0, le=100)]
Percent = Annotated[Decimal, BeforeValidator(_decimal), Field(gt=0, le=100_000)]
Days = Annotated[int, Field(ge=0, le=3_650)]
Some = Annotated[int, Field(ge=1, le=3_650)]


class Table(BaseModel):
    """A table of the file; a key nobody knows is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Span(Table):
    """A table with days from … to …, which must not be upside down."""

    @model_validator(mode="after")
    def _upright(self) -> "Span":
        for first, last in self._spans():
            if first is not None and last is not None and last < first:
                raise ValueError(f"the range is upside down: it ends on {last}, before it begins on {first}")
        return self

    def _spans(self) -> Iterator[tuple[date | None, date | None]]:
        yield from ()


class ClaimedTable(Span):
    """A published promise of efficacy."""

    indicator: Word
    indicator_zh: Word = ""
    direction: Direction | None = None
    value_percent: Percent | None = None
    after_days: Some | None = None
    wording: Word = ""
    published_from: date | None = None
    published_to: date | None = None

    def _spans(self) -> Iterator[tuple[date | None, date | None]]:
        yield self.published_from, self.published_to


class ProductTable(Table):
    """A product or service that takes part."""

    name: Word
    aliases: Words = ()
    spec: Word = ""
    batches: Words = ()
    category: Word = ""
    cycle_days: Some | None = None
    uses_per_day: Some | None = None
    no_reason_excluded: bool = False
    claimed: tuple[ClaimedTable, ...] = ()


class ResellerTable(Table):
    """A company allowed to invoice in the merchant's place."""

    name: Word
    uscc: Word = ""


class MerchantTable(Table):
    """Who sells, and every name it trades under."""

    name: Word
    uscc: Word = ""
    aliases: Words = ()
    phones: Words = ()
    merchant_numbers: Words = ()
    resellers: tuple[ResellerTable, ...] = ()


class TierTable(Table):
    """A step of the refund by what was paid."""

    paid_from: Money
    percent: Share = Decimal(100)
    most: Money | None = None


class RefundsTable(Table):
    """What of the paid amount comes back."""

    freight_refundable: bool = True
    gift_value: Money = Decimal(0)
    minimum_spend: Money | None = None
    bank_workdays: Days | None = None
    original_route_workdays: Days | None = None
    tiers: tuple[TierTable, ...] = ()

    @model_validator(mode="after")
    def _rising(self) -> "RefundsTable":
        steps = [tier.paid_from for tier in self.tiers]
        if steps != sorted(set(steps)):
            raise ValueError("write the tiers in rising order of paid_from, each once")
        return self


class CalendarTable(Table):
    """Days off, and weekend days worked in exchange."""

    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _apart(self) -> "CalendarTable":
        both = set(self.holidays) & set(self.workdays)
        if both:
            raise ValueError(f"{min(both)} cannot be both a holiday and a working day")
        return self


class PolicyTable(Span):
    """One version of a campaign's terms."""

    campaign: Word = ""
    version: Word
    effective_from: date | None = None
    effective_to: date | None = None
    campaign_start: date | None = None
    campaign_end: date | None = None
    refund_window_days: Days | None = None
    window_margin_days: Days = 3
    usage_cycles_required: Some | None = None
    cycle_days: Some | None = None
    most_gap_days: Days = 1
    test_within_days: Some | None = None
    attainment_threshold_pct: Share = Decimal(100)
    threshold_basis: ThresholdBasis | None = None
    basis: Word = ""
    group_study_counts: bool = False
    required: dict[ClaimReason, tuple[tuple[Slot, ...], ...]] = Field(default_factory=lambda: dict(REQUIRED))
    products: tuple[ProductTable, ...] = ()
    merchants: tuple[MerchantTable, ...] = ()
    refunds: RefundsTable = Field(default_factory=RefundsTable)
    amount_cap: Money = Decimal(10_000_000)
    four_eyes_above: Money | None = None
    priority_tiers: dict[str, Annotated[int, Field(ge=0, le=9)]] = Field(default_factory=dict)
    review_sla_workdays: Some = 10
    most_claims: Some = 3
    most_claims_days: Some = 180
    no_reason_days: Annotated[int, Field(ge=7, le=3_650)] = 7
    calendar: CalendarTable = Field(default_factory=CalendarTable)

    def _spans(self) -> Iterator[tuple[date | None, date | None]]:
        yield self.effective_from, self.effective_to
        yield self.campaign_start, self.campaign_end
