"""ORD: is the order's number what its platform gives out, and does the order still stand?"""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.fields import Grade, State, Value
from pipeline.findings import Outcome, Severity
from pipeline.records import Form
from pipeline.rules import Rule
from tests.validators.papers import asked, complaint, field, form, paper, severity
from validators.order import (
    RULES,
    order_number_fits_the_platform,
    the_day_inside_the_order_number_is_the_orders,
    the_order_still_stands,
)

NUMBER = order_number_fits_the_platform
STANDS = the_order_still_stands
INSIDE = the_day_inside_the_order_number_is_the_orders


def order(**values: Value | State | None) -> Form:
    return form("order_screenshot", **{name: value for name, value in values.items() if value is not None})


@pytest.mark.parametrize(
    ("platform", "number"),
    [
        ("taobao", "2612345678901234567"),
        ("tmall", "261234567890123456"),
        ("jd", "299912345678"),
        ("pinduoduo", "261105-123456789012345"),
        ("douyin", "6912345678901234567"),
        ("xiaohongshu", "P712345678901234567"),
        ("kuaishou", "2699912345678901"),
        ("amazon", "999-1234567-7654321"),
        ("amazon", "D01-1234567-7654321"),
        ("ebay", "26-12345-54321"),
        ("ebay", "110123456789-1234567890012"),
        ("shopify", "#1001"),
        ("shopify", "EU1001"),
        ("shopify", "#1001-A"),
    ],
)
def test_every_platform_numbers_its_orders_its_own_way(platform: str, number: str) -> None:
    assert asked(NUMBER, order(platform=platform, order_id=number)) is Outcome.PASS


@pytest.mark.parametrize(
    ("platform", "number"),
    [
        ("taobao", "261234567890123"),
        ("jd", "29991234S678"),
        ("pinduoduo", "2611051234567890123456"),
        ("xiaohongshu", "712345678901234567"),
        ("amazon", "999-123456-7654321"),
        ("ebay", "26-1234-54321"),
        ("kuaishou", "２６９９９１２３４５６７８９０１"),
    ],
)
def test_another_form_than_the_platforms_goes_to_a_person(platform: str, number: str) -> None:
    finding = complaint(NUMBER, order(platform=platform, order_id=number))

    assert finding.severity is Severity.REVIEW
    assert finding.fields == ("order_id", "platform")
    assert number in finding.reason.zh


def test_a_smudged_order_number_is_unreadable() -> None:
    assert asked(NUMBER, order(platform="jd", order_id=State.UNREADABLE)) is Outcome.UNREADABLE


@pytest.mark.parametrize("platform", [None, "示例商城"])
def test_a_number_alone_never_tells_its_platform(platform: str | None) -> None:
    assert asked(NUMBER, order(platform=platform, order_id="x")) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    "status",
    ["交易成功", "已签收", "待发货", "卖家已发货", "Delivered 5 Sep", "Shipped", "退款关闭", "拼单成功，待收货"],
)
def test_an_order_under_way_or_received_stands(status: str) -> None:
    assert asked(STANDS, order(order_status=status)) is Outcome.PASS


@pytest.mark.parametrize(
    "status", ["已退款", "交易关闭", "已关闭", "退款成功", "已取消", "Refunded", "Cancelled", "已全额退款"]
)
def test_a_refunded_or_closed_order_recommends_refusal(status: str) -> None:
    finding = complaint(STANDS, order(order_status=status))

    assert finding.severity is Severity.REJECT
    assert status in finding.reason.zh


@pytest.mark.parametrize("status", ["部分退款", "退款中", "等待买家付款", "Partially refunded", "Refund requested"])
def test_an_order_partly_refunded_or_unpaid_goes_to_a_person(status: str) -> None:
    assert severity(STANDS, order(order_status=status)) is Severity.REVIEW


def test_one_look_at_a_closed_order_is_not_enough_to_recommend_refusal() -> None:
    about = form("order_screenshot", field("order_status", "交易关闭", grade=Grade.REVIEW))

    assert severity(STANDS, about) is Severity.REVIEW


def test_a_refund_marked_elsewhere_on_the_page_counts_too() -> None:
    page = paper("订单详情", "交易成功", "已退款 ¥299.00", "实付款 ¥299.00")

    assert severity(STANDS, order(order_status="交易成功"), page) is Severity.REJECT


def test_a_refund_below_what_was_paid_is_a_part_of_it() -> None:
    about = order(order_status="交易成功", paid_amount=Decimal("299.00"))

    assert severity(STANDS, about, paper("已退款 ¥99.00")) is Severity.REVIEW


@pytest.mark.parametrize(
    "mark",
    [
        "部分退款成功 ¥89.00",
        "部分退款",
        "部分商品已退款",
        "退款金额 ¥145.68",
        "Partially refunded",
        "Partial refund $20.00",
    ],
)
def test_a_part_that_went_back_is_seen_wherever_the_page_says_so(mark: str) -> None:
    about = order(order_status="交易成功", paid_amount=Decimal("227.00"))

    assert severity(STANDS, about, paper(mark)) is Severity.REVIEW


def test_a_refund_beside_a_good_status_is_told_in_its_own_words() -> None:
    about = order(order_status="交易成功", paid_amount=Decimal("227.00"))

    assert "退款金额 ¥145.68" in complaint(STANDS, about, paper("退款金额 ¥145.68")).reason.zh


def test_buttons_that_offer_refunds_are_no_refund() -> None:
    assert asked(STANDS, order(order_status="交易成功"), paper("极速退款", "申请退款", "退款/售后")) is Outcome.PASS


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (State.UNREADABLE, Outcome.UNREADABLE),
        ("ㄨㄨㄨ", Outcome.UNREADABLE),
        (State.NOT_FOUND, Outcome.NOT_APPLICABLE),
        (None, Outcome.NOT_APPLICABLE),
    ],
)
def test_a_status_nobody_can_read_says_nothing(status: State | str | None, outcome: Outcome) -> None:
    assert asked(STANDS, order(order_status=status)) is outcome


def test_the_day_inside_the_number_is_the_day_of_the_order() -> None:
    about = order(platform="pinduoduo", order_id="261105-123456789012345", order_time="2026-11-05T20:11:05")

    assert asked(INSIDE, about) is Outcome.PASS


def test_another_day_inside_the_number_goes_to_a_person() -> None:
    about = order(order_id="261105-123456789012345", order_time="2026-11-06")

    finding = complaint(INSIDE, about)

    assert finding.severity is Severity.REVIEW
    assert "2026-11-05" in finding.reason.en
    assert "2026-11-06" in finding.reason.en


def test_digits_that_are_no_day_go_to_a_person() -> None:
    about = order(platform="pinduoduo", order_id="261345-123456789012345", order_time="2026-11-06")

    assert "20261345" in complaint(INSIDE, about).reason.zh


def test_a_smudged_time_leaves_the_day_inside_the_number_open() -> None:
    about = order(platform="pinduoduo", order_id="261105-123456789012345", order_time=State.UNREADABLE)

    assert asked(INSIDE, about) is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "about",
    [
        order(platform="taobao", order_id="2612345678901234567", order_time="2026-11-06"),
        order(platform="jd", order_id="261105-123456789012345", order_time="2026-11-06"),
        order(platform="pinduoduo", order_id="261105-123456789012345", order_time=None),
        order(platform="pinduoduo", order_id=None, order_time=date(2026, 11, 6)),
    ],
)
def test_other_numbers_carry_no_day(about: Form) -> None:
    assert asked(INSIDE, about) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_only_order_pages_are_asked(rule: Rule) -> None:
    about = form("receipt", order_id="x", platform="jd", order_status="已退款", order_time="2026-11-06")

    assert asked(rule, about) is Outcome.NOT_APPLICABLE
