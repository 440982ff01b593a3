"""What a claims system says of a claim, in JSON, becomes a Statement; every mistake is named by its key."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from pipeline.claim.claims import Claimant, Filed, Payout, StatedCourse, StatedMerchant, StatedProduct, Statement
from pipeline.claim.policy import ClaimedEfficacy
from pipeline.claim.reasons import ClaimReason, Slot
from pipeline.errors import ProofdeskError
from pipeline.rows import Direction

MOST_FILES = 200  # of one claim
TERMS = frozenset(
    (
        "refund_window_days",
        "usage_cycles_required",
        "cycle_days",
        "attainment_threshold_pct",
        "threshold_basis",
        "basis",
        "campaign_start",
        "campaign_end",
    )
)
"""What a claim may state for itself of its campaign's policy."""
_LONGEST = 10_000  # characters of one text


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong at one key, written as `payout.account` or `files.2.slot`."""

    key: str
    message: str


class BadFacts(ProofdeskError):
    """The facts contradict the schema: one mistake per key."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("; ".join(f"{mistake.key}: {mistake.message}" for mistake in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Stated:
    """`unknown`: keys nobody here knows; they are kept by whoever keeps the JSON. `terms`: the claim's own policy."""

    statement: Statement
    unknown: tuple[str, ...]
    terms: Mapping[str, object]


def _or_none(value: object) -> object:
    """An empty text says nothing."""
    return None if isinstance(value, str) and not value.strip() else value


def _number(value: object) -> object:
    """JSON numbers come as floats; what was written is what counts, not its binary neighbour."""
    if isinstance(value, bool):
        raise ValueError("write a number such as 299.00")
    return str(value) if isinstance(value, float) else _or_none(value)


def _whole(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("write a whole number such as 60")
    return _or_none(value)


def _day(value: object) -> object:
    """A day, or the day of a moment: 2026-09-01, 2026-09-01T20:11:05+08:00."""
    if isinstance(value, str) and value.strip():
        try:
            return datetime.fromisoformat(value.strip()).date()
        except ValueError:
            raise ValueError("write the day as 2026-09-01") from None
    return _or_none(value)


def _text(value: object) -> object:
    """Ids often come as JSON numbers."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _or_none(value)


Text = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, max_length=_LONGEST)] | None, BeforeValidator(_text)
]
Day = Annotated[date | None, BeforeValidator(_day)]
Amount = Annotated[Annotated[Decimal, Field(ge=0, max_digits=15, decimal_places=4)] | None, BeforeValidator(_number)]
Percent = Annotated[Annotated[Decimal, Field(max_digits=9)] | None, BeforeValidator(_number)]
Count = Annotated[Annotated[int, Field(ge=0, le=100_000)] | None, BeforeValidator(_whole)]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="allow")


class _Claimant(_Facts):
    name: Text = None
    phone_masked: Text = None
    kind: Text = None
    tier: Text = None
    segment: Text = None


class _Payout(_Facts):
    holder: Text = None
    account: Text = None
    bank: Text = None


class _Merchant(_Facts):
    name: Text = None
    uscc: Text = None
    shop_names: tuple[Annotated[str, StringConstraints(max_length=_LONGEST)], ...] = ()


class _Product(_Facts):
    name: Text = None
    spec: Text = None
    batch_number: Text = None


class _Course(_Facts):
    name: Text = None
    year: Count = None


class _Efficacy(_Facts):
    indicator: Text = None
    indicator_zh: Text = None
    direction: Annotated[Direction | None, BeforeValidator(_or_none)] = None
    value_percent: Percent = None
    after_days: Count = None
    wording: Text = None


class _Filed(_Facts):
    slot: Slot
    files: Annotated[tuple[Annotated[str, StringConstraints(min_length=1, max_length=1_000)], ...], Field(min_length=1)]


class _Claim(_Facts):
    claim_id: Annotated[
        str, BeforeValidator(_text), StringConstraints(strip_whitespace=True, min_length=1, max_length=200)
    ]
    reason: ClaimReason
    channel: Text = None
    submitted_on: Day = None
    claimant: _Claimant = Field(default_factory=_Claimant)
    statement: Text = None
    platform: Text = None
    order_id: Text = None
    contract_number: Text = None
    claimed_amount: Amount = None
    refunded_amount: Amount = None
    currency: Text = None
    purchase_date: Day = None
    delivery_date: Day = None
    results_published_on: Day = None
    refund_route: Text = None
    payout: _Payout = Field(default_factory=_Payout)
    consent: Annotated[bool | None, BeforeValidator(_or_none)] = None
    merchant: _Merchant = Field(default_factory=_Merchant)
    product: _Product = Field(default_factory=_Product)
    service: _Course = Field(default_factory=_Course)
    claimed_efficacy: _Efficacy | None = None
    files: Annotated[tuple[_Filed, ...], Field(max_length=MOST_FILES)] = ()
    policy: dict[str, Any] = Field(default_factory=dict)


def stated(facts: Mapping[str, object]) -> Stated:
    """The facts as values; raises BadFacts. A group that is null counts as left out, half a character is a ?."""
    whole = json.loads(json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace"))
    try:
        claim = _Claim.model_validate({key: value for key, value in whole.items() if value is not None})
    except ValidationError as error:
        raise BadFacts(tuple(mistakes(error))) from error
    unknown = (*_unknown(claim), *(f"policy.{key}" for key in claim.policy if key not in TERMS))
    return Stated(_statement(claim), unknown, claim.policy)


def stated_json(text: bytes) -> Stated:
    """The same from the bytes of a `claim.json`; raises BadFacts where they are no JSON object."""
    try:
        facts = json.loads(text.decode("utf-8-sig"), parse_float=str)
    except (ValueError, RecursionError) as error:
        raise BadFacts((Mistake("claim.json", f"this is not JSON ({error}); mend it and send it again"),)) from error
    if not isinstance(facts, dict):
        raise BadFacts((Mistake("claim.json", "the facts are one JSON object, not a list or a single value"),))
    return stated(facts)


def _statement(claim: _Claim) -> Statement:
    efficacy = claim.claimed_efficacy
    return Statement(
        claim_id=claim.claim_id,
        reason=claim.reason,
        channel=claim.channel,
        submitted_on=claim.submitted_on,
        claimant=Claimant(**_known(claim.claimant)),
        statement=claim.statement,
        platform=claim.platform,
        order_id=claim.order_id,
        contract_number=claim.contract_number,
        claimed_amount=claim.claimed_amount,
        refunded_amount=claim.refunded_amount,
        currency=claim.currency,
        purchase_date=claim.purchase_date,
        delivery_date=claim.delivery_date,
        results_published_on=claim.results_published_on,
        refund_route=claim.refund_route,
        payout=Payout(**_known(claim.payout)),
        consent=claim.consent,
        merchant=StatedMerchant(**_known(claim.merchant)),
        product=StatedProduct(**_known(claim.product)),
        service=StatedCourse(**_known(claim.service)),
        claimed_efficacy=_efficacy(efficacy) if efficacy else None,
        filed=tuple(Filed(one.slot, one.files) for one in claim.files),
        overrides=tuple(sorted(key for key, value in claim.policy.items() if value is not None and key in TERMS)),
    )


def _efficacy(said: _Efficacy) -> ClaimedEfficacy:
    return ClaimedEfficacy(
        indicator=said.indicator or said.indicator_zh or "",
        indicator_zh=said.indicator_zh or "",
        direction=said.direction,
        value_percent=said.value_percent,
        after_days=said.after_days,
        wording=said.wording or "",
    )


def _known(model: BaseModel) -> dict[str, Any]:
    """The fields the model declares, without whatever else was sent."""
    return {name: getattr(model, name) for name in type(model).model_fields}


def _unknown(model: BaseModel, above: str = "") -> Iterator[str]:
    for key in model.model_extra or {}:
        yield f"{above}{key}"
    for name in type(model).model_fields:
        inner = getattr(model, name)
        parts = enumerate(inner) if isinstance(inner, tuple) else ()
        if isinstance(inner, BaseModel):
            yield from _unknown(inner, f"{above}{name}.")
        for at, part in parts:
            if isinstance(part, BaseModel):
                yield from _unknown(part, f"{above}{name}.{at}.")


def mistakes(error: ValidationError, above: str = "") -> Iterator[Mistake]:
    """The first mistake at each key, in the order of the facts; `above` names the table they stand in."""
    seen: set[str] = set()
    for one in error.errors(include_url=False, include_context=False):
        key = ".".join(str(part) for part in (*([above] if above else []), *one["loc"])) or "claim"
        if key not in seen:
            seen.add(key)
            yield Mistake(key, _plain(one))


def _plain(one: Mapping[str, Any]) -> str:
    match one["type"]:
        case "missing":
            return "this fact is needed"
        case "enum":
            return f"{_quoted(one['input'])} is not known here; {str(one['msg'])[0].lower()}{str(one['msg'])[1:]}"
        case "value_error":
            return str(one["msg"]).removeprefix("Value error, ")
        case _:
            return f"{_quoted(one['input'])}: {str(one['msg'])[0].lower()}{str(one['msg'])[1:]}"


def _quoted(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
