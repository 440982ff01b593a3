"""LAB: do the report's rates, words and statistics follow from its own readings?"""

from decimal import Decimal

import pytest

from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from pipeline.records import Form
from pipeline.rows import Measurement
from pipeline.rules import Rule
from tests.validators.papers import asked, complaint, form, paper, severity
from tests.validators.reports import report, row
from validators.efficacy import (
    RULES,
    indicators_are_read_in_their_direction,
    one_person_was_measured,
    percent_is_not_percentage_points,
    rates_follow_from_the_readings,
    statistics_fit_together,
    the_conclusion_agrees_with_the_numbers,
)

RATE = rates_follow_from_the_readings
DIRECTION = indicators_are_read_in_their_direction
POINTS = percent_is_not_percentage_points
WORDS = the_conclusion_agrees_with_the_numbers
ONE = one_person_was_measured
STATISTICS = statistics_fit_together


@pytest.mark.parametrize(
    "rows",
    [
        [row("181.0", "172.0", "4.97")],
        [row("60.12", "61.05", "1.55", indicator="皮肤亮度 L*")],
        [row("32.4", "34.6", "99", indicator="ITA°"), row("181.0", "172.0", "5.0")],
        [row("30", "36", "6", indicator="水分", unit="%")],
    ],
)
def test_a_rate_that_follows_from_its_readings_passes(rows: list[Measurement]) -> None:
    assert asked(RATE, report(*rows)) is Outcome.PASS


def test_a_rate_that_does_not_follow_goes_to_a_person() -> None:
    finding = complaint(RATE, report(row("181.0", "172.0", "14.97")))

    assert finding.severity is Severity.REVIEW
    assert "黑素指数 MI 报告14.97%，应为4.97%" in finding.reason.zh


def test_the_flat_fields_stand_for_a_row() -> None:
    values = {"baseline_value": Decimal(180), "endpoint_value": Decimal(162), "improvement_rate": Decimal(30)}

    assert asked(RATE, form("lab_report", indicator="黑素指数", **values)) is Outcome.FAIL


@pytest.mark.parametrize("rate", ["16.25", "14.13"])
def test_a_groups_rate_may_be_the_mean_of_its_subjects_rates(rate: str) -> None:
    single = [row("100", "60", subject="01"), row("200", "190", subject="02"), row("300", "270", subject="03")]
    group = row("200.0", "173.3", "18.33")

    assert asked(RATE, report(group, *single)) is Outcome.PASS
    assert asked(RATE, report(row("200.0", "173.3", rate), *single)) is Outcome.FAIL


def test_a_groups_rate_without_its_subjects_stays_open_where_it_is_near() -> None:
    study = paper("有效受试者 31 名")

    assert asked(RATE, report(row("182.4", "171.3", "6.80")), study) is Outcome.UNREADABLE
    assert asked(RATE, report(row("182.4", "171.3", "16.80")), study) is Outcome.FAIL


@pytest.mark.parametrize("about", [report(row("181.0", "172.0", "-4.97")), report(row("0.4", "1", "50"))])
def test_a_sign_or_a_baseline_near_nothing_leaves_the_rate_open(about: Form) -> None:
    assert asked(RATE, about) is Outcome.UNREADABLE


def test_smudged_readings_are_unreadable_and_none_are_not_asked() -> None:
    assert asked(RATE, form("lab_report", measurements=State.UNREADABLE)) is Outcome.UNREADABLE
    assert asked(RATE, report(row("181.0", "172.0"))) is Outcome.NOT_APPLICABLE
    assert asked(RATE, form("lab_report")) is Outcome.NOT_APPLICABLE


def test_an_indicator_read_the_wrong_way_round_is_noted_with_its_direction() -> None:
    finding = complaint(DIRECTION, report(row("181.0", "172.0", direction="up_good")))

    assert finding.severity is Severity.INFO
    assert "MI down_good" in finding.reason.en


def test_a_gain_printed_for_a_loss_is_noted() -> None:
    assert asked(DIRECTION, report(row("180", "184", "2.22"))) is Outcome.FAIL


@pytest.mark.parametrize("one", [row("181.0", "172.0", "4.97", direction="down_good"), row("180", "184", "-2.22")])
def test_an_indicator_read_its_own_way_passes(one: Measurement) -> None:
    assert asked(DIRECTION, report(one)) is Outcome.PASS


def test_an_indicator_nobody_knows_has_no_direction() -> None:
    assert asked(DIRECTION, report(row("1", "2", indicator="某指标"))) is Outcome.NOT_APPLICABLE
    assert asked(DIRECTION, form("lab_report", measurements=State.UNREADABLE)) is Outcome.UNREADABLE


MOISTURE = row("30", "36", indicator="水分", unit="%")


def test_points_and_percent_that_decide_differently_go_to_a_person() -> None:
    finding = complaint(POINTS, report(MOISTURE, claimed_rate=Decimal(20)))

    assert finding.severity is Severity.REVIEW
    assert "20.00" in finding.reason.en
    assert "6 points" in finding.reason.en


def test_a_rate_printed_in_points_goes_to_a_person() -> None:
    assert asked(POINTS, report(row("30", "36", "6", indicator="水分", unit="%"))) is Outcome.FAIL


def test_a_percent_claim_about_an_angle_goes_to_a_person() -> None:
    about = report(row("1.7", "6.7", indicator="ITA°", unit="°"), claimed_rate=Decimal(100))

    assert asked(POINTS, about) is Outcome.FAIL


def test_points_do_not_matter_where_both_decide_alike_or_the_page_says_which() -> None:
    assert asked(POINTS, report(MOISTURE, claimed_rate=Decimal(25))) is Outcome.PASS
    assert asked(POINTS, report(MOISTURE, claimed_rate=Decimal(20)), paper("提升6个百分点")) is Outcome.PASS
    assert asked(POINTS, report(row("181.0", "172.0"), claimed_rate=Decimal(20))) is Outcome.PASS


def test_without_readings_or_a_claim_points_are_not_asked_about() -> None:
    assert asked(POINTS, report(MOISTURE)) is Outcome.NOT_APPLICABLE
    assert asked(POINTS, form("lab_report")) is Outcome.NOT_APPLICABLE
    assert asked(POINTS, form("lab_report", measurements=State.UNREADABLE)) is Outcome.UNREADABLE


READINGS = row("181.0", "172.0", "4.97")


@pytest.mark.parametrize(
    ("conclusion", "claimed"),
    [
        ("黑素指数下降4.97%，未达到委托方提供的宣称指标（≥15%）。", "15"),
        ("黑素指数下降5.0%，达到宣称指标", "4"),
        ("The melanin index decreased by 4.97 % and did not reach the claimed 15 %.", "15"),
        ("样品有效", None),
        ("有效受试者1名，未达到宣称", "15"),
    ],
)
def test_a_conclusion_that_says_what_the_readings_say_passes(conclusion: str, claimed: str | None) -> None:
    claim = {"claimed_rate": Decimal(claimed)} if claimed else {}

    assert asked(WORDS, report(READINGS, conclusion=conclusion, **claim)) is Outcome.PASS


@pytest.mark.parametrize(
    ("readings", "conclusion", "claimed"),
    [
        (READINGS, "黑素指数下降4.97%，达到宣称指标", "15"),
        (READINGS, "样品美白有效", "15"),
        (READINGS, "未达到宣称指标", "4"),
        (row("180", "184"), "样品有效", None),
        (READINGS, "黑素指数下降24.97%", None),
        (READINGS, "The product is effective.", "15"),
    ],
)
def test_a_conclusion_against_the_readings_goes_to_a_person(
    readings: Measurement, conclusion: str, claimed: str | None
) -> None:
    claim = {"claimed_rate": Decimal(claimed)} if claimed else {}

    assert severity(WORDS, report(readings, conclusion=conclusion, **claim)) is Severity.REVIEW


def test_a_conclusion_that_says_neither_stays_open() -> None:
    assert asked(WORDS, report(READINGS, conclusion="见附表")) is Outcome.UNREADABLE
    assert asked(WORDS, report(READINGS, conclusion=State.UNREADABLE)) is Outcome.UNREADABLE


def test_a_conclusion_without_readings_is_not_asked() -> None:
    assert asked(WORDS, form("lab_report", conclusion="有效")) is Outcome.NOT_APPLICABLE
    assert asked(WORDS, report(READINGS)) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    "text",
    ["有效受试者 31 名", "30 healthy subjects completed the study", "样本量：30", "33名健康受试者", "n=30, p<0.05"],
)
def test_a_group_study_goes_to_a_person(text: str) -> None:
    assert severity(ONE, report(READINGS), paper(text)) is Severity.REVIEW


def test_rows_of_several_subjects_are_a_group_study() -> None:
    rows = [row("181.0", "172.0", subject="S01"), row("190.0", "172.0", subject="S02")]

    assert asked(ONE, report(*rows)) is Outcome.FAIL
    assert asked(ONE, report(row("181.0", "172.0", subject="试验组 n=31"))) is Outcome.FAIL


@pytest.mark.parametrize("text", ["委托检验（个人送检）", "受试者 1 名", "A single subject was measured"])
def test_a_personal_test_passes(text: str) -> None:
    assert asked(ONE, report(READINGS), paper(text)) is Outcome.PASS


def test_a_named_subject_makes_it_personal_whatever_is_counted_elsewhere() -> None:
    about = report(row("181.0", "172.0", subject="S01 张*例"))

    assert asked(ONE, about, paper("数值为均值±标准差(n=5次测量)")) is Outcome.PASS


def test_repeated_readings_are_no_group() -> None:
    assert asked(ONE, report(READINGS), paper("数值为均值±标准差(n=5次测量)")) is Outcome.UNREADABLE


def test_without_measurements_nobody_was_measured() -> None:
    assert asked(ONE, form("lab_report")) is Outcome.NOT_APPLICABLE


def test_a_group_study_with_its_statistics_passes() -> None:
    study = paper("有效受试者 31 名", "182.4±21.6", "p=0.032")

    assert asked(STATISTICS, report(row("182.4", "171.3")), study) is Outcome.PASS


@pytest.mark.parametrize(
    ("readings", "lines"),
    [
        (READINGS, ("有效受试者 31 名", "182.4±21.6")),
        (READINGS, ("有效受试者 31 名", "p=0.032")),
        (READINGS, ("p=3.2",)),
        (row("172.0", "172.0"), ("p<0.05",)),
        (row("172.0", "172.0"), ()),
    ],
)
def test_missing_or_odd_statistics_are_noted(readings: Measurement, lines: tuple[str, ...]) -> None:
    assert severity(STATISTICS, report(readings), paper(*lines)) is Severity.INFO


def test_a_personal_test_needs_no_statistics() -> None:
    assert asked(STATISTICS, report(READINGS)) is Outcome.NOT_APPLICABLE
    assert asked(STATISTICS, form("lab_report", measurements=State.UNREADABLE)) is Outcome.UNREADABLE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_other_kinds_are_not_asked(rule: Rule) -> None:
    about = form("certificate_of_analysis", measurements=(READINGS,), conclusion="有效")

    assert asked(rule, about) is Outcome.NOT_APPLICABLE
