"""What came of reading a file again: the same record to the byte, or where it differs and what is no longer here."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.evidence import EvidenceId
from pipeline.record_differences import Difference

SCHEMA = "proofdesk.replay/1"
NONE = "none"
_MOST_TOLD = 20
_TWO_WORDS = ("rule", "page", "versions")
_APART, _DIFFERS = " | ", "differs: "
_INSTEAD = re.compile(r"(.+?): (.*) -> (.*)")


class Verdict(StrEnum):
    """`OTHER_VERSIONS`: it differs, and something it was read with is no longer here."""

    IDENTICAL = "identical"
    DIFFERENT = "different"
    OTHER_VERSIONS = "other_versions"
    ORIGINAL_CHANGED = "original_changed"
    NOT_REPLAYED = "not_replayed"


ALARMING = frozenset({Verdict.DIFFERENT, Verdict.ORIGINAL_CHANGED})


@dataclass(frozen=True, slots=True)
class Instead:
    """What a record was read with, and what is here in its place."""

    what: str
    named: str
    here: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """`record` is the version of the record, `note` why it was not read again; `seconds` reading alone."""

    evidence: EvidenceId
    record: int
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    instead: tuple[Instead, ...] = ()
    note: str = ""
    seconds: float = 0.0

    def told(self) -> Mapping[str, object]:
        """The object `proofdesk replay --json` prints."""
        return {
            "schema": SCHEMA,
            "evidence": self.evidence,
            "record": self.record,
            "verdict": self.verdict.value,
            "differences": [{"where": one.where, "kept": one.kept, "now": one.now} for one in self.differences],
            "instead": [{"what": one.what, "named": one.named, "here": one.here} for one in self.instead],
            "note": self.note,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, slots=True)
class Retold:
    """A replay as its line in the ledger tells it: `why` it was done, in which fields and rules it differs."""

    why: str
    where: tuple[str, ...] = ()
    instead: tuple[Instead, ...] = ()

    @classmethod
    def of(cls, found: Replayed, why: str) -> "Retold":
        """Names and versions, never a value."""
        if found.verdict is Verdict.IDENTICAL:
            return cls(why)
        where = dict.fromkeys(_thing(one.where) for one in found.differences)
        return cls(why, tuple(where)[:_MOST_TOLD], found.instead[:_MOST_TOLD])

    @classmethod
    def read(cls, text: str) -> "Retold":
        """What `text` wrote; anything else is a reason alone."""
        why, *parts = text.split(_APART)
        where = next((one.removeprefix(_DIFFERS) for one in parts if one.startswith(_DIFFERS)), "")
        versions = (_INSTEAD.fullmatch(one) for one in parts)
        return cls(
            why,
            tuple(one for one in where.split(", ") if one),
            tuple(Instead(found[1], found[2], found[3]) for found in versions if found),
        )

    def text(self) -> str:
        differs = [_DIFFERS + ", ".join(self.where)] if self.where else []
        return _APART.join((self.why, *differs, *(f"{one.what}: {one.named} -> {one.here}" for one in self.instead)))


def instead(named: Mapping[str, object], here: Mapping[str, object]) -> tuple[Instead, ...]:
    """Every version that differs; readers each by its name."""
    old, new = _flat(named), _flat(here)
    return tuple(
        Instead(what, old.get(what, NONE), new.get(what, NONE))
        for what in {**old, **new}
        if old.get(what) != new.get(what)
    )


def judged(kept: bytes, now: bytes, missing: Sequence[Instead]) -> Verdict:
    """Of two records as bytes."""
    if kept == now:
        return Verdict.IDENTICAL
    return Verdict.OTHER_VERSIONS if missing else Verdict.DIFFERENT


def _thing(where: str) -> str:
    """`total_amount` of `total_amount value`, `rule INV-06` of what a rule said, `page 1` of a page's size."""
    first, _, rest = where.partition(" ")
    return f"{first} {rest.partition(' ')[0]}" if first in _TWO_WORDS and rest else first


def _flat(versions: Mapping[str, object], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in versions.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{name.removesuffix('s')} ")
        else:
            found[f"{before}{name}"] = str(value)
    return found
