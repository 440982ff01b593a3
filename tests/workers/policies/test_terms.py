"""Which terms govern a claim."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.policy import DEFAULT, Policy, ThresholdBasis
from workers.claims.statements import BadFacts, stated
from workers.policies.terms import Terms, governing, own_terms

SPRING = Policy(version="spring", effective_from=date(2026, 3, 1), effective_to=date(2026, 5, 31))
AUTUMN = Policy(
    version="autumn", effective_from=date(2026, 9, 1), refund_window_days=60, attainment_threshold_pct=Decimal(80)
)
ALWAYS = Policy(version="always")


def mistakes(table: dict[str, object]) -> list[tuple[str, str]]:
    with pytest.raises(BadFacts) as caught:
        own_terms(AUTUMN, table)
    return [(one.key, one.message) for one in caught.value.mistakes]


@pytest.mark.parametrize("versions", [(SPRING, AUTUMN), (AUTUMN, SPRING)], ids=["rising", "falling"])
@pytest.mark.parametrize(
    ("day", "version"),
    [
        (date(2026, 2, 28), "autumn"),
        (date(2026, 3, 1), "spring"),
        (date(2026, 5, 31), "spring"),
        (date(2026, 6, 1), "autumn"),
        (date(2026, 9, 1), "autumn"),
        (date(2027, 1, 1), "autumn"),
        (None, "autumn"),
    ],
)
def test_the_version_of_the_day_of_purchase_governs_and_else_the_newest(
    versions: tuple[Policy, ...], day: date | None, version: str
) -> None:
    assert Terms(versions).on(day).version == version


@pytest.mark.parametrize("versions", [(ALWAYS, AUTUMN), (AUTUMN, ALWAYS)])
def test_a_version_without_a_first_day_is_the_oldest(versions: tuple[Policy, ...]) -> None:
    assert Terms(versions).on(None).version == "autumn"
    assert Terms((ALWAYS,)).on(None).version == "always"
    assert Terms((ALWAYS,)).on(date(1999, 1, 1)).version == "always"


def test_without_a_policy_the_documented_defaults_hold() -> None:
    assert Terms().on(None) is DEFAULT
    assert Terms().on(date(2026, 9, 1)) is DEFAULT


def test_a_claim_that_states_no_terms_has_the_campaigns() -> None:
    assert own_terms(AUTUMN, {}) is AUTUMN


@pytest.mark.parametrize(
    ("key", "value", "taken"),
    [
        ("refund_window_days", 30, 30),
        ("refund_window_days", "30", 30),
        ("refund_window_days", 0, 0),
        ("refund_window_days", 100_000, 100_000),
        ("usage_cycles_required", 2, 2),
        ("cycle_days", 14, 14),
        ("attainment_threshold_pct", 60, Decimal(60)),
        ("attainment_threshold_pct", 59.5, Decimal("59.5")),
        ("attainment_threshold_pct", "0.0001", Decimal("0.0001")),
        ("attainment_threshold_pct", 100, Decimal(100)),
        ("threshold_basis", "full_claim", ThresholdBasis.FULL_CLAIM),
        ("basis", " points ", "points"),
        ("campaign_start", "2026-09-01", date(2026, 9, 1)),
        ("campaign_end", "2026-09-30T23:59:59+08:00", date(2026, 9, 30)),
    ],
)
def test_a_term_the_claim_states_for_itself_takes_the_campaigns_place_alone(
    key: str, value: object, taken: object
) -> None:
    own = own_terms(AUTUMN, {key: value})
    changed = {name for name in AUTUMN.__slots__ if getattr(own, name) != getattr(AUTUMN, name)}

    assert getattr(own, key) == taken
    assert changed <= {key}


@pytest.mark.parametrize("nothing", [None, "", "  "])
@pytest.mark.parametrize("key", ["refund_window_days", "attainment_threshold_pct", "campaign_end", "basis"])
def test_an_empty_term_says_nothing(key: str, nothing: object) -> None:
    assert own_terms(AUTUMN, {key: nothing}) == AUTUMN


def test_a_term_of_null_leaves_the_campaigns_basis() -> None:
    assert own_terms(AUTUMN, {"threshold_basis": None}).threshold_basis is ThresholdBasis.RATIO_OF_CLAIM


def test_a_claim_cannot_state_terms_that_are_the_merchants_alone() -> None:
    assert own_terms(AUTUMN, {"amount_cap": 1, "version": "mine", "refund_window_day": 1}) == AUTUMN


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("attainment_threshold_pct", 0),
        ("attainment_threshold_pct", "100.0001"),
        ("attainment_threshold_pct", -1),
        ("attainment_threshold_pct", True),
        ("attainment_threshold_pct", "NaN"),
        ("attainment_threshold_pct", [60]),
        ("refund_window_days", -1),
        ("refund_window_days", 100_001),
        ("refund_window_days", 30.5),
        ("refund_window_days", "sixty"),
        ("refund_window_days", True),
        ("cycle_days", False),
        ("threshold_basis", "half"),
        ("campaign_start", "2026-02-30"),
        ("campaign_end", "autumn"),
    ],
)
def test_a_term_that_cannot_be_is_refused_under_its_key(key: str, value: object) -> None:
    ((named, message),) = mistakes({key: value})

    assert named == f"policy.{key}"
    assert message


def test_every_mistake_is_told_at_once() -> None:
    table: dict[str, object] = {"refund_window_days": "sixty", "cycle_days": 7, "campaign_start": "2026-02-30"}

    assert [key for key, _ in mistakes(table)] == ["policy.refund_window_days", "policy.campaign_start"]
    assert mistakes({"cycle_days": True}) == [("policy.cycle_days", "write a whole number such as 60")]
    assert mistakes({"campaign_start": "2026-02-30"}) == [("policy.campaign_start", "write the day as 2026-09-01")]


def test_the_governing_terms_are_the_days_version_with_the_claims_own() -> None:
    facts: dict[str, Any] = {"claim_id": "C-1", "reason": "product_ineffective", "policy": {"refund_window_days": 7}}
    own = governing(Terms((SPRING, AUTUMN)), stated(facts), date(2026, 4, 1))

    assert (own.version, own.refund_window_days) == ("spring", 7)
    assert SPRING.refund_window_days is None
