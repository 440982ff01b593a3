"""Drafts as the desk's page holds them: values in fields, and the fields of the form that decides."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from app.web.case import Case
from pipeline.errors import WrongUse
from pipeline.evidence import EvidenceId
from pipeline.review.drafts import Draft, RefundRoute, SavedDraft, Typed, Verdict

_LONGEST = 4_000  # characters of one text
_MOST = 1_000  # values


def draft_of(case: Case) -> SavedDraft | None:
    """This person's own; whoever has just taken over begins with the newest of the others."""
    if case.draft or not case.mine:
        return case.draft
    return case.open.drafts[0] if case.open.drafts else None


def plain_draft(saved: SavedDraft | None) -> Mapping[str, object]:
    """`fields` as [evidence, name, value], `decision` as pairs of a form."""
    if saved is None:
        return {"version": 0, "fields": [], "decision": []}
    draft = saved.draft
    return {
        "version": saved.version,
        "fields": [[one.evidence, one.field, one.value] for one in draft.fields],
        "decision": list(_pairs(draft)),
    }


def sent_draft(text: str, before: SavedDraft | None) -> Draft:
    """What a page sends; what was keyed unseen is only known here. Raises WrongUse for what is no draft."""
    try:
        held = json.loads(text)
        fields = tuple(Typed(EvidenceId(_text(one[0])), _text(one[1]), _text(one[2])) for one in held["fields"][:_MOST])
        pairs = [(_text(name), _text(value)) for name, value in held.get("decision", [])[:_MOST]]
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise WrongUse("This is no draft; reload the page.") from error
    return replace(_decided(pairs), fields=fields, keyed=before.draft.keyed if before else ())


def formed_draft(pairs: list[tuple[str, str]], before: SavedDraft | None) -> Draft:
    """What the form that decides says, beside the values typed before. Raises WrongUse for texts nobody could type."""
    if any(len(value) > _LONGEST for _, value in pairs):
        raise WrongUse("A text is too long; shorten it.")
    kept = before.draft if before else Draft()
    return replace(_decided(pairs), fields=kept.fields, keyed=kept.keyed)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError("a draft holds texts")
    return value


def _decided(pairs: list[tuple[str, str]]) -> Draft:
    one = dict(pairs)
    return Draft(
        verdict=Verdict(one["verdict"]) if one.get("verdict") in set(Verdict) else None,
        amount=_amount(one.get("amount", "")),
        route=RefundRoute(one["route"]) if one.get("route") in set(RefundRoute) else None,
        codes=tuple(value for name, value in pairs if name == "codes"),
        note=one.get("note", ""),
        override=one.get("override", ""),
    )


def _amount(text: str) -> Decimal | None:
    """A sum as it is typed; None while it is none yet."""
    try:
        found = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) < Decimal(10) ** 12 else None


def _pairs(draft: Draft) -> Iterator[tuple[str, str]]:
    if draft.verdict:
        yield "verdict", draft.verdict.value
    if draft.amount is not None:
        yield "amount", format(draft.amount, "f")
    if draft.route:
        yield "route", draft.route.value
    yield from (("codes", code) for code in draft.codes)
    yield "note", draft.note
    yield "override", draft.override
