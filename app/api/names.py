"""Ids and cursors in addresses: what cannot be one of ours is not looked for."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from app.api.problems import Problem
from pipeline.evidence import ClaimId, EvidenceId
from workers.reception import LONGEST_CLAIM_ID

_KIND = re.compile(r"[a-z][a-z_]{0,39}")
_MIDDLE, _FAR = 2100, 900  # years that both databases know
_DIGITS = 19
_ID = re.compile(r"[a-z]{3}_[0-9A-HJKMNP-TV-Z]{26}")


def own_id(prefix: str, text: str) -> str:
    """`text`, when it could be an id that begins with `prefix`; a 404 Problem otherwise."""
    if not text.startswith(f"{prefix}_") or not _ID.fullmatch(text):
        raise Problem(404, "not_found", "There is nothing of that id.")
    return text


def evidence_id(text: str) -> EvidenceId:
    return EvidenceId(own_id("evd", text))


def claim_id(text: str) -> ClaimId:
    """A 422 Problem for what cannot name a claim."""
    if not (0 < len(text) <= LONGEST_CLAIM_ID and text.isprintable()):
        raise Problem(422, "bad_claim_id", f"A claim id has 1 to {LONGEST_CLAIM_ID} printable characters.")
    return ClaimId(text)


def kind_named(text: str | None) -> str | None:
    """A 422 Problem for what cannot name a kind; None for no wish, which an empty text is, too."""
    if text and not _KIND.fullmatch(text):
        raise Problem(422, "bad_kind", "A kind is named with small letters and underscores, such as vat_invoice.")
    return text or None


def cursor_to(last: str) -> str:
    """Behind the id `last`; opaque to callers."""
    return urlsafe_b64encode(last.encode()).decode().rstrip("=")


def cursor_from(prefix: str, text: str) -> str:
    """The id, which begins with `prefix`; raises a 422 Problem for a cursor we never gave."""
    try:
        return own_id(prefix, _uncovered(text))
    except Problem as error:
        raise _bad_cursor() from error


def place_to(at: datetime, last: str) -> str:
    """Behind `last` at that moment; opaque to callers."""
    return cursor_to(f"{at.isoformat()} {last}")


def place_from(text: str) -> tuple[datetime, str]:
    """Raises a 422 Problem for a cursor we never gave."""
    moment, _, last = _uncovered(text).partition(" ")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError as error:
        raise _bad_cursor() from error
    if at.tzinfo is None or not last or not last.isprintable() or abs(at.year - _MIDDLE) > _FAR:
        raise _bad_cursor()
    return at, last


def number_from(text: str) -> int:
    """Raises a 422 Problem for a cursor we never gave."""
    found = _uncovered(text)
    if not (found.isascii() and found.isdecimal() and len(found) < _DIGITS):
        raise _bad_cursor()
    return int(found)


def _uncovered(text: str) -> str:
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8")
    except ValueError as error:
        raise _bad_cursor() from error


def _bad_cursor() -> Problem:
    return Problem(422, "bad_cursor", "This cursor is not one of ours; take `next` from the page before.")
