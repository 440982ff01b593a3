"""Chinese VAT invoices, from text to fields."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from extractors.kinds.vat_invoice import KIND
from pipeline.fields import State
from pipeline.findings import Outcome
from pipeline.flow import extracted
from pipeline.rules import Facts
from pipeline.sheets import Sheet
from tests.paper import paper
from validators.book import questioned

QR = "01,32,,26992000000012345678,299.00,20260902,,A1B2"
DIGITAL = """
         电子发票（普通发票）       发票号码：26992000000012345678
                                    开票日期：2026年09月02日
购 名称：张示例                   销 名称：示例市星禾生物科技有限公司
   统一社会信用代码/纳税人识别号：      统一社会信用代码/纳税人识别号：91990000MA0DEM0A7X
项目名称  规格型号  单位  数量  单价  金额  税率/征收率  税额
*化妆品*禾光焕亮精华液  30ml  瓶  1  264.601769911504  264.60  13%  34.40
合    计                                ¥264.60        ¥34.40
价税合计（大写）  ⓧ贰佰玖拾玖圆整     （小写）¥299.00
备注  订单号:2612345678901234567
"""
PAPER = """
099002600104   示例增值税普通发票   No 00012345   099002600104
机器编号:669912345678            开票日期:2026年09月02日
校 验 码:12345 67890 12345 67890
名      称:张示例                 密  3*<+/9>-12
纳税人识别号:
货物或应税劳务、服务名称  规格型号  单位  数量  单价  金额  税率  税额
*化妆品*禾光焕亮精华液  30ml  瓶  1  264.60  264.60  13%  34.40
合          计                       ￥264.60       ￥34.40
价税合计(大写)  ⊗贰佰玖拾玖圆整     (小写)￥299.00
名      称:示例市星禾生物科技有限公司
纳税人识别号:91990000MA0DEM0A7X
"""


def test_a_digital_invoice_is_read_field_by_field() -> None:
    form = extracted(paper(DIGITAL, codes=(QR,)), KIND)

    assert form.text("invoice_kind") == "einvoice_digital"
    assert form.text("invoice_number") == "26992000000012345678"
    assert form.state("invoice_code") is State.NOT_FOUND
    assert form.day("issue_date") == date(2026, 9, 2)
    assert form.text("buyer_name") == "张示例"
    assert form.text("seller_name") == "示例市星禾生物科技有限公司"
    assert form.text("seller_tax_id") == "91990000MA0DEM0A7X"
    assert form.amount("net_amount") == Decimal("264.60")
    assert form.amount("tax_amount") == Decimal("34.40")
    assert form.amount("gross_amount") == form.amount("gross_amount_words") == Decimal("299.00")
    assert form.text("order_id") == "2612345678901234567"
    assert form.text("qr_payload") == QR
    assert form.items()[0].tax_rate == Decimal(13)


def test_a_total_is_confirmed_by_words_tax_and_code() -> None:
    total = extracted(paper(DIGITAL, codes=(QR,)), KIND).field("gross_amount")

    assert total is not None
    assert set(total.confirmed_by) == {"words", "tax sum", "qr"}


def test_a_code_that_says_otherwise_is_a_doubt_and_changes_nothing() -> None:
    form = extracted(paper(DIGITAL.replace("¥299.00", "¥399.00"), codes=(QR,)), KIND)

    total = form.field("gross_amount")

    assert total is not None
    assert total.value == Decimal("399.00")
    assert total.doubts == ("qr_differs",)
    assert "299.00" in total.candidates


def test_a_paper_invoice_carries_its_numbers_in_the_corners() -> None:
    form = extracted(paper(PAPER), KIND)

    assert form.text("invoice_kind") == "vat_ordinary_paper"
    assert form.text("invoice_code") == "099002600104"
    assert form.text("invoice_number") == "00012345"
    assert form.text("check_code") == "12345678901234567890"
    assert form.text("buyer_name") == "张示例"
    assert form.text("seller_name") == "示例市星禾生物科技有限公司"


def test_a_tax_id_with_a_wrong_check_character_is_never_repaired() -> None:
    form = extracted(paper(DIGITAL.replace("0DEM0A7X", "0DEM0A7S")), KIND)

    tax_id = form.field("seller_tax_id")

    assert tax_id is not None
    assert tax_id.value == "91990000MA0DEM0A7S"
    assert tax_id.doubts == ("check_character",)


@pytest.mark.parametrize("text", [DIGITAL, PAPER])
def test_an_invoice_looks_like_one(text: str) -> None:
    assert KIND.score(paper(text)) > 0.8


def test_a_till_slip_is_no_vat_invoice() -> None:
    assert KIND.score(paper("RECEIPT\nTOTAL  12.50\nCASH  20.00")) < 0.2


def test_a_number_read_with_a_digit_too_few_is_not_repaired_from_the_code() -> None:
    form = extracted(paper(DIGITAL.replace("26992000000012345678", "2699200000001234567"), codes=(QR,)), KIND)

    number = form.field("invoice_number")

    assert number is not None
    assert number.value == "2699200000001234567"
    assert number.doubts == ("qr_differs",)
    assert number.candidates == ("26992000000012345678",)


def test_what_only_the_code_says_is_a_candidate_and_no_value() -> None:
    form = extracted(paper(DIGITAL.replace("发票号码：26992000000012345678", ""), codes=(QR,)), KIND)

    number = form.field("invoice_number")

    assert number is not None
    assert number.state is State.NOT_FOUND
    assert number.value is None
    assert number.candidates == ("26992000000012345678",)


def test_a_print_that_differs_from_its_code_still_fails_the_rules_that_compare_them() -> None:
    sheet = paper(DIGITAL.replace("26992000000012345678", "2699200000001234567"), codes=(QR,))
    facts = Facts(today=date(2026, 11, 21), document=sheet.document, specs=KIND.fields)

    failed = {finding.rule for finding in questioned(extracted(sheet, KIND), facts) if finding.outcome is Outcome.FAIL}

    assert {"INV-01", "INV-03"} <= failed


def test_a_list_of_goods_behind_the_invoice_does_not_swap_the_tax_ids() -> None:
    both = PAPER.replace("纳税人识别号:\n", "纳税人识别号:91990000MA0DEM1E6L\n")
    listed = f"{both}销售货物清单\n购买方名称：张示例\n销售方名称：示例市星禾生物科技有限公司\n"

    form = extracted(paper(listed), KIND)

    assert form.text("buyer_tax_id") == "91990000MA0DEM1E6L"
    assert form.text("seller_tax_id") == "91990000MA0DEM0A7X"


@pytest.mark.parametrize(("score", "state"), [(0.3, State.UNREADABLE), (0.99, State.NOT_FOUND)])
def test_a_line_of_goods_that_was_hardly_made_out_is_smudged_and_not_absent(score: float, state: State) -> None:
    line = next(row for row in DIGITAL.splitlines() if row.startswith("*化妆品*"))
    document = paper(DIGITAL.replace(line, "*ML∂SN~ ~~ oQ")).document
    page = document.pages[0]
    rows = tuple(
        tuple(replace(one, scores=(score,) * len(one.text)) if "∂" in one.text else one for one in row)
        for row in page.rows
    )

    form = extracted(Sheet(replace(document, pages=(replace(page, rows=rows),))), KIND)

    assert form.state("items") is state
