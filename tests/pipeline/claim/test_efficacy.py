"""The arithmetic of efficacy, with the domain's worked examples."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.claim.efficacy import (
    attainment,
    counts_people,
    difference,
    direction_of,
    falls_short,
    follows,
    half_unit,
    improvement,
    is_angle,
    recomputed,
    tolerance,
)
from pipeline.rows import Direction, Measurement

UP, DOWN = Direction.UP, Direction.DOWN


def d(text: str) -> Decimal:
    return Decimal(text)


def decimals(least: str, most: str, places: int = 2) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=d(least), max_value=d(most), places=places, allow_nan=False)


# indicator, before, after, direction, claimed %, threshold, improvement, attainment, ineffective
WORKED = [
    ("皮肤亮度 L*", "60", "62", UP, "5", "80", "3.33", "66.7", True),
    ("黑素指数 MI", "180", "162", DOWN, "20", "60", "10.00", "50.0", True),
    ("黑素指数 MI", "180", "158.4", DOWN, "20", "60", "12.00", "60.0", False),
    ("角质层含水量", "42", "54.6", UP, "30", "80", "30.00", "100.0", False),
    ("TEWL", "18", "14.4", DOWN, "25", "80", "20.00", "80.0", False),
    ("皱纹面积", "12.5", "11.0", DOWN, "15", "80", "12.00", "80.0", False),
    ("体重", "80", "77.2", DOWN, "5", "80", "3.50", "70.0", True),
    ("脱发计数", "52", "44.2", DOWN, "20", "80", "15.00", "75.0", True),
    ("Melanin index", "180", "184", DOWN, "20", "60", "-2.22", "-11.1", True),
    ("moisture", "30", "36", UP, "20", "80", "20.00", "100.0", False),
    ("销售额", "100", "112", UP, "30", "100", "12.00", "40.0", True),
]


@pytest.mark.parametrize("example", WORKED, ids=lambda example: f"{example[0]} {example[1]} to {example[2]}")
def test_the_worked_examples_come_out_as_the_domain_page_says(
    example: tuple[str, str, str, Direction, str, str, str, str, bool],
) -> None:
    indicator, before, after, direction, claimed, threshold, expected, share, ineffective = example

    reached = improvement(d(before), d(after), direction)

    assert direction_of(indicator) is direction
    assert reached is not None
    assert round(reached, 2) == d(expected)
    attained = attainment(reached, d(claimed))
    assert attained is not None
    assert round(attained, 1) == d(share)
    assert falls_short(attained, d(threshold)) is ineffective


def test_a_gain_in_percentage_points_is_another_gain_than_the_relative_one() -> None:
    points = difference(d("30"), d("36"), UP)

    assert points == 6
    assert attainment(points, d("20")) == 30


def test_an_angle_is_compared_in_degrees() -> None:
    gained = difference(d("32.0"), d("37.7"), UP)

    assert is_angle("ITA°")
    assert gained == d("5.7")
    assert attainment(gained, d("5")) == 114


def test_no_rate_is_made_of_an_angle_near_zero() -> None:
    assert recomputed(Measurement(indicator="ITA°", baseline_value=d("1.7"), endpoint_value=d("6.7"))) is None


@pytest.mark.parametrize(
    ("indicator", "expected"),
    [
        ("TEWL 经皮水分流失", DOWN),
        ("皮肤水分含量", UP),
        ("色斑面积", DOWN),
        ("a*", DOWN),
        ("L*", UP),
        ("ITA°", UP),
        ("Hair density", UP),
        ("hair fall count", DOWN),
        ("毛发密度", UP),
        ("弹性 R2", UP),
        ("弹性 F4", None),
        ("SPF", Direction.TARGET),
        ("体脂率", DOWN),
        ("有效率", UP),
        ("微笑", None),
    ],
)
def test_the_indicator_says_which_way_is_better(indicator: str, expected: Direction | None) -> None:
    assert direction_of(indicator) is expected


def test_a_share_of_people_is_no_improvement_of_anyone() -> None:
    row = Measurement(indicator="有效率", unit="%", baseline_value=d("50"), endpoint_value=d("90"))

    assert counts_people(row.indicator)
    assert recomputed(row) is None


def test_a_row_is_recomputed_from_its_readings() -> None:
    row = Measurement(indicator="黑素指数 MI", baseline_value=d("181.0"), endpoint_value=d("172.0"))

    rate = recomputed(row)

    assert rate is not None
    assert round(rate, 2) == d("4.97")


@pytest.mark.parametrize(
    "row",
    [
        Measurement(indicator="黑素指数 MI", endpoint_value=d("172.0")),
        Measurement(indicator="黑素指数 MI", baseline_value=d("172.0")),
        Measurement(indicator="未知指标", baseline_value=d("1"), endpoint_value=d("2")),
        Measurement(indicator="SPF", baseline_value=d("1"), endpoint_value=d("50")),
        Measurement(indicator="L*", baseline_value=d("0"), endpoint_value=d("50")),
    ],
)
def test_what_cannot_be_computed_has_no_rate(row: Measurement) -> None:
    assert recomputed(row) is None


def test_nothing_is_attained_of_no_claim() -> None:
    assert attainment(d("5"), d("0")) is None


@pytest.mark.parametrize(("printed", "half"), [("60", "0.5"), ("60.1", "0.05"), ("60.12", "0.005"), ("6E+1", "0.5")])
def test_printed_decimals_say_what_rounding_may_have_taken(printed: str, half: str) -> None:
    assert half_unit(d(printed)) == d(half)


@pytest.mark.parametrize(("printed", "so"), [("4.97", True), ("5.0", True), ("5.05", False), ("9.7", False)])
def test_a_printed_rate_follows_from_its_readings_or_not(printed: str, so: bool) -> None:
    assert follows(d(printed), d("181.0"), d("172.0"), DOWN) is so


def test_nothing_follows_from_a_baseline_that_may_be_nothing() -> None:
    assert tolerance(d("0.4"), d("1.2"), d("200")) is not None
    assert tolerance(d("0"), d("1.2"), d("200")) is None
    assert follows(d("200"), d("0"), d("1"), UP) is None
    assert follows(d("200"), d("1.0"), d("3.0"), Direction.TARGET) is None


READINGS = decimals("0.5", "500", 4)


@given(before=READINGS, after=READINGS, at=st.integers(0, 3), rate_at=st.integers(0, 2))
def test_rounding_alone_never_makes_a_rate_that_does_not_follow(
    before: Decimal, after: Decimal, at: int, rate_at: int
) -> None:
    printed_before, printed_after = round(before, at), round(after, at)
    assume(printed_before > half_unit(printed_before))

    exact = improvement(before, after, UP)

    assert exact is not None
    assert follows(round(exact, rate_at), printed_before, printed_after, UP)


@given(before=decimals("1", "500"), after=decimals("1", "500"), printed=decimals("-99", "99"))
def test_the_tolerance_is_hardly_wider_than_the_first_estimate(
    before: Decimal, after: Decimal, printed: Decimal
) -> None:
    estimate = 100 * half_unit(before) / before * (1 + after / before) + half_unit(printed)

    allowed = tolerance(before, after, printed)

    assert allowed is not None
    assert estimate <= allowed <= estimate * d("1.01")


@given(before=decimals("1", "500"), after=decimals("0", "500"))
def test_one_way_better_is_the_other_way_worse(before: Decimal, after: Decimal) -> None:
    up, down = improvement(before, after, UP), improvement(before, after, DOWN)

    assert up is not None
    assert up == -(down or 0)


@given(before=decimals("1", "500"), claimed=decimals("0.1", "100", 1), threshold=st.integers(1, 100))
def test_what_equals_the_threshold_to_the_last_digit_has_reached_it(
    before: Decimal, claimed: Decimal, threshold: int
) -> None:
    after = before - before * claimed * threshold / 10_000

    reached = improvement(before, after, DOWN)

    assert reached is not None
    attained = attainment(reached, claimed)
    assert attained == threshold
    assert not falls_short(attained, Decimal(threshold))


@given(before=decimals("1", "500"), loss=decimals("0", "50"), claimed=decimals("0.1", "100"))
def test_who_did_not_improve_attains_nothing(before: Decimal, loss: Decimal, claimed: Decimal) -> None:
    reached = improvement(before, before - loss, UP)

    assert reached is not None
    attained = attainment(reached, claimed)
    assert attained is not None
    assert attained <= 0
