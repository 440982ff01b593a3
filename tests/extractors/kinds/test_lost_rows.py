"""Test reports whose first row, number or rate was lost in drawn pages: what they taught holds for all paper."""

from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.kinds import lab_report
from extractors.tables.wrapped import levelled
from pipeline.flow import extracted
from pipeline.geometry import Box, Quad
from pipeline.pages import Line
from pipeline.records import Form
from pipeline.sheets import Sheet
from tests.paper import paper

HEAD = """
CMA  No: PL20251195662
219900778727
检验检测报告
送检样品  启航演示水润面霜
"""
COMMA = """
评价指标  单位  初始值(第0天)  使用56天后  变化率(与使用前比)
皮肤水分含量  a.u.  39.10  45,32  15.91%
经皮水分散失量(TEWL)  g/(m2h)  14.30  14.57  1.89%
"""
SMUDGED = """
评价指标  单位  初始值(第0天)  使用56天后  变化率(与使用前比)
皮肤水分含量  a.u.  39.10  45.?2  15.91%
经皮水分散失量(TEWL)  g/(m2h)  14.30  14.57  1.89%
"""
SENTENCES = """
1)黑素指数(单位:  a.u.) : 使用前 150.4,使用56天后 143.3, 变化率 -4.72%.
2)皮肤亮度L* (单位: 无) : 使用前 64.6,使用56天后 73.0, 变化率 +13.00%.
"""
TWO_CHANGES = """
序号  检测指标  单位  初测值  复测值  差值  较基线变化
1  角质层含水量  a.u.  32.3  33.8  +1.5  升高4.6%
2  皮肤弹性R2  /  0.676  0.787  +0.111  升高16.4%
"""
TURNED = """
测量时间  经皮水分流失TEWL  血红素指数
单位  ²  a.u.
g/(m  ·h)
首次测量  20.06  376.4
末次测量  18.16  335.0
差值  -1.90  -41.4
较基线变化  下降9.47%  下降11.00%
"""


def read(text: str) -> Form:
    return extracted(paper(HEAD + text), lab_report.KIND)


@pytest.mark.parametrize(
    ("text", "before", "after", "rate"),
    [
        (COMMA, "39.10", "45.32", "15.91"),
        (SENTENCES, "150.4", "143.3", "4.72"),
        (TWO_CHANGES, "32.3", "33.8", "4.6"),
        (TURNED, "20.06", "18.16", "9.47"),
    ],
    ids=["a comma for the point", "a unit behind a wide gap", "two columns of changes", "half a row of units"],
)
def test_the_first_row_is_the_one_the_report_is_about(text: str, before: str, after: str, rate: str) -> None:
    form = read(text)

    values = {name: form.field(name) for name in ("baseline_value", "endpoint_value", "improvement_rate")}
    assert [field.value if field else None for field in values.values()] == [*map(Decimal, (before, after, rate))]


def test_a_first_row_that_cannot_be_read_is_told_and_the_next_one_is_not_taken_for_it_in_silence() -> None:
    form = read(SMUDGED)

    for name in ("baseline_value", "endpoint_value", "improvement_rate"):
        field = form.field(name)
        assert field is not None
        assert "row_lost" in field.doubts


def test_a_report_number_behind_no_and_a_colon_is_read() -> None:
    number = read(COMMA).field("report_number")

    assert number is not None
    assert number.value == "PL20251195662"


TWO_LINES = """
Efficacy test report
          Crow's-feet wrinkle    Skin elasticity    Stratum corneum
          area                   R2                 hydration
Unit      mm²                    -                  a.u.
Baseline  17.60                  0.709              49.0
Day 28    15.39                  0.798              55.5
% change  -12.6                  +12.6              +13.3
"""


def test_headings_of_two_lines_name_their_columns_together() -> None:
    fields = extracted(paper(TWO_LINES), lab_report.KIND)

    assert fields.text("indicator") == "Crow's-feet wrinkle area"
    assert str(next(field.value for field in fields.fields if field.name == "baseline_value")) == "17.60"


def test_a_column_nobody_can_name_before_the_one_told_is_asked_about() -> None:
    lost = TWO_LINES.replace("Crow's-feet wrinkle", "Crvvs teet vvrnkle ").replace("area  ", "arca  ")

    baseline = extracted(paper(lost), lab_report.KIND).field("baseline_value")

    assert baseline is not None
    assert "row_lost" in baseline.doubts


def _line(text: str, left: float, top: float) -> Line:
    place = Box(page=1, left=left, top=top, right=left + 0.012 * len(text), bottom=top + 0.02)
    stops = tuple((at / len(text), (at + 1) / len(text)) for at in range(len(text)))
    return Line(text=text, quad=Quad.around(place), stops=stops, scores=(1.0,) * len(text), reader="text-layer")


def _rows(*rows: tuple[float, tuple[tuple[str, float], ...]]) -> Sheet:
    document = paper("Efficacy test report").document
    lines = tuple(tuple(_line(text, left, top) for text, left in cells) for top, cells in rows)
    return Sheet(replace(document, pages=(replace(document.pages[0], rows=lines),)))


def test_cells_of_two_lines_belong_to_the_row_between_them() -> None:
    sheet = _rows(
        (0.10, (("Day", 0.52), ("% change from", 0.75))),
        (0.11, (("Parameter", 0.10), ("Unit", 0.32), ("Baseline", 0.40), ("Difference", 0.60))),
        (0.12, (("56", 0.52), ("baseline", 0.75))),
        (0.15, (("Crow's-feet wrinkle", 0.10),)),
        (0.16, (("mm²", 0.34), ("8.90", 0.42), ("8.20", 0.52), ("-0.70", 0.62), ("-7.9", 0.78))),
        (0.17, (("area", 0.10),)),
    )

    told = {field.name: str(field.value) for field in extracted(sheet, lab_report.KIND).fields}

    assert told["indicator"] == "Crow's-feet wrinkle area"
    assert (told["baseline_value"], told["endpoint_value"], told["improvement_rate"]) == ("8.90", "8.20", "7.9")


def test_points_in_time_around_their_indicator_stay_rows_of_their_own() -> None:
    staged = _rows(
        (0.15, (("Before 07-03", 0.40), ("215.4", 0.70))),
        (0.16, (("Melanin", 0.10), ("12.07%", 0.85))),
        (0.17, (("Day 56 08-28", 0.40), ("189.4", 0.70))),
    )

    assert levelled(staged) is staged
