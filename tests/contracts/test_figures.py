"""What the dashboard counts of evidence, on every database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.figures import Ended, by_hour
from storage.records.evidence.figures import Figures
from storage.records.people.api_keys import DEFAULT_TENANT as TENANT
from tests.storage.cellar import OTHER, Cellar, HandClock, refused
from tests.storage.counted import BEFORE, WEEK, read_through


@pytest.fixture
def figures(cellar: Cellar) -> Figures:
    return Figures(cellar.database)


def test_files_are_counted_by_the_hour_they_came(cellar: Cellar, figures: Figures, clock: HandClock) -> None:
    cellar.enter("a")
    cellar.enter("b")
    clock.pass_by(2 * 3600)
    cellar.enter("c")

    arrived = figures.arrivals(TENANT, WEEK)

    assert [(one.hour, one.count) for one in arrived] == [
        (datetime(2026, 11, 28, 9, tzinfo=UTC), 2),
        (datetime(2026, 11, 28, 11, tzinfo=UTC), 1),
    ]
    assert by_hour(arrived, UTC)[9] == 2


def test_another_span_channel_or_tenant_counts_nothing(cellar: Cellar, figures: Figures) -> None:
    cellar.enter("a")

    assert figures.arrivals(TENANT, BEFORE) == ()
    assert figures.arrivals(TENANT, replace(WEEK, channel="mail")) == ()
    assert figures.arrivals(OTHER, WEEK) == ()
    assert figures.channels(TENANT) == ("test",)


def test_what_became_of_files_is_counted_by_kind_and_route(cellar: Cellar, figures: Figures, clock: HandClock) -> None:
    read_through(cellar, "a", clock, 5)
    cellar.enter("b")
    lease = cellar.work.claim("reader")
    assert lease is not None
    cellar.work.settle(lease, refused(cellar.standings.find(TENANT, lease.evidence.id)))

    assert sorted(figures.ends(TENANT, WEEK), key=lambda one: one.state) == [
        Ended(kind=None, state="quarantined", route=None, code="reader_crashed", count=1),
        Ended(kind="receipt", state="settled", route="accept", code=None, count=1),
    ]


def test_the_time_in_each_state_is_told_by_its_middle_and_its_long_end(
    cellar: Cellar, figures: Figures, clock: HandClock
) -> None:
    for number in range(10):
        read_through(cellar, f"f{number}", clock, seconds=10 * (number + 1))
    cellar.enter("still waiting")

    stays = {one.state: one for one in figures.stays(TENANT, WEEK)}

    assert stays["received"].n == 10
    assert stays["received"].half == timedelta(seconds=60)
    assert (stays["reading"].half, stays["reading"].most) == (timedelta(seconds=50), timedelta(seconds=90))
