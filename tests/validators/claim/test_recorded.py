"""ORD-03, ORD-08 and ORD-09: what the merchant's own orders say."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Claimant, Paper
from pipeline.claim.registers import Register, Standing
from pipeline.fields import State
from pipeline.findings import Outcome, Severity
from tests.validators.cases import answers, asked, case, complaint, filed, findings
from tests.validators.papers import form
from validators.claim.recorded import (
    nothing_of_the_order_went_back,
    the_merchant_has_the_order,
    the_page_says_what_was_recorded,
)

NUMBER = "2612345678901234567"
STATED = {"order_id": NUMBER, "claimant": Claimant(name="张示例")}


def page(**values: Any) -> Paper:
    return filed(form("order_screenshot", **({"order_id": NUMBER} | values)))


def recorded(*papers: Paper, **row: str) -> Case:
    return case(*papers, stated=STATED, **answers(Register.ORDERS, NUMBER, Standing.FOUND, **row))


def without_row(standing: Standing, *papers: Paper) -> Case:
    return case(*papers, stated=STATED, **answers(Register.ORDERS, NUMBER, standing))


@pytest.mark.parametrize("buyer", ["张示例", "张*例", ""])
def test_an_order_of_the_claimant_passes(buyer: str) -> None:
    assert asked(the_merchant_has_the_order, recorded(buyer=buyer)) == [Outcome.PASS]


def test_an_order_under_another_name_goes_to_a_person() -> None:
    finding = complaint(the_merchant_has_the_order, recorded(buyer="李示范"))

    assert finding.severity is Severity.REVIEW
    assert "李示范" in finding.reason.zh


def test_an_order_the_merchant_does_not_have_is_grave() -> None:
    finding = complaint(the_merchant_has_the_order, without_row(Standing.NOT_FOUND))

    assert finding.severity is Severity.REJECT
    assert NUMBER in finding.reason.en


@pytest.mark.parametrize(("doubted", "severity"), [((), Severity.REJECT), (("order_id",), Severity.REVIEW)])
def test_a_number_from_a_page_is_grave_only_where_it_is_plain(doubted: tuple[str, ...], severity: Severity) -> None:
    shown = filed(form("order_screenshot", order_id=NUMBER), needs_person=doubted)
    about = case(shown, **answers(Register.ORDERS, NUMBER, Standing.NOT_FOUND))

    assert complaint(the_merchant_has_the_order, about).severity is severity


def test_a_number_is_the_same_with_blanks_and_other_dashes() -> None:
    about = case(
        stated={"order_id": " #261105—1234 "},
        **answers(Register.ORDERS, "261105-1234", Standing.FOUND, status="已完成"),
    )

    assert asked(the_merchant_has_the_order, about) == [Outcome.PASS]
    assert asked(nothing_of_the_order_went_back, about) == [Outcome.PASS]


@pytest.mark.parametrize(
    "rule", [the_merchant_has_the_order, nothing_of_the_order_went_back, the_page_says_what_was_recorded]
)
def test_a_register_that_is_away_is_never_a_fail_and_says_what_to_do(rule: Any) -> None:
    (finding,) = findings(rule, without_row(Standing.NOT_CONFIRMED, page()))

    assert finding.outcome is Outcome.UNREADABLE
    assert finding.unanswered
    assert finding.waits
    assert "商户订单系统未应答" in finding.reason.zh
    assert f"人工查询 {NUMBER}" in finding.reason.zh
    assert "did not answer" in finding.reason.en
    assert f"look {NUMBER} up by hand" in finding.reason.en


def test_the_claims_own_day_is_not_confirmed_either_while_the_register_is_away() -> None:
    about = case(
        stated=STATED | {"purchase_date": date(2026, 11, 5)},
        **answers(Register.ORDERS, NUMBER, Standing.NOT_CONFIRMED),
    )

    assert asked(the_page_says_what_was_recorded, about) == [Outcome.UNREADABLE]


@pytest.mark.parametrize("rule", [the_merchant_has_the_order, nothing_of_the_order_went_back])
def test_without_a_register_or_an_order_nothing_is_asked(rule: Any) -> None:
    assert asked(rule, case(page(), stated=STATED)) == [Outcome.NOT_APPLICABLE]
    assert asked(rule, case()) == [Outcome.NOT_APPLICABLE]


@pytest.mark.parametrize("number", [State.UNREADABLE, "2612***4567"])
@pytest.mark.parametrize("rule", [the_merchant_has_the_order, nothing_of_the_order_went_back])
def test_a_number_that_is_smudged_or_masked_cannot_be_asked_for(rule: Any, number: str | State) -> None:
    assert asked(rule, case(page(order_id=number))) == [Outcome.UNREADABLE]


@pytest.mark.parametrize(
    ("row", "severity"),
    [
        ({"status": "已全额退款"}, Severity.REJECT),
        ({"status": "交易关闭"}, Severity.REJECT),
        ({"status": "已退款", "paid_amount": "299.00"}, Severity.REJECT),
        ({"status": "已完成", "paid_amount": "299.00", "refunded_amount": "299.00"}, Severity.REJECT),
        ({"status": "已完成", "paid_amount": "299.00", "refunded_amount": "298.99"}, Severity.REVIEW),
        ({"status": "已退款", "paid_amount": "299.00", "refunded_amount": "100"}, Severity.REVIEW),
        ({"status": "已完成", "refunded_amount": "0.01"}, Severity.REVIEW),
        ({"status": "部分退款"}, Severity.REVIEW),
        ({"status": "退款中"}, Severity.REVIEW),
    ],
)
def test_what_went_back_by_the_merchants_record_is_told(row: dict[str, str], severity: Severity) -> None:
    assert complaint(nothing_of_the_order_went_back, recorded(**row)).severity is severity


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"status": "已退款"}, "状态为“已退款”，"),
        ({"refunded_amount": "20.00"}, "已退款 20.00，"),
        ({"status": "退款中", "refunded_amount": "20.00"}, "状态为“退款中”；已退款 20.00，"),
    ],
)
def test_only_what_the_record_says_is_told(row: dict[str, str], told: str) -> None:
    assert f"在商户系统中{told}" in complaint(nothing_of_the_order_went_back, recorded(**row)).reason.zh


@pytest.mark.parametrize(("shown", "file"), [(NUMBER, "order_screenshot.pdf"), ("2612345678901234568", "")])
@pytest.mark.parametrize("rule", [the_merchant_has_the_order, nothing_of_the_order_went_back])
def test_the_answer_is_about_the_page_that_shows_the_order(rule: Any, shown: str, file: str) -> None:
    page_of_it = page(order_id=shown)

    for about in (
        recorded(page_of_it, buyer="李示范", status="已退款"),
        recorded(page_of_it, buyer="张示例", status="已完成"),
        without_row(Standing.NOT_FOUND, page_of_it),
        without_row(Standing.NOT_CONFIRMED, page_of_it),
        case(page_of_it, stated=STATED),
    ):
        (finding,) = findings(rule, about)
        assert finding.file == file


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        ({"status": "已完成"}, Outcome.PASS),
        ({"status": "已完成", "refunded_amount": "0.00"}, Outcome.PASS),
        ({"refunded_amount": "0"}, Outcome.PASS),
        ({"status": "???"}, Outcome.NOT_APPLICABLE),
        ({}, Outcome.NOT_APPLICABLE),
    ],
)
def test_an_order_that_stands_passes_and_a_row_that_says_nothing_is_none(row: dict[str, str], outcome: Outcome) -> None:
    assert asked(nothing_of_the_order_went_back, recorded(**row)) == [outcome]


def test_what_came_back_of_an_order_nobody_has_is_not_asked() -> None:
    assert asked(nothing_of_the_order_went_back, without_row(Standing.NOT_FOUND)) == [Outcome.NOT_APPLICABLE]


def test_a_doubtful_number_never_refuses_over_a_refund() -> None:
    shown = filed(form("order_screenshot", order_id=NUMBER), needs_person=("order_id",))
    about = case(shown, **answers(Register.ORDERS, NUMBER, status="已退款"))

    assert complaint(nothing_of_the_order_went_back, about).severity is Severity.REVIEW


SHOWN: dict[str, Any] = {
    "paid_amount": Decimal("299.00"),
    "order_time": date(2026, 11, 5),
    "item_name": "禾光焕亮精华液 30ml",
}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"paid_amount": "298.99"}, "298.99"),
        ({"paid_amount": "298.99"}, "299.00"),
        ({"purchase_date": "2026-11-07"}, "2026-11-07"),
        ({"purchase_date": "2026/11/3 10:00"}, "2026-11-03"),
        ({"product": "星禾净水滤芯"}, "星禾净水滤芯"),
    ],
)
def test_a_page_that_is_not_as_recorded_goes_to_a_person(row: dict[str, str], told: str) -> None:
    finding = complaint(the_page_says_what_was_recorded, recorded(page(**SHOWN), **row))

    assert (finding.severity, finding.file) == (Severity.REVIEW, "order_screenshot.pdf")
    assert told in finding.reason.zh
    assert told in finding.reason.en


@pytest.mark.parametrize(
    "row",
    [
        {"paid_amount": "299", "purchase_date": "2026-11-05 18:13", "product": "禾光焕亮精华液"},
        {"purchase_date": "20261106"},
        {"purchase_date": "2026-11-04"},
        {"purchase_date": "2026-13-45", "paid_amount": "n/a"},
        {},
    ],
)
def test_a_page_as_recorded_passes(row: dict[str, str]) -> None:
    assert asked(the_page_says_what_was_recorded, recorded(page(**SHOWN), **row)) == [Outcome.PASS]


@pytest.mark.parametrize(("recorded_on", "outcome"), [("2026-11-06", Outcome.PASS), ("2026-11-07", Outcome.FAIL)])
def test_the_day_the_claim_states_is_held_against_the_record(recorded_on: str, outcome: Outcome) -> None:
    about = case(
        stated=STATED | {"purchase_date": date(2026, 11, 5)},
        **answers(Register.ORDERS, NUMBER, purchase_date=recorded_on),
    )

    assert asked(the_page_says_what_was_recorded, about) == [outcome]


def test_a_record_without_a_day_says_nothing_about_the_claims() -> None:
    about = case(stated=STATED | {"purchase_date": date(2026, 11, 5)}, **answers(Register.ORDERS, NUMBER))

    assert asked(the_page_says_what_was_recorded, about) == [Outcome.NOT_APPLICABLE]


def test_a_page_whose_order_the_register_does_not_hold_is_not_compared() -> None:
    assert asked(the_page_says_what_was_recorded, without_row(Standing.NOT_FOUND, page())) == [Outcome.NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("stated", "days"), [({}, []), ({"purchase_date": date(2026, 11, 5)}, [("claim.purchase_date",)])]
)
def test_the_claims_own_day_is_one_answer_more(stated: dict[str, Any], days: list[tuple[str, ...]]) -> None:
    about = case(stated=STATED | stated, **answers(Register.ORDERS, NUMBER, purchase_date="2026-11-09"))

    found = findings(the_page_says_what_was_recorded, about)

    assert [finding.fields for finding in found if finding.fields] == days


def test_a_claims_day_unlike_the_record_is_told_with_both_days_and_the_number() -> None:
    about = case(
        stated=STATED | {"purchase_date": date(2026, 11, 5)},
        **answers(Register.ORDERS, NUMBER, purchase_date="2026-11-09"),
    )

    reason = complaint(the_page_says_what_was_recorded, about).reason

    assert all(word in reason.zh and word in reason.en for word in (NUMBER, "2026-11-05", "2026-11-09"))
    assert "购买日 2026-11-05，记录 2026-11-09" in reason.zh


@pytest.mark.parametrize(
    ("row", "fields"),
    [({}, ()), ({"purchase_date": "soon"}, ()), ({"purchase_date": "2026-11-05"}, ("claim.purchase_date",))],
)
def test_the_claims_day_is_named_where_a_day_was_recorded(row: dict[str, str], fields: tuple[str, ...]) -> None:
    about = case(
        stated=STATED | {"purchase_date": date(2026, 11, 5)}, **answers(Register.ORDERS, NUMBER, Standing.FOUND, **row)
    )

    assert [finding.fields for finding in findings(the_page_says_what_was_recorded, about)] == [fields]
