"""What must be looked at before a claim is decided."""

import pytest

from pipeline.review.news import is_news


def check(rule: str, outcome: str, severity: str = "review") -> dict[str, object]:
    return {"rule": rule, "outcome": outcome, "severity": severity}


BEFORE = {
    "findings": [check("ORD-01", "pass"), check("PAY-04", "fail"), check("LEG-10", "fail", "info")],
    "refundable_amount": "98.00",
    "evidence": [{"id": "evd_1"}],
}


@pytest.mark.parametrize(
    "changed",
    [
        {"needs_person": []},
        {"findings": [check("ORD-01", "pass"), check("PAY-04", "fail", "reject")]},
        {"findings": [check("ORD-01", "pass"), check("PAY-04", "pass"), check("LEG-03", "fail", "info")]},
    ],
)
def test_what_was_confirmed_or_turned_out_well_is_no_news(changed: dict[str, object]) -> None:
    assert not is_news(BEFORE, {**BEFORE, **changed})


def test_a_sum_that_is_known_now_is_no_news_and_another_sum_is() -> None:
    assert not is_news({**BEFORE, "refundable_amount": None}, BEFORE)
    assert is_news(BEFORE, {**BEFORE, "refundable_amount": None})
    assert is_news(BEFORE, {**BEFORE, "refundable_amount": "88.00"})


@pytest.mark.parametrize(
    "changed",
    [
        {"evidence": [{"id": "evd_1"}, {"id": "evd_2"}]},
        {"findings": [check("ORD-01", "fail"), check("PAY-04", "fail")]},
    ],
)
def test_another_file_or_a_check_that_fails_now_is_news(changed: dict[str, object]) -> None:
    assert is_news(BEFORE, {**BEFORE, **changed})
