"""What is said of a claim in a few words: why it came, how much is claimed, how much time is left."""

from dataclasses import dataclass
from decimal import Decimal

from app.web.texts import Words
from pipeline.review.clock import Clock
from pipeline.review.reviews import Review

_CENT = Decimal("0.01")
_SOON = 1  # working days


@dataclass(frozen=True, slots=True)
class Fact:
    """`urgent` ones are set off."""

    text: str
    urgent: bool = False


def facts_of(review: Review, clock: Clock, words: Words) -> tuple[Fact, ...]:
    """Reason, amount, time left."""
    found = [Fact(words(f"queue.reason.{review.reason or 'unknown'}"))]
    brief = review.brief
    if brief.claimed is not None:
        found.append(Fact(words("desk.amount", amount=money(brief.claimed, brief.currency))))
    return (*found, left(clock, words))


def money(amount: Decimal, currency: str | None) -> str:
    """With its sign and at least two places."""
    sign = {"CNY": "¥", None: "¥"}.get(currency, f"{currency} ")
    fine = amount if amount.as_tuple().exponent not in (0, -1) else amount.quantize(_CENT)
    return f"{sign}{fine:f}"


def left(clock: Clock, words: Words) -> Fact:
    """The time left, in working days."""
    if clock.paused:
        return Fact(words("desk.paused"))
    if clock.late:
        return Fact(words("desk.left_late", count=-clock.left), urgent=True)
    if clock.left == 0:
        return Fact(words("desk.left_today"), urgent=True)
    return Fact(words("desk.left_days", count=clock.left), urgent=clock.left <= _SOON or clock.escalated)
