"""INV: the sentences about tax, words and rates, and the cents from which on they are told."""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.fields import State, Value
from pipeline.findings import Outcome, Reason
from pipeline.records import Form
from pipeline.rows import Item
from pipeline.rules import Rule
from tests.validators.papers import asked, complaint, field, form, item, paper
from validators.tax import rates_were_in_force, tax_follows_from_the_rate, words_equal_figures

TAX, WORDS, RATES = tax_follows_from_the_rate, words_equal_figures, rates_were_in_force
ISSUED = date(2026, 9, 2)
CHECK, PLEASE = "请对照原票核对", "please check against the invoice"


def invoice(*items: Item, **values: Value | State) -> Form:
    return form("vat_invoice", items=items, **values)


def whole(tax: str, *items: Item) -> Form:
    """Lines without a tax of their own, and the totals row under them."""
    net = sum((one.amount for one in items if one.amount is not None), Decimal(0))
    return invoice(*items, net_amount=net, tax_amount=Decimal(tax))


@pytest.mark.parametrize(
    ("rule", "about", "fields", "zh", "en"),
    [
        (
            TAX,
            invoice(item("100.00", rate="13", tax="13.07")),
            ("items", "tax_amount"),
            f"税额计算误差超限（100.00 × 13% 与 13.07 相差 0.07），{CHECK}",
            f"Tax arithmetic out of tolerance (100.00 × 13% differs from 13.07 by 0.07); {PLEASE}",
        ),
        (
            TAX,
            invoice(item("1000.00", rate="10", tax="99.00")),
            ("items", "tax_amount"),
            f"税额计算误差超限（1000.00 × 10% 与 99.00 相差 1.00），{CHECK}",
            f"Tax arithmetic out of tolerance (1000.00 × 10% differs from 99.00 by 1.00); {PLEASE}",
        ),
        (
            WORDS,
            form(
                "vat_invoice",
                field("gross_amount_words", Decimal("113.00"), raw="壹佰壹拾叁圆整"),
                gross_amount=Decimal("118.00"),
            ),
            ("gross_amount_words", "gross_amount"),
            f"大写与小写金额不一致（大写 壹佰壹拾叁圆整 = 113.00，小写 118.00），{CHECK}",
            f"Words and figures differ (words 壹佰壹拾叁圆整 = 113.00, figures 118.00); {PLEASE}",
        ),
        (
            WORDS,
            form(
                "vat_invoice",
                field("gross_amount_words", Decimal("-113.00"), raw=""),
                gross_amount=Decimal("118.00"),
            ),
            ("gross_amount_words", "gross_amount"),
            f"大写与小写金额不一致（大写 113.00，小写 118.00），{CHECK}",
            f"Words and figures differ (words 113.00, figures 118.00); {PLEASE}",
        ),
        (
            RATES,
            invoice(item("100.00", rate="16"), item("100.00", rate="17"), issue_date=ISSUED),
            ("items", "issue_date"),
            "税率16%, 17%在开票日期（2026-09-02）不适用，请核对",
            "Rate 16%, 17% was not in force on 2026-09-02; please check",
        ),
    ],
)
def test_a_reviewer_reads_which_figures_do_not_agree(
    rule: Rule, about: Form, fields: tuple[str, ...], zh: str, en: str
) -> None:
    finding = complaint(rule, about)

    assert finding.reason == Reason(zh, en)
    assert finding.fields == fields


@pytest.mark.parametrize(
    ("about", "outcome"),
    [
        (invoice(item("100.00", rate="13", tax="13.06")), Outcome.PASS),
        (invoice(item("100.00", rate="13", tax="13.061")), Outcome.FAIL),
        (whole("13.06", item("100.00", rate="13")), Outcome.PASS),
        (whole("13.07", item("100.00", rate="13")), Outcome.FAIL),
        (whole("26.12", item("100.00", rate="13"), item("100.00", rate="13")), Outcome.PASS),
        (whole("26.13", item("100.00", rate="13"), item("100.00", rate="13")), Outcome.FAIL),
        (whole("26.00", item("100.00", rate="13"), item("100.00", rate="9")), Outcome.UNREADABLE),
        (invoice(item("100.00"), tax_amount=Decimal(13)), Outcome.UNREADABLE),
        (invoice(item(None, rate="13", tax="13.00")), Outcome.UNREADABLE),
        (
            invoice(item("100.00", rate="13"), item(None, rate="13"), net_amount=Decimal(101), tax_amount=Decimal(13)),
            Outcome.UNREADABLE,
        ),
    ],
)
def test_each_line_may_be_six_hundredths_off_and_so_may_the_whole_for_each_of_its_lines(
    about: Form, outcome: Outcome
) -> None:
    assert asked(TAX, about) is outcome


@pytest.mark.parametrize(
    ("rule", "about", "fields"),
    [
        (TAX, invoice(item("100.00", rate="13", tax="13.00")), ("items", "tax_amount")),
        (RATES, invoice(item("100.00", rate="13"), issue_date=ISSUED), ("items", "issue_date")),
    ],
)
def test_what_agrees_is_pointed_to_as_well(rule: Rule, about: Form, fields: tuple[str, ...]) -> None:
    finding = rule.ask(about, paper())

    assert (finding.outcome, finding.fields) == (Outcome.PASS, fields)
