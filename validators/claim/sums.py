"""How much comes back, line by line: paid, already refunded, freight, gifts, minimum spend, tier, claimed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pipeline.claim_result import Refundable, Step
from pipeline.claims import Case
from pipeline.findings import Reason
from pipeline.policy import AmountTier, Refunds
from validators.claim.known import Known, paid_amounts

_CENT = Decimal("0.01")
_NOTHING = Decimal(0)


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
    total = _Sum(first.value, (_paid(first),))
    total = _refunded(total, case)
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


def _refunded(total: _Sum, case: Case) -> _Sum:
    return total.less(case.statement.refunded_amount or _NOTHING, Reason("减：已退款金额", "less: already refunded"))


def _outside(total: _Sum, case: Case) -> _Sum:
    """Freight and gifts, where the terms leave them out."""
    refunds = case.policy.refunds
    freight = next((paper.form.amount("freight_amount") for paper in case.of("order_screenshot")), None)
    if not refunds.freight_refundable:
        total = total.less(
            freight or _NOTHING, Reason("减：运费（按活动规则不退）", "less: freight (the terms keep it)")
        )
    return total.less(refunds.gift_value, Reason("减：赠品价值", "less: worth of the gift"))


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
