"""The whole rule book."""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest

import validators.claim
from pipeline.claim.claims import Case
from pipeline.claim.rules import ClaimRule, Guard, restrains
from pipeline.fields import State
from pipeline.findings import Answer, Finding, Outcome, Reason, Severity
from pipeline.records import Form
from pipeline.rules import Article, Facts, Rule, failed, rule
from tests.validators.cases import case, filed
from tests.validators.papers import TODAY, form, paper
from validators import catalogue, tax
from validators.book import BOOK, CLAIM_BOOK, GUARDS, WHOLE_BOOK, questioned, questioned_claim

SEVERITIES = {
    "CON-02": Severity.REVIEW,
    "CON-03": Severity.ASK,
    "CON-04": Severity.REVIEW,
    "CON-05": Severity.REVIEW,
    "CON-06": Severity.REVIEW,
    "CON-11": Severity.REVIEW,
    "FRD-06": Severity.REVIEW,
    "FRD-07": Severity.INFO,
    "FRD-08": Severity.REVIEW,
    "FRD-09": Severity.INFO,
    "FRD-10": Severity.INFO,
    "FRD-11": Severity.REVIEW,
    "FRD-12": Severity.REJECT,
    "FRD-16": Severity.INFO,
    "INT-02": Severity.ASK,
    "INT-03": Severity.ASK,
    "INT-06": Severity.ASK,
    "INT-07": Severity.ASK,
    "INT-08": Severity.REVIEW,
    "INT-09": Severity.REVIEW,
    "INT-10": Severity.REVIEW,
    "INT-11": Severity.ASK,
    "INV-01": Severity.REVIEW,
    "INV-02": Severity.REVIEW,
    "INV-03": Severity.REJECT,
    "INV-04": Severity.REVIEW,
    "INV-05": Severity.REVIEW,
    "INV-06": Severity.REVIEW,
    "INV-07": Severity.REVIEW,
    "INV-08": Severity.INFO,
    "INV-12": Severity.REJECT,
    "INV-14": Severity.INFO,
    "INV-16": Severity.REVIEW,
    "LAB-01": Severity.REVIEW,
    "LAB-02": Severity.ASK,
    "LAB-03": Severity.REVIEW,
    "LAB-04": Severity.ASK,
    "LAB-05": Severity.ASK,
    "LAB-08": Severity.REVIEW,
    "LAB-11": Severity.INFO,
    "LAB-12": Severity.REVIEW,
    "LAB-14": Severity.REVIEW,
    "LAB-15": Severity.REVIEW,
    "LAB-19": Severity.ASK,
    "LAB-20": Severity.INFO,
    "ORD-01": Severity.REVIEW,
    "ORD-05": Severity.REJECT,
    "ORD-07": Severity.REVIEW,
    "PAY-01": Severity.REVIEW,
    "PAY-03": Severity.REVIEW,
    "PAY-06": Severity.REJECT,
    "QLT-01": Severity.ASK,
    "REC-01": Severity.REVIEW,
    "REC-02": Severity.REVIEW,
    "REC-03": Severity.REVIEW,
    "REC-04": Severity.INFO,
    "REC-05": Severity.REVIEW,
    "REC-06": Severity.ASK,
    "WIN-07": Severity.REJECT,
    "WIN-08": Severity.REVIEW,
}
RULES_PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_every_rule_stands_once_in_order_with_its_severity() -> None:
    assert [(rule.id, rule.article.severity) for rule in BOOK] == list(SEVERITIES.items())


def written_down() -> Iterator[Article]:
    """Every rule that stands in any module of the rule book."""
    for package in (validators, validators.claim):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for each in vars(importlib.import_module(module.name)).values():
                if isinstance(each, Rule | ClaimRule | Guard):
                    yield each.article


def test_no_rule_is_written_down_and_left_out_of_the_book() -> None:
    assert {article.id for article in written_down()} == {each.id for each in WHOLE_BOOK}


@pytest.mark.parametrize("book", [BOOK, CLAIM_BOOK, GUARDS], ids=["one document", "the claim", "the law"])
def test_no_id_stands_twice(book: tuple[Rule | ClaimRule | Guard, ...]) -> None:
    ids = [each.id for each in book]

    assert ids == sorted(set(ids))


def test_only_the_contracts_sum_is_asked_of_the_document_and_of_the_claim() -> None:
    ids = Counter(each.id for each in WHOLE_BOOK)

    assert [one for one, count in ids.items() if count > 1] == ["CON-04"]


@pytest.mark.parametrize("each", WHOLE_BOOK, ids=lambda each: each.id)
def test_every_rule_says_what_it_looks_at_and_why_it_may_ask(each: Rule | ClaimRule | Guard) -> None:
    assert each.article.inputs
    assert each.article.basis


def test_a_rule_that_breaks_is_a_finding_that_a_person_looks_at() -> None:
    def broken(_form: Form, _facts: Facts) -> Answer:
        return failed(said=str(1 // 0))

    finding = replace(tax.net_and_tax_make_gross, question=broken).ask(form("vat_invoice"), paper())

    assert (finding.outcome, finding.severity) == (Outcome.FAIL, Severity.REVIEW)
    assert "ZeroDivisionError" in finding.reason.zh
    assert "ZeroDivisionError" in finding.reason.en
    assert finding.trouble.startswith("ZeroDivisionError in broken, line ")


def test_a_guard_that_breaks_still_forbids() -> None:
    def broken(_case: Case, _findings: tuple[Finding, ...]) -> Answer:
        raise ValueError

    found = Guard(GUARDS[0].article, broken, forbids=True).ask(case(), ())

    assert restrains(GUARDS, found)


@pytest.mark.parametrize("each", WHOLE_BOOK, ids=lambda each: each.id)
def test_both_languages_name_the_same_facts(each: Rule | ClaimRule | Guard) -> None:
    zh, en = (
        {name for _, name, _, _ in Formatter().parse(text) if name}
        for text in (each.article.fails.zh, each.article.fails.en)
    )

    assert zh == en
    assert "{" not in each.article.holds.zh + each.article.holds.en


@pytest.mark.parametrize("kind", ["receipt", "vat_invoice", "invoice", "other"])
def test_only_rules_that_speak_about_the_kind_answer(kind: str) -> None:
    answered = [finding.rule for finding in questioned(form(kind), paper())]

    assert answered == [each.id for each in BOOK if not each.kinds or kind in each.kinds]
    assert ("INV-06" in answered) == (kind == "vat_invoice")
    assert ("REC-01" in answered) == (kind == "receipt")


@pytest.mark.parametrize("kind", ["receipt", "vat_invoice", "invoice", "other"])
def test_nothing_fails_where_nothing_can_be_read(kind: str) -> None:
    names = ("total_amount", "gross_amount", "net_amount", "tax_amount", "issue_date", "invoice_number", "items")
    unread = form(kind, **dict.fromkeys(names, State.UNREADABLE))

    failing = [finding.rule for finding in questioned(unread, paper()) if finding.outcome is Outcome.FAIL]

    assert failing == (["INT-03", "REC-06"] if kind == "receipt" else ["INT-03"])


def test_outcomes_speak_for_themselves() -> None:
    about = form("vat_invoice", net_amount=Decimal("264.60"), tax_amount=Decimal("34.40"))
    known = paper()
    made = tax.net_and_tax_make_gross

    assert made.ask(about, known).reason.en == "Does not apply: Net plus tax is the total"
    assert made.ask(form("receipt"), known).outcome is Outcome.NOT_APPLICABLE
    smudged = form("vat_invoice", gross_amount=State.UNREADABLE)
    assert made.ask(smudged, known).reason.zh == "无法核对：金额与税额之和等于价税合计"
    whole = form("vat_invoice", net_amount=Decimal(1), tax_amount=Decimal(1), gross_amount=Decimal(2))
    assert made.ask(whole, known).reason.zh == "金额与税额之和等于价税合计"


def test_a_strangers_text_cannot_flood_or_garble_a_reason() -> None:
    article = Article(
        id="XXX-01",
        severity=Severity.INFO,
        holds=Reason("好", "Good"),
        fails=Reason("{said}", "{said}: {missing}"),
        inputs=(),
        basis="",
    )

    @rule(article)
    def quoting(_form: Form, _facts: Facts) -> Answer:
        return failed(said="{0.__class__}\n\u202e\x1b[31m" + "长" * 5000)

    reason = quoting.ask(form("other"), paper()).reason

    assert reason.zh.startswith("{0.__class__} [31m长")
    assert len(reason.zh) == 160
    assert reason.en.endswith("…: —")


def test_the_page_of_rules_is_the_book() -> None:
    assert RULES_PAGE.read_text(encoding="utf-8") == catalogue.page(WHOLE_BOOK)


def test_a_claims_answers_are_those_of_its_papers_and_of_the_whole_in_order_and_the_guards_saw_them() -> None:
    late = Finding(rule="ZZZ-01", outcome=Outcome.FAIL, severity=Severity.REJECT, reason=Reason("迟", "late"))
    page = filed(form("order_screenshot", order_id="D-2"), name="order.png")
    about = case(
        replace(page, record=replace(page.record, findings=(late,))),
        stated={"order_id": "D-1", "channel": "online", "delivery_date": TODAY, "submitted_on": TODAY},
    )

    answered = questioned_claim(about)

    rules = [finding.rule for finding in answered.findings]
    assert rules == sorted(rules)
    assert set(rules) == {each.id for each in CLAIM_BOOK} | {each.id for each in GUARDS} | {"ZZZ-01"}
    assert [finding.file for finding in answered.findings if finding.rule == "ZZZ-01"] == ["order.png"]
    assert [finding.outcome for finding in answered.findings if finding.rule == "ORD-02"] == [Outcome.FAIL]
    told = next(finding for finding in answered.findings if finding.rule == "LEG-03")
    assert "ZZZ-01" in told.reason.en
    assert answered.restrained is True
    assert questioned_claim(case()).restrained is False
