"""LAB: is the paper a whole report of a testing body about a sample, sealed and signed?"""

import re

from pipeline.fields import State
from pipeline.findings import Answer, Reason, Severity
from pipeline.records import Form
from pipeline.rules import Article, Facts, failed, passed, rule, unreadable
from validators import accreditation, signing
from validators.across import REPORT, across
from validators.blank import blank
from validators.wording import listed

_KINDS = ("lab_report",)
_ANY = ("lab_report", "certificate_of_analysis")
_ASKED = (("report_number",), ("sample_name", "batch_number"), ("issued_date", "tested_to", "tested_from"))
_RESULTS = ("measurements", "endpoint_value", "improvement_rate")
_WANTED = ("lab_name", "client_name", "method")
_SIGNERS = re.compile(
    r"(?:批\s*准(?:\s*人)?|授[权權][签簽]字人?|[签簽]\s*[发發](?:\s*人)?|[复復覆]\s*核(?:\s*人)?|主\s*[检檢](?:\s*人)?"
    r"|[审審]\s*[核覈](?:\s*人)?|[编編]\s*[制製](?:\s*人)?|[检檢][测測][员員])"
    r"(?:\s*\([^)]{0,20}\))?\s*(?:[A-Za-z][A-Za-z .]{2,24})?(?=[:_]|\s*$|\s{2})"
    r"|(?:approved|authori[sz]ed|tested|reviewed|checked|signed)\s?(?:by|signator(?:y|ies)|signature)(?=\W|$)"
    r"|\bsignature(?=\s*[:_]|\s*$)"
    r"|^(?:technical|laboratory|lab|quality|study) (?:manager|director|reviewer|head)(?=\s*$)",
    re.IGNORECASE,
)
_APPROVES = re.compile(
    r"批\s*准|授[权權]|[签簽]\s*[发發]|approved|authori[sz]ed|signature|manager|director", re.IGNORECASE
)
_SELF = re.compile(r"出厂检[验测]|自检|certificate of analysis", re.IGNORECASE)


@rule(
    Article(
        id="LAB-01",
        severity=Severity.REVIEW,
        holds=Reason("各页报告编号一致", "Every page carries the same report number"),
        fails=Reason(
            "各页报告编号不一致（{others}，首页为{number}），请核对各页是否属于同一报告",
            "Report number differs between pages ({others}; the report's is {number}); do they belong together?",
        ),
        inputs=("report_number",),
        basis="ISO/IEC 17025:2017 7.8.2.1 d",
    ),
    kinds=_KINDS,
)
def every_page_carries_the_report_number(form: Form, facts: Facts) -> Answer:
    number = form.text("report_number")
    if number is None:
        return blank(form, "report_number")
    found = across(facts.document, REPORT, number)
    if found.others:
        remarks = listed(Reason(f"第{page}页 {other}", f"page {page}: {other}") for page, other in found.others)
        return failed("report_number", others=remarks, number=number)
    open_ = found.doubtful or (found.without and len(facts.document.pages) > 1)
    return unreadable("report_number") if open_ else passed("report_number")


@rule(
    Article(
        id="LAB-02",
        severity=Severity.ASK,
        holds=Reason("报告要素齐全", "The report holds every required element"),
        fails=Reason(
            "报告缺少必要信息：{missing}，请补充完整报告",
            "Report lacks required elements: {missing}; please send the whole report",
        ),
        inputs=(
            "report_number",
            "sample_name",
            "batch_number",
            "issued_date",
            "tested_to",
            "tested_from",
            "measurements",
            "lab_name",
            "client_name",
            "method",
            "endpoint_value",
            "improvement_rate",
        ),
        basis="ISO/IEC 17025:2017 7.8.2.1",
    ),
    kinds=_KINDS,
)
def the_report_is_complete(form: Form, facts: Facts) -> Answer:
    """Number, sample, dates, results must be there (ISO/IEC 17025 7.8.2.1); the rest may be simplified by contract."""
    missing = [group[0] for group in _ASKED if all(_absent(form, name) for name in group)]
    if not form.measurements() and all(_absent(form, name) for name in _RESULTS):
        missing.append("measurements")
    lesser = [name for name in _WANTED if _absent(form, name)]
    if missing or lesser:
        severity = None if missing else Severity.REVIEW
        remarks = listed(facts.label(name) for name in (*missing, *lesser))
        return failed(*missing, *lesser, severity=severity, missing=remarks)
    names = [name for group in (*_ASKED, _WANTED) for name in group]
    lost = [name for name in names if form.state(name) is State.UNREADABLE]
    return unreadable(*lost) if lost else passed(*names)


@rule(
    Article(
        id="LAB-03",
        severity=Severity.REVIEW,
        holds=Reason("有资质认定(CMA)或认可(CNAS)编号", "The laboratory's CMA or CNAS number is there"),
        fails=Reason(
            "未见资质认定(CMA)标志或编号异常（{remark}），请核对检测机构资质",
            "No CMA mark or an odd number ({remark}); please check the laboratory's accreditation",
        ),
        inputs=("cma_number", "cnas_number", "issued_date", "tested_to"),
        basis="campaign terms; rules on accreditation of laboratories, art. 28",
    ),
    kinds=_KINDS,
)
def the_laboratory_is_accredited(form: Form, _: Facts) -> Answer:
    names = ("cma_number", "cnas_number")
    cma, cnas = (form.text(name) for name in names)
    issued = form.day("issued_date") or form.day("tested_to")
    odd = accreditation.oddities(cma, cnas, issued)
    if odd:
        return failed(*names, remark=listed(odd))
    if cma or cnas:
        return passed(*(name for name, number in zip(names, (cma, cnas), strict=True) if number))
    if any(form.state(name) is State.UNREADABLE for name in names):
        return unreadable(*names)
    return failed(*names, remark=Reason("报告上没有编号", "the report carries none"))


@rule(
    Article(
        id="LAB-04",
        severity=Severity.ASK,
        holds=Reason("盖有检验检测专用章", "The report bears a seal"),
        fails=Reason("未见检验检测专用章，请提供盖章的报告", "No testing seal found; please send the sealed report"),
        inputs=("page.seals",),
        basis="rules on accreditation of laboratories, art. 28; usual statement page of test reports",
    ),
    kinds=_KINDS,
)
def the_report_is_sealed(_: Form, facts: Facts) -> Answer:
    """A grey copy cannot show a seal; a file with a signature of its own needs none."""
    told = facts.document.traces.facts.get("red_seal")
    if signing.seals(facts.document) or signing.e_signed(facts.document) or told == "yes":
        return passed()
    return failed() if told == "no" else unreadable()


@rule(
    Article(
        id="LAB-05",
        severity=Severity.ASK,
        holds=Reason("有批准人签字", "The report is signed"),
        fails=Reason("缺少批准人签字，请提供签字的报告", "No authorised signature; please send the signed report"),
        inputs=("page.signatures",),
        basis="usual statement page of test reports; ISO/IEC 17025:2017 7.8.2.1 o",
    ),
    kinds=_KINDS,
)
def the_report_is_signed(_: Form, facts: Facts) -> Answer:
    """Where nobody is asked to sign, and where strokes may be hidden, it stays open.

    They are on a page too unclear to show them; and where the others have signed, under a seal, and on a grey copy,
    which does not tell a seal from a pen.
    """
    if signing.e_signed(facts.document):
        return passed()
    places = signing.places(facts.document, _SIGNERS)
    deciding = [place for place in places if _APPROVES.search(place.label)] or list(places)
    if any(signing.signed(place, facts.document) for place in deciding):
        return passed()
    unclear = any(page.legibility < facts.legibility_floor for page in facts.document.pages)
    grey = "red_seal" not in facts.document.traces.facts
    others = any(signing.signed(place, facts.document) for place in places)
    hidden = others and (grey or any(signing.covered(place, facts.document) for place in deciding))
    return failed() if deciding and not unclear and not hidden else unreadable()


@rule(
    Article(
        id="LAB-19",
        severity=Severity.ASK,
        holds=Reason(
            "由独立检测机构出具，不是出厂检验报告", "A testing body's report, not the maker's own certificate"
        ),
        fails=Reason(
            "出厂检验报告(COA)或自我声明不能证明功效，请提供检测机构的功效检测报告",
            "A certificate of analysis or the maker's own report proves no efficacy; please send a test report",
        ),
        inputs=("lab_name", "client_name"),
        basis="what a certificate of analysis certifies",
    ),
    kinds=_ANY,
)
def the_report_can_prove_efficacy(form: Form, facts: Facts) -> Answer:
    """A certificate of analysis compares a batch with its specification; whoever tests its own goods proves nothing."""
    if form.kind == "certificate_of_analysis":
        return failed()
    lab, client = form.text("lab_name"), form.text("client_name")
    titles = (line.text for page in facts.document.pages[:1] for line in page.lines[:8])
    if any(_SELF.search(title) for title in titles) or (lab and lab == client):
        return failed("lab_name")
    if lab is None:
        return blank(form, "lab_name")
    return passed("lab_name")


RULES = (
    every_page_carries_the_report_number,
    the_report_is_complete,
    the_laboratory_is_accredited,
    the_report_is_sealed,
    the_report_is_signed,
    the_report_can_prove_efficacy,
)


def _absent(form: Form, name: str) -> bool:
    return form.state(name) in (State.NOT_FOUND, State.EMPTY)
