"""CON: is the contract whole, signed, plain about money and target, and does the result show what is claimed?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline.fields import State, Value
from pipeline.findings import Outcome, Reason, Severity
from pipeline.geometry import Box, Quad
from pipeline.pages import Line, Stroke
from pipeline.records import Form
from pipeline.rows import Mark
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
from validators.contract import (
    RULES,
    both_sides_signed,
    contract_words_equal_figures,
    every_page_of_the_contract_is_there,
    the_result_shows_not_passed,
    the_target_can_be_measured,
    ticked_options_are_plain,
)

SIGNED = both_sides_signed
PAGES = every_page_of_the_contract_is_there
AMOUNTS = contract_words_equal_figures
TARGET = the_target_can_be_measured
RESULT = the_result_shows_not_passed
TICKS = ticked_options_are_plain
NUMBER = "QH-PX-2026-0001"
DAY = date(2026, 2, 20)


def contract(**values: Value | State) -> Form:
    return form("contract", **values)


def result(*marks: tuple[str, str], **values: Value | State) -> Form:
    scores = tuple(Mark(subject=subject, score=Decimal(score)) for subject, score in marks)
    return form("exam_result", **({"scores": scores} if scores else {}), **values)


def block(second: str = "乙方（签字）：张示例", *, seal: bool = True, **said: str) -> Facts:
    """The end of a contract: party A's seal stands beside its label."""
    lines = (line("甲方（盖章）：示例市启航演示教育科技有限公司", top=0.8), line(second, top=0.9))
    stamps = [region(Stroke.SEAL, 0.2, 0.76, (0.2, 0.1))] if seal else []
    return facts(document(page(*lines), regions=stamps, traces=photo(**said)))


def pages(*texts: str) -> Facts:
    return facts(document(*(page(*text.split("|"), number=number) for number, text in enumerate(texts, 1))))


def test_a_seal_on_one_side_and_a_name_on_the_other_is_signed() -> None:
    assert asked(SIGNED, contract(signed_date=DAY), block()) is Outcome.PASS


def test_an_electronic_signature_signs_for_both() -> None:
    assert asked(SIGNED, contract(signed_date=DAY), facts(document(traces=pdf(signed="true")))) is Outcome.PASS


def test_a_side_that_did_not_sign_goes_to_a_person() -> None:
    finding = complaint(SIGNED, contract(signed_date=DAY), block("乙方（签字）：        签订日期：2026年02月20日"))

    assert finding.severity is Severity.REVIEW
    assert "signature of party B" in finding.reason.en
    assert "party A" not in finding.reason.en


def agent(name: str, *, left: float = 0.1, top: float = 0.9, pen: bool = False) -> Facts:
    """Party B's label with nothing at it, and below it who acts for it."""
    written = (("甲方（签字）：张示例", 0.1, 0.8), ("乙方（盖章）：", 0.1, 0.86), (f"经办人：{name}", left, top))
    strokes = [region(Stroke.SIGNATURE, left + 0.1, top, (0.15, 0.02))] if pen else []
    lines = (set_at(*each) for each in written)
    return facts(document(page(*lines), regions=strokes, traces=photo(red_seal="no")))


def set_at(text: str, left: float, top: float) -> Line:
    box = Box(page=1, left=left, top=top, right=left + 0.02 * len(text), bottom=top + 0.02)
    return replace(line(text), quad=Quad.around(box))


def test_who_acts_for_a_side_signs_for_it() -> None:
    assert asked(SIGNED, contract(signed_date=DAY), agent("", pen=True)) is Outcome.PASS


def test_a_name_written_large_reaches_up_to_the_label_above_it() -> None:
    lines = (set_at("甲方（签字）：张示例", 0.1, 0.8), set_at("乙方（盖章）：", 0.1, 0.86))
    large = Quad.around(Box(page=1, left=0.1, top=0.87, right=0.4, bottom=0.92))
    known = facts(document(page(*lines, replace(line("经办人：关示例"), quad=large)), traces=photo(red_seal="no")))

    assert asked(SIGNED, contract(signed_date=DAY), known) is Outcome.UNREADABLE


def test_a_name_for_a_side_that_may_be_print_leaves_it_open() -> None:
    assert asked(SIGNED, contract(signed_date=DAY), agent("关示例")) is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "known",
    [agent(""), agent("关示例", left=0.5, pen=True), agent("关示例", top=0.98, pen=True), agent("关示例", top=0.7)],
)
def test_a_name_outside_a_sides_block_signs_nothing_for_it(known: Facts) -> None:
    assert asked(SIGNED, contract(signed_date=DAY), known) is Outcome.FAIL


def test_a_printed_company_name_is_not_its_seal() -> None:
    assert asked(SIGNED, contract(signed_date=DAY), block(seal=False, red_seal="no")) is Outcome.FAIL
    assert asked(SIGNED, contract(signed_date=DAY), block(seal=False)) is Outcome.UNREADABLE


def test_a_contract_without_a_day_goes_to_a_person() -> None:
    assert complaint(SIGNED, contract(), block()).fields == ("signed_date",)


@pytest.mark.parametrize("known", [paper("第七条 本合同自双方签字盖章之日起生效"), block("乙方：张示例")])
def test_where_nobody_is_asked_to_sign_it_stays_open(known: Facts) -> None:
    assert asked(SIGNED, contract(signed_date=DAY), known) is Outcome.UNREADABLE


def test_a_smudged_day_of_signing_leaves_it_open() -> None:
    assert asked(SIGNED, contract(signed_date=State.UNREADABLE), block()) is Outcome.UNREADABLE


def test_every_page_with_its_mark_and_number_is_whole() -> None:
    known = pages(f"合同编号：{NUMBER}|第 1 页 共 2 页", f"合同编号：{NUMBER}|第 2 页 共 2 页")

    assert asked(PAGES, contract(contract_number=NUMBER), known) is Outcome.PASS
    assert asked(PAGES, contract(contract_number=NUMBER), pages(f"合同编号：{NUMBER}")) is Outcome.PASS


@pytest.mark.parametrize(
    "known",
    [
        pages(f"合同编号：{NUMBER}|第 1 页 共 3 页", "第 3 页 共 3 页"),
        pages(f"合同编号：{NUMBER}", "合同编号：QH-PX-2025-0777"),
        pages(f"合同编号：{NUMBER}", "Contract No.: QH-PX-2025-0777"),
        pages(f"编号：{NUMBER}|第 1 页 共 2 页", "编号：QH-PX-2026-0017|第 2 页 共 2 页"),
    ],
)
def test_a_missing_page_or_one_of_another_contract_is_asked_for(known: Facts) -> None:
    assert severity(PAGES, contract(contract_number=NUMBER), known) is Severity.ASK


def test_a_page_that_names_no_contract_leaves_it_open() -> None:
    assert asked(PAGES, contract(contract_number=NUMBER), pages(NUMBER, "第二条")) is Outcome.UNREADABLE
    assert asked(PAGES, contract(contract_number=State.UNREADABLE)) is Outcome.UNREADABLE


def test_a_contract_without_number_or_page_marks_has_no_chain() -> None:
    assert asked(PAGES, contract()) is Outcome.NOT_APPLICABLE


def test_the_amount_in_words_is_the_amount_in_figures() -> None:
    same = contract(contract_amount=Decimal("6800.00"), contract_amount_words=Decimal("6800"))

    assert asked(AMOUNTS, same) is Outcome.PASS


def test_another_amount_in_words_goes_to_a_person() -> None:
    about = contract(contract_amount=Decimal("8600.00"), contract_amount_words=Decimal("6800"))

    finding = complaint(AMOUNTS, about)

    assert finding.severity is Severity.REVIEW
    assert "words 6800, figures 8600.00" in finding.reason.en


def test_one_amount_alone_is_not_compared() -> None:
    assert asked(AMOUNTS, contract(contract_amount=Decimal(1))) is Outcome.NOT_APPLICABLE
    smudged = contract(contract_amount=Decimal(1), contract_amount_words=State.UNREADABLE)
    assert asked(AMOUNTS, smudged) is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "target",
    [
        "甲方承诺乙方通过2026年度初级会计职称考试（两科均达到60分及以上）。",
        "培训结束取得高级育婴师证书",
        "店铺销售额增长30%",
        "The client shall reach an overall band score of 6.5",
        "The client passes the language examination",
    ],
)
def test_a_number_an_examination_or_a_certificate_is_a_target(target: str) -> None:
    assert asked(TARGET, contract(target=target)) is Outcome.PASS


@pytest.mark.parametrize("target", ["甲方尽力提升乙方综合素质", "to the client's satisfaction", None])
def test_a_target_nobody_can_measure_goes_to_a_person(target: str | None) -> None:
    about = contract(target=target) if target else contract()

    assert severity(TARGET, about) is Severity.REVIEW


def test_a_target_that_may_stand_on_an_unclear_page_stays_open() -> None:
    blurred = facts(document(page("合同", legibility=0.1)))

    assert asked(TARGET, contract(), blurred) is Outcome.UNREADABLE
    assert asked(TARGET, contract(target=State.UNREADABLE)) is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "about",
    [
        result(("初级会计实务", "58"), ("经济法基础", "66"), pass_mark=Decimal(60), result_status="未通过"),
        result(("初级会计实务", "58"), ("经济法基础", "66"), pass_mark=Decimal(60)),
        result(result_status="末通过"),
        result(result_status="FAIL"),
        result(result_status="Not passed"),
        result(("政治", "60"), ("总分", "340"), pass_mark=Decimal(350)),
    ],
)
def test_a_result_that_shows_not_passed_speaks_for_the_claim(about: Form) -> None:
    assert asked(RESULT, about) is Outcome.PASS


@pytest.mark.parametrize(
    "about",
    [
        result(("初级会计实务", "60"), ("经济法基础", "66"), pass_mark=Decimal(60)),
        result(result_status="合格"),
        result(("Overall", "7.0"), pass_mark=Decimal("6.5"), result_status="Pass"),
    ],
)
def test_a_passed_examination_goes_to_a_person(about: Form) -> None:
    assert severity(RESULT, about) is Severity.REVIEW


@pytest.mark.parametrize(
    "about",
    [
        result(("实务", "58"), pass_mark=Decimal(60), result_status="通过"),
        result(result_status="缺考"),
        result(result_status="见公告"),
        result(result_status=State.UNREADABLE),
        result(("实务", "58")),
    ],
)
def test_a_result_that_contradicts_itself_or_says_nothing_stays_open(about: Form) -> None:
    assert asked(RESULT, about) is Outcome.UNREADABLE


def test_a_page_without_a_result_is_not_asked() -> None:
    assert asked(RESULT, form("exam_result")) is Outcome.NOT_APPLICABLE


def ticked(text: str, *lefts: float) -> Facts:
    ticks = [region(Stroke.TICK, left, 0.5, (0.03, 0.02)) for left in lefts]
    return facts(document(page(line(text, top=0.5)), regions=ticks))


def test_a_chosen_box_is_plain() -> None:
    assert asked(TICKS, contract(), ticked("☑一次付清  □分期付款")) is Outcome.PASS
    assert asked(TICKS, contract(), ticked("□一次付清  □分期付款", 0.0)) is Outcome.PASS


def test_a_tick_by_hand_beside_another_printed_choice_goes_to_a_person() -> None:
    finding = complaint(TICKS, contract(), ticked("☑一次付清  □分期付款", 0.55))

    assert finding.severity is Severity.REVIEW


def test_a_tick_at_another_number_than_the_printed_one_goes_to_a_person() -> None:
    clause = "甲方退还已付费用的80%  退还60%退还80%退还100%"

    assert asked(TICKS, contract(), ticked(clause, 0.78)) is Outcome.FAIL
    assert asked(TICKS, contract(), ticked(clause, 0.61)) is Outcome.NOT_APPLICABLE


def test_boxes_nobody_ticked_stay_open() -> None:
    assert asked(TICKS, contract(), ticked("□一次付清  □分期付款")) is Outcome.UNREADABLE


def test_a_contract_without_boxes_has_no_options() -> None:
    assert asked(TICKS, contract(), paper("第一条")) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_other_kinds_are_not_asked(rule: Rule) -> None:
    assert asked(rule, form("receipt", result_status="通过"), block()) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("rule", "about", "known", "fields", "reason"),
    [
        (
            PAGES,
            contract(contract_number=NUMBER),
            pages("第 1 页 共 4 页", "第 4 页 共 4 页"),
            (),
            Reason(
                "合同页不完整（缺第2, 3页，共4页），请补齐",
                "Contract pages are incomplete (2, 3 of 4 missing); please send them all",
            ),
        ),
        (
            PAGES,
            contract(contract_number=NUMBER),
            pages(f"合同编号：{NUMBER}", "合同编号：QH-PX-2025-0777"),
            ("contract_number",),
            Reason(
                "合同页不完整（第2页编号为 QH-PX-2025-0777），请补齐",
                "Contract pages are incomplete (page 2 carries QH-PX-2025-0777); please send them all",
            ),
        ),
        (
            RESULT,
            result(result_status="合格"),
            paper(),
            ("result_status", "scores", "pass_mark"),
            Reason(
                "考试结果未证明未通过（合格），请到发布网站核对",
                "The result does not show a failure (合格); please check at the issuing site",
            ),
        ),
        (
            RESULT,
            result(("会计", "61"), pass_mark=Decimal(60)),
            paper(),
            ("result_status", "scores", "pass_mark"),
            Reason(
                "考试结果未证明未通过（成绩达到合格标准），请到发布网站核对",
                "The result does not show a failure (marks reach the pass mark); please check at the issuing site",
            ),
        ),
    ],
)
def test_a_reviewer_reads_what_the_contract_or_the_result_does_not_show(
    rule: Rule, about: Form, known: Facts, fields: tuple[str, ...], reason: Reason
) -> None:
    finding = complaint(rule, about, known)

    assert (finding.reason, finding.fields) == (reason, fields)
