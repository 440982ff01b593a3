"""How much comes back, line by line."""

from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Paper
from pipeline.claim.policy import AmountTier, Refunds
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.registers import Confirmation, Inquiry, Register, Standing
from pipeline.fields import State
from tests.validators.cases import case, filed
from tests.validators.papers import form
from validators.claim.sums import Agreed, agreed, decimal_of, freight_kept, refundable, refunded

MISSED = {"reason": ClaimReason.SERVICE_TARGET_MISSED}
ORDER = "2612345678901234567"


def d(text: str) -> Decimal:
    return Decimal(text)


def order(paid: str | State = "299.00", freight: str | None = None, **known: Any) -> Paper:
    amounts = {"paid_amount": paid if isinstance(paid, State) else d(paid)}
    if freight is not None:
        amounts["freight_amount"] = d(freight)
    return filed(form("order_screenshot", **amounts), **known)


def contract(clause: str | State, amount: str | None = None) -> Paper:
    values: dict[str, Any] = {"refund_clause": clause}
    return filed(form("contract", **values, **({"contract_amount": d(amount)} if amount else {})))


def under(*papers: Paper, stated: dict[str, Any] | None = None, **refunds: Any) -> Case:
    """A claim under terms with these refunds."""
    return case(*papers, stated=stated, policy={"refunds": Refunds(**refunds)})


def booked(amount: str, *papers: Paper, **stated: Any) -> Case:
    """A claim whose order stands in the merchant's own book with this refund."""
    answer = Confirmation(Standing.FOUND, {"refunded_amount": amount})
    return case(*papers, stated={"order_id": ORDER, **stated}, confirmed={Inquiry(Register.ORDERS, ORDER): answer})


def lines(about: Case) -> list[tuple[str, str | None]]:
    """Every line of the sum as a reviewer reads it."""
    return [(step.text.en, None if step.amount is None else str(step.amount)) for step in refundable(about).steps]


def test_what_was_paid_comes_back() -> None:
    about = case(order("299.00"))

    assert refundable(about).amount == d("299.00")
    assert lines(about) == [("amount paid (order_screenshot.pdf)", "299.00"), ("refundable amount", "299.00")]


def test_every_line_is_told_in_both_languages_in_the_order_it_is_taken_away() -> None:
    about = under(
        order("299.00", "10.00"),
        stated={"refunded_amount": d("50.00"), "claimed_amount": d("100.00")},
        freight_refundable=False,
        gift_value=d("19.00"),
        tiers=(AmountTier(paid_from=d("0"), percent=d("80"), most=d("150.00")),),
    )

    assert lines(about) == [
        ("amount paid (order_screenshot.pdf)", "299.00"),
        ("less: already refunded", "-50.00"),
        ("less: freight (the terms keep it)", "-10.00"),
        ("less: worth of the gift", "-19.00"),
        ("tier: 80 % (paid 0 or more)", "176.00"),
        ("no more than the tier's 150.00", "150.00"),
        ("no more than was claimed", "100.00"),
        ("refundable amount", "100.00"),
    ]
    assert [step.text.zh for step in refundable(about).steps] == [
        "实付金额（order_screenshot.pdf）",
        "减：已退款金额",
        "减：运费（按活动规则不退）",
        "减：赠品价值",
        "按档位退 80%（实付满 0）",
        "不超过档位上限 150.00",
        "不超过申请金额",
        "可退金额",
    ]


@pytest.mark.parametrize("papers", [(), (order(State.UNREADABLE),)], ids=["no paper", "smudged"])
def test_no_sum_is_told_where_nobody_can_read_what_was_paid(papers: tuple[Paper, ...]) -> None:
    answer = refundable(case(*papers, stated={"claimed_amount": d("299.00")}))

    assert answer.amount is None
    assert [step.text.zh for step in answer.steps] == ["未读到实付金额，由人工确定"]
    assert answer.steps[0].amount is None


def test_a_smudged_sum_is_shown_but_held_for_a_person() -> None:
    about = case(order("299.00", needs_person=("paid_amount",)))

    assert refundable(about).amount is None
    assert lines(about) == [
        ("amount paid (order_screenshot.pdf)", "299.00"),
        ("A person must confirm what was paid", None),
    ]


def test_one_clear_paper_vouches_for_a_smudged_one_that_says_the_same() -> None:
    payment = filed(form("payment_screenshot", paid_amount=d("299.00")))

    assert refundable(case(order("299", needs_person=("paid_amount",)), payment)).amount == d("299.00")


def test_papers_one_cent_apart_are_held_for_a_person_with_both_sums() -> None:
    about = case(order("299.00"), filed(form("payment_screenshot", paid_amount=d("299.01"))))

    assert refundable(about).amount is None
    assert lines(about) == [
        ("amount paid (order_screenshot.pdf)", "299.00"),
        ("amount paid (payment_screenshot.pdf)", "299.01"),
        ("The papers differ about what was paid; a person decides", None),
    ]


@pytest.mark.parametrize(
    ("claimed", "amount"), [("298.99", "298.99"), ("299.00", "299.00"), ("299.01", "299.00"), (None, "299.00")]
)
def test_no_more_comes_back_than_was_claimed(claimed: str | None, amount: str) -> None:
    about = case(order(), stated={"claimed_amount": None if claimed is None else d(claimed)})

    assert refundable(about).amount == d(amount)
    assert ("no more than was claimed" in dict(lines(about))) is (claimed == "298.99")


@pytest.mark.parametrize(("back", "amount"), [("0.01", "298.99"), ("298.99", "0.01"), ("299.00", "0"), ("300", "0")])
def test_what_already_went_back_is_taken_off_and_never_less_than_nothing_is_left(back: str, amount: str) -> None:
    assert refundable(case(order(), stated={"refunded_amount": d(back)})).amount == d(amount)


def test_a_refund_of_nothing_is_no_line() -> None:
    assert len(refundable(case(order(), stated={"refunded_amount": d("0.00")})).steps) == 2


@pytest.mark.parametrize(
    ("said", "row", "back"),
    [("50.00", "20.00", "50.00"), ("20.00", "50.00", "50.00"), (None, "1,050.00", "1050.00"), ("5", "", "5")],
)
def test_of_two_words_about_earlier_refunds_the_greater_counts(said: str | None, row: str, back: str) -> None:
    assert refunded(booked(row, refunded_amount=None if said is None else d(said))) == d(back)


def test_the_refund_of_another_order_is_not_this_claims() -> None:
    answer = Confirmation(Standing.FOUND, {"refunded_amount": "50.00"})

    assert refunded(case(stated={"order_id": ORDER}, confirmed={Inquiry(Register.ORDERS, "2"): answer})) == 0
    assert refunded(case(confirmed={Inquiry(Register.ORDERS, ORDER): answer})) == 0


@pytest.mark.parametrize("row", ["¥50.00", "-50.00", "五十元", "part"])
def test_a_booked_refund_that_is_no_number_is_a_persons_to_read_and_nothing_is_paid_twice(row: str) -> None:
    about = booked(row, order())

    assert refundable(about).amount is None
    assert lines(about)[-1] == ("The merchant's orders name a refund that is no number; a person decides", None)


@pytest.mark.parametrize("row", ["", "  ", "0", "0.00"])
def test_an_empty_cell_of_the_merchants_book_says_that_nothing_went_back(row: str) -> None:
    assert refundable(booked(row, order())).amount == d("299.00")


@pytest.mark.parametrize(("kept", "amount"), [(True, "299.00"), (False, "289.00")])
def test_freight_comes_back_unless_the_terms_keep_it(kept: bool, amount: str) -> None:
    assert refundable(under(order(freight="10.00"), freight_refundable=kept)).amount == d(amount)


def test_freight_is_that_of_the_first_order_that_shows_one() -> None:
    orders = (order(name="1.png"), order(freight="8.00", name="2.png"), order(freight="10.00", name="3.png"))

    assert freight_kept(under(*orders, freight_refundable=False)) == d("8.00")
    assert freight_kept(under(order(), freight_refundable=False)) == 0
    assert freight_kept(under(*orders)) == 0


@pytest.mark.parametrize(
    ("paid", "amount"), [("199.99", "0"), ("200.00", "200.00"), ("200.01", "200.01")], ids=["below", "equal", "above"]
)
def test_the_minimum_spend_is_reached_by_its_very_sum(paid: str, amount: str) -> None:
    about = under(order(paid), minimum_spend=d("200.00"))

    assert refundable(about).amount == d(amount)
    assert ("below the minimum spend (199.99 < 200.00)" in dict(lines(about))) is (paid == "199.99")


def test_an_earlier_refund_does_not_push_a_purchase_below_the_minimum_spend() -> None:
    about = under(order("200.00"), stated={"refunded_amount": d("50.00")}, minimum_spend=d("200.00"))

    assert refundable(about).amount == d("150.00")


TIERS = (
    AmountTier(paid_from=d("100"), percent=d("50")),
    AmountTier(paid_from=d("500"), percent=d("80")),
    AmountTier(paid_from=d("1000"), percent=d("100"), most=d("1200.00")),
)


@pytest.mark.parametrize("tiers", [TIERS, TIERS[::-1]], ids=["rising", "falling"])
@pytest.mark.parametrize(
    ("paid", "amount"),
    [
        ("99.99", "99.99"),
        ("100.00", "50.00"),
        ("499.99", "250.00"),
        ("500.00", "400.00"),
        ("999.99", "799.99"),
        ("1000.00", "1000.00"),
        ("1200.00", "1200.00"),
        ("1200.01", "1200.00"),
    ],
)
def test_the_highest_tier_that_the_paid_sum_reaches_rules(
    tiers: tuple[AmountTier, ...], paid: str, amount: str
) -> None:
    assert refundable(under(order(paid), tiers=tiers)).amount == d(amount)


def test_a_tier_of_everything_is_no_line_and_a_cap_is_one_only_where_it_bites() -> None:
    assert len(lines(under(order("1200.00"), tiers=TIERS))) == 2
    assert ("no more than the tier's 1200.00", "1200.00") in lines(under(order("1200.01"), tiers=TIERS))


def test_half_a_cent_of_a_tier_is_the_customers() -> None:
    assert refundable(under(order("100.01"), tiers=TIERS)).amount == d("50.01")


@pytest.mark.parametrize(
    ("clause", "amount"),
    [
        ("未通过考试的，退还合同金额的60%", "3000.00"),
        ("未通过考试的，全额退款", "5000.00"),
        ("未通过考试的，按剩余课时比例扣除后退还60%", "5000.00"),
        (State.UNREADABLE, "5000.00"),
    ],
)
def test_a_missed_target_gives_back_what_the_contracts_plain_clause_says(clause: str | State, amount: str) -> None:
    receipt = filed(form("receipt", total_amount=d("5000.00")))

    assert refundable(case(contract(clause, "5000.00"), receipt, stated=MISSED)).amount == d(amount)


def test_the_share_of_the_contract_is_told_before_what_already_went_back() -> None:
    receipt = filed(form("receipt", total_amount=d("5000.00")))
    about = case(contract("退还合同金额的60%"), receipt, stated={**MISSED, "refunded_amount": d("1000.00")})

    assert lines(about) == [
        ("amount paid (receipt.pdf)", "5000.00"),
        ("the contract's clause gives back 60 %", "3000.00"),
        ("less: already refunded", "-1000.00"),
        ("refundable amount", "2000.00"),
    ]


def test_the_clause_about_a_missed_target_rules_no_other_claim() -> None:
    receipt = filed(form("receipt", total_amount=d("5000.00")))
    stated = {"reason": ClaimReason.SERVICE_QUALITY_BAD}

    assert refundable(case(contract("退还合同金额的60%", "5000.00"), receipt, stated=stated)).amount == d("5000.00")


def test_a_contract_over_more_than_was_paid_gives_back_no_more_than_that() -> None:
    receipt = filed(form("receipt", total_amount=d("2000.00")))
    about = case(contract("退还合同金额的60%", "5000.00"), receipt, stated=MISSED)

    assert refundable(about).amount == d("2000.00")
    assert len(lines(about)) == 2


def test_a_clause_that_gives_back_everything_is_no_line() -> None:
    receipt = filed(form("receipt", total_amount=d("5000.00")))

    assert len(lines(case(contract("全额退款", "5000.00"), receipt, stated=MISSED))) == 2
    assert len(lines(case(contract("退还合同金额的60%", "8333.33"), receipt, stated=MISSED))) == 2
    assert len(lines(case(contract("退还合同金额的60%", "8333.31"), receipt, stated=MISSED))) == 3


def test_the_first_contract_with_a_plain_share_rules() -> None:
    receipt = filed(form("receipt", total_amount=d("5000.00")))
    papers = (contract("具体退费由双方协商"), contract("退还合同金额的60%"), contract("退还合同金额的30%"), receipt)

    assert refundable(case(*papers, stated=MISSED)).amount == d("3000.00")


def test_a_share_is_of_the_contracts_sum_else_of_what_was_paid_else_of_nothing() -> None:
    clause, receipt = "退还合同金额的33.3%", filed(form("receipt", total_amount=d("100.05")))

    assert agreed(case(receipt), contract(clause, "1000.00")) == Agreed(d("33.3"), d("333.00"))
    assert agreed(case(receipt), contract(clause)) == Agreed(d("33.3"), d("33.32"))
    assert agreed(case(), contract(clause)) is None
    assert agreed(case(receipt), filed(form("contract"))) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("299", "299"),
        (" 299.00 ", "299.00"),
        ("1,299.5", "1299.5"),
        ("0", "0"),
        (None, None),
        ("", None),
        ("-1", None),
        ("1.2.3", None),
        ("1.x", None),
        (".5", None),
        ("1e3", None),
        ("NaN", None),
        ("２９９", None),
        ("¥299", None),
    ],
)
def test_a_registers_amount_is_a_plain_number_or_nothing(text: str | None, amount: str | None) -> None:
    assert decimal_of(text) == (None if amount is None else d(amount))
