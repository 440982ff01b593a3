"""Which product of the terms a claim is about."""

from typing import Any

import pytest

from pipeline.claim.claims import Case, StatedCourse, StatedProduct
from pipeline.claim.policy import PolicyProduct
from pipeline.claim.reasons import ClaimReason
from tests.validators.cases import case
from validators.claim.goods import claimed, cycle_days, is_one_of, product_of, sold_as, taking_part

SERUM = PolicyProduct(name="禾光焕亮精华液", aliases=("Heguang Brightening Serum",), category="cosmetic", cycle_days=14)
COURSE = PolicyProduct(name="雅思冲刺班", category="course")
PLAIN = PolicyProduct(name="演示抽纸")
TERMS = (SERUM, COURSE, PLAIN)


def about(name: str | None = None, *products: PolicyProduct, spec: str | None = None, **stated: Any) -> Case:
    facts = {"product": StatedProduct(name, spec), **stated}
    return case(stated=facts, policy={"products": products or TERMS, "cycle_days": 28})


def named(found: PolicyProduct | None) -> str | None:
    return found.name if found else None


def test_a_claim_is_for_the_product_or_the_service_it_names() -> None:
    assert claimed(about("禾光焕亮精华液")) == ("禾光焕亮精华液",)
    assert claimed(about(service=StatedCourse("雅思冲刺班"))) == ("雅思冲刺班",)
    assert claimed(about("教材", service=StatedCourse("雅思冲刺班"))) == ("教材", "雅思冲刺班")
    assert claimed(about()) == ()


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("禾光焕亮精华液", "禾光焕亮精华液"),
        ("禾光焕亮精华液 30ml", "禾光焕亮精华液"),
        ("HEGUANG brightening serum", "禾光焕亮精华液"),
        ("演示抽纸", "演示抽纸"),
        ("别家面霜", None),
    ],
)
def test_the_product_is_known_by_any_of_its_names(name: str, product: str | None) -> None:
    assert named(product_of(about(name))) == product


def test_a_service_is_known_by_its_name_too() -> None:
    assert named(product_of(about(service=StatedCourse("雅思冲刺班")))) == "雅思冲刺班"


def test_a_claim_that_names_nothing_is_for_the_only_product_there_is() -> None:
    assert named(product_of(about(None, SERUM))) == "禾光焕亮精华液"
    assert product_of(about(None, SERUM, PLAIN)) is None
    assert product_of(case()) is None


def test_the_only_product_is_not_meant_by_the_name_of_another_but_by_its_own_in_another_size() -> None:
    serum = PolicyProduct(name="焕亮精华液30ml")

    assert product_of(about("别家面霜", serum)) is None
    assert product_of(about("焕亮精华液", serum, spec="50ml")) is serum


@pytest.mark.parametrize("turned", [1, -1])
@pytest.mark.parametrize(
    "name",
    [
        "Glow serum",
        "Glow serum night",
        "GLOW-SERUM NIGHT 30ml",
        "禾光水润保湿霜",
        "禾光水润保湿乳",
        "禾光水润保湿霜50g",
    ],
)
def test_of_products_with_like_names_the_likest_is_meant_wherever_it_stands(name: str, turned: int) -> None:
    products = [
        PolicyProduct(name=one) for one in ("Glow serum", "Glow serum night", "禾光水润保湿霜", "禾光水润保湿乳")
    ]
    wanted = {"GLOW-SERUM NIGHT 30ml": "Glow serum night", "禾光水润保湿霜50g": "禾光水润保湿霜"}.get(name, name)

    assert named(product_of(about(name, *products[::turned]))) == wanted


@pytest.mark.parametrize(
    ("spec", "product"), [("50ml", "焕亮精华液50ml"), ("30毫升", "焕亮精华液30ml"), ("15ml", None), (None, None)]
)
def test_two_sizes_of_a_product_are_told_apart_by_the_stated_size_or_not_at_all(
    spec: str | None, product: str | None
) -> None:
    sizes = (PolicyProduct(name="焕亮精华液30ml"), PolicyProduct(name="焕亮精华液50ml"))

    assert named(product_of(about("焕亮精华液", *sizes, spec=spec))) == product


def test_a_size_that_stands_apart_from_the_name_tells_too() -> None:
    sizes = (
        PolicyProduct(name="焕亮精华液", spec="30ml", aliases=("旅行装",)),
        PolicyProduct(name="焕亮精华液", spec="50ml"),
    )
    found = product_of(about("焕亮精华液", *sizes, spec="50ml"))

    assert found is not None
    assert found.spec == "50ml"


@pytest.mark.parametrize(
    ("name", "overrides", "days"),
    [
        ("禾光焕亮精华液", (), 14),
        ("禾光焕亮精华液", ("cycle_days",), 28),
        ("禾光焕亮精华液", ("refund_window_days",), 14),
        ("演示抽纸", (), 28),
        ("别家面霜", (), 28),
    ],
    ids=["the product's", "the claim's", "another term", "a product without", "no product"],
)
def test_a_cycle_is_as_long_as_the_claim_says_else_the_product_else_the_terms(
    name: str, overrides: tuple[str, ...], days: int
) -> None:
    assert cycle_days(about(name, overrides=overrides)) == days


@pytest.mark.parametrize("reason", [ClaimReason.SERVICE_TARGET_MISSED, ClaimReason.SERVICE_QUALITY_BAD])
def test_a_service_can_only_be_one_of_the_services_or_of_those_of_no_category(reason: ClaimReason) -> None:
    assert taking_part(about(reason=reason)) == ("雅思冲刺班", "演示抽纸")


@pytest.mark.parametrize("reason", [ClaimReason.PRODUCT_INEFFECTIVE, ClaimReason.PRODUCT_QUALITY])
def test_a_product_can_be_any_of_the_campaign_under_each_of_its_names(reason: ClaimReason) -> None:
    assert taking_part(about(reason=reason)) == (
        "禾光焕亮精华液",
        "Heguang Brightening Serum",
        "雅思冲刺班",
        "演示抽纸",
    )


def test_a_product_may_be_sold_as_the_claim_calls_it_and_as_the_terms_do_each_once() -> None:
    assert sold_as(about("禾光焕亮精华液")) == ("禾光焕亮精华液", "Heguang Brightening Serum")
    assert sold_as(about("禾光焕亮精华液30ml")) == ("禾光焕亮精华液30ml", "禾光焕亮精华液", "Heguang Brightening Serum")
    assert sold_as(about("别家面霜")) == ("别家面霜",)
    assert sold_as(about()) == taking_part(about())


@pytest.mark.parametrize(
    ("printed", "spec", "answer"),
    [
        ("禾光焕亮精华液30ml", "30ml", True),
        ("禾光焕亮精华液50ml", "30ml", None),
        ("禾光焕亮精华液50ml", "", True),
        ("禾光焕亮精华液", "30ml", True),
        ("别家面霜50g", "30ml", False),
        ("", "30ml", None),
    ],
)
def test_another_size_of_the_product_is_a_persons_to_judge(printed: str, spec: str, answer: bool | None) -> None:
    assert is_one_of(printed, ("禾光焕亮精华液",), spec) is answer
