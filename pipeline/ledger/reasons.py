"""Why a person did something, in words of their own: kept apart from the entry, which has an id and a keyed hash."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.errors import WrongUse
from pipeline.ledger.entries import Act

PREFIX = "rsn"
_ID = re.compile(rf"{PREFIX}_[0-9A-HJKMNP-TV-Z]{{26}}")
SHORTEST, LONGEST = 3, 300  # characters


@dataclass(frozen=True, slots=True)
class SaidWhy:
    """`text`: the reason as it can be read now, "" where there is none; `erased`: there was one, whose key is gone."""

    text: str
    erased: bool = False


def reason_of(said: str) -> str:
    """`said` on one line. Raises WrongUse for what tells nobody anything, and for a story."""
    told = " ".join(said.split())
    if not SHORTEST <= len(told) <= LONGEST:
        raise WrongUse(
            f"Say why, in {SHORTEST} to {LONGEST} signs; it is written down for good, so no personal details."
        )
    return told


def reason_id(act: Act) -> str | None:
    """The id under which the words are kept; None for a reason of the program's, or from before there were ids."""
    if act.reason is None or act.content is None or not _ID.fullmatch(act.reason):
        return None
    return act.reason


def said_why(act: Act, known: Mapping[str, str]) -> SaidWhy:
    """The reason of an entry; `known`: words by their ids, those left out whose key was destroyed."""
    kept = reason_id(act)
    if kept is None:
        return SaidWhy(act.reason or "")
    return SaidWhy(known.get(kept, ""), erased=kept not in known)


def reason_body(text: str) -> bytes:
    """The very bytes that are sealed, hashed, and put into a proof pack."""
    return json.dumps({"reason": text}, ensure_ascii=False).encode("utf-8", "surrogatepass")


def reason_text(body: bytes) -> str:
    return str(json.loads(body)["reason"])


def reason_place(kept: str) -> str:
    """What it is called where it is sealed, and in the ledger."""
    return f"reason/{kept}"
