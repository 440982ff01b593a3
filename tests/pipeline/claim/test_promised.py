"""What a published promise asks for, read from its sentence by the domain's table."""

from decimal import Decimal

import pytest

from pipeline.claim.policy import ClaimedEfficacy
from pipeline.claim.promised import Form, Promise, promise


def said(wording: str, percent: str | None = "20") -> Promise:
    value = None if percent is None else Decimal(percent)
    return promise(ClaimedEfficacy(indicator="黑素指数", value_percent=value, wording=wording))


def why(wording: str, percent: str | None = "20") -> str | None:
    reason = said(wording, percent).open_for
    return reason.en if reason else None


@pytest.mark.parametrize(
    "wording", ["", "提升20%", "≥20%", "20%以上", "至少20%", "at least 20%", "连续使用28天，黑素指数降低20%以上"]
)
def test_a_plain_figure_is_what_has_to_be_reached(wording: str) -> None:
    assert said(wording) == Promise(least=Decimal(20), most=Decimal(20))


@pytest.mark.parametrize(
    "wording", ["约20%", "20%左右", "大约20%", "接近20%", "About 20 %", "approximately 20%", "nearly 20%"]
)
def test_about_is_kept_and_decides_nothing_by_itself(wording: str) -> None:
    found = said(wording)

    assert (found.about, found.open_for) == (True, None)


@pytest.mark.parametrize(
    "wording",
    [
        "降低10%~20%",
        "10%-20%",
        "10–20%",
        "10％～20％",
        "10%至20%",
        "10%到20%",
        "10% to 20%",
        "降低10~20%",
        "提升10 - 20 %",
    ],
)
def test_a_range_has_two_ends(wording: str) -> None:
    assert said(wording, None) == Promise(least=Decimal(10), most=Decimal(20))


def test_a_ranges_ends_may_be_equal_or_broken_numbers_but_not_upside_down() -> None:
    assert said("降低20%~20%", None).open_for is None
    assert said("降低12.5%~15.5%", None).least == Decimal("12.5")
    assert why("降低20%~10%", None) == "no figure was promised"


@pytest.mark.parametrize("wording", ["第2~4周起效", "14-28天见效", "2026-09-15 发布"])
def test_weeks_and_days_are_no_range_of_percent(wording: str) -> None:
    assert said(wording) == Promise(least=Decimal(20), most=Decimal(20))


@pytest.mark.parametrize(
    "wording", ["最高30%", "最多降低30%", "高达30%", "可达30%", "至多30%", "up to 30%", "As much as 30%"]
)
def test_an_upper_bound_promises_no_lower_one(wording: str) -> None:
    assert why(wording, "30") == "the promise names only an upper bound (up to)"


@pytest.mark.parametrize("wording", ["提升2倍", "提升至两倍", "翻倍", "3 times brighter", "doubles moisture"])
def test_times_can_mean_two_things(wording: str) -> None:
    assert why(wording, "200") == "the promise counts in times, which can mean two things"


@pytest.mark.parametrize(
    "wording",
    [
        "降至5以下",
        "增至120",
        "提升到 120",
        "降低至50%",
        "减少到50%",
        "恢复到90",
        "reduced to 50%",
        "increased to 120",
        "down to 5",
    ],
)
def test_an_end_to_reach_is_no_change(wording: str) -> None:
    assert why(wording, "50") == "the promise names an end to reach, not a change"


def test_a_range_to_end_in_is_no_change_either_and_a_change_between_two_ends_is_one() -> None:
    assert why("降低到10%~20%", None) == "the promise names an end to reach, not a change"
    assert why("提升10%到20%", None) is None
    assert why("升降自如，降低20%") is None


@pytest.mark.parametrize(
    ("wording", "percent"),
    [("改善八成", "80"), ("改善9成", "90"), ("改善 1 成", "10"), ("八成五", "85"), ("六成半", "65"), ("约七成", "70")],
)
def test_tenths_are_percent_where_no_figure_is_given(wording: str, percent: str) -> None:
    assert said(wording, None).least == Decimal(percent)
    assert said(wording, "20").least == Decimal(20)


@pytest.mark.parametrize("wording", ["含五成分精华", "含三成 分", "第19成", "完成护理", "温和配方"])
def test_ingredients_and_other_words_are_no_tenths(wording: str) -> None:
    assert why(wording, None) == "no figure was promised"


@pytest.mark.parametrize(("percent", "open_"), [("0.01", False), ("0", True), ("-20", True), (None, True)])
def test_a_promise_needs_a_figure_above_nothing(percent: str | None, open_: bool) -> None:
    found = said("温和配方", percent)

    assert (found.open_for is not None) is open_
    assert found.least == found.most == (Decimal(0) if open_ else Decimal("0.01"))


@pytest.mark.parametrize(
    ("wording", "form"),
    [
        ("含水量提升6个百分点", Form.POINTS),
        ("up 6 percentage points", Form.POINTS),
        ("up 1 percentage point", Form.POINTS),
        ("+6 PP", Form.POINTS),
        ("ITA°提升5°", Form.UNITS),
        ("肤色提亮5 度", Form.UNITS),
        ("提升6%", None),
        ("白皙度提升", None),
        ("supple skin", None),
    ],
)
def test_the_sentence_says_in_what_it_counts(wording: str, form: Form | None) -> None:
    assert said(wording).form is form
    assert said(wording, None).form is form
