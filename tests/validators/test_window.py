"""WIN: do the dates lie where they can?"""

from datetime import date

import pytest

from pipeline.fields import Grade, State, Value
from pipeline.findings import Outcome, Severity
from tests.validators.papers import asked, complaint, field, form, severity
from validators.window import no_date_lies_ahead, report_dates_follow_each_other


def test_a_date_in_the_future_recommends_refusal() -> None:
    finding = complaint(no_date_lies_ahead, form("receipt", issue_date=date(2026, 11, 23)))

    assert finding.severity is Severity.REJECT
    assert finding.fields == ("issue_date",)
    assert finding.reason.zh == "日期晚于当前日期（开票日期 2026-11-23），请核对原件"
    assert finding.reason.en == "Date in the future (issue date 2026-11-23); please check the original"


def test_a_future_date_that_readers_disagree_on_goes_to_a_person() -> None:
    about = form("receipt", field("issue_date", date(2028, 11, 5), grade=Grade.REVIEW))

    assert severity(no_date_lies_ahead, about) is Severity.REVIEW


def test_a_year_of_two_digits_may_mean_another_century() -> None:
    about = form("receipt", field("issue_date", date(2095, 6, 8), raw="06/08/95"))

    assert severity(no_date_lies_ahead, about) is Severity.REVIEW


def test_a_future_date_that_may_also_be_read_as_a_past_one_is_left_open() -> None:
    about = form("receipt", field("issue_date", date(2026, 12, 5), candidates=("2026-05-12",)))

    assert asked(no_date_lies_ahead, about) is Outcome.UNREADABLE


def test_a_future_date_whose_other_readings_lie_ahead_too_recommends_refusal() -> None:
    about = form("receipt", field("issue_date", date(2027, 12, 5), candidates=("2027-05-12",)))

    assert severity(no_date_lies_ahead, about) is Severity.REJECT


@pytest.mark.parametrize("day", [date(2026, 11, 22), date(2026, 11, 21), date(2019, 1, 1)])
def test_tomorrow_may_have_begun_where_the_paper_was_printed(day: date) -> None:
    assert asked(no_date_lies_ahead, form("invoice", issue_date=day)) is Outcome.PASS


def test_a_contract_may_end_in_the_future() -> None:
    about = form("other", signed_date=date(2026, 1, 1), effective_to=date(2030, 1, 1))

    assert asked(no_date_lies_ahead, about) is Outcome.PASS


def test_a_smudged_date_is_unreadable_and_not_in_the_future() -> None:
    assert asked(no_date_lies_ahead, form("receipt", issue_date=State.UNREADABLE)) is Outcome.UNREADABLE


def test_a_document_without_dates_has_none_in_the_future() -> None:
    assert asked(no_date_lies_ahead, form("other")) is Outcome.NOT_APPLICABLE


DATES: dict[str, Value | State] = {
    "received_date": date(2026, 9, 5),
    "tested_from": date(2026, 9, 5),
    "tested_to": date(2026, 10, 5),
    "issued_date": date(2026, 10, 12),
}


@pytest.mark.parametrize("kind", ["lab_report", "certificate_of_analysis"])
def test_received_tested_issued_is_the_order_of_a_report(kind: str) -> None:
    assert asked(report_dates_follow_each_other, form(kind, **DATES)) is Outcome.PASS


def test_a_report_issued_before_its_test_ended_goes_to_a_person() -> None:
    finding = complaint(
        report_dates_follow_each_other, form("lab_report", **(DATES | {"issued_date": date(2026, 9, 30)}))
    )

    assert finding.severity is Severity.REVIEW
    assert finding.fields == ("tested_to", "issued_date")
    assert "2026-10-05" in finding.reason.zh


def test_a_date_that_may_be_another_day_leaves_the_order_open() -> None:
    doubtful = field("issued_date", date(2026, 9, 10), candidates=("2026-10-09",))
    about = form("lab_report", doubtful, tested_to=date(2026, 10, 5))

    assert asked(report_dates_follow_each_other, about) is Outcome.UNREADABLE


def test_a_smudged_date_leaves_the_order_open_unless_the_others_contradict() -> None:
    smudged = DATES | {"tested_to": State.UNREADABLE}

    assert asked(report_dates_follow_each_other, form("lab_report", **smudged)) is Outcome.UNREADABLE
    early = smudged | {"issued_date": date(2026, 9, 1)}
    assert asked(report_dates_follow_each_other, form("lab_report", **early)) is Outcome.FAIL


def test_one_date_alone_has_no_order() -> None:
    alone = form("lab_report", issued_date=date(2026, 10, 12))

    assert asked(report_dates_follow_each_other, alone) is Outcome.NOT_APPLICABLE
    assert asked(report_dates_follow_each_other, form("receipt", **DATES)) is Outcome.NOT_APPLICABLE
