"""ORD: is the order's number what its platform gives out, and does the order still stand?"""

from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.pages import Document
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, not_applicable, passed, rule, unreadable
from validators import identifiers
from validators.blank import blank
from validators.statuses import Standing, firm, meaning, refund_marks, standing
from validators.wording import shown

_KINDS = ("order_screenshot",)


@rule(
    Article(
        id="ORD-01",
        severity=Severity.REVIEW,
        holds=Reason("订单号格式符合平台规则", "The order number has the platform's form"),
        fails=Reason(
            "订单号（{number}）格式不符合{platform}规则，请对照原图核对",
            "Order number {number} does not have the form {platform} gives out; please check against the picture",
        ),
        inputs=("order_id", "platform"),
        basis="campaign terms",
    ),
    kinds=_KINDS,
)
def order_number_fits_the_platform(form: Form, _: Facts) -> Answer:
    """The form alone never tells the platform: without the platform's name nothing is asked."""
    number, platform = form.text("order_id"), form.text("platform")
    if number is None:
        return blank(form, "order_id")
    fits = identifiers.order_fits(platform, number) if platform else None
    if fits is None:
        return not_applicable()
    names = ("order_id", "platform")
    return passed(*names) if fits else failed(*names, number=number, platform=str(platform))


@rule(
    Article(
        id="ORD-05",
        severity=Severity.REJECT,
        holds=Reason("订单有效，未退款或关闭", "The order stands: neither refunded nor closed"),
        fails=Reason(
            "订单已退款、已关闭或未完成付款（{status}），请核对订单当前状态",
            "The order is refunded, closed or not paid ({status}); please check its present status",
        ),
        inputs=("order_status",),
        basis="campaign terms",
    ),
    kinds=_KINDS,
)
def the_order_still_stands(form: Form, facts: Facts) -> Answer:
    """Grave where all was refunded or the order closed, and more than one look says so."""
    field = form.field("order_status")
    match standing(form, "order_status", facts.document):
        case None if field is None or field.state in (State.NOT_FOUND, State.EMPTY):
            return not_applicable()
        case None:
            return unreadable("order_status")
        case Standing.SETTLED:
            return passed("order_status")
        case Standing.BACK | Standing.CLOSED if firm(field, facts.document):
            return failed("order_status", status=_said(form, facts.document))
        case _:
            return failed("order_status", severity=Severity.REVIEW, status=_said(form, facts.document))


@rule(
    Article(
        id="ORD-07",
        severity=Severity.REVIEW,
        holds=Reason("订单号中的日期与下单日期一致", "The day inside the order number is the day of the order"),
        fails=Reason(
            "订单号中的日期（{inside}）与下单日期（{ordered}）不一致，请核对",
            "The day inside the order number ({inside}) is not the day of the order ({ordered}); please check",
        ),
        inputs=("order_id", "order_time", "platform"),
        basis="form of the platform's order ids",
    ),
    kinds=_KINDS,
)
def the_day_inside_the_order_number_is_the_orders(form: Form, _: Facts) -> Answer:
    names = ("order_id", "order_time")
    if any(form.state(name) is State.UNREADABLE for name in names):
        return unreadable(*names)
    number, ordered = form.text("order_id"), form.day("order_time")
    inside = identifiers.order_day(number) if number and _may_carry_a_day(form) else None
    if inside is None or ordered is None:
        return not_applicable()
    return passed(*names) if inside == ordered else failed(*names, inside=shown(inside), ordered=shown(ordered))


RULES = (order_number_fits_the_platform, the_order_still_stands, the_day_inside_the_order_number_is_the_orders)


def _may_carry_a_day(form: Form) -> bool:
    return form.text("platform") in (None, "pinduoduo")


def _said(form: Form, document: Document) -> Reason:
    """The status; where it says that all is well, the mark of a refund that speaks against it."""
    status, marks = form.text("order_status") or "", refund_marks(document)
    said = marks[0] if marks and meaning(status) in (Standing.SETTLED, None) else status
    return Reason(said or "页面标有退款", said or "the page says refunded")
