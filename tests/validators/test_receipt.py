"""REC: does the till receipt add up, is it ours, is its date plain?"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pipeline.fields import Field, State, Value
from pipeline.findings import Outcome, Severity
from pipeline.records import Form
from tests.validators.papers import asked, complaint, field, form, item, paper, severity
from validators.receipt import (
    lines_make_up_the_total,
    rounding_keeps_the_rule,
    tender_less_change_is_the_total,
    the_date_is_plain,
    the_receipt_is_not_faded,
    the_store_is_ours,
)

GOODS = (item("39.90"), item("19.50", "3"), item("8.09", "0.826"))  # 67.49
COUNTED = paper("品名 单价 数量 金额", "件数:5    合计:67.49")


def receipt(*fields: Field, **values: Value | State) -> Form:
    return form("receipt", *fields, **values)


def amounts(**printed: str) -> dict[str, Value | State]:
    return {f"{name}_amount": Decimal(text) for name, text in printed.items()}


def test_lines_that_do_not_make_up_the_total_go_to_a_person() -> None:
    about = receipt(items=GOODS, **amounts(total="167.49"), currency="CNY")
    finding = complaint(lines_make_up_the_total, about, COUNTED)

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "小票明细与合计不符（明细67.49，合计167.49），请对照原图核对"
    assert (
        finding.reason.en
        == "Lines do not add up to the total (lines 67.49, total 167.49); please check against the picture"
    )


def test_a_subtotal_equal_to_the_lines_vouches_for_them() -> None:
    about = receipt(items=GOODS, **amounts(subtotal="67.49", total="167.49"))

    assert asked(lines_make_up_the_total, about) is Outcome.FAIL


@pytest.mark.parametrize(
    ("printed", "currency"),
    [
        (amounts(total="67.49"), "CNY"),
        (amounts(total="62.49", discount="5.00"), "CNY"),
        (amounts(total="62.40", discount="5.00"), "CNY"),  # 抹零
        (amounts(total="67.50"), "MYR"),
        (amounts(total="71.54", tax="4.05"), "MYR"),
        (amounts(total="67.49", tax="3.82"), "MYR"),
        (amounts(total="77.49", tip="10.00"), "USD"),
    ],
    ids=["plain", "discount", "抹零", "rounding", "tax on top", "tax inside", "tip"],
)
def test_lines_add_up_with_discount_tax_tip_and_rounding(printed: dict[str, Value | State], currency: str) -> None:
    about = receipt(items=GOODS, currency=currency, **printed)

    assert asked(lines_make_up_the_total, about, COUNTED) is Outcome.PASS


def test_a_single_line_that_is_counted_must_make_up_the_total() -> None:
    about = receipt(items=GOODS[:1], **amounts(list="77.49", total="77.49"))
    slip = paper("品名 单价 数量 金额", "件数:1    合计:77.49")

    assert asked(lines_make_up_the_total, about, slip) is Outcome.FAIL


def test_advertisements_account_for_no_gap() -> None:
    about = receipt(items=GOODS, **amounts(total="77.49", tendered="100.00", change="27.51"))
    slip = paper("件数:5", "扫码关注公众号 领5.00元代金券", "满100.00减10.00", "积分:10.00  余额:10.00")

    assert asked(lines_make_up_the_total, about, slip) is Outcome.FAIL
    assert asked(tender_less_change_is_the_total, about, slip) is Outcome.FAIL


def test_an_amount_printed_once_accounts_for_no_gap_of_twice_as_much() -> None:
    about = receipt(items=GOODS, **amounts(total="77.49"))

    assert asked(lines_make_up_the_total, about, paper("件数:5", "Bag 5.00")) is Outcome.FAIL
    assert asked(lines_make_up_the_total, about, paper("件数:5", "Bag 4.00", "Cup 6.00")) is Outcome.UNREADABLE


def test_a_lost_line_is_no_complaint() -> None:
    about = receipt(items=GOODS[:2], **amounts(total="67.49"))

    assert asked(lines_make_up_the_total, about, paper("39.90", "19.50")) is Outcome.UNREADABLE


def test_a_line_without_its_amount_is_no_complaint() -> None:
    about = receipt(items=(*GOODS, item(None)), **amounts(total="167.49", subtotal="67.49"))

    assert asked(lines_make_up_the_total, about, COUNTED) is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "row",
    ["Service charge 6.75", "Bag 0.25  Delivery 6.50", "Tips 7.00  off 0.25", "Service charge 6.73"],
    ids=["one", "two", "less", "rounded"],
)
def test_a_gap_another_printed_amount_accounts_for_is_no_complaint(row: str) -> None:
    about = receipt(items=GOODS, **amounts(subtotal="67.49", total="74.24"))

    assert asked(lines_make_up_the_total, about, paper("Subtotal 67.49", row)) is Outcome.UNREADABLE


def test_a_sum_taken_for_a_line_is_no_complaint() -> None:
    about = receipt(items=(*GOODS, item("67.49")), **amounts(total="67.49"))

    assert asked(lines_make_up_the_total, about, paper("4 items")) is Outcome.UNREADABLE


def test_the_subtotal_is_enough_where_the_lines_were_lost() -> None:
    about = receipt(**amounts(subtotal="76.68", discount="3.00", total="73.70"), currency="MYR")

    assert asked(lines_make_up_the_total, about) is Outcome.PASS


def test_a_printed_count_of_goods_leaves_out_discount_lines() -> None:
    about = receipt(items=(*GOODS, item("-5.00")), **amounts(total="92.49"))

    assert asked(lines_make_up_the_total, about, paper("3 items")) is Outcome.FAIL


@pytest.mark.parametrize(
    "row", ["件数:5", "数量:5", "共3件", "Item count: 3", "SUBTOTAL (3 items)", "No. of items 5", "Total Qty = 5"]
)
def test_printed_counts_are_understood(row: str) -> None:
    assert asked(lines_make_up_the_total, receipt(items=GOODS, **amounts(total="99.99")), paper(row)) is Outcome.FAIL


def test_a_total_alone_has_nothing_to_add_up() -> None:
    assert asked(lines_make_up_the_total, receipt(**amounts(total="9.00"))) is Outcome.NOT_APPLICABLE


def test_without_a_total_there_is_nothing_to_compare_the_lines_with() -> None:
    assert asked(lines_make_up_the_total, receipt(items=GOODS)) is Outcome.NOT_APPLICABLE


def test_a_smudged_total_leaves_the_sum_open() -> None:
    assert asked(lines_make_up_the_total, receipt(items=GOODS, total_amount=State.UNREADABLE)) is Outcome.UNREADABLE


def test_tender_and_change_that_contradict_the_total_go_to_a_person() -> None:
    finding = complaint(
        tender_less_change_is_the_total, receipt(**amounts(tendered="100.00", change="37.60", total="72.40"))
    )

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "实收、找零与应收不符（100.00 − 37.60 ≠ 72.40），请对照原图核对"


@pytest.mark.parametrize(
    ("printed", "currency"),
    [
        (amounts(tendered="100.00", change="37.60", total="62.40"), "CNY"),
        (amounts(tendered="100.00", change="26.30", total="73.68"), "MYR"),
        (amounts(tendered="62.40", change="0.00", total="62.40"), "CNY"),
        (amounts(tendered="80.00", change="5.00", total="65.00", tip="10.00"), "USD"),
    ],
    ids=["cash", "cash rounded", "by phone", "with a tip"],
)
def test_tender_less_change_is_the_total(printed: dict[str, Value | State], currency: str) -> None:
    assert asked(tender_less_change_is_the_total, receipt(currency=currency, **printed)) is Outcome.PASS


def test_what_stayed_in_the_till_may_be_named_as_received() -> None:
    about = receipt(**amounts(tendered="62.40", change="37.60", total="62.40"))

    assert (
        asked(tender_less_change_is_the_total, about, paper("现金 100.00", "实收 62.40", "找零 37.60")) is Outcome.PASS
    )


@pytest.mark.parametrize(
    ("printed", "rows"),
    [
        (amounts(tendered="50.00", change="2.00", total="68.00"), ["CASH 50.00", "CARD 20.00"]),
        (amounts(tendered="73.00", change="6.25", total="72.95"), ["PAYMENT 73.00", "CHANGE DUE 0.05"]),
        (amounts(tendered="0.00", change="15.00", total="15.00"), []),
        (amounts(tendered="25.45", change="5.00", total="25.44"), []),
    ],
    ids=["a second tender", "the change stands elsewhere", "none", "实收"],
)
def test_a_tender_or_change_in_the_wrong_place_is_no_complaint(
    printed: dict[str, Value | State], rows: list[str]
) -> None:
    assert asked(tender_less_change_is_the_total, receipt(**printed), paper(*rows)) is Outcome.UNREADABLE


def test_a_smudged_change_leaves_it_open() -> None:
    about = receipt(change_amount=State.UNREADABLE, **amounts(tendered="50.00", total="48.00"))

    assert asked(tender_less_change_is_the_total, about) is Outcome.UNREADABLE


def test_a_card_payment_has_no_change() -> None:
    assert asked(tender_less_change_is_the_total, receipt(**amounts(total="48.00"))) is Outcome.NOT_APPLICABLE


OURS = replace(
    paper("示例佳佳超市(演示路店)", "电话:0990-0000000"), stores=("示例佳佳超市（演示路店）", "0990-0000000")
)


def test_another_shops_receipt_goes_to_a_person() -> None:
    known = replace(OURS, document=paper("别家便利店").document)
    finding = complaint(the_store_is_ours, receipt(seller_name="别家便利店"), known)

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "小票商户（别家便利店）不是本公司门店，请核对"
    assert finding.reason.en == "Receipt is not from one of our stores (别家便利店); please check"


@pytest.mark.parametrize("seller", ["示例佳佳超市(演示路店)", "示例佳佳趋市演示路店"], ids=["as listed", "one misread"])
def test_our_store_is_known_by_its_name(seller: str) -> None:
    known = replace(OURS, document=paper("小票").document)

    assert asked(the_store_is_ours, receipt(seller_name=seller), known) is Outcome.PASS


def test_our_store_is_known_by_its_telephone_number() -> None:
    assert asked(the_store_is_ours, receipt(seller_name="欢迎光临"), OURS) is Outcome.PASS


def test_a_receipt_without_a_readable_name_is_not_held_against_anyone() -> None:
    known = replace(OURS, document=paper("小票").document)

    assert asked(the_store_is_ours, receipt(seller_name=State.UNREADABLE), known) is Outcome.UNREADABLE


def test_without_a_list_of_stores_there_is_nothing_to_compare() -> None:
    assert asked(the_store_is_ours, receipt(seller_name="别家便利店")) is Outcome.NOT_APPLICABLE


def test_rounding_beyond_the_countrys_rule_is_noted() -> None:
    finding = complaint(rounding_keeps_the_rule, receipt(currency="MYR"), paper("ROUNDING ADJ   0.12"))

    assert finding.severity is Severity.INFO
    assert finding.reason.zh == "抹零/进位 0.12 超出规则（最多 0.02），仅供参考"
    assert finding.reason.en == "Rounding 0.12 is outside the rule (at most 0.02); for information only"


@pytest.mark.parametrize(
    ("currency", "row"),
    [("MYR", "ROUNDING ADJ   0.02"), ("RM", "Rounding -0.01"), ("CNY", "抹零:  -0.09"), ("CHF", "Rounding 0.00")],
)
def test_usual_rounding_passes(currency: str, row: str) -> None:
    known = paper(row, "TOTAL AFTER ROUNDING 73.70")

    assert asked(rounding_keeps_the_rule, receipt(currency=currency), known) is Outcome.PASS


@pytest.mark.parametrize("row", ["ROUNDING ADJ", "ROUNDING 177.20", "ROUNDING 0.02 0.12"])
def test_a_rounding_label_without_one_plain_rounding_is_unreadable(row: str) -> None:
    assert asked(rounding_keeps_the_rule, receipt(currency="MYR"), paper(row)) is Outcome.UNREADABLE


@pytest.mark.parametrize(("currency", "row"), [("MYR", "TOTAL 5.00"), ("XXX", "ROUNDING 0.12")])
def test_without_rounding_or_a_known_currency_no_rule_applies(currency: str, row: str) -> None:
    assert asked(rounding_keeps_the_rule, receipt(currency=currency), paper(row)) is Outcome.NOT_APPLICABLE


def either(day: date, other: str) -> Form:
    return receipt(field("issue_date", day, candidates=(other,), doubts=("ambiguous_date",)))


AMBIGUOUS = either(date(2026, 11, 5), "2026-05-11")


def test_an_ambiguous_date_that_decides_the_window_goes_to_a_person() -> None:
    finding = complaint(the_date_is_plain, AMBIGUOUS, replace(paper(), refund_window_days=60))

    assert finding.severity is Severity.REVIEW
    assert finding.reason.zh == "日期格式有歧义（2026-11-05 或 2026-05-11），请核对后确认"
    assert finding.reason.en == "The date is ambiguous (2026-11-05 or 2026-05-11); please confirm which one is meant"


def test_an_ambiguous_date_that_decides_nothing_passes() -> None:
    assert asked(the_date_is_plain, AMBIGUOUS, replace(paper(), refund_window_days=365)) is Outcome.PASS


def test_without_a_window_any_ambiguity_may_matter() -> None:
    assert severity(the_date_is_plain, AMBIGUOUS) is Severity.REVIEW


def test_near_the_end_of_the_window_the_difference_matters() -> None:
    about = either(date(2026, 11, 8), "2026-08-11")

    assert asked(the_date_is_plain, about, replace(paper(), refund_window_days=102)) is Outcome.FAIL


def test_a_candidate_that_is_no_date_may_matter() -> None:
    about = either(date(2026, 11, 5), "2026-1?-05")

    assert asked(the_date_is_plain, about, replace(paper(), refund_window_days=365)) is Outcome.FAIL


def test_a_second_date_on_the_page_is_no_matter_of_format() -> None:
    about = receipt(field("issue_date", date(2026, 11, 5), candidates=("2026-11-19",), doubts=("two_dates",)))

    assert asked(the_date_is_plain, about) is Outcome.PASS


def test_a_plain_date_passes() -> None:
    assert asked(the_date_is_plain, receipt(issue_date=date(2026, 11, 21))) is Outcome.PASS


def test_a_smudged_date_is_unreadable_and_not_ambiguous() -> None:
    assert asked(the_date_is_plain, receipt(issue_date=State.UNREADABLE)) is Outcome.UNREADABLE


def test_a_receipt_without_a_date_has_no_ambiguous_one() -> None:
    assert asked(the_date_is_plain, receipt()) is Outcome.NOT_APPLICABLE


def test_a_faded_total_is_asked_for_and_a_missing_one_is_not() -> None:
    rule = the_receipt_is_not_faded

    finding = complaint(rule, form("receipt", total_amount=State.UNREADABLE, issue_date=date(2026, 9, 1)))

    assert finding.severity is Severity.ASK
    assert finding.fields == ("total_amount",)
    assert asked(rule, form("receipt", issue_date=date(2026, 9, 1))) is Outcome.PASS
    assert asked(rule, form("receipt", total_amount=State.NOT_FOUND)) is Outcome.NOT_APPLICABLE
