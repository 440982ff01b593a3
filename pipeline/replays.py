"""What came of reading a file again: the same record to the byte, or where it differs and what is no longer here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.evidence import EvidenceId
from pipeline.record_differences import Difference

SCHEMA = "proofdesk.replay/1"
NONE = "none"


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


def _flat(versions: Mapping[str, object], before: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in versions.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{name.removesuffix('s')} ")
        else:
            found[f"{before}{name}"] = str(value)
    return found
