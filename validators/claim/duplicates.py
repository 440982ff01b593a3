"""FRD: does another claim show the same file, number, readings or account?"""

from collections.abc import Iterable
from datetime import timedelta

from pipeline.claim.claims import Case, Layer, Paper, Twin
from pipeline.claim.copies import shown_once
from pipeline.claim.rules import claim_rule
from pipeline.claim.twins import (
    CONTRACT,
    INVOICE,
    MERCHANT_ORDER,
    ORDER,
    PAYOUT,
    PHONE,
    READINGS,
    REPORT,
    REPORTS,
    TRANSACTION,
    keys,
)
from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.people.persons import MASK, person_of
from pipeline.rules import Article, failed, not_applicable, passed, unreadable
from validators.blank import blank_on

_PURCHASES = ("order_screenshot", "payment_screenshot", "receipt", "vat_invoice", "invoice")
_INVOICES = ("vat_invoice", "invoice")
_ORDERS = (ORDER, TRANSACTION, MERCHANT_ORDER, CONTRACT)
_FIELDS = {
    ORDER: ("order_id",),
    TRANSACTION: ("transaction_id",),
    MERCHANT_ORDER: ("merchant_order_id",),
    CONTRACT: ("contract_number",),
    INVOICE: ("invoice_number",),
    REPORT: ("report_number",),
}
_READ_FROM = (
    ("order_screenshot", "order_id"),
    ("payment_screenshot", "transaction_id"),
    ("contract", "contract_number"),
)
_UNIQUE = 10  # letters and digits that no two shops, rolls or laboratories use by chance
_MANY = 2  # other claimants: one may have the same masked telephone number by chance
_TERMS = "campaign terms: one purchase is paid for once"


@claim_rule(
    Article(
        id="FRD-01",
        severity=Severity.REJECT,
        holds=Reason("文件未在其他申请中使用", "No other claim holds the same file"),
        fails=Reason(
            "同一文件已用于申请{id}，请核对是否重复申请",
            "The same file is in claim {id}; please check whether it was claimed twice",
        ),
        inputs=("file.sha256",),
        basis=_TERMS,
    )
)
def no_other_claim_holds_the_same_file(case: Case) -> tuple[Answer, ...]:
    """The same person may show one report for two purchases; one purchase is shown in one claim."""
    purchases = {paper.name for paper in case.of(*_PURCHASES)}
    answers = []
    for file in dict.fromkeys(key.file for key in keys(case) if key.layer is Layer.BYTES):
        others = _elsewhere(case, Layer.BYTES, file)
        grave = [one for one in others if not one.settled and (file in purchases or one.same_person is False)]
        answers.append(_answer(others, grave, file=file))
    return tuple(answers)


@claim_rule(
    Article(
        id="FRD-02",
        severity=Severity.REVIEW,
        holds=Reason("其他申请中没有相同的页面", "No other claim shows the same page"),
        fails=Reason(
            "与申请{id}中的文件像是同一页（{similarity}相同），请比对两张图片",
            "This looks like a page of claim {id}, photographed or saved again ({similarity} the same); please compare "
            "the two",
        ),
        inputs=("file.picture", "file.text"),
        basis="perceptual hashing: pages of one form look alike, so numbers decide where a page bears any",
    )
)
def no_picture_is_that_of_another_claim(case: Case) -> tuple[Answer, ...]:
    """Whether it is the same picture was judged by the book of twins: by its numbers and lines, else by its looks."""
    answers = []
    for file in shown_once(case):
        same = [twin for twin in _elsewhere(case, Layer.PICTURE, file) if _saved_otherwise(case, twin)]
        if not same:
            answers.append(passed(file=file))
            continue
        likeness = f"{max(twin.similarity for twin in same):.0%}"
        answers.append(failed(file=file, id=_ids(same), similarity=likeness))
    return tuple(answers)


@claim_rule(
    Article(
        id="FRD-03",
        severity=Severity.REJECT,
        holds=Reason("发票未在其他申请中使用", "No other claim holds the invoice"),
        fails=Reason(
            "发票{number}已被申请{id}使用，请核对是否重复申请",
            "Invoice {number} is in claim {id}; please check whether it was claimed twice",
        ),
        inputs=("invoice_code", "invoice_number"),
        basis=_TERMS,
    )
)
def no_other_claim_holds_the_invoice(case: Case) -> tuple[Answer, ...]:
    return tuple(
        _numbered(case, paper, INVOICE, "invoice_number", [t for t in _known(case, INVOICE) if t.file == paper.name])
        for paper in case.of(*_INVOICES)
    )


@claim_rule(
    Article(
        id="FRD-04",
        severity=Severity.REJECT,
        holds=Reason("订单、交易和合同未在其他申请中使用", "No other claim is about the order, payment or contract"),
        fails=Reason(
            "订单号、交易号或合同号{number}已在申请{id}中使用，请核对是否重复申请",
            "Order, transaction or contract {number} is in claim {id}; please check whether it was claimed twice",
        ),
        inputs=(
            "claim.order_id",
            "claim.contract_number",
            "order_id",
            "transaction_id",
            "merchant_order_id",
            "contract_number",
        ),
        basis=_TERMS,
    )
)
def no_other_claim_is_about_the_purchase(case: Case) -> Answer | tuple[Answer, ...]:
    """After a refusal the numbers are free again; a person then sees what is new in the second claim."""
    mine = [key for key in keys(case) if key.name in _ORDERS]
    if not mine:
        lost = [(paper, name) for kind, name in _READ_FROM for paper in case.of(kind) if _lost(paper, name)]
        return tuple(unreadable(name, file=paper.name) for paper, name in lost)
    answers = []
    for key in mine:
        others = [twin for twin in _known(case, key.name) if (twin.file, twin.value) == (key.file, key.shown)]
        answers.append(_found(case, others, key.name, key.shown))
    return tuple(answers)


@claim_rule(
    Article(
        id="FRD-05",
        severity=Severity.REJECT,
        holds=Reason("报告编号未在他人申请中使用", "No other claimant shows the report"),
        fails=Reason(
            "报告编号{number}已在申请{id}中使用，请核对报告属于哪位申请人",
            "Report {number} is in claim {id}; please check whose report it is",
        ),
        inputs=("report_number", "lab_name", "claim.claimant"),
        basis="campaign terms: the report is about the claimant",
    )
)
def no_other_claimant_shows_the_report(case: Case) -> tuple[Answer, ...]:
    """One person's report may be about several purchases; whether it is one person must be known to refuse."""
    strange = [twin for twin in _known(case, REPORT) if twin.same_person is not True]
    return tuple(
        _numbered(case, paper, REPORT, "report_number", [twin for twin in strange if twin.file == paper.name])
        for paper in case.of(*REPORTS)
    )


@claim_rule(
    Article(
        id="FRD-13",
        severity=Severity.INFO,
        holds=Reason("近期申请次数正常", "The claimant files no more claims than usual"),
        fails=Reason(
            "{days}天内第{count}次申请（通常不超过{most}次），建议优先人工复核",
            "Claim number {count} within {days} days (usually no more than {most}); a person should look first",
        ),
        inputs=("claim.claimant", "claim.submitted_on", "policy.most_claims", "policy.most_claims_days"),
        basis="campaign terms: how often somebody claims decides nothing alone",
    )
)
def the_claimant_files_no_more_claims_than_usual(case: Case) -> Answer:
    if person_of(case.statement).nameless and not case.earlier:
        return not_applicable()
    policy = case.policy
    since = case.asked_on - timedelta(days=policy.most_claims_days)
    count = 1 + sum(since < day <= case.asked_on for day in case.earlier)
    if count <= policy.most_claims:
        return passed()
    return failed(days=str(policy.most_claims_days), count=str(count), most=str(policy.most_claims))


@claim_rule(
    Article(
        id="FRD-14",
        severity=Severity.REVIEW,
        holds=Reason("收款账户和电话只属于一位申请人", "Payout account and telephone belong to one claimant"),
        fails=Reason(
            "{what}也被申请{id}使用，请核对申请人身份",
            "The {what} is used by claim {id} too; please check who claims",
        ),
        inputs=("claim.payout.account", "claim.payout.holder", "claim.claimant"),
        basis="campaign terms: false claims",
    )
)
def account_and_telephone_belong_to_one_claimant(case: Case) -> tuple[Answer, ...]:
    """A masked telephone number that one stranger shares is only noted: it may be another number."""
    answers = []
    for key in keys(case):
        shared = [twin for twin in _known(case, key.name) if twin.same_person is not True]
        if key.name == PAYOUT:
            what = Reason("收款账户", "payout account")
            answers.append(failed(what=what, id=_ids(shared)) if shared else passed())
        elif key.name == PHONE:
            strange = [twin for twin in shared if twin.same_person is False]
            chance = MASK in key.value and len({twin.claim_id for twin in strange}) < _MANY
            severity = Severity.INFO if chance else None
            what = Reason("联系电话", "telephone number")
            answers.append(failed(severity=severity, what=what, id=_ids(strange)) if strange else passed())
    return tuple(answers)


@claim_rule(
    Article(
        id="FRD-15",
        severity=Severity.REVIEW,
        holds=Reason("检测数据与他人申请的不同", "No other claimant's report has the same readings"),
        fails=Reason(
            "检测数据（{readings}）与申请{id}的报告完全相同，请向检测机构核实",
            "The readings ({readings}) are exactly those of the report in claim {id}; please ask the laboratory",
        ),
        inputs=("measurements", "baseline_value", "endpoint_value", "claim.claimant"),
        basis="judgement of the house: two persons never measure alike to the last digit",
    )
)
def no_other_claimants_report_has_the_same_readings(case: Case) -> tuple[Answer, ...]:
    answers = []
    for key in keys(case):
        if key.name == READINGS:
            same = [twin for twin in _elsewhere(case, Layer.TABLE, key.file) if twin.same_person is not True]
            told = failed("measurements", file=key.file, id=_ids(same), readings=key.shown)
            answers.append(told if same else passed("measurements", file=key.file))
    asked = {answer.file for answer in answers}
    lost = (paper for paper in case.of(*REPORTS) if paper.form.state("measurements") is State.UNREADABLE)
    return (*answers, *(unreadable("measurements", file=paper.name) for paper in lost if paper.name not in asked))


def _known(case: Case, name: str) -> list[Twin]:
    """Twins by this number; the claim sent again is none."""
    return [twin for twin in case.twins_of(Layer.KEY, name) if twin.claim_id != case.statement.claim_id]


def _elsewhere(case: Case, layer: Layer, file: str) -> list[Twin]:
    """Twins of one file; the claim sent again is none."""
    found = case.twins_of(layer)
    return [twin for twin in found if twin.file == file and twin.claim_id != case.statement.claim_id]


def _ids(twins: Iterable[Twin]) -> str:
    return ", ".join(dict.fromkeys(twin.claim_id for twin in twins))


def _answer(others: list[Twin], grave: list[Twin], *, file: str) -> Answer:
    """The claims for which it is grave are named first."""
    if not others:
        return passed(file=file)
    return failed(file=file, severity=None if grave else Severity.REVIEW, id=_ids([*grave, *others]))


def _numbered(case: Case, paper: Paper, key: str, name: str, others: list[Twin]) -> Answer:
    """About one paper that carries a number."""
    number = paper.form.text(name)
    if number is None:
        return blank_on(paper, name)
    return _found(case, others, key, number, file=paper.name)


def _found(case: Case, others: list[Twin], key: str, number: str, *, file: str = "") -> Answer:
    names = _FIELDS[key]
    file = file or next((twin.file for twin in others), "")
    if not others:
        return passed(*names, file=file)
    grave = [twin for twin in others if _grave(case, twin, key)]
    severity = None if grave else Severity.REVIEW
    return failed(*names, file=file, severity=severity, number=number, id=_ids([*grave, *others]))


def _grave(case: Case, twin: Twin, key: str) -> bool:
    """Whether it is surely the same number, plainly read, in a claim that is open or was paid."""
    if twin.settled or (key == REPORT and twin.same_person is not False):
        return False
    if twin.similarity < 1 and sum(sign.isalnum() for sign in twin.value) < _UNIQUE:
        return False
    paper = next((paper for paper in case.papers if paper.name == twin.file), None)
    return paper is None or paper.clear(*_FIELDS[key])


def _saved_otherwise(case: Case, twin: Twin) -> bool:
    """Whether it is another file: the very same bytes are another rule's."""
    same = case.twins_of(Layer.BYTES)
    return not any((one.claim_id, one.file) == (twin.claim_id, twin.file) for one in same)


def _lost(paper: Paper, name: str) -> bool:
    return paper.form.state(name) is State.UNREADABLE


RULES = (
    no_other_claim_holds_the_same_file,
    no_picture_is_that_of_another_claim,
    no_other_claim_holds_the_invoice,
    no_other_claim_is_about_the_purchase,
    no_other_claimant_shows_the_report,
    the_claimant_files_no_more_claims_than_usual,
    account_and_telephone_belong_to_one_claimant,
    no_other_claimants_report_has_the_same_readings,
)
