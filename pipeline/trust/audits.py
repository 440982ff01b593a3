"""Values drawn by chance for a person to read blindly, and what the answers say."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import Conflict
from pipeline.evidence import EvidenceId
from pipeline.trust.lanes import Automation
from pipeline.trust.passages import KIND

ABSENT = "-"  # the answer of a person who finds no such value on the page, or cannot read it


@dataclass(frozen=True, slots=True)
class Terms:
    """Whose errors are counted, by which promise: `judge` names pipeline and weights, samples of others say nothing."""

    judge: str
    automation: Automation


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Candidate:
    """A value that passed, or would have: of which evidence, in which version of its record."""

    evidence: EvidenceId
    record: int
    kind: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A candidate that was drawn; `right` is None until a person answered."""

    id: str
    value: Candidate
    seed: str
    drawn: datetime
    right: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person read in place of the sample; `right`: the machine read the same."""

    sample: str
    value: str
    right: bool


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that is kept, and whose it is."""

    value: str
    by: str


def takes(before: Given | None, now: Given) -> bool:
    """Whether an answer is new; a second person may correct the first one, both are kept.

    Raises Conflict when someone would answer the same sample twice and differently.
    """
    if before is None:
        return True
    if before.value == now.value:
        return False
    if before.by == now.by:
        raise Conflict(f"{now.by} answered this sample before, and otherwise; a second person must look at it.")
    return True


def sure_values(record: Mapping[str, object]) -> Iterator[str]:
    """The decisive fields of a record, as every door hands it out, that no person is asked about."""
    asked = _listed(record.get("needs_person"))
    if KIND in asked:
        return
    for field in _listed(record.get("fields")):
        if not isinstance(field, Mapping) or field.get("name") in asked:
            continue
        if field.get("critical") and field.get("state") == "read" and not isinstance(field.get("value"), list):
            yield str(field["name"])


def field_of(record: Mapping[str, object], name: str) -> Mapping[str, object]:
    """A field of a record, as every door hands it out; empty where there is none."""
    fields = (one for one in _listed(record.get("fields")) if isinstance(one, Mapping))
    return next((one for one in fields if one.get("name") == name), {})


def passed_values(record: Mapping[str, object]) -> frozenset[str]:
    """The decisive fields of a record that passed without a person."""
    lanes = record.get("lanes")
    if not isinstance(lanes, Mapping):
        return frozenset()
    return frozenset(str(name) for name, lane in lanes.items() if isinstance(lane, Mapping) and lane.get("passed"))


def chosen(candidates: Iterable[Candidate], seed: str, size: int) -> tuple[Candidate, ...]:
    """`size` of them by chance, or all where there are fewer: the same for the same seed, whatever their order."""

    def lot(one: Candidate) -> str:
        ticket = "\n".join((seed, one.evidence, one.kind, one.field))
        return hashlib.sha256(ticket.encode("utf-8", "surrogatepass")).hexdigest()

    return tuple(sorted(sorted(candidates, key=lot)[:size]))


def lane_id(kind: str, field: str) -> str:
    """How the ledger names a lane."""
    return f"lane/{kind}/{field}"


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []
