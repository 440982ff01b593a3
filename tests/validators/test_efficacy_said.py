"""LAB: the sentences about what does not follow, and the figures from which on it does not."""

from decimal import Decimal

import pytest

from pipeline.fields import State
from pipeline.findings import Outcome, Reason
from pipeline.records import Form
from pipeline.rows import Measurement
from pipeline.rules import Rule
from tests.validators.papers import asked, complaint, form, paper
from tests.validators.reports import report, row
from validators.efficacy import (
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
MOISTURE = row("30", "36", indicator="水分", unit="%")
READINGS = row("181.0", "172.0", "4.97")
PERCENT = {"indicator": "水分", "unit": "%"}
GROUP = ("有效受试者 31 名", "182.4±21.6", "p=0.032")


@pytest.mark.parametrize(
    ("rule", "about", "lines", "zh", "en"),
    [
        (
            RATE,
            report(row("181.0", "172.0", "14.97")),
            (),
            "报告计算结果与数据不符（黑素指数 MI 报告14.97%，应为4.97%），请核对报告数据",
            (
                "A printed rate does not follow from the readings (黑素指数 MI printed 14.97%, is 4.97%); "
                "please check the report"
            ),
        ),
        (
            DIRECTION,
            report(row("181.0", "172.0", direction="up_good")),
            (),
            "指标方向：黑素指数 MI down_good，报告写法与此不同，仅供参考",
            "Direction: 黑素指数 MI down_good; the report reads it otherwise; for information only",
        ),
        (
            POINTS,
            report(MOISTURE, claimed_rate=Decimal(20)),
            (),
            "百分比与百分点口径不明（相对变化 20.00%，差值 6 个百分点），请人工判断",
            "Percent or percentage points: it is unclear which is meant (relative 20.00 %, 6 points); a person decides",
        ),
        (
            POINTS,
            report(row("1.7", "6.7", indicator="ITA°"), claimed_rate=Decimal(100)),
            (),
            "百分比与百分点口径不明（ITA° 只能比较度数差值），请人工判断",
            (
                "Percent or percentage points: it is unclear which is meant (ITA° can only be compared in degrees); "
                "a person decides"
            ),
        ),
        (
            WORDS,
            report(READINGS, conclusion="达到宣称指标", claimed_rate=Decimal(15)),
            (),
            "结论与数据矛盾（结论为达到或有效，计算为 4.97%），请核对报告",
            (
                "The conclusion contradicts the readings (it says reached or effective, the readings give 4.97 %); "
                "please check"
            ),
        ),
        (
            WORDS,
            report(READINGS, conclusion="未达到宣称指标", claimed_rate=Decimal(4)),
            (),
            "结论与数据矛盾（结论为未达到，计算为 4.97%，宣称 4%），请核对报告",
            (
                "The conclusion contradicts the readings (it says missed, the readings give 4.97 % of 4 % claimed); "
                "please check"
            ),
        ),
        (
            WORDS,
            report(READINGS, conclusion="黑素指数下降24.97%"),
            (),
            "结论与数据矛盾（结论写 24.97%，计算为 4.97%），请核对报告",
            "The conclusion contradicts the readings (it says 24.97 %, the readings give 4.97 %); please check",
        ),
        (
            STATISTICS,
            report(row("172.0", "172.0")),
            ("有效受试者 31 名",),
            "统计信息缺失或矛盾（黑素指数 MI 使用前后数值完全相同；未见p值；未见标准差），仅供参考",
            (
                "Statistics missing or odd (黑素指数 MI is the same before and after; no p value; "
                "no standard deviation); for information only"
            ),
        ),
        (
            STATISTICS,
            report(row("172.0", "172.0"), row("180", "170")),
            ("p=3.2",),
            "统计信息缺失或矛盾（黑素指数 MI 使用前后数值完全相同；p值 3.2 大于1），仅供参考",
            (
                "Statistics missing or odd (黑素指数 MI is the same before and after; p value 3.2 above 1); "
                "for information only"
            ),
        ),
    ],
)
def test_a_reviewer_reads_what_does_not_follow(
    rule: Rule, about: Form, lines: tuple[str, ...], zh: str, en: str
) -> None:
    assert complaint(rule, about, paper(*lines)).reason == Reason(zh, en)


def test_a_claim_about_an_angle_points_to_the_readings_and_to_the_claim() -> None:
    angle = row("1.7", "6.7", indicator="ITA°")

    assert complaint(POINTS, report(angle, claimed_rate=Decimal(100))).fields == ("measurements", "claimed_rate")
    assert asked(POINTS, report(angle)) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("readings", "claimed", "outcome"),
    [
        (row("30", None, **PERCENT), "20", Outcome.NOT_APPLICABLE),
        (row(None, "36", **PERCENT), "20", Outcome.NOT_APPLICABLE),
        (row("30", "36", indicator="某指标", unit="%"), "20", Outcome.UNREADABLE),
        (row("0", "36", **PERCENT), "20", Outcome.UNREADABLE),
        (row("30", "36", **PERCENT), "6", Outcome.PASS),
        (row("30", "36", **PERCENT), "6.01", Outcome.FAIL),
        (row("30", "36", indicator="水分", unit=" ％ "), "20", Outcome.FAIL),
        (row("30", "36", indicator="水分", unit="percent"), "20", Outcome.FAIL),
        (row("30", "36", indicator="水分"), "20", Outcome.PASS),
    ],
)
def test_percent_and_points_differ_for_percentages_with_both_readings(
    readings: Measurement, claimed: str, outcome: Outcome
) -> None:
    assert asked(POINTS, report(readings, claimed_rate=Decimal(claimed))) is outcome


@pytest.mark.parametrize(
    "one", [row("181.0", "172.0"), row("181.0", None, "4.97"), row(None, "172.0", "4.97"), row("181.0", "172.0", "50")]
)
def test_nothing_is_read_the_wrong_way_round_without_a_rate_of_that_size(one: Measurement) -> None:
    assert asked(DIRECTION, report(one)) is Outcome.PASS


@pytest.mark.parametrize(
    ("readings", "conclusion", "claimed", "outcome"),
    [
        (row("200", "180"), "达到宣称指标", "10", Outcome.PASS),
        (row("200", "180"), "达到宣称指标", "10.01", Outcome.FAIL),
        (row("200", "180"), "未达到宣称指标", "10.01", Outcome.PASS),
        (row("180", "180"), "样品有效", None, Outcome.FAIL),
        (row("200", "199"), "样品有效", None, Outcome.PASS),
    ],
)
def test_a_promise_is_reached_from_its_own_figure_on_and_an_effect_is_any_gain(
    readings: Measurement, conclusion: str, claimed: str | None, outcome: Outcome
) -> None:
    claim = {"claimed_rate": Decimal(claimed)} if claimed else {}

    assert asked(WORDS, report(readings, conclusion=conclusion, **claim)) is outcome


@pytest.mark.parametrize(
    ("rate", "outcome"), [("4.97", Outcome.PASS), ("8.00", Outcome.PASS), ("9.0", Outcome.FAIL), ("7.0", Outcome.FAIL)]
)
def test_a_conclusion_may_state_the_rate_of_the_readings_or_the_one_printed(rate: str, outcome: Outcome) -> None:
    about = report(row("181.0", "172.0", "8.00"), conclusion=f"黑素指数下降{rate}%")

    assert asked(WORDS, about) is outcome


def test_smudged_measurements_leave_open_who_was_measured() -> None:
    assert asked(ONE, form("lab_report", measurements=State.UNREADABLE)) is Outcome.UNREADABLE


def test_statistics_of_one_person_pass_where_they_are_printed_and_are_not_asked_without_rows() -> None:
    assert asked(STATISTICS, report(READINGS), paper("182.4±21.6")) is Outcome.PASS
    assert asked(STATISTICS, form("lab_report"), paper(*GROUP)) is Outcome.NOT_APPLICABLE


def test_one_persons_rate_must_follow_where_a_groups_may_be_near() -> None:
    about = report(row("182.4", "171.3", "6.80"))

    assert asked(RATE, about) is Outcome.FAIL
    assert asked(RATE, about, paper(*GROUP)) is Outcome.UNREADABLE
