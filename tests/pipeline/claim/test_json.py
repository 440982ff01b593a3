"""A claim's result as every door hands it out."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from pipeline.claim.json import broken_json, claim_json
from pipeline.claim.outcomes import ClaimOutcome
from pipeline.claim.result import ClaimResult, Efficacy, Moment, Refundable, Step, Supplement, Wanted
from pipeline.findings import Finding, Outcome, Reason, Severity
from pipeline.geometry import Box

HERE = Box(page=2, left=0.1, top=0.2, right=1 / 3, bottom=0.4)
TEXT = Reason("句", "sentence")
WORDS = {"zh": "句", "en": "sentence"}
BARE = ClaimResult(
    claim_id="C-1",
    findings=(),
    outcome=ClaimOutcome.NEEDS_REVIEW,
    deciding=("LAB-09",),
    refundable=Refundable(None),
    timeline=(),
    efficacy=None,
    supplement=None,
)


def told(key: str, **changed: Any) -> Any:
    return claim_json(replace(BARE, **changed))[key]


def test_a_claim_with_nothing_in_it_has_every_key_and_says_null_where_nobody_knows() -> None:
    assert claim_json(BARE) == {
        "schema": "proofdesk.claim/1",
        "claim_id": "C-1",
        "status": "answered",
        "error": None,
        "mistakes": [],
        "findings": [],
        "outcome": "needs_review",
        "deciding": ["LAB-09"],
        "needs_person": [],
        "confirmed_by_claim": [],
        "refundable_amount": None,
        "refundable_steps": [],
        "timeline": [],
        "efficacy": None,
        "supplement": None,
        "unknown_facts": [],
        "versions": {},
    }


def test_facts_that_cannot_be_taken_are_answered_with_the_same_keys_and_each_mistake_by_its_key() -> None:
    broken = broken_json("C-1", iter([("claimed_amount", "write a number"), ("reason", "this fact is needed")]))

    assert list(broken) == list(claim_json(BARE))
    assert (broken["claim_id"], broken["status"], broken["outcome"]) == ("C-1", "refused", "needs_review")
    assert broken["error"] == {
        "code": "bad_facts",
        "message": "The facts of the claim cannot be taken; mend the keys below.",
    }
    assert broken["mistakes"] == [
        {"key": "claimed_amount", "message": "write a number"},
        {"key": "reason", "message": "this fact is needed"},
    ]
    nothing = [key for key, value in broken.items() if value in (None, [], {})]
    assert nothing == [
        "findings",
        "deciding",
        "needs_person",
        "confirmed_by_claim",
        "refundable_amount",
        "refundable_steps",
        "timeline",
        "efficacy",
        "supplement",
        "unknown_facts",
        "versions",
    ]


@pytest.mark.parametrize(
    ("amount", "shown"), [("299", "299.00"), ("0", "0.00"), ("1E+3", "1000.00"), ("299.5", "299.50")]
)
def test_the_refundable_amount_is_a_plain_number_with_cents(amount: str, shown: str) -> None:
    assert told("refundable_amount", refundable=Refundable(Decimal(amount))) == shown


def test_every_step_of_the_sum_keeps_its_amount_as_printed_or_null() -> None:
    steps = (Step(TEXT, Decimal("299.0")), Step(TEXT, Decimal("-1E+1")), Step(TEXT))

    assert told("refundable_steps", refundable=Refundable(None, steps)) == [
        WORDS | {"amount": "299.0"},
        WORDS | {"amount": "-10"},
        WORDS | {"amount": None},
    ]


def test_a_day_says_where_it_was_read_and_a_stated_one_does_not() -> None:
    read = Moment(what="report", text=TEXT, day=date(2026, 9, 5), file="报告.pdf", field="issued_date")
    stated = Moment(what="claim", text=TEXT, day=date(2026, 10, 5))

    assert told("timeline", timeline=(read, stated)) == [
        {"what": "report", "day": "2026-09-05"} | WORDS | {"file": "报告.pdf", "field": "issued_date"},
        {"what": "claim", "day": "2026-10-05"} | WORDS,
    ]


def test_a_finding_about_a_document_names_its_file_and_one_about_the_claim_does_not() -> None:
    about = Finding(
        rule="WIN-01", outcome=Outcome.FAIL, severity=Severity.ASK, reason=TEXT, fields=("a",), places=(HERE,)
    )
    claim, document = told("findings", findings=(about, replace(about, file="1.png")))

    assert claim == {
        "rule": "WIN-01",
        "outcome": "fail",
        "severity": "ask",
        "reason": WORDS,
        "fields": ["a"],
        "places": [{"page": 2, "box": [0.1, 0.2, 0.33333, 0.4]}],
    }
    assert document == claim | {"file": "1.png"}


def test_what_a_person_must_confirm_is_named_by_file_and_field() -> None:
    assert told("needs_person", doubted=(("1.png", "paid_amount"),)) == [{"file": "1.png", "field": "paid_amount"}]
    assert told("confirmed_by_claim", stated_alike=(("1.png", "paid_amount"),)) == [
        {"file": "1.png", "field": "paid_amount"}
    ]


def test_keys_nobody_knows_and_versions_are_handed_on() -> None:
    assert told("unknown_facts", unknown=("nick",)) == ["nick"]
    assert told("versions", versions={"rules": 3}) == {"rules": 3}


def test_an_empty_efficacy_has_every_figure_as_null_and_is_open() -> None:
    nulls = (
        "direction",
        "baseline",
        "endpoint",
        "reached",
        "printed",
        "claimed",
        "attained",
        "threshold",
        "basis",
        "why",
    )

    assert told("efficacy", efficacy=Efficacy(indicator="MI")) == {
        "indicator": "MI",
        "unit": "",
        "result": "open",
        "steps": [],
        "file": "",
    } | dict.fromkeys(nulls)


def test_read_figures_stand_as_printed_and_computed_ones_with_two_digits() -> None:
    panel = Efficacy(
        indicator="MI",
        baseline=Decimal("180.0"),
        endpoint=Decimal("1.8E+2"),
        reached=Decimal(10) / 3,
        attained=Decimal("66.665"),
        threshold=Decimal(80),
        why=TEXT,
        steps=(TEXT, TEXT),
    )
    shown = told("efficacy", efficacy=panel)

    assert [shown[name] for name in ("baseline", "endpoint", "threshold")] == ["180.0", "180", "80"]
    assert [shown[name] for name in ("reached", "attained")] == ["3.33", "66.66"]
    assert (shown["why"], shown["steps"]) == (WORDS, [WORDS, WORDS])


def test_a_gain_of_nothing_is_a_figure_and_not_null() -> None:
    shown = told("efficacy", efficacy=Efficacy(indicator="MI", reached=Decimal(0), attained=Decimal("-0.004")))

    assert (shown["reached"], float(shown["attained"])) == ("0.00", 0.0)


def test_the_message_to_the_customer_lists_each_wish_with_its_places() -> None:
    wanted = (Wanted(rule="INT-05", text=TEXT), Wanted(rule="INT-03", text=TEXT, file="1.png", places=(HERE,)))

    assert told("supplement", supplement=Supplement(TEXT, wanted)) == WORDS | {
        "items": [
            {"rule": "INT-05"} | WORDS | {"places": []},
            {"rule": "INT-03"} | WORDS | {"file": "1.png", "places": [{"page": 2, "box": [0.1, 0.2, 0.33333, 0.4]}]},
        ]
    }


@pytest.mark.parametrize("outcome", list(ClaimOutcome))
def test_every_outcome_can_be_written_as_json(outcome: ClaimOutcome) -> None:
    steps = (Step(TEXT, Decimal("0.01")),)
    whole = replace(BARE, outcome=outcome, refundable=Refundable(Decimal("0.01"), steps))

    assert json.loads(json.dumps(claim_json(whole)))["outcome"] == outcome.value
