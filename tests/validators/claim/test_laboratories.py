"""LAB-18 and LAB-22: what the list of laboratories says."""

from typing import Any

import pytest

from pipeline.claim.claims import Case
from pipeline.claim.policy import ClaimedEfficacy, PolicyProduct
from pipeline.claim.registers import Register, Standing
from pipeline.claim.rules import ClaimRule
from pipeline.findings import Outcome, Reason, Severity
from tests.validators.cases import answers, asked, case, complaint, filed, findings, pointed
from tests.validators.papers import form
from validators.claim.laboratories import the_accreditation_is_the_laboratorys, the_laboratory_may_test_special_effects

WHITENING = ClaimedEfficacy(indicator="MI", wording="美白")
CMA = "269900340001"


def reported(claimed: ClaimedEfficacy | None = WHITENING, lab: str = "示例检测有限公司", **known: Any) -> Case:
    paper = filed(form("lab_report", cma_number=CMA, **({"lab_name": lab} if lab else {})))
    return case(paper, stated={"claimed_efficacy": claimed}, **known)


def listed(standing: Standing = Standing.FOUND, **row: str) -> dict[str, Any]:
    return answers(Register.LABS, CMA, standing, **row)


@pytest.mark.parametrize("says", ["yes", "YES ", "是"])
def test_a_special_effect_passes_with_a_listed_laboratory(says: str) -> None:
    assert asked(the_laboratory_may_test_special_effects, reported(**listed(cosmetics=says))) == [Outcome.PASS]


@pytest.mark.parametrize("known", [{}, listed(Standing.NOT_FOUND), listed(cosmetics="no"), listed()])
def test_a_special_effect_without_one_is_noted_for_people(known: dict[str, Any]) -> None:
    finding = complaint(the_laboratory_may_test_special_effects, reported(**known))

    assert finding.severity is Severity.INFO
    assert "示例检测有限公司" in finding.reason.zh


def test_a_laboratory_without_a_name_is_noted_all_the_same() -> None:
    assert "检测机构" in complaint(the_laboratory_may_test_special_effects, reported(lab="")).reason.zh


def test_a_list_that_is_away_neither_fails_nor_holds_a_note_up() -> None:
    (finding,) = findings(the_laboratory_may_test_special_effects, reported(**listed(Standing.NOT_CONFIRMED)))

    assert (finding.outcome, finding.unanswered, finding.waits) == (Outcome.UNREADABLE, True, False)
    assert "检测机构名录未应答" in finding.reason.zh


@pytest.mark.parametrize("claimed", [None, ClaimedEfficacy(indicator="hydration", wording="保湿")])
def test_other_effects_need_no_list(claimed: ClaimedEfficacy | None) -> None:
    assert asked(the_laboratory_may_test_special_effects, reported(claimed)) == [Outcome.NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("category", "outcome"), [("cosmetic", Outcome.FAIL), ("", Outcome.FAIL), ("appliance", Outcome.NOT_APPLICABLE)]
)
def test_goods_that_are_no_cosmetics_need_no_list(category: str, outcome: Outcome) -> None:
    product = PolicyProduct(name="禾光美白仪", category=category)

    assert asked(the_laboratory_may_test_special_effects, reported(policy={"products": (product,)})) == [outcome]


def test_a_number_listed_for_the_laboratory_passes() -> None:
    assert asked(the_accreditation_is_the_laboratorys, reported(**listed(name="示例检测"))) == [Outcome.PASS]


def test_a_borrowed_number_goes_to_a_person() -> None:
    finding = complaint(the_accreditation_is_the_laboratorys, reported(**listed(name="演示计量研究院")))

    assert finding.severity is Severity.REVIEW
    assert "演示计量研究院" in finding.reason.zh
    assert CMA in finding.reason.en


@pytest.mark.parametrize(
    "about",
    [
        reported(),
        reported(**listed(Standing.NOT_FOUND)),
        reported(**listed(name="")),
        reported(lab="", **listed(name="演示计量研究院")),
        case(filed(form("lab_report", lab_name="示例检测"))),
        case(),
    ],
)
def test_a_list_that_says_nothing_about_the_name_proves_nothing(about: Case) -> None:
    assert asked(the_accreditation_is_the_laboratorys, about) == [Outcome.NOT_APPLICABLE]


def test_a_list_that_is_away_leaves_the_number_unconfirmed() -> None:
    (finding,) = findings(the_accreditation_is_the_laboratorys, reported(**listed(Standing.NOT_CONFIRMED)))

    assert (finding.outcome, finding.waits) == (Outcome.UNREADABLE, True)


LOOKED = ("lab_name", "cma_number")
SPECIAL, OWN = the_laboratory_may_test_special_effects, the_accreditation_is_the_laboratorys


@pytest.mark.parametrize(
    ("lab", "zh", "en"), [("示例检测", "示例检测", "示例检测"), ("", "检测机构", "the laboratory")]
)
def test_a_reviewer_reads_which_laboratory_to_look_up(lab: str, zh: str, en: str) -> None:
    assert complaint(SPECIAL, reported(lab=lab)).reason == Reason(
        f"祛斑美白、防晒、防脱发功效应由化妆品注册和备案检验机构检测，请核实{zh}是否在列",
        f"Whitening, sun protection and hair loss need a registered cosmetics laboratory; is {en} on the list?",
    )


def test_a_reviewer_reads_in_whose_name_the_number_is_listed() -> None:
    assert complaint(OWN, reported(lab="示例检测", **listed(name="演示计量研究院"))).reason == Reason(
        f"资质编号{CMA}登记在“演示计量研究院”名下，报告写的是“示例检测”，请向检测机构核实",
        f"Accreditation {CMA} is listed for 演示计量研究院, the report says 示例检测; please ask the laboratory",
    )


@pytest.mark.parametrize(
    ("rule", "known", "outcome"),
    [
        (SPECIAL, listed(cosmetics="yes"), Outcome.PASS),
        (SPECIAL, listed(cosmetics="no"), Outcome.FAIL),
        (SPECIAL, listed(Standing.NOT_CONFIRMED), Outcome.UNREADABLE),
        (OWN, listed(name="示例检测"), Outcome.PASS),
        (OWN, listed(name="演示计量研究院"), Outcome.FAIL),
        (OWN, listed(Standing.NOT_CONFIRMED), Outcome.UNREADABLE),
    ],
)
def test_the_report_its_laboratory_and_its_number_are_pointed_to(
    rule: ClaimRule, known: dict[str, Any], outcome: Outcome
) -> None:
    assert pointed(rule, reported(**known)) == [(outcome, "lab_report.pdf", LOOKED)]
