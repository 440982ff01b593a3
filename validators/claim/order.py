"""ORD: is it the order the claim names, of a product that takes part, bought while the campaign ran?"""

from pipeline.claim_rules import claim_rule
from pipeline.claims import Case, Paper
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed, unreadable

_NUMBERED = {"order_screenshot": "order_id", "vat_invoice": "order_id", "complaint_record": "order_id"}


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


def _same_order(paper: Paper, name: str, stated: str) -> Answer:
    number = paper.form.text(name)
    if number is None:
        lost = paper.form.state(name) is State.UNREADABLE
        return unreadable(name, file=paper.name) if lost else not_applicable(name, file=paper.name)
    if _plain(number) == _plain(stated):
        return passed(name, file=paper.name)
    grave = paper.kind == "order_screenshot" and paper.clear(name)
    severity = None if grave else Severity.REVIEW
    return failed(name, file=paper.name, severity=severity, read=number, stated=stated)


def _plain(number: str) -> str:
    return "".join(number.split()).upper().lstrip("#")


RULES = (the_order_is_the_one_claimed_for,)
