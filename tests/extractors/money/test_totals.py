"""Which of many printed amounts was paid."""

from decimal import Decimal

import pytest

from extractors.found import Doubt
from extractors.money.roles import Role, labelled, role_of
from extractors.money.totals import Choice, chosen_total
from tests.paper import paper


def chosen(text: str) -> Choice:
    sheet = paper(text)
    choice = chosen_total(sheet, labelled(sheet))
    assert choice is not None
    return choice


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("TOTAL", Role.TOTAL),
        ("Sub Total", Role.SUBTOTAL),
        ("SUB-TOTAL :", Role.SUBTOTAL),
        ("TOTAL (EXCLUDING GST) :", Role.SUBTOTAL),
        ("TOTAL SALES (INCLUSIVE OF GST) :", Role.GRAND),
        ("TOTAL INCL. GST@6%  RM", Role.GRAND),
        ("GST @6% INCLUDED IN TOTAL  RM", Role.TAX),
        ("Total Tax", Role.TAX),
        ("TOTAL QTY :", Role.ASIDE),
        ("GRAND TOTAL", Role.GRAND),
        ("BALANCE DUE", Role.GRAND),
        ("ROUNDING ADJ", Role.ROUNDING),
        ("CASH", Role.TENDER),
        ("CHANGE", Role.CHANGE),
        ("GST ID NO :", Role.ASIDE),
        ("实付款", Role.PAID),
        ("应收:", Role.GRAND),
        ("合计:", Role.TOTAL),
        ("找零:", Role.CHANGE),
        ("优惠:", Role.DISCOUNT),
        ("微信支付", Role.TENDER),
        ("Summe EUR", Role.TOTAL),
        ("Zwischensumme", Role.SUBTOTAL),
        ("HAND CREAM 75ML", None),
    ],
)
def test_words_before_an_amount_say_what_it_is_for(words: str, role: Role | None) -> None:
    assert role_of(words) == role


def test_a_cash_receipt_was_paid_with_the_total_and_not_with_the_note() -> None:
    choice = chosen("合计:  67.49\n优惠:  -5.09\n应收:  62.40\n现金:  100.00\n实收:  100.00\n找零:  37.60")

    assert choice.amount.value == Decimal("62.40")
    assert "tender less change" in choice.confirmed_by


def test_the_rounded_total_is_the_one_that_was_paid() -> None:
    choice = chosen(
        "TOTAL SALES (INCLUSIVE GST) RM  177.22\nROUNDING ADJ RM  -.02\nROUNDING RM  177.20\nCREDIT RM  177.20"
    )

    assert choice.amount.value == Decimal("177.20")


def test_a_table_of_taxes_below_is_not_added_again() -> None:
    choice = chosen(
        "TOTAL  73.70\nCASH  73.70\nGST SUMMARY  AMOUNT(RM)  TAX(RM)\nS = 6%  69.53  4.17\nTOTAL  69.53  4.17"
    )

    assert choice.amount.value == Decimal("73.70")


def test_a_label_that_was_not_read_does_not_hide_the_total() -> None:
    choice = chosen("SUB TOTAL  68.87\nGST 6%  4.13\nT0  73.00\nC4  73.00")

    assert choice.amount.value == Decimal("73.00")


def test_two_totals_that_nothing_decides_between_are_both_named() -> None:
    choice = chosen("TOTAL  25.00\nTOTAL  30.00")

    assert {choice.amount.value, *(rival.value for rival in choice.rivals)} == {Decimal("25.00"), Decimal("30.00")}


SLIP = "精华水  1  195.84  195.84\n针织衫  1  350.00  350.00\n方巾  3  212.90  638.70\n应收:  {due}\n微信:  {due}"


def test_a_total_that_lost_its_point_is_doubted_and_a_payment_that_lost_the_same_confirms_nothing() -> None:
    choice = chosen(SLIP.format(due="118454"))

    assert choice.doubt == Doubt(reasons=("point_lost",), candidates=("1184.54",), confirmed_by=())


@pytest.mark.parametrize("due", ["1184.54", "1184"])
def test_a_total_with_its_point_or_rounded_to_the_yuan_has_lost_none(due: str) -> None:
    choice = chosen(SLIP.format(due=due))

    assert choice.doubt == Doubt(confirmed_by=("tender",))


def test_prices_without_cents_beside_weights_with_two_decimals_have_lost_no_point() -> None:
    choice = chosen("米  1.50  12000\n茶  2.25  45000\n合計:  57000\n現金:  57000")

    assert choice.doubt == Doubt(confirmed_by=("tender",))


def test_an_amount_in_the_row_below_belongs_to_its_label() -> None:
    choice = chosen("Balance Due\n           $12.30\nThank you")

    assert choice.amount.value == Decimal("12.30")


def test_a_page_without_labelled_amounts_has_no_total() -> None:
    sheet = paper("price list\napples  3.50\npears  4.00")

    assert chosen_total(sheet, labelled(sheet)) is None


def test_what_was_received_without_change_is_what_was_paid() -> None:
    choice = chosen("总额:  265.19\n会员优惠:  -2.00\n实收金额:  ¥263.19\n支付方式:  支付宝")

    assert choice.amount.value == Decimal("263.19")


def test_what_was_handed_over_is_no_total_when_change_came_back() -> None:
    sheet = paper("藍莓貝果  108\n應付金額  一一\n現金  500\n找零  153")

    assert chosen_total(sheet, labelled(sheet)) is None


def test_a_dollar_sign_read_as_s_is_still_one() -> None:
    assert chosen("應付金額  NTS347\n現金  500\n找零  153").amount.value == Decimal(347)


@pytest.mark.parametrize(
    ("total", "off", "due"), [("136.39", "0.09", "136.30"), ("136.39", "0.39", "136.00"), ("136.34", "0.04", "136.30")]
)
def test_what_a_till_leaves_off_to_make_the_sum_even_is_no_second_total(total: str, off: str, due: str) -> None:
    choice = chosen(f"合计:  {total}\n抹零：  -{off}\n应收：  ¥{due}\n现金：  200.00")

    assert choice.amount.value == Decimal(due)
    assert choice.rivals == ()
    assert "rounding" in choice.confirmed_by


@pytest.mark.parametrize(("total", "off", "due"), [("136.39", "0.12", "136.27"), ("137.40", "1.40", "136.00")])
def test_more_left_off_than_makes_the_sum_even_leaves_two_totals(total: str, off: str, due: str) -> None:
    choice = chosen(f"合计:  {total}\n抹零：  -{off}\n应收：  ¥{due}\n现金：  200.00")

    assert choice.rivals != ()
    assert "rounding" not in choice.confirmed_by


def test_before_the_rounding_is_never_the_total_even_where_the_total_itself_is_smudged() -> None:
    choice = chosen("Sub-total 68.31\nTOTAL INCL. GST 68.31\nRounding -0.01\nTotal Sales RM6日.30\nEWALLET 68.30")

    assert choice.amount.value == Decimal("68.30")
    assert Decimal("68.31") in [rival.value for rival in choice.rivals]


def test_an_amount_to_be_paid_is_the_total_and_not_what_was_handed_over() -> None:
    text = "TOTAL: 26.82\nROUNDING ADJUSTMENT: -0.02\nAMOUNT TO BE PAID: 26.80\nCASH RECEIVED: 50.00\nCHANGE: 23.20"

    assert chosen(text).amount.value == Decimal("26.80")


def test_what_was_handed_over_is_not_the_total_where_its_change_stands_under_a_smudged_label() -> None:
    choice = chosen("应付金额: 68.12\n现金: 100.00\n实收: 100.00\nX雾: 31.88")

    assert choice.amount.value == Decimal("68.12")


def test_two_totals_that_nothing_explains_are_a_question() -> None:
    choice = chosen("TOTAL 41.20\nGRAND TOTAL 52.90\nVISA 52.90")

    assert choice.amount.value == Decimal("52.90")
    assert [rival.value for rival in choice.rivals] == [Decimal("41.20")]


def test_a_total_before_tax_is_no_question() -> None:
    choice = chosen("TOTAL 50.00\nGST 6% 3.00\nGRAND TOTAL 53.00\nVISA 53.00")

    assert choice.amount.value == Decimal("53.00")
    assert choice.rivals == ()


def test_what_goods_cost_before_a_printed_deposit_is_no_other_total() -> None:
    slip = "菜品合计：  ¥159.82\n杯子押金：  ¥2.00\n应收：  ¥161.82\n收现：  ¥170.00\n找回：  ¥8.18"

    plain, other = chosen(slip), chosen(slip.replace("¥2.00", "¥3.00"))

    assert (plain.amount.value, plain.rivals) == (Decimal("161.82"), ())
    assert [rival.value for rival in other.rivals] == [Decimal("159.82")]
