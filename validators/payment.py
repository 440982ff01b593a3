"""PAY: does the payment's number fit, does the order add up, and did the money stay with the seller?"""

from datetime import date
from decimal import Decimal

from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from validators import identifiers
from validators.blank import blank
from validators.printed import other_amounts, stands, taxes
from validators.statuses import Standing, firm, standing
from validators.wording import listed, shown

_KINDS = ("payment_screenshot",)
_NONE = Decimal(0)


@rule(
    Article(
        id="PAY-01",
        severity=Severity.REVIEW,
        holds=Reason("交易单号格式和日期相符", "The transaction number has its wallet's form and day"),
        fails=Reason(
            "交易单号格式或日期不符（{remark}），请对照原图核对",
            "The transaction number does not fit ({remark}); please check against the picture",
        ),
        inputs=("transaction_id", "payment_method", "payment_time"),
        basis="campaign terms",
    ),
    kinds=_KINDS,
)
def transaction_number_fits(form: Form, _: Facts) -> Answer:
    number, method = form.text("transaction_id"), form.text("payment_method")
    if number is None:
        return blank(form, "transaction_id")
    wallet = identifiers.wallet(method) if method else None
    if wallet is None or identifiers.is_refund(number):
        return not_applicable()
    if not identifiers.payment_fits(wallet, number):
        return failed("transaction_id", "payment_method", remark=Reason(f"{wallet} {number}", f"{wallet} {number}"))
    inside, paid = identifiers.payment_day(wallet, number), form.day("payment_time")
    if form.state("payment_time") is State.UNREADABLE and inside is not None:
        return unreadable("transaction_id", "payment_time")
    if isinstance(inside, str) or (inside and paid and inside != paid):
        return failed("transaction_id", "payment_time", remark=_days_apart(inside, paid))
    return passed("transaction_id", *(("payment_time",) if inside and paid else ()))


@rule(
    Article(
        id="PAY-03",
        severity=Severity.REVIEW,
        holds=Reason("商品总价加运费减优惠等于实付", "Goods plus shipping minus discounts is what was paid"),
        fails=Reason(
            "金额合计不一致（{goods} + {freight} − {discount} ≠ {paid}），请对照原图核对",
            "Amounts do not add up ({goods} + {freight} − {discount} ≠ {paid}); please check against the picture",
        ),
        inputs=("list_amount", "freight_amount", "discount_amount", "paid_amount"),
        basis="judgement of the house",
    ),
    kinds=("order_screenshot",),
)
def the_order_adds_up(form: Form, facts: Facts) -> Answer:
    """To the cent, where need be with a tax that is charged on top. A part that is not printed counts as nothing only
    where the sum then agrees.

    Nothing fails where another printed amount (a tax, a second discount) makes up the gap.
    """
    names = ("list_amount", "freight_amount", "discount_amount", "paid_amount")
    if any(form.state(name) is State.UNREADABLE for name in names):
        return unreadable(*names)
    goods, freight, discount, paid = (form.amount(name) for name in names)
    if goods is None or paid is None:
        return not_applicable()
    due = abs(goods) + abs(freight or _NONE) - abs(discount or _NONE)
    gap = abs(due - abs(paid))
    if gap == 0 or (abs(paid) > due and gap in taxes(facts.document)):
        return passed(*names)
    known = [amount for amount in (goods, freight, discount, paid) if amount is not None]
    if freight is None or discount is None or stands(gap, other_amounts(facts.document, known)):
        return unreadable(*names)
    worth, sent, less, total = (shown(abs(amount)) for amount in (goods, freight, discount, paid))
    return failed(*names, goods=worth, freight=sent, discount=less, paid=total)


@rule(
    Article(
        id="PAY-06",
        severity=Severity.REJECT,
        holds=Reason("支付成功且未退款", "The payment went through and was not refunded"),
        fails=Reason(
            "该支付已退款或未成功（{status}），请核对支付当前状态",
            "The payment was refunded or did not go through ({status}); please check its present status",
        ),
        inputs=("payment_status", "paid_amount", "transaction_id"),
        basis="judgement of the house",
    ),
    kinds=_KINDS,
)
def the_payment_went_through(form: Form, facts: Facts) -> Answer:
    """Grave where all went back and more than one look says so. Money that came in is no payment either."""
    field, came_in = form.field("payment_status"), _came_in(form)
    state = standing(form, "payment_status", facts.document)
    if state is Standing.BACK and (came_in or firm(field, facts.document)):
        return failed("payment_status", status=_said(form))
    if came_in:
        remark = Reason("金额为收入或单号为退款单号", "the amount came in, or the number is a refund's")
        return failed("payment_status", "paid_amount", severity=Severity.REVIEW, status=remark)
    if state is Standing.SETTLED:
        return passed("payment_status")
    if state is None:
        absent = field is None or field.state in (State.NOT_FOUND, State.EMPTY)
        return not_applicable() if absent else unreadable("payment_status")
    return failed("payment_status", severity=Severity.REVIEW, status=_said(form))


RULES = (transaction_number_fits, the_order_adds_up, the_payment_went_through)


def _days_apart(inside: date | str, paid: date | None) -> Reason:
    zh, en = f"单号内日期 {shown(inside)}", f"day inside {shown(inside)}"
    if paid is None:
        return Reason(zh, en)
    return listed((Reason(zh, en), Reason(f"支付日期 {shown(paid)}", f"paid on {shown(paid)}")))


def _came_in(form: Form) -> bool:
    field, number = form.field("paid_amount"), form.text("transaction_id")
    return (field is not None and field.raw.lstrip().startswith(("+", "＋"))) or (
        number is not None and identifiers.is_refund(number)
    )


def _said(form: Form) -> Reason:
    said = form.text("payment_status")
    return Reason(said or "页面标有退款", said or "the page says refunded")
