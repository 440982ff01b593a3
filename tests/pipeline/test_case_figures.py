"""Counts of decisions, and whether all are treated alike."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from pipeline.case_figures import (
    IDLE,
    DecidedCase,
    Looks,
    defects,
    groups,
    in_time,
    pace,
    persons,
    steps,
    tiers,
    together,
)
from pipeline.trust.shares import Share

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
CASE = DecidedCase(
    claim_id="C-1",
    reason="product_quality",
    verdict="approve",
    codes=("quality_fault",),
    by="user:lin",
    opened=NOON - timedelta(hours=4),
    decided=NOON,
    due="2026-11-28",
    amount=Decimal("49.99"),
)
REFUSED = replace(CASE, verdict="refuse", amount=None)


def test_groups_show_how_many_were_granted_and_how_long_it_took() -> None:
    cases = (replace(CASE, channel="online"), replace(REFUSED, channel="online"), CASE)

    online, unsaid = groups(cases, lambda one: one.channel)

    assert (online.name, online.granted, online.hours) == ("online", Share(1, 2), 4.0)
    assert (unsaid.name, unsaid.granted) == ("", Share(1, 1))


def test_people_are_compared_without_their_names() -> None:
    cases = [replace(CASE, by=f"user:{name}", verdict="refuse" if name == "a" else "approve") for name in "bac"]

    assert [(one.name, one.granted.count) for one in persons(cases)] == [("1", 0), ("2", 1), ("3", 1)]


def test_two_people_are_not_compared_since_each_would_know_the_other() -> None:
    assert persons((CASE, replace(CASE, by="user:bo"))) == ()


def test_sums_are_counted_by_step() -> None:
    told = steps((CASE, replace(CASE, amount=Decimal(50)), replace(CASE, amount=Decimal(9000)), REFUSED))

    assert [(str(begins), n, str(together)) for begins, n, together in told if n] == [
        ("0", 1, "49.99"),
        ("50", 1, "50"),
        ("5000", 1, "9000"),
    ]


def test_a_decision_on_its_last_day_is_in_time() -> None:
    assert in_time((CASE, replace(CASE, due="2026-11-27"))) == Share(1, 2)


def test_the_pace_is_that_of_the_middle_and_leaves_out_who_went_away() -> None:
    cases = (
        replace(CASE, seconds=60.0, fields=2),
        replace(CASE, seconds=90.0, fields=0),
        replace(CASE, seconds=120.0, fields=6),
        replace(CASE, seconds=IDLE + 1, fields=1),
        CASE,
    )

    told = pace(cases)

    assert (told.n, told.claim, told.field) == (3, 90.0, 25.0)
    assert pace(()).claim is None


def test_the_team_agrees_as_often_as_its_people_do_together() -> None:
    assert together((Looks("a", Share(3, 4)), Looks("b", Share(1, 6)))) == Share(4, 10)


def test_defects_stand_by_product_and_batch_and_sums_by_tier() -> None:
    serum = replace(CASE, product="Serum", batch="B1", tier="gold")
    cases = (serum, serum, replace(serum, verdict="refuse", amount=None), replace(serum, batch="B2", tier=""), CASE)

    assert defects(cases) == (("Serum", "B1", 3, 2), ("Serum", "B2", 1, 1))
    assert tiers(cases) == (("", 2, Decimal("99.98")), ("gold", 2, Decimal("99.98")))
