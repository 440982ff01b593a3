"""LAB: is the paper a whole report of a testing body about a sample, sealed and signed?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline.fields import State, Value
from pipeline.findings import Outcome, Severity
from pipeline.geometry import Box, Quad
from pipeline.pages import Region, Stroke
from pipeline.records import Form
from pipeline.rows import Measurement
from pipeline.rules import Facts, Rule
from tests.validators.papers import (
    asked,
    complaint,
    document,
    facts,
    form,
    line,
    page,
    paper,
    pdf,
    photo,
    region,
    severity,
)
from validators.lab import (
    RULES,
    every_page_carries_the_report_number,
    the_laboratory_is_accredited,
    the_report_can_prove_efficacy,
    the_report_is_complete,
    the_report_is_sealed,
    the_report_is_signed,
)

NUMBER = "HC-GX-2026-10-00123"
SAME = every_page_carries_the_report_number
WHOLE = the_report_is_complete
KNOWN = the_laboratory_is_accredited
SEALED = the_report_is_sealed
SIGNED = the_report_is_signed
IN_COLOUR = photo(red_seal="no")
PROVES = the_report_can_prove_efficacy
COMPLETE: dict[str, Value | State] = {
    "report_number": NUMBER,
    "lab_name": "示例市衡测检测技术有限公司",
    "client_name": "张示例",
    "sample_name": "禾光焕亮精华液",
    "tested_from": date(2026, 9, 5),
    "tested_to": date(2026, 10, 5),
    "issued_date": date(2026, 10, 12),
    "method": "仪器法",
    "measurements": (Measurement(indicator="黑素指数 MI", endpoint_value=Decimal(172)),),
}


def report(**values: Value | State) -> Form:
    return form("lab_report", **values)


def pages(*texts: str) -> Facts:
    return facts(document(*(page(text, number=number) for number, text in enumerate(texts, 1))))


def test_one_number_on_every_page_belongs_together() -> None:
    known = pages(f"报告编号：{NUMBER}", f"报告编号 Report No. {NUMBER}", f"{NUMBER} 第 3 页")

    assert asked(SAME, report(report_number=NUMBER), known) is Outcome.PASS


def test_another_number_under_the_label_goes_to_a_person() -> None:
    known = pages(f"报告编号：{NUMBER}", "报告编号：HC-GX-2026-10-00777")

    finding = complaint(SAME, report(report_number=NUMBER), known)

    assert finding.severity is Severity.REVIEW
    assert "page 2: HC-GX-2026-10-00777" in finding.reason.en


def test_a_bare_number_in_the_heads_of_pages_is_the_reports_where_one_of_them_says_so() -> None:
    heads = pages(f"编号：{NUMBER} 第 1 页 共 2 页", "编号：HC-GX-2026-10-00777 第 2 页 共 2 页")
    subjects = pages(f"报告编号：{NUMBER}", f"编号：S-0001 {NUMBER}")

    assert "page 2: HC-GX-2026-10-00777" in complaint(SAME, report(report_number=NUMBER), heads).reason.en
    assert asked(SAME, report(report_number=NUMBER), subjects) is Outcome.PASS


def test_letters_readers_mistake_for_digits_make_no_other_number() -> None:
    known = pages(f"报告编号：{NUMBER}", "报告编号：HC-GX-2O26-1O-OO123")

    assert asked(SAME, report(report_number=NUMBER), known) is Outcome.PASS


def test_the_report_it_replaces_may_carry_another_number() -> None:
    known = pages(f"报告编号：{NUMBER}  替代报告编号：HC-GX-2026-10-00100")

    assert asked(SAME, report(report_number=NUMBER), known) is Outcome.PASS


@pytest.mark.parametrize(
    "known",
    [
        pages(f"报告编号：{NUMBER}", "检测结果"),
        pages(f"报告编号：{NUMBER}", "报告编号：HC-GX-2026-10"),
        facts(document(page(NUMBER), page(line("报告编号：XX-99999", page=2, score=0.3), number=2))),
    ],
)
def test_a_page_whose_number_is_not_plainly_read_leaves_it_open(known: Facts) -> None:
    assert asked(SAME, report(report_number=NUMBER), known) is Outcome.UNREADABLE


def test_a_smudged_report_number_is_unreadable_and_none_is_not_asked() -> None:
    assert asked(SAME, report(report_number=State.UNREADABLE)) is Outcome.UNREADABLE
    assert asked(SAME, report()) is Outcome.NOT_APPLICABLE


def test_a_whole_report_passes() -> None:
    assert asked(WHOLE, report(**COMPLETE)) is Outcome.PASS


@pytest.mark.parametrize("name", ["report_number", "sample_name", "issued_date", "measurements"])
def test_what_no_report_may_lack_is_asked_for(name: str) -> None:
    dated = {"tested_from", "tested_to"} if name == "issued_date" else set()
    known = {each: value for each, value in COMPLETE.items() if each != name and each not in dated}

    finding = complaint(WHOLE, report(**known))

    assert finding.severity is Severity.ASK
    assert finding.fields == (name,)


@pytest.mark.parametrize("name", ["lab_name", "client_name", "method"])
def test_what_a_contract_may_leave_out_goes_to_a_person(name: str) -> None:
    known = {each: value for each, value in COMPLETE.items() if each != name}

    assert severity(WHOLE, report(**known)) is Severity.REVIEW


def test_a_smudged_element_is_not_a_missing_one() -> None:
    assert asked(WHOLE, report(**{**COMPLETE, "sample_name": State.UNREADABLE})) is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "numbers",
    [
        {"cma_number": "269900340001"},
        {"cma_number": "209900340001"},
        {"cma_number": "2020990001Z"},
        {"cnas_number": "L99999"},
        {"cma_number": "269900340001", "cnas_number": "CNAS L9999"},
    ],
)
def test_a_plausible_number_shows_the_laboratory_is_accredited(numbers: dict[str, str]) -> None:
    assert asked(KNOWN, report(issued_date=date(2026, 10, 12), **numbers)) is Outcome.PASS


@pytest.mark.parametrize(
    "numbers",
    [
        {},
        {"cma_number": "26990034000"},
        {"cma_number": "199900340001"},
        {"cma_number": "279900340001"},
        {"cnas_number": "L999"},
        {"cma_number": "269900340001", "cnas_number": "X9999"},
    ],
)
def test_no_number_or_an_odd_one_goes_to_a_person(numbers: dict[str, str]) -> None:
    assert severity(KNOWN, report(issued_date=date(2026, 10, 12), **numbers)) is Severity.REVIEW


def test_a_smudged_accreditation_number_is_unreadable() -> None:
    assert asked(KNOWN, report(cma_number=State.UNREADABLE)) is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "known",
    [
        facts(document(traces=photo(red_seal="yes"))),
        facts(document(regions=[region(Stroke.SEAL, 0.6, 0.7)])),
        facts(document(traces=pdf(signed="true", red_seal="no"))),
    ],
)
def test_a_seal_or_a_signature_in_the_file_is_a_seal(known: Facts) -> None:
    assert asked(SEALED, report(), known) is Outcome.PASS


def test_a_report_in_colour_without_a_seal_is_asked_for_again() -> None:
    assert severity(SEALED, report(), facts(document(traces=photo(red_seal="no")))) is Severity.ASK


def test_a_grey_copy_cannot_show_a_seal() -> None:
    assert asked(SEALED, report()) is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "known",
    [
        paper("主检：甲某  审核：乙某  批准：丙某"),
        paper("主檢：甲某  審覈：乙某  簽發人：丙某"),
        facts(document(page(line("批准：", top=0.8)), regions=[region(Stroke.SIGNATURE, 0.88, 0.78)])),
        facts(document(page(line("Authorised by: ______", top=0.8)), regions=[region(Stroke.SIGNATURE, 0.6, 0.79)])),
        facts(document(traces=pdf(signed="true"))),
        facts(document(page(line("Sample Li", top=0.78), line("Technical Manager", top=0.8)))),
    ],
)
def test_a_name_or_strokes_beside_the_label_are_a_signature(known: Facts) -> None:
    assert asked(SIGNED, report(), known) is Outcome.PASS


@pytest.mark.parametrize(
    "text", ["主检：甲某  审核：乙某  批准：____", "批准人：    签发日期：2026年10月12日", "Approved by: ________"]
)
def test_an_empty_place_for_the_approver_is_asked_about(text: str) -> None:
    assert severity(SIGNED, report(), facts(document(page(text), traces=IN_COLOUR))) is Severity.ASK


@pytest.mark.parametrize(
    ("text", "answer"), [("审核：乙某  批准：", Outcome.UNREADABLE), ("审核：____  批准：", Outcome.FAIL)]
)
def test_a_grey_copy_may_hide_a_signature_where_the_others_signed(text: str, answer: Outcome) -> None:
    assert asked(SIGNED, report(), paper(text)) is answer


UNDER_A_SEAL = region(Stroke.SEAL, 0.6, 0.75, (0.3, 0.2))


@pytest.mark.parametrize(
    ("text", "answer"), [("审核：乙某  批准：", Outcome.UNREADABLE), ("审核：____  批准：", Outcome.FAIL)]
)
def test_a_seal_may_hide_a_signature_where_the_others_signed(text: str, answer: Outcome) -> None:
    read = document(page(line(text, top=0.8)), regions=[UNDER_A_SEAL], traces=IN_COLOUR)

    assert asked(SIGNED, report(), facts(read)) is answer


@pytest.mark.parametrize(("seals", "answer"), [([UNDER_A_SEAL], Outcome.PASS), ([], Outcome.FAIL)])
def test_pieces_of_a_name_count_together_under_a_seal_alone(seals: list[Region], answer: Outcome) -> None:
    pieces = [region(Stroke.SIGNATURE, left, 0.79, (0.02, 0.02)) for left in (0.65, 0.7)]
    read = document(page(line("批准：", top=0.8)), regions=[*seals, *pieces], traces=IN_COLOUR)

    assert asked(SIGNED, report(), facts(read)) is answer


@pytest.mark.parametrize("text", ["检测结果", "3.无主检、审核、批准人签字无效。"])
def test_a_report_that_asks_nobody_to_sign_leaves_it_open(text: str) -> None:
    assert asked(SIGNED, report(), paper(text)) is Outcome.UNREADABLE


def test_the_next_label_is_no_name_written_behind_the_first() -> None:
    labels = [line("主检：", top=0.8), line("批准：", top=0.8)]
    beside = replace(labels[1], quad=Quad.around(Box(page=1, left=0.6, top=0.8, right=0.7, bottom=0.82)))
    first = replace(labels[0], quad=Quad.around(Box(page=1, left=0.1, top=0.8, right=0.2, bottom=0.82)))
    read = document(replace(page(), rows=((first, beside),)))

    assert asked(SIGNED, report(), facts(read)) is Outcome.FAIL


def test_strokes_on_another_page_sign_nothing_here() -> None:
    strokes = region(Stroke.SIGNATURE, 0.9, 0.78, page=2)
    read = document(page(line("批准：", top=0.8)), regions=[strokes], traces=IN_COLOUR)

    assert asked(SIGNED, report(), facts(read)) is Outcome.FAIL


def test_a_certificate_of_analysis_does_not_prove_efficacy() -> None:
    assert severity(PROVES, form("certificate_of_analysis")) is Severity.ASK


def test_who_tests_its_own_goods_proves_nothing() -> None:
    own = report(lab_name="示例市星禾生物科技有限公司", client_name="示例市星禾生物科技有限公司")

    assert asked(PROVES, own) is Outcome.FAIL
    assert asked(PROVES, report(lab_name="甲"), paper("出厂检验报告")) is Outcome.FAIL


def test_a_laboratorys_report_for_somebody_else_may_prove_efficacy() -> None:
    assert asked(PROVES, report(**COMPLETE)) is Outcome.PASS


def test_a_report_whose_laboratory_is_smudged_leaves_it_open() -> None:
    assert asked(PROVES, report(lab_name=State.UNREADABLE)) is Outcome.UNREADABLE
    assert asked(PROVES, report()) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_other_kinds_are_not_asked(rule: Rule) -> None:
    assert asked(rule, form("receipt", **COMPLETE)) is Outcome.NOT_APPLICABLE
