"""CON: does the body that issues the results confirm what the paper says of them?"""

from pipeline.claim.claims import Case, Paper
from pipeline.claim.inquiries import about, confirmation
from pipeline.claim.registers import Inquiry, Standing
from pipeline.claim.rules import claim_rule
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed, unreadable
from validators import results
from validators.claim.silence import silent

_EXAM = "exam_result"
_NAMES = ("admission_number", "result_status")


@claim_rule(
    Article(
        id="CON-12",
        severity=Severity.REVIEW,
        holds=Reason("发布单位的结果与材料一致", "The issuing body has the result that the paper shows"),
        fails=Reason(
            "考试结果{number}：{remark}，请到发布单位核对",
            "Result {number}: {remark}; please check with the issuing body",
        ),
        inputs=("admission_number", "result_status", "scores", "pass_mark", "register.results"),
        basis="campaign terms: a result counts once it is confirmed where it was issued",
    )
)
def the_issuing_body_has_the_result(case: Case) -> tuple[Answer, ...]:
    """Only noted where nobody keeps the results to ask."""
    return tuple(_confirmed(case, paper) for paper in case.of(_EXAM))


RULES = (the_issuing_body_has_the_result,)


def _confirmed(case: Case, paper: Paper) -> Answer:
    inquiry = about(paper)
    if inquiry is None:
        lost = paper.form.state("admission_number") in (State.READ, State.UNREADABLE)
        return unreadable("admission_number", file=paper.name) if lost else not_applicable(file=paper.name)
    known = confirmation(case, inquiry)
    match known.standing:
        case Standing.FOUND:
            return _same_result(paper, inquiry, known.row.get("status", ""))
        case Standing.NOT_FOUND:
            remark = Reason("发布单位查无此号", "the issuing body does not know this number")
            return failed(*_NAMES, file=paper.name, number=inquiry.key, remark=remark)
        case Standing.NOT_CONFIRMED:
            return silent(inquiry, *_NAMES, file=paper.name)
        case Standing.NOT_KEPT:
            remark = Reason("尚未向发布单位核实", "not yet confirmed by the issuing body")
            return failed(*_NAMES, file=paper.name, severity=Severity.INFO, number=inquiry.key, remark=remark)


def _same_result(paper: Paper, inquiry: Inquiry, status: str) -> Answer:
    """Status words of both, marks where the paper has no words; what neither side says plainly is a person's."""
    printed = results.by_words(paper.form.text("result_status") or "") or results.by_marks(paper.form)
    issued = results.by_words(status)
    if printed is None or issued is None:
        return unreadable(*_NAMES, file=paper.name)
    if printed is issued:
        return passed(*_NAMES, file=paper.name)
    remark = Reason(f"发布单位的结果为“{status}”，与材料不一致", f"the issuing body says {status}, the paper does not")
    return failed(*_NAMES, file=paper.name, number=inquiry.key, remark=remark)
