"""CON: is it this merchant's contract with this claimant, and were its conditions for a refund met?"""

import re
from datetime import date, timedelta
from decimal import Decimal

from pipeline.claim.claims import Case, Paper
from pipeline.claim.deadlines import Kept, days_after, kept
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.rules import claim_rule
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed, unreadable
from pipeline.sheets import folded
from validators import results
from validators.blank import blank_on
from validators.claim.clauses import clause, speaks_of_money_back
from validators.claim.known import paid_amounts, paid_lost
from validators.claim.names import same_code, same_company, same_person
from validators.claim.sums import agreed
from validators.results import Result
from validators.wording import listed, shown

_CONTRACT, _EXAM = "contract", "exam_result"
_EXAM_WORDS = re.compile(
    r"考试|考核|测试|测验|成绩|报告|证书|资格|全国|统一|\d{4}年?(?:度|上半年|下半年)?|exam\w*|test|result\w*|score\w*",
    re.IGNORECASE,
)
_SHORTEST = 2  # characters of an examination's own name


@claim_rule(
    Article(
        id="CON-01",
        severity=Severity.REVIEW,
        holds=Reason("合同双方为商户与申请人", "The contract is between the merchant and the claimant"),
        fails=Reason(
            "合同双方（{parties}）与申请信息（{wanted}）不符，请人工核对",
            "The contract's parties ({parties}) are not those of the claim ({wanted}); please check",
        ),
        inputs=("party_a", "party_b", "seller_tax_id", "contract_number", "claim.merchant", "claim.claimant"),
        basis="campaign terms",
    )
)
def the_parties_are_those_of_the_claim(case: Case) -> tuple[Answer, ...]:
    """Who is 甲方 varies, so either side may be either; a guardian may sign for a pupil, so a person decides."""
    return tuple(_parties(case, paper) for paper in case.of(_CONTRACT))


def _parties(case: Case, paper: Paper) -> Answer:
    said, form = case.statement, paper.form
    parties = [name for name in (form.text("party_a"), form.text("party_b")) if name]
    if not parties:
        return blank_on(paper, "party_a", "party_b")
    wanted = []
    companies = [name for name in (said.merchant.name, *said.merchant.shop_names) if name]
    code = form.text("seller_tax_id")
    ours = code is not None and said.merchant.uscc is not None and same_code(code, said.merchant.uscc)
    if companies and not ours and not any(same_company(party, name) for party in parties for name in companies):
        wanted.append(companies[0])
    person = said.claimant.name
    if person and len(parties) > 1:
        same = [same_person(party, person) for party in parties]
        if True not in same and not any(same_company(party, person) for party in parties):
            wanted.append(person)
    number, stated = form.text("contract_number"), said.contract_number
    if number and stated and not same_code(number, stated):
        wanted.append(stated)
        parties.append(number)
    if wanted:
        names = ("party_a", "party_b", "contract_number")
        return failed(*names, file=paper.name, parties=" / ".join(parties), wanted=" / ".join(wanted))
    known = companies or person or stated
    return passed("party_a", "party_b", file=paper.name) if known else not_applicable(file=paper.name)


@claim_rule(
    Article(
        id="CON-07",
        severity=Severity.REJECT,
        holds=Reason("考试为合同约定的考试，且在合同期内", "The examination is the contract's, within its term"),
        fails=Reason(
            "考试与合同约定不符（{remarks}），请核对考生、考试名称和日期",
            "The examination is not the contract's ({remarks}); please check candidate, name and day",
        ),
        inputs=(
            "candidate_name",
            "exam_name",
            "exam_date",
            "target",
            "effective_from",
            "effective_to",
            "signed_date",
            "claim.service",
        ),
        basis="campaign terms: the contract's text rules",
    )
)
def the_examination_is_the_contracts(case: Case) -> tuple[Answer, ...]:
    """Grave only where another examination is plainly named; another candidate or a day off the term is a person's."""
    contract = next(iter(case.of(_CONTRACT)), None)
    return tuple(_exam(case, paper, contract) for paper in case.of(_EXAM)) if contract else ()


def _stranger(case: Case, paper: Paper, contract: Paper) -> Reason | None:
    """Where the candidate is neither the claimant nor a side of the contract."""
    candidate = paper.form.text("candidate_name")
    sides = (case.statement.claimant.name, contract.form.text("party_a"), contract.form.text("party_b"))
    compared = [same_person(candidate, side) for side in sides if side] if candidate else []
    if not compared or any(one is not False for one in compared):
        return None
    return Reason(f"考生：{candidate}", f"candidate: {candidate}")


def _exam(case: Case, paper: Paper, contract: Paper) -> Answer:
    name, day = paper.form.text("exam_name"), paper.form.day("exam_date")
    wanted = " ".join(filter(None, (contract.form.text("target"), case.statement.service.name)))
    same = _same_exam(name, wanted, contract) if name and wanted else None
    outside = _outside(day, contract) if day else None
    stranger = _stranger(case, paper, contract)
    if same is False or outside or stranger:
        remarks = [Reason(f"考试：{name}", f"examination: {name}")] if same is False else []
        remarks += [remark for remark in (outside, stranger) if remark]
        grave = same is False and paper.clear("exam_name") and not contract.doubtful & {"target"}
        severity = None if grave else Severity.REVIEW
        looked_at = ("exam_name", "exam_date", *(("candidate_name",) if stranger else ()))
        return failed(*looked_at, file=paper.name, severity=severity, remarks=listed(remarks))
    if same is None:
        return unreadable("exam_name", file=paper.name) if name else blank_on(paper, "exam_name")
    return passed("exam_name", "exam_date", file=paper.name)


def _same_exam(name: str, wanted: str, contract: Paper) -> bool | None:
    """True where the clause, or else any line of the contract, names it; None where its own name is too short."""
    core = _own_name(name)
    if len(core) < _SHORTEST:
        return None
    parts = (core, *_halves(core))
    if any(part in _own_name(wanted) for part in parts):
        return True
    pages = contract.document.pages if contract.document else ()
    whole = _own_name("".join(line.text for page in pages for line in page.lines))
    return None if any(part in whole for part in parts) else False


def _own_name(text: str) -> str:
    """What is left of an examination's name without the words that every examination bears."""
    return re.sub(r"[\W_]", "", _EXAM_WORDS.sub("", folded(text)))


def _halves(core: str) -> tuple[str, ...]:
    """Long names are shortened in clauses: 注册会计师 of 注册会计师专业阶段."""
    return (core[: len(core) // 2], core[len(core) // 2 :]) if len(core) >= 2 * _SHORTEST + 2 else ()


def _outside(day: date, contract: Paper) -> Reason | None:
    first = contract.form.day("effective_from") or contract.form.day("signed_date")
    last = contract.form.day("effective_to")
    if first and day < first:
        return Reason(f"考试日 {day} 早于合同开始 {first}", f"sat on {day}, before the contract began on {first}")
    if last and day > last:
        return Reason(f"考试日 {day} 晚于合同期满 {last}", f"sat on {day}, after the contract ended on {last}")
    return None


@claim_rule(
    Article(
        id="CON-08",
        severity=Severity.REJECT,
        holds=Reason("退款条件已满足", "The contract's conditions for a refund are met"),
        fails=Reason(
            "未满足退款条件：{conditions}，请人工核对", "Refund condition not met: {conditions}; please check"
        ),
        inputs=("refund_clause", "result_status", "issue_date", "claim.submitted_on", "claim.results_published_on"),
        basis="campaign terms: the contract's text rules",
    )
)
def the_conditions_are_met(case: Case) -> tuple[Answer, ...]:
    """Only what the clause plainly asks and the papers plainly show; attendance is asked for, never assumed."""
    if case.statement.reason is not ClaimReason.SERVICE_TARGET_MISSED:
        return ()
    return tuple(_conditions(case, paper) for paper in case.of(_CONTRACT))


def _conditions(case: Case, paper: Paper) -> Answer:
    text = paper.form.text("refund_clause")
    if text is None:
        return blank_on(paper, "refund_clause")
    if not speaks_of_money_back(text):
        return unreadable("refund_clause", file=paper.name)
    asked = clause(text)
    unmet, late = [], _late(case, asked.days, asked.workdays)
    if asked.exam_taken and any(_absent(exam) for exam in case.of(_EXAM)):
        unmet.append(Reason("未参加考试", "the examination was not sat"))
    if late is Kept.NO:
        unmet.append(Reason(f"未在 {asked.days} 日内申请", f"not claimed within {asked.days} days"))
    if unmet:
        clear = paper.clear("refund_clause")
        severity = None if clear else Severity.REVIEW
        return failed("refund_clause", file=paper.name, severity=severity, conditions=listed(unmet))
    if late is Kept.NEAR:
        near = Reason(f"申请接近 {asked.days} 日期限", f"claimed at the edge of {asked.days} days")
        return failed("refund_clause", file=paper.name, severity=Severity.REVIEW, conditions=near)
    return passed("refund_clause", file=paper.name)


def _late(case: Case, days: int | None, workdays: bool) -> Kept:
    """Counted from the day the result was published; YES where nobody knows that day."""
    published = case.statement.results_published_on or next(
        (day for exam in case.of(_EXAM) if (day := exam.form.day("issue_date"))), None
    )
    if days is None or published is None:
        return Kept.YES
    calendar = case.policy.calendar
    if workdays:
        last = calendar.workdays_after(published, days)
        if case.asked_on <= last:
            return Kept.YES
        return Kept.NEAR if case.asked_on <= last + timedelta(days=case.policy.window_margin_days) else Kept.NO
    return kept(days_after(published, days, calendar), case.asked_on, case.policy.window_margin_days)


def _absent(exam: Paper) -> bool:
    status = exam.form.text("result_status")
    return status is not None and exam.clear("result_status") and results.by_words(status) is Result.ABSENT


@claim_rule(
    Article(
        id="CON-04",
        severity=Severity.REVIEW,
        holds=Reason("已付金额与合同金额一致", "What was paid is the contract's sum"),
        fails=Reason(
            "合同金额 {agreed} 与已付金额（{paid}）不一致，请核对合同与付款",
            "The contract's sum {agreed} is not what was paid ({paid}); please check contract and payments",
        ),
        inputs=("contract_amount", "paid_amount", "total_amount", "gross_amount"),
        basis="campaign terms: the contract's text rules",
    )
)
def the_contracts_sum_was_paid(case: Case) -> tuple[Answer, ...]:
    """By one paper, or by all payments together; the contract's own words and figures are CON-04 of one document."""
    return tuple(_paid_in_full(case, paper) for paper in case.of(_CONTRACT))


def _paid_in_full(case: Case, paper: Paper) -> Answer:
    total, told = paper.form.amount("contract_amount"), [known.value for known in paid_amounts(case)]
    if total is None or not told:
        lost = paper.form.state("contract_amount") is State.UNREADABLE or paid_lost(case)
        return unreadable("contract_amount", file=paper.name) if lost else not_applicable(file=paper.name)
    payments = [amount for page in case.of("payment_screenshot") if (amount := page.form.amount("paid_amount"))]
    if total in told or total == sum(payments):
        return passed("contract_amount", file=paper.name)
    if paid_lost(case):
        return unreadable("contract_amount", file=paper.name)
    listed_sums = listed(Reason(shown(one), shown(one)) for one in dict.fromkeys(told))
    return failed("contract_amount", file=paper.name, agreed=shown(total), paid=listed_sums)


@claim_rule(
    Article(
        id="CON-09",
        severity=Severity.REVIEW,
        holds=Reason("申请金额与退款条款相符", "The sum claimed is what the clause gives back"),
        fails=Reason(
            "申请金额 {claimed} 与条款计算的 {computed}（{share}%）不符，请人工核定",
            "The sum claimed ({claimed}) is not what the clause gives ({computed}, {share} %); please settle it",
        ),
        inputs=("refund_clause", "contract_amount", "paid_amount", "claim.claimed_amount"),
        basis="Measures against infringing consumers' rights art. 10: without a formula, computed for the consumer",
    )
)
def the_sum_follows_from_the_clause(case: Case) -> tuple[Answer, ...]:
    """A sum below what the clause gives is no harm to anyone; only more is shown to a person."""
    claimed = case.statement.claimed_amount
    if claimed is None or case.statement.reason is not ClaimReason.SERVICE_TARGET_MISSED:
        return ()
    return tuple(_sum(case, paper, claimed) for paper in case.of(_CONTRACT))


def _sum(case: Case, paper: Paper, claimed: Decimal) -> Answer:
    if paper.form.text("refund_clause") is None:
        return blank_on(paper, "refund_clause")
    given = agreed(case, paper)
    if given is None:
        return unreadable("refund_clause", file=paper.name)
    computed, share = given.amount, given.share
    if claimed > computed:
        names, sums = ("refund_clause", "contract_amount"), (shown(claimed), shown(computed))
        return failed(*names, file=paper.name, claimed=sums[0], computed=sums[1], share=shown(share))
    return passed("refund_clause", "contract_amount", file=paper.name)


@claim_rule(
    Article(
        id="CON-10",
        severity=Severity.REVIEW,
        holds=Reason("电子签名通过验证", "The electronic signature holds"),
        fails=Reason(
            "电子签名未通过验证（{remark}），请向签约平台核实",
            "The electronic signature does not hold ({remark}); please ask the signing platform",
        ),
        inputs=("file.signed", "file.revisions"),
        basis="Electronic Signature Law art. 13, 14",
    )
)
def the_electronic_signature_holds(case: Case) -> tuple[Answer, ...]:
    """Asked of contracts whose file carries a signature; whether it is valid is what the reading room found."""
    return tuple(_signature(paper) for paper in case.of(_CONTRACT))


def _signature(paper: Paper) -> Answer:
    facts = paper.document.traces.facts if paper.document else {}
    if facts.get("signed") != "true":
        return not_applicable(file=paper.name)
    found = next((one for one in paper.record.findings if one.rule == "FRD-12"), None)
    if found is None:
        return unreadable(file=paper.name)
    match found.outcome.value:
        case "fail":
            return failed(file=paper.name, remark=found.reason)
        case "pass":
            return passed(file=paper.name)
        case _:
            return unreadable(file=paper.name)


RULES = (
    the_parties_are_those_of_the_claim,
    the_examination_is_the_contracts,
    the_conditions_are_met,
    the_contracts_sum_was_paid,
    the_sum_follows_from_the_clause,
    the_electronic_signature_holds,
)
