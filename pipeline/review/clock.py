"""How long a claim may still take, in working days, and which one is looked at first; waiting for customers is free."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pipeline.claim.workdays import Calendar

MOST_URGENT = 9
STEP = timedelta(hours=4)  # what one step of urgency is worth: nobody is passed by who came a day and a half later
ESCALATE_DAYS = 10  # calendar days: at 15 not to have handled a claim counts as unreasonable delay


@dataclass(frozen=True, slots=True)
class Pause:
    """The customer was asked on `asked`; `answered` None while nothing came."""

    asked: date
    answered: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`due`: the last day to answer in time, None while the customer is asked. `left`: working days after today, below
    zero when late. `waited`: calendar days since the claim came, without those on which it was the customer's turn.
    """

    due: date | None
    left: int
    waited: int
    paused: bool

    @property
    def late(self) -> bool:
        return self.left < 0

    @property
    def escalated(self) -> bool:
        """Whether somebody must look now, whatever the policy promises (LEG-08)."""
        return not self.paused and self.waited >= ESCALATE_DAYS


@dataclass(frozen=True, slots=True)
class Promise:
    """So many working days, the first of which is the one after `start`."""

    start: date
    workdays: int
    calendar: Calendar


def clock(promise: Promise, pauses: Iterable[Pause], today: date) -> Clock:
    """What is left on `today`; pauses never overlap and stand in order."""
    pauses = tuple(pauses)
    open_one = next((one for one in pauses if one.answered is None), None)
    seen = open_one.asked if open_one else today
    due = last_day(promise, pauses)
    waited = (seen - promise.start).days - sum((one.answered - one.asked).days for one in pauses if one.answered)
    return Clock(
        due=None if open_one else due,
        left=_left(promise.calendar, seen, due),
        waited=max(0, waited),
        paused=open_one is not None,
    )


def last_day(promise: Promise, pauses: Iterable[Pause]) -> date:
    """As many working days later as it was the customer's turn; an open pause counts for nothing yet."""
    calendar = promise.calendar
    free = sum(calendar.workdays_between(one.asked, one.answered) for one in pauses if one.answered)
    return calendar.workdays_after(promise.start, promise.workdays + free)


def rank(opened: datetime, clock_due: date, urgency: int) -> datetime:
    """The earlier the sooner: by the last day, at the time of day it came in, and a few hours sooner for each step.

    Whoever waits is only ever passed by claims whose last day is at most `MOST_URGENT` steps later, so that everybody's
    turn comes. `opened` aware UTC.
    """
    if not 0 <= urgency <= MOST_URGENT:
        raise ValueError("urgency is a number from 0 to 9")
    escalation = opened.date() + timedelta(days=ESCALATE_DAYS)
    day = min(clock_due, escalation) if clock_due >= opened.date() else clock_due
    return datetime.combine(day, time(tzinfo=UTC)) + _into_the_day(opened) - urgency * STEP


def _into_the_day(moment: datetime) -> timedelta:
    return moment - datetime.combine(moment.date(), time(tzinfo=UTC))


def _left(calendar: Calendar, today: date, due: date) -> int:
    if today <= due:
        return calendar.workdays_between(today, due)
    return -max(1, calendar.workdays_between(due, today))
