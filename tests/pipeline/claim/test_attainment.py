"""X % of the claimed efficacy, step by step, with the domain's worked examples."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from pipeline.claim.attainment import INEFFECTIVE, OPEN, REACHED, Bar, borderline, panel
from pipeline.claim.policy import ClaimedEfficacy, ThresholdBasis
from pipeline.claim.promised import Form, promise
from pipeline.claim.result import Efficacy
from pipeline.rows import Direction, Measurement

UP, DOWN = Direction.UP, Direction.DOWN
RATIO = ThresholdBasis.RATIO_OF_CLAIM


@dataclass(frozen=True, slots=True)
class Read:
    """Before and after as a report prints them."""

    before: str
    after: str
    unit: str = ""


def told(indicator: str, read: Read, wording: str, x: str, *, meant: Form | None = None) -> Efficacy:
    row = Measurement(
        indicator=indicator, unit=read.unit, baseline_value=Decimal(read.before), endpoint_value=Decimal(read.after)
    )
    digits = "".join(char for char in wording if char.isdigit() or char == ".")
    claimed = ClaimedEfficacy(indicator=indicator, value_percent=Decimal(digits or "0"), wording=wording)
    return panel(row, promise(claimed), Bar(threshold=Decimal(x), basis=RATIO, meant=meant), None)


@pytest.mark.parametrize(
    ("indicator", "read", "wording", "x", "expected"),
    [
        ("皮肤亮度 L*", Read("60", "62"), "提升5%", "80", ("3.33", "66.7", INEFFECTIVE)),
        ("黑素指数 MI", Read("180", "162"), "降低20%", "60", ("10.00", "50.0", INEFFECTIVE)),
        ("黑素指数 MI", Read("180", "158.4"), "降低20%", "60", ("12.00", "60.0", REACHED)),
        ("角质层含水量", Read("42", "54.6"), "≥30%", "80", ("30.00", "100.0", REACHED)),
        ("TEWL", Read("18", "14.4"), "降低25%", "80", ("20.00", "80.0", REACHED)),
        ("皱纹面积", Read("12.5", "11.0"), "减少15%", "80", ("12.00", "80.0", REACHED)),
        ("体重", Read("80", "77.2"), "减轻5%", "80", ("3.50", "70.0", INEFFECTIVE)),
        ("脱发计数", Read("52", "44.2"), "减少20%", "80", ("15.00", "75.0", INEFFECTIVE)),
        ("黑素指数 MI", Read("180", "184"), "降低20%", "60", ("-2.22", "-11.1", INEFFECTIVE)),
        ("ITA°", Read("32.0", "37.8"), "提升5°", "80", ("5.80", "116.0", REACHED)),
        ("销售额", Read("100", "112"), "增长30%", "100", ("12.00", "40.0", INEFFECTIVE)),
    ],
)
def test_the_worked_examples_come_out_with_their_figures(
    indicator: str, read: Read, wording: str, x: str, expected: tuple[str, str, str]
) -> None:
    found = told(indicator, read, wording, x)

    assert (f"{found.reached:.2f}", f"{found.attained:.1f}", found.result) == expected


def test_a_percentage_promised_in_percent_is_open_where_the_two_meanings_disagree() -> None:
    found = told("角质层含水量", Read("30", "36", "%"), "提升20%", "80")

    assert found.result == OPEN
    assert found.why is not None
    assert "percentage points" in found.why.en


def test_terms_that_say_what_their_percent_means_leave_nothing_open() -> None:
    assert told("角质层含水量", Read("30", "36", "%"), "提升20%", "80", meant=Form.RELATIVE).result == REACHED
    assert told("角质层含水量", Read("30", "36", "%"), "提升20%", "80", meant=Form.POINTS).result == INEFFECTIVE
    assert told("角质层含水量", Read("30", "36", "%"), "提升5个百分点", "80").result == REACHED


def test_both_meanings_with_one_answer_decide() -> None:
    assert told("角质层含水量", Read("30", "30.3", "%"), "提升20%", "80").result == INEFFECTIVE


def test_a_percentage_of_an_angle_means_nothing() -> None:
    found = told("ITA°", Read("1.7", "6.7"), "提升100%", "80")

    assert found.result == OPEN
    assert found.attained is None


@pytest.mark.parametrize("wording", ["最高提升30%", "up to 30%", "提升2倍", "降低至50%", "效果显著"])
def test_a_promise_that_names_no_least_change_is_for_a_person(wording: str) -> None:
    found = told("黑素指数", Read("180", "160"), wording, "80")

    assert found.result == OPEN
    assert found.why is not None


def test_about_leaves_a_tenth_either_way_to_a_person() -> None:
    assert told("黑素指数", Read("100", "91.5"), "约10%", "80").result == OPEN
    assert told("黑素指数", Read("100", "95"), "约10%", "80").result == INEFFECTIVE
    assert told("黑素指数", Read("100", "90"), "10%左右", "80").result == REACHED


def test_a_range_decides_where_both_of_its_ends_agree() -> None:
    row = Measurement(indicator="黑素指数", baseline_value=Decimal(100), endpoint_value=Decimal(88))
    claimed = ClaimedEfficacy(indicator="黑素指数", wording="降低10%~20%")
    bar = Bar(threshold=Decimal(100), basis=RATIO)

    assert panel(row, promise(claimed), bar, None).result == OPEN
    lower = Measurement(indicator="黑素指数", baseline_value=Decimal(100), endpoint_value=Decimal(95))
    assert panel(lower, promise(claimed), bar, None).result == INEFFECTIVE


def test_unclear_terms_are_read_for_the_customer() -> None:
    row = Measurement(indicator="黑素指数", baseline_value=Decimal(100), endpoint_value=Decimal(91))
    claimed = promise(ClaimedEfficacy(indicator="黑素指数", value_percent=Decimal(10)))

    unclear = panel(row, claimed, Bar(threshold=Decimal(80), basis=None), None)
    plain = panel(row, claimed, Bar(threshold=Decimal(80), basis=RATIO), None)
    whole = panel(row, claimed, Bar(threshold=Decimal(80), basis=ThresholdBasis.FULL_CLAIM), None)

    assert (unclear.result, plain.result, whole.result) == (INEFFECTIVE, REACHED, INEFFECTIVE)
    assert "for the customer" in unclear.steps[-1].en


def test_the_claims_word_on_the_direction_comes_first() -> None:
    row = Measurement(indicator="某指数", baseline_value=Decimal(100), endpoint_value=Decimal(120))
    claimed = promise(ClaimedEfficacy(indicator="某指数", value_percent=Decimal(10)))
    bar = Bar(threshold=Decimal(100), basis=RATIO)

    assert panel(row, claimed, bar, None).result == OPEN
    assert panel(row, claimed, bar, UP).result == REACHED
    assert panel(row, claimed, bar, DOWN).result == INEFFECTIVE


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (Measurement(indicator="黑素指数", endpoint_value=Decimal(1)), "before or after use is missing"),
        (Measurement(indicator="有效率", baseline_value=Decimal(1), endpoint_value=Decimal(2)), "share of people"),
        (Measurement(indicator="黑素指数", baseline_value=Decimal(0), endpoint_value=Decimal(2)), "not above zero"),
        (Measurement(indicator="SPF", baseline_value=Decimal(1), endpoint_value=Decimal(2)), "which way"),
    ],
)
def test_what_cannot_be_computed_says_why(row: Measurement, why: str) -> None:
    claimed = promise(ClaimedEfficacy(indicator="x", value_percent=Decimal(10)))

    found = panel(row, claimed, Bar(threshold=Decimal(80), basis=RATIO), None)

    assert found.result == OPEN
    assert found.why is not None
    assert why in found.why.en


@pytest.mark.parametrize(("after", "near"), [("92.0", True), ("91.7", True), ("91.6", False), ("92.4", False)])
def test_three_points_either_way_of_the_bound_are_borderline(after: str, near: bool) -> None:
    found = told("黑素指数", Read("100", after), "降低10%", "80")

    assert borderline(found) is near


def test_the_steps_can_be_followed_by_hand() -> None:
    found = told("黑素指数", Read("181.0", "172.0"), "≥15%", "80")

    assert [step.en for step in found.steps] == [
        "E = (181.0 − 172.0) ÷ 181.0 × 100 = 4.97%",
        "A = 4.97 ÷ 15 × 100 = 33.15%",
        "A = 33.15% < X = 80%: not reached",
    ]


def test_tenths_are_percent() -> None:
    assert promise(ClaimedEfficacy(indicator="x", wording="改善九成")).least == Decimal(90)
