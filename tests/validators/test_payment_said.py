"""PAY on one document: the sentences a reviewer reads, and the fields they point to."""

from decimal import Decimal

import pytest

from pipeline.fields import Field, State, Value
from pipeline.findings import Outcome, Reason, Severity
from pipeline.records import Form
from pipeline.rules import Facts
from tests.validators.papers import complaint, document, facts, field, form, page, paper
from validators.payment import the_order_adds_up, the_payment_went_through, transaction_number_fits

ALIPAY = "2026110522001499912345678901"  # with its day inside, as a number of WeChat has its own
BOTH = ("transaction_id", "payment_time")
WENT = (
    "该支付已退款或未成功（{}），请核对支付当前状态",
    "The payment was refunded or did not go through ({}); please check its present status",
)


def payment(*fields: Field, **values: Value | State) -> Form:
    return form("payment_screenshot", *fields, **values)


def numbered(number: str, day: Value | State, method: str = "支付宝") -> Form:
    return payment(payment_method=method, transaction_id=number, payment_time=day)


@pytest.mark.parametrize(
    ("about", "fields", "zh", "en"),
    [
        (
            numbered("20261105", "2026-11-05"),
            ("transaction_id", "payment_method"),
            "支付宝 20261105",
            "支付宝 20261105",
        ),
        (
            numbered(ALIPAY, "2026-11-06"),
            BOTH,
            "单号内日期 2026-11-05；支付日期 2026-11-06",
            "day inside 2026-11-05; paid on 2026-11-06",
        ),
        (numbered("20261305" + ALIPAY[8:], State.NOT_FOUND), BOTH, "单号内日期 20261305", "day inside 20261305"),
    ],
)
def test_a_reviewer_reads_why_a_transaction_number_does_not_fit(
    about: Form, fields: tuple[str, ...], zh: str, en: str
) -> None:
    finding = complaint(transaction_number_fits, about)

    assert finding.fields == fields
    assert finding.reason == Reason(
        f"交易单号格式或日期不符（{zh}），请对照原图核对",
        f"The transaction number does not fit ({en}); please check against the picture",
    )


@pytest.mark.parametrize(
    ("number", "day", "outcome", "fields"),
    [
        (ALIPAY, "2026-11-05", Outcome.PASS, BOTH),
        (ALIPAY, State.NOT_FOUND, Outcome.PASS, BOTH[:1]),
        ("1234567890123456", "2026-11-05", Outcome.PASS, BOTH[:1]),
        (ALIPAY, State.UNREADABLE, Outcome.UNREADABLE, BOTH),
    ],
)
def test_the_day_is_pointed_to_only_where_it_was_compared(
    number: str, day: Value | State, outcome: Outcome, fields: tuple[str, ...]
) -> None:
    finding = transaction_number_fits.ask(numbered(number, day), paper())

    assert (finding.outcome, finding.fields) == (outcome, fields)


def test_a_reviewer_reads_the_amounts_that_do_not_add_up() -> None:
    amounts = {"list_amount": "299.00", "freight_amount": "10.00", "discount_amount": "20.00", "paid_amount": "280.00"}
    about = form("order_screenshot", **{name: Decimal(amount) for name, amount in amounts.items()})

    assert complaint(the_order_adds_up, about, paper("299.00", "10.00", "20.00", "280.00")).reason == Reason(
        "金额合计不一致（299.00 + 10.00 − 20.00 ≠ 280.00），请对照原图核对",
        "Amounts do not add up (299.00 + 10.00 − 20.00 ≠ 280.00); please check against the picture",
    )


def marked(*lines: str) -> Facts:
    return facts(document(page(*lines)))


STATUS = ("payment_status",)
CAME_IN = ("金额为收入或单号为退款单号", "the amount came in, or the number is a refund's")


@pytest.mark.parametrize(
    ("about", "lines", "fields", "zh", "en"),
    [
        (payment(payment_status="已全额退款"), (), STATUS, "已全额退款", "已全额退款"),
        (payment(payment_status="待支付"), (), STATUS, "待支付", "待支付"),
        (payment(), ("已退款", "退款成功"), STATUS, "页面标有退款", "the page says refunded"),
        (payment(field("paid_amount", Decimal(5), raw="+5.00")), (), (*STATUS, "paid_amount"), *CAME_IN),
        (payment(field("paid_amount", Decimal(5), raw=" ＋5.00")), (), (*STATUS, "paid_amount"), *CAME_IN),
    ],
)
def test_a_reviewer_reads_what_became_of_the_payment(
    about: Form, lines: tuple[str, ...], fields: tuple[str, ...], zh: str, en: str
) -> None:
    finding = complaint(the_payment_went_through, about, marked(*lines))

    assert finding.reason == Reason(WENT[0].format(zh), WENT[1].format(en))
    assert finding.fields == fields


def test_money_that_came_in_is_for_a_person() -> None:
    about = payment(field("paid_amount", Decimal(5), raw="+5.00"), payment_status="交易成功")

    assert complaint(the_payment_went_through, about).severity is Severity.REVIEW
