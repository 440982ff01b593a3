"""WIN over a whole claim."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import StatedProduct
from pipeline.claim.policy import PolicyProduct
from pipeline.fields import State, Value
from pipeline.findings import Outcome, Severity
from pipeline.rows import Measurement, UsageDay
from tests.validators.cases import asked, case, complaint, filed
from tests.validators.papers import field, form
from validators.claim.doses import times_a_day
from validators.claim.window import (
    it_was_claimed_in_time,
    it_was_tested_when_the_cycles_ended,
    it_was_used_after_it_arrived,
    it_was_used_without_a_break,
    the_cycles_were_completed,
    the_report_belongs_to_the_purchase,
)

BOUGHT = date(2026, 9, 1)  # 60 days later is Saturday 31 October, so the period ends on Monday 2 November
WINDOW = {"refund_window_days": 60}
CYCLES = {"usage_cycles_required": 2, "cycle_days": 14}
FIRST, LAST = date(2026, 9, 5), date(2026, 10, 2)


def claimed_on(day: date, **stated: Any) -> dict[str, Any]:
    return {"purchase_date": BOUGHT, "submitted_on": day, **stated}


def used(first: Value | State = FIRST, last: Value | State = LAST, **more: Value | State) -> Any:
    return form("usage_record", usage_start=first, usage_end=last, **more)


def noted(*days: date, note: str | None = None) -> tuple[UsageDay, ...]:
    return tuple(UsageDay(day=day, note=note) for day in days)


def report(**fields: Value | State) -> Any:
    return filed(form("lab_report", **fields))


@pytest.mark.parametrize("day", [BOUGHT, date(2026, 10, 31)])
def test_a_claim_up_to_the_counted_day_passes(day: date) -> None:
    assert asked(it_was_claimed_in_time, case(stated=claimed_on(day), policy=WINDOW)) == [Outcome.PASS]


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        (date(2026, 11, 1), Severity.REVIEW),
        (date(2026, 11, 5), Severity.REVIEW),
        (date(2026, 11, 6), Severity.REJECT),
    ],
)
def test_a_late_claim_is_grave_only_beyond_the_margin(day: date, severity: Severity) -> None:
    finding = complaint(it_was_claimed_in_time, case(stated=claimed_on(day), policy=WINDOW))

    assert finding.severity is severity
    assert "2026-11-02" in finding.reason.en


def test_a_late_claim_whose_purchase_day_may_be_misread_goes_to_a_person() -> None:
    page = filed(form("order_screenshot", order_time="2026-09-01T10:00"), needs_person=("order_time",))
    stated = {"submitted_on": date(2026, 12, 1)}

    finding = complaint(it_was_claimed_in_time, case(page, stated=stated, policy=WINDOW))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "order_screenshot.pdf"


def test_a_late_claim_with_a_later_order_page_goes_to_a_person() -> None:
    page = filed(form("order_screenshot", order_time="2026-11-01T10:00"))

    about = case(page, stated=claimed_on(date(2026, 12, 1)), policy=WINDOW)

    assert complaint(it_was_claimed_in_time, about).severity is Severity.REVIEW


@pytest.mark.parametrize(
    ("kind", "name", "outcome"),
    [
        ("order_screenshot", "order_time", Outcome.UNREADABLE),
        ("receipt", "issue_date", Outcome.UNREADABLE),
        ("payment_screenshot", "payment_time", Outcome.UNREADABLE),
        ("contract", "signed_date", Outcome.UNREADABLE),
        ("contract", "effective_to", Outcome.NOT_APPLICABLE),
        ("lab_report", "issue_date", Outcome.NOT_APPLICABLE),
    ],
)
def test_a_lost_purchase_day_leaves_the_window_open(kind: str, name: str, outcome: Outcome) -> None:
    smudged = filed(form(kind, field(name, State.UNREADABLE)))

    assert asked(it_was_claimed_in_time, case(smudged, policy=WINDOW)) == [outcome]


def test_the_window_is_asked_only_where_there_is_one_and_a_purchase_day() -> None:
    assert asked(it_was_claimed_in_time, case(stated=claimed_on(date(2027, 1, 1)))) == [Outcome.NOT_APPLICABLE]
    assert asked(it_was_claimed_in_time, case(policy=WINDOW)) == [Outcome.NOT_APPLICABLE]


def test_all_cycles_to_the_last_day_pass() -> None:
    assert asked(the_cycles_were_completed, case(filed(used()), policy=CYCLES)) == [Outcome.PASS]


def test_a_test_from_before_the_first_use_takes_nothing_from_it() -> None:
    about = case(filed(used()), report(tested_to=date(2026, 9, 2)), policy=CYCLES)

    assert asked(the_cycles_were_completed, about) == [Outcome.PASS]


@pytest.mark.parametrize(
    ("short", "severity"), [(1, Severity.ASK), (3, Severity.ASK), (4, Severity.REJECT), (27, Severity.REJECT)]
)
def test_a_few_days_short_are_asked_about_and_many_are_grave(short: int, severity: Severity) -> None:
    record = filed(used(last=LAST - timedelta(days=short)))

    finding = complaint(the_cycles_were_completed, case(record, policy=CYCLES))

    assert finding.severity is severity
    assert f"{28 - short}天" in finding.reason.zh


def test_many_days_short_by_a_doubtful_day_go_to_a_person() -> None:
    record = filed(used(last=date(2026, 9, 12)), needs_person=("usage_end",))

    assert complaint(the_cycles_were_completed, case(record, policy=CYCLES)).severity is Severity.REVIEW


def test_use_after_the_test_does_not_count() -> None:
    about = case(filed(used()), report(tested_to=date(2026, 9, 20)), policy=CYCLES)

    finding = complaint(the_cycles_were_completed, about)

    assert finding.severity is Severity.REJECT
    assert "16" in finding.reason.en


def test_use_cut_short_by_a_test_on_a_doubtful_day_goes_to_a_person() -> None:
    test = filed(form("lab_report", tested_to=date(2026, 9, 20)), needs_person=("tested_to",))

    assert complaint(the_cycles_were_completed, case(filed(used()), test, policy=CYCLES)).severity is Severity.REVIEW


def test_a_doubtful_test_day_after_the_last_use_changes_nothing() -> None:
    test = filed(form("lab_report", tested_to=date(2026, 10, 20)), needs_person=("tested_to",))
    record = filed(used(last=date(2026, 9, 12)))

    assert complaint(the_cycles_were_completed, case(record, test, policy=CYCLES)).severity is Severity.REJECT


def test_a_test_on_the_last_day_of_use_is_late_enough() -> None:
    about = case(filed(used()), report(tested_from=LAST), policy=CYCLES)

    assert asked(the_cycles_were_completed, about) == [Outcome.PASS]


def test_a_day_noted_after_the_printed_end_counts() -> None:
    record = filed(used(last=date(2026, 9, 30), entries=noted(LAST)))

    assert asked(the_cycles_were_completed, case(record, policy=CYCLES)) == [Outcome.PASS]


def test_the_products_own_cycle_counts_before_the_campaigns() -> None:
    product = PolicyProduct(name="禾光焕亮精华液", cycle_days=15)
    stated: dict[str, Any] = {"product": StatedProduct(name="禾光焕亮精华液")}

    finding = complaint(
        the_cycles_were_completed, case(filed(used()), stated=stated, policy={**CYCLES, "products": (product,)})
    )

    assert "30" in finding.reason.zh


def test_days_of_use_that_are_lost_or_missing_are_not_too_few() -> None:
    lost, missing = filed(used(last=State.UNREADABLE)), filed(used(last=State.NOT_FOUND))

    assert asked(the_cycles_were_completed, case(lost, policy=CYCLES)) == [Outcome.UNREADABLE]
    assert asked(the_cycles_were_completed, case(missing, policy=CYCLES)) == [Outcome.NOT_APPLICABLE]
    assert asked(the_cycles_were_completed, case(filed(used()))) == [Outcome.NOT_APPLICABLE]


@pytest.mark.parametrize(("gap", "outcome"), [(1, Outcome.PASS), (2, Outcome.PASS), (3, Outcome.FAIL)])
def test_one_missed_day_is_allowed_and_two_are_a_break(gap: int, outcome: Outcome) -> None:
    record = filed(used(entries=noted(FIRST, FIRST + timedelta(days=gap))))

    assert asked(it_was_used_without_a_break, case(record)) == [outcome]


def test_a_break_is_named_by_its_days() -> None:
    record = filed(used(entries=noted(date(2026, 9, 5), date(2026, 9, 9))))

    reason = complaint(it_was_used_without_a_break, case(record)).reason

    assert "2026-09-06至2026-09-08中断3天" in reason.zh


@pytest.mark.parametrize(("days", "outcome"), [(28, Outcome.PASS), (27, Outcome.PASS), (26, Outcome.FAIL)])
def test_a_counted_record_is_compared_with_its_period(days: int, outcome: Outcome) -> None:
    assert asked(it_was_used_without_a_break, case(filed(used(usage_days=Decimal(days))))) == [outcome]


def test_too_few_uses_a_day_go_to_a_person() -> None:
    product = PolicyProduct(name="禾光焕亮精华液", uses_per_day=2)
    stated: dict[str, Any] = {"product": StatedProduct(name="禾光焕亮精华液")}
    once = filed(used(entries=noted(FIRST, FIRST + timedelta(days=1), note="晚1次")))
    twice = filed(used(entries=noted(FIRST, FIRST + timedelta(days=1), note="早晚各1次")))
    policy = {"products": (product,)}

    assert complaint(it_was_used_without_a_break, case(once, stated=stated, policy=policy)).severity is Severity.REVIEW
    assert asked(it_was_used_without_a_break, case(twice, stated=stated, policy=policy)) == [Outcome.PASS]
    another = {"product": StatedProduct(name="演示抽纸")}
    assert asked(it_was_used_without_a_break, case(once, stated=another, policy=policy)) == [Outcome.PASS]


def test_a_record_without_days_is_not_asked_and_a_smudged_one_stays_open() -> None:
    assert asked(it_was_used_without_a_break, case(filed(used()))) == [Outcome.NOT_APPLICABLE]
    assert asked(it_was_used_without_a_break, case(filed(used(entries=State.UNREADABLE)))) == [Outcome.UNREADABLE]
    uncounted = filed(used(first=State.UNREADABLE, usage_days=Decimal(28)))
    assert asked(it_was_used_without_a_break, case(uncounted)) == [Outcome.UNREADABLE]


@pytest.mark.parametrize(
    ("note", "times"),
    [
        ("早晚各一次", 2),
        ("2次", 2),
        ("两次", 2),
        ("一日三次", 3),
        ("3x", 3),
        ("once", 1),
        ("twice a day", 2),
        ("2 times", 2),
        ("morning and evening", 2),
        ("约1ml", None),
        ("", None),
    ],
)
def test_how_often_a_day_is_read_from_the_note(note: str, times: int | None) -> None:
    assert times_a_day(note) == times


def test_bought_delivered_and_used_on_one_day_is_in_order() -> None:
    about = case(filed(used(first=BOUGHT)), stated={"purchase_date": BOUGHT, "delivery_date": BOUGHT})

    assert asked(it_was_used_after_it_arrived, about) == [Outcome.PASS]


@pytest.mark.parametrize(
    ("delivered", "first", "said"),
    [
        (date(2026, 8, 31), FIRST, "delivered 2026-08-31, before bought 2026-09-01"),
        (date(2026, 9, 6), FIRST, "first used 2026-09-05, before delivered 2026-09-06"),
        (None, date(2026, 8, 31), "first used 2026-08-31, before bought 2026-09-01"),
    ],
)
def test_a_day_too_early_goes_to_a_person(delivered: date | None, first: date, said: str) -> None:
    about = case(filed(used(first=first)), stated={"purchase_date": BOUGHT, "delivery_date": delivered})

    finding = complaint(it_was_used_after_it_arrived, about)

    assert finding.severity is Severity.REVIEW
    assert said in finding.reason.en


def test_one_day_alone_contradicts_nothing() -> None:
    assert asked(it_was_used_after_it_arrived, case(filed(used()))) == [Outcome.NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("delivered", "outcome"),
    [(None, Outcome.UNREADABLE), (BOUGHT, Outcome.UNREADABLE), (date(2026, 8, 31), Outcome.FAIL)],
)
def test_a_smudged_first_use_leaves_the_order_open_unless_the_other_days_contradict(
    delivered: date | None, outcome: Outcome
) -> None:
    stated = {"purchase_date": BOUGHT, "delivery_date": delivered}

    assert asked(it_was_used_after_it_arrived, case(filed(used(first=State.UNREADABLE)), stated=stated)) == [outcome]


@pytest.mark.parametrize(
    ("tested", "outcome"),
    [
        (LAST - timedelta(days=1), Outcome.FAIL),
        (LAST, Outcome.PASS),
        (LAST + timedelta(days=7), Outcome.PASS),
        (LAST + timedelta(days=8), Outcome.FAIL),
    ],
)
def test_the_test_belongs_into_the_days_after_the_cycles(tested: date, outcome: Outcome) -> None:
    about = case(filed(used()), report(tested_to=tested), policy={**CYCLES, "test_within_days": 7})

    assert asked(it_was_tested_when_the_cycles_ended, about) == [outcome]


def test_any_later_day_will_do_where_the_terms_say_none() -> None:
    late, early = (
        case(filed(used()), report(tested_to=day), policy=CYCLES) for day in (date(2027, 1, 1), date(2026, 9, 9))
    )

    assert asked(it_was_tested_when_the_cycles_ended, late) == [Outcome.PASS]
    assert "any later day" in complaint(it_was_tested_when_the_cycles_ended, early).reason.en


def test_longer_use_moves_the_last_day_to_test_but_not_the_first() -> None:
    longer, policy = filed(used(last=date(2026, 10, 9))), {**CYCLES, "test_within_days": 7}

    for tested, outcome in (
        (LAST, Outcome.PASS),
        (date(2026, 10, 16), Outcome.PASS),
        (date(2026, 10, 17), Outcome.FAIL),
    ):
        about = case(longer, report(tested_to=tested), policy=policy)
        assert asked(it_was_tested_when_the_cycles_ended, about) == [outcome]


def test_without_cycles_the_last_day_of_use_counts() -> None:
    early = case(filed(used()), report(tested_to=LAST - timedelta(days=1)))

    assert asked(it_was_tested_when_the_cycles_ended, early) == [Outcome.FAIL]


def test_the_day_of_the_test_is_asked_only_where_it_and_the_use_are_known() -> None:
    rule = it_was_tested_when_the_cycles_ended

    assert asked(rule, case(report(tested_to=LAST))) == [Outcome.NOT_APPLICABLE]
    assert asked(rule, case(filed(used()), report())) == [Outcome.NOT_APPLICABLE]
    assert asked(rule, case(filed(used()), report(tested_to=State.UNREADABLE))) == [Outcome.UNREADABLE]
    smudged = filed(used(first=State.UNREADABLE, last=State.UNREADABLE))
    assert asked(rule, case(smudged, report(tested_to=LAST))) == [Outcome.UNREADABLE]


def test_a_report_on_the_day_of_purchase_belongs_to_it_and_one_before_is_grave() -> None:
    same, before = (
        case(report(issued_date=day), stated={"purchase_date": BOUGHT}) for day in (BOUGHT, date(2026, 8, 31))
    )

    assert asked(the_report_belongs_to_the_purchase, same) == [Outcome.PASS]
    assert complaint(the_report_belongs_to_the_purchase, before).severity is Severity.REJECT


def test_an_older_report_that_may_be_misread_or_newer_than_another_paper_goes_to_a_person() -> None:
    doubtful = filed(form("lab_report", issued_date=date(2026, 8, 1)), needs_person=("issued_date",))
    page = filed(form("order_screenshot", order_time="2026-07-01"))
    stated = {"purchase_date": BOUGHT}

    for papers in ((doubtful,), (report(issued_date=date(2026, 8, 1)), page)):
        about = case(*papers, stated=stated)
        assert complaint(the_report_belongs_to_the_purchase, about).severity is Severity.REVIEW


def test_an_older_study_counts_where_the_terms_say_so() -> None:
    about = case(
        report(issued_date=date(2026, 8, 1)), stated={"purchase_date": BOUGHT}, policy={"group_study_counts": True}
    )

    assert asked(the_report_belongs_to_the_purchase, about) == [Outcome.PASS]


@pytest.mark.parametrize(("later", "outcome"), [(0, Outcome.PASS), (1, Outcome.FAIL)])
def test_a_baseline_is_measured_before_first_use(later: int, outcome: Outcome) -> None:
    rows = (Measurement(indicator="MI", baseline_value=Decimal(181), endpoint_value=Decimal(172)),)
    about = case(filed(used()), report(tested_from=FIRST + timedelta(days=later), measurements=rows))

    assert asked(the_report_belongs_to_the_purchase, about) == [outcome]
    if outcome is Outcome.FAIL:
        assert complaint(the_report_belongs_to_the_purchase, about).severity is Severity.REVIEW


def test_a_report_without_a_baseline_may_begin_after_first_use() -> None:
    assert asked(the_report_belongs_to_the_purchase, case(filed(used()), report(tested_from=LAST))) == [Outcome.PASS]


def test_a_report_without_days_is_not_asked_and_a_smudged_one_stays_open() -> None:
    rule, stated = the_report_belongs_to_the_purchase, {"purchase_date": BOUGHT}

    assert asked(rule, case(report(), stated=stated)) == [Outcome.NOT_APPLICABLE]
    assert asked(rule, case(report(issued_date=State.UNREADABLE), stated=stated)) == [Outcome.UNREADABLE]
