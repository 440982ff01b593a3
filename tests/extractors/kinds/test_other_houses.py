"""Results, appraisals, complaints and diaries in the words of houses that nobody asked."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.kinds import appraisal_report, complaint_record, exam_result, usage_record
from pipeline.flow import extracted
from tests.paper import paper

RESULT = """
考 试 成 绩 证 明
应试人员    张*例    考号    990026010001
报考考试    2026年度演示资格考试（中级）
测试日期    2026-03-07    成绩发布日期    2026-04-20
打印日期    2026-06-01
科目    成绩
演示实务    58
是否合格    成绩不合格
"""


def test_a_result_is_read_in_the_words_of_another_house() -> None:
    form = extracted(paper(RESULT), exam_result.KIND)

    assert form.text("candidate_name") == "张*例"
    assert form.text("exam_name") == "2026年度演示资格考试（中级）"
    assert (form.day("exam_date"), form.day("issue_date")) == (date(2026, 3, 7), date(2026, 4, 20))
    assert form.text("result_status") == "成绩不合格"


@pytest.mark.parametrize("title", ["考试成绩", "Examination Results", "考 试 成 绩 证 明"])
def test_a_title_over_any_result_names_no_exam(title: str) -> None:
    form = extracted(paper(f"{title}\n姓名    张示例\n考号    990026010001\n"), exam_result.KIND)

    assert form.text("exam_name") is None


OPINION = """
技术鉴定意见书
编号：质鉴字[2026第606号
委托人    马示例    受托机构    示例市橙果司法鉴定所
鉴定对象    安禾运动鞋    收样日期    2026-03-11
三、检验所见
右脚鞋底与鞋面脱胶，脱胶长度约8厘米。
四、鉴定意见
送鉴样品存在质量缺陷，与使用无关。
"""


def test_an_opinion_is_read_by_its_headings_and_its_number_has_both_brackets() -> None:
    form = extracted(paper(OPINION), appraisal_report.KIND)

    assert form.text("report_number") == "质鉴字[2026]第606号"
    assert form.text("issuer_name") == "示例市橙果司法鉴定所"
    assert form.text("product_name") == "安禾运动鞋"
    assert form.text("defect") == "右脚鞋底与鞋面脱胶，脱胶长度约8厘米。"
    assert form.text("conclusion") == "送鉴样品存在质量缺陷，与使用无关。"


@pytest.mark.parametrize(
    "other", ["收样日期    2026-03-11", "送检日期：2026-03-11", "样品于2026-03-11购得，已使用三次。"]
)
def test_a_day_on_which_something_else_happened_is_not_the_day_of_issue(other: str) -> None:
    assert extracted(paper(f"质量鉴定报告\n{other}\n"), appraisal_report.KIND).day("issued_date") is None


@pytest.mark.parametrize("faded", ["202604-30", "2026-0430", "202604 30"])
def test_a_day_that_lost_one_of_its_marks_is_read_behind_its_label(faded: str) -> None:
    form = extracted(paper(f"{OPINION}签发日期：{faded}\n"), appraisal_report.KIND)

    assert form.day("issued_date") == date(2026, 4, 30)


COMPLAINT = """
投诉受理及办结单
受理编号：KF-2605-4014
投诉人    宋示例    联系电话    135****1118
接诉时间    2026-05-30 18:45
涉及订单    250530020960608719
被投诉主体    示例市金穗健康管理有限公司
调查情况    查阅订单与聊天记录。
核实处理结果    经核实，投诉情况属实，同意退还服务费400元。
"""


def test_a_complaint_is_read_in_the_words_of_another_house() -> None:
    form = extracted(paper(COMPLAINT), complaint_record.KIND)

    assert form.text("complaint_number") == "KF-2605-4014"
    assert form.text("customer_name") == "宋示例"
    assert form.text("order_id") == "250530020960608719"
    assert form.text("seller_name") == "示例市金穗健康管理有限公司"
    assert form.text("complaint_time") == "2026-05-30T18:45"
    assert form.text("complaint_result") == "经核实，投诉情况属实，同意退还服务费400元。"


DIARY = """
使用打卡记录
使用人    张示例    使用产品    春藤淡斑精华
起始日期    2026-05-20    截止日期    2026-05-23
使用天数    4天
天数  日期   用量  打卡  天数  日期   用量  打卡
1     05-20  2泵   √     3     05-22  2泵   √
2     05-21  2泵   √     4     05-23  2泵   √
"""


def test_two_heads_side_by_side_are_not_one_label_and_a_number_beside_is_no_note() -> None:
    form = extracted(paper(DIARY), usage_record.KIND)
    days = form.field("usage_days")

    assert days is not None
    assert (days.value, days.doubts) == (Decimal(4), ())
    assert {row.note for row in form.usage_days()} == {"2泵 √"}


def test_words_behind_a_day_are_its_note_and_no_head() -> None:
    text = "使用记录\n开始日期：2026-05-20\n2026-05-20    使用天数 1\n2026-05-21    无不适\n2026-05-22    正常\n"
    form = extracted(paper(text), usage_record.KIND)

    assert [row.day for row in form.usage_days()] == [date(2026, 5, day) for day in (20, 21, 22)]
