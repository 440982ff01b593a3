"""Drafts as the desk's page holds them: values in fields, and the fields of the form that decides."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from app.web.case import Case
from pipeline.errors import WrongUse
from pipeline.evidence import EvidenceId
from pipeline.findings import Reason
from pipeline.review.drafts import Draft, RefundRoute, SavedDraft, Seen, StaleDraft, Typed, Verdict

_LONGEST = 4_000  # characters of one text
_MOST = 1_000  # values
_TURNS = 3  # saves of one page that may cross
_LONGEST_NAME = 40  # characters of what an open page calls itself


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
        "ask": [draft.ask.zh, draft.ask.en] if draft.ask else None,
    }


def sent_draft(text: str, before: SavedDraft | None) -> Draft:
    """What a page sends; what was keyed unseen is only known here. Raises WrongUse for what is no draft."""
    try:
        held = json.loads(text)
        fields = tuple(Typed(EvidenceId(_text(one[0])), _text(one[1]), _text(one[2])) for one in held["fields"][:_MOST])
        pairs = [(_text(name), _text(value)) for name, value in held.get("decision", [])[:_MOST]]
        ask = [_text(one) for one in held.get("ask") or []]
        window, step = _text(held.get("window", ""))[:_LONGEST_NAME], int(held.get("step", 0))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise WrongUse("This is no draft; reload the page.") from error
    keyed = before.draft.keyed if before else ()
    message = Reason(ask[0], ask[1]) if len(ask) == 2 else None
    return replace(_decided(pairs), fields=fields, keyed=keyed, ask=message, window=window, step=step)


def formed_draft(pairs: list[tuple[str, str]], before: SavedDraft | None) -> Draft:
    """What the form that decides says, beside the values typed before. Raises WrongUse for texts nobody could type."""
    if any(len(value) > _LONGEST for _, value in pairs):
        raise WrongUse("A text is too long; shorten it.")
    kept = before.draft if before else Draft()
    return replace(
        _decided(pairs), fields=kept.fields, keyed=kept.keyed, ask=kept.ask
    )  # no page's late words go past it


def saved_in_turn(case: Case, wanted: Draft, seen: Seen) -> SavedDraft:
    """A page that is left sends its last words while a save of it may be on its way: the newer one counts.

    Raises StaleDraft for what another window saved.
    """
    for _ in range(_TURNS):
        try:
            return case.house.reviewing.save_draft(case.person, case.claim, wanted, seen)
        except StaleDraft as stale:
            stands = stale.stands
            if stands is not None and stands.draft.follows(wanted):
                return stands
            if stands is None or not wanted.follows(stands.draft):
                raise
            wanted = replace(wanted, keyed=stands.draft.keyed)
            seen = Seen(stands.version, seen.answer)
    return case.house.reviewing.save_draft(case.person, case.claim, wanted, seen)


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
