"""Tasks whose answer is known: a claim decided before is given to somebody again, and what they say is compared."""

import re
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from pipeline.corrections import Correction
from pipeline.evidence import ClaimId, EvidenceId, TenantId
from pipeline.review.blocking import Second
from pipeline.review.decisions import Ruling
from pipeline.review.drafts import Draft, Verdict
from pipeline.trust.shares import Share

MOST_PER_HUNDRED = 20
Value = tuple[EvidenceId, str]
"""A value of a paper: evidence and field."""


class Ended(StrEnum):
    """`passed` to somebody else, or the customer would have been `asked`: nothing is compared then but the values."""

    DECIDED = "decided"
    PASSED = "passed"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody did with a task; `key` tells a second click from a second decision."""

    draft: Draft = field(default_factory=Draft)
    corrections: tuple[Correction, ...] = ()
    ruling: Ruling | None = None
    because: tuple[Second, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """`verdict`: whether it was decided as before, None where it was not decided; `values`: those that were known."""

    verdict: bool | None
    values: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """`claim_id` is its own; it shows `source` with its `answer`, of which `decision` was told.

    `version` of the draft.
    """

    tenant: TenantId
    claim_id: ClaimId
    person: str
    source: ClaimId
    answer: int
    decision: int
    start: date
    made: datetime
    read: datetime
    version: int
    said: Said
    held: datetime | None = None
    ended: datetime | None = None
    how: Ended | None = None
    result: Result | None = None


def numbered_like(source: str, chosen: Callable[[str], str]) -> str:
    """A claim's number of the same shape: other digits, the same letters; `chosen` picks one of several signs.

    The first digits stay, so that a year or a shop in it still looks right.
    """
    digits = [at for at, sign in enumerate(source) if sign in string.digits]
    changed = set(digits[len(digits) // 2 :])
    return "".join(chosen(string.digits) if at in changed else sign for at, sign in enumerate(source))


def renamed(body: Mapping[str, object], source: str, number: str) -> Mapping[str, object]:
    """An answer whose texts speak of the new number."""
    whole = re.compile(rf"(?<!\w){re.escape(source)}(?!\w)")

    def told(name: str, held: object) -> object:
        if isinstance(held, str):
            return whole.sub(lambda _: number, held) if name in ("zh", "en") else held
        if isinstance(held, Mapping):
            return {key: told(str(key), one) for key, one in held.items()}
        return [told(name, one) for one in held] if isinstance(held, list) else held

    return {key: told(key, one) for key, one in body.items()}


def with_changes(
    body: Mapping[str, object], before: Mapping[str, object], after: Mapping[str, object]
) -> Mapping[str, object]:
    """An answer with what differs between two others laid upon it; findings one by one, by rule and file."""
    changed = {name: held for name, held in after.items() if name != "findings" and held != before.get(name)}
    old, new = _by_rule(before), _by_rule(after)
    fresh = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    kept = [one for key, some in _by_rule(body).items() for one in (new.get(key, []) if key in fresh else some)]
    come = [one for key, some in new.items() if key in fresh and key not in _by_rule(body) for one in some]
    return {**body, **changed, "findings": [*kept, *come]}


def _by_rule(body: Mapping[str, object]) -> dict[tuple[str, str], list[object]]:
    """The findings of each rule about each file, in their order."""
    found: dict[tuple[str, str], list[object]] = {}
    listed = body.get("findings")
    for one in listed if isinstance(listed, list) else ():
        found.setdefault((str(one.get("rule")), str(one.get("file", ""))), []).append(one)
    return found


def compared(
    said: Said, ended: tuple[Ended, Verdict], known: Mapping[Value, str | None], read: Mapping[Value, str | None]
) -> Result:
    """What somebody said beside what is `known`; where they put nothing right, what was `read` is what they say.

    `ended`: how it ended, and what was decided of the claim it shows.
    """
    how, verdict = ended
    newest = {(one.change.evidence, one.change.field): one.change.new for one in said.corrections}
    right = sum(newest.get(value, read.get(value)) == true for value, true in known.items())
    same = said.ruling.verdict is verdict if how is Ended.DECIDED and said.ruling else None
    return Result(same, Share(right, len(known)))
