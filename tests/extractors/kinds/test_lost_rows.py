"""Test reports whose first row, number or rate was lost in drawn pages: what they taught holds for all paper."""

from decimal import Decimal

import pytest

from extractors.kinds import lab_report
from pipeline.flow import extracted
from pipeline.records import Form
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
