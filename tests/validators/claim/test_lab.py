"""LAB over a whole claim."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Claimant, Paper, StatedProduct
from pipeline.claim.policy import ClaimedEfficacy, PolicyProduct
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from pipeline.rows import Measurement
from tests.validators.cases import asked, case, complaint, filed, findings
from tests.validators.papers import document, form, page
from validators.claim import lab

CLAIMED = ClaimedEfficacy(indicator="MI", indicator_zh="黑素指数", value_percent=Decimal(15))
STATED: dict[str, Any] = {
    "claimed_efficacy": CLAIMED,
    "product": StatedProduct(name="禾光焕亮精华液", batch_number="HG260801A"),
    "claimant": Claimant(name="张示例"),
}
TERMS = {"attainment_threshold_pct": Decimal(80)}


def row(before: str | None, after: str, indicator: str = "黑素指数 MI", subject: str | None = None) -> Measurement:
    return Measurement(
        indicator=indicator,
        baseline_value=Decimal(before) if before else None,
        endpoint_value=Decimal(after),
        subject=subject,
    )


def report(*rows: Measurement, needs_person: tuple[str, ...] = (), **values: Any) -> Paper:
    return filed(form("lab_report", measurements=rows, **values), needs_person=needs_person)


def claim(*papers: Paper, **stated: Any) -> Case:
    return case(*papers, stated=STATED | stated, policy=TERMS)


def test_attainment_below_the_promise_proves_the_claim() -> None:
    assert asked(lab.the_promise_was_missed, claim(report(row("181", "172")))) == [Outcome.PASS]


def test_attainment_above_the_promise_recommends_a_refusal_with_its_figures() -> None:
    finding = complaint(lab.the_promise_was_missed, claim(report(row("200", "160"))))

    assert finding.severity is Severity.REJECT
    assert "133.33 %" in finding.reason.en
    assert "80 %" in finding.reason.en


@pytest.mark.parametrize(("after", "severity"), [("88.0", Severity.REVIEW), ("87.5", Severity.REJECT)])
def test_what_equals_the_bound_or_lies_near_it_is_for_a_person(after: str, severity: Severity) -> None:
    about = claim(report(row("100", after)))

    assert complaint(lab.the_promise_was_missed, about).severity is severity
    near = Outcome.FAIL if severity is Severity.REVIEW else Outcome.PASS
    assert asked(lab.the_result_is_not_borderline, about) == [near]


def test_readings_in_doubt_never_refuse() -> None:
    about = claim(report(row("200", "160"), needs_person=("measurements",)))

    assert complaint(lab.the_promise_was_missed, about).severity is Severity.REVIEW


def test_without_a_promise_nothing_is_decided() -> None:
    about = case(report(row("200", "160")))

    assert asked(lab.the_promise_was_missed, about) == [Outcome.UNREADABLE]
    assert asked(lab.the_result_is_not_borderline, about) == [Outcome.NOT_APPLICABLE]
    assert complaint(lab.the_promise_of_that_day_is_known, about).severity is Severity.REVIEW


def test_the_promise_may_stand_in_the_policy_or_on_the_report() -> None:
    product = PolicyProduct(name="禾光焕亮精华液", claimed=(CLAIMED,))
    of_policy = case(report(row("181", "172")), policy=TERMS | {"products": (product,)})
    of_report = case(report(row("181", "172"), claimed_rate=Decimal(15), indicator="黑素指数"), policy=TERMS)

    assert asked(lab.the_promise_was_missed, of_policy) == [Outcome.PASS]
    assert asked(lab.the_promise_of_that_day_is_known, of_policy) == [Outcome.PASS]
    assert asked(lab.the_promise_was_missed, of_report) == [Outcome.PASS]


def test_smudged_readings_are_not_a_result() -> None:
    about = claim(filed(form("lab_report", measurements=State.UNREADABLE)))

    for rule in (lab.the_promise_was_missed, lab.there_is_a_baseline, lab.the_promised_effect_was_measured):
        assert asked(rule, about) == [Outcome.UNREADABLE]


def test_no_report_asks_nothing() -> None:
    for rule in lab.RULES:
        assert asked(rule, claim()) == [Outcome.NOT_APPLICABLE]


def test_a_missing_baseline_is_asked_for() -> None:
    finding = complaint(lab.there_is_a_baseline, claim(report(row(None, "172"))))

    assert finding.severity is Severity.ASK
    assert "黑素指数" in finding.reason.zh
    assert asked(lab.there_is_a_baseline, claim(report(row("181", "172")))) == [Outcome.PASS]


def test_one_persons_row_comes_before_the_groups() -> None:
    group, person = row("200", "100", subject="组均值 n=30"), row("181", "172", subject="S01")

    assert asked(lab.the_promise_was_missed, claim(report(group, person))) == [Outcome.PASS]


def test_an_indicator_of_another_effect_does_not_measure_the_promise() -> None:
    finding = complaint(lab.the_promised_effect_was_measured, claim(report(row("42", "50", "角质层含水量"))))

    assert finding.severity is Severity.REVIEW
    assert asked(lab.the_promised_effect_was_measured, claim(report(row("60", "61", "皮肤亮度 L*")))) == [Outcome.PASS]
    assert asked(lab.the_promised_effect_was_measured, claim(report(row("60", "61", "某某值")))) == [Outcome.UNREADABLE]


@pytest.mark.parametrize(
    ("sample", "batch", "doubt", "outcome"),
    [
        ("禾光焕亮精华液 30ml", "HG260801A", (), None),
        ("禾光保湿面霜", "HG260801A", (), Severity.REJECT),
        ("禾光保湿面霜", "HG260801A", ("sample_name",), Severity.REVIEW),
        ("禾光焕亮面膜乳", "HG260801A", (), Severity.REVIEW),
        ("禾光焕亮精华液", "HG260801B", (), Severity.REVIEW),
    ],
)
def test_the_sample_is_held_against_the_product(
    sample: str, batch: str, doubt: tuple[str, ...], outcome: Severity | None
) -> None:
    about = claim(report(row("181", "172"), sample_name=sample, batch_number=batch, needs_person=doubt))

    if outcome is None:
        assert asked(lab.the_sample_is_the_product, about) == [Outcome.PASS]
    else:
        assert complaint(lab.the_sample_is_the_product, about).severity is outcome


def used(batch: str | None) -> Paper:
    return filed(form("usage_record", **({"batch_number": batch} if batch else {})))


@pytest.mark.parametrize(("batch", "outcome"), [("HG260801A", Outcome.PASS), ("HG260305A", Outcome.FAIL)])
def test_what_was_used_is_of_the_batch_that_was_bought(batch: str, outcome: Outcome) -> None:
    (finding,) = findings(lab.the_sample_is_the_product, claim(used(batch)))

    assert (finding.outcome, finding.file) == (outcome, "usage_record.pdf")
    assert outcome is Outcome.PASS or finding.severity is Severity.REVIEW


def test_what_was_used_is_of_the_batch_that_was_tested_where_nobody_states_another() -> None:
    tested = report(row("181", "172"), sample_name="禾光焕亮精华液", batch_number="HG260801A")
    product = StatedProduct(name="禾光焕亮精华液")

    about = [claim(tested, used(batch), product=product) for batch in ("HG260801A", "HG260305A")]
    assert [asked(lab.the_sample_is_the_product, one)[1] for one in about] == [Outcome.PASS, Outcome.FAIL]


def test_a_record_of_use_without_a_batch_says_nothing_of_it() -> None:
    assert asked(lab.the_sample_is_the_product, claim(used(None))) == [Outcome.NOT_APPLICABLE]
    unstated = claim(used("HG260305A"), product=StatedProduct(name="禾光焕亮精华液"))
    assert asked(lab.the_sample_is_the_product, unstated) == [Outcome.NOT_APPLICABLE]


def test_a_smudged_sample_is_no_other_product() -> None:
    about = claim(report(row("181", "172"), sample_name=State.UNREADABLE))

    assert asked(lab.the_sample_is_the_product, about) == [Outcome.UNREADABLE]
    assert asked(lab.the_sample_is_the_product, case(report(sample_name="禾光"))) == [Outcome.NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("client", "subject", "outcome"),
    [
        ("张*例", None, Outcome.PASS),
        ("李四示", None, Outcome.FAIL),
        ("示例市星禾生物科技有限公司", None, Outcome.FAIL),
        ("示例市星禾生物科技有限公司", "张*例", Outcome.PASS),
        ("个人", None, Outcome.PASS),
        ("**", None, Outcome.UNREADABLE),
        (None, None, Outcome.NOT_APPLICABLE),
    ],
)
def test_the_report_is_made_for_the_claimant(client: str | None, subject: str | None, outcome: Outcome) -> None:
    values: dict[str, Any] = {"client_name": client} if client else {}

    about = claim(report(row("181", "172", subject=subject), **values))

    assert asked(lab.the_report_is_the_claimants, about) == [outcome]


def test_a_smudged_client_stays_open() -> None:
    about = claim(report(row("181", "172"), client_name=State.UNREADABLE))

    assert asked(lab.the_report_is_the_claimants, about) == [Outcome.UNREADABLE]


@pytest.mark.parametrize(
    ("number", "line", "outcome"),
    [
        ("HC-GX-2026-10-00123", "检测结论", Outcome.PASS),
        ("HC-GX-2026-10-00123-R1", "检测结论", Outcome.FAIL),
        ("HC-GX-2026-10-00124", "本报告替代原报告 HC-GX-2026-10-00123", Outcome.FAIL),
        ("HC-GX-2026-10-00124", "This report supersedes report no. 123", Outcome.FAIL),
    ],
)
def test_an_amended_report_is_shown_to_a_person(number: str, line: str, outcome: Outcome) -> None:
    paper = filed(form("lab_report", report_number=number), read=document(page(line)))

    (finding,) = findings(lab.the_report_is_the_newest, claim(paper))

    assert (finding.outcome, finding.fields, finding.file) == (outcome, ("report_number",), "lab_report.pdf")
    if outcome is Outcome.FAIL:
        assert any(f"（{seen}）" in finding.reason.zh and f"({seen})" in finding.reason.en for seen in (number, line))


def test_a_report_without_a_number_or_its_pages_is_not_asked_whether_it_is_the_newest() -> None:
    unnumbered = filed(form("lab_report"), read=document(page("检测结论")))
    unseen = replace(filed(form("lab_report", report_number="HC-1"), name="b.pdf"), document=None)

    found = findings(lab.the_report_is_the_newest, claim(unnumbered, unseen))

    assert [(one.outcome, one.file) for one in found] == [
        (Outcome.NOT_APPLICABLE, "lab_report.pdf"),
        (Outcome.NOT_APPLICABLE, "b.pdf"),
    ]


def test_readings_nobody_can_read_leave_open_whether_the_result_is_near_the_bound() -> None:
    about = claim(filed(form("lab_report", measurements=State.UNREADABLE)))

    assert asked(lab.the_result_is_not_borderline, about) == [Outcome.UNREADABLE]


@pytest.mark.parametrize(
    ("line", "outcome"), [("检测结论", Outcome.UNREADABLE), ("本报告替代原报告 HC-1", Outcome.FAIL)]
)
def test_a_smudged_number_leaves_open_whether_the_report_is_the_newest_unless_the_page_says_so(
    line: str, outcome: Outcome
) -> None:
    paper = filed(form("lab_report", report_number=State.UNREADABLE), read=document(page(line)))

    assert asked(lab.the_report_is_the_newest, claim(paper)) == [outcome]
