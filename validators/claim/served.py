"""SRV and QLT: was the complaint about the service verified, and does a quality claim go its own lawful way?"""

import re

from pipeline.claim.claims import Case, Paper
from pipeline.claim.inquiries import about, confirmation
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.registers import Standing
from pipeline.claim.rules import claim_rule
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed, unreadable
from pipeline.sheets import folded
from validators.claim.silence import silent

_COMPLAINT = "complaint_record"
_YES, _NO = frozenset({"yes", "true", "是"}), frozenset({"no", "false", "否"})
_VERIFIED = re.compile(
    r"属实|核实(?:成立|无误|确认)|成立|确认.{0,12}(?:不达标|违约|问题)|同意(?:全额|部分)?退|退还|退费|违约"
    r"|\bverified\b|\bconfirmed\b|\bupheld\b|\bsubstantiated\b|\bfounded\b|\brefund",
    re.IGNORECASE,
)
_NOT_VERIFIED = re.compile(
    r"不属实|未能?核实|无法核实|不成立|不予|待核实|核实中|处理中|受理中|未处理|调查中|驳回"
    r"|\bun(?:verified|founded|substantiated)|\bnot (?:verified|upheld|confirmed|substantiated|founded)"
    r"|\bpending\b|\brejected\b|in progress",
    re.IGNORECASE,
)


@claim_rule(
    Article(
        id="SRV-01",
        severity=Severity.ASK,
        holds=Reason("投诉已核实", "The complaint was made and verified"),
        fails=Reason(
            "缺少投诉核实记录（{remark}），请补充商户核实结果",
            "The complaint is not verified ({remark}); please send the merchant's result",
        ),
        inputs=("complaint_result", "complaint_number", "register.complaints"),
        basis="campaign terms: a complaint, made and verified",
    )
)
def the_complaint_was_verified(case: Case) -> Answer:
    if case.statement.reason is not ClaimReason.SERVICE_QUALITY_BAD:
        return not_applicable()
    records = case.of(_COMPLAINT)
    if not records:
        return failed(remark=Reason("没有投诉记录", "no record of a complaint"))
    answers = [_verified(case, paper) for paper in records]
    return next((one for one in answers if one.outcome.value == "pass"), answers[0])


def _verified(case: Case, paper: Paper) -> Answer:
    """The merchant's own record weighs more than what a paper says of it."""
    inquiry = about(paper)
    known = confirmation(case, inquiry)
    said = known.row.get("verified", "").strip().casefold()
    match known.standing:
        case Standing.FOUND if said in _YES:
            return passed("complaint_number", file=paper.name)
        case Standing.FOUND if said in _NO:
            remark = Reason("商户记录为未核实", "not verified in the merchant's record")
            return failed("complaint_number", file=paper.name, severity=Severity.REVIEW, remark=remark)
        case Standing.NOT_FOUND:
            remark = Reason("商户记录中查无此投诉", "unknown to the merchant's record")
            return failed("complaint_number", file=paper.name, severity=Severity.REVIEW, remark=remark)
        case Standing.NOT_CONFIRMED if inquiry:
            return silent(inquiry, "complaint_number", file=paper.name)
        case _:
            return _by_result(paper)


def _by_result(paper: Paper) -> Answer:
    result = paper.form.text("complaint_result")
    if result is None:
        lost = paper.form.state("complaint_result") is State.UNREADABLE
        missing = Reason("没有处理结果", "no outcome on it")
        gone = unreadable("complaint_result", file=paper.name)
        return gone if lost else failed("complaint_result", file=paper.name, remark=missing)
    said = folded(result)
    if _NOT_VERIFIED.search(said) or not _VERIFIED.search(said):
        return failed("complaint_result", file=paper.name, remark=result)
    return passed("complaint_result", file=paper.name)


@claim_rule(
    Article(
        id="QLT-02",
        severity=Severity.REVIEW,
        holds=Reason("非质量问题申请", "The claim is not about quality"),
        fails=Reason(
            "质量问题按三包和消费者权益保护法处理（退货、更换、修理），由人工办理，不得自动拒绝",
            "Quality problems go by the law on return, exchange and repair; a person handles them, no machine refuses",
        ),
        inputs=("claim.reason",),
        basis="Consumer Protection Law art. 24",
    )
)
def quality_goes_its_own_way(case: Case) -> Answer:
    return failed() if case.statement.reason is ClaimReason.PRODUCT_QUALITY else not_applicable()


RULES = (the_complaint_was_verified, quality_goes_its_own_way)
