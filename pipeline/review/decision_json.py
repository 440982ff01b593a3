"""A ruling as JSON: how it is kept sealed, and what claims systems are handed of it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.findings import Reason
from pipeline.review.decisions import Citation, GivenReason, Ruling
from pipeline.review.drafts import RefundRoute, Verdict


def ruling_json(ruling: Ruling) -> dict[str, object]:
    """Everything; `ruling_from` reads it back."""
    return told_json(ruling) | {
        "note": ruling.note,
        "override": ruling.override,
        "corrections": list(ruling.corrections),
        "changes": ruling.changes,
    }


def told_json(ruling: Ruling) -> dict[str, object]:
    """What may leave the house: nothing that reviewers wrote for each other."""
    return {
        "answer": ruling.answer,
        "verdict": ruling.verdict.value,
        "amount": format(ruling.amount, "f") if ruling.amount is not None else None,
        "currency": ruling.currency,
        "route": ruling.route.value if ruling.route else None,
        "promised_workdays": ruling.workdays,
        "promised_on": ruling.promised.isoformat() if ruling.promised else None,
        "reasons": [_reason(one) for one in ruling.reasons],
        "notice": _words(ruling.notice),
        "policy": ruling.policy,
    }


def ruling_from(held: Mapping[str, Any]) -> Ruling:
    """What `ruling_json` made."""
    return Ruling(
        answer=held["answer"],
        verdict=Verdict(held["verdict"]),
        amount=Decimal(held["amount"]) if held["amount"] is not None else None,
        currency=held["currency"],
        route=RefundRoute(held["route"]) if held["route"] else None,
        workdays=held["promised_workdays"],
        promised=date.fromisoformat(held["promised_on"]) if held["promised_on"] else None,
        reasons=tuple(map(_reason_from, held["reasons"])),
        notice=_reason_words(held["notice"]),
        policy=held["policy"],
        note=held["note"],
        override=held["override"],
        corrections=tuple(held["corrections"]),
        changes=held["changes"],
    )


def _words(text: Reason) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _reason_words(held: Mapping[str, str]) -> Reason:
    return Reason(held["zh"], held["en"])


def _reason(one: GivenReason) -> dict[str, object]:
    return {
        "code": one.code,
        "text": _words(one.text),
        "advice": _words(one.advice),
        "citations": [_citation(each) for each in one.citations],
    }


def _reason_from(held: Mapping[str, Any]) -> GivenReason:
    return GivenReason(
        code=held["code"],
        text=_reason_words(held["text"]),
        advice=_reason_words(held["advice"]),
        citations=tuple(map(_citation_from, held["citations"])),
    )


def _citation(one: Citation) -> dict[str, object]:
    return {
        "rule": one.rule,
        "text": _words(one.text),
        "basis": one.basis,
        "terms": list(one.terms),
        "file": one.file,
        "page": one.page,
        "box": [round(side, 5) for side in one.box] if one.box else None,
    }


def _citation_from(held: Mapping[str, Any]) -> Citation:
    box = held["box"]
    return Citation(
        rule=held["rule"],
        text=_reason_words(held["text"]),
        basis=held["basis"],
        terms=tuple(held["terms"]),
        file=held["file"],
        page=held["page"],
        box=(box[0], box[1], box[2], box[3]) if box else None,
    )
