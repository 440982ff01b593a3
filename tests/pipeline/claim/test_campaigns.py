"""Campaigns on the calendar of the dashboard."""

from dataclasses import replace
from datetime import date

from pipeline.claim.policy import DEFAULT, Campaign, campaigns

SPRING = replace(DEFAULT, campaign="Glow", version="1", campaign_start=date(2026, 2, 1), campaign_end=date(2026, 6, 30))
AUTUMN = replace(DEFAULT, campaign="Glow", version="2", effective_from=date(2026, 8, 1))


def test_each_phase_of_a_campaign_stands_on_the_calendar_in_order() -> None:
    assert campaigns((AUTUMN, SPRING)) == (
        Campaign("Glow 1", date(2026, 2, 1), date(2026, 6, 30)),
        Campaign("Glow 2", date(2026, 8, 1), None),
    )


def test_terms_without_a_campaign_or_without_any_day_are_none() -> None:
    assert campaigns((DEFAULT, replace(DEFAULT, campaign="Glow"))) == ()


def test_both_ends_of_a_campaign_belong_to_it() -> None:
    spring, autumn = campaigns((SPRING, AUTUMN))

    assert [spring.runs(date(2026, month, day)) for month, day in ((1, 31), (2, 1), (6, 30), (7, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert autumn.runs(date(2030, 1, 1))
