"""Which row of a report measures what was promised."""

import pytest

from pipeline.claim.policy import ClaimedEfficacy
from pipeline.rows import Measurement
from validators.claim.indicators import families, meant, measuring, named_alike, promised_families


def rows(*names: str) -> tuple[Measurement, ...]:
    return tuple(Measurement(indicator=name) for name in names)


def promised(indicator: str = "", zh: str = "", wording: str = "") -> ClaimedEfficacy:
    return ClaimedEfficacy(indicator=indicator, indicator_zh=zh, wording=wording)


def chosen(claimed: ClaimedEfficacy, *names: str) -> str | None:
    row = measuring(rows(*names), claimed)
    return row.indicator if row else None


@pytest.mark.parametrize(
    ("name", "effect"),
    [
        ("黑素指数 MI", "colour"),
        ("melanin_index", "colour"),
        ("皮肤L值", "colour"),
        ("L*", "colour"),
        ("ITA°", "colour"),
        ("角质层含水量", "moisture"),
        ("transepidermal_water_loss", "moisture"),
        ("Rz", "wrinkles"),
        ("fine lines", "wrinkles"),
        ("R2", "firmness"),
        ("脱发计数", "hair"),
        ("body fat", "weight"),
        ("BMI", "weight"),
        ("Sebum", "oil"),
        ("a*", "redness"),
        ("毛孔面积", "acne"),
        ("dandruff", "dandruff"),
        ("SPF", "sun"),
        ("营业额", "sales"),
    ],
)
def test_an_indicator_speaks_of_its_effect_alone(name: str, effect: str) -> None:
    assert families(name) == {effect}


@pytest.mark.parametrize(
    "sentence",
    [
        "against the baseline",
        "all through 28 days",
        "as published and confirmed",
        "tested in Singapore on a visual scale",
        "sitting on a chair",
        "slightly",
        "without fatigue",
        "R3",
        "SMILE",
        "",
    ],
)
def test_a_word_that_only_looks_like_an_effect_is_none(sentence: str) -> None:
    assert families(sentence) == frozenset()


def test_a_promise_speaks_by_its_indicator_and_by_its_sentence_only_where_that_says_nothing() -> None:
    assert promised_families(promised("hydration", wording="淡化细纹")) == {"moisture"}
    assert promised_families(promised("", "皮肤水分", "淡化细纹")) == {"moisture"}
    assert promised_families(promised("index 7", wording="淡化细纹，紧致提拉")) == {"wrinkles", "firmness"}
    assert promised_families(promised()) == frozenset()


@pytest.mark.parametrize(
    ("row", "claimed", "alike"),
    [
        ("Melanin Index (MI)", promised("melanin_index"), True),
        ("MI", promised("黑素指数MI"), True),
        ("黑素指数", promised("melanin_index", "黑素指数MI"), True),
        ("皮肤亮度 L*", promised("L*"), True),
        ("L*", promised("skin lightness L*"), True),
        ("TEWL", promised("L*"), False),
        ("Melanin index", promised("L*"), False),
        ("Radiance", promised("Ra"), False),
        ("smile line", promised("MI"), False),
        ("ITA", promised("vitality"), False),
        ("vitality", promised("ITA"), False),
        ("Rmax", promised("skin Rmax 2"), True),
        ("粗糙度Rmax2", promised("Rmax"), True),
        ("斑", promised("", "色斑面积"), False),
        ("纹", promised("", "纹理"), False),
        ("皱纹", promised("", "皱纹面积"), True),
        ("TEWL", promised(), False),
        ("", promised("L*"), False),
    ],
)
def test_a_row_is_the_promised_indicator_where_one_name_holds_the_other(
    row: str, claimed: ClaimedEfficacy, alike: bool
) -> None:
    assert named_alike(Measurement(indicator=row), claimed) is alike


def test_the_very_indicator_is_taken_wherever_it_stands() -> None:
    assert chosen(promised("L*"), "TEWL", "黑素指数 MI", "皮肤亮度 L*") == "皮肤亮度 L*"


def test_else_the_first_row_of_the_same_effect_is_taken() -> None:
    assert chosen(promised("whitening"), "TEWL", "黑素指数 MI", "皮肤亮度 L*") == "黑素指数 MI"


def test_a_row_of_another_effect_never_measures_the_promise() -> None:
    assert chosen(promised("whitening"), "TEWL", "角质层含水量") is None
    assert chosen(promised("hydration", wording="all through 28 days"), "皱纹面积") is None
    assert chosen(promised("whitening")) is None
    assert chosen(promised("index 7"), "index 8") is None


def test_a_claim_without_a_figure_means_the_published_promise_of_its_indicator() -> None:
    melanin, light, water = promised("melanin_index", "黑素指数"), promised("L*"), promised("hydration", "含水量")
    published = (melanin, light, water)

    assert meant(promised("l*"), published) is light
    assert meant(promised("", "含水量"), published) is water
    assert meant(promised("skin moisture"), published) is water
    assert meant(promised("whitening"), published) is melanin
    assert meant(promised(), published) is melanin
    assert meant(promised("wrinkle_area"), published) is None
    assert meant(promised("index 7"), published) is None
    assert meant(promised(), ()) is None
