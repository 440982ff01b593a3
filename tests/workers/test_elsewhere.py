"""What confirms a value from elsewhere than its own place."""

from datetime import date
from decimal import Decimal

import pytest

from pipeline.claim.claims import StatedMerchant, Statement
from pipeline.claim.reasons import ClaimReason
from pipeline.fields import Field, State, Value
from pipeline.records import Form
from workers.elsewhere import NUMBERED_DAY, backed, stated_alike

ALIPAY = "2026110522001499912345678901"
SAID = Statement(
    claim_id="C-1",
    reason=ClaimReason.SERVICE_QUALITY_BAD,
    order_id="DD 2611-0001",
    claimed_amount=Decimal("299.00"),
    purchase_date=date(2026, 11, 5),
    merchant=StatedMerchant(name="Lin & Sons Ltd", shop_names=("Lin’s Corner",)),
)


def form(kind: str, **values: Value) -> Form:
    return Form(kind, tuple(Field(name=name, state=State.READ, value=value) for name, value in values.items()))


def backing(paper: Form, name: str) -> tuple[str, ...]:
    field = backed(paper).field(name)
    assert field is not None
    return field.confirmed_by


@pytest.mark.parametrize(
    ("number", "moment", "told"),
    [
        (ALIPAY, "2026-11-05T20:01:14", (NUMBERED_DAY,)),
        (ALIPAY, "2026-11-06T20:01:14", ()),
        ("4200001234202611051234567890", "2026-11-05T20:01", (NUMBERED_DAY,)),
        ("99", "2026-11-05T20:01", ()),
    ],
)
def test_a_payments_day_is_confirmed_by_the_number_that_carries_it(
    number: str, moment: str, told: tuple[str, ...]
) -> None:
    paper = form("payment_screenshot", transaction_id=number, payment_time=moment)

    assert backing(paper, "payment_time") == told
    assert backing(paper, "transaction_id") == ()


def test_an_orders_day_is_confirmed_by_the_number_that_carries_it() -> None:
    paper = form("order_screenshot", order_id="261105-123456789012345", order_time="2026-11-05T09:00")

    assert backing(paper, "order_time") == (NUMBERED_DAY,)


def test_what_the_claim_states_confirms_the_same_value_and_no_other() -> None:
    order = form("order_screenshot", order_id="DD26110001", paid_amount=Decimal("299.00"), order_time="2026-11-05")
    other = form("order_screenshot", order_id="DD26110007", paid_amount=Decimal("290.00"), order_time="2026-11-06")

    assert stated_alike(order, SAID) == ("order_id", "paid_amount", "order_time")
    assert stated_alike(other, SAID) == ()


def test_a_sellers_name_is_confirmed_by_the_shop_or_the_company_the_claim_names() -> None:
    for printed in ("LIN & SONS LTD.", "Lin’s corner"):
        assert stated_alike(form("receipt", seller_name=printed), SAID) == ("seller_name",)
    assert stated_alike(form("receipt", seller_name="Lin"), SAID) == ()


def test_a_day_that_is_no_day_of_buying_is_not_confirmed_by_it() -> None:
    assert stated_alike(form("receipt", issue_date=date(2026, 11, 5)), SAID) == ("issue_date",)
    assert stated_alike(form("exam_result", issue_date=date(2026, 11, 5)), SAID) == ()
