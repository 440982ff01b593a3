"""QLT: does an appraisal come from a body that may appraise, and does it state a defect of a named product?"""

from dataclasses import replace

import pytest

from pipeline.fields import State, Value
from pipeline.findings import Outcome, Severity
from pipeline.records import Form
from tests.validators.papers import asked, complaint, form, paper, severity
from validators.quality import an_appraisal_body_states_the_defect

RULE = an_appraisal_body_states_the_defect
WHOLE: dict[str, Value | State] = {
    "issuer_name": "示例市产品质量鉴定中心",
    "product_name": "禾光焕亮精华液",
    "defect": "泵头破裂",
}


def appraisal(**changed: Value | State) -> Form:
    return form("appraisal_report", **(WHOLE | changed))


def test_a_body_that_names_product_and_defect_is_an_appraisal() -> None:
    assert asked(RULE, appraisal()) is Outcome.PASS
    assert asked(RULE, appraisal(issuer_name="Demo Inspection Institute")) is Outcome.PASS
    assert asked(RULE, appraisal(defect=State.NOT_FOUND, conclusion="样品变质")) is Outcome.PASS


@pytest.mark.parametrize("name", list(WHOLE))
def test_what_is_missing_is_asked_for(name: str) -> None:
    finding = complaint(RULE, appraisal(**{name: State.NOT_FOUND}))

    assert finding.severity is Severity.ASK
    assert finding.fields == (name,)


def test_a_shops_own_word_is_no_appraisal() -> None:
    ours = replace(paper(), stores=("示例市星禾质量服务部",))

    assert severity(RULE, appraisal(issuer_name="星禾旗舰店客服")) is Severity.ASK
    assert severity(RULE, appraisal(issuer_name="示例市星禾质量服务部"), ours) is Severity.ASK


def test_a_smudged_element_is_unreadable() -> None:
    assert asked(RULE, appraisal(issuer_name=State.UNREADABLE)) is Outcome.UNREADABLE


def test_other_kinds_are_not_asked() -> None:
    assert asked(RULE, form("lab_report", **WHOLE)) is Outcome.NOT_APPLICABLE
