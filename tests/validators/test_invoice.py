"""INV: is the invoice's identity sound, and do its parts belong together?"""

from datetime import date

import pytest

from pipeline.fields import Field, State, Value
from pipeline.findings import Outcome, Severity
from pipeline.records import Form
from tests.validators.papers import asked, coded, complaint, document, facts, form, paper, photo, severity
from validators.invoice import (
    code_and_number_have_their_form,
    credit_codes_check_out,
    paper_bears_the_seal,
    the_year_in_the_number_fits,
)

DIGITAL = "26992000000012345678"
SELLER = "91990000MA0DEM0A7X"


def invoice(*fields: Field, **values: Value | State) -> Form:
    return form("vat_invoice", *fields, **values)


@pytest.mark.parametrize(
    ("kind", "code", "number"),
    [
        ("einvoice_digital", "", "2699200000001234567"),
        ("einvoice_digital", "", "00012345"),
        ("vat_special_paper", "9900261130", "0012345"),
        ("vat_special_paper", "990026113", "00012345"),
        ("vat_roll", "9900261130", "00012345"),
        ("vat_ordinary_paper", "O99002600104", "00012345"),
    ],
)
def test_a_code_or_number_of_the_wrong_length_goes_to_a_person(kind: str, code: str, number: str) -> None:
    about = invoice(invoice_kind=kind, invoice_number=number, invoice_code=code or State.NOT_FOUND)

    assert severity(code_and_number_have_their_form, about) is Severity.REVIEW


def test_a_malformed_number_is_shown_with_its_label() -> None:
    finding = complaint(
        code_and_number_have_their_form, invoice(invoice_kind="einvoice_digital", invoice_number="2699200000001234567")
    )

    assert finding.fields == ("invoice_number",)
    assert finding.reason.zh == "发票代码或号码格式错误（发票号码 2699200000001234567），请对照原票核对"


@pytest.mark.parametrize(
    ("kind", "code", "number"),
    [
        ("einvoice_digital", "", DIGITAL),
        ("vat_special_paper", "9900261130", "00012345"),
        ("vat_ordinary_paper", "099002600104", "00012345"),
        ("vat_ordinary_paper", "9900261130", "00012345"),
        ("vat_roll", "099002600107", "00012345"),
        ("vat_e_ordinary", "099002100111", "00012345"),
        ("vat_e_ordinary", "144031809110", "00012345"),  # a province's own code
        ("vat_e_special", "099002100113", "00012345"),
        ("einvoice_digital_paper", "099002600104", "00012345"),
    ],
)
def test_every_family_passes_with_its_own_form(kind: str, code: str, number: str) -> None:
    about = invoice(invoice_kind=kind, invoice_number=number, invoice_code=code or State.NOT_FOUND)

    assert asked(code_and_number_have_their_form, about) is Outcome.PASS


def test_a_code_of_another_family_is_only_noted() -> None:
    about = invoice(invoice_kind="vat_e_ordinary", invoice_code="099002600104", invoice_number="00012345")
    finding = complaint(code_and_number_have_their_form, about)

    assert finding.severity is Severity.INFO
    assert "代码 099002600104 的末两位与发票种类不符" in finding.reason.zh


def test_an_unread_number_is_not_malformed() -> None:
    about = invoice(invoice_kind="einvoice_digital", invoice_number=State.UNREADABLE)

    assert asked(code_and_number_have_their_form, about) is Outcome.UNREADABLE


def test_a_short_number_without_its_code_is_not_judged() -> None:
    about = invoice(invoice_kind="vat_roll", invoice_number="00012345")

    assert asked(code_and_number_have_their_form, about) is Outcome.UNREADABLE


def test_a_code_that_was_not_found_in_print_is_taken_from_the_qr_code() -> None:
    known = coded("01,04,09900260010,00012345,264.60,20260902,12345678901234567890,9F3C")

    assert complaint(code_and_number_have_their_form, invoice(invoice_number="00012345"), known).fields == (
        "invoice_code",
    )


@pytest.mark.parametrize(
    ("code", "number", "outcome"),
    [
        ("099002600104", "00012345", Outcome.PASS),
        (State.NOT_FOUND, DIGITAL, Outcome.PASS),
        ("099002600104", "0001234", Outcome.FAIL),
    ],
)
def test_an_unknown_family_must_look_like_one_of_them(code: str | State, number: str, outcome: Outcome) -> None:
    about = invoice(invoice_code=code, invoice_number=number)

    assert asked(code_and_number_have_their_form, about) is outcome


def test_an_invoice_of_which_neither_was_found_has_no_form() -> None:
    assert asked(code_and_number_have_their_form, invoice()) is Outcome.NOT_APPLICABLE


def test_a_number_of_another_year_goes_to_a_person() -> None:
    about = invoice(invoice_number="27" + DIGITAL[2:], issue_date=date(2026, 9, 2))
    finding = complaint(the_year_in_the_number_fits, about)

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "代码或号码中的年份（2027）与开票日期（2026-09-02）不一致，请对照原票核对"


@pytest.mark.parametrize(
    ("code", "number", "day", "outcome", "how_grave"),
    [
        (State.NOT_FOUND, DIGITAL, date(2026, 9, 2), Outcome.PASS, Severity.REVIEW),
        ("099002600104", "00012345", date(2026, 9, 2), Outcome.PASS, Severity.REVIEW),
        ("099002600104", "00012345", date(2028, 9, 2), Outcome.PASS, Severity.REVIEW),
        ("099002600104", "00012345", date(2029, 9, 2), Outcome.FAIL, Severity.INFO),
        ("099002600104", "00012345", date(2025, 9, 2), Outcome.FAIL, Severity.REVIEW),
        ("9900261130", "00012345", date(2026, 9, 2), Outcome.PASS, Severity.REVIEW),
        ("9900261130", "00012345", date(2025, 9, 2), Outcome.FAIL, Severity.REVIEW),
    ],
)
def test_a_code_may_be_older_than_its_invoice_but_not_younger(
    code: str | State, number: str, day: date, outcome: Outcome, how_grave: Severity
) -> None:
    about = invoice(invoice_code=code, invoice_number=number, issue_date=day)
    finding = the_year_in_the_number_fits.ask(about, paper())

    assert (finding.outcome, finding.severity) == (outcome, how_grave)


def test_without_its_date_the_year_cannot_be_compared() -> None:
    about = invoice(invoice_number=DIGITAL, issue_date=State.UNREADABLE)

    assert asked(the_year_in_the_number_fits, about) is Outcome.UNREADABLE


def test_an_invoice_of_which_nothing_was_found_has_no_year() -> None:
    assert asked(the_year_in_the_number_fits, invoice()) is Outcome.NOT_APPLICABLE


def test_a_wrong_check_character_is_shown_with_its_lookalike_and_never_repaired() -> None:
    finding = complaint(credit_codes_check_out, invoice(seller_tax_id="91990000MA0DEM0A7S"))

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == (
        "统一社会信用代码校验位错误（销售方税号 91990000MA0DEM0A7S，可能是 91990000MA0DEM0A7X），请对照原票核对"
    )
    assert finding.reason.en == (
        "Social credit code fails its check (seller tax id 91990000MA0DEM0A7S, perhaps 91990000MA0DEM0A7X); "
        "please check against the invoice"
    )


def test_a_code_with_no_lookalike_is_shown_alone() -> None:
    finding = complaint(credit_codes_check_out, invoice(buyer_tax_id="91990000MA0FRKE2EE"))

    assert finding.reason.zh == "统一社会信用代码校验位错误（购买方税号 91990000MA0FRKE2EE），请对照原票核对"


def test_right_check_characters_pass() -> None:
    assert asked(credit_codes_check_out, invoice(seller_tax_id=SELLER, buyer_tax_id="990000123456788")) is Outcome.PASS


@pytest.mark.parametrize("code", [State.UNREADABLE, "9199****MA0DEM0A7X", "91990000MA0D"])
def test_a_code_that_lost_characters_is_unreadable_and_not_wrong(code: str | State) -> None:
    assert asked(credit_codes_check_out, invoice(seller_tax_id=code)) is Outcome.UNREADABLE


@pytest.mark.parametrize("code", ["990000123456788", "11010519491231002X", State.EMPTY])
def test_older_numbers_and_persons_carry_no_such_check(code: str | State) -> None:
    assert asked(credit_codes_check_out, invoice(buyer_tax_id=code)) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("kind", "seal", "outcome"),
    [
        ("vat_ordinary_paper", "no", Outcome.FAIL),
        ("vat_ordinary_paper", "yes", Outcome.PASS),
        ("vat_special_paper", "cut off", Outcome.UNREADABLE),
        ("vat_roll", None, Outcome.NOT_APPLICABLE),
        ("einvoice_digital", "no", Outcome.NOT_APPLICABLE),
        ("vat_e_ordinary", "no", Outcome.NOT_APPLICABLE),
    ],
)
def test_only_paper_must_bear_the_seal(kind: str, seal: str | None, outcome: Outcome) -> None:
    known = facts(document(traces=photo(red_seal=seal) if seal else photo()))

    assert asked(paper_bears_the_seal, invoice(invoice_kind=kind), known) is outcome


def test_a_missing_seal_is_only_noted() -> None:
    known = facts(document(traces=photo(red_seal="no")))

    assert severity(paper_bears_the_seal, invoice(invoice_kind="vat_roll"), known) is Severity.INFO
