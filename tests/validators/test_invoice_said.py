"""INV on one document: the sentences a reviewer reads, and the fields they point to."""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.fields import State, Value
from pipeline.findings import Outcome, Reason, Severity
from pipeline.records import Form
from tests.validators.papers import asked, coded, complaint, document, facts, form, page, paper
from validators.invoice import (
    a_digital_invoice_bears_its_qr_code,
    code_and_number_have_their_form,
    neither_red_nor_void,
    the_qr_code_says_what_is_printed,
    the_year_in_the_number_fits,
)

DIGITAL, CODE, ROLL = "26992000000012345678", "9900261130", "099002600107"
NUMBERED = ("invoice_code", "invoice_number")


def invoice(**values: Value | State) -> Form:
    return form("vat_invoice", **values)


@pytest.mark.parametrize(
    ("code", "number", "outcome", "fields"),
    [
        (State.NOT_FOUND, DIGITAL, Outcome.PASS, NUMBERED[1:]),
        (ROLL, "00012345", Outcome.PASS, NUMBERED),
        (State.UNREADABLE, "00012345", Outcome.UNREADABLE, NUMBERED),
        (State.UNREADABLE, State.NOT_FOUND, Outcome.UNREADABLE, NUMBERED),
        (State.NOT_FOUND, State.UNREADABLE, Outcome.UNREADABLE, NUMBERED),
        (State.NOT_FOUND, State.NOT_FOUND, Outcome.NOT_APPLICABLE, ()),
        ("12", State.NOT_FOUND, Outcome.FAIL, NUMBERED[:1]),
    ],
)
def test_code_and_number_are_pointed_to_as_far_as_they_are_there(
    code: str | State, number: str | State, outcome: Outcome, fields: tuple[str, ...]
) -> None:
    about = invoice(invoice_code=code, invoice_number=number)

    finding = code_and_number_have_their_form.ask(about, paper())

    assert (finding.outcome, finding.fields) == (outcome, fields)


def aged(name: str, year: int) -> Form:
    """An invoice of November of that year, with its number or its code of 2026."""
    numbers = {"invoice_number": DIGITAL} if name == "invoice_number" else {"invoice_code": CODE}
    return invoice(issue_date=date(year, 11, 5), **numbers)


@pytest.mark.parametrize(
    ("name", "year", "severity"),
    [
        ("invoice_number", 2026, None),
        ("invoice_number", 2027, Severity.REVIEW),
        ("invoice_number", 2025, Severity.REVIEW),
        ("invoice_code", 2026, None),
        ("invoice_code", 2028, None),
        ("invoice_code", 2029, Severity.INFO),
        ("invoice_code", 2025, Severity.REVIEW),
    ],
)
def test_a_number_is_of_the_year_of_issue_and_a_code_may_be_two_years_older(
    name: str, year: int, severity: Severity | None
) -> None:
    finding = the_year_in_the_number_fits.ask(aged(name, year), paper())

    assert finding.outcome is (Outcome.FAIL if severity else Outcome.PASS)
    assert finding.fields == (name, "issue_date")
    assert severity is None or finding.severity is severity


def test_a_reviewer_reads_both_years() -> None:
    assert complaint(the_year_in_the_number_fits, aged("invoice_number", 2025)).reason == Reason(
        "代码或号码中的年份（2026）与开票日期（2025-11-05）不一致，请对照原票核对",
        "Year in the code or number (2026) differs from the issue date (2025-11-05); please check the invoice",
    )


def test_a_qr_code_of_another_invoice_is_left_open_with_code_and_number() -> None:
    about = invoice(invoice_number=State.UNREADABLE)
    known = coded(f"01,32,,{DIGITAL},100.00,20261105,,ABCD", f"01,32,,{DIGITAL[:-1]}9,100.00,20261105,,ABCD")

    finding = the_qr_code_says_what_is_printed.ask(about, known)

    assert (finding.outcome, finding.fields) == (Outcome.UNREADABLE, ("qr_payload", "invoice_number"))


@pytest.mark.parametrize(
    ("amounts", "outcome", "fields"),
    [
        ({"gross_amount": Decimal(113)}, Outcome.PASS, ("gross_amount",)),
        ({"net_amount": Decimal(100)}, Outcome.PASS, ("gross_amount",)),
        ({}, Outcome.UNREADABLE, ("gross_amount", "net_amount")),
        ({"gross_amount": Decimal(-113)}, Outcome.FAIL, ("gross_amount",)),
    ],
)
def test_the_amounts_say_whether_it_is_a_credit_note(
    amounts: dict[str, Value | State], outcome: Outcome, fields: tuple[str, ...]
) -> None:
    finding = neither_red_nor_void.ask(invoice(**amounts), paper())

    assert (finding.outcome, finding.fields) == (outcome, fields)


@pytest.mark.parametrize(("legibility", "outcome"), [(0.25, Outcome.FAIL), (0.24, Outcome.UNREADABLE)])
def test_a_missing_qr_code_is_told_of_a_picture_clear_enough_to_show_it(legibility: float, outcome: Outcome) -> None:
    known = facts(document(page(legibility=legibility)))

    assert asked(a_digital_invoice_bears_its_qr_code, invoice(invoice_kind="einvoice_digital"), known) is outcome
