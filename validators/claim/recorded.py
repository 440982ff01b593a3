"""ORD: is the order among the merchant's own, was it paid back, and does its page say what the merchant recorded?"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from pipeline.claim.claims import Case, Paper
from pipeline.claim.inquiries import about, about_order, confirmation
from pipeline.claim.registers import Confirmation, Inquiry, Standing
from pipeline.claim.rules import claim_rule
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed, unreadable
from validators.claim.names import alike_for, same_product
from validators.claim.silence import silent
from validators.claim.sums import decimal_of
from validators.statuses import Standing as Status
from validators.statuses import meaning
from validators.wording import listed, shown

_PAGE = "order_screenshot"
_SAME_DAY = timedelta(days=1)  # orders around midnight, systems on another clock
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})", re.ASCII)


@claim_rule(
    Article(
        id="ORD-03",
        severity=Severity.REJECT,
        holds=Reason("商户系统中有此订单，买家一致", "The merchant has this order, and its buyer is the claimant"),
        fails=Reason(
            "订单{number}：{remark}，请在后台核对",
            "Order {number}: {remark}; please check in the merchant's system",
        ),
        inputs=("order_id", "claim.order_id", "claim.claimant.name", "claim.claimant.kind", "register.orders"),
        basis="campaign terms; E-Commerce Law art. 62",
    )
)
def the_merchant_has_the_order(case: Case) -> Answer:
    """Grave where the merchant's orders were asked and do not hold a number the claim states or a page plainly shows.

    Orders bought under another name (gifts, families) go to a person.
    """
    inquiry = about_order(case)
    if inquiry is None:
        return _no_number(case)
    known = confirmation(case, inquiry)
    match known.standing:
        case Standing.FOUND:
            return _bought_by_claimant(case, inquiry, known)
        case Standing.NOT_FOUND:
            remark = Reason("系统中查无此订单", "not found among the merchant's orders")
            grave, file = _grave(case, inquiry), _page_of(case, inquiry)
            return failed("order_id", file=file, severity=grave, number=inquiry.key, remark=remark)
        case Standing.NOT_CONFIRMED:
            return silent(inquiry, "order_id", file=_page_of(case, inquiry))
        case Standing.NOT_KEPT:
            return not_applicable(file=_page_of(case, inquiry))


@claim_rule(
    Article(
        id="ORD-08",
        severity=Severity.REJECT,
        holds=Reason("商户系统中订单有效，未退款或关闭", "By the merchant's record nothing of the order went back"),
        fails=Reason(
            "订单{number}在商户系统中{remark}，请核对是否已经退款",
            "The merchant's record of order {number}: {remark}; please check whether it was paid back",
        ),
        inputs=("order_id", "claim.order_id", "register.orders"),
        basis="campaign terms; E-Commerce Law art. 62",
    )
)
def nothing_of_the_order_went_back(case: Case) -> Answer:
    """Grave where all of it went back, or the order was closed; a part of it is a person's to weigh."""
    inquiry = about_order(case)
    if inquiry is None:
        return _no_number(case)
    known, file = confirmation(case, inquiry), _page_of(case, inquiry)
    if known.standing is Standing.NOT_CONFIRMED:
        return silent(inquiry, "order_id", file=file)
    if known.standing is not Standing.FOUND:
        return not_applicable(file=file)
    said, back, paid = (known.row.get(name, "") for name in ("status", "refunded_amount", "paid_amount"))
    status, gone, whole = meaning(said), decimal_of(back), decimal_of(paid)
    if not gone and status in (Status.SETTLED, None):
        told = status is not None or gone is not None
        return passed("order_id", file=file) if told else not_applicable(file=file)
    everything = gone >= whole if gone and whole is not None else status in (Status.BACK, Status.CLOSED)
    severity = _grave(case, inquiry) if everything else Severity.REVIEW
    remarks = [Reason(f"状态为“{said}”", f"status {said}")] if said else []
    remarks += [Reason(f"已退款 {back}", f"{back} paid back")] if gone else []
    return failed("order_id", file=file, severity=severity, number=inquiry.key, remark=listed(remarks))


@claim_rule(
    Article(
        id="ORD-09",
        severity=Severity.REVIEW,
        holds=Reason("订单页与商户记录一致", "The order page says what the merchant recorded"),
        fails=Reason(
            "订单{number}与商户记录不一致（{remarks}），请在后台核对",
            "Order {number} is not as the merchant recorded it ({remarks}); please check in the merchant's system",
        ),
        inputs=("order_id", "paid_amount", "order_time", "item_name", "claim.purchase_date", "register.orders"),
        basis="E-Commerce Law art. 62; judgement of the house: a screenshot alone proves nothing",
    )
)
def the_page_says_what_was_recorded(case: Case) -> tuple[Answer, ...]:
    """Sum, day and product of every page, and the day of purchase the claim states; one day off is none."""
    stated = (_dated(case),) if case.statement.purchase_date else ()
    return (*stated, *(_recorded(case, paper) for paper in case.of(_PAGE)))


RULES = (the_merchant_has_the_order, nothing_of_the_order_went_back, the_page_says_what_was_recorded)


def _no_number(case: Case) -> Answer:
    """Lost where the claim or a page has a number that is masked or cannot be read."""
    number_shown = case.statement.order_id or any(
        paper.form.state("order_id") in (State.READ, State.UNREADABLE) for paper in case.of(_PAGE)
    )
    return unreadable("order_id") if number_shown else not_applicable()


def _grave(case: Case, inquiry: Inquiry) -> Severity | None:
    """The rule's own weight where the claim states the number or a page plainly shows it."""
    pages = (paper for paper in case.of(_PAGE) if about(paper) == inquiry)
    sure = bool(case.statement.order_id) or any(paper.clear("order_id") for paper in pages)
    return None if sure else Severity.REVIEW


def _page_of(case: Case, inquiry: Inquiry) -> str:
    """The first page that shows the order; "" where the claim alone names it."""
    return next((paper.name for paper in case.of(_PAGE) if about(paper) == inquiry), "")


def _bought_by_claimant(case: Case, inquiry: Inquiry, known: Confirmation) -> Answer:
    buyer, claimant = known.row.get("buyer", ""), case.statement.claimant.name or ""
    file = _page_of(case, inquiry)
    if buyer and claimant and alike_for(case.statement.claimant.kind)(buyer, claimant) is False:
        remark = Reason(f"买家（{buyer}）与申请人（{claimant}）不一致", f"bought by {buyer}, claimed by {claimant}")
        return failed("order_id", file=file, severity=Severity.REVIEW, number=inquiry.key, remark=remark)
    return passed("order_id", file=file)


def _dated(case: Case) -> Answer:
    """The claim's own word for the day of purchase."""
    inquiry, stated = about_order(case), case.statement.purchase_date
    known = confirmation(case, inquiry)
    if inquiry and known.standing is Standing.NOT_CONFIRMED:
        return silent(inquiry, "claim.purchase_date")
    bought = _day(known.row.get("purchase_date"))
    if inquiry is None or stated is None or bought is None:
        return not_applicable()
    remarks = tuple(_other_day(stated, bought))
    if remarks:
        return failed("claim.purchase_date", number=inquiry.key, remarks=listed(remarks))
    return passed("claim.purchase_date")


def _recorded(case: Case, paper: Paper) -> Answer:
    inquiry, names = about(paper), ("paid_amount", "order_time", "item_name")
    known = confirmation(case, inquiry)
    if inquiry and known.standing is Standing.NOT_CONFIRMED:
        return silent(inquiry, *names, file=paper.name)
    if inquiry is None or known.standing is not Standing.FOUND:
        return not_applicable(file=paper.name)
    remarks = tuple(_differences(paper, known))
    if remarks:
        return failed(*names, file=paper.name, number=inquiry.key, remarks=listed(remarks))
    return passed(*names, file=paper.name)


def _differences(paper: Paper, known: Confirmation) -> Iterator[Reason]:
    row, form = known.row, paper.form
    printed, booked = form.amount("paid_amount"), decimal_of(row.get("paid_amount"))
    if printed is not None and booked is not None and printed != booked:
        sums = shown(printed), shown(booked)
        yield Reason(f"实付 {sums[0]}，记录 {sums[1]}", f"{sums[0]} paid on the page, {sums[1]} recorded")
    ordered, bought = form.day("order_time"), _day(row.get("purchase_date"))
    if ordered and bought:
        yield from _other_day(ordered, bought)
    item, product = form.text("item_name") or "", row.get("product", "")
    if same_product(item, product) is False:
        yield Reason(f"商品“{item}”，记录“{product}”", f"product {item} on the page, {product} recorded")


def _other_day(said: date, recorded: date) -> Iterator[Reason]:
    if abs(said - recorded) > _SAME_DAY:
        yield Reason(f"购买日 {said}，记录 {recorded}", f"bought on {said}, recorded on {recorded}")


def _day(text: str | None) -> date | None:
    """The day a row begins with, as 2026-11-05, 2026/11/5 or 20261105; None for what is no day."""
    found = _DAY.match((text or "").strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
