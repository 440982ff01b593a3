"""Contracts and what belongs to them: exam results, complaints, appraisals, records of use."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.kinds import appraisal_report, complaint_record, contract, exam_result, usage_record
from pipeline.flow import extracted
from tests.paper import paper

CONTRACT = """
合同编号：QH-PX-2026-0001
培训服务合同
甲方（提供培训方）：示例市启航演示教育科技有限公司
统一社会信用代码：91990000MA0DEM0B5Q
乙方（学员）：张示例
第一条 培训服务
期限：2026年03月01日至2026年08月31日。
第二条 培训目标
甲方承诺乙方通过2026年度初级会计职称考试。
第三条 培训费用
人民币（大写）陆仟捌佰圆整（小写 ¥6,800.00）。
第四条 退款条款
未通过的，甲方退还已付费用的80%，即人民币（大写）伍仟肆佰肆拾圆整（小写 ¥5,440.00）。
甲方（盖章）：
签订日期：2026年02月20日
"""
ENGLISH = """
SERVICE AGREEMENT
This agreement is made on 20 February 2026 by and between Demo Academy, Inc., a Sample corporation ("Academy"),
and Sam Placeholder ("Client").
1. Price
Total fee: USD 5,382.00 (say US Dollars Five Thousand Three Hundred Eighty-Two only).
2. Money-Back Guarantee
The Academy refunds 80% of the fee when the exam is not passed.
"""


def test_a_contracts_sides_sum_and_clauses_are_read() -> None:
    form = extracted(paper(CONTRACT), contract.KIND)

    assert form.text("contract_number") == "QH-PX-2026-0001"
    assert form.text("party_a") == "示例市启航演示教育科技有限公司"
    assert form.text("party_b") == "张示例"
    assert form.text("seller_tax_id") == "91990000MA0DEM0B5Q"
    assert form.amount("contract_amount") == form.amount("contract_amount_words") == Decimal("6800.00")
    assert form.text("target") == "甲方承诺乙方通过2026年度初级会计职称考试。"
    assert (form.text("refund_clause") or "").startswith("未通过的")
    assert form.day("signed_date") == date(2026, 2, 20)
    assert (form.day("effective_from"), form.day("effective_to")) == (date(2026, 3, 1), date(2026, 8, 31))


PRICE_BEFORE_ALL_CLAUSES = """
皮肤护理服务协议
甲方应支付服务费合计人民币叁仟陆佰元整（¥3,600.00）。
1. 服务项目与期限
服务项目：皮肤护理，共36次。
2. 退费标准
服务期满未达到预期效果的，乙方按服务费的50%退费，计人民币（大写）壹仟捌佰元整
（小写 ¥1,800.00），于7个工作日内原路退回。
"""


def test_what_goes_back_is_not_the_sum_of_a_contract() -> None:
    form = extracted(paper(PRICE_BEFORE_ALL_CLAUSES), contract.KIND)

    assert form.amount("contract_amount") == Decimal("3600.00")
    assert form.amount("contract_amount_words") == Decimal("3600.00")


def test_an_english_preamble_names_both_sides_and_the_day() -> None:
    form = extracted(paper(ENGLISH), contract.KIND)

    assert form.text("party_a") == "Demo Academy, Inc."
    assert form.text("party_b") == "Sam Placeholder"
    assert form.day("signed_date") == date(2026, 2, 20)
    assert form.amount("contract_amount_words") == form.amount("contract_amount") == Decimal("5382.00")
    assert form.text("refund_clause") == "The Academy refunds 80% of the fee when the exam is not passed."


RESULT = """
2026年度考试成绩单
姓名：张示例    准考证号：990026010001
考试名称：初级会计职称考试
科目            成绩
初级会计实务    58分
经济法基础      66分
合格标准：60分
考试结果：未通过
"""


def test_a_result_is_read_with_its_marks() -> None:
    form = extracted(paper(RESULT), exam_result.KIND)

    assert form.text("admission_number") == "990026010001"
    assert [(mark.subject, mark.score) for mark in form.marks()] == [
        ("初级会计实务", Decimal(58)),
        ("经济法基础", Decimal(66)),
    ]
    assert form.text("result_status") == "未通过"
    assert form.amount("pass_mark") == Decimal(60)


def test_a_result_that_the_marks_contradict_is_doubted() -> None:
    field = extracted(paper(RESULT.replace("未通过", "通过")), exam_result.KIND).field("result_status")

    assert field is not None
    assert "marks_say_otherwise" in field.doubts


@pytest.mark.parametrize("at", [5, 8])
def test_a_row_whose_day_is_smudged_contradicts_no_head(at: int) -> None:
    head = "使用记录表\n产品名称：禾光精华液\n开始使用日期：2026-09-05\n结束使用日期：2026-09-08\n使用天数：4天\n"
    rows = "\n".join(f"2026-09-0{day}{'1' * (day == at)}    早1次 晚1次    无不适" for day in range(5, 9))

    form = extracted(paper(head + rows), usage_record.KIND)

    assert len(form.usage_days()) == 3
    assert [one.name for one in form.fields if one.doubts] == []


def test_a_smudged_row_explains_no_more_than_itself() -> None:
    head = "使用记录表\n产品名称：禾光精华液\n开始使用日期：2026-09-03\n结束使用日期：2026-09-08\n使用天数：6天\n"
    rows = "\n".join(f"2026-09-0{day}{'1' * (day == 5)}    早1次 晚1次    无不适" for day in range(5, 9))

    form = extracted(paper(head + rows), usage_record.KIND)

    assert [one.name for one in form.fields if one.doubts] == ["usage_start", "usage_days"]


def test_days_of_use_are_counted_against_what_the_head_says() -> None:
    head = "使用记录表\n产品名称：禾光精华液\n开始使用日期：2026-09-05\n结束使用日期：2026-09-08\n使用天数：5天\n"
    rows = "\n".join(f"2026-09-0{day}    早1次 晚1次    无不适" for day in range(5, 9))

    form = extracted(paper(head + rows), usage_record.KIND)

    assert [row.day for row in form.usage_days()] == [date(2026, 9, day) for day in range(5, 9)]
    days = form.field("usage_days")
    assert days is not None
    assert days.value == Decimal(5)
    assert "rows_differ" in days.doubts


PERIODS = (
    "使用期间：2026-09-05至2026-09-0{last}（共{days}天）",
    "Period of use: 2026-09-05 to 2026-09-0{last} ({days} days)",
)


@pytest.mark.parametrize("period", PERIODS)
def test_the_days_counted_beside_a_period_are_the_days_of_use(period: str) -> None:
    head = f"使用记录表\n产品名称：禾光精华液\n{period.format(last=8, days=4)}\n"
    rows = "\n".join(f"2026-09-{day}    早1次 晚1次    无不适" for day in ("05", "06", "▒▒", "08"))

    days = extracted(paper(head + rows), usage_record.KIND).field("usage_days")

    assert days is not None
    assert (days.value, days.raw, days.doubts) == (Decimal(4), "4", ())


@pytest.mark.parametrize("period", PERIODS)
def test_days_counted_beside_a_period_that_the_rows_contradict_are_doubted(period: str) -> None:
    head = f"使用记录表\n产品名称：禾光精华液\n{period.format(last=8, days=5)}\n"
    rows = "\n".join(f"2026-09-0{day}    早1次 晚1次    无不适" for day in range(5, 9))

    days = extracted(paper(head + rows), usage_record.KIND).field("usage_days")

    assert days is not None
    assert (days.value, days.doubts, days.candidates) == (Decimal(5), ("rows_differ",), ("4",))


def test_a_period_whose_label_was_misread_is_no_day_of_the_list() -> None:
    head = "使用记录表\n产品名称：禾光精华液\n使用期同：2026-09-05至2026-09-08（共4天）\n"
    rows = "\n".join(f"2026-09-0{day}    早1次 晚1次    无不适" for day in range(5, 9))

    entries = extracted(paper(head + rows), usage_record.KIND).usage_days()

    assert [(row.day.day, row.note) for row in entries] == [(day, "早1次 晚1次 无不适") for day in range(5, 9)]


def test_days_counted_behind_a_label_of_their_own_come_before_those_beside_a_period() -> None:
    page = paper("使用记录表\n使用期间：2026-09-05至2026-09-08（共4天）\n实际使用天数：3")

    assert extracted(page, usage_record.KIND).amount("usage_days") == Decimal(3)


def test_the_year_out_of_a_number_nobody_could_read_is_no_number() -> None:
    form = extracted(paper("产品质量鉴定意见书\n报告编号：质鉴字 ? 2026 ? 第630号"), appraisal_report.KIND)

    assert form.text("report_number") is None


def test_a_complaint_and_an_appraisal_say_what_came_of_it() -> None:
    complaint = extracted(
        paper("投诉登记表\n编号  CS20250917385460\n投诉人姓名  王演舟\n处理结果  经核实投诉属实，同意退款"),
        complaint_record.KIND,
    )
    appraisal = extracted(
        paper("产品质量鉴定意见书\n编号：质鉴字[2026]第630号\n缺陷描述  触点锈蚀\n鉴定结论  存在质量缺陷。"),
        appraisal_report.KIND,
    )

    assert complaint.text("complaint_number") == "CS20250917385460"
    assert complaint.text("complaint_result") == "经核实投诉属实，同意退款"
    assert appraisal.text("report_number") == "质鉴字[2026]第630号"
    assert appraisal.text("conclusion") == "存在质量缺陷。"


@pytest.mark.parametrize("smudged", ["~~~~", "2026-09-▒8", ""])
def test_a_list_whose_last_day_nobody_can_make_out_may_be_longer_than_it_says(smudged: str) -> None:
    rows = [
        *(f"2026-09-0{day}    早1次 晚1次    无不适" for day in range(5, 8)),
        f"{smudged:10}    早1次 晚1次    无不适",
    ]

    form = extracted(paper("使用记录表\n产品名称：禾光精华液\n" + "\n".join(rows)), usage_record.KIND)

    assert [one.name for one in form.fields if "row_without_day" in one.doubts] == ["usage_start", "usage_end"]


def test_what_stands_above_a_list_of_days_is_no_day_of_it() -> None:
    rows = "\n".join(f"2026-09-0{day}    早1次 晚1次    无不适" for day in range(5, 9))

    form = extracted(
        paper("使用记录表\n产品名称：禾光精华液\n日期    用量    反应\n" + rows + "\n坚持就是胜利"), usage_record.KIND
    )

    assert [one.name for one in form.fields if one.doubts] == []


@pytest.mark.parametrize("left", ["w", "乙方", "~ 7", "\n身份证号：9900**********0000"])
def test_what_is_left_of_a_smudged_name_is_no_party(left: str) -> None:
    form = extracted(paper(CONTRACT.replace("：张示例", f"：{left}")), contract.KIND)

    assert form.text("party_a") == "示例市启航演示教育科技有限公司"
    assert form.text("party_b") is None


@pytest.mark.parametrize("name", ["张示例", "Li", "王"])
def test_a_short_name_is_a_party_but_for_a_single_letter(name: str) -> None:
    form = extracted(paper(CONTRACT.replace("：张示例", f"：{name}")), contract.KIND)

    assert form.text("party_b") == (name if len(name) > 1 else None)
