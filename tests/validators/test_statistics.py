"""What a study prints of its statistics, and what of it cannot be."""

from decimal import Decimal

import pytest

from pipeline.findings import Reason
from pipeline.rows import Measurement
from tests.validators.papers import document, page
from validators.statistics import missing, odd, printed

NO_P, NO_SPREAD = Reason("未见p值", "no p value"), Reason("未见标准差", "no standard deviation")
NO_CHANGE = Reason("无变化却称差异显著", "no change, yet called significant")


def row(before: str | None, after: str | None) -> Measurement:
    return Measurement(
        indicator="MI",
        baseline_value=Decimal(before) if before else None,
        endpoint_value=Decimal(after) if after else None,
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("p=0.03", "182.4±21.6"), ()),
        (("182.4±21.6",), (NO_P,)),
        (("p=0.03",), (NO_SPREAD,)),
        ((), (NO_P, NO_SPREAD)),
    ],
)
def test_a_study_that_lacks_its_statistics_is_told_which(lines: tuple[str, ...], told: tuple[Reason, ...]) -> None:
    assert missing(printed(document(page(*lines)))) == told


def test_a_column_headed_p_is_one() -> None:
    table = document(page("P 值", "<0.05", "0.01"))

    assert set(printed(table).p) == {("<", Decimal("0.05")), ("=", Decimal("0.01"))}
    assert printed(document(page("D28", "<0.05"))).p == ()


@pytest.mark.parametrize(
    ("line", "rows", "told"),
    [
        ("p=1", (row("3", "2"),), ()),
        ("p=1.01", (row("3", "2"),), (Reason("p值 1.01 大于1", "p value 1.01 above 1"),)),
        ("p<0.05", (row("2", "2"),), (NO_CHANGE,)),
        ("p=0.05", (row("2", "2.0"),), (NO_CHANGE,)),
        ("p=0.051", (row("2", "2"),), ()),
        ("p>0.05", (row("2", "2"),), ()),
        ("p<0.05", (row("2", "2"), row("3", "2")), ()),
        ("p<0.05", (row("2", "2"), row("3", None)), (NO_CHANGE,)),
        ("p<0.05", (row(None, "2"), row("2", None)), ()),
        ("p<0.05", (), ()),
    ],
)
def test_a_p_value_above_one_or_where_nothing_changed_is_odd(
    line: str, rows: tuple[Measurement, ...], told: tuple[Reason, ...]
) -> None:
    assert odd(rows, printed(document(page(line)))) == told
