"""Every day of a claim on one axis."""

from datetime import date
from typing import Any

import pytest

from pipeline.claim.claims import Case, StatedProduct
from pipeline.claim.policy import PolicyProduct
from pipeline.claim.workdays import Calendar
from pipeline.fields import State
from tests.validators.cases import case, filed
from tests.validators.papers import form
from validators.claim.timeline import timeline

BOUGHT, FIRST = date(2026, 9, 1), date(2026, 9, 5)


def days(about: Case) -> list[tuple[str, date]]:
    return [(moment.what, moment.day) for moment in timeline(about)]


def day_of(what: str, about: Case) -> date | None:
    return dict(days(about)).get(what)


def used(first: Any = FIRST, name: str = "") -> Any:
    return filed(form("usage_record", usage_start=first), name=name)


def test_a_claim_that_tells_no_day_has_an_empty_axis() -> None:
    assert timeline(case()) == ()


def test_a_whole_claim_stands_in_the_order_of_its_days() -> None:
    papers = (
        filed(form("lab_report", tested_from=FIRST, tested_to=date(2026, 10, 5), issued_date=date(2026, 10, 8))),
        filed(form("usage_record", usage_start=FIRST, usage_end=date(2026, 10, 2))),
        filed(form("order_screenshot", order_time="2026-09-01T10:00")),
        filed(form("payment_screenshot", payment_time="2026-09-01T10:01")),
        filed(form("vat_invoice", issue_date=date(2026, 9, 2))),
    )
    stated = {"delivery_date": date(2026, 9, 4), "submitted_on": date(2026, 10, 20)}
    policy = {"usage_cycles_required": 2, "cycle_days": 14, "refund_window_days": 60}

    assert days(case(*papers, stated=stated, policy=policy)) == [
        ("purchase", BOUGHT),
        ("payment", BOUGHT),
        ("invoice", date(2026, 9, 2)),
        ("delivery", date(2026, 9, 4)),
        ("test_from", FIRST),
        ("first_use", FIRST),
        ("last_use", date(2026, 10, 2)),
        ("cycles_end", date(2026, 10, 2)),
        ("test_to", date(2026, 10, 5)),
        ("report", date(2026, 10, 8)),
        ("claim", date(2026, 10, 20)),
        ("deadline", date(2026, 11, 2)),
    ]


def test_the_days_of_a_service_are_on_it_too() -> None:
    papers = (
        filed(form("complaint_record", complaint_time="2026-11-03T09:30")),
        filed(form("exam_result", exam_date=date(2026, 10, 10), issue_date=date(2026, 11, 1))),
        filed(form("appraisal_report", issued_date=date(2026, 11, 5))),
        filed(form("contract", signed_date=BOUGHT)),
    )

    assert days(case(*papers, stated={"results_published_on": date(2026, 11, 2)})) == [
        ("purchase", BOUGHT),
        ("signed", BOUGHT),
        ("exam", date(2026, 10, 10)),
        ("result", date(2026, 11, 1)),
        ("results_published", date(2026, 11, 2)),
        ("complaint", date(2026, 11, 3)),
        ("appraisal", date(2026, 11, 5)),
    ]


def test_what_falls_on_one_day_stands_in_the_order_of_a_claims_life() -> None:
    papers = (
        filed(form("appraisal_report", issued_date=BOUGHT)),
        filed(form("complaint_record", complaint_time="2026-09-01")),
        filed(form("exam_result", exam_date=BOUGHT, issue_date=BOUGHT)),
        filed(form("lab_report", tested_from=BOUGHT, tested_to=BOUGHT, issued_date=BOUGHT)),
        filed(form("usage_record", usage_start=BOUGHT, usage_end=BOUGHT)),
        filed(form("vat_invoice", issue_date=BOUGHT)),
        filed(form("payment_screenshot", payment_time="2026-09-01")),
        filed(form("contract", signed_date=BOUGHT)),
    )
    stated = {"submitted_on": BOUGHT, "delivery_date": BOUGHT, "results_published_on": BOUGHT}
    policy = {"usage_cycles_required": 1, "cycle_days": 1, "refund_window_days": 0}

    assert " ".join(what for what, _ in days(case(*papers, stated=stated, policy=policy))) == (
        "purchase signed payment invoice delivery test_from first_use last_use cycles_end test_to report exam result "
        "results_published complaint appraisal claim deadline"
    )


def test_a_day_read_from_a_paper_names_its_file_and_field() -> None:
    page = filed(form("order_screenshot", order_time="2026-09-01T10:00"), name="订单.png")
    (bought,) = timeline(case(page))

    assert (bought.file, bought.field, bought.text.zh, bought.text.en) == ("订单.png", "order_time", "购买", "purchase")


def test_a_stated_day_names_no_file() -> None:
    stated = {"purchase_date": BOUGHT, "delivery_date": BOUGHT, "submitted_on": BOUGHT}

    assert [(moment.file, moment.field) for moment in timeline(case(stated=stated))] == [("", "")] * 3


def test_a_smudged_day_is_not_on_it_and_a_second_paper_still_is() -> None:
    second = used(date(2026, 9, 6), "2.pdf")
    about = case(used(State.UNREADABLE), second)

    assert days(about) == [("first_use", date(2026, 9, 6))]
    assert timeline(about)[0].file == "2.pdf"


@pytest.mark.parametrize(
    ("cycles", "length", "end"),
    [
        (1, 28, date(2026, 10, 2)),
        (2, 14, date(2026, 10, 2)),
        (1, 1, FIRST),
        (None, 28, None),
        (0, 28, None),
        (1, None, None),
        (1, 0, None),
    ],
)
def test_the_end_of_the_cycles_is_counted_where_the_terms_say_how_long(
    cycles: int | None, length: int | None, end: date | None
) -> None:
    policy = {"usage_cycles_required": cycles, "cycle_days": length}

    assert day_of("cycles_end", case(used(), policy=policy)) == end


def test_the_cycles_end_is_not_told_before_use_began_and_starts_with_the_first_record_that_has_a_day() -> None:
    policy = {"usage_cycles_required": 1, "cycle_days": 28}

    assert day_of("cycles_end", case(used(State.UNREADABLE), policy=policy)) is None
    assert day_of("cycles_end", case(used(State.UNREADABLE), used(FIRST), policy=policy)) == date(2026, 10, 2)


def test_a_products_own_cycle_ends_on_its_own_day() -> None:
    product = PolicyProduct(name="禾光焕亮精华液", cycle_days=7)
    policy = {"usage_cycles_required": 1, "cycle_days": 28, "products": (product,)}
    stated = {"product": StatedProduct("禾光焕亮精华液")}

    assert day_of("cycles_end", case(used(), stated=stated, policy=policy)) == date(2026, 9, 11)


@pytest.mark.parametrize(
    ("window", "last"),
    [(60, date(2026, 11, 2)), (59, date(2026, 10, 30)), (0, BOUGHT), (None, None)],
    ids=["a Saturday moves on", "a Friday stays", "the day itself", "no window"],
)
def test_the_last_day_to_claim_is_the_day_the_window_really_ends_on(window: int | None, last: date | None) -> None:
    about = case(stated={"purchase_date": BOUGHT}, policy={"refund_window_days": window})

    assert day_of("deadline", about) == last


def test_the_deadline_heeds_the_holidays_of_the_terms_and_says_what_it_counts() -> None:
    policy = {"refund_window_days": 59, "calendar": Calendar(holidays=frozenset({date(2026, 10, 30)}))}
    deadline = timeline(case(stated={"purchase_date": BOUGHT}, policy=policy))[-1]

    assert deadline.day == date(2026, 11, 2)
    assert deadline.text.en == "last day to claim (59 days after the purchase)"


def test_no_deadline_is_told_where_nobody_knows_the_purchase() -> None:
    assert day_of("deadline", case(used(), policy={"refund_window_days": 60})) is None


def test_every_day_has_its_name_in_both_languages_and_says_where_it_was_read() -> None:
    papers = (
        filed(form("usage_record", usage_start=FIRST, usage_end=date(2026, 10, 2))),
        filed(form("complaint_record", complaint_time="2026-10-09")),
        filed(form("appraisal_report", issued_date=date(2026, 10, 10))),
    )
    stated = {
        "purchase_date": BOUGHT,
        "delivery_date": date(2026, 9, 4),
        "results_published_on": date(2026, 10, 8),
        "submitted_on": date(2026, 10, 20),
    }
    policy = {"usage_cycles_required": 2, "cycle_days": 14, "refund_window_days": 60}

    moments = timeline(case(*papers, stated=stated, policy=policy))

    assert [(moment.text.zh, moment.text.en, moment.file, moment.field) for moment in moments] == [
        ("购买", "purchase", "", ""),
        ("签收", "delivery", "", ""),
        ("首次使用", "first use", "usage_record.pdf", "usage_start"),
        ("最后使用", "last use", "usage_record.pdf", "usage_end"),
        ("使用周期届满", "the cycles of use end", "", ""),
        ("成绩公布", "results published", "", ""),
        ("投诉", "complaint", "complaint_record.pdf", "complaint_time"),
        ("鉴定报告", "appraisal issued", "appraisal_report.pdf", "issued_date"),
        ("提交退款申请", "claim submitted", "", ""),
        ("退款申请截止", "last day to claim (60 days after the purchase)", "", ""),
    ]
