"""PAY: was this sum paid to this merchant for this order, and may it go back where the claim wants it?"""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.claim.claims import Case, Paper
from pipeline.claim.inquiries import about, confirmation
from pipeline.claim.registers import Confirmation, Standing
from pipeline.claim.rules import claim_rule
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed, unreadable
from validators.claim.known import Known, paid_amounts, paid_lost
from validators.claim.moments import after, fits
from validators.claim.names import alike_for, any_alike, same_company, same_phone
from validators.claim.payers import payers
from validators.claim.silence import silent
from validators.claim.sums import decimal_of, freight_kept, refunded
from validators.statuses import Standing as Status
from validators.statuses import meaning
from validators.wording import listed

_KIND = "payment_screenshot"
_ORDER = "order_screenshot"
_PAPERS = (_ORDER, _KIND, "receipt", "vat_invoice", "invoice")
_NOTHING = Decimal(0)


@claim_rule(
    Article(
        id="PAY-02",
        severity=Severity.REVIEW,
        holds=Reason("收款方是本商户", "The payee is the merchant"),
        fails=Reason(
            "收款方（{payee}）与商户（{merchant}）不一致，请核对",
            "The payee ({payee}) is not the merchant ({merchant}); please check",
        ),
        inputs=("payee_name", "claim.merchant", "policy.merchants"),
        basis="campaign terms",
    )
)
def the_payee_is_the_merchant(case: Case) -> tuple[Answer, ...]:
    names = tuple(_merchant(case))
    return tuple(_paid_to(paper, names) for paper in case.of(_KIND)) if names else ()


@claim_rule(
    Article(
        id="PAY-04",
        severity=Severity.REJECT,
        holds=Reason("申请金额不超过可退金额", "The claim is for no more than what was paid and may come back"),
        fails=Reason(
            "申请金额{claimed}超过可退的{most}（实付{paid}，已退{back}，不退部分{kept}），请核对金额",
            "{claimed} is claimed, but at most {most} may come back (paid {paid}, refunded {back}, kept {kept}); "
            "please check the amount",
        ),
        inputs=(
            "paid_amount",
            "total_amount",
            "gross_amount",
            "freight_amount",
            "claim.claimed_amount",
            "claim.refunded_amount",
            "policy.refunds",
            "register.orders",
            "currency",
            "claim.currency",
        ),
        basis="campaign terms",
    )
)
def no_more_is_claimed_than_was_paid(case: Case) -> Answer:
    """Grave where it exceeds even the sum of all orders or payments shown, and that sum was plainly read.

    Freight and gifts alone never are.
    """
    claimed, paid = case.statement.claimed_amount, paid_amounts(case)
    if claimed is None or not paid:
        return unreadable("paid_amount") if claimed is not None and paid_lost(case) else not_applicable()
    if len({*_currencies(case, *_PAPERS), case.statement.currency} - {None}) > 1:
        return unreadable("paid_amount")
    most, back = max(one.value for one in paid), refunded(case)
    kept = case.policy.refunds.gift_value + freight_kept(case)
    if claimed <= most - back - kept:
        return passed("paid_amount")
    grave = claimed > _altogether(paid) - back and _beyond_doubt(paid) and not paid_lost(case)
    return failed(
        "paid_amount",
        severity=None if grave else Severity.REVIEW,
        claimed=str(claimed),
        most=str(max(most - back - kept, _NOTHING)),
        paid=str(most),
        back=str(back),
        kept=str(kept),
    )


@claim_rule(
    Article(
        id="PAY-05",
        severity=Severity.REVIEW,
        holds=Reason("订单实付与支付凭证金额一致", "Order and payment show the same amount"),
        fails=Reason(
            "{stated}与支付凭证金额（{paid}）不一致，请核对是否同一笔交易",
            "{stated}, the payment {paid}; please check whether they belong together",
        ),
        inputs=("paid_amount", "gross_amount"),
        basis="campaign terms",
    )
)
def order_and_payment_agree(case: Case) -> Answer:
    """One payment for one order, or all payments together for all orders together; and no invoice is for more."""
    ordered, paid = _amounts(case, _ORDER), _amounts(case, _KIND)
    if not ordered or not paid:
        lost = case.of(_ORDER) and case.of(_KIND) and paid_lost(case, _ORDER, _KIND)
        return unreadable("paid_amount") if lost else not_applicable()
    if len(_currencies(case, _ORDER, _KIND)) > 1:
        return not_applicable()
    over = _invoiced_over(case, max(sum(ordered), sum(paid)))
    if ordered[0] in paid or sum(ordered) == sum(paid):
        if over is None or paid_lost(case, _ORDER, _KIND):
            return passed("paid_amount")
        gross = over.form.amount("gross_amount")
        invoiced = Reason(f"发票价税合计（{gross}）", f"The invoice says {gross}")
        return failed("gross_amount", file=over.name, stated=invoiced, paid=_row(paid))
    if paid_lost(case, _ORDER, _KIND):
        return unreadable("paid_amount")
    bought = Reason(f"订单实付（{_row(ordered)}）", f"The order says {_row(ordered)}")
    return failed("paid_amount", file=case.of(_KIND)[0].name, stated=bought, paid=_row(paid))


@claim_rule(
    Article(
        id="PAY-07",
        severity=Severity.REVIEW,
        holds=Reason("支付时间和币种与订单相符", "Time and currency of the payment fit the order"),
        fails=Reason(
            "支付与订单矛盾（{remarks}），请对照原图核对",
            "The payment contradicts the order ({remarks}); please check against the pictures",
        ),
        inputs=("order_time", "payment_time", "currency"),
        basis="judgement of the house",
    )
)
def it_was_paid_after_it_was_ordered(case: Case) -> tuple[Answer, ...]:
    """Within seven days. Of several orders the payment has to fit one."""
    orders = case.of(_ORDER)
    return tuple(_paid_in_time(paper, orders) for paper in case.of(_KIND)) if orders else ()


@claim_rule(
    Article(
        id="PAY-08",
        severity=Severity.REVIEW,
        holds=Reason("付款人信息与申请人相符", "The payer may be the claimant"),
        fails=Reason(
            "付款人（{payer}）与申请人（{claimant}）不一致，请核对两者关系（赠送、代付均属正常）",
            "The payer ({payer}) is not the claimant ({claimant}); please check (gifts and family purchases are fine)",
        ),
        inputs=("page.lines", "claim.claimant.name", "claim.claimant.phone_masked"),
        basis="judgement of the house",
    )
)
def the_payer_may_be_the_claimant(case: Case) -> tuple[Answer, ...]:
    return tuple(_paid_by(case, paper) for paper in case.of(_KIND))


@claim_rule(
    Article(
        id="PAY-09",
        severity=Severity.REVIEW,
        holds=Reason(
            "退款原路返回，或收款账户属于申请人", "The refund goes back as it came, or to the claimant's account"
        ),
        fails=Reason(
            "收款账户户名（{holder}）与申请人（{claimant}）不一致，请核对后再退款",
            "The account is {holder}'s, the claim {claimant}'s; please check before paying",
        ),
        inputs=("claim.refund_route", "claim.payout.holder", "claim.claimant.name"),
        basis="campaign terms",
    )
)
def the_refund_goes_to_the_claimant(case: Case) -> Answer:
    stated = case.statement
    if stated.refund_route == "original":
        return passed()
    holder, claimant = stated.payout.holder, stated.claimant.name
    if not holder or not claimant:
        return not_applicable()
    match alike_for(stated.claimant.kind)(holder, claimant):
        case True:
            return passed()
        case None:
            return unreadable()
        case _:
            return failed(holder=holder, claimant=claimant)


@claim_rule(
    Article(
        id="PAY-10",
        severity=Severity.REVIEW,
        holds=Reason("支付凭证与后台流水一致", "The merchant's ledger confirms the payment"),
        fails=Reason(
            "支付{number}：{remark}，请核对后台流水",
            "Payment {number}: {remark}; please check the merchant's ledger",
        ),
        inputs=("transaction_id", "paid_amount", "payee_name", "register.payments"),
        basis="E-Commerce Law art. 62; judgement of the house",
    )
)
def the_ledger_confirms_the_payment(case: Case) -> tuple[Answer, ...]:
    """A screenshot alone proves nothing. Only noted where nobody keeps a ledger to ask."""
    return tuple(_confirmed(case, paper) for paper in case.of(_KIND))


RULES = (
    the_payee_is_the_merchant,
    no_more_is_claimed_than_was_paid,
    order_and_payment_agree,
    it_was_paid_after_it_was_ordered,
    the_payer_may_be_the_claimant,
    the_refund_goes_to_the_claimant,
    the_ledger_confirms_the_payment,
)


def _merchant(case: Case) -> Iterator[str]:
    stated = case.statement.merchant
    yield from filter(None, (stated.name, *stated.shop_names))
    for merchant in case.policy.merchants:
        yield from (merchant.name, *merchant.aliases)


def _paid_to(paper: Paper, names: tuple[str, ...]) -> Answer:
    payee = paper.form.text("payee_name")
    if payee is None or not any(map(str.isalnum, payee)):  # masked from end to end
        lost = payee is not None or paper.form.state("payee_name") is State.UNREADABLE
        return unreadable("payee_name", file=paper.name) if lost else not_applicable(file=paper.name)
    if any(same_company(payee, name) for name in names):
        return passed("payee_name", file=paper.name)
    return failed("payee_name", file=paper.name, payee=payee, merchant=names[0])


def _currencies(case: Case, *kinds: str) -> set[object]:
    return {currency for _, currency in case.fields("currency", *kinds)}


def _altogether(paid: tuple[Known[Decimal], ...]) -> Decimal:
    """The most that all papers of one kind add up to."""
    kinds = {one.paper.kind if one.paper else "" for one in paid}
    return max(sum((one.value for one in paid if one.paper and one.paper.kind == kind), _NOTHING) for kind in kinds)


def _beyond_doubt(paid: tuple[Known[Decimal], ...]) -> bool:
    """What a person must still look at may be more than it reads, unless another paper clearly says the same."""
    return {one.value for one in paid} == {one.value for one in paid if one.clear}


def _amounts(case: Case, kind: str) -> list[Decimal]:
    return [amount for paper in case.of(kind) if (amount := paper.form.amount("paid_amount")) is not None]


def _invoiced_over(case: Case, paid: Decimal | int) -> Paper | None:
    """The first VAT invoice for more than all that was ordered or paid, if there is one."""
    return next((one for one in case.of("vat_invoice") if (one.form.amount("gross_amount") or 0) > paid), None)


def _row(amounts: list[Decimal]) -> str:
    return " + ".join(map(str, amounts))


def _paid_in_time(paper: Paper, orders: tuple[Paper, ...]) -> Answer:
    names = ("order_time", "payment_time", "currency")
    paid, coin = paper.form.text("payment_time"), paper.form.text("currency")
    coins = [text for order in orders if (text := order.form.text("currency"))]
    ordered = [text for order in orders if (text := order.form.text("order_time"))]
    apart = paid is not None and bool(ordered) and not any(fits(order, paid) for order in ordered)
    smudged = any(order.form.state("order_time") is State.UNREADABLE for order in orders)
    remarks = []
    if coin and coins and coin not in coins:
        remarks.append(Reason(f"币种 {coins[0]} / {coin}", f"currency {coins[0]} / {coin}"))
    if paid and apart and not smudged:
        remarks.append(_too_late(ordered[0], paid) if after(ordered[0], paid) else _too_early(ordered[0], paid))
    if remarks:
        return failed(*names, file=paper.name, remarks=listed(remarks))
    if paid and ordered and not apart:
        return passed(*names, file=paper.name)
    lost = smudged or paper.form.state("payment_time") is State.UNREADABLE
    return unreadable(*names, file=paper.name) if lost else not_applicable(file=paper.name)


def _too_early(ordered: str, paid: str) -> Reason:
    return Reason(f"支付 {paid} 早于下单 {ordered}", f"paid {paid}, before the order of {ordered}")


def _too_late(ordered: str, paid: str) -> Reason:
    return Reason(
        f"支付 {paid} 晚于下单 {ordered} 7天以上", f"paid {paid}, more than 7 days after the order of {ordered}"
    )


def _paid_by(case: Case, paper: Paper) -> Answer:
    """One hint that fits is enough."""
    claimant, seen = case.statement.claimant, payers(paper.document)
    alike = alike_for(claimant.kind)
    hints = [alike(seen.name, claimant.name)] if seen.name and claimant.name else []
    hints += [same_phone(seen.phone, claimant.phone_masked)] if seen.phone and claimant.phone_masked else []
    if not hints:
        return unreadable(file=paper.name) if seen.unclear else not_applicable(file=paper.name)
    match any_alike(hints):
        case True:
            return passed(file=paper.name)
        case False if not seen.unclear:
            payer, wanted = seen.name or seen.phone, claimant.name or claimant.phone_masked
            return failed(file=paper.name, payer=payer, claimant=wanted or "")
        case _:
            return unreadable(file=paper.name)


def _confirmed(case: Case, paper: Paper) -> Answer:
    inquiry, number = about(paper), paper.form.text("transaction_id")
    if inquiry is None:
        lost = number is not None or paper.form.state("transaction_id") is State.UNREADABLE
        return unreadable("transaction_id", file=paper.name) if lost else not_applicable(file=paper.name)
    known = confirmation(case, inquiry)
    match known.standing:
        case Standing.FOUND:
            remarks = tuple(_differences(case, paper, known))
            if not remarks:
                return passed("transaction_id", "paid_amount", file=paper.name)
            return failed("transaction_id", file=paper.name, number=inquiry.key, remark=listed(remarks))
        case Standing.NOT_FOUND:
            remark = Reason("后台流水中查无此笔", "not in the merchant's ledger")
            return failed("transaction_id", file=paper.name, number=inquiry.key, remark=remark)
        case Standing.NOT_CONFIRMED:
            return silent(inquiry, "transaction_id", file=paper.name)
        case Standing.NOT_KEPT:
            remark = Reason("尚未与后台流水核对", "not yet matched with the merchant's ledger")
            note = Severity.INFO
            return failed("transaction_id", file=paper.name, severity=note, number=inquiry.key, remark=remark)


def _differences(case: Case, paper: Paper, known: Confirmation) -> Iterator[Reason]:
    printed, booked = paper.form.amount("paid_amount"), decimal_of(known.row.get("paid_amount"))
    if printed is not None and booked is not None and printed != booked:
        yield Reason(f"凭证 {printed}，流水 {booked}", f"{printed} on the screenshot, {booked} in the ledger")
    payee, names = known.row.get("payee", ""), tuple(_merchant(case))
    if payee and names and not any(same_company(payee, name) for name in names):
        yield Reason(f"流水收款方 {payee}", f"paid to {payee} in the ledger")
    status = known.row.get("status", "")
    if meaning(status) not in (Status.SETTLED, None):
        yield Reason(f"流水状态 {status}", f"{status} in the ledger")
