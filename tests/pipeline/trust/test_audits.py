"""Values are drawn by chance, the same for the same seed, from what was sure or has passed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Conflict
from pipeline.evidence import EvidenceId
from pipeline.trust.audits import Candidate, Given, chosen, field_of, passed_values, sure_values, takes

POOL = tuple(
    Candidate(evidence=EvidenceId(f"evd_{number}"), record=1, kind="receipt", field="total_amount")
    for number in range(200)
)
SURE = {"name": "total_amount", "critical": True, "state": "read", "value": "73.70"}
RECORD: dict[str, object] = {
    "fields": [
        SURE,
        {"name": "issue_date", "critical": True, "state": "read", "value": "2026-11-05"},
        {"name": "tax_amount", "critical": True, "state": "not_found", "value": None},
        {"name": "seller_name", "critical": False, "state": "read", "value": "Harbour Tea"},
        {"name": "items", "critical": True, "state": "read", "value": []},
    ],
    "needs_person": ["issue_date"],
    "lanes": {"total_amount": {"passed": True}, "issue_date": {"passed": False}},
}


@given(st.permutations(POOL), st.integers(0, 250))
def test_the_same_seed_draws_the_same_in_any_order(pool: list[Candidate], size: int) -> None:
    drawn = chosen(pool, "7", size)

    assert drawn == chosen(POOL, "7", size)
    assert len(drawn) == len(set(drawn)) == min(size, len(POOL))


def test_another_seed_draws_others() -> None:
    assert chosen(POOL, "7", 20) != chosen(POOL, "8", 20)


def test_every_value_is_as_likely_as_any_other() -> None:
    counts = dict.fromkeys(POOL, 0)
    for seed in range(400):
        for value in chosen(POOL, str(seed), 20):
            counts[value] += 1

    assert min(counts.values()) > 15  # 40 are expected, with a spread of 6
    assert max(counts.values()) < 65


def test_only_decisive_values_that_no_person_is_asked_about_are_sure() -> None:
    assert tuple(sure_values(RECORD)) == ("total_amount",)


def test_nothing_is_sure_on_a_page_whose_kind_is_not() -> None:
    assert tuple(sure_values({**RECORD, "needs_person": ["kind"]})) == ()


def test_what_passed_is_told_by_the_record() -> None:
    assert passed_values(RECORD) == {"total_amount"}
    assert passed_values({}) == frozenset()
    assert field_of(RECORD, "total_amount") == SURE
    assert field_of({}, "total_amount") == {}


def test_another_person_may_correct_an_answer_and_nobody_their_own() -> None:
    first = Given("73.70", by="ann")

    assert takes(None, first)
    assert not takes(first, first)
    assert not takes(first, Given("73.70", by="bob"))
    assert takes(first, Given("78.70", by="bob"))
    with pytest.raises(Conflict, match="ann answered this sample before"):
        takes(first, Given("78.70", by="ann"))
