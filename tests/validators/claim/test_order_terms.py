"""ORD over a whole claim: does the product take part, and was it bought while the campaign ran?"""

from datetime import date
from typing import Any

import pytest

from pipeline.claim.claims import Paper, StatedCourse, StatedProduct
from pipeline.claim.policy import PolicyProduct
from pipeline.claim.reasons import ClaimReason
from pipeline.fields import State, Value
from pipeline.findings import Outcome, Severity
from tests.validators.cases import asked, case, complaint, filed
from tests.validators.papers import form
from validators.claim.order import it_was_bought_while_the_campaign_ran, the_product_takes_part

PASS, FAIL, UNREADABLE, SILENT = Outcome.PASS, Outcome.FAIL, Outcome.UNREADABLE, Outcome.NOT_APPLICABLE
SERUM = {"product": StatedProduct(name="禾光焕亮精华液", spec="30ml")}
TERMS = {"products": (PolicyProduct(name="禾光焕亮精华液", aliases=("亮肤原液",)),)}


# ---- ORD-04: the product


def shows(name: str | State, file: str = "") -> Paper:
    return filed(form("order_screenshot", item_name=name), name=file)


@pytest.mark.parametrize("printed", ["禾光焕亮精华液", "禾光焕亮精华液30ml补水提亮", "亮肤原液 官方正品"])
def test_a_product_of_the_campaign_on_the_order_passes(printed: str) -> None:
    assert asked(the_product_takes_part, case(shows(printed), stated=SERUM, policy=TERMS)) == [PASS, PASS]


def test_another_product_on_the_order_goes_to_a_person() -> None:
    finding = complaint(the_product_takes_part, case(shows("抽纸3层"), stated=SERUM, policy=TERMS))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "order_screenshot.pdf"
    assert "抽纸3层" in finding.reason.zh
    assert "禾光焕亮精华液" in finding.reason.en


def test_a_claimed_product_that_takes_no_part_goes_to_a_person_whatever_the_order_shows() -> None:
    stated = {"product": StatedProduct(name="抽纸3层")}

    finding = complaint(the_product_takes_part, case(shows("抽纸3层"), stated=stated, policy=TERMS))

    assert finding.severity is Severity.REVIEW
    assert finding.file == ""
    assert finding.fields == ("claim.product.name",)


def test_no_more_than_three_names_of_the_campaign_are_told() -> None:
    names = "焕亮精华液", "保湿面霜", "防晒乳", "洁面泡沫"
    terms = {"products": tuple(PolicyProduct(name=name) for name in names)}

    finding = complaint(the_product_takes_part, case(stated={"product": StatedProduct(name="抽纸")}, policy=terms))

    assert "焕亮精华液；保湿面霜；防晒乳）" in finding.reason.zh


@pytest.mark.parametrize("printed", ["禾光焕亮面膜乳", "禾光焕亮精华液 50ml", State.UNREADABLE])
def test_a_product_that_may_be_the_one_is_no_other(printed: str | State) -> None:
    assert asked(the_product_takes_part, case(shows(printed), stated=SERUM)) == [UNREADABLE]


@pytest.mark.parametrize("printed", ["禾光焕亮精华液 30ml", "禾光焕亮精华液", "禾光焕亮精华液 50片"])
def test_the_size_counts_only_where_both_say_one_in_the_same_unit(printed: str) -> None:
    assert asked(the_product_takes_part, case(shows(printed), stated=SERUM)) == [PASS]


def test_a_claimed_product_that_may_take_part_is_left_open() -> None:
    stated = {"product": StatedProduct(name="禾光焕亮面膜乳")}

    assert asked(the_product_takes_part, case(stated=stated, policy=TERMS)) == [UNREADABLE]


def test_an_order_is_held_against_the_campaign_where_the_claim_names_no_product() -> None:
    assert asked(the_product_takes_part, case(shows("亮肤原液"), policy=TERMS)) == [PASS]
    assert asked(the_product_takes_part, case(shows("抽纸3层"), policy=TERMS)) == [FAIL]


def test_a_course_is_held_against_the_courses_of_the_campaign() -> None:
    terms = {"products": (*TERMS["products"], PolicyProduct(name="初级会计冲刺班", category="course"))}
    stated: dict[str, Any] = {"reason": ClaimReason.SERVICE_TARGET_MISSED}

    served = case(stated=stated | {"service": StatedCourse(name="初级会计冲刺班")}, policy=terms)

    assert asked(the_product_takes_part, served) == [PASS]


def test_only_the_first_name_of_the_claim_is_held_against_the_terms() -> None:
    stated = {"product": StatedProduct(name="禾光焕亮精华液"), "service": StatedCourse(name="皮肤护理")}

    assert asked(the_product_takes_part, case(stated=stated, policy=TERMS)) == [PASS]


def test_every_order_page_is_answered() -> None:
    pages = shows("禾光焕亮精华液"), shows("抽纸3层", "b.pdf"), shows(State.NOT_FOUND, "c.pdf")

    assert asked(the_product_takes_part, case(*pages, stated=SERUM)) == [PASS, FAIL, SILENT]


def test_nothing_is_asked_without_a_product_or_without_terms() -> None:
    assert asked(the_product_takes_part, case(shows("抽纸3层"))) == [SILENT]
    assert asked(the_product_takes_part, case(stated=SERUM)) == [SILENT]


# ---- ORD-06: the campaign

START, END = date(2026, 10, 1), date(2026, 11, 11)
CAMPAIGN = {"campaign_start": START, "campaign_end": END, "window_margin_days": 3}


def on(day: date) -> dict[str, Any]:
    return {"purchase_date": day}


def order(at: Value | State, *doubted: str) -> Paper:
    return filed(form("order_screenshot", order_time=at), needs_person=doubted)


@pytest.mark.parametrize("day", [START, date(2026, 10, 20), END])
def test_a_purchase_from_the_first_to_the_last_day_of_the_campaign_passes(day: date) -> None:
    assert asked(it_was_bought_while_the_campaign_ran, case(stated=on(day), policy=CAMPAIGN)) == [PASS]


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        (date(2026, 9, 30), Severity.REVIEW),
        (date(2026, 9, 28), Severity.REVIEW),
        (date(2026, 9, 27), Severity.REJECT),
        (date(2026, 11, 12), Severity.REVIEW),
        (date(2026, 11, 14), Severity.REVIEW),
        (date(2026, 11, 15), Severity.REJECT),
    ],
)
def test_a_purchase_outside_the_campaign_is_grave_only_beyond_the_margin(day: date, severity: Severity) -> None:
    finding = complaint(it_was_bought_while_the_campaign_ran, case(stated=on(day), policy=CAMPAIGN))

    assert finding.severity is severity
    assert finding.file == ""
    assert f"Bought on {day}" in finding.reason.en
    assert "2026-10-01至2026-11-11" in finding.reason.zh


def test_the_day_may_stand_on_a_paper_and_the_paper_is_named() -> None:
    finding = complaint(it_was_bought_while_the_campaign_ran, case(order("2026-09-01T10:00"), policy=CAMPAIGN))

    assert finding.severity is Severity.REJECT
    assert finding.file == "order_screenshot.pdf"
    assert finding.fields == ("order_time",)


def test_a_day_that_may_be_misread_goes_to_a_person() -> None:
    about = case(order("2026-09-01T10:00", "order_time"), policy=CAMPAIGN)

    assert complaint(it_was_bought_while_the_campaign_ran, about).severity is Severity.REVIEW


@pytest.mark.parametrize(
    ("at", "severity"),
    [
        ("2026-10-05T10:00", Severity.REVIEW),
        ("2026-09-28T10:00", Severity.REVIEW),
        ("2026-09-27T10:00", Severity.REJECT),
    ],
)
def test_a_paper_that_speaks_for_the_customer_leaves_the_day_to_a_person(at: str, severity: Severity) -> None:
    about = case(order(at), stated=on(date(2026, 9, 1)), policy=CAMPAIGN)

    assert complaint(it_was_bought_while_the_campaign_ran, about).severity is severity


@pytest.mark.parametrize(
    ("terms", "day", "outcome"),
    [
        ({"campaign_start": START}, date(2030, 1, 1), PASS),
        ({"campaign_start": START}, date(2026, 9, 30), FAIL),
        ({"campaign_end": END}, date(2020, 1, 1), PASS),
        ({"campaign_end": END}, date(2026, 11, 12), FAIL),
    ],
)
def test_a_campaign_may_be_open_at_one_end(terms: dict[str, Any], day: date, outcome: Outcome) -> None:
    assert asked(it_was_bought_while_the_campaign_ran, case(stated=on(day), policy=terms)) == [outcome]


def test_an_open_end_is_told_as_open() -> None:
    finding = complaint(
        it_was_bought_while_the_campaign_ran,
        case(stated=on(date(2026, 9, 1)), policy={"campaign_start": START}),
    )

    assert "2026-10-01 to open" in finding.reason.en
    assert "2026-10-01至不限" in finding.reason.zh


@pytest.mark.parametrize(
    ("kind", "name"),
    [("order_screenshot", "order_time"), ("receipt", "issue_date"), ("payment_screenshot", "payment_time")],
)
def test_a_day_that_cannot_be_read_is_no_day_outside(kind: str, name: str) -> None:
    about = case(filed(form(kind, **{name: State.UNREADABLE})), policy=CAMPAIGN)

    assert asked(it_was_bought_while_the_campaign_ran, about) == [UNREADABLE]


def test_one_smudged_day_among_papers_without_a_day_leaves_the_question_open() -> None:
    about = case(filed(form("receipt")), order(State.UNREADABLE), policy=CAMPAIGN)

    assert asked(it_was_bought_while_the_campaign_ran, about) == [UNREADABLE]


def test_nothing_is_asked_without_a_campaign_or_without_a_day() -> None:
    assert asked(it_was_bought_while_the_campaign_ran, case(stated=on(date(2020, 1, 1)))) == [SILENT]
    assert asked(it_was_bought_while_the_campaign_ran, case(filed(form("order_screenshot")), policy=CAMPAIGN)) == [
        SILENT
    ]
