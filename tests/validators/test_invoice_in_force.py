"""INV-03, INV-12, INV-16: does the QR code belong to the print, and is the invoice in force?"""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.fields import Field, Grade, State, Value
from pipeline.findings import Outcome, Severity
from pipeline.records import Form
from tests.validators.papers import asked, coded, complaint, document, facts, field, form, page, paper, severity
from validators.invoice import (
    a_digital_invoice_bears_its_qr_code,
    neither_red_nor_void,
    the_qr_code_says_what_is_printed,
)

DIGITAL = "26992000000012345678"
QR = f"01,32,,{DIGITAL},299.00,20260902,,A1B2"


def invoice(*fields: Field, **values: Value | State) -> Form:
    return form("vat_invoice", *fields, **values)


def printed(**changed: Value | State) -> Form:
    values: dict[str, Value | State] = {
        "invoice_number": DIGITAL,
        "issue_date": date(2026, 9, 2),
        "net_amount": Decimal("264.60"),
        "gross_amount": Decimal("299.00"),
    }
    return invoice(**(values | changed))


def test_a_qr_code_that_says_what_is_printed_passes() -> None:
    assert asked(the_qr_code_says_what_is_printed, printed(), coded(QR)) is Outcome.PASS


def test_another_number_in_the_qr_code_recommends_refusal() -> None:
    finding = complaint(the_qr_code_says_what_is_printed, printed(invoice_number="26992000000012345679"), coded(QR))

    assert finding.severity is Severity.REJECT
    assert finding.reason.zh == (
        "二维码信息与票面不一致（发票号码：二维码 26992000000012345678，票面 26992000000012345679），请核对原票"
    )


def test_the_codes_own_doubt_makes_the_print_no_less_firm() -> None:
    about = invoice(field("invoice_number", DIGITAL[:-1] + "9", candidates=(DIGITAL,), doubts=("qr_differs",)))

    assert severity(the_qr_code_says_what_is_printed, about, coded(QR)) is Severity.REJECT


@pytest.mark.parametrize(
    "number",
    [
        field("invoice_number", "26992000000012345679", grade=Grade.REVIEW),
        field("invoice_number", "26992000000012345679", grade=Grade.AGREED),
        field("invoice_number", "26992000000012345679", candidates=("26992000000012345670",)),
        field("invoice_number", "26992000000012345679", doubts=("low_contrast",)),
        field("invoice_number", "2699200000001234567"),
    ],
    ids=["readers differ", "one family only", "a candidate", "a doubt", "a digit lost"],
)
def test_another_number_that_may_be_misread_goes_to_a_person(number: Field) -> None:
    assert severity(the_qr_code_says_what_is_printed, invoice(number), coded(QR)) is Severity.REVIEW


@pytest.mark.parametrize(
    ("changed", "name"),
    [({"gross_amount": Decimal("399.00")}, "gross_amount"), ({"issue_date": date(2026, 9, 3)}, "issue_date")],
)
def test_another_amount_or_day_goes_to_a_person(changed: dict[str, Value | State], name: str) -> None:
    finding = complaint(the_qr_code_says_what_is_printed, printed(**changed), coded(QR))

    assert finding.severity is Severity.REVIEW
    assert finding.fields == (name,)


def test_the_other_amount_of_the_two_is_only_noted() -> None:
    known = coded(QR.replace("299.00", "264.60"))

    assert severity(the_qr_code_says_what_is_printed, printed(), known) is Severity.INFO


PAPER_QR = "01,04,099002600104,00012345,264.60,20260902,12345678901234567890,9F3C"


@pytest.mark.parametrize(
    ("amounts", "outcome"),
    [
        ({"net_amount": Decimal("264.60"), "gross_amount": Decimal("299.00")}, Outcome.PASS),
        ({"net_amount": State.UNREADABLE, "gross_amount": Decimal("299.00")}, Outcome.PASS),
        ({"net_amount": Decimal("299.00"), "gross_amount": Decimal("264.60")}, Outcome.PASS),
        ({"net_amount": Decimal("200.00"), "gross_amount": Decimal("299.00")}, Outcome.FAIL),
    ],
    ids=["net", "net not read", "gross in the code", "neither"],
)
def test_issuers_of_ordinary_invoices_code_either_amount(amounts: dict[str, Value | State], outcome: Outcome) -> None:
    about = invoice(invoice_number="00012345", invoice_code="099002600104", **amounts)

    assert asked(the_qr_code_says_what_is_printed, about, coded(PAPER_QR)) is outcome


@pytest.mark.parametrize("name", ["invoice_code", "check_code"])
def test_another_code_goes_to_a_person(name: str) -> None:
    values: dict[str, Value | State] = {"invoice_code": "099002600104", "check_code": "12345678901234567890"}
    about = invoice(invoice_number="00012345", **(values | {name: str(values[name])[:-1] + "5"}))

    assert complaint(the_qr_code_says_what_is_printed, about, coded(PAPER_QR)).fields == (name,)


@pytest.mark.parametrize(
    ("check_code", "grade", "outcome"),
    [
        ("12345678901234567899", Grade.AGREED, Outcome.PASS),
        ("123456", Grade.VERIFIED, Outcome.PASS),
        ("12345678901234567899", Grade.VERIFIED, Outcome.FAIL),
        ("98765432109876543210", Grade.REVIEW, Outcome.FAIL),
    ],
    ids=["a slip", "a part", "verified", "another"],
)
def test_a_misread_digit_of_the_check_code_is_no_complaint(check_code: str, grade: Grade, outcome: Outcome) -> None:
    about = invoice(field("check_code", check_code, grade=grade), invoice_number="00012345")

    assert asked(the_qr_code_says_what_is_printed, about, coded(PAPER_QR)) is outcome


def test_of_several_codes_the_one_with_the_number_belongs_to_the_invoice() -> None:
    known = coded("https://example.org", QR.replace(DIGITAL, "26992000000099999999"), QR)

    assert asked(the_qr_code_says_what_is_printed, printed(), known) is Outcome.PASS


def test_a_red_invoices_code_is_compared_without_its_minus() -> None:
    assert asked(the_qr_code_says_what_is_printed, printed(), coded(QR.replace("299", "-299"))) is Outcome.PASS


@pytest.mark.parametrize(
    "payloads",
    [
        ["01,32,,26992000000012345678,299.00,2026"],
        [QR.replace(DIGITAL, "26992000000099999999"), QR.replace(DIGITAL, "26992000000099999998")],
    ],
    ids=["cut off", "two other invoices"],
)
def test_codes_that_cannot_be_told_apart_leave_it_open(payloads: list[str]) -> None:
    assert asked(the_qr_code_says_what_is_printed, printed(), coded(*payloads)) is Outcome.UNREADABLE


def test_a_code_beside_an_unread_print_leaves_it_open() -> None:
    assert asked(the_qr_code_says_what_is_printed, invoice(), coded(QR)) is Outcome.UNREADABLE


@pytest.mark.parametrize("payloads", [[], ["https://example.org/receipt"]])
def test_links_are_no_invoice_codes(payloads: list[str]) -> None:
    assert asked(the_qr_code_says_what_is_printed, printed(), coded(*payloads)) is Outcome.NOT_APPLICABLE


GROSS = Decimal("299.00")


def test_a_red_invoice_recommends_refusal() -> None:
    about = invoice(
        field("gross_amount", GROSS, raw="￥-299.00"), field("gross_amount_words", GROSS, raw="（负数）贰佰玖拾玖圆整")
    )
    finding = complaint(neither_red_nor_void, about)

    assert finding.severity is Severity.REJECT
    assert finding.reason.zh == (
        "疑似红字或作废发票（金额为负 ￥-299.00；大写为负 （负数）贰佰玖拾玖圆整），请核对原票"
    )


@pytest.mark.parametrize("raw", ["-299.00", "¥ -299.00", "-¥299.00", "（小写）￥−299.00", "(299.00)", "299.00-"])
def test_one_minus_alone_may_be_a_speck_and_goes_to_a_person(raw: str) -> None:
    assert severity(neither_red_nor_void, invoice(field("gross_amount", GROSS, raw=raw))) is Severity.REVIEW


def test_a_minus_the_first_reader_saw_counts_although_the_value_has_none() -> None:
    about = invoice(field("gross_amount", GROSS, raw="299.00", doubts=("negative",)))

    assert severity(neither_red_nor_void, about) is Severity.REVIEW


def test_a_negative_amount_in_the_qr_code_is_plain() -> None:
    assert severity(neither_red_nor_void, printed(), coded(QR.replace("299", "-299"))) is Severity.REJECT


@pytest.mark.parametrize("mark", ["作废", "作 废", "（红字）", "【负数】", "销项负数"])
def test_a_mark_that_stands_alone_is_plain(mark: str) -> None:
    assert severity(neither_red_nor_void, invoice(gross_amount=GROSS), paper("增值税普通发票", mark)) is Severity.REJECT


@pytest.mark.parametrize(
    "text",
    [
        "被红冲蓝字数电票号码：26992000000012345678",
        "红字发票信息确认单编号：99002026090212345678",
        "开具红字增值税专用发票信息表编号9900262609012345",
        "对应正数发票代码:099002600104号码:00012345",
        "该发票已作废",
    ],
)
def test_a_remark_about_a_credit_note_goes_to_a_person(text: str) -> None:
    assert severity(neither_red_nor_void, invoice(gross_amount=GROSS), paper(text)) is Severity.REVIEW


@pytest.mark.parametrize(
    "text",
    [
        "本发票不得作废",
        "手写无效，涂改作废",
        "此票涂改作废",
        "逾期未兑此票作废",
        "如需退货请凭本发票开具红字发票",
        "红字发票须凭信息表开具",
        "价税合计（小写）￥299.00",
        "机器编号：669912345678",
        "3*<-/9>-12+45-67",
    ],
)
def test_notes_about_other_cases_are_no_credit_note(text: str) -> None:
    assert asked(neither_red_nor_void, invoice(gross_amount=GROSS), paper(text)) is Outcome.PASS


def test_without_any_amount_nobody_can_tell_its_sign() -> None:
    assert asked(neither_red_nor_void, invoice(gross_amount=State.UNREADABLE)) is Outcome.UNREADABLE


def test_a_receipt_is_never_asked_whether_it_is_a_red_invoice() -> None:
    assert asked(neither_red_nor_void, form("receipt", total_amount=GROSS)) is Outcome.NOT_APPLICABLE


def test_a_digital_invoice_without_its_qr_code_goes_to_a_person() -> None:
    finding = complaint(a_digital_invoice_bears_its_qr_code, invoice(invoice_kind="einvoice_digital"))

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "未识别到二维码，请索取原始文件"


@pytest.mark.parametrize(
    ("payloads", "legibility", "outcome"),
    [
        ([QR], 0.9, Outcome.PASS),
        (["https://example.org"], 0.9, Outcome.UNREADABLE),
        ([], 0.1, Outcome.UNREADABLE),
    ],
    ids=["its code", "another code", "too unclear"],
)
def test_a_qr_code_is_missed_only_on_a_clear_page_without_codes(
    payloads: list[str], legibility: float, outcome: Outcome
) -> None:
    known = facts(document(page(legibility=legibility), codes=payloads))

    assert asked(a_digital_invoice_bears_its_qr_code, invoice(invoice_kind="einvoice_digital"), known) is outcome


def test_an_old_paper_invoice_needs_no_qr_code() -> None:
    about = invoice(invoice_kind="vat_special_paper")

    assert asked(a_digital_invoice_bears_its_qr_code, about) is Outcome.NOT_APPLICABLE
