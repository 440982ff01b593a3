"""A claim: what the claims system states, the papers filed with it, and everything its rules may know."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pipeline.claim.policy import ClaimedEfficacy, Policy
from pipeline.claim.reasons import ClaimReason, Slot
from pipeline.claim.registers import Confirmation, Inquiry
from pipeline.pages import Document
from pipeline.records import Form, Record, Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimant:
    """`kind` such as `person` or `company`; `tier` and `segment` are the merchant's own words."""

    name: str | None = None
    phone_masked: str | None = None
    kind: str | None = None
    tier: str | None = None
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Payout:
    """The account the refund should go to."""

    holder: str | None = None
    account: str | None = None
    bank: str | None = None


@dataclass(frozen=True, slots=True)
class StatedMerchant:
    name: str | None = None
    uscc: str | None = None
    shop_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedProduct:
    name: str | None = None
    spec: str | None = None
    batch_number: str | None = None


@dataclass(frozen=True, slots=True)
class StatedCourse:
    """What was served, such as a course or an examination, and in which year."""

    name: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """The files of one document as the customer filed it, in order."""

    slot: Slot
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The facts the claims system states; None where it does not. Amounts are plain, `currency` is ISO 4217.

    `channel` is `online` or `offline`, `refund_route` such as `original` or `bank`, `platform` as in
    `order_screenshot`. `consent`: the customer agreed separately to the use of sensitive evidence (PIPL art. 29).
    """

    claim_id: str
    reason: ClaimReason
    channel: str | None = None
    submitted_on: date | None = None
    claimant: Claimant = field(default_factory=Claimant)
    statement: str | None = None
    platform: str | None = None
    order_id: str | None = None
    contract_number: str | None = None
    claimed_amount: Decimal | None = None
    refunded_amount: Decimal | None = None
    currency: str | None = None
    purchase_date: date | None = None
    delivery_date: date | None = None
    results_published_on: date | None = None
    refund_route: str | None = None
    payout: Payout = field(default_factory=Payout)
    consent: bool | None = None
    merchant: StatedMerchant = field(default_factory=StatedMerchant)
    product: StatedProduct = field(default_factory=StatedProduct)
    service: StatedCourse = field(default_factory=StatedCourse)
    claimed_efficacy: ClaimedEfficacy | None = None
    filed: tuple[Filed, ...] = ()
    overrides: tuple[str, ...] = ()  # names of policy terms this claim states for itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One document of the claim as it was read; `slot` None where nobody said what it is.

    `document` None where only the record is at hand. `doubtful` names the fields a person must still look at: a rule
    may not refuse on one of them.
    """

    record: Record
    slot: Slot | None = None
    document: Document | None = None

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def kind(self) -> str:
        return self.record.kind

    @property
    def form(self) -> Form:
        return self.record.form

    @property
    def doubtful(self) -> frozenset[str]:
        return frozenset(self.record.needs_person)

    def clear(self, *names: str) -> bool:
        """Whether every one of these fields was read and no person has to look at it."""
        fields = [self.form.field(name) for name in names]
        return all(one is not None and one.value is not None for one in fields) and self.doubtful.isdisjoint(names)


class Layer(StrEnum):
    """What two claims have in common."""

    BYTES = "bytes"  # the same file
    PICTURE = "picture"  # the same page, photographed or saved again
    KEY = "key"  # the same number: order, transaction, invoice, report, payout account
    TABLE = "table"  # the same readings in two reports


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Another claim, entered earlier, that shows the same; `key` such as `order_id`, `value` as printed.

    `file` is ours and `other_file` theirs ("" for facts that no file carries), `similarity` 0–1 (1 for bytes, keys).
    `same_person`: both claims name the same claimant, None where one does not say. `settled`: the other claim is
    closed without payment, so its numbers are free again.
    """

    layer: Layer
    claim_id: str
    key: str = ""
    value: str = ""
    file: str = ""
    other_file: str = ""
    similarity: float = 1.0
    same_person: bool | None = None
    settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """All that the rules about a claim may know; nothing here is fetched, everything is a value.

    `earlier`: days on which this claimant filed other claims. `confirmed`: what outside registers answered; an
    inquiry that is missing was not possible, or nobody keeps its register.
    """

    statement: Statement
    papers: tuple[Paper, ...]
    policy: Policy
    today: date
    refused: tuple[tuple[Slot | None, Refusal], ...] = ()
    twins: tuple[Twin, ...] = ()
    earlier: tuple[date, ...] = ()
    confirmed: Mapping[Inquiry, Confirmation] = field(default_factory=dict)

    def of(self, *kinds: str) -> tuple[Paper, ...]:
        """The papers of these kinds, in the order filed."""
        return tuple(paper for paper in self.papers if paper.kind in kinds)

    def twins_of(self, layer: Layer, *keys: str) -> tuple[Twin, ...]:
        return tuple(twin for twin in self.twins if twin.layer is layer and (not keys or twin.key in keys))

    @property
    def asked_on(self) -> date:
        """The day the customer claimed; today where nobody says."""
        return self.statement.submitted_on or self.today

    def fields(self, name: str, *kinds: str) -> Iterator[tuple[Paper, object]]:
        """Every read value of field `name` with its paper, in the order filed."""
        for paper in self.of(*kinds) if kinds else self.papers:
            found = paper.form.field(name)
            if found is not None and found.value is not None:
                yield paper, found.value
