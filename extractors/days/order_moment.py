"""Whether an order page prints an earlier moment than the one taken for its order."""

from collections.abc import Iterator
from datetime import date, timedelta

from extractors.days.dates import dates_in, time_behind
from extractors.found import doubted
from pipeline.fields import Field
from pipeline.sheets import Sheet

_LATELY = timedelta(days=31)  # what lies further back belongs to another order, or to the shop
_DAY = 10  # characters of an ISO 8601 day


def first_of_all(sheet: Sheet, placed: Field) -> Field:
    """`placed` with a doubt where a day with its time stands on the page before it: nothing happens to an order before
    it is placed, so its own time may have been lost under a smudged label.
    """
    taken = str(placed.value)
    if placed.doubts or "T" not in taken:
        return placed
    before = [moment for moment in _printed(sheet) if _lately_before(moment, taken)]
    return doubted(placed, "two_times", min(before)) if before else placed


def _printed(sheet: Sheet) -> Iterator[str]:
    for strip in sheet.strips:
        for dated in dates_in(strip):
            if clock := time_behind(dated.spot):
                yield f"{dated.likely.isoformat()}T{clock[0]}"


def _lately_before(moment: str, taken: str) -> bool:
    """As far as both are printed: one of them may have no seconds."""
    both = min(len(moment), len(taken))
    if moment[:both] >= taken[:both]:
        return False
    return date.fromisoformat(taken[:_DAY]) - date.fromisoformat(moment[:_DAY]) <= _LATELY
