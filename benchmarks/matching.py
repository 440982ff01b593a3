"""When a value read counts as the value labelled."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from enum import StrEnum

RULES = """\
amounts: equal as decimals · dates: equal · times: equal as far as both are printed · ids: equal without spaces
names, addresses: exact = equal without case, blanks and punctuation; near = one holds the other (4+ letters), or one
of the labelled boxes, or 90 % alike · several right answers: any of them"""

NEAR = 0.90
_PROSE = frozenset(
    {"party_a", "party_b", "conclusion", "remark", "target", "refund_clause", "defect", "method"}
    | {"complaint_result", "indicator", "order_status", "payment_status"}
)
SHORTEST = 4  # letters that may stand for a whole name


class Match(StrEnum):
    EXACT = "exact"
    NEAR = "near"
    WRONG = "wrong"
    MISSING = "missing"


def matched(name: str, found: str | None, accepted: Iterable[str], boxes: Iterable[str] = ()) -> Match:
    """How `found` stands to the `accepted` values of field `name`; `boxes` are parts of a name, any one is near."""
    if found is None:
        return Match.MISSING
    accepted = tuple(accepted)
    if not is_name(name):
        return Match.EXACT if any(_same(name, found, right) for right in accepted) else Match.WRONG
    ours = letters(found)
    rights = [letters(right) for right in accepted]
    if ours in rights:
        return Match.EXACT
    parts = [part for part in map(letters, boxes) if len(part) >= SHORTEST]
    close = any(_near(ours, right) for right in rights) or any(part in ours for part in parts)
    return Match.NEAR if close else Match.WRONG


def is_name(name: str) -> bool:
    """Fields of free text, where print and label differ in spacing and case."""
    return name.endswith(("_name", "_address")) or name in _PROSE


def letters(text: str) -> str:
    """Letters and digits only, without case and width."""
    return "".join(char for char in unicodedata.normalize("NFKC", text).casefold() if char.isalnum())


def _same(name: str, found: str, right: str) -> bool:
    if name.endswith(("_amount", "_words", "_value", "_rate")):
        return _decimal(found) is not None and _decimal(found) == _decimal(right)
    if name.endswith("_time"):
        shortest = min(len(found), len(right))
        return shortest >= len("HH:MM") and found[:shortest] == right[:shortest]
    return re.sub(r"\s", "", found) == re.sub(r"\s", "", right)


def _near(ours: str, right: str) -> bool:
    shorter, longer = sorted((ours, right), key=len)
    if len(shorter) >= SHORTEST and shorter in longer:
        return True
    return SequenceMatcher(None, ours, right, autojunk=False).ratio() >= NEAR


def _decimal(text: str) -> Decimal | None:
    try:
        return abs(Decimal(text))
    except InvalidOperation:
        return None
