"""Something to count: spans of time, and a file that was read in a known time."""

from dataclasses import replace
from datetime import UTC, datetime

from pipeline.evidence import EvidenceId
from pipeline.figures import Span
from tests.storage.cellar import Cellar, HandClock, read

WEEK = Span(start=datetime(2026, 11, 23, tzinfo=UTC), end=datetime(2026, 11, 30, tzinfo=UTC))
BEFORE = Span(start=datetime(2026, 11, 1, tzinfo=UTC), end=datetime(2026, 11, 23, tzinfo=UTC))


def read_through(cellar: Cellar, content: str, clock: HandClock, seconds: float) -> EvidenceId:
    """A file that waits for a minute and is read for so many seconds."""
    entered = cellar.enter(content)
    clock.pass_by(60)
    lease = cellar.work.claim("reader")
    assert lease is not None
    clock.pass_by(seconds)
    cellar.work.settle(lease, replace(read(content), kind="receipt", route="accept"))
    return entered.standing.evidence.id
