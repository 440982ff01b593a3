"""What a test report concludes in words, held against its table."""

from decimal import Decimal

import pytest

from extractors.kinds import lab_report
from pipeline.flow import extracted
from tests.extractors.kinds.test_reports import REPORT
from tests.paper import paper


def test_a_rate_that_the_conclusion_states_confirms_the_readings_it_follows_from() -> None:
    form = extracted(paper(REPORT), lab_report.KIND)

    for name in ("baseline_value", "endpoint_value", "improvement_rate"):
        field = form.field(name)
        assert field is not None
        assert field.confirmed_by == ("recomputed rate", "conclusion")


def test_where_the_conclusion_states_a_rate_of_no_row_a_row_may_be_lost_and_a_person_looks() -> None:
    lost = "\n".join(line for line in REPORT.splitlines() if not line.startswith("黑素指数"))
    form = extracted(paper(lost), lab_report.KIND)

    assert form.amount("improvement_rate") == Decimal("1.55")
    for name in ("baseline_value", "endpoint_value", "improvement_rate"):
        field = form.field(name)
        assert field is not None
        assert field.doubts == ("conclusion_differs", "other_indicator")


@pytest.mark.parametrize(
    "said",
    ["皱纹面积下降12.60%", "Crow's-feet wrinkle area improved by 12.6% after 28 days of use."],
)
def test_where_the_conclusion_is_about_no_row_of_the_table_the_readings_are_a_question(said: str) -> None:
    form = extracted(paper(REPORT.replace("黑素指数下降4.97%", said)), lab_report.KIND)

    for name in ("baseline_value", "endpoint_value", "improvement_rate"):
        field = form.field(name)
        assert field is not None
        assert "other_indicator" in field.doubts


def test_a_conclusion_about_a_later_row_neither_confirms_nor_doubts_the_first() -> None:
    form = extracted(paper(REPORT.replace("黑素指数下降4.97%", "皮肤亮度提升1.55%")), lab_report.KIND)
    field = form.field("improvement_rate")

    assert field is not None
    assert (field.confirmed_by, field.doubts) == (("recomputed rate",), ())
