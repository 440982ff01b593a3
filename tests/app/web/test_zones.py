"""Times by the clock of whoever reads them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.web.zones import clock_of, midnight, moment, zones
from pipeline.ledger.entries import Actor
from pipeline.people.roles import Role
from tests.app.web.claims_there import ORDER, claim_there
from tests.app.web.desk import Desk

LATE = datetime(2026, 11, 30, 18, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        ("UTC", "2026-11-30 18:42 UTC"),
        ("Asia/Shanghai", "2026-12-01 02:42 UTC+8"),
        ("Asia/Kathmandu", "2026-12-01 00:27 UTC+5:45"),
        ("America/St_Johns", "2026-11-30 15:12 UTC-3:30"),
    ],
)
def test_a_time_is_told_by_the_clock_of_its_reader_and_says_which(zone: str, told: str) -> None:
    assert moment(LATE, zone) == told


def test_without_a_choice_the_clock_is_the_machines() -> None:
    assert moment(LATE, "").startswith(f"{LATE.astimezone():%Y-%m-%d %H:%M} UTC")
    assert clock_of("").utcoffset(None) == datetime.now(UTC).astimezone().utcoffset()


def test_a_clock_that_changes_in_summer_is_told_as_it_was_then() -> None:
    assert moment(datetime(2026, 7, 1, 12, tzinfo=UTC), "Europe/Berlin").endswith("14:00 UTC+2")
    assert moment(datetime(2026, 12, 1, 12, tzinfo=UTC), "Europe/Berlin").endswith("13:00 UTC+1")


def test_a_day_begins_at_midnight_there() -> None:
    assert midnight(date(2026, 12, 1), "Asia/Shanghai") == datetime(2026, 11, 30, 16, tzinfo=UTC)


def test_every_zone_that_is_offered_is_one() -> None:
    assert all(clock_of(name) for names in zones().values() for name in names)


def test_an_auditor_finds_a_claim_by_the_day_it_was_where_they_are(desk: Desk) -> None:
    """Kiritimati is fourteen hours ahead, Niue eleven behind: one instant has two days there."""
    there = claim_there(desk, ORDER)
    found = {}
    for zone in ("Pacific/Kiritimati", "Pacific/Niue"):
        user = desk.user(Role.AUDITOR)
        desk.running.stores.people.settle(Actor(tenant=desk.tenant, name="test"), user.id, zone)
        day = datetime.now(clock_of(zone)).date()
        auditor = desk.session(user)
        found[zone] = [
            there.claim in auditor.get(f"/audit?from={one}&to={one}").text for one in (day, day - timedelta(days=2))
        ]

    assert found == {"Pacific/Kiritimati": [True, False], "Pacific/Niue": [True, False]}
