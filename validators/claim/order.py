"""ORD: is it the order the claim names, of a product that takes part, bought while the campaign ran?"""

from datetime import date

from pipeline.claim.claims import Case, Paper
from pipeline.claim.rules import claim_rule
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed, unreadable
from validators.blank import blank_on
from validators.claim.goods import claimed, is_one_of, sold_as, taking_part
from validators.claim.known import purchase_days
from validators.claim.names import same_code
from validators.wording import listed

_NUMBERED = {"order_screenshot": "order_id", "vat_invoice": "order_id", "complaint_record": "order_id"}
_BOUGHT_ON = (("order_screenshot", "order_time"), ("receipt", "issue_date"), ("payment_screenshot", "payment_time"))


@claim_rule(
    Article(
        id="ORD-02",
        severity=Severity.REJECT,
        holds=Reason("凭证订单号与申请订单号一致", "The order number on the paper is the one claimed for"),
        fails=Reason(
            "凭证订单号（{read}）与申请订单号（{stated}）不一致，请核对是否上传了另一笔订单",
            "Order number {read} differs from the claim's {stated}; please check whether another order was sent",
        ),
        inputs=("order_id", "claim.order_id"),
        basis="campaign terms: the order number is checked",
    )
)
def the_order_is_the_one_claimed_for(case: Case) -> tuple[Answer, ...]:
    """Grave only on the order page itself and where the number is plainly read; a person looks otherwise."""
    stated = case.statement.order_id
    if not stated:
        return ()
    return tuple(_same_order(paper, _NUMBERED[paper.kind], stated) for paper in case.papers if paper.kind in _NUMBERED)


@claim_rule(
    Article(
        id="ORD-04",
        severity=Severity.REVIEW,
        holds=Reason(
            "商品是申请退款并参加活动的产品", "The product is the one claimed for and takes part in the campaign"
        ),
        fails=Reason(
            "商品（{product}）与申请或参加活动的产品（{wanted}）不符，请核对",
            "The product ({product}) is not the one claimed for or taking part ({wanted}); please check",
        ),
        inputs=("item_name", "claim.product.name", "claim.product.spec", "claim.service.name", "policy.products"),
        basis="campaign terms",
    )
)
def the_product_takes_part(case: Case) -> tuple[Answer, ...]:
    """First the claimed product against the terms, then each order page against the claimed product."""
    ours = taking_part(case)
    stated = tuple(_named(name, ours, "claim.product.name") for name in claimed(case)[:1] if ours)
    wanted = sold_as(case)
    return (*stated, *(_ordered(case, paper, wanted) for paper in case.of("order_screenshot") if wanted))


@claim_rule(
    Article(
        id="ORD-06",
        severity=Severity.REJECT,
        holds=Reason("购买时间在活动期内", "Bought while the campaign ran"),
        fails=Reason(
            "购买时间（{day}）不在活动期（{first}至{last}）内，请核对购买时间",
            "Bought on {day}, outside the campaign ({first} to {last}); please check the day of purchase",
        ),
        inputs=(
            "order_time",
            "payment_time",
            "issue_date",
            "signed_date",
            "claim.purchase_date",
            "policy.campaign_start",
            "policy.campaign_end",
            "policy.window_margin_days",
        ),
        basis="campaign terms",
    )
)
def it_was_bought_while_the_campaign_ran(case: Case) -> Answer:
    """Both ends count. Grave where every clear word for the day lies beyond the margin; a person decides otherwise."""
    policy, days = case.policy, purchase_days(case)
    if policy.campaign_start is None and policy.campaign_end is None:
        return not_applicable()
    if not days:
        return unreadable(*(name for _, name in _BOUGHT_ON)) if _day_lost(case) else not_applicable()
    first = days[0]
    if _outside_by(case, first.value) <= 0:
        return passed(first.name)
    grave = first.clear and all(_outside_by(case, day.value) > policy.window_margin_days for day in days)
    return failed(
        first.name,
        file=first.paper.name if first.paper else "",
        severity=None if grave else Severity.REVIEW,
        day=first.value.isoformat(),
        first=_end(policy.campaign_start),
        last=_end(policy.campaign_end),
    )


RULES = (
    the_order_is_the_one_claimed_for,
    the_product_takes_part,
    it_was_bought_while_the_campaign_ran,
)


def _same_order(paper: Paper, name: str, stated: str) -> Answer:
    number = paper.form.text(name)
    if number is None:
        return blank_on(paper, name)
    if same_code(number, stated):
        return passed(name, file=paper.name)
    grave = paper.kind == "order_screenshot" and paper.clear(name)
    severity = None if grave else Severity.REVIEW
    return failed(name, file=paper.name, severity=severity, read=number, stated=stated)


def _ordered(case: Case, paper: Paper, wanted: tuple[str, ...]) -> Answer:
    printed = paper.form.text("item_name")
    if printed is None:
        return blank_on(paper, "item_name")
    return _named(printed, wanted, "item_name", file=paper.name, spec=case.statement.product.spec or "")


def _named(printed: str, wanted: tuple[str, ...], name: str, *, file: str = "", spec: str = "") -> Answer:
    match is_one_of(printed, wanted, spec):
        case True:
            return passed(name, file=file)
        case None:
            return unreadable(name, file=file)
        case False:
            names = listed(Reason(one, one) for one in wanted[:3])
            return failed(name, file=file, product=printed, wanted=names)


def _outside_by(case: Case, day: date) -> int:
    """Days before the campaign's first day or after its last; 0 or less inside."""
    start, end = case.policy.campaign_start, case.policy.campaign_end
    return max((start - day).days if start else 0, (day - end).days if end else 0)


def _end(day: date | None) -> Reason:
    return Reason(day.isoformat(), day.isoformat()) if day else Reason("不限", "open")


def _day_lost(case: Case) -> bool:
    return any(paper.form.state(name) is State.UNREADABLE for kind, name in _BOUGHT_ON for paper in case.of(kind))
