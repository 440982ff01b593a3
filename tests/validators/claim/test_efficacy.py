"""The promise of the day of purchase against the readings of a report."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.claims import Case, Paper, StatedProduct
from pipeline.claim.policy import ClaimedEfficacy, PolicyProduct, ThresholdBasis
from pipeline.claim.result import Efficacy
from pipeline.fields import State
from pipeline.rows import Direction, Measurement
from tests.validators.cases import case, filed
from tests.validators.papers import form
from validators.claim.efficacy import efficacy, promised, row_of

BOUGHT = date(2026, 9, 1)
SERUM = "禾光焕亮精华液"
MELANIN = "黑素指数 MI"


def d(text: str) -> Decimal:
    return Decimal(text)


def claim(indicator: str = MELANIN, percent: str | None = "20", **more: Any) -> ClaimedEfficacy:
    return ClaimedEfficacy(indicator=indicator, value_percent=None if percent is None else d(percent), **more)


def row(indicator: str = MELANIN, before: str | None = "180", after: str = "162", **more: Any) -> Measurement:
    first = None if before is None else d(before)
    return Measurement(indicator=indicator, baseline_value=first, endpoint_value=d(after), **more)


def report(*measured: Measurement, name: str = "", **more: Any) -> Paper:
    return filed(form("lab_report", measurements=measured, **more), name=name)


def about(*papers: Paper, published: tuple[ClaimedEfficacy, ...] = (), **known: Any) -> Case:
    """A claim for the serum, bought on 1 September; `known`: `stated` and terms of the policy."""
    stated = {"product": StatedProduct(SERUM), "purchase_date": BOUGHT, "claimed_efficacy": known.pop("stated", None)}
    product = PolicyProduct(name=SERUM, claimed=published)
    return case(*papers, stated=stated, policy={"products": (product,), **known})


def told(case_: Case) -> Efficacy:
    found = efficacy(case_)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("first", "last", "known"),
    [
        (None, None, True),
        (BOUGHT, BOUGHT, True),
        (date(2026, 9, 2), None, False),
        (None, date(2026, 8, 31), False),
    ],
)
def test_a_promise_counts_on_the_days_it_stood_on_the_page_both_ends_included(
    first: date | None, last: date | None, known: bool
) -> None:
    published = claim(published_from=first, published_to=last)

    assert (promised(about(published=(published,))) is published) is known


def test_where_nobody_knows_the_day_of_purchase_any_published_promise_counts() -> None:
    published = claim(published_from=date(2027, 1, 1))
    product = PolicyProduct(name=SERUM, claimed=(published,))

    assert promised(case(policy={"products": (product,)})) is published


def test_the_claims_own_figure_or_sentence_goes_before_the_published_one() -> None:
    published = (claim(percent="20"),)
    figure, sentence = claim(percent="15"), claim(percent=None, wording="改善九成")

    assert promised(about(published=published, stated=figure)) is figure
    assert promised(about(published=published, stated=sentence)) is sentence


def test_a_claim_that_names_only_its_indicator_means_the_published_promise_of_that_one() -> None:
    melanin, water = claim(), claim("角质层含水量", "30")
    stated, wrinkles = claim("角质层含水量", None), claim("皱纹面积", None)

    assert promised(about(published=(melanin, water), stated=stated)) is water
    assert promised(about(published=(melanin, water), stated=wrinkles)) is wrinkles
    assert promised(about(stated=stated)) is stated


def test_the_promise_a_report_repeats_counts_where_nobody_else_tells_one() -> None:
    page = report(claimed_rate=d("20"), indicator=MELANIN)
    found = promised(about(page))

    assert found == claim()
    assert promised(about(page, published=(claim(percent="15"),))) == claim(percent="15")


@pytest.mark.parametrize("rate", [d("0"), d("-20"), "20", State.UNREADABLE, None])
def test_a_repeated_promise_that_is_no_gain_is_none(rate: Any) -> None:
    page = report() if rate is None else report(claimed_rate=rate)

    assert promised(about(page)) is None


def test_the_first_report_that_repeats_a_plain_promise_counts() -> None:
    papers = (report(claimed_rate=d("0"), name="1.pdf"), report(claimed_rate=d("10"), name="2.pdf"))

    assert promised(about(*papers)) == ClaimedEfficacy(indicator="", value_percent=d("10"))


@pytest.mark.parametrize(
    ("after", "attained", "result"),
    [("158.4", "60", "reached"), ("158.5", "59.72", "ineffective"), ("158.3", "60.28", "reached")],
    ids=["A = X", "just below", "just above"],
)
def test_what_equals_the_promised_share_has_reached_it(after: str, attained: str, result: str) -> None:
    found = told(about(report(row(after=after)), published=(claim(),), attainment_threshold_pct=d("60")))

    assert found.attained is not None
    assert round(found.attained, 2) == d(attained)
    assert (found.result, found.file, found.basis) == (result, "lab_report.pdf", "ratio_of_claim")


def test_a_full_claim_asks_for_all_that_was_promised_and_open_terms_favour_the_customer() -> None:
    papers = (report(row(after="158.4")),)
    terms: dict[str, Any] = {"published": (claim(),), "attainment_threshold_pct": d("60")}

    assert told(about(*papers, **terms, threshold_basis=ThresholdBasis.FULL_CLAIM)).result == "ineffective"
    assert told(about(*papers, **terms, threshold_basis=None)).result == "ineffective"


def test_nothing_is_computed_without_a_reading_of_the_promised_effect() -> None:
    assert efficacy(about(published=(claim(),))) is None
    assert efficacy(about(report(row("TEWL")), published=(claim(),))) is None
    assert efficacy(about(filed(form("lab_report", measurements=State.UNREADABLE)), published=(claim(),))) is None


def test_readings_without_a_known_promise_stay_open_and_say_why() -> None:
    found = told(about(report(row(unit="a.u."))))

    assert (found.indicator, found.unit, found.result, found.attained) == (MELANIN, "a.u.", "open", None)
    assert found.file == "lab_report.pdf"
    assert found.why is not None
    assert found.why.en == "the efficacy promised at the purchase is not known"
    assert told(about(report(row()))).unit == ""


def test_the_first_report_that_measures_the_promise_is_the_one_computed() -> None:
    papers = (report(row("TEWL"), name="1.pdf"), report(row(), name="2.pdf"), report(row(after="100"), name="3.pdf"))

    assert told(about(*papers, published=(claim(),))).file == "2.pdf"


def test_a_missing_baseline_stays_open() -> None:
    found = told(about(report(row(before=None)), published=(claim(),)))

    assert (found.result, found.attained) == ("open", None)


@pytest.mark.parametrize("after", ["162", "198"])
def test_a_promise_that_lightness_rises_does_not_turn_the_way_of_melanin(after: str) -> None:
    found = told(about(report(row(after=after)), published=(claim("L*", "20", direction=Direction.UP),)))

    assert found.direction == "down_good"
    assert found.reached == (d("10") if after == "162" else d("-10"))


def test_the_promises_word_about_its_own_indicator_goes_before_the_usual_way() -> None:
    found = told(about(report(row(after="198")), published=(claim(direction=Direction.UP),)))

    assert (found.direction, found.reached) == ("up_good", d("10"))


def test_a_repeated_promise_of_less_than_one_percent_is_one() -> None:
    assert promised(about(report(claimed_rate=d("0.5"), indicator=MELANIN))) == claim(percent="0.5")


def test_the_promises_word_counts_for_its_own_indicator_and_where_no_other_way_is_known() -> None:
    up = {"direction": Direction.UP}
    own = told(about(report(row("某指数", "100", "120")), published=(claim("某指数", "20", **up),)))
    other = told(about(report(row("皮肤光泽评分", "100", "120")), published=(claim("美白", "20", **up),)))
    printed = told(about(report(row("光泽", "9", "6", direction=Direction.DOWN)), published=(claim("美白", **up),)))

    assert [found.direction for found in (own, other, printed)] == ["up_good", "up_good", "down_good"]


def test_one_persons_row_goes_before_the_groups_and_a_group_before_none() -> None:
    group, one = row(subject="试验组均值"), row(subject="受试者03", after="170")

    assert row_of(report(group, one), claim()) is one
    assert row_of(report(group), claim()) is group
    assert row_of(report(group, one), None) is one
    assert row_of(report(), claim()) is None
    assert row_of(report(), None) is None


@pytest.mark.parametrize(
    ("basis", "result"),
    [
        ("points", "ineffective"),
        ("percentage_points", "ineffective"),
        ("pp", "ineffective"),
        ("absolute", "ineffective"),
        ("relative", "reached"),
        ("relative_percent", "reached"),
        ("percent", "reached"),
        ("", "open"),
        ("another", "open"),
    ],
)
def test_the_terms_say_whether_a_gain_from_30_to_36_percent_is_six_points_or_a_fifth(basis: str, result: str) -> None:
    page = report(row("角质层含水量", "30", "36", unit="%"))

    assert told(about(page, published=(claim("含水量", "20"),), basis=basis)).result == result
