"""How much comes back, line by line: paid, the contract, refunded, freight, gifts, minimum spend, tier, claimed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pipeline.claim.claims import Case, Paper
from pipeline.claim.inquiries import about_order, confirmation
from pipeline.claim.policy import AmountTier, Refunds
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.result import Refundable, Step
from pipeline.findings import Reason
from validators.claim.clauses import clause
from validators.claim.known import Known, paid_amounts

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)
_NO_REFUND_FIGURE = Reason(
    "订单系统中的已退金额无法识别，由人工确定",
    "The merchant's orders name a refund that is no number; a person decides",
)


@dataclass(frozen=True, slots=True)
class _Sum:
    """What is left after the lines so far."""

    left: Decimal
    steps: tuple[Step, ...]

    def less(self, amount: Decimal, text: Reason) -> "_Sum":
        """`amount` taken away; nothing is written for nothing, and less than nothing never comes back."""
        if amount <= 0:
            return self
        return _Sum(max(self.left - amount, _NOTHING), (*self.steps, Step(text, -amount)))

    def told(self, text: Reason, left: Decimal) -> "_Sum":
        return _Sum(left, (*self.steps, Step(text, left)))


def refundable(case: Case) -> Refundable:
    """The sum the policy gives back for this purchase; None where what was paid is unread, unclear or contradicted."""
    paid = paid_amounts(case)
    if not paid:
        return Refundable(
            None, (Step(Reason("未读到实付金额，由人工确定", "What was paid could not be read; a person decides")),)
        )
    first, *others = paid
    if any(other.value != first.value for other in others):
        return Refundable(None, tuple(_contradicted(paid)))
    if not any(one.clear for one in paid):
        return Refundable(
            None, (_paid(first), Step(Reason("实付金额待人工确认", "A person must confirm what was paid")))
        )
    if _refund_unread(case):
        return Refundable(None, (_paid(first), Step(_NO_REFUND_FIGURE)))
    total = _Sum(first.value, (_paid(first),))
    total = _by_contract(total, case)
    total = total.less(refunded(case), Reason("减：已退款金额", "less: already refunded"))
    total = _outside(total, case)
    total = _tiered(total, first.value, case.policy.refunds)
    total = _capped(total, case.statement.claimed_amount)
    final = total.left.quantize(_CENT, ROUND_HALF_UP)
    return Refundable(final, (*total.steps, Step(Reason("可退金额", "refundable amount"), final)))


def _paid(known: Known[Decimal]) -> Step:
    file = known.paper.name if known.paper else ""
    return Step(Reason(f"实付金额（{file}）", f"amount paid ({file})"), known.value)


def _contradicted(paid: tuple[Known[Decimal], ...]) -> Iterator[Step]:
    yield from map(_paid, paid)
    yield Step(Reason("各材料的实付金额不一致，由人工确定", "The papers differ about what was paid; a person decides"))


def refunded(case: Case) -> Decimal:
    """What already went back, by the claim or by the merchant's orders, whichever is more."""
    return max(case.statement.refunded_amount or _NOTHING, decimal_of(_booked_refund(case)) or _NOTHING)


def _booked_refund(case: Case) -> str:
    row = confirmation(case, about_order(case)).row
    return row.get("refunded_amount", "").strip()


def _refund_unread(case: Case) -> bool:
    """The merchant's orders tell of a refund, but not how much: nothing may be paid a second time."""
    return bool(_booked_refund(case)) and decimal_of(_booked_refund(case)) is None


def freight_kept(case: Case) -> Decimal:
    """The freight of the first order that shows one, where the terms keep it."""
    if case.policy.refunds.freight_refundable:
        return _NOTHING
    freights = (paper.form.amount("freight_amount") for paper in case.of("order_screenshot"))
    return next((amount for amount in freights if amount is not None), _NOTHING)


def decimal_of(text: str | None) -> Decimal | None:
    """An amount of a register's row; None for what is no plain number."""
    plain = (text or "").strip().replace(",", "")
    whole, _, cents = plain.partition(".")
    return Decimal(plain) if whole.isascii() and whole.isdigit() and (not cents or cents.isdecimal()) else None


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a contract's refund clause gives back: `share` percent of its sum, and how much that is."""

    share: Decimal
    amount: Decimal


def agreed(case: Case, contract: Paper) -> Agreed | None:
    """None where the clause names no one plain share, or nobody says of what."""
    text = contract.form.text("refund_clause")
    base = contract.form.amount("contract_amount") or next((one.value for one in paid_amounts(case)), None)
    share = clause(text).share if text is not None else None
    if share is None or base is None:
        return None
    return Agreed(share, (base * share / 100).quantize(_CENT, ROUND_HALF_UP))


def _by_contract(total: _Sum, case: Case) -> _Sum:
    """The clause rules where a promised target was missed."""
    if case.statement.reason is not ClaimReason.SERVICE_TARGET_MISSED:
        return total
    given = next((found for paper in case.of("contract") if (found := agreed(case, paper))), None)
    if given is None or given.amount >= total.left:
        return total
    text = Reason(f"按合同退款条款退 {given.share}%", f"the contract's clause gives back {given.share} %")
    return total.told(text, given.amount)


def _outside(total: _Sum, case: Case) -> _Sum:
    """Freight and gifts, where the terms leave them out."""
    kept = Reason("减：运费（按活动规则不退）", "less: freight (the terms keep it)")
    gift = Reason("减：赠品价值", "less: worth of the gift")
    return total.less(freight_kept(case), kept).less(case.policy.refunds.gift_value, gift)


def _tiered(total: _Sum, paid: Decimal, refunds: Refunds) -> _Sum:
    if refunds.minimum_spend is not None and paid < refunds.minimum_spend:
        text = f"{paid} < {refunds.minimum_spend}"
        return total.told(Reason(f"未达到最低消费（{text}）", f"below the minimum spend ({text})"), _NOTHING)
    tier = _tier(paid, refunds.tiers)
    if tier is None:
        return total
    if tier.percent != 100:
        share = (total.left * tier.percent / 100).quantize(_CENT, ROUND_HALF_UP)
        total = total.told(
            Reason(
                f"按档位退 {tier.percent}%（实付满 {tier.paid_from}）",
                f"tier: {tier.percent} % (paid {tier.paid_from} or more)",
            ),
            share,
        )
    if tier.most is not None and total.left > tier.most:
        total = total.told(Reason(f"不超过档位上限 {tier.most}", f"no more than the tier's {tier.most}"), tier.most)
    return total


def _tier(paid: Decimal, tiers: tuple[AmountTier, ...]) -> AmountTier | None:
    return max((tier for tier in tiers if tier.paid_from <= paid), key=lambda tier: tier.paid_from, default=None)


def _capped(total: _Sum, claimed: Decimal | None) -> _Sum:
    if claimed is None or claimed >= total.left:
        return total
    return total.told(Reason("不超过申请金额", "no more than was claimed"), claimed)
