"""WIN over a whole claim: the sentences a reviewer reads, and the days on which the answer changes."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Paper, StatedProduct
from pipeline.claim.policy import PolicyProduct
from pipeline.claim.rules import ClaimRule
from pipeline.fields import State
from pipeline.findings import Outcome, Reason, Severity
from pipeline.rows import Measurement, UsageDay
from tests.validators.cases import asked, case, complaint, filed, pointed
from tests.validators.papers import form
from validators.claim import window

BOUGHT, FIRST, LAST = date(2026, 9, 1), date(2026, 9, 5), date(2026, 10, 2)
CYCLES = {"usage_cycles_required": 2, "cycle_days": 14}
DAY = timedelta(days=1)
PERIOD, NOTED, REPORTED = ("usage_start", "usage_end"), ("entries", "usage_days"), ("issued_date", "tested_from")
ENOUGH, UNBROKEN = window.the_cycles_were_completed, window.it_was_used_without_a_break
TESTED, BELONGS = window.it_was_tested_when_the_cycles_ended, window.the_report_belongs_to_the_purchase
SERUM = "禾光焕亮精华液"
MEASURED = (Measurement(indicator="MI", baseline_value=Decimal(181), endpoint_value=Decimal(172)),)


def used(first: Any = FIRST, last: Any = LAST, **more: Any) -> Paper:
    return filed(form("usage_record", usage_start=first, usage_end=last, **more))


def report(*doubt: str, name: str = "", **fields: Any) -> Paper:
    return filed(form("lab_report", **fields), name=name, needs_person=doubt)


def noted(*days: date, note: str | None = None) -> tuple[UsageDay, ...]:
    return tuple(UsageDay(day=day, note=note) for day in days)


@pytest.mark.parametrize(
    ("rule", "about", "pointed_to", "zh", "en"),
    [
        (
            window.it_was_claimed_in_time,
            case(
                stated={"purchase_date": BOUGHT, "submitted_on": date(2026, 11, 6)}, policy={"refund_window_days": 60}
            ),
            ("", ("claim.purchase_date",)),
            "申请日2026-11-06已超过退款期限（购买之日2026-09-01起60天，至2026-11-02），请核对日期",
            (
                "Claimed on 2026-11-06, after the refund window (60 days from the purchase on 2026-09-01, "
                "until 2026-11-02); please check the dates"
            ),
        ),
        (
            ENOUGH,
            case(used(last=date(2026, 9, 14)), policy=CYCLES),
            ("usage_record.pdf", PERIOD),
            "检测前使用10天，未完成2个使用周期（共28天），请补充完整的使用记录",
            "Used for 10 days before the test, not for 2 cycles (28 days); please send the whole record of use",
        ),
        (
            ENOUGH,
            case(used(last=FIRST - DAY), policy=CYCLES),
            ("usage_record.pdf", PERIOD),
            "检测前使用0天，未完成2个使用周期（共28天），请补充完整的使用记录",
            "Used for 0 days before the test, not for 2 cycles (28 days); please send the whole record of use",
        ),
        (
            UNBROKEN,
            case(
                used(entries=noted(FIRST, FIRST + 4 * DAY, note="晚1次")),
                stated={"product": StatedProduct(name=SERUM)},
                policy={"products": (PolicyProduct(name=SERUM, uses_per_day=2),)},
            ),
            ("usage_record.pdf", NOTED),
            "使用记录不连续或与说明书不符（2026-09-06至2026-09-08中断3天；2026-09-05使用1次，应为2次），请核对",
            (
                "Use was interrupted or not as instructed (no use from 2026-09-06 to 2026-09-08, 3 days; "
                "used 1 of 2 times on 2026-09-05); please check"
            ),
        ),
        (
            UNBROKEN,
            case(used(usage_days=Decimal(20))),
            ("usage_record.pdf", NOTED),
            "使用记录不连续或与说明书不符（28天内使用20天），请核对",
            "Use was interrupted or not as instructed (used on 20 of 28 days); please check",
        ),
        (
            window.it_was_used_after_it_arrived,
            case(used(date(2026, 8, 30)), stated={"purchase_date": BOUGHT, "delivery_date": date(2026, 8, 31)}),
            ("", ("usage_start",)),
            "日期先后矛盾（收货 2026-08-31 早于购买 2026-09-01；首次使用 2026-08-30 早于收货 2026-08-31），请核对",
            (
                "The days contradict each other (delivered 2026-08-31, before bought 2026-09-01; "
                "first used 2026-08-30, before delivered 2026-08-31); please check"
            ),
        ),
        (
            TESTED,
            case(used(), report(tested_from=LAST + 8 * DAY), policy=CYCLES | {"test_within_days": 7}),
            ("lab_report.pdf", ("tested_from",)),
            "检测日2026-10-10不在使用周期结束（2026-10-02）后的规定时间（至2026-10-09）内，请核对",
            "Tested on 2026-10-10, not between the end of the cycles (2026-10-02) and 2026-10-09; please check",
        ),
        (
            TESTED,
            case(used(), report(tested_to=LAST - DAY), policy=CYCLES),
            ("lab_report.pdf", ("tested_to",)),
            "检测日2026-10-01不在使用周期结束（2026-10-02）后的规定时间（至不限）内，请核对",
            "Tested on 2026-10-01, not between the end of the cycles (2026-10-02) and any later day; please check",
        ),
        (
            BELONGS,
            case(report(issued_date=date(2026, 8, 31)), stated={"purchase_date": BOUGHT}),
            ("lab_report.pdf", REPORTED),
            "报告日期矛盾（报告早于购买 2026-08-31 < 2026-09-01），请核对报告是否属于本次购买",
            (
                "The report's days contradict the claim (reported before the purchase: 2026-08-31 < 2026-09-01); "
                "please check whether it belongs to this purchase"
            ),
        ),
        (
            BELONGS,
            case(used(), report(tested_from=FIRST + DAY, measurements=MEASURED)),
            ("lab_report.pdf", REPORTED),
            "报告日期矛盾（初次检测晚于首次使用 2026-09-06 > 2026-09-05），请核对报告是否属于本次购买",
            (
                "The report's days contradict the claim (first measured after first use: 2026-09-06 > 2026-09-05); "
                "please check whether it belongs to this purchase"
            ),
        ),
    ],
)
def test_a_reviewer_reads_which_days_do_not_fit(
    rule: ClaimRule, about: Case, pointed_to: tuple[str, tuple[str, ...]], zh: str, en: str
) -> None:
    finding = complaint(rule, about)

    assert finding.reason == Reason(zh, en)
    assert (finding.file, finding.fields) == pointed_to


@pytest.mark.parametrize(
    ("rule", "file", "blank", "smudged", "fields"),
    [
        (ENOUGH, "usage_record.pdf", (used(State.NOT_FOUND),), (used(State.UNREADABLE),), PERIOD),
        (UNBROKEN, "usage_record.pdf", (used(),), (used(entries=State.UNREADABLE),), (*NOTED, *PERIOD)),
        (
            TESTED,
            "lab_report.pdf",
            (used(), report()),
            (used(), report(tested_to=State.UNREADABLE)),
            ("tested_to", "tested_from"),
        ),
        (BELONGS, "lab_report.pdf", (used(), report()), (used(), report(issued_date=State.UNREADABLE)), REPORTED),
    ],
)
def test_days_that_are_not_there_are_not_asked_about_and_smudged_ones_stay_open(
    rule: ClaimRule, file: str, blank: tuple[Paper, ...], smudged: tuple[Paper, ...], fields: tuple[str, ...]
) -> None:
    assert pointed(rule, case(*blank, policy=CYCLES)) == [(Outcome.NOT_APPLICABLE, file, ())]
    assert pointed(rule, case(*smudged, policy=CYCLES)) == [(Outcome.UNREADABLE, file, fields)]


def test_a_test_on_the_first_day_of_use_ends_it() -> None:
    finding = complaint(ENOUGH, case(used(), report(tested_to=FIRST), policy=CYCLES))

    assert finding.reason.zh.startswith("检测前使用1天")


def test_the_latest_of_two_tests_ends_the_use() -> None:
    early, late = (report(name=f"{day}.pdf", tested_to=day) for day in (date(2026, 9, 20), LAST))

    assert asked(ENOUGH, case(used(), early, late, policy=CYCLES)) == [Outcome.PASS]


def test_a_doubtful_test_day_on_the_last_day_of_use_changes_nothing() -> None:
    last = date(2026, 9, 12)

    about = case(used(last=last), report("tested_to", tested_to=last), policy=CYCLES)

    assert complaint(ENOUGH, about).severity is Severity.REJECT


@pytest.mark.parametrize(
    ("record", "outcome"),
    [
        (used(entries=noted(FIRST)), Outcome.NOT_APPLICABLE),
        (used(entries=noted(FIRST, FIRST + DAY)), Outcome.PASS),
        (used(entries=noted(FIRST, FIRST + DAY), usage_days=Decimal(10)), Outcome.PASS),
        (used(last=State.NOT_FOUND, usage_days=Decimal(10)), Outcome.NOT_APPLICABLE),
    ],
)
def test_days_noted_one_by_one_come_before_their_number(record: Paper, outcome: Outcome) -> None:
    assert asked(UNBROKEN, case(record)) == [outcome]


@pytest.mark.parametrize(("tested", "outcome"), [(LAST + 7 * DAY, Outcome.PASS), (LAST + 8 * DAY, Outcome.FAIL)])
def test_a_record_without_its_end_is_counted_from_the_end_of_the_cycles(tested: date, outcome: Outcome) -> None:
    about = case(used(last=State.NOT_FOUND), report(tested_to=tested), policy=CYCLES | {"test_within_days": 7})

    assert asked(TESTED, about) == [outcome]


def test_the_length_of_a_cycle_alone_sets_no_end() -> None:
    about = case(used(), report(tested_to=LAST - DAY), policy={"cycle_days": 14})

    assert asked(TESTED, about) == [Outcome.FAIL]


def test_a_report_of_the_day_that_another_paper_calls_the_purchase_is_not_grave() -> None:
    page = filed(form("order_screenshot", order_time="2026-08-31"))

    about = case(report(issued_date=date(2026, 8, 31)), page, stated={"purchase_date": BOUGHT})

    assert complaint(BELONGS, about).severity is Severity.REVIEW
