"""How far rounding may move a rate, and what else a printed rate may be."""

from decimal import Decimal

import pytest

from pipeline.rows import Measurement
from tests.validators.reports import row
from validators.follow import Follows, following, slack


@pytest.mark.parametrize(
    ("one", "wanted"),
    [
        (row(None, "90"), "0"),
        (row("100", None), "0"),
        (row("0.4", "0.3"), "25.5"),
        (row("0", "90"), "0"),
        (row("100.5", "100.5"), "0.60"),
    ],
)
def test_rounding_moves_a_rate_by_half_a_percent_and_what_the_readings_lost(one: Measurement, wanted: str) -> None:
    """100·(δ + V1·δ/V0)/(V0 − δ) + 0.5, by hand; nothing where a reading is missing or may as well be nothing."""
    assert round(slack(one), 2) == Decimal(wanted)


@pytest.mark.parametrize(
    ("one", "follows"),
    [
        (row("30", "36", "6", indicator="水分", unit="%"), Follows.YES),
        (row("30", "36", "6", indicator="水分", unit="％"), Follows.YES),
        (row("30", "36", "7", indicator="水分", unit="%"), Follows.NO),
        (row("30", "36", "6", indicator="水分", unit="AU"), Follows.NO),
        (row("30", "36", "6", indicator="水分"), Follows.NO),
    ],
)
def test_only_a_percentage_may_print_its_gain_in_points(one: Measurement, follows: Follows) -> None:
    assert following(one, (one,)) is follows


SINGLE = (row("100", "60", subject="01"), row("200", "190", subject="02"))  # 40 % and 5 %, mean 22.5 %


@pytest.mark.parametrize(
    ("rate", "of", "follows"),
    [
        ("22.5", SINGLE, Follows.YES),
        ("23.8", SINGLE, Follows.YES),
        ("21.2", SINGLE, Follows.YES),
        ("23.9", SINGLE, Follows.NO),
        ("40.0", SINGLE[:1], Follows.NO),
    ],
)
def test_the_mean_of_two_subjects_rates_may_be_off_by_what_rounding_moves_the_worst_of_them(
    rate: str, of: tuple[Measurement, ...], follows: Follows
) -> None:
    """The worst: 100·0.5·(1 + 0.6)/99.5 + 0.5 = 1.30; with half of the last digit printed, 1.35."""
    group = row("150.0", "125.0", rate)

    assert following(group, (group, *of)) is follows


@pytest.mark.parametrize(
    ("one", "follows"),
    [
        (row("100", None, "5"), Follows.NOT_ASKED),
        (row(None, "90", "5"), Follows.NOT_ASKED),
        (row("100", "90", "12.0", subject="组均值"), Follows.OPEN),
        (row("100", "90", "12.1", subject="组均值"), Follows.NO),
        (row("100", "90", "12.0", subject="S01"), Follows.NO),
        (row("100", "100", "1.2", subject="组均值"), Follows.NO),
    ],
)
def test_the_mean_of_a_group_may_be_a_fifth_off_where_its_subjects_are_not_printed(
    one: Measurement, follows: Follows
) -> None:
    assert following(one, (one,)) is follows
