"""PAY: does the payment's number fit, does the order add up, and did the money stay with the seller?"""

from decimal import Decimal

import pytest

from pipeline.fields import Grade, State, Value
from pipeline.findings import Outcome, Severity
from pipeline.records import Form
from pipeline.rules import Rule
from tests.validators.papers import asked, complaint, field, form, paper, severity
from validators.payment import RULES, the_order_adds_up, the_payment_went_through, transaction_number_fits

NUMBER = transaction_number_fits
SUM = the_order_adds_up
WENT = the_payment_went_through
WECHAT = "4200009999202611051234567890"
ALIPAY = "2026110522001499912345678901"


def payment(**values: Value | State) -> Form:
    return form("payment_screenshot", **values)


def order(listed: str, freight: str | None, discount: str | None, paid: str) -> Form:
    amounts = {"list_amount": listed, "freight_amount": freight, "discount_amount": discount, "paid_amount": paid}
    return form("order_screenshot", **{name: Decimal(amount) for name, amount in amounts.items() if amount})


@pytest.mark.parametrize(
    ("method", "number"),
    [
        ("微信支付", WECHAT),
        ("WeChat Pay", "1000009999202611051234567890"),
        ("支付宝", ALIPAY),
        ("微信支付", "4000009999123456781234567890"),
        ("支付宝", "1234567890123456"),
    ],
)
def test_a_number_of_its_wallets_form_and_day_fits(method: str, number: str) -> None:
    about = payment(payment_method=method, transaction_id=number, payment_time="2026-11-05T20:11:33")

    assert asked(NUMBER, about) is Outcome.PASS


@pytest.mark.parametrize(
    ("method", "number"),
    [
        ("微信支付", ALIPAY),
        ("微信支付", WECHAT[:-1]),
        ("微信支付", WECHAT.replace("0", "O")),
        ("支付宝", WECHAT),
        ("支付宝", "20261105"),
    ],
)
def test_a_number_of_another_form_goes_to_a_person(method: str, number: str) -> None:
    finding = complaint(NUMBER, payment(payment_method=method, transaction_id=number, payment_time="2026-11-05"))

    assert finding.severity is Severity.REVIEW
    assert number in finding.reason.en


@pytest.mark.parametrize(("method", "number"), [("微信支付", WECHAT), ("支付宝", ALIPAY)])
def test_another_day_inside_the_number_goes_to_a_person(method: str, number: str) -> None:
    finding = complaint(NUMBER, payment(payment_method=method, transaction_id=number, payment_time="2026-11-06"))

    assert finding.reason.zh == "交易单号格式或日期不符（单号内日期 2026-11-05；支付日期 2026-11-06），请对照原图核对"


def test_digits_that_are_no_day_go_to_a_person() -> None:
    number = "4200009999202613051234567890"

    assert "20261305" in complaint(NUMBER, payment(payment_method="微信支付", transaction_id=number)).reason.en


def test_a_number_without_a_time_beside_it_is_asked_for_its_form_alone() -> None:
    assert asked(NUMBER, payment(payment_method="微信支付", transaction_id=WECHAT)) is Outcome.PASS


@pytest.mark.parametrize(
    "about",
    [
        payment(payment_method="微信支付", transaction_id=State.UNREADABLE),
        payment(payment_method="微信支付", transaction_id=WECHAT, payment_time=State.UNREADABLE),
    ],
)
def test_a_smudged_number_or_time_is_unreadable(about: Form) -> None:
    assert asked(NUMBER, about) is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "about",
    [
        payment(transaction_id=WECHAT),
        payment(payment_method="银联", transaction_id="123456789012"),
        payment(payment_method="微信支付"),
        payment(payment_method="微信支付", transaction_id="50000099992026110712345678901"),
    ],
)
def test_numbers_of_no_known_form_are_not_asked(about: Form) -> None:
    assert asked(NUMBER, about) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    "about",
    [
        order("399.00", "0.00", "100.00", "299.00"),
        order("399.00", None, "100.00", "299.00"),
        order("299.00", None, None, "299.00"),
        order("289.00", "10.00", None, "299.00"),
    ],
)
def test_goods_and_shipping_less_discounts_is_what_was_paid(about: Form) -> None:
    assert asked(SUM, about) is Outcome.PASS


def test_a_tax_charged_on_top_makes_up_the_sum() -> None:
    about = order("59.99", "5.99", "5.99", "64.78")

    assert asked(SUM, about, paper("Sales Tax: $4.79")) is Outcome.PASS
    assert asked(SUM, about, paper("Tip: $4.79")) is Outcome.UNREADABLE


def test_a_tax_is_nothing_that_is_taken_off() -> None:
    assert asked(SUM, order("100.00", "0.00", "0.00", "92.00"), paper("Estimated tax 8.00")) is Outcome.UNREADABLE


def test_a_cent_too_much_goes_to_a_person() -> None:
    finding = complaint(SUM, order("399.00", "0.00", "100.00", "299.01"))

    assert finding.severity is Severity.REVIEW
    assert finding.reason.en.startswith("Amounts do not add up (399.00 + 0.00 − 100.00 ≠ 299.01)")


@pytest.mark.parametrize(
    ("about", "lines"),
    [
        (order("399.00", None, "100.00", "309.00"), ()),
        (order("399.00", "0.00", None, "299.00"), ()),
        (order("100.00", "0.00", "5.00", "103.00"), ("Gift wrap 8.00",)),
        (order("100.00", "0.00", "5.00", "103.00"), ("Total before tax 8.00",)),
    ],
)
def test_a_part_that_may_have_been_missed_leaves_the_sum_open(about: Form, lines: tuple[str, ...]) -> None:
    assert asked(SUM, about, paper(*lines)) is Outcome.UNREADABLE


def test_a_smudged_amount_leaves_the_sum_open() -> None:
    about = form("order_screenshot", list_amount=Decimal(9), paid_amount=State.UNREADABLE)

    assert asked(SUM, about) is Outcome.UNREADABLE


def test_an_order_without_a_price_of_goods_has_no_sum() -> None:
    assert asked(SUM, form("order_screenshot", paid_amount=Decimal(9))) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    "status", ["支付成功", "交易成功", "对方已收钱", "已存入零钱", "Completed", "APPROVED", "付款成功"]
)
def test_a_successful_payment_passes(status: str) -> None:
    assert asked(WENT, payment(payment_status=status)) is Outcome.PASS


@pytest.mark.parametrize("status", ["已全额退款", "退款成功", "Refunded", "已退款(¥299.00)"])
def test_a_payment_that_went_back_recommends_refusal(status: str) -> None:
    assert severity(WENT, payment(payment_status=status, paid_amount=Decimal("299.00"))) is Severity.REJECT


@pytest.mark.parametrize("status", ["已退款(¥99.00)", "部分退款", "支付失败", "等待付款", "交易关闭", "declined"])
def test_a_payment_partly_back_or_not_made_goes_to_a_person(status: str) -> None:
    assert severity(WENT, payment(payment_status=status, paid_amount=Decimal("299.00"))) is Severity.REVIEW


def test_one_look_at_a_refund_is_not_enough_to_recommend_refusal() -> None:
    about = form("payment_screenshot", field("payment_status", "已全额退款", grade=Grade.REVIEW))

    assert severity(WENT, about) is Severity.REVIEW


def test_money_that_came_in_is_no_payment() -> None:
    about = form(
        "payment_screenshot", field("paid_amount", Decimal("299.00"), raw="+299.00"), payment_status="交易成功"
    )

    assert severity(WENT, about) is Severity.REVIEW


def test_a_refunds_number_shows_a_refund() -> None:
    about = payment(payment_status="支付成功", transaction_id="50000099992026110712345678901")

    assert severity(WENT, about) is Severity.REVIEW


@pytest.mark.parametrize("status", [State.UNREADABLE, "某某"])
def test_a_status_nobody_can_read_is_unreadable(status: str | State) -> None:
    assert asked(WENT, payment(payment_status=status)) is Outcome.UNREADABLE


def test_a_payment_without_a_status_is_not_judged() -> None:
    assert asked(WENT, payment(paid_amount=Decimal(1))) is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_other_kinds_are_not_asked(rule: Rule) -> None:
    about = form("receipt", payment_method="微信支付", transaction_id="1", payment_status="已退款")

    assert asked(rule, about) is Outcome.NOT_APPLICABLE
