"""What follows one attempt to deliver an event: nothing, another attempt, or the end."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

# The wait before each attempt, as published: 75.6 hours in all.
SCHEDULE = (
    timedelta(0),
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
LONGEST_WAIT = timedelta(hours=24)  # whatever a receiver asks for
LEAST_THROTTLED = timedelta(minutes=1)  # for a receiver that is overloaded and names no time
SPREAD = 0.1  # a wait is lengthened by up to this share, so that failed deliveries do not come back all at once

_GONE = 410
_OVERLOADED = frozenset({429, 502, 504})
_SECONDS = re.compile(r"[0-9]{1,9}")


class Trouble(StrEnum):
    """Why there is no status."""

    REFUSED_ADDRESS = "refused address"
    UNKNOWN_NAME = "name not found"
    NO_CONNECTION = "no connection"
    NO_TLS = "no TLS"
    UNTRUSTED = "certificate not trusted"
    HUNG_UP = "connection closed without an answer"
    TIME_OUT = "time-out"
    GARBLED = "answer is not HTTP"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status or a trouble, never both; `retry_after` is the wait the receiver asked for."""

    status: int | None = None
    trouble: Trouble | None = None
    retry_after: timedelta | None = None

    def __post_init__(self) -> None:
        if (self.status is None) == (self.trouble is None):
            raise ValueError("an answer is a status or a trouble")

    @property
    def accepted(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def overloaded(self) -> bool:
        """Whether other events for this receiver should wait, too."""
        return self.status in _OVERLOADED or (self.retry_after is not None and not self.accepted)

    @property
    def reason(self) -> str:
        """For the list of deliveries: `status 503` or the trouble in words."""
        return f"status {self.status}" if self.trouble is None else self.trouble.value


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver has it."""


@dataclass(frozen=True, slots=True)
class TryAgain:
    """The next attempt is due `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Disable:
    """The receiver wants nothing any more: the endpoint is switched off."""


@dataclass(frozen=True, slots=True)
class Dead:
    """The last attempt failed; only a person asks for another."""


Next = Delivered | TryAgain | Disable | Dead


def after(attempt: int, answer: Answer, now: datetime, jitter: float) -> Next:
    """What follows attempt number `attempt` (from 1) that ended `now` with `answer`; `jitter` is drawn from 0 to 1.

    A redirect is a failure like any other: nobody follows it. Raises ValueError for numbers out of range.
    """
    if not 1 <= attempt <= len(SCHEDULE) or not 0 <= jitter <= 1:
        raise ValueError(f"attempts count from 1 to {len(SCHEDULE)}, jitter lies between 0 and 1")
    if answer.accepted:
        return Delivered()
    if answer.status == _GONE:
        return Disable()
    if attempt == len(SCHEDULE):
        return Dead()
    return TryAgain(now + _wait(SCHEDULE[attempt], answer) * (1 + SPREAD * jitter))


def retry_after(text: str, now: datetime) -> timedelta | None:
    """The wait a Retry-After header asks for: seconds or an HTTP date (RFC 9110 §10.2.3); None when it is neither.

    Never below zero nor above LONGEST_WAIT.
    """
    if _SECONDS.fullmatch(text.strip()):
        return min(timedelta(seconds=int(text.strip())), LONGEST_WAIT)
    try:
        date = parsedate_to_datetime(text)
        wait = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    except (ValueError, TypeError, IndexError, OverflowError):  # what the parser raises for one mess or another
        return None
    return max(timedelta(0), min(wait, LONGEST_WAIT))


def _wait(planned: timedelta, answer: Answer) -> timedelta:
    if answer.retry_after is not None:
        return max(planned, min(answer.retry_after, LONGEST_WAIT))
    return max(planned, LEAST_THROTTLED) if answer.overloaded else planned
