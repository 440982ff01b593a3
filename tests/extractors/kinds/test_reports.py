"""Test reports and certificates of analysis, from text to fields."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.kinds import certificate_of_analysis, lab_report
from pipeline.fields import State
from pipeline.flow import extracted
from pipeline.rows import Direction
from tests.paper import paper, papers

REPORT = """
报告编号：HC-GX-2026-10-00123
检验检测报告
样品名称 Sample    禾光焕亮精华液
委托人 Client      张示例
接样日期 2026-09-05   检测日期 2026-09-05 ~ 2026-10-05
检测项目          单位   使用前(D0)        使用后(D28)       变化值    变化率(%)
黑素指数 MI       -      181.0 ± 2.3       172.0 ± 2.1       -9.0      -4.97
皮肤亮度 L*       -      60.12 ± 0.31      61.05 ± 0.28      +0.93     +1.55
检测结论：连续使用28天后，黑素指数下降4.97%，未达到宣称指标（≥15%）。
批准：____
签发日期：2026年10月12日
"""


def test_before_and_after_become_measurements_with_their_direction() -> None:
    form = extracted(paper(REPORT), lab_report.KIND)

    first, second = form.measurements()
    assert (first.indicator, first.direction) == ("黑素指数 MI", Direction.DOWN)
    assert (first.baseline_value, first.endpoint_value) == (Decimal("181.0"), Decimal("172.0"))
    assert first.improvement_rate == Decimal("4.97")
    assert (second.direction, second.improvement_rate) == (Direction.UP, Decimal("1.55"))


def test_the_reports_head_and_conclusion_are_read() -> None:
    form = extracted(paper(REPORT), lab_report.KIND)

    assert form.text("report_number") == "HC-GX-2026-10-00123"
    assert form.text("sample_name") == "禾光焕亮精华液"
    assert form.text("client_name") == "张示例"
    assert (form.day("tested_from"), form.day("tested_to")) == (date(2026, 9, 5), date(2026, 10, 5))
    assert form.day("issued_date") == date(2026, 10, 12)
    assert form.amount("claimed_rate") == Decimal(15)
    assert (form.text("conclusion") or "").endswith("≥15%）。")


@pytest.mark.parametrize(
    "line", ["委托单位/委托人Client 张示例", "委托人Client张示例", "委托人client：张示例", "委托人Client  张示例"]
)
def test_the_english_word_glued_to_a_label_is_no_part_of_the_name(line: str) -> None:
    form = extracted(paper(REPORT.replace("委托人 Client      张示例", line)), lab_report.KIND)

    assert form.text("client_name") == "张示例"


@pytest.mark.parametrize(("line", "name"), [("样品名称VC 精华液", "VC 精华液"), ("样品名称Sample A", "Sample A")])
def test_letters_that_are_no_known_word_before_glyphs_belong_to_the_name(line: str, name: str) -> None:
    form = extracted(paper(REPORT.replace("样品名称 Sample    禾光焕亮精华液", line)), lab_report.KIND)

    assert form.text("sample_name") == name


def test_traditional_glyphs_that_readers_take_for_others_still_name_what_they_name() -> None:
    misread = {"检测项目": "检测頂目", "委托人 Client": "委話單位/委話人", "签发日期": "發日期"}
    text = REPORT
    for printed, seen in misread.items():
        text = text.replace(printed, seen)
    form = extracted(paper(text), lab_report.KIND)

    assert [row.indicator for row in form.measurements()] == ["黑素指数 MI", "皮肤亮度 L*"]
    assert form.text("client_name") == "张示例"
    assert form.day("issued_date") == date(2026, 10, 12)


@pytest.mark.parametrize("heading", ["检测項日", "顶目", "顷目"])
def test_a_misread_heading_over_known_indicators_loses_no_results(heading: str) -> None:
    form = extracted(paper(REPORT.replace("检测项目", heading)), lab_report.KIND)

    assert [row.indicator for row in form.measurements()] == ["黑素指数 MI", "皮肤亮度 L*"]


def test_an_indicator_in_traditional_script_gets_better_the_same_way() -> None:
    table = "檢驗項目   單位   使用前   使用後   變化值   變化率(%)\n皺紋面積   mm²   14.8   12.2   -2.6   -17.57\n"
    (row,) = extracted(paper(f"檢驗報告\n{table}"), lab_report.KIND).measurements()

    assert (row.indicator, row.direction) == ("皺紋面積", Direction.DOWN)
    assert (row.improvement_rate, row.recomputed_rate) == (Decimal("17.57"), Decimal("17.57"))


def test_a_report_without_a_first_reading_gives_its_last_ones() -> None:
    form = extracted(
        paper("检测报告\n检测项目      单位   使用后28天\n黑素指数      -      224.1\n备注栏        -      12.5\n"),
        lab_report.KIND,
    )

    (row,) = form.measurements()
    assert (row.indicator, row.baseline_value, row.endpoint_value) == ("黑素指数", None, Decimal("224.1"))
    assert row.recomputed_rate is None
    assert form.amount("endpoint_value") == Decimal("224.1")
    assert form.amount("baseline_value") is None


def test_groups_under_an_unknown_heading_are_no_indicators() -> None:
    table = "组别      使用前      使用后\n试验组      19.9      17.4\n"
    form = extracted(paper(f"检测报告\n经皮水分流失 TEWL\n{table}"), lab_report.KIND)

    assert [row.indicator for row in form.measurements()] != ["试验组"]


def test_the_place_of_a_rate_holds_its_whole_percent_sign() -> None:
    sheet = paper("检测报告\n宣称功效 黑素指数下降≥15%")
    field = extracted(sheet, lab_report.KIND).field("claimed_rate")
    row = sheet.strips[1]
    start = row.text.index("15")

    assert field is not None
    assert field.raw == "15"
    assert field.place == row.place(start, start + len("15%"))


def test_a_rate_that_does_not_follow_throws_doubt_on_all_three_numbers() -> None:
    form = extracted(paper(REPORT.replace("-4.97", "-14.97")), lab_report.KIND)

    for name in ("baseline_value", "endpoint_value", "improvement_rate"):
        field = form.field(name)
        assert field is not None
        assert "rate_differs" in field.doubts


@pytest.mark.parametrize("last", ["8", "8 Februa", "2026"])
def test_a_last_day_of_testing_that_nobody_can_read_whole_is_missing_and_not_the_first_day_again(last: str) -> None:
    form = extracted(paper(f"Test report\nDates of testing  10 January 2026 to {last}\nSubject  P1"), lab_report.KIND)

    assert form.field("tested_from") is not None
    assert form.day("tested_to") is None


def test_a_unit_in_brackets_is_no_part_of_the_name() -> None:
    heading = "检测报告\n检测项目      使用前      使用后      变化率(%)\n"
    text = f"{heading}经皮水分流失 TEWL (g/(m²·h))      18.0     14.4     -20.0"

    (row,) = extracted(paper(text), lab_report.KIND).measurements()

    assert (row.indicator, row.unit) == ("经皮水分流失 TEWL", "g/(m²·h)")
    assert row.improvement_rate == Decimal("20.0")


def test_what_got_worse_keeps_its_minus() -> None:
    worse = REPORT.replace("172.0 ± 2.1       -9.0      -4.97", "190.0 ± 2.1       +9.0      +4.97")

    form = extracted(paper(worse), lab_report.KIND)

    assert form.amount("improvement_rate") == Decimal("-4.97")


def test_the_last_of_several_points_in_time_is_the_endpoint() -> None:
    text = "检测报告\n检测项目      D0      D14      D28      变化率(%)\n水分含量      40.0     44.0     50.0     25.0"

    form = extracted(paper(text), lab_report.KIND)

    assert form.amount("endpoint_value") == Decimal("50.0")


def measured(text: str) -> list[tuple[str, str | None, str, str, str]]:
    rows = extracted(paper(text), lab_report.KIND).measurements()
    return [
        (row.indicator, row.unit, str(row.baseline_value), str(row.endpoint_value), str(row.improvement_rate))
        for row in rows
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [("初测值", "复测值"), ("首次测量", "末次测量"), ("T0", "T28"), ("DO均值", "D28均值"), ("Baseline", "Final")],
)
def test_points_in_time_may_head_the_rows_and_indicators_the_columns(first: str, last: str) -> None:
    text = f"""检测报告
测量时间        脱发数量      毛发密度
单位            根            根/cm²
{first}         71            154.7
{last}          56            165.8
差值            -15           +11.1
变化情况        下降21.13%    升高7.18%
"""

    assert measured(text) == [
        ("脱发数量", "根", "71", "56", "21.13"),
        ("毛发密度", "根/cm²", "154.7", "165.8", "7.18"),
    ]


def test_points_in_time_may_have_rows_of_their_own() -> None:
    text = """检测报告
测试项目              阶段        测试日期     测定值     改善率(%)
                      基线值      03-21        125
皮脂含量(µg/cm²)                                          7.20
                      第28天      04-21        116
                      基线值      03-21        46.9
角质层含水量(a.u.)                                        2.13
                      第28天      04-21        47.9
"""

    assert measured(text) == [
        ("皮脂含量", "µg/cm²", "125", "116", "7.20"),
        ("角质层含水量", "a.u.", "46.9", "47.9", "2.13"),
    ]


def test_single_readings_below_the_results_are_no_results() -> None:
    text = """检测报告
检测指标         单位     首次测量    末次测量    差值      变化率(%)
眼角皱纹面积     mm²      24.55       23.02       -1.53     -6.2
测量记录
指标             时间     读数1       读数2       读数3     平均值
眼角皱纹面积     前       24.49       24.61       24.55     24.55
眼角皱纹面积     后       22.94       23.10       23.02     23.02
"""

    assert measured(text) == [("眼角皱纹面积", "mm²", "24.55", "23.02", "6.2")]


def test_a_sentence_that_says_before_and_after_heads_no_table() -> None:
    prose = "The cheek was measured before the first application  and after the last one, at 20 degrees and 47 % RH"
    heading = "Parameter        Unit    Before   After   Improvement (%)"

    assert measured(f"Test report\n{prose}\n{heading}\nSkin hydration   a.u.   32.3   32.9   1.86") == [
        ("Skin hydration", "a.u.", "32.3", "32.9", "1.86")
    ]


def test_a_row_of_particulars_right_above_a_heading_is_no_line_of_it() -> None:
    text = """检测报告
受试者编号     P01           评价类别        抗皱       试验部位    前额
检测项目       计量单位      用前测量值      D28        变化率(与使用前比)
鱼尾纹面积     mm²           12.30           11.81      -3.98%
皮肤弹性R2值   /             0.486           0.519      6.79%
"""

    assert [row[0] for row in measured(text)] == ["鱼尾纹面积", "皮肤弹性R2值"]


@pytest.mark.parametrize("read", ["g/(m2-h)", "g/(m².h)", "g/(m²*h)", "g/(m²·h)"])
def test_a_units_small_marks_are_written_as_they_are_meant(read: str) -> None:
    heading = "检测报告\n检测项目      单位      使用前      使用后      变化率(%)"

    assert measured(f"{heading}\n水分流失      {read}     18.0     14.4     -20.0") == [
        ("水分流失", "g/(m²·h)", "18.0", "14.4", "20.0")
    ]


@pytest.mark.parametrize(
    "name",
    [
        "示例市金穗检测技术服务有限责任公司",
        "示例省春藤质量检验认证中心",
        "Specimen Clinical Evaluation GmbH",
        "Mockfield Analytical Centre",
    ],
)
def test_a_laboratory_is_known_from_its_letterhead(name: str) -> None:
    form = extracted(paper(f"{name}\n12 Specimen Way\n检测报告 Test report\n{REPORT}"), lab_report.KIND)

    assert form.text("lab_name") == name


HEADING = "受试者编号      D0      D28      变化率(%)\n"
PANEL = "检测报告\n表1 黑素指数 MI\n" + HEADING + "S01     180.0     171.0     -5.00\nS02     190.0     180.5     -5.00"
REST = "S03     200.0     190.0     -5.00\n均值     190.0     180.5     -5.00"


@pytest.mark.parametrize("head", ["", HEADING])
def test_a_tables_rows_carry_on_over_the_page_whether_or_not_its_heading_stands_there_again(head: str) -> None:
    form = extracted(papers(PANEL, f"报告编号：HC-1-2026   第 2 页\n{head}{REST}"), lab_report.KIND)

    assert [row.subject for row in form.measurements()] == ["S01", "S02", "S03", None]
    assert {row.indicator for row in form.measurements()} == {"黑素指数 MI"}
    assert form.amount("baseline_value") == Decimal("190.0")


CERTIFICATE = """
DEMO BIOTECH LABS LTD            CERTIFICATE OF ANALYSIS
Product:  Heguang Serum      Batch No.:  HG260801A
COA No.:  COA-26-0801-A      Date received:  08/21/2026
Test              Specification          Result         Method
pH (25 °C)        5.5 - 6.5              5.9            USP <791>
Niacinamide       4.5 - 5.5 %            4.9 %          HPLC
Purity            ≥ 98.0 %               99.2 %         GC
Lead              ≤ 10 mg/kg             3.1 mg/kg      ICP-MS
Recovery                                 97 %           ICP-MS
"""


def test_results_in_percent_stand_apart_from_limits_and_other_units() -> None:
    form = extracted(paper(CERTIFICATE), certificate_of_analysis.KIND)
    field = form.field("measured_percentages")

    assert field is not None
    assert field.value == (Decimal("4.9"), Decimal("99.2"))
    assert [(row.indicator, row.endpoint_value) for row in form.measurements()] == [
        ("Niacinamide", Decimal("4.9")),
        ("Purity", Decimal("99.2")),
    ]
    assert form.text("report_number") == "COA-26-0801-A"
    assert form.day("received_date") == date(2026, 8, 21)


def test_numbers_beside_a_name_in_percent_count_and_those_in_milligrams_do_not() -> None:
    text = "Certificate of Analysis\nTotal oil (%)   25.01\nTotal oil (mg/g)   250.1\nLOQ (%)   0.05"

    field = extracted(paper(text), certificate_of_analysis.KIND).field("measured_percentages")

    assert field is not None
    assert field.value == (Decimal("25.01"),)


@pytest.mark.parametrize(("text", "kind"), [(REPORT, lab_report.KIND), (CERTIFICATE, certificate_of_analysis.KIND)])
def test_each_knows_its_own(text: str, kind: object) -> None:
    scores = {one.name: one.score(paper(text)) for one in (lab_report.KIND, certificate_of_analysis.KIND)}

    assert max(scores, key=lambda name: scores[name]) == getattr(kind, "name", "")


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Copies need the written approval of Mockwell Testing Group, except in full.", "Mockwell Testing Group"),
        ("Specimen Analytics is an ISO 17025 accredited laboratory.", "Specimen Analytics"),
    ],
)
def test_a_certificates_laboratory_is_named_in_its_small_print(line: str, name: str) -> None:
    text = f"CERTIFICATE OF ANALYSIS\nProduct: Heguang Serum\nPurity   99.2 %\n{line}"

    assert extracted(paper(text), certificate_of_analysis.KIND).text("lab_name") == name


def test_a_period_behind_date_tested_gives_both_its_days() -> None:
    text = "CERTIFICATE OF ANALYSIS\nDate tested: 9 March 2026 to 19 March 2026\nPurity   99.2 %"

    form = extracted(paper(text), certificate_of_analysis.KIND)

    assert (form.day("tested_from"), form.day("tested_to")) == (date(2026, 3, 9), date(2026, 3, 19))


def test_a_limit_in_another_column_makes_no_limit_of_the_result() -> None:
    text = "CERTIFICATE OF ANALYSIS\nTest            Result      Limit\nMoisture        6 %         max 10 %"

    field = extracted(paper(text), certificate_of_analysis.KIND).field("measured_percentages")

    assert field is not None
    assert field.value == (Decimal(6),)


@pytest.mark.parametrize("glued", ["Batch No. LOT-10726K", "Batch: LOT-10726K"])
def test_a_label_word_that_begins_a_number_is_part_of_it(glued: str) -> None:
    form = extracted(paper(f"CERTIFICATE OF ANALYSIS\n{glued}\nPurity   99.2 %"), certificate_of_analysis.KIND)

    assert form.text("batch_number") == "LOT-10726K"


@pytest.mark.parametrize(
    ("heading", "printed", "rate"),
    [("改善率(%)", "+2.22", "2.22"), ("变化率(%)", "+2.22", "-2.22"), ("改善率(%)", "2.22", "-2.22")],
)
def test_a_loss_that_a_report_plainly_calls_a_gain_stays_what_it_says(heading: str, printed: str, rate: str) -> None:
    table = f"检测项目  使用前(D0)  使用后(D28)  {heading}\n黑素指数 MI  180.0  184.0  {printed}"
    (row,) = extracted(paper(f"检验报告\n{table}"), lab_report.KIND).measurements()

    assert row.improvement_rate == Decimal(rate)
    assert row.recomputed_rate == Decimal("-2.22")


@pytest.mark.parametrize(("before", "after"), [("l∂∩", "1 8.4.O"), ("∂∩", "184.0x2")])
def test_readings_nobody_can_make_out_are_unreadable_not_absent(before: str, after: str) -> None:
    table = f"检测项目        使用前(D0)    使用后(D28)    变化率(%)\n黑素指数 MI     {before:10}    {after:10}"
    form = extracted(paper(f"检验报告\n{table}"), lab_report.KIND)

    assert form.state("measurements") is State.UNREADABLE


def test_a_report_without_a_table_of_readings_has_none() -> None:
    assert extracted(paper("检验报告\n检测项目  黑素指数 MI"), lab_report.KIND).state("measurements") is State.NOT_FOUND
