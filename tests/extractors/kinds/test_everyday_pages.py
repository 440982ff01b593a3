"""Pages as people send them every day: what their first reading got wrong holds for all such pages."""

from decimal import Decimal

from extractors.kinds import exam_result, lab_report, order_screenshot, usage_record
from pipeline.fields import Value
from pipeline.flow import extracted
from pipeline.kinds import Kind
from pipeline.rows import Mark
from tests.paper import paper

STUDY = """
报告编号：SHFX-2026-PF-00873
人体功效评价检验报告
样品名称    焕颜淡纹精华
委托单位    杭州棠溪生物科技有限公司
检验结果:30名受试者使用样品4周,眼角皱纹面积占比(%)
测试时点     均值±标准差    较初始值变化率   P值
D0(使用前)   12.46±2.31     -            -
D14          11.03±2.20     -11.48%      <0.05
D28          9.72±2.05      -21.99%      <0.01
上海弗翔检测技术有限公司(检验检测专用章)
签发日期:2026年03月16日
"""
ENGLISH_ORDER = """
Order #113-4472906-8810643
Order Placed: March 3, 2026
Shipped on March 4, 2026
Item(s) Subtotal:    $59.99
Shipping & Handling:    $5.99
Free Shipping:    -$5.99
Total before tax:    $59.99
Sales Tax:    $4.79
Grand Total:    $64.78
"""
BARGAIN = """
已签收,待评价
悦己美妆专营店>
去黑头鼻贴膜21天无效退款
3盒装    ¥39.9 x1
实付:¥39.90
订单编号:260611-284710093365128
下单时间:2026-06-11 13:24:09
"""
MARKS = """
全国大学英语六级考试成绩报告单
姓名:钱**   证件号:3301***********412X
准考证号:330101252210833
总分     听力     阅读     写作和翻译
411    128    160    123
"""
DIARY = """
生发液使用打卡记录
用户:gz_liu88
产品:黑森林防脱精华订单:3948201756620417788
2026/9/1    √
"""


def _read(kind: Kind, text: str) -> dict[str, Value | None]:
    return {field.name: field.value for field in extracted(paper(text), kind).fields}


def test_points_in_time_below_each_other_give_the_first_and_the_last_reading() -> None:
    fields = _read(lab_report.KIND, STUDY)

    assert (fields["baseline_value"], fields["endpoint_value"]) == (Decimal("12.46"), Decimal("9.72"))
    assert (fields["indicator"], fields["improvement_rate"]) == ("眼角皱纹面积占比", Decimal("21.99"))


def test_who_ordered_a_test_is_not_who_made_it() -> None:
    fields = _read(lab_report.KIND, STUDY)

    assert (fields["client_name"], fields["lab_name"]) == ("杭州棠溪生物科技有限公司", "上海弗翔检测技术有限公司")


def test_a_tax_on_top_confirms_what_was_paid() -> None:
    paid = extracted(paper(ENGLISH_ORDER), order_screenshot.KIND).field("paid_amount")

    assert paid is not None
    assert "goods and freight" in paid.confirmed_by


def test_a_status_with_its_day_or_with_what_comes_next_is_a_status() -> None:
    assert _read(order_screenshot.KIND, ENGLISH_ORDER)["order_status"] == "Shipped"
    assert _read(order_screenshot.KIND, BARGAIN)["order_status"] == "已签收"


def test_goods_that_promise_money_back_are_goods() -> None:
    assert _read(order_screenshot.KIND, BARGAIN)["item_name"] == "去黑头鼻贴膜21天无效退款"


def test_subjects_beside_each_other_have_their_points_below() -> None:
    scores = extracted(paper(MARKS), exam_result.KIND).field("scores")

    assert scores is not None
    assert isinstance(scores.value, tuple)
    marks = [mark for mark in scores.value if isinstance(mark, Mark)]
    assert [(mark.subject, mark.score) for mark in marks] == [
        ("听力", Decimal(128)),
        ("阅读", Decimal(160)),
        ("写作和翻译", Decimal(123)),
    ]


def test_a_name_ends_where_the_next_label_begins() -> None:
    assert _read(exam_result.KIND, MARKS)["candidate_name"] == "钱**"
    assert _read(usage_record.KIND, DIARY)["item_name"] == "黑森林防脱精华"
