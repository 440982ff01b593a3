"""Whether a printed rate follows from the readings beside it."""

from decimal import Decimal
from enum import Enum, auto

from pipeline.claim import efficacy
from pipeline.claim.efficacy import direction_of, half_unit
from pipeline.rows import Measurement
from validators.trial import in_percent, is_group, subjects_of


class Follows(Enum):
    YES = auto()
    NO = auto()
    OPEN = auto()
    NOT_ASKED = auto()


_MEANS_APART = Decimal("0.2")  # of the rate: a mean of rates and a rate of means differ by so much


def following(row: Measurement, table: tuple[Measurement, ...], of_group: tuple[Measurement, ...] = ()) -> Follows:
    """For rows `of_group` the mean of the subjects' rates is another right answer, known only where they are printed.

    A rate that fits but for its sign leaves open which way the report counts.
    """
    before, after, printed = row.baseline_value, row.endpoint_value, row.improvement_rate
    direction = row.direction or direction_of(row.indicator)
    if printed is None or before is None or after is None or direction is None:
        return Follows.NOT_ASKED
    if efficacy.is_angle(row.indicator) or efficacy.counts_people(row.indicator):
        return Follows.NOT_ASKED
    fits = efficacy.follows(printed, before, after, direction)
    if fits is None:
        return Follows.OPEN
    if fits or _as_points(row, printed, after - before) or _as_mean_of_rates(row, printed, table):
        return Follows.YES
    if efficacy.follows(-printed, before, after, direction):
        return Follows.OPEN
    ours = efficacy.improvement(before, after, direction) or Decimal(0)
    mean = (row in of_group or is_group(row)) and not subjects_of(row, table)
    return Follows.OPEN if mean and abs(printed - ours) <= _MEANS_APART * abs(ours) else Follows.NO


def _as_points(row: Measurement, printed: Decimal, change: Decimal) -> bool:
    """A percentage's change in points, told apart by LAB-12."""
    return in_percent(row) and abs(printed) == abs(change)


def _as_mean_of_rates(row: Measurement, printed: Decimal, table: tuple[Measurement, ...]) -> bool:
    single = subjects_of(row, table)
    rates = [rate for each in single if (rate := efficacy.recomputed(each)) is not None]
    if len(rates) < 2:
        return False
    allowed = max(map(slack, single)) + half_unit(printed)
    return abs(printed - sum(rates, Decimal(0)) / len(rates)) <= allowed


def slack(row: Measurement) -> Decimal:
    """How far rounding of the readings, and of a rate in whole percent, can move the rate; 0 where one is missing."""
    if row.baseline_value is None or row.endpoint_value is None:
        return Decimal(0)
    return efficacy.tolerance(row.baseline_value, row.endpoint_value, Decimal(0)) or Decimal(0)
