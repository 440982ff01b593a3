"""LAB over a whole claim: the sentences a reviewer reads, and the papers and fields they point to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Claimant, Paper, StatedProduct
from pipeline.claim.policy import ClaimedEfficacy, PolicyProduct
from pipeline.claim.rules import ClaimRule
from pipeline.fields import State
from pipeline.findings import Outcome, Reason, Severity
from pipeline.rows import Measurement
from tests.validators.cases import asked, case, complaint, filed, pointed
from tests.validators.papers import form
from validators.claim import lab

CLAIMED = ClaimedEfficacy(indicator="MI", indicator_zh="黑素指数", value_percent=Decimal(15))
SERUM, BATCH = "禾光焕亮精华液", "HG260801A"
ROWS = ("measurements",)


def row(before: str | None, after: str, indicator: str = "黑素指数 MI") -> Measurement:
    return Measurement(
        indicator=indicator, baseline_value=Decimal(before) if before else None, endpoint_value=Decimal(after)
    )


MI, MOISTURE, NO_BASELINE = row("181", "172"), row("42", "50", "角质层含水量"), row(None, "50", "角质层含水量")


def report(*rows: Measurement, doubt: tuple[str, ...] = (), **values: Any) -> Paper:
    return filed(form("lab_report", measurements=rows, **values), needs_person=doubt)


def claim(*papers: Paper, policy: dict[str, Any] | None = None, **stated: Any) -> Case:
    known = {
        "claimed_efficacy": CLAIMED,
        "product": StatedProduct(name=SERUM, batch_number=BATCH),
        "claimant": Claimant(name="张示例"),
    }
    return case(*papers, stated=known | stated, policy={"attainment_threshold_pct": Decimal(80)} | (policy or {}))


@pytest.mark.parametrize(
    ("rule", "about", "fields", "zh", "en"),
    [
        (
            lab.the_sample_is_the_product,
            claim(report(MI, sample_name="禾光保湿面霜")),
            ("sample_name",),
            "样品（禾光保湿面霜）与购买的产品（禾光焕亮精华液）不符，请核对样品名称和批号",
            "The sample 禾光保湿面霜 is not the product bought (禾光焕亮精华液); please check name and batch",
        ),
        (
            lab.the_sample_is_the_product,
            claim(report(MI, sample_name=SERUM, batch_number="HG260305A")),
            ("batch_number",),
            "样品（HG260305A）与购买的产品（HG260801A）不符，请核对样品名称和批号",
            "The sample HG260305A is not the product bought (HG260801A); please check name and batch",
        ),
        (
            lab.there_is_a_baseline,
            claim(report(NO_BASELINE)),
            ROWS,
            "缺少使用前基线数据（角质层含水量），请补充同一检测机构使用前的检测结果",
            "The baseline before use is missing (角质层含水量); please send that laboratory's earlier result",
        ),
        (
            lab.the_promise_was_missed,
            claim(report(row("200", "160"))),
            ROWS,
            "功效达成率 133.33%，未低于承诺的 80%，请人工复核报告与规则",
            "Attainment is 133.33 %, not below the 80 % of the promise; please check report and terms",
        ),
        (
            lab.the_promised_effect_was_measured,
            claim(report(MOISTURE)),
            ROWS,
            "检测指标（角质层含水量）与宣称功效（黑素指数）不对应，请核对报告项目",
            "The indicators measured (角质层含水量) do not measure the promise (黑素指数); please check the report",
        ),
        (
            lab.the_promised_effect_was_measured,
            claim(report(MOISTURE), claimed_efficacy=ClaimedEfficacy(indicator="MI", value_percent=Decimal(15))),
            ROWS,
            "检测指标（角质层含水量）与宣称功效（MI）不对应，请核对报告项目",
            "The indicators measured (角质层含水量) do not measure the promise (MI); please check the report",
        ),
        (
            lab.the_result_is_not_borderline,
            claim(report(row("100", "88.0"))),
            ROWS,
            "结果处于边界（达成率 80.00%，界限 80%），请人工判断",
            "Borderline result (attainment 80.00 %, bound 80 %); a person decides",
        ),
        (
            lab.the_report_is_the_claimants,
            claim(report(MI, client_name="李四示")),
            ("client_name",),
            "委托人/受试者（李四示）与申请人（张示例）不一致，请人工核对",
            "The report's client 李四示 is not the claimant 张示例; please check",
        ),
    ],
)
def test_a_reviewer_reads_what_the_report_does_not_prove(
    rule: ClaimRule, about: Case, fields: tuple[str, ...], zh: str, en: str
) -> None:
    finding = complaint(rule, about)

    assert finding.reason == Reason(zh, en)
    assert (finding.file, finding.fields) == ("lab_report.pdf", fields)


SAMPLE, CLIENT = ("sample_name", "batch_number"), ("client_name",)


@pytest.mark.parametrize(
    ("rule", "paper", "outcome", "fields"),
    [
        (lab.the_sample_is_the_product, report(sample_name=SERUM), Outcome.PASS, SAMPLE),
        (lab.the_sample_is_the_product, report(sample_name=State.UNREADABLE), Outcome.UNREADABLE, SAMPLE[:1]),
        (lab.the_sample_is_the_product, report(), Outcome.NOT_APPLICABLE, ()),
        (lab.there_is_a_baseline, report(), Outcome.NOT_APPLICABLE, ()),
        (lab.the_promised_effect_was_measured, report(), Outcome.NOT_APPLICABLE, ()),
        (lab.the_promised_effect_was_measured, report(MI), Outcome.PASS, ROWS),
        (lab.the_report_is_the_claimants, report(MI), Outcome.NOT_APPLICABLE, ()),
        (lab.the_report_is_the_claimants, report(client_name=State.UNREADABLE), Outcome.UNREADABLE, CLIENT),
        (lab.the_report_is_the_claimants, report(client_name="张示例"), Outcome.PASS, CLIENT),
        (lab.the_report_is_the_claimants, report(client_name="**公司"), Outcome.FAIL, CLIENT),
    ],
)
def test_the_report_and_what_was_looked_at_on_it_are_named(
    rule: ClaimRule, paper: Paper, outcome: Outcome, fields: tuple[str, ...]
) -> None:
    assert pointed(rule, claim(paper)) == [(outcome, "lab_report.pdf", fields)]


def test_a_sample_nobody_named_a_product_for_is_not_compared() -> None:
    about = claim(report(sample_name="禾光"), product=StatedProduct())

    assert pointed(lab.the_sample_is_the_product, about) == [(Outcome.NOT_APPLICABLE, "lab_report.pdf", ())]


def test_a_sample_may_bear_another_name_of_the_product() -> None:
    product = PolicyProduct(name=SERUM, aliases=("Demo Glow Serum",))

    about = claim(report(sample_name="Demo Glow Serum"), policy={"products": (product,)})

    assert asked(lab.the_sample_is_the_product, about) == [Outcome.PASS]


def test_the_baseline_of_the_promised_indicator_is_what_counts() -> None:
    assert asked(lab.there_is_a_baseline, claim(report(NO_BASELINE, MI))) == [Outcome.PASS]


@pytest.mark.parametrize("name", ["measurements", "baseline_value", "endpoint_value", "indicator"])
def test_whichever_reading_is_in_doubt_nobody_is_refused(name: str) -> None:
    about = claim(report(row("200", "160"), doubt=(name,)))

    assert complaint(lab.the_promise_was_missed, about).severity is Severity.REVIEW


def test_doubt_about_another_field_of_the_report_changes_nothing() -> None:
    about = claim(report(row("200", "160"), doubt=("client_name",)))

    assert complaint(lab.the_promise_was_missed, about).severity is Severity.REJECT


@pytest.mark.parametrize(
    ("stood", "outcome"),
    [
        ({}, Outcome.PASS),
        ({"published_from": date(2026, 9, 1), "published_to": date(2026, 9, 1)}, Outcome.PASS),
        ({"published_from": date(2026, 9, 2)}, Outcome.FAIL),
        ({"published_to": date(2026, 8, 31)}, Outcome.FAIL),
    ],
)
def test_a_promise_in_the_terms_is_one_of_the_day_of_purchase(stood: dict[str, Any], outcome: Outcome) -> None:
    product = PolicyProduct(name=SERUM, claimed=(replace(CLAIMED, **stood),))

    about = claim(report(MI), policy={"products": (product,)}, claimed_efficacy=None, purchase_date=date(2026, 9, 1))

    assert asked(lab.the_promise_of_that_day_is_known, about) == [outcome]
