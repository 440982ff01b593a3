"""LAB: what the list of laboratories says of the one that made the report."""

import re

from pipeline.claim.claims import Case, Paper
from pipeline.claim.inquiries import about, confirmation
from pipeline.claim.registers import Standing
from pipeline.claim.rules import claim_rule
from pipeline.findings import Answer, Reason, Severity
from pipeline.rules import Article, failed, not_applicable, passed
from validators.claim.efficacy import promised
from validators.claim.goods import product_of
from validators.claim.names import same_company
from validators.claim.silence import silent

_REPORT = "lab_report"
_SPECIAL = re.compile(r"祛斑|美白|防晒|防脱|whiten|sunscreen|\bSPF\b|hair loss", re.IGNORECASE)
_YES = frozenset({"yes", "true", "是"})


@claim_rule(
    Article(
        id="LAB-18",
        severity=Severity.INFO,
        holds=Reason(
            "该功效的检测机构资质无需另行核实", "This effect needs no laboratory on the cosmetics list, or it is on it"
        ),
        fails=Reason(
            "祛斑美白、防晒、防脱发功效应由化妆品注册和备案检验机构检测，请核实{lab}是否在列",
            "Whitening, sun protection and hair loss need a registered cosmetics laboratory; is {lab} on the list?",
        ),
        inputs=("lab_name", "cma_number", "claim.claimed_efficacy", "register.labs"),
        basis="cosmetics efficacy claim rules (2021 no. 50)",
    )
)
def the_laboratory_may_test_special_effects(case: Case) -> tuple[Answer, ...]:
    """The list is kept outside: a note for people where it does not confirm the laboratory."""
    claimed = promised(case)
    said = " ".join((claimed.indicator, claimed.indicator_zh, claimed.wording)) if claimed else ""
    product = product_of(case)
    if not claimed or not _SPECIAL.search(said) or (product and product.category not in ("", "cosmetic")):
        return ()
    return tuple(_listed(case, paper) for paper in case.of(_REPORT))


@claim_rule(
    Article(
        id="LAB-22",
        severity=Severity.REVIEW,
        holds=Reason(
            "资质编号属于报告上的检测机构", "The accreditation number is that of the laboratory on the report"
        ),
        fails=Reason(
            "资质编号{number}登记在“{listed}”名下，报告写的是“{lab}”，请向检测机构核实",
            "Accreditation {number} is listed for {listed}, the report says {lab}; please ask the laboratory",
        ),
        inputs=("lab_name", "cma_number", "register.labs"),
        basis="Measures on accreditation of inspection bodies; judgement of the house: numbers are borrowed",
    )
)
def the_accreditation_is_the_laboratorys(case: Case) -> tuple[Answer, ...]:
    """A list that does not hold the number proves nothing: no list is of all laboratories."""
    return tuple(_accredited(case, paper) for paper in case.of(_REPORT))


RULES = (the_laboratory_may_test_special_effects, the_accreditation_is_the_laboratorys)


def _listed(case: Case, paper: Paper) -> Answer:
    inquiry, names = about(paper), ("lab_name", "cma_number")
    known = confirmation(case, inquiry)
    if inquiry and known.standing is Standing.NOT_CONFIRMED:
        return silent(inquiry, *names, file=paper.name)
    if known.row.get("cosmetics", "").strip().casefold() in _YES:
        return passed(*names, file=paper.name)
    lab = paper.form.text("lab_name") or Reason("检测机构", "the laboratory")
    return failed(*names, file=paper.name, lab=lab)


def _accredited(case: Case, paper: Paper) -> Answer:
    inquiry, names = about(paper), ("lab_name", "cma_number")
    known, lab = confirmation(case, inquiry), paper.form.text("lab_name")
    if inquiry and known.standing is Standing.NOT_CONFIRMED:
        return silent(inquiry, *names, file=paper.name)
    listed = known.row.get("name")
    if inquiry is None or not lab or not listed:
        return not_applicable(file=paper.name)
    if same_company(lab, listed):
        return passed(*names, file=paper.name)
    return failed(*names, file=paper.name, number=inquiry.key, listed=listed, lab=lab)
