"""Ids and cursors in addresses: what cannot be one of ours is not looked for."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from app.api.problems import Problem
from pipeline.evidence import ClaimId, EvidenceId
from workers.reception import LONGEST_CLAIM_ID

_KIND = re.compile(r"[a-z][a-z_]{0,39}")
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
        found = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
        return own_id(prefix, found)
    except (ValueError, Problem) as error:
        raise Problem(422, "bad_cursor", "This cursor is not one of ours; take `next` from the page before.") from error
