"""A claim's result as the JSON object every door hands out (schema proofdesk.claim/1)."""

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal

from pipeline.claim.outcomes import ClaimOutcome
from pipeline.claim.result import ClaimResult, Efficacy, Moment, Supplement, Wanted
from pipeline.findings import Reason
from pipeline.geometry import Box
from pipeline.record_json import finding_json
from pipeline.records import plain

_TWO = Decimal("0.01")
_COMPUTED = ("reached", "attained")


def claim_json(result: ClaimResult) -> dict[str, object]:
    """The object `proofdesk claims --json` prints for one claim."""
    sum_told = result.refundable
    return {
        "schema": "proofdesk.claim/1",
        "claim_id": result.claim_id,
        "status": "answered",
        "error": None,
        "mistakes": [],
        "findings": [finding_json(one) | ({"file": one.file} if one.file else {}) for one in result.findings],
        "outcome": result.outcome.value,
        "deciding": list(result.deciding),
        "needs_person": [{"file": file, "field": name} for file, name in result.doubted],
        "confirmed_by_claim": [{"file": file, "field": name} for file, name in result.stated_alike],
        "refundable_amount": None if sum_told.amount is None else plain(sum_told.amount.quantize(_TWO)),
        "refundable_steps": [_words(step.text) | {"amount": plain(step.amount)} for step in sum_told.steps],
        "timeline": [_moment(one) for one in result.timeline],
        "efficacy": _efficacy(result.efficacy) if result.efficacy else None,
        "supplement": _supplement(result.supplement) if result.supplement else None,
        "unknown_facts": list(result.unknown),
        "versions": dict(result.versions),
    }


def _words(text: Reason) -> dict[str, object]:
    return {"zh": text.zh, "en": text.en}


def _moment(one: Moment) -> dict[str, object]:
    where = {"file": one.file, "field": one.field} if one.file else {}
    return {"what": one.what, "day": one.day.isoformat()} | _words(one.text) | where


def _efficacy(panel: Efficacy) -> dict[str, object]:
    """Every figure by its name, as plain decimals; the steps in both languages."""
    told = {one.name: plain(getattr(panel, one.name)) for one in fields(panel) if one.name not in ("steps", "why")}
    told |= {name: plain(value.quantize(_TWO)) for name in _COMPUTED if (value := getattr(panel, name)) is not None}
    why = _words(panel.why) if panel.why else None
    return told | {"why": why, "steps": [_words(step) for step in panel.steps]}


def _supplement(asked: Supplement) -> dict[str, object]:
    return _words(asked.text) | {"items": [_wanted(one) for one in asked.wanted]}


def _wanted(one: Wanted) -> dict[str, object]:
    where: dict[str, object] = {"file": one.file} if one.file else {}
    return {"rule": one.rule} | _words(one.text) | where | {"places": [_place(box) for box in one.places]}


def _place(box: Box) -> dict[str, object]:
    return {"page": box.page, "box": [round(side, 5) for side in box.sides]}


def broken_json(claim_id: str, mistakes: Iterable[tuple[str, str]]) -> dict[str, object]:
    """The object for a claim whose facts cannot be taken: every key of an answer, and each mistake by its key."""
    listed = [{"key": key, "message": message} for key, message in mistakes]
    return {
        "schema": "proofdesk.claim/1",
        "claim_id": claim_id,
        "status": "refused",
        "error": {"code": "bad_facts", "message": "The facts of the claim cannot be taken; mend the keys below."},
        "mistakes": listed,
        "findings": [],
        "outcome": ClaimOutcome.NEEDS_REVIEW.value,
        "deciding": [],
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
