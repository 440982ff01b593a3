"""What contracts promise, give back, cost, and for how long, in wordings of many houses."""

from datetime import date
from decimal import Decimal

import pytest

from extractors.kinds import contract
from pipeline.flow import extracted
from pipeline.records import Form
from tests.paper import paper

SHOP = """
网店代运营协议
甲方（委托方）：张示例
乙方（受托方）：示例市橙果网络科技有限公司
第一条 【项目说明】
乙方负责店铺的日常运营，每月提交报告2份。
第二条 【约定效果】
服务期满时，店铺月均成交额增长不低于15%。
第三条 【收费标准】
服务费合计¥58,748.80（大写：伍万捌仟柒佰肆拾捌元捌角整）。
第四条 【未达标退款】
考核指标未完成的，乙方退还服务费的80%（人民币46,999.04元）。
第五条 【违约责任】
一方逾期付款或逾期退款的，每逾期一日支付违约金。
第六条 【不可抗力】
因不可抗力不能履行的，已收未用的费用据实退还。
"""


def test_a_refund_that_mentions_the_target_is_not_the_target() -> None:
    form = extracted(paper(SHOP), contract.KIND)

    assert form.text("target") == "服务期满时，店铺月均成交额增长不低于15%。"
    assert form.text("refund_clause") == "考核指标未完成的，乙方退还服务费的80%（人民币46,999.04元）。"
    assert form.amount("contract_amount") == Decimal("58748.80")


def test_money_back_after_force_majeure_is_no_refund_clause() -> None:
    form = extracted(
        paper(SHOP.replace("第四条 【未达标退款】\n", "第四条 【其他】\n").replace("80%", "八成")), contract.KIND
    )

    assert "不可抗力" not in (form.text("refund_clause") or "")
    assert "逾期" not in (form.text("refund_clause") or "")


TOGETHER = """
健身指导服务协议
甲方（服务方）：示例市知微体育文化有限公司
乙方（会员）：王示例
一、服务内容
每周三次训练指导，共36次。
二、效果承诺与退费
服务期满时乙方体重减少不少于10%。未达到的，甲方退还服务费的60%。
三、费用
总费用人民币3,600.00元。
"""


def test_one_clause_that_promises_and_pays_back_is_cited_for_each_by_its_sentences() -> None:
    form = extracted(paper(TOGETHER), contract.KIND)

    assert form.text("target") == "服务期满时乙方体重减少不少于10%。"
    assert form.text("refund_clause") == "未达到的，甲方退还服务费的60%。"


ENGLISH = """
COACHING AGREEMENT
Party A (Provider)  Demo Academy Ltd
Registration No. (USCC)  91990000MA0DEM0B5Q
Party B (Client)  Sam Placeholder
{heads[0]} Services
The Provider gives 20 lessons of 50 minutes.
{heads[1]} Guaranteed result
The Client shall reach an overall score of 6.5 or higher.
{heads[2]} Contract amount
Total contract amount: EUR 12,400.50. In words: Euros Twelve Thousand Four Hundred and Fifty Cents Only.
{heads[3]} Refund policy
If the score is not reached, 80% of the Fee (EUR 9,920.40) is repayable within
10 days of written demand.
{heads[4]} Term
{term}
{heads[5]} Late payment
Sums overdue bear interest at 0.03% a day until paid.
For Party A: Mei Sample  For Party B: MM
"""
_HEADS = [
    [f"§ {number}" for number in range(1, 7)],
    [f"Clause {number}:" for number in range(1, 7)],
    [f"Article {number} –" for number in range(1, 7)],
    ["I.", "II.", "III.", "IV.", "V.", "VI."],
]


def english(term: str, heads: list[str]) -> Form:
    return extracted(paper(ENGLISH.format(heads=heads, term=term)), contract.KIND)


@pytest.mark.parametrize("heads", _HEADS)
def test_clauses_are_known_however_they_are_numbered(heads: list[str]) -> None:
    form = english("The Term runs from 3 March 2026 to 2 March 2027.", heads)

    assert form.text("target") == "The Client shall reach an overall score of 6.5 or higher."
    assert (form.text("refund_clause") or "").endswith("10 days of written demand.")
    assert form.amount("contract_amount") == form.amount("contract_amount_words") == Decimal("12400.50")
    assert (form.text("party_a"), form.text("party_b")) == ("Demo Academy Ltd", "Sam Placeholder")
    assert form.text("seller_tax_id") == "91990000MA0DEM0B5Q"


@pytest.mark.parametrize(
    "term",
    [
        "The Term runs from 3 March 2026 to 2 March 2027.",
        "This Agreement takes effect on 3 March 2026 and ends on 2 March 2027.",
        "This Agreement comes into force on 3 March 2026 and is valid until 2 March 2027.",
        "Effective date: 3 March 2026. Expiry date: 2 March 2027.",
    ],
)
def test_the_days_of_a_term_are_read_in_many_wordings(term: str) -> None:
    form = english(term, _HEADS[0])

    assert (form.day("effective_from"), form.day("effective_to")) == (date(2026, 3, 3), date(2027, 3, 2))


@pytest.mark.parametrize(
    ("term", "last"),
    [
        ("This Agreement runs for twelve (12) months from 3 March 2026.", date(2027, 3, 2)),
        ("for a term of 90 days commencing on 3 March 2026", date(2026, 5, 31)),
        ("服务期限一年，自2026年3月3日起计算。", date(2027, 3, 2)),
        ("本合同有效期为6个月，自2026年3月3日起生效。", date(2026, 9, 2)),
        ("有效期自2026年3月3日起半年。", date(2026, 9, 2)),
    ],
)
def test_a_last_day_that_only_a_length_tells_is_doubted(term: str, last: date) -> None:
    form = english(term, _HEADS[0])
    field = form.field("effective_to")

    assert form.day("effective_from") == date(2026, 3, 3)
    assert field is not None
    assert field.value == last
    assert field.doubts == ("from_length",)
    assert field.candidates


def test_a_contract_valid_until_a_day_does_not_begin_on_it() -> None:
    form = english("有效期至2026年12月31日。", _HEADS[0])

    assert form.day("effective_from") is None
    assert form.day("effective_to") == date(2026, 12, 31)


def test_sides_that_write_different_days_are_doubted() -> None:
    signed = SHOP + "甲方（签字）：\n签订日期：2026年2月20日\n乙方（盖章）：\n签订日期：2026年2月26日\n"
    field = extracted(paper(signed), contract.KIND).field("signed_date")

    assert field is not None
    assert field.value == date(2026, 2, 26)
    assert field.doubts == ("two_values",)
    assert field.candidates == ("2026-02-20",)


ROLES = """
美容护理服务合同
编号：26LQ0417
服务提供方：示例市南枝美容服务有限公司
消费者：李示例
"""


def test_sides_named_by_what_they_do_are_the_first_and_the_second() -> None:
    form = extracted(paper(ROLES), contract.KIND)

    assert (form.text("party_a"), form.text("party_b")) == ("示例市南枝美容服务有限公司", "李示例")
    assert form.text("contract_number") == "26LQ0417"


TABLE = """
课程服务合同
甲方：示例市春藤教育科技有限公司
乙方：张示例
考核指标    学员综合成绩不低于60分
退费约定    未通过考试的，退还学费的80%
"""


def test_a_contract_laid_out_as_a_table_tells_its_clauses_by_their_labels() -> None:
    form = extracted(paper(TABLE), contract.KIND)

    assert form.text("target") == "学员综合成绩不低于60分"
    assert form.text("refund_clause") == "未通过考试的，退还学费的80%"
