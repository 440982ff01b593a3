"""INV over a whole claim: what the tax bureau says, and the goods."""

from typing import Any

import pytest

from pipeline.claim.claims import Paper, StatedCourse, StatedProduct
from pipeline.claim.policy import PolicyProduct
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.registers import Confirmation, Inquiry, Register, Standing
from pipeline.fields import State, Value
from pipeline.findings import Outcome, Severity
from pipeline.rows import Item
from tests.validators.cases import asked, case, complaint, filed
from tests.validators.papers import document, form, line, page
from validators.claim.invoice import the_product_stands_on_the_invoice, the_tax_bureau_confirms_it

PASS, FAIL, UNREADABLE, SILENT = Outcome.PASS, Outcome.FAIL, Outcome.UNREADABLE, Outcome.NOT_APPLICABLE
NUMBERED: dict[str, Any] = {"invoice_code": "099002600111", "invoice_number": "12345678"}
KEY = Inquiry(Register.INVOICES, "09900260011112345678")
SERUM = {"product": StatedProduct(name="禾光焕亮精华液")}


def vat(*doubted: str, **fields: Any) -> Paper:
    """An invoice; a person must look at the `doubted` fields."""
    return filed(form("vat_invoice", **fields), needs_person=doubted)


def lists(*names: str) -> tuple[Item, ...]:
    return tuple(Item(name=name) for name in names)


def answered(standing: Standing, **row: str) -> dict[str, Any]:
    return {"confirmed": {KEY: Confirmation(standing, row)}}


@pytest.mark.parametrize("status", ["valid", " Valid ", "正常", "有效"])
def test_an_invoice_the_tax_bureau_knows_passes(status: str) -> None:
    about = case(vat(**NUMBERED), **answered(Standing.FOUND, status=status))

    assert asked(the_tax_bureau_confirms_it, about) == [PASS]


@pytest.mark.parametrize(("status", "told"), [("frozen", "status frozen"), ("", "status not given")])
def test_a_status_nobody_knows_is_a_persons_to_read(status: str, told: str) -> None:
    finding = complaint(the_tax_bureau_confirms_it, case(vat(**NUMBERED), **answered(Standing.FOUND, status=status)))

    assert finding.severity is Severity.REVIEW
    assert f"{told};" in finding.reason.en


def test_a_tax_bureau_that_did_not_answer_says_nothing_against_the_invoice() -> None:
    about = case(vat(**NUMBERED), **answered(Standing.NOT_CONFIRMED))

    assert asked(the_tax_bureau_confirms_it, about) == [UNREADABLE]


def test_an_invoice_nobody_verified_is_only_noted() -> None:
    finding = complaint(the_tax_bureau_confirms_it, case(vat(**NUMBERED)))

    assert finding.severity is Severity.INFO
    assert finding.file == "vat_invoice.pdf"
    assert "not yet verified" in finding.reason.en


def test_an_invoice_the_tax_bureau_does_not_know_goes_to_a_person() -> None:
    finding = complaint(the_tax_bureau_confirms_it, case(vat(**NUMBERED), **answered(Standing.NOT_FOUND)))

    assert finding.severity is Severity.REVIEW
    assert "unknown to the tax bureau" in finding.reason.en


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("void", "已作废"),
        (" Void ", "已作废"),
        ("作废", "已作废"),
        ("已作废", "已作废"),
        ("credit", "红字发票"),
        ("红字", "红字发票"),
        ("红冲", "红字发票"),
    ],
)
def test_a_void_invoice_or_a_credit_note_is_grave(status: str, word: str) -> None:
    finding = complaint(the_tax_bureau_confirms_it, case(vat(**NUMBERED), **answered(Standing.FOUND, status=status)))

    assert finding.severity is Severity.REJECT
    assert word in finding.reason.zh


@pytest.mark.parametrize("doubted", ["invoice_number", "invoice_code"])
def test_a_void_invoice_whose_number_may_be_misread_goes_to_a_person(doubted: str) -> None:
    paper = vat(doubted, **NUMBERED)

    finding = complaint(the_tax_bureau_confirms_it, case(paper, **answered(Standing.FOUND, status="void")))

    assert finding.severity is Severity.REVIEW


def test_without_a_number_nobody_can_be_asked() -> None:
    assert asked(the_tax_bureau_confirms_it, case(vat(invoice_number=State.UNREADABLE))) == [UNREADABLE]
    assert asked(the_tax_bureau_confirms_it, case(vat(invoice_number="12345678"))) == [UNREADABLE]
    assert asked(the_tax_bureau_confirms_it, case(vat())) == [SILENT]
    assert asked(the_tax_bureau_confirms_it, case(filed(form("invoice", invoice_number="7")))) == [SILENT]


def test_the_product_among_other_goods_passes() -> None:
    paper = vat(items=lists("抽纸3层", "*化妆品*禾光焕亮精华液"))

    assert asked(the_product_stands_on_the_invoice, case(paper, stated=SERUM)) == [PASS]


def test_goods_that_are_another_product_go_to_a_person() -> None:
    finding = complaint(the_product_stands_on_the_invoice, case(vat(items=lists("抽纸3层", "牙刷")), stated=SERUM))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "vat_invoice.pdf"
    assert "抽纸3层；牙刷" in finding.reason.zh
    assert "禾光焕亮精华液" in finding.reason.en


@pytest.mark.parametrize("items", [lists("禾光焕亮面膜乳"), State.UNREADABLE])
def test_goods_that_may_be_the_product_are_no_other_product(items: Value | State) -> None:
    assert asked(the_product_stands_on_the_invoice, case(vat(items=items), stated=SERUM)) == [UNREADABLE]


def test_the_product_may_stand_under_another_name_of_the_terms() -> None:
    product = PolicyProduct(name="禾光焕亮精华液", aliases=("亮肤原液",))
    paper = vat(items=lists("亮肤原液"))

    about = case(paper, stated=SERUM, policy={"products": (product,)})

    assert asked(the_product_stands_on_the_invoice, about) == [PASS]


def test_a_foreign_invoice_is_asked_for_its_goods_too() -> None:
    assert asked(
        the_product_stands_on_the_invoice, case(filed(form("invoice", items=lists("牙刷"))), stated=SERUM)
    ) == [FAIL]


@pytest.mark.parametrize("reason", [ClaimReason.SERVICE_TARGET_MISSED, ClaimReason.SERVICE_QUALITY_BAD])
@pytest.mark.parametrize("item", ["*非学历教育*培训费", "Tuition fee", "周末班", "一对一辅导"])
def test_a_course_under_a_general_name_is_no_other_service(reason: ClaimReason, item: str) -> None:
    stated = {"reason": reason, "service": StatedCourse(name="初级会计考试")}

    assert asked(the_product_stands_on_the_invoice, case(vat(items=lists(item)), stated=stated)) == [UNREADABLE]


def test_one_course_among_other_goods_leaves_the_question_open() -> None:
    stated = {"reason": ClaimReason.SERVICE_QUALITY_BAD, "service": StatedCourse(name="初级会计考试")}
    paper = vat(items=lists("抽纸3层", "培训费"))

    assert asked(the_product_stands_on_the_invoice, case(paper, stated=stated)) == [UNREADABLE]


@pytest.mark.parametrize("item", ["抽纸3层", "班台桌", "Racecourse ticket"])
def test_goods_that_teach_nothing_are_held_against_a_claim_for_a_service(item: str) -> None:
    stated = {"reason": ClaimReason.SERVICE_TARGET_MISSED, "service": StatedCourse(name="初级会计考试")}

    assert asked(the_product_stands_on_the_invoice, case(vat(items=lists(item)), stated=stated)) == [FAIL]


def test_a_course_is_held_against_a_claim_for_a_product() -> None:
    assert asked(the_product_stands_on_the_invoice, case(vat(items=lists("培训费")), stated=SERUM)) == [FAIL]


def test_nothing_is_asked_without_goods_or_without_a_product() -> None:
    assert asked(the_product_stands_on_the_invoice, case(vat(), stated=SERUM)) == [SILENT]
    assert asked(the_product_stands_on_the_invoice, case(vat(items=lists("牙刷")))) == [SILENT]


@pytest.mark.parametrize(("score", "outcome"), [(0.3, UNREADABLE), (0.99, FAIL)])
def test_goods_their_reader_hardly_made_out_are_no_other_product(score: float, outcome: Outcome) -> None:
    seen = document(page(line("'QQD:ORGOODC", score=score)))
    paper = filed(form("vat_invoice", items=lists("'QQD:ORGOODC")), read=seen)

    assert asked(the_product_stands_on_the_invoice, case(paper, stated=SERUM)) == [outcome]
