"""INV: do the amounts, the tax and the words of an invoice agree?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline.fields import State, Value
from pipeline.findings import Outcome, Severity
from pipeline.records import Form
from tests.validators.papers import asked, complaint, field, form, item, paper, severity
from validators.tax import net_and_tax_make_gross, rates_were_in_force, tax_follows_from_the_rate, words_equal_figures

ISSUED = date(2026, 9, 2)
SERUM = item("264.60", rate="13", tax="34.40")


def invoice(**values: Value | State) -> Form:
    return form("vat_invoice", **values)


def sums(net: str, tax: str, gross: str) -> dict[str, Value | State]:
    return {"net_amount": Decimal(net), "tax_amount": Decimal(tax), "gross_amount": Decimal(gross)}


def test_net_and_tax_that_are_not_the_total_go_to_a_person() -> None:
    finding = complaint(net_and_tax_make_gross, invoice(**sums("264.60", "34.60", "299.00")))

    assert finding.severity is Severity.REVIEW
    assert finding.fields == ("net_amount", "tax_amount", "gross_amount")
    assert finding.reason.zh == "金额+税额≠价税合计（264.60 + 34.60 ≠ 299.00），请对照原票核对"


def test_a_cent_is_too_much_on_a_chinese_invoice() -> None:
    assert asked(net_and_tax_make_gross, invoice(**sums("264.60", "34.41", "299.00"))) is Outcome.FAIL


def test_net_and_tax_make_the_total() -> None:
    assert asked(net_and_tax_make_gross, invoice(**sums("264.60", "34.40", "299.00"))) is Outcome.PASS


def test_an_exempt_invoice_prints_no_tax() -> None:
    about = invoice(net_amount=Decimal(299), tax_amount=State.EMPTY, gross_amount=Decimal(299))

    assert asked(net_and_tax_make_gross, about) is Outcome.PASS


def test_a_smudged_tax_is_no_complaint() -> None:
    about = invoice(net_amount=Decimal(264), tax_amount=State.UNREADABLE, gross_amount=Decimal(299))

    assert asked(net_and_tax_make_gross, about) is Outcome.UNREADABLE


def test_an_invoice_without_a_net_amount_has_nothing_to_add() -> None:
    assert asked(net_and_tax_make_gross, invoice(gross_amount=Decimal(299))) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("total", "outcome"),
    [
        ("119.00", Outcome.PASS),
        ("119.01", Outcome.UNREADABLE),
        ("124.90", Outcome.UNREADABLE),
        ("219.00", Outcome.FAIL),
    ],
    ids=["exact", "rounded", "with freight", "wrong"],
)
def test_a_foreign_invoice_may_add_what_it_prints(total: str, outcome: Outcome) -> None:
    values = {"net_amount": Decimal(100), "tax_amount": Decimal(19), "total_amount": Decimal(total)}

    assert asked(net_and_tax_make_gross, form("invoice", **values), paper("Shipping 5.90")) is outcome


def test_tax_that_does_not_follow_from_the_rate_goes_to_a_person() -> None:
    finding = complaint(tax_follows_from_the_rate, invoice(items=(item("264.60", rate="13", tax="34.60"),)))

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "税额计算误差超限（264.60 × 13% 与 34.60 相差 0.20），请对照原票核对"
    assert (
        finding.reason.en == "Tax arithmetic out of tolerance (264.60 × 13% differs from 34.60 by 0.20); "
        "please check against the invoice"
    )


def test_the_totals_row_is_checked_where_the_lines_are_all_there() -> None:
    assert (
        asked(tax_follows_from_the_rate, invoice(items=(SERUM,), **sums("264.60", "34.60", "299.20"))) is Outcome.FAIL
    )


def test_the_totals_row_is_not_checked_against_lines_that_were_lost() -> None:
    assert asked(tax_follows_from_the_rate, invoice(items=(SERUM,), **sums("529.20", "99.00", "1"))) is Outcome.PASS


@pytest.mark.parametrize("tax", ["34.40", "34.34", "34.45"])
def test_tax_within_the_issuing_softwares_tolerance_passes(tax: str) -> None:
    assert asked(tax_follows_from_the_rate, invoice(items=(item("264.60", rate="13", tax=tax),))) is Outcome.PASS


def test_a_discount_line_follows_its_rate_too() -> None:
    items = (SERUM, item("-88.50", rate="13", tax="-11.51"), item("-88.50", rate="13", tax="11.51"))

    assert asked(tax_follows_from_the_rate, invoice(items=items)) is Outcome.PASS


@pytest.mark.parametrize(
    ("price", "outcome"), [("32", Outcome.UNREADABLE), ("0.00001", Outcome.FAIL), (None, Outcome.FAIL)]
)
def test_columns_taken_for_one_another_are_no_complaint(price: str | None, outcome: Outcome) -> None:
    """As a reader split 328.23008850 between quantity, price and amount."""
    row = replace(item("0.23", "23008", rate="13", tax="42.67"), unit_price=Decimal(price) if price else None)

    assert asked(tax_follows_from_the_rate, invoice(items=(row,), **sums("328.23", "42.67", "370.90"))) is outcome


def test_a_unit_price_taken_for_the_amount_is_no_complaint() -> None:
    items = (item("124.159292035", rate="13", tax="29.68"),)

    assert asked(tax_follows_from_the_rate, invoice(items=items)) is Outcome.UNREADABLE


def test_lines_without_a_rate_leave_the_arithmetic_open() -> None:
    assert asked(tax_follows_from_the_rate, invoice(items=(item("264.60"),))) is Outcome.UNREADABLE


def test_unreadable_lines_leave_the_arithmetic_open() -> None:
    assert asked(tax_follows_from_the_rate, invoice(items=State.UNREADABLE)) is Outcome.UNREADABLE


def test_an_invoice_without_lines_has_no_line_arithmetic() -> None:
    assert asked(tax_follows_from_the_rate, invoice()) is Outcome.NOT_APPLICABLE


def test_words_and_figures_that_differ_go_to_a_person() -> None:
    words = field("gross_amount_words", Decimal("299.00"), raw="贰佰玖拾玖圆整")
    finding = complaint(words_equal_figures, form("vat_invoice", words, gross_amount=Decimal("399.00")))

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "大写与小写金额不一致（大写 贰佰玖拾玖圆整 = 299.00，小写 399.00），请对照原票核对"


def test_words_equal_figures_whatever_their_sign() -> None:
    about = invoice(gross_amount_words=Decimal("-299"), gross_amount=Decimal("299.00"))

    assert asked(words_equal_figures, about) is Outcome.PASS


def test_words_that_lost_their_first_digit_are_no_complaint() -> None:
    words = field("gross_amount_words", Decimal("19.90"), raw="拾玖圆玖角整")

    assert asked(words_equal_figures, form("vat_invoice", words, gross_amount=Decimal("89.90"))) is Outcome.UNREADABLE


def test_smudged_words_are_no_complaint() -> None:
    about = invoice(gross_amount_words=State.UNREADABLE, gross_amount=Decimal("299.00"))

    assert asked(words_equal_figures, about) is Outcome.UNREADABLE


def test_an_invoice_without_words_has_none_to_compare() -> None:
    assert asked(words_equal_figures, invoice(gross_amount=Decimal("299.00"))) is Outcome.NOT_APPLICABLE


def test_a_rate_of_another_time_goes_to_a_person() -> None:
    about = invoice(items=(item("100", rate="17"),), issue_date=ISSUED)
    finding = complaint(rates_were_in_force, about)

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "税率17%在开票日期（2026-09-02）不适用，请核对"
    assert finding.reason.en == "Rate 17% was not in force on 2026-09-02; please check"


def test_a_rate_that_never_was_law_is_only_noted() -> None:
    assert severity(rates_were_in_force, invoice(items=(item("100", rate="8"),), issue_date=ISSUED)) is Severity.INFO


@pytest.mark.parametrize(
    ("rate", "day"),
    [
        ("13", ISSUED),
        ("13.00", ISSUED),
        ("9", date(2019, 4, 1)),
        ("16", date(2019, 3, 31)),
        ("17", date(2018, 4, 30)),
        ("13", date(2017, 6, 30)),
        ("6", date(2016, 5, 1)),
        ("3", ISSUED),
        ("1.5", ISSUED),
    ],
)
def test_rates_pass_while_they_are_in_force(rate: str, day: date) -> None:
    assert asked(rates_were_in_force, invoice(items=(item("100", rate=rate),), issue_date=day)) is Outcome.PASS


def test_without_its_date_no_rate_can_be_judged() -> None:
    about = invoice(items=(SERUM,), issue_date=State.UNREADABLE)

    assert asked(rates_were_in_force, about) is Outcome.UNREADABLE


def test_unreadable_lines_leave_the_rates_open() -> None:
    assert asked(rates_were_in_force, invoice(items=State.UNREADABLE, issue_date=ISSUED)) is Outcome.UNREADABLE


def test_an_invoice_that_prints_no_rate_has_none_to_judge() -> None:
    assert asked(rates_were_in_force, invoice(items=(item("100"),), issue_date=ISSUED)) is Outcome.NOT_APPLICABLE
