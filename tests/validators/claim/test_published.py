"""CON-12: the result as the issuing body has it."""

from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case
from pipeline.claim.registers import Register, Standing
from pipeline.fields import State
from pipeline.findings import Outcome, Reason, Severity
from pipeline.rows import Mark
from tests.validators.cases import answers, asked, case, complaint, filed, findings, pointed
from tests.validators.papers import form
from validators.claim.published import the_issuing_body_has_the_result

NUMBER = "2612310456"


def result(printed: str, issued: str) -> Case:
    paper = filed(form("exam_result", admission_number=NUMBER, result_status=printed))
    return case(paper, **answers(Register.RESULTS, NUMBER, status=issued))


def without_row(standing: Standing) -> Case:
    paper = filed(form("exam_result", admission_number=NUMBER, result_status="未通过"))
    return case(paper, **answers(Register.RESULTS, NUMBER, standing))


@pytest.mark.parametrize(("printed", "issued"), [("未通过", "不合格"), ("通过", "合格"), ("缺考", "缺考")])
def test_the_same_result_passes(printed: str, issued: str) -> None:
    assert asked(the_issuing_body_has_the_result, result(printed, issued)) == [Outcome.PASS]


def test_another_result_goes_to_a_person() -> None:
    finding = complaint(the_issuing_body_has_the_result, result("未通过", "通过"))

    assert finding.severity is Severity.REVIEW
    assert "通过" in finding.reason.zh
    assert finding.file == "exam_result.pdf"


def test_marks_speak_where_the_paper_has_no_words() -> None:
    marks = (Mark(subject="会计", score=Decimal(59)),)
    paper = filed(form("exam_result", admission_number=NUMBER, pass_mark=Decimal(60), scores=marks))

    def issued(status: str) -> Case:
        return case(paper, **answers(Register.RESULTS, NUMBER, status=status))

    assert asked(the_issuing_body_has_the_result, issued("不及格")) == [Outcome.PASS]
    assert asked(the_issuing_body_has_the_result, issued("及格")) == [Outcome.FAIL]


@pytest.mark.parametrize(("printed", "issued"), [("待公布", "通过"), ("未通过", "待公布"), ("未通过", "")])
def test_words_that_say_nothing_are_not_compared(printed: str, issued: str) -> None:
    assert asked(the_issuing_body_has_the_result, result(printed, issued)) == [Outcome.UNREADABLE]


def test_a_number_nobody_knows_goes_to_a_person() -> None:
    finding = complaint(the_issuing_body_has_the_result, without_row(Standing.NOT_FOUND))

    assert finding.severity is Severity.REVIEW
    assert NUMBER in finding.reason.en


def test_a_body_that_is_away_is_never_a_fail() -> None:
    (finding,) = findings(the_issuing_body_has_the_result, without_row(Standing.NOT_CONFIRMED))

    assert (finding.outcome, finding.waits) == (Outcome.UNREADABLE, True)
    assert "成绩发布单位的查询系统未应答" in finding.reason.zh


def test_without_a_register_it_is_noted() -> None:
    paper = filed(form("exam_result", admission_number=NUMBER))

    assert complaint(the_issuing_body_has_the_result, case(paper)).severity is Severity.INFO


@pytest.mark.parametrize(
    ("numbered", "outcome"),
    [
        ({}, Outcome.NOT_APPLICABLE),
        ({"admission_number": State.UNREADABLE}, Outcome.UNREADABLE),
        ({"admission_number": "26****56"}, Outcome.UNREADABLE),
    ],
)
def test_a_result_without_a_whole_number_is_not_asked_for(numbered: dict[str, Any], outcome: Outcome) -> None:
    assert asked(the_issuing_body_has_the_result, case(filed(form("exam_result", **numbered)))) == [outcome]


NAMES = ("admission_number", "result_status")


@pytest.mark.parametrize(
    ("about", "zh", "en"),
    [
        (without_row(Standing.NOT_FOUND), "发布单位查无此号", "the issuing body does not know this number"),
        (
            result("未通过", "通过"),
            "发布单位的结果为“通过”，与材料不一致",
            "the issuing body says 通过, the paper does not",
        ),
        (
            case(filed(form("exam_result", admission_number=NUMBER))),
            "尚未向发布单位核实",
            "not yet confirmed by the issuing body",
        ),
    ],
)
def test_a_reviewer_reads_what_the_issuing_body_says(about: Case, zh: str, en: str) -> None:
    finding = complaint(the_issuing_body_has_the_result, about)

    assert finding.reason == Reason(
        f"考试结果{NUMBER}：{zh}，请到发布单位核对", f"Result {NUMBER}: {en}; please check with the issuing body"
    )
    assert (finding.file, finding.fields) == ("exam_result.pdf", NAMES)


@pytest.mark.parametrize(
    ("about", "outcome"),
    [
        (result("未通过", "不合格"), Outcome.PASS),
        (without_row(Standing.FOUND), Outcome.UNREADABLE),
        (without_row(Standing.NOT_CONFIRMED), Outcome.UNREADABLE),
    ],
)
def test_the_result_and_its_number_are_pointed_to_whatever_is_said(about: Case, outcome: Outcome) -> None:
    assert pointed(the_issuing_body_has_the_result, about) == [(outcome, "exam_result.pdf", NAMES)]
