"""SRV and QLT over a whole claim."""

from typing import Any

import pytest

from pipeline.claim.claims import Case, Paper
from pipeline.claim.reasons import ClaimReason
from pipeline.claim.registers import Register, Standing
from pipeline.fields import State
from pipeline.findings import Outcome, Reason, Severity
from tests.validators.cases import answers, asked, case, complaint, filed, findings, pointed
from tests.validators.papers import form
from validators.claim.served import quality_goes_its_own_way, the_complaint_was_verified


def claim(*papers: Paper, **known: Any) -> Case:
    return case(*papers, stated={"reason": ClaimReason.SERVICE_QUALITY_BAD}, **known)


def record(result: str | State | None = None) -> Paper:
    values: dict[str, Any] = {"complaint_number": "TS1"} | ({"complaint_result": result} if result else {})
    return filed(form("complaint_record", **values))


@pytest.mark.parametrize(
    ("result", "outcome"),
    [
        ("经核实投诉属实，同意退款", Outcome.PASS),
        ("商户确认服务不达标，按约定退费", Outcome.PASS),
        ("Complaint upheld after investigation", Outcome.PASS),
        ("投诉不属实，已回复客户", Outcome.FAIL),
        ("核实中", Outcome.FAIL),
        ("已回电安抚", Outcome.FAIL),
        ("not verified", Outcome.FAIL),
        (None, Outcome.FAIL),
        (State.UNREADABLE, Outcome.UNREADABLE),
    ],
)
def test_a_complaint_counts_when_it_was_verified(result: str | State | None, outcome: Outcome) -> None:
    assert asked(the_complaint_was_verified, claim(record(result))) == [outcome]


def test_a_missing_record_is_asked_for() -> None:
    assert complaint(the_complaint_was_verified, claim()).severity is Severity.ASK


def test_the_merchants_register_may_verify_it() -> None:
    known = answers(Register.COMPLAINTS, "TS1", verified="yes")

    assert asked(the_complaint_was_verified, claim(record("处理中"), **known)) == [Outcome.PASS]


@pytest.mark.parametrize(
    "known",
    [
        answers(Register.COMPLAINTS, "TS1", verified="no"),
        answers(Register.COMPLAINTS, "TS1", Standing.NOT_FOUND),
    ],
)
def test_the_merchants_register_weighs_more_than_the_paper(known: dict[str, Any]) -> None:
    finding = complaint(the_complaint_was_verified, claim(record("属实"), **known))

    assert finding.severity is Severity.REVIEW
    assert finding.file == "complaint_record.pdf"


def test_a_register_that_is_away_is_never_a_fail() -> None:
    known = answers(Register.COMPLAINTS, "TS1", Standing.NOT_CONFIRMED)

    (finding,) = findings(the_complaint_was_verified, claim(record("属实"), **known))

    assert (finding.outcome, finding.waits) == (Outcome.UNREADABLE, True)
    assert "商户投诉记录未应答" in finding.reason.zh


@pytest.mark.parametrize("verified", ["", "tomorrow"])
def test_a_row_that_does_not_say_leaves_it_to_the_paper(verified: str) -> None:
    known = answers(Register.COMPLAINTS, "TS1", verified=verified)

    assert asked(the_complaint_was_verified, claim(record("属实"), **known)) == [Outcome.PASS]


def test_one_verified_record_among_several_will_do() -> None:
    assert asked(the_complaint_was_verified, claim(record("处理中"), record("属实"))) == [Outcome.PASS]


def test_other_claims_need_no_complaint() -> None:
    assert asked(the_complaint_was_verified, case(record("处理中"))) == [Outcome.NOT_APPLICABLE]


def test_a_quality_claim_always_goes_to_a_person() -> None:
    about = case(stated={"reason": ClaimReason.PRODUCT_QUALITY})

    assert complaint(quality_goes_its_own_way, about).severity is Severity.REVIEW
    assert asked(quality_goes_its_own_way, case()) == [Outcome.NOT_APPLICABLE]


NUMBERED, RESULT = ("complaint_number",), ("complaint_result",)
ASKED_FOR = (
    "缺少投诉核实记录（{}），请补充商户核实结果",
    "The complaint is not verified ({}); please send the merchant's result",
)


def known_as(standing: Standing = Standing.FOUND, **row: str) -> dict[str, Any]:
    return answers(Register.COMPLAINTS, "TS1", standing, **row)


@pytest.mark.parametrize(
    ("about", "zh", "en"),
    [
        (claim(), "没有投诉记录", "no record of a complaint"),
        (claim(record()), "没有处理结果", "no outcome on it"),
        (claim(record("核实中")), "核实中", "核实中"),
        (claim(record("属实"), **known_as(verified="no")), "商户记录为未核实", "not verified in the merchant's record"),
        (
            claim(record("属实"), **known_as(Standing.NOT_FOUND)),
            "商户记录中查无此投诉",
            "unknown to the merchant's record",
        ),
    ],
)
def test_a_reviewer_reads_why_a_complaint_is_not_verified(about: Case, zh: str, en: str) -> None:
    reason = complaint(the_complaint_was_verified, about).reason

    assert reason == Reason(ASKED_FOR[0].format(zh), ASKED_FOR[1].format(en))


@pytest.mark.parametrize(
    ("result", "known", "outcome", "fields"),
    [
        ("处理中", known_as(verified="yes"), Outcome.PASS, NUMBERED),
        ("属实", known_as(verified="no"), Outcome.FAIL, NUMBERED),
        ("属实", known_as(Standing.NOT_FOUND), Outcome.FAIL, NUMBERED),
        ("属实", known_as(Standing.NOT_CONFIRMED), Outcome.UNREADABLE, NUMBERED),
        ("属实", {}, Outcome.PASS, RESULT),
        ("核实中", {}, Outcome.FAIL, RESULT),
        (None, {}, Outcome.FAIL, RESULT),
        (State.UNREADABLE, {}, Outcome.UNREADABLE, RESULT),
    ],
)
def test_the_record_and_what_was_looked_at_on_it_are_named(
    result: str | State | None, known: dict[str, Any], outcome: Outcome, fields: tuple[str, ...]
) -> None:
    about = claim(record(result), **known)

    assert pointed(the_complaint_was_verified, about) == [(outcome, "complaint_record.pdf", fields)]
